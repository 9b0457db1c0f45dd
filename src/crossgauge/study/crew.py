"""Replicas over processes: as many at once as wanted, none left behind."""

import contextlib
import json
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from crossgauge.errors import RunImpossible, RunStuck
from crossgauge.study.replicas import Job, simulate_replica

WORKER = "crossgauge.study.worker"

Told = Callable[[int, float], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """A line from a worker; `told` is None when it has ended."""

    worker: int
    told: dict[str, Any] | None


def simulate(job: Job, replicas: Sequence[int], workers: int, on_progress: Told) -> None:
    """Simulate and write the replicas; raises the first failure, having ended every process.

    on_progress : is told a replica and the fraction of it that is done
    """
    if min(workers, len(replicas)) <= 1:
        for replica in replicas:
            simulate_replica(job, replica, partial(on_progress, replica), never)
            on_progress(replica, 1.0)
        return
    crew: list[subprocess.Popen[bytes]] = []
    try:
        lead(job, list(replicas), workers, on_progress, crew)
    finally:
        dismiss(crew)


def lead(
    job: Job, replicas: list[int], workers: int, on_progress: Told, crew: list[subprocess.Popen[bytes]]
) -> None:
    """Hand replicas to workers as they fall idle. Writes crew."""
    answers: queue.Queue[Answer] = queue.Queue()
    waiting = list(reversed(replicas))
    packed = pickle.dumps(job, pickle.HIGHEST_PROTOCOL)
    for number in range(min(workers, len(replicas))):
        crew.append(start_worker(number, answers))
        say(crew[number], packed)
        say(crew[number], pickle.dumps(waiting.pop()))
    left = len(replicas)
    while left:
        answer = answers.get()
        told = answer.told or {"is": "gone"}
        if told["is"] == "progress":
            on_progress(told["replica"], told["fraction"])
        elif told["is"] == "done":
            left -= 1
            on_progress(told["replica"], 1.0)
            if waiting:
                say(crew[answer.worker], pickle.dumps(waiting.pop()))
        else:
            raise failure_of(told, crew[answer.worker])


def never() -> bool:
    """Nobody asks for a stop."""
    return False


def start_worker(
    number: int,
    answers: "queue.Queue[Any]",
    module: str = WORKER,
    hear: Callable[[int, Any, Any], None] | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """A worker in its own session: Ctrl-C reaches the parent alone, which ends it.

    hear : passes on what the worker, by number, says on its stream to the answers; else lines of JSON
    """
    package = str(Path(__file__).resolve().parents[2])
    paths = [package, *[path for path in sys.path if path]]
    worker = subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get("CROSSGAUGE_DEBUG") else subprocess.DEVNULL,
        env={**os.environ, **(environment or {}), "PYTHONPATH": os.pathsep.join(paths)},
        start_new_session=True,
    )
    threading.Thread(target=hear or hear_lines, args=(number, worker.stdout, answers), daemon=True).start()
    return worker


def hear_lines(number: int, stream: IO[bytes], answers: "queue.Queue[Answer]") -> None:
    """Pass a worker's lines on, and its end."""
    with contextlib.suppress(OSError, ValueError):
        for line in stream:
            answers.put(Answer(number, json.loads(line)))
    answers.put(Answer(number, None))


def say(worker: subprocess.Popen[bytes], message: bytes) -> None:
    """Send a message; one who is gone is noticed by its end."""
    assert worker.stdin is not None
    with contextlib.suppress(OSError):
        worker.stdin.write(message)
        worker.stdin.flush()


def dismiss(crew: Sequence[subprocess.Popen[bytes]]) -> None:
    """End every worker and wait until it is gone."""
    for worker in crew:
        worker.kill()
    for worker in crew:
        worker.wait()
        for stream in (worker.stdin, worker.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


def failure_of(told: dict[str, Any], worker: subprocess.Popen[bytes]) -> Exception:
    """What to raise for a worker's last words."""
    match told["is"]:
        case "stuck":
            return RunStuck(told["text"])
        case "disk":
            return OSError(told["errno"], told["text"])
        case "memory":
            return RunImpossible("out of memory. Use fewer --workers, or --record summary.")
        case "fault":
            return RuntimeError(f"replica {told['replica']} failed: {told['text']}\n{told['traceback']}")
    code = worker.wait()
    kept = "finished replicas are kept where --out was given."
    if code < 0:  # by a signal
        return RunImpossible(
            f"a worker process ended with code {code}, as when memory runs out. Use fewer --workers, or"
            f" --record summary; {kept}"
        )
    return RunImpossible(
        f"a worker process ended with code {code} before it could tell why. The same command with --workers 1 tells;"
        f" {kept}"
    )
