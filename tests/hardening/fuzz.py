"""Spoiled files through every door: accepted, or refused with a message; never another error, never without end.

    PYTHONPATH=src:tests python -m hardening.fuzz --cases 100000 --seed 1 --minutes 60

A case is a number: the same seed and number give the same bytes. What is found is written below `corpus/` as the one
spoiled file, and `test_fuzz.py` reads it again for ever.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import resource
import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from crossgauge.errors import CrossgaugeError
from crossgauge.sources import yaml_tree
from crossgauge.sources.logs import columns
from hardening.door import Door
from hardening.doors import all_doors, doors
from hardening.spoiling_files import spoiled

CORPUS = Path(__file__).parent / "corpus"
MOST_CPU_S = 10.0  # of one case, all threads
MOST_WALL_S = 60.0  # on a machine that does much else
MOST_MORE_MB = 400  # by which one case may raise the largest resident size
SHARE_OF_PROJECTS = 0.4  # of all cases


class Endless(BaseException):
    """A case that does not come back; no handler of the house may catch it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A case that is neither accepted nor refused as it should be."""

    door: str
    file: str
    data: bytes
    what: str
    where: str

    def kept_as(self) -> Path:
        """Where the corpus has it."""
        digest = hashlib.sha256(self.data).hexdigest()[:8]
        return CORPUS / self.door / f"{digest}--{self.file.replace('/', '--')}"


@contextmanager
def parsed_once(right: set[str]) -> Iterator[None]:
    """Right texts are parsed once for all cases, and time zones listed once; what is spoiled is parsed each time."""
    parse, zones, kept = yaml_tree._events, columns.available_timezones, dict[str, list[Any]]()

    def events(text: str) -> Iterable[Any]:
        if text not in right:
            return parse(text)
        if text not in kept:
            kept[text] = list(parse(text))
        return kept[text]

    yaml_tree._events, columns.available_timezones = events, cache(zones)  # type: ignore[assignment]
    try:
        yield
    finally:
        yaml_tree._events, columns.available_timezones = parse, zones


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raises Endless after so long."""

    def over(*_: object) -> None:
        raise Endless(f"no end within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def largest_mb() -> float:
    """The largest resident size of this process so far."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def refusal(error: CrossgaugeError) -> tuple[str, str]:
    """Whether an error is a refusal as it should be: bad input, and a message that a terminal can write."""
    message = str(error)
    if error.exit_code != 2 or not message.strip():
        return f"{type(error).__name__} without a message, or exit code {error.exit_code}", ""
    if message.encode("utf-8", "replace").decode("utf-8") != message:
        return f"{type(error).__name__} with letters that no terminal can write", ascii(message)[:200]
    return "refused", ""


def outcome_of(door: Door, folder: Path) -> tuple[str, str]:
    """'accepted' or 'refused' and '', else what is wrong and where."""
    before_mb, before_s = largest_mb(), time.process_time()
    try:
        with bounded(MOST_WALL_S):
            door.read(folder)
        told = "accepted", ""
    except CrossgaugeError as error:
        told = refusal(error)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        told = f"{type(error).__name__}: {str(error)[:200]}", f"{Path(last.filename).name}:{last.lineno} {last.name}"
    spent_s, more_mb = time.process_time() - before_s, largest_mb() - before_mb
    if spent_s > MOST_CPU_S:
        return f"took {spent_s:.0f} s", told[0]
    if more_mb > MOST_MORE_MB:
        return f"took {more_mb:.0f} MB", told[0]
    return told


class Rooms:
    """A folder a door with the right files in it, made once."""

    def __init__(self, below: Path) -> None:
        self.doors = doors()
        self.at = {door.name: below / door.name for door in self.doors}
        for door in self.doors:
            for name in door.files:
                self.right(door, name)

    def write(self, door: Door, name: str, data: bytes) -> None:
        """Put a file in its place."""
        path = self.at[door.name] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def right(self, door: Door, name: str) -> None:
        """Put the right file back."""
        data = door.files[name]
        self.write(door, name, data if isinstance(data, bytes) else data.encode())

    def outcome(self, door: Door, name: str, data: bytes) -> tuple[str, str]:
        """What comes of the door with one file spoiled."""
        self.write(door, name, data)
        try:
            return outcome_of(door, self.at[door.name])
        finally:
            self.right(door, name)


def case_of(rooms: Rooms, seed: int, number: int) -> tuple[Door, str, bytes]:
    """The case of a number: door, file and its bytes."""
    draw = Random(f"{seed}/{number}")
    first, *rest = rooms.doors
    door = first if draw.random() < SHARE_OF_PROJECTS else draw.choices(rest, [one.often for one in rest])[0]
    name = draw.choice(door.spoiled)
    others = [text for one in rooms.doors for file, text in one.files.items() if isinstance(text, str) and file[-4:] == name[-4:]]
    other = draw.choice(others) if others else draw.choice([one for one in rooms.doors[0].files.values() if isinstance(one, str)])
    return door, name, spoiled(name, door.files[name], other, draw)


def fuzz(cases: range, seed: int, until_s: float = float("inf")) -> tuple[Counter[str], list[Found]]:
    """How often each outcome was met, and what was found."""
    counts: Counter[str] = Counter()
    found: list[Found] = []
    with TemporaryDirectory() as below, ExitStack() as opened:
        rooms = Rooms(Path(below))
        right = {text for door in rooms.doors for text in door.files.values() if isinstance(text, str)}
        opened.enter_context(parsed_once(right))
        for number in cases:
            if time.monotonic() > until_s:
                break
            door, name, data = case_of(rooms, seed, number)
            what, where = rooms.outcome(door, name, data)
            right = what in ("accepted", "refused")
            counts[f"{door.name} {what if right else 'found'}"] += 1
            if not right:
                found.append(Found(door.name, name, data, what, where))
            if number % 5_000 == 0:
                gc.collect()
    return counts, found


def main() -> int:
    """Run, say what came of it, keep what was found."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=100_000)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--minutes", type=float, default=float("inf"))
    told = asked.parse_args()
    begun = time.monotonic()
    warnings.simplefilter("error")  # as in the tests
    cases = range(told.first, told.first + told.cases)
    counts, found = fuzz(cases, told.seed, begun + 60 * told.minutes)
    known: set[tuple[str, str, str]] = set()
    for one in found:
        key = (one.door, one.what.partition(":")[0], one.where)
        if key not in known:
            known.add(key)
            path = one.kept_as()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(one.data)
            print(f"{one.door}: {one.what} at {one.where}\n    {path.relative_to(CORPUS)}")
    for door in all_doors():
        if not door.is_open():
            print(f"{door.name}: left out, as {door.needs} is not installed")
    for name, count in sorted(counts.items()):
        print(f"{name:28}{count:8,}")
    spent_s = time.monotonic() - begun
    print(f"{counts.total():,} cases of seed {told.seed} from {told.first} in {spent_s:.0f} s, {len(found)} found, {largest_mb():.0f} MB")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
