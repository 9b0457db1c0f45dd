"""`crossgauge serve` as a process: it starts, works, ends at once and leaves nobody behind, or says why it cannot."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from app.served import PACKAGE, events_in, server_process
from cli.post import write_project

LONG = {"kind": "run", "from": "2024-01-01", "to": "2033-12-31", "replicas": 50}
SHORT = {"kind": "run", "from": "2024-04-01", "to": "2024-04-07", "replicas": 2, "warmup_days": 2}
THREE = {"path": "crossings.hill-road.resources.kz-officers.count", "verb": "set", "value": 3}

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked for in /proc")


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path / "first")


def until(address, job, *states, most_s=60):
    """What is told of a job once it is in one of the states."""
    end = time.monotonic() + most_s
    while (told := httpx.get(f"{address}api/jobs/{job}").json())["state"] not in states:
        assert time.monotonic() < end, told
        time.sleep(0.05)
    return told


def commands_on(folder):
    """Processes whose words, or those of whoever started them, speak of a folder; the server's own left out."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().decode().split("\0")
            here = (place / "cwd").readlink()
        except OSError:
            continue
        if here.is_relative_to(folder) or any(str(folder) in word and "--out=" in word for word in words):
            found.append(int(place.name))
    return found


def gone(folder, most_s=5.0):
    """Whether no process works on a folder any more, and after how many seconds."""
    begun = time.monotonic()
    while commands_on(folder):
        if time.monotonic() - begun > most_s:
            return False
        time.sleep(0.02)
    return True


def start_long(address, runs):
    """A job that computes, with workers of its own."""
    job = httpx.post(f"{address}api/jobs", json=LONG).json()["id"]
    while not httpx.get(f"{address}api/jobs/{job}").json()["fraction"]:
        time.sleep(0.05)
    assert commands_on(runs)
    return job


def test_edited_scenario_is_run_and_its_result_stands_among_the_runs(tmp_path, project):
    """From the first request to the result; events are not held back by compression."""
    runs = tmp_path / "runs"
    with server_process(f"--project={project}", runs=runs) as server:
        with httpx.stream("GET", f"{server.address}api/events", headers={"accept-encoding": "gzip"}) as stream:
            events = events_in(stream.iter_lines())
            first = next(events)
            begun = time.monotonic()
            asked = httpx.post(f"{server.address}api/jobs", json={**SHORT, "edits": [THREE]}).json()
            second = next(events)
            waited_s = time.monotonic() - begun
            states = {second[1]["state"], *(data["state"] for _, data in [next(events)])}
        job = until(server.address, asked["id"], "done", "failed")

    manifest = json.loads((runs / "run-0001" / "manifest.json").read_text())
    assert first == ("snapshot", {"jobs": []})
    assert (second[0], second[1]["id"]) == ("job", "run-0001")
    assert waited_s < 5
    assert states <= {"queued", "running"}
    assert (job["state"], job["error"]) == ("done", None)
    assert (manifest["scenario"], manifest["days"], manifest["replicas"]) == ("edited", 7, 2)
    assert str(tmp_path) not in (runs / "run-0001" / "manifest.json").read_text()


def test_ctrl_c_ends_within_a_second_with_no_orphan_though_a_job_runs_and_a_page_listens(tmp_path, project):
    runs = tmp_path / "runs"
    with server_process(f"--project={project}", runs=runs) as server:
        with httpx.stream("GET", f"{server.address}api/events") as stream:
            next(stream.iter_lines())
            start_long(server.address, runs)
            begun = time.monotonic()
            server.send_signal(signal.SIGINT)
            code = server.wait(timeout=10)
            seconds = time.monotonic() - begun
        printed = server.stdout.read()

    assert (code, printed) == (0, "")
    assert seconds < 1.0
    assert gone(runs, most_s=1.0)


