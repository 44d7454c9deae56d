"""The one Celery application is every thread's, whoever asked for one before it was loaded."""

import subprocess
import sys

SCRIPT = """
from concurrent.futures import ThreadPoolExecutor
from celery import current_app
before = current_app.main
from revenues.config.celery import app
with ThreadPoolExecutor(max_workers=1) as pool:
    print(before, pool.submit(lambda: current_app.main).result())
"""


def test_a_thread_of_its_own_rings_the_same_bell():
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["default", "revenues"]
