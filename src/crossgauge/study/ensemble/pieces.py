"""A piece simulated: its tables summed over the period, and their bytes."""

import io
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import polars as pl

from crossgauge.arrays.compile import Part, compile_network
from crossgauge.errors import RunImpossible
from crossgauge.study.ensemble.plan import Brief, Piece
from crossgauge.study.ensemble.sampling import sampled
from crossgauge.study.lending import digest
from crossgauge.study.replicas import Job, counting, pieces_of_part
from crossgauge.tables.vocabulary import vocabulary_of

TABLES = ("flows", "dwells", "resources", "histograms")
MEANS = ("in_use", "capacity", "queue")
MOST = ("longest",)
MOST_BYTES = 256 << 20  # of the networks that a worker remembers: about 8 MB each of the reference year
STAMP = (1980, 1, 1, 0, 0, 0)  # in the archive: the same piece has the same bytes at any hour

Frames = dict[str, pl.DataFrame]
Keep = Callable[[Piece, bytes], None]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A network ready to run; `keys` are equal where parts of two networks give the same rows; `size` in bytes."""

    job: Job
    keys: tuple[Any, ...]
    size: int


class Shelf:
    """The networks that this process has compiled last, up to MOST_BYTES. Threads of one worker share it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.compiled: OrderedDict[tuple[str, int, str], Compiled] = OrderedDict()

    def take(self, brief: Brief, sample: int, scenario: str) -> Compiled:
        """The compiled network; made where it is not there."""
        key = brief.key, sample, scenario
        with self.lock:
            if key not in self.compiled:
                self.compiled[key] = compiled(brief, sample, scenario)
            self.compiled.move_to_end(key)
            while len(self.compiled) > 1 and sum(one.size for one in self.compiled.values()) > MOST_BYTES:
                self.compiled.popitem(last=False)
            return self.compiled[key]


SHELF = Shelf()


def compiled(brief: Brief, sample: int, scenario: str) -> Compiled:
    """A scenario's network with a sample's values. Raises ProjectFaulty, RunImpossible."""
    network = brief.networks[scenario]
    if sample:
        network = sampled(network, brief.ranges, brief.draws[sample - 1], str(sample))
    period = brief.period
    parts = compile_network(network, start=period.start, days=period.days, warmup_days=period.warmup_days)
    if not parts:
        raise RunImpossible(f"network '{scenario}' has no process chain with arrivals, so nothing moves.")
    bare = tuple(replace(part, program=counting(part.program)) for part in parts)
    job = Job(bare, vocabulary_of([part.index for part in bare]), brief.seed, "counts", Path())
    keys = tuple((digest(part), replace(part.index, part=0)) for part in bare)
    return Compiled(job, keys, sum(size_of(part.program) for part in bare))


def size_of(value: Any) -> int:
    """Bytes of the arrays in a tuple of tuples.

    >>> size_of((np.zeros(3), (np.zeros(2, np.int8), 7)))
    26
    """
    if isinstance(value, tuple):
        return sum(map(size_of, value))
    return value.nbytes if isinstance(value, np.ndarray) else 0


def simulate_pieces(brief: Brief, pieces: Iterable[Piece], keep: Keep, shelf: Shelf = SHELF) -> None:
    """Simulate pieces in their order and hand each over as bytes. Raises RunStuck.

    A part that scenarios share is run once a replica. The bytes depend on the brief and the piece alone.
    """
    known: dict[Any, Frames] = {}
    replica = (0, 0)
    for piece in pieces:
        if (piece.sample, piece.replica) != replica:
            known, replica = {}, (piece.sample, piece.replica)
        network = shelf.take(brief, piece.sample, piece.scenario)
        frames = []
        for part, key in zip(network.job.parts, network.keys, strict=True):
            if key not in known:
                known[key] = tables_of_part(network.job, part, piece.replica, brief.daily)
            frames.append(known[key])
        keep(piece, packed({table: pl.concat([one[table] for one in frames]) for table in TABLES}))


def tables_of_part(job: Job, part: Part, replica: int, daily: bool) -> Frames:
    """The tables of one part: a row for all days together, or a row a day."""
    found: dict[str, list[pl.DataFrame]] = {table: [] for table in TABLES}
    for table, frame in pieces_of_part(job, part, replica, lambda fraction: None, lambda: False):
        if table in found:
            found[table].append(frame.with_columns(pl.selectors.enum().cast(pl.String)))
    days = part.index.days
    return {
        table: pl.concat(frames) if daily or table == "histograms" else totals(pl.concat(frames), days)
        for table, frames in found.items()
    }


def totals(frame: pl.DataFrame, days: int) -> pl.DataFrame:
    """A row for the days of each thing, which stand under each other: sums, means of states, the longest queue.

    >>> frame = pl.DataFrame({"day": [1, 2] * 2, "resource": ["a", "a", "b", "b"],
    ...                       "served": [3, 4, 0, 1], "queue": [1.0, 2.0, 0.0, 1.0], "longest": [7, 2, 0, 1]})
    >>> totals(frame, 2).rows()
    [('a', 7, 1.5, 7), ('b', 1, 0.5, 1)]
    """
    columns = []
    for column in frame.drop("day").iter_columns():
        if not column.dtype.is_numeric() or column.name == "replica":
            columns.append(column.gather_every(days))
            continue
        values = column.to_numpy().reshape(-1, days)
        if column.name in MOST:
            columns.append(pl.Series(column.name, values.max(axis=1)))
            continue
        # One after the other: how a sum is cut into lanes and threads is not the same on every machine.
        sums = np.cumsum(values, axis=1)[:, -1]
        found = sums / days if column.name in MEANS else sums
        columns.append(pl.Series(column.name, found).fill_nan(None))
    return pl.DataFrame(columns)


def packed(frames: Mapping[str, pl.DataFrame]) -> bytes:
    """Tables as one archive of Parquet files, with checksums.

    >>> read_table(io.BytesIO(packed({"flows": pl.DataFrame({"units": [3]})})), "flows").row(0)
    (3,)
    """
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        for table, frame in frames.items():
            inner = io.BytesIO()
            frame.write_parquet(inner, compression="zstd", compression_level=1)
            file.writestr(zipfile.ZipInfo(f"{table}.parquet", STAMP), inner.getvalue())
    return archive.getvalue()


def read_table(archive: Path | BinaryIO, table: str) -> pl.DataFrame:
    """A table of a piece. Raises zipfile.BadZipFile where the archive is cut or damaged."""
    with zipfile.ZipFile(archive) as file:
        return pl.read_parquet(file.read(f"{table}.parquet"))
