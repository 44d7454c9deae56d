"""The demonstration's parent: its port, its children, and its end."""

import signal
import socket
import subprocess
import sys
from contextlib import closing

import pytest

from revenues.config import serve
from revenues.config.embedded.places import ROOT
from revenues.config.embedded.processes import identify, wait_until

SLEEP = ["sleep", "300"]
FAMILY = """
import time
from revenues.config import serve
with serve._children({"one": ["sleep", "300"], "two": ["sleep", "300"]}) as children:
    print(*(child.process.pid for child in children), flush=True)
    time.sleep(300)
"""


def test_a_taken_port_gives_way_to_the_next(capsys):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < serve._free_port("127.0.0.1", port) < port + serve.PORTS_TRIED
    assert f"Port {port} is taken" in capsys.readouterr().out


def test_children_end_with_the_block():
    with serve._children({"one": SLEEP, "two": SLEEP}) as children:
        serve._all_live(children)
    assert [child.process.returncode for child in children] == [-signal.SIGTERM] * 2


def test_a_child_that_ends_by_itself_is_named_and_the_rest_are_stopped():
    with serve._children({"web server": SLEEP, "worker": ["sh", "-c", "exit 3"]}) as children:
        children[1].process.wait()
        with pytest.raises(serve.DemoError, match=r"The worker ended by itself \(code 3\)"):
            serve._all_live(children)
    assert children[0].process.returncode == -signal.SIGTERM


def test_children_do_not_outlive_a_killed_parent():
    parent = subprocess.Popen([sys.executable, "-c", FAMILY], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    family = [identify(int(pid)) for pid in parent.stdout.readline().split()]
    assert len(family) == 2
    parent.kill()
    parent.communicate()
    assert wait_until(lambda: not any(child.lives for child in family), 10)
