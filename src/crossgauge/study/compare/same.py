"""Figures that two networks share because nothing that they depend on differs."""

from collections.abc import Mapping, Sequence

import polars as pl

from crossgauge.arrays.compile import Part
from crossgauge.indicators.differences import Key
from crossgauge.indicators.figures import KEY
from crossgauge.study.compare.trials import Trial
from crossgauge.tables.vocabulary import queues_of

Cell = tuple[str, str, str]  # crossing, direction, class


def same_keys(base: Trial, other: Trial, figures: pl.DataFrame) -> frozenset[Key]:
    """The keys of the base's figures of which every chain, or queue, is in a part that both have."""
    return keys_kept(base.parts, other.parts, other.same, figures)


def keys_kept(
    base: Sequence[Part], other: Sequence[Part], same: Mapping[int, int], figures: pl.DataFrame
) -> frozenset[Key]:
    """As `same_keys`. same : positions of the parts that both have, in the other -> in the base."""
    lent = set(same.values())
    changed = [part for place, part in enumerate(base) if place not in lent]
    changed += [part for place, part in enumerate(other) if place not in same]
    cells, queues = (
        cells_of(changed),
        {(row.crossing, row.id) for part in changed for row in queues_of(part.index)},
    )
    classes = {cell[2] for cell in cells}
    keys: list[Key] = list(figures.select(KEY).unique(maintain_order=True).iter_rows())
    return frozenset(
        key
        for key in keys
        if not ((key[0], key[3]) in queues if key[3] else key[:3] in cells if key[0] else key[2] in classes)
    )


def cells_of(parts: list[Part]) -> set[Cell]:
    """Crossing, direction and class of every chain."""
    return {(row.crossing, row.direction, row.unit_class) for part in parts for row in part.index.chains}