@pytest.mark.slow
def test_kill_of_the_server_leaves_no_child_and_the_job_goes_on_at_the_next_start(tmp_path, project):
    runs = tmp_path / "runs"
    with server_process(f"--project={project}", runs=runs) as server:
        job = start_long(server.address, runs)
        server.kill()
        server.wait()

        assert gone(runs)

    with server_process(f"--project={project}", runs=runs) as server:
        again = until(server.address, job, "running")
        cancelled = httpx.post(f"{server.address}api/jobs/{job}/cancel").json()

        assert again["options"]["replicas"] == LONG["replicas"]
        assert cancelled["state"] == "cancelled"
        assert gone(runs)

    assert not (runs / job).exists()


@pytest.mark.slow
def test_crash_of_a_real_run_is_told_and_the_next_job_is_done(tmp_path, project):
    runs = tmp_path / "runs"
    with server_process(f"--project={project}", runs=runs) as server:
        job = start_long(server.address, runs)
        (leader,) = [number for number in commands_on(runs) if is_leader(number)]
        os.kill(leader, signal.SIGKILL)
        crashed = until(server.address, job, "failed")
        other = httpx.post(f"{server.address}api/jobs", json=SHORT).json()["id"]
        done = until(server.address, other, "done", "failed")

    assert crashed["error"]["detail"].startswith("The job stopped unexpectedly (signal 9).")
    assert done["state"] == "done"
    assert sorted(path.name for path in runs.iterdir()) == [".jobs", other]


def is_leader(number):
    return b"--events" in Path(f"/proc/{number}/cmdline").read_bytes()


def refused(*words, runs, token=""):
    """Code and message of a server that cannot start."""
    with server_process(*words, runs=runs, wait=False, token=token) as server:
        printed, _ = server.communicate(timeout=60)
        return server.returncode, printed


def test_port_in_use_is_told_with_what_to_do(tmp_path, project):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, printed = refused(f"--project={project}", f"--port={port}", runs=tmp_path / "runs")

    assert code == 2
    assert f"127.0.0.1 port {port}: address already in use" in printed
    assert "--port 8766" in printed
    assert "Traceback" not in printed


def test_bad_project_is_told_with_its_faults(tmp_path):
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "network.yaml").write_text("network: {id: bad, name: Bad, stat: 2024-01-01}")

    code, printed = refused(f"--project={bad}", runs=tmp_path / "runs")

    assert code == 2
    assert "network.yaml:1: there is no" in printed or "network.yaml:1:" in printed
    assert "Did you mean 'start'?" in printed or "Expected" in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize(("token", "told"), [("", "Expected a token too: --token auto"), ("short", "Expected 16 or more")])
def test_others_reach_a_server_by_a_token_alone(tmp_path, token, told):
    code, printed = refused("--host=0.0.0.0", runs=tmp_path / "runs", token=token)

    assert code == 2
    assert told in printed


def test_two_servers_do_not_share_their_runs(tmp_path, project):
    runs = tmp_path / "runs"
    with server_process(f"--project={project}", runs=runs):
        code, printed = refused(f"--project={project}", runs=runs)

    assert code == 2
    assert "another server serves these runs already" in printed


def test_the_verb_prints_an_address_whose_token_opens_the_page(tmp_path, project):
    """The token goes by the environment, where no list of processes shows it, and is not told to jobs."""
    words = ["serve", str(project), "--runs", str(tmp_path / "runs"), "--port", "0", "--token", "auto"]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    with subprocess.Popen(
        [sys.executable, "-m", "crossgauge", *words], stdout=subprocess.PIPE, text=True, env=environment
    ) as server:
        try:
            lines = [server.stdout.readline() for _ in range(3)]
            address = lines[1].split()[1]
            shown = Path(f"/proc/{server.pid}/cmdline").read_text()
            with httpx.Client(follow_redirects=False) as browser:
                without = browser.get(address.partition("?")[0] + "api/jobs").status_code
                welcome = browser.get(address)
                with_cookie = browser.get(address.partition("?")[0] + "api/jobs")
        finally:
            server.send_signal(signal.SIGINT)
            code = server.wait(timeout=10)

    token = address.partition("token=")[2]
    assert lines[0] == "A first crossing\n"
    assert len(token) >= 32
    assert token not in shown
    assert "crossgauge.app" in shown
    assert (without, welcome.status_code, with_cookie.status_code) == (401, 303, 200)
    assert code == 0
