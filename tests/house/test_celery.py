"""The one Celery application is every thread's."""

from concurrent.futures import ThreadPoolExecutor

from celery import current_app

from revenues.config.celery import app


def test_a_thread_of_its_own_rings_the_same_bell():
    with ThreadPoolExecutor(max_workers=1) as pool:
        found = pool.submit(lambda: current_app.main).result()
    assert found == app.main == "revenues"
