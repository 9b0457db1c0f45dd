"""Kill ensembles, runs and calibrations at random moments, start them again, and compare every byte in the end.

    PYTHONPATH=src:tests python -m hardening.kills --kills 200 --seed 1

A victim is killed up to three times in one folder, process group and all (SIGKILL), at a moment drawn between its first
work and its last; then it may finish. What it leaves must be what an undisturbed one leaves, and nothing else.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hardening.victims import VICTIMS, results

HERE = Path(__file__).resolve().parents[1]
MOST_IN_ONE_FOLDER = 3
MOST_S = 300.0


@dataclass(slots=True)
class Told:
    """kills: those that met a living process, by victim; too_late: it had ended before; wrong: what differs."""

    kills: Counter[str] = field(default_factory=Counter)
    too_late: int = 0
    finished: int = 0
    wrong: list[str] = field(default_factory=list)


def started(victim: str, folder: Path) -> subprocess.Popen[str]:
    """The victim at the moment at which its work begins."""
    paths = os.pathsep.join([str(HERE.parent / "src"), str(HERE), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [sys.executable, "-m", "hardening.victims", victim, str(folder)],
        env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "go\n", process.stderr.read() if process.stderr else ""
    return process


def killed(victim: str, folder: Path, after_s: float) -> bool:
    """Whether the victim was still at work when it was killed."""
    process = started(victim, folder)
    time.sleep(after_s)
    alive = process.poll() is None
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        alive = False
    process.communicate()
    return alive and process.returncode == -signal.SIGKILL


def finished(victim: str, folder: Path) -> tuple[float, str]:
    """Seconds of work of a victim that is left alone, and what it says if it fails."""
    process = started(victim, folder)
    begun = time.monotonic()
    _, said = process.communicate(timeout=MOST_S)
    return time.monotonic() - begun, said if process.returncode else ""


def difference(right: dict[str, bytes], there: dict[str, bytes]) -> str:
    """What two folders do not have in common; empty where they are the same."""
    missing, more = sorted(right.keys() - there.keys()), sorted(there.keys() - right.keys())
    other = [name for name in right.keys() & there.keys() if right[name] != there[name]]
    told = [("missing", missing), ("more", more), ("differ", other)]
    return "; ".join(f"{word}: {', '.join(names[:3])}" for word, names in told if names)


def kill(n_kills: int, seed: int, victims: list[str]) -> Told:
    """Kill until so many were met at work, the victims in turn."""
    draw, told = Random(seed), Told()
    with TemporaryDirectory() as below:
        work_s: dict[str, float] = {}
        right: dict[str, dict[str, bytes]] = {}
        for victim in victims:
            for name in ("warm", "right"):  # the first compiles
                folder = Path(below) / f"{victim}-{name}"
                folder.mkdir()
                work_s[victim], said = finished(victim, folder)
                assert not said, said
            right[victim] = results(folder)
        for trial in range(10 * n_kills):
            if told.kills.total() >= n_kills:
                break
            victim = victims[trial % len(victims)]
            folder = Path(below) / f"{victim}-{trial}"
            folder.mkdir()
            moments = []
            for _ in range(min(draw.randint(1, MOST_IN_ONE_FOLDER), n_kills - told.kills.total())):
                moments.append(draw.uniform(0.0, 1.1 * work_s[victim]))
                alive = killed(victim, folder, moments[-1])
                told.kills[victim] += alive
                told.too_late += not alive
                if not alive:
                    break
            said = "" if not difference(right[victim], results(folder)) else finished(victim, folder)[1]
            told.finished += 1
            wrong = said.strip().splitlines()[-1:] or [difference(right[victim], results(folder))]
            if wrong[0]:
                told.wrong.append(f"{victim}, killed after {[round(one, 2) for one in moments]} s: {wrong[0]}")
    return told


def main() -> int:
    """Kill, and say what came of it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--victim", action="append", choices=list(VICTIMS))
    words = asked.parse_args()
    told = kill(words.kills, words.seed, words.victim or list(VICTIMS))
    for line in told.wrong:
        print(line)
    by_victim = ", ".join(f"{count} {name}" for name, count in told.kills.items())
    print(f"{told.kills.total()} kills at work ({by_victim}), {told.too_late} too late; {told.finished} folders finished,")
    print(f"{len(told.wrong)} of them other than undisturbed")
    return 1 if told.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
