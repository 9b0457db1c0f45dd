"""One replica of a run: every part simulated, tabulated and written."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from crossgauge.arrays.compile import Part
from crossgauge.engines.events.state import DEADLOCK, STOPPED, Ending
from crossgauge.errors import RunStuck
from crossgauge.study.stuck import stuck_message, waits_for_hours
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
        raise RunStuck(stuck_message(ending, part, replica))
    if ending.reason == STOPPED:
        raise Stopped
