"""Tasks over processes of this machine: a process that dies is replaced, and its task goes on from its last piece."""

import contextlib
import pickle
import queue
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from crossgauge.errors import RunImpossible, RunStuck
from crossgauge.study.crew import dismiss, say, start_worker
from crossgauge.study.ensemble.pieces import Keep, simulate_pieces
from crossgauge.study.ensemble.plan import Brief, Piece, kin_of, tasks_of

WORKER = "crossgauge.study.ensemble.worker"
MOST_DEATHS = 3  # of processes at one piece, before it is the piece that is to blame
ONE_THREAD = {"POLARS_MAX_THREADS": "1"}  # a process has one core to itself, as there are many

Crew = list[subprocess.Popen[bytes]]
Told = tuple[Any, ...]
Answers = queue.Queue[tuple[int, Told]]


@dataclass(slots=True)
class Leader:
    """What is where: tasks that wait, and what each worker, by number, has still to do."""

    brief: bytes
    waiting: list[tuple[Piece, ...]]
    crew: Crew
    answers: Answers
    doing: dict[int, list[Piece]]
    deaths: Counter[Piece]


def simulate(brief: Brief, pieces: Sequence[Piece], workers: int, keep: Keep) -> None:
    """Simulate pieces over processes, each handed to `keep` when it is finished; raises the first failure."""
    tasks = tasks_of(pieces, workers, kin_of(brief.networks))
    if min(workers, len(tasks)) <= 1:
        for task in tasks:
            simulate_pieces(brief, task, keep)
        return
    crew: Crew = []
    try:
        lead(brief, tasks, workers, keep, crew)
    finally:
        dismiss(crew)


def lead(brief: Brief, tasks: Sequence[tuple[Piece, ...]], workers: int, keep: Keep, crew: Crew) -> None:
    """Hand tasks to workers as they fall idle, and again where one has died. Writes crew."""
    packed = pickle.dumps(brief, pickle.HIGHEST_PROTOCOL)
    leader = Leader(packed, list(reversed(tasks)), crew, queue.Queue(), {}, Counter())
    for _ in range(min(workers, len(tasks))):
        hire(leader)
    while leader.doing:
        number, told = leader.answers.get()
        if told[0] == "piece":
            leader.doing[number].remove(told[1])
            keep(told[1], told[2])
        elif told[0] == "done":
            give(leader, number)
        elif told[0] == "failed":
            raise failure_of(told)
        elif number in leader.doing:
            bury(leader, number)


def hire(leader: Leader) -> None:
    """Start a worker and give it a task. Writes crew and doing."""
    number = len(leader.crew)

    def hear(number: int, stream: IO[bytes], answers: Answers) -> None:
        # A worker that was killed may have told half of a message.
        with contextlib.suppress(OSError, ValueError, EOFError, pickle.UnpicklingError):
            while True:
                answers.put((number, pickle.load(stream)))
        answers.put((number, ("gone",)))

    leader.crew.append(start_worker(number, leader.answers, WORKER, hear, ONE_THREAD))
    say(leader.crew[number], leader.brief)
    give(leader, number)


def give(leader: Leader, number: int) -> None:
    """The next task to a worker, if there is one. Writes waiting and doing."""
    leader.doing.pop(number, None)
    if leader.waiting:
        task = leader.waiting.pop()
        leader.doing[number] = list(task)
        say(leader.crew[number], pickle.dumps(task, pickle.HIGHEST_PROTOCOL))


def bury(leader: Leader, number: int) -> None:
    """Put what a dead worker had not finished in front of the line, and start another.

    Raises RunImpossible where workers die at the same piece again and again.
    """
    left = leader.doing.pop(number)
    code = leader.crew[number].wait()
    if left:
        leader.deaths[left[0]] += 1
        if leader.deaths[left[0]] >= MOST_DEATHS:
            raise RunImpossible(
                f"{MOST_DEATHS} worker processes ended with code {code} at replica {left[0].replica} of"
                f" '{left[0].scenario}', as when memory runs out. Use fewer --workers; finished pieces are kept."
            )
        leader.waiting.append(tuple(left))
    if leader.waiting:
        hire(leader)


def failure_of(told: Told) -> Exception:
    """What to raise for a worker's last words."""
    _, kind, text, trace = told
    if kind == RunStuck.__name__:
        return RunStuck(text)
    return RuntimeError(f"a piece failed: {text}\n{trace}") if trace else RunImpossible(text)


Simulate = Callable[[Brief, Sequence[Piece], int, Keep], None]
