"""The supervisor of the embedded services: starting, adopting, clearing what is stale, stopping."""

import json
import os
import signal
import time

from revenues.config.embedded.processes import identify, wait_until


def test_start_twice_adopts_and_exports_both_addresses(sandbox):
    first = sandbox.call("start")
    assert first.returncode == 0, first.stderr
    assert "PostgreSQL started" in first.stdout
    assert f"host={sandbox.places.sockets}" in first.stdout
    assert f"unix://{sandbox.places.sockets}/valkey.sock" in first.stdout
    pids = sandbox.postgres, sandbox.valkey
    second = sandbox.call("start")
    assert "PostgreSQL adopted" in second.stdout
    assert "Valkey adopted" in second.stdout
    assert (sandbox.postgres, sandbox.valkey) == pids
    assert sandbox.call("stop").returncode == 0
    assert sandbox.servers() == []


def test_killed_parent_leaves_servers_that_the_next_adopts(sandbox):
    parent = sandbox.begin("run", "--", "sh", "-c", "echo $$; exec sleep 300")
    child = identify(int(parent.stdout.readline()))
    pids = sandbox.postgres, sandbox.valkey
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert wait_until(lambda: not child.lives, 10), "the command outlived its killed supervisor"
    assert sandbox.living() == [True, True]
    assert sandbox.call("run", "--", "true").returncode == 0
    assert not any(identity.lives for identity in pids), "the last one out stops what it adopted"


def test_killed_servers_are_started_again(sandbox):
    sandbox.call("start")
    for identity in (sandbox.postgres, sandbox.valkey):
        os.kill(identity.pid, signal.SIGKILL)
    again = sandbox.call("start")
    assert again.returncode == 0, again.stderr
    assert "PostgreSQL started" in again.stdout
    assert "Valkey started" in again.stdout
    assert sandbox.living() == [True, True]


def test_reused_pids_are_neither_believed_nor_killed(sandbox, bystander):
    sandbox.call("start")
    sandbox.call("stop")
    pid_file = sandbox.places.data / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{bystander.pid}\n{pid_file.parent}\n{int(time.monotonic())}\n5432\n")
    os.chmod(pid_file, 0o600)
    sandbox.places.own(pid_file)
    record = json.dumps({"pid": bystander.pid, "started": "another boot:1"})
    for name in ("postgres.json", "valkey.json"):
        (sandbox.places.sockets / name).write_text(record)
    again = sandbox.call("start")
    assert again.returncode == 0, again.stderr
    assert sandbox.living() == [True, True]
    assert sandbox.call("stop").returncode == 0
    assert bystander.poll() is None


def test_valkey_without_a_record_is_replaced_not_doubled(sandbox):
    sandbox.call("start")
    orphan = sandbox.valkey
    (sandbox.places.sockets / "valkey.json").unlink()
    sandbox.call("start")
    assert not orphan.lives
    assert sandbox.valkey.lives


def test_data_folder_removed_under_a_living_server_is_begun_afresh(sandbox):
    sandbox.call("start")
    sandbox.places.data.joinpath("postgres").rename(sandbox.places.data / "moved-away")
    again = sandbox.call("start")
    assert again.returncode == 0, again.stderr
    assert sandbox.living() == [True, True]


def test_two_starts_at_once_make_one_server_each(sandbox):
    both = [sandbox.begin("start") for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(text.count("started") for text in said) == [0, 2]
    assert sandbox.living() == [True, True]


def test_last_lease_out_stops_and_stop_refuses_while_in_use(sandbox):
    first = sandbox.begin("run", "--", "sh", "-c", "echo ready; exec sleep 300")
    first.stdout.readline()
    refused = sandbox.call("stop")
    assert refused.returncode == 1
    assert "In use" in refused.stderr
    assert sandbox.call("run", "--", "true").returncode == 0
    assert sandbox.living() == [True, True], "the second lease stopped what the first still uses"
    first.terminate()
    first.communicate(timeout=60)
    assert sandbox.servers() == []


def test_run_gives_back_the_commands_exit_code_and_its_own_settings(sandbox):
    ended = sandbox.call("run", "--", "sh", "-c", 'echo "$REVENUES_MODE $DATABASE_URL"; exit 7')
    assert ended.returncode == 7
    assert ended.stdout.startswith("demo postgresql://revenues@/revenues?host=/tmp/ctax-")


def test_addresses_from_outside_start_nothing(sandbox):
    outside = {"DATABASE_URL": "postgresql://elsewhere/x", "REDIS_URL": "redis://elsewhere"}
    ended = sandbox.call("run", "--", "sh", "-c", "echo $DATABASE_URL $REDIS_URL", **outside)
    assert ended.stdout.split() == list(outside.values())
    assert not (sandbox.folder / "postgres").exists()
    assert not (sandbox.folder / "valkey.log").exists()


def test_one_address_from_outside_starts_only_the_other(sandbox):
    ended = sandbox.call("start", DATABASE_URL="postgresql://elsewhere/x")
    assert ended.returncode == 0, ended.stderr
    assert sandbox.living() == [False, True]
    assert not (sandbox.folder / "postgres").exists()


def test_socket_folder_of_somebody_else_is_refused(sandbox):
    sandbox.places.sockets.mkdir(mode=0o777)
    sandbox.places.sockets.chmod(0o777)
    ended = sandbox.call("start")
    assert ended.returncode == 1
    assert "belongs to somebody else" in ended.stderr
