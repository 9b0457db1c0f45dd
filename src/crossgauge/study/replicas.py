"""One replica of a run: every part simulated, tabulated and written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from crossgauge.arrays.compile import Part
from crossgauge.arrays.index import Index
from crossgauge.engines.events.state import (
    DEADLOCK,
    NOBODY,
    OP_SEIZE,
    OP_USE,
    OP_WAIT,
    STOPPED,
    Ending,
    Program,
)
from crossgauge.errors import RunStuck
from crossgauge.tables.store import write_replica
from crossgauge.tables.tabulate import Frames, tabulate
from crossgauge.tables.vocabulary import Vocabulary

Progress = Callable[[float], None]
Stop = Callable[[], bool]
RECORDS = ("first", "units", "summary", "counts")


class Stopped(Exception):
    """The caller asked for a stop; nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every replica of a run shares. `folder` is where tables are written."""

    parts: tuple[Part, ...]
    vocabulary: Vocabulary
    seed: int
    record: str
    folder: Path


def simulate_replica(job: Job, replica: int, on_progress: Progress, should_stop: Stop) -> None:
    """Run all parts of one replica and write its tables; raises RunStuck, Stopped, OSError.

    The files depend on the job and the replica alone, not on who runs them or beside what.
    """
    from crossgauge.engines.events.run import run_part

    rows = {
        "visits": job.record != "counts",
        "stages": job.record == "units" or (job.record == "first" and replica == 1),
    }
    weights = [weight_of(part) for part in job.parts]
    total, done = sum(weights), 0.0
    every: list[Frames] = []
    for part, weight in zip(job.parts, weights, strict=True):

        def tell(fraction: float, done: float = done, weight: float = weight) -> None:
            on_progress((done + weight * fraction) / total)

        trace = run_part(
            part.program, seed=job.seed, replica=replica, on_progress=tell, should_stop=should_stop
        )
        check_ending(trace.ending, part, replica)
        every.append(tabulate(trace, part.index, replica=replica, vocabulary=job.vocabulary, **rows))
        done += weight
    write_replica(job.folder, replica, joined(every))


def joined(every: list[Frames]) -> Frames:
    """The frames of all parts under each other."""
    return {table: pl.concat([frames[table] for frames in every]) for table in every[0]}


def weight_of(part: Part) -> float:
    """How long a part takes beside others: the units that it is to expect."""
    sources = part.program.sources
    return 1.0 + float(sources.expected.sum()) + len(sources.listed)


def check_ending(ending: Ending, part: Part, replica: int) -> None:
    """Raises RunStuck or Stopped where the loop ended early."""
    if ending.reason == DEADLOCK and not waits_for_hours(ending, part.program):
        raise RunStuck(stuck_message(ending, part.index, replica))
    if ending.reason == STOPPED:
        raise Stopped


def waits_for_hours(ending: Ending, program: Program) -> bool:
    """Whether anyone waits at a gate, or for a resource that is closed now.

    Then nobody is stuck: the period ends in their night, and in the morning behind it they and those that wait
    for them would go on.
    """
    instructions, resources = program.instructions, program.resources
    for instruction in np.unique(ending.stuck_instruction):
        if instructions.op[instruction] == OP_WAIT:
            return True
        if instructions.op[instruction] in (OP_SEIZE, OP_USE):
            resource = int(instructions.args[instruction, 0])
            rows = slice(int(resources.first[resource]), int(resources.first[resource + 1]))
            now = int(np.searchsorted(resources.tick[rows], ending.tick, side="right")) - 1
            if resources.capacity[rows][now] == 0:
                return True
    return False


def stuck_message(ending: Ending, index: Index, replica: int) -> str:
    """Who waits where since when, by instruction; the longest waits first."""
    since = index.epoch + timedelta(milliseconds=int(ending.tick))
    lines = [f"replica {replica}: at {local(since, index)} units wait, and nothing can happen any more:"]
    rows: dict[int, list[tuple[int, int]]] = {}
    for unit, instruction, tick in zip(
        ending.stuck_unit, ending.stuck_instruction, ending.stuck_since, strict=True
    ):
        rows.setdefault(int(instruction), []).append((int(tick), int(unit)))
    for instruction, waiting in sorted(rows.items(), key=lambda row: min(row[1]))[:12]:
        first, unit = min(waiting)
        where = index.instructions[instruction] if instruction != NOBODY else "no step"
        count = "1 unit waits" if len(waiting) == 1 else f"{len(waiting)} units wait"
        at = local(index.epoch + timedelta(milliseconds=first), index)
        lines.append(f"  {where}: {count}, unit {unit} since {at}")
    lines.append("Expected a step that gives back, lets pass or fills what they wait for.")
    return "\n".join(lines)


def local(instant: datetime, index: Index) -> str:
    """An instant to the minute, in the network's clock."""
    return instant.astimezone(ZoneInfo(index.clock)).strftime("%Y-%m-%d %H:%M")
