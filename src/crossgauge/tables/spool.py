"""Rows of a part on their way from the kernel to tables: the first in memory, what is more in a file without a name."""

import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from crossgauge.engines.events.state import WORDS, Trace, rows_of

HELD_BYTES = 1 << 24  # of one table in memory


class Spool:
    """Takes blocks of rows as `run_part` hands them over, and gives them back in their order as often as asked.

    tables : those that are kept; the rows of others are let go
    folder : where what is more than `held` bytes of a table lies until the spool is closed, or the process is gone;
             none: the system's folder of temporary files

    >>> with Spool({"legs"}) as spool:
    ...     spool.take("legs", np.arange(10).reshape(5, 2))
    ...     spool.take("stages", np.arange(8).reshape(4, 2))
    ...     [rows.arrived.tolist() for rows in spool.blocks("legs")], list(spool.blocks("stages"))
    ([[8, 9]], [])
    """

    def __init__(self, tables: Collection[str], folder: Path | None = None, held: int = HELD_BYTES) -> None:
        self.heights: dict[str, list[int]] = {table: [] for table in tables}
        self.files = {
            table: tempfile.SpooledTemporaryFile(max_size=held, dir=None if folder is None else str(folder))  # noqa: SIM115 - closed by __exit__
            for table in tables
        }

    def take(self, table: str, words: Any) -> None:
        """Keep a block, (n_words, n_rows) int64. Raises OSError where the disk is full."""
        if table in self.files:
            self.files[table].write(np.ascontiguousarray(words).data)
            self.heights[table].append(words.shape[1])

    def blocks(self, table: str) -> Iterator[Any]:
        """The Visits, Stages or Legs of block after block."""
        place = 0
        for height in self.heights.get(table, []):
            self.files[table].seek(place)
            data = self.files[table].read(8 * len(WORDS[table]) * height)
            place += len(data)
            yield rows_of(table, np.frombuffer(data, np.int64).reshape(-1, height))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self.files.values():
            file.close()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded of a part: its trace, and its rows from there or, where they went to one, from the spool."""

    trace: Trace
    rows: int
    spool: Spool | None = None

    def blocks(self, table: str, asked: bool = True) -> Iterator[Any]:
        """Visits, Stages or Legs in their order, up to `rows` rows each, numbers in 64 bits.

        One without rows where there are none or none are asked for.
        """
        held = getattr(self.trace, table)
        found = iter((held,)) if self.spool is None else self.spool.blocks(table)
        none = True
        for block in found if asked else ():
            for piece in spans(len(block.unit), self.rows):
                none = False
                yield type(held)(*(column[piece].astype(np.int64, copy=False) for column in block))
        if none:
            yield type(held)(*(np.zeros(0, np.int64) for _ in held))


def spans(n: int, rows: int) -> Iterator[slice]:
    """Slices that cover n rows.

    >>> list(spans(5, 3))
    [slice(0, 3, None), slice(3, 5, None)]
    """
    for first in range(0, n, rows):
        yield slice(first, min(n, first + rows))
