"""Parts that two networks have in common: simulated for one, lent to the other, with the same bytes."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from crossgauge.arrays.compile import Part
from crossgauge.arrays.index import Index
from crossgauge.tables.columns import UNITS_PER_PART
from crossgauge.tables.schema import TABLES
from crossgauge.tables.store import file_of
from crossgauge.tables.vocabulary import Vocabulary, queues_of

ROWS_A_DAY: Mapping[str, Callable[[Index], int]] = {
    "resources": lambda index: len(queues_of(index)),
    "flows": lambda index: len(index.chains),
    "dwells": lambda index: len(index.stages),
}


@dataclass(frozen=True, slots=True)
class Lender:
    """Another network's finished replicas, and which of its parts is which of ours.

    folder  : where its tables are
    indexes : of all its parts, in order
    parts   : position of a part here -> position there
    """

    folder: Path
    indexes: tuple[Index, ...]
    parts: Mapping[int, int]


def same_parts(mine: Sequence[Part], theirs: Sequence[Part]) -> dict[int, int]:
    """Positions of my parts that are in all but their number one of theirs -> position of that one."""
    known = {digest(part): place for place, part in enumerate(theirs)}
    found = {place: known[key] for place, part in enumerate(mine) if (key := digest(part)) in known}
    return {
        here: there
        for here, there in found.items()
        if replace(mine[here].index, part=0) == replace(theirs[there].index, part=0)
    }


def digest(part: Part) -> str:
    """sha256 of all numbers that the kernel is given."""
    told = hashlib.sha256()
    add_to(told, part.program)
    return told.hexdigest()


def add_to(told: Any, value: Any) -> None:
    """Writes: the hash, with an array or number, or all that a tuple holds."""
    if isinstance(value, tuple):
        told.update(b"(")
        for inner in value:
            add_to(told, inner)
        told.update(b")")
    else:
        array = np.ascontiguousarray(value)
        told.update(f"{array.dtype}{array.shape}".encode())
        told.update(array.tobytes())


def lent_pieces(
    lender: Lender, here: Index, replica: int, words: Vocabulary
) -> Iterator[tuple[str, pl.DataFrame]]:
    """The tables of a part that is lent, as if it had been simulated here."""
    there = lender.parts[here.part]
    for table, columns in TABLES.items():
        rows = pl.scan_parquet(lender.folder / file_of(table, replica))
        found = own_rows(rows, table, lender.indexes, there).collect()
        shift = (here.part - there) * UNITS_PER_PART
        names = [column.name for column in columns]
        yield (
            table,
            found.with_columns(
                *(pl.col(name) + shift for name in ("unit", "parent") if name in names),
                *(
                    pl.col(name).cast(pl.String).cast(words.enums[name])
                    for name in names
                    if name in words.enums
                ),
            ),
        )


def own_rows(rows: pl.LazyFrame, table: str, indexes: Sequence[Index], part: int) -> pl.LazyFrame:
    """The rows of one part in a table of all parts."""
    if table in ROWS_A_DAY:
        count = ROWS_A_DAY[table]
        first = sum(count(index) * index.days for index in indexes[:part])
        return rows.slice(first, count(indexes[part]) * indexes[part].days)
    chains = pl.DataFrame(
        [(row.crossing, row.chain) for row in indexes[part].chains],
        schema=["crossing", "chain"],
        orient="row",
    )
    named = [pl.col(name).cast(pl.String) for name in chains.columns]
    return rows.join(chains.lazy(), left_on=named, right_on=chains.columns, how="semi", maintain_order="left")
