"""A replica's tables, written while its parts are simulated: memory holds a row group of each, the disk the rest."""

import errno
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from crossgauge.tables.manifest import sha256_of
from crossgauge.tables.store import DONE, PIECES, file_of, settle, write_text

ROWS_IN_GROUP = 1 << 18
NO_NUMBER = "transport error"  # of polars, where the disk refuses the last bytes of a file


class Growing:
    """One table: the rows that came last in memory, whole row groups before them in pieces on the disk."""

    def __init__(self, folder: Path, table: str) -> None:
        self.folder, self.table = folder, table
        self.pieces: list[Path] = []
        self.waiting: list[pl.DataFrame] = []
        self.rows = self.rows_waiting = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Put a frame under the others."""
        self.waiting.append(frame)
        self.rows += frame.height
        self.rows_waiting += frame.height
        if self.rows_waiting >= ROWS_IN_GROUP:
            self.spill(self.rows_waiting // ROWS_IN_GROUP * ROWS_IN_GROUP)

    def spill(self, rows: int) -> None:
        """Move the first of the waiting rows to a piece."""
        frame = pl.concat(self.waiting)
        path = self.folder / f"{self.table}-{len(self.pieces):04d}.parquet"
        with plain_number(path):
            frame.head(rows).write_parquet(path, compression="lz4", row_group_size=ROWS_IN_GROUP)
        self.pieces.append(path)
        self.rows_waiting -= rows
        self.waiting = [frame.tail(self.rows_waiting)]

    def write(self, path: Path) -> None:
        """The whole table as one file, the same bytes whether there were pieces or not."""
        if self.pieces:
            self.spill(self.rows_waiting)
        rows = pl.scan_parquet(self.pieces) if self.pieces else pl.concat(self.waiting).lazy()
        with plain_number(path):
            rows.sink_parquet(path, compression="zstd", compression_level=1, row_group_size=ROWS_IN_GROUP)


def write_replica(folder: Path, replica: int, frames: Iterable[tuple[str, pl.DataFrame]]) -> None:
    """Write a replica's tables; it counts as there only when its last file, the note in `done`, is.

    frames : pieces of tables by name, those of one table in the order of its rows; each is asked for when the
             one before is in its table. Where one cannot be had, what came before it goes
    """
    pieces = pieces_folder(folder, replica)
    shutil.rmtree(pieces, ignore_errors=True)
    pieces.mkdir(parents=True)
    try:
        tables: dict[str, Growing] = {}
        for table, frame in frames:
            tables.setdefault(table, Growing(pieces, table)).add(frame)
        told = {}
        for table, grown in tables.items():
            relative = file_of(table, replica)
            place(grown, folder / relative)
            told[relative] = {"rows": grown.rows, "sha256": sha256_of(folder / relative)}
        write_text(folder / DONE / f"replica-{replica:04d}.json", json.dumps(told))
    finally:
        shutil.rmtree(pieces, ignore_errors=True)


def pieces_folder(folder: Path, replica: int) -> Path:
    """Where rows of a replica in work lie on the disk; it is there while its tables are written."""
    return folder / PIECES / f"replica-{replica:04d}"


def place(grown: Growing, path: Path) -> None:
    """Write a table under another name, and give it its own when it is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    grown.write(draft)
    settle(draft)
    draft.replace(path)
    for piece in grown.pieces:
        piece.unlink()


@contextmanager
def plain_number(path: Path) -> Iterator[None]:
    """What the disk refuses is an OSError with its number, which polars hides in its text; the file goes."""
    try:
        yield
    except (pl.exceptions.PolarsError, OSError) as error:
        path.unlink(missing_ok=True)
        number = re.search(r"os error (\d+)", str(error))
        if number is None and NO_NUMBER not in str(error):
            raise
        if number is None:
            raise OSError(errno.EIO, "the disk took no more", str(path)) from error
        raise OSError(int(number[1]), os.strerror(int(number[1])), str(path)) from error
