"""The words of a run's tables: every name once, in one order for all parts and replicas."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.arrays.index import ChainRow, Index, QueueRow, StageRow

Row = TypeVar("Row")
OUTCOMES = ("through", "balked", "reneged")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by column. The same network gives the same words, so files of two replicas join and compare."""

    enums: dict[str, pl.Enum]

    def labels(self, column: str, words: Sequence[str], codes: NDArray[np.integer[Any]]) -> pl.Series:
        """`words[codes]` as a column of labels."""
        return pl.Series(column, list(words), dtype=self.enums[column]).gather(codes)


def vocabulary_of(indexes: Sequence[Index]) -> Vocabulary:
    """The words that the parts of one network use, sorted within each column."""
    chains = [row for index in indexes for row in index.chains]
    stages = [row for index in indexes for row in index.stages]
    queues = [row for index in indexes for row in queues_of(index)]
    every: list[ChainRow | StageRow | QueueRow] = [*chains, *stages, *queues]
    posted: list[StageRow | QueueRow] = [*stages, *queues]
    return Vocabulary(
        {
            "crossing": enum_of(every, lambda row: row.crossing),
            "chain": enum_of(chains, lambda row: row.chain),
            "unit_class": enum_of(chains, lambda row: row.unit_class),
            "direction": enum_of(chains, lambda row: row.direction),
            "post": enum_of(posted, lambda row: row.post, ""),
            "stage": enum_of(stages, lambda row: row.stage, ""),
            "link": enum_of([row for index in indexes for row in index.links], lambda row: row.id),
            "resource": enum_of(queues, lambda row: row.id),
            "kind": enum_of(queues, lambda row: row.kind),
            "outcome": pl.Enum(OUTCOMES),
        }
    )


def enum_of(rows: Iterable[Row], word: Callable[[Row], str], *more: str) -> pl.Enum:
    """The sorted words of some rows."""
    return pl.Enum(sorted({word(row) for row in rows} | set(more)))


def queues_of(index: Index) -> tuple[QueueRow, ...]:
    """All that one waits for, in the order of the kernel's queues: resources, gates, links, batches."""
    return index.resources + index.gates + index.links + index.batches
