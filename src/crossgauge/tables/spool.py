"""Rows of a part on their way from the kernel to tables: the first in memory, what is more in a file without a name."""

import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from crossgauge.engines.events.state import Trace, rows_of

HELD_BYTES = 1 << 27  # of all tables in memory: years of a busy crossing


class Spool:
    """Takes blocks of rows as `run_part` hands them over, and gives them back in their order as often as asked.

    tables : those that are kept; the rows of others are let go
    folder : where what is more than `held` bytes lies until the spool is closed, or the process is gone;
             none: the system's folder of temporary files

    >>> with Spool({"legs"}) as spool:
    ...     spool.take("legs", np.arange(10).reshape(2, 5))
    ...     spool.take("stages", np.arange(8).reshape(2, 4))
    ...     [rows.arrived.tolist() for rows in spool.blocks("legs")], list(spool.blocks("stages"))
    ([[4, 9]], [])
    """

    def __init__(self, tables: Collection[str], folder: Path | None = None, held: int = HELD_BYTES) -> None:
        self.kept: dict[str, list[Any]] = {table: [] for table in tables}  # arrays, or places in the file
        self.folder, self.room = folder, held
        self.file: Any = None

    def take(self, table: str, words: Any) -> None:
        """Keep a block, (n_rows, n_words) int64. Raises OSError where the disk is full."""
        if table not in self.kept:
            return
        if words.nbytes <= self.room:
            self.room -= words.nbytes
            self.kept[table].append(words.copy())
            return
        if self.file is None:
            self.file = tempfile.TemporaryFile(dir=self.folder)  # noqa: SIM115 - closed by __exit__
        self.kept[table].append((self.file.tell(), words.shape))
        self.file.write(words.data)

    def blocks(self, table: str) -> Iterator[Any]:
        """The Visits, Stages or Legs of block after block, when all are taken."""
        for block in self.kept.get(table, []):
            yield rows_of(table, self.read(*block) if isinstance(block, tuple) else block)

    def read(self, place: int, shape: tuple[int, int]) -> Any:
        """A block out of the file."""
        self.file.seek(place)
        return np.frombuffer(self.file.read(8 * shape[0] * shape[1]), np.int64).reshape(shape)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kept.clear()
        if self.file is not None:
            self.file.close()


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
