"""One replica of a run: every part simulated, tabulated and written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from crossgauge.arrays.compile import Part
from crossgauge.engines.events.state import DEADLOCK, RECORD_SUMMARY, STOPPED, Ending, Program
from crossgauge.errors import RunStuck
from crossgauge.study.lending import Lender, lent_pieces
from crossgauge.study.stuck import stuck_message, waits_for_hours
from crossgauge.tables.replica import pieces_folder, write_replica
from crossgauge.tables.spool import Spool
from crossgauge.tables.tabulate import kept_in_spool, tabulated
from crossgauge.tables.vocabulary import Vocabulary

Progress = Callable[[float], None]
Stop = Callable[[], bool]
RECORDS = ("first", "units", "summary", "counts")


class Stopped(Exception):
    """The caller asked for a stop; nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every replica of a run shares. `folder` is where tables are written; `lender` has parts run already."""

    parts: tuple[Part, ...]
    vocabulary: Vocabulary
    seed: int
    record: str
    folder: Path
    lender: Lender | None = None


def simulate_replica(job: Job, replica: int, on_progress: Progress, should_stop: Stop) -> None:
    """Run all parts of one replica and write its tables; raises RunStuck, Stopped, OSError.

    The files depend on the job and the replica alone, not on who runs them or beside what.
    """
    write_replica(job.folder, replica, pieces_of_replica(job, replica, on_progress, should_stop))


def pieces_of_replica(
    job: Job, replica: int, on_progress: Progress, should_stop: Stop
) -> Iterator[tuple[str, pl.DataFrame]]:
    """The tables of part after part; a part is run when its first rows are asked for."""
    weights = [weight_of(part) for part in job.parts]
    total, done = sum(weights), 0.0
    for part, weight in zip(job.parts, weights, strict=True):

        def tell(fraction: float, done: float = done, weight: float = weight) -> None:
            on_progress((done + weight * fraction) / total)

        if job.lender is not None and part.index.part in job.lender.parts:
            yield from lent_pieces(job.lender, part.index, replica, job.vocabulary)
        else:
            yield from pieces_of_part(job, part, replica, tell, should_stop)
        done += weight


def pieces_of_part(
    job: Job, part: Part, replica: int, on_progress: Progress, should_stop: Stop
) -> Iterator[tuple[str, pl.DataFrame]]:
    """The tables of one part; its rows are held no longer than this goes on, and beyond some MB on the disk."""
    from crossgauge.engines.events.run import run_part

    visits = job.record != "counts"
    stages = job.record == "units" or (job.record == "first" and replica == 1)
    folder = pieces_folder(job.folder, replica)
    with Spool(kept_in_spool(part.index, visits, stages), folder if folder.is_dir() else None) as spool:
        trace = run_part(
            part.program if visits or part.index.links else counting(part.program),
            seed=job.seed,
            replica=replica,
            on_progress=on_progress,
            should_stop=should_stop,
            take=spool.take,
        )
        check_ending(trace.ending, part, replica)
        yield from tabulated(
            trace, part.index, replica, job.vocabulary, visits=visits, stages=stages, spool=spool
        )


def counting(program: Program) -> Program:
    """The same program without rows for units: counts, sums and histograms are the same."""
    record = np.maximum(program.chains.record, RECORD_SUMMARY)
    return program._replace(chains=program.chains._replace(record=record))


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
