"""A server in this process, with a stand-in for the command, and one as a process of its own."""

import asyncio
import contextlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import uvicorn

from cli.post import write_project
from crossgauge.app.server import create_app
from crossgauge.app.workspace import Workspace

PACKAGE = Path(__file__).parents[2] / "src"
HOME = "http://127.0.0.1"
PLAIN = {"kind": "run", "replicas": 1, "warmup_days": 0}

# Does what the title of a job says, as the command would: tells events, writes a result, or does not.
STAND_IN = """
import json, os, signal, sys, threading, time
out = next(word.partition("=")[2] for word in sys.argv if word.startswith("--out="))
with open(os.path.join(os.path.dirname(out), "job.json")) as file:
    script = json.load(file)["asked"].get("title", "").split()
def tell(**event):
    os.write(1, (json.dumps(event) + "\\n").encode())
def guard():
    while os.read(0, 4096):
        pass
    os._exit(130)
threading.Thread(target=guard, daemon=True).start()
tell(**{"is": "stage", "stage": "simulating", "fraction": 0.5, "message": ""})
if "faulty" in script:
    fault = {"where": "rail.yaml:3", "wrong": "is 'six'", "expected": "Expected a whole number."}
    tell(**{"is": "error", "kind": "ProjectFaulty", "detail": "project has 1 fault:", "faults": [fault], "code": 2})
    sys.exit(2)
if "stubborn" in script:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    tell(**{"is": "stage", "stage": "stubborn", "fraction": 0.5, "message": ""})
if "babble" in script:
    os.write(1, b"no event\\n[1]\\n" + b"x" * 3_000_000 + b"\\n")
if "kill" in script:
    os.kill(os.getpid(), signal.SIGKILL)
os.mkdir(out)
if "brief" in sys.argv:
    with open(os.path.join(out, "brief.html"), "w") as file:
        file.write("<p>" + " ".join(sys.argv[2:]))
if "big" in script:
    with open(os.path.join(out, "big"), "wb") as file:
        file.write(bytes(1_000_000))
if script and script[-1] in ("slow", "big", "stubborn"):
    time.sleep(30)
with open(os.path.join(out, "manifest.json"), "w") as file:
    file.write("{}")
tell(**{"is": "done"})
"""


def stand_in(folder):
    """The words that start the stand-in."""
    script = folder / "stand_in.py"
    script.write_text(STAND_IN)
    return [sys.executable, "-S", "-E", str(script)]


def workspace_in(folder, project=None):
    """A workspace of the small project with a post, in a folder."""
    place = project or folder / "first"
    if not place.exists():
        write_project(place)
    return Workspace(folder / "runs", project=place, static=folder / "static", basemap=folder / "basemap")


@contextlib.asynccontextmanager
async def serving(workspace, command, **options):
    """A client of an application that is alive."""
    app = create_app(workspace, command=command, **options)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        client.app = app
        yield client


async def ask(client, title="", **options):
    """Queue a job; returns what is told of it."""
    answer = await client.post("/api/jobs", json={**PLAIN, "title": title, **options})
    assert answer.status_code == 202, answer.text
    return answer.json()


async def until(client, job_id, *states):
    """What is told of a job once it is in one of the states."""
    for _ in range(400):
        job = (await client.get(f"/api/jobs/{job_id}")).json()
        if job["state"] in states:
            return job
        await asyncio.sleep(0.025)
    raise AssertionError(f"{job_id} is {job}")


@contextlib.contextmanager
def server_process(*words, token="", wait=True, runs):
    """`python -m crossgauge.app` as a process; gives it with its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "crossgauge.app", f"--runs={runs}", "--port=0", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE), "CROSSGAUGE_TOKEN": token},
        start_new_session=True,
    )
    try:
        lines = [process.stdout.readline() for _ in range(3)] if wait else []
        found = re.search(r"http://\S+", "".join(lines))
        process.address = found[0] if found else ""
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def events_in(lines):
    """The events of a stream of lines, as pairs of name and data."""
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        if line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


@contextlib.contextmanager
def live_server(workspace, command):
    """The address of a server in a thread of this process."""
    server = uvicorn.Server(uvicorn.Config(create_app(workspace, command=command), port=0, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.config.app.state.jobs.close()
        server.should_exit = True
        thread.join(timeout=10)
