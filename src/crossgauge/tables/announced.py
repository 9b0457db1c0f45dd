"""Units that are born when they are announced: their tables begin when they come."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossgauge.arrays.index import Index
from crossgauge.engines.events.state import N_BINS, Float64s, Int64s, Summary, Visits

ANNOUNCED = "announced"  # stage before they come, which is nobody's time at the border
TICKS_PER_HOUR = 3_600_000


def announced_of(index: Index) -> Int64s:
    """Ticks between birth and coming, by chain."""
    return np.array([row.announced for row in index.chains], np.int64)


def seen_stages(index: Index) -> NDArray[np.int64]:
    """Positions of the stages that are shown: not those of units that have not come yet."""
    early = {(row.crossing, row.chain) for row in index.chains if row.announced}
    hidden = [row.stage == ANNOUNCED and (row.crossing, row.chain) in early for row in index.stages]
    return np.flatnonzero(~np.array(hidden, np.bool_))


def chain_bins_of(summary: Summary, every: Iterable[Visits], index: Index, edges_h: Float64s) -> Any:
    """The histograms of chains, counted from the coming of units; (n_chains, N_BINS).

    every : the visits, block after block. Of chains without any the kernel's bins are moved: right to the width of a
            bin, a twelfth of a doubling
    """
    bins = summary.chain_bins.copy()
    announced = np.flatnonzero(announced_of(index))
    counted = {chain: np.zeros(N_BINS, np.int64) for chain in announced}
    for visits in every if len(announced) else ():
        for chain in announced:
            mine = (visits.chain == chain) & (visits.left >= index.record_from) & (visits.outcome == 0)
            ticks = visits.left[mine] - visits.arrived[mine] - index.chains[chain].announced
            counted[chain] += in_bins(ticks / TICKS_PER_HOUR, edges_h)
    middles = np.sqrt(np.maximum(edges_h[:-1], edges_h[1] / 2) * np.minimum(edges_h[1:], 2 * edges_h[-2]))
    for chain, counts in counted.items():
        later = middles - index.chains[chain].announced / TICKS_PER_HOUR
        bins[chain] = counts if counts.any() else in_bins(later, edges_h, summary.chain_bins[chain])
    return bins


def in_bins(hours: Float64s, edges_h: Float64s, counts: Int64s | None = None) -> Int64s:
    """How many durations lie in each bin; those below 0 in the first."""
    place = np.clip(np.searchsorted(edges_h, np.maximum(hours, 0.0), side="right") - 1, 0, N_BINS - 1)
    return np.bincount(place, counts, N_BINS).astype(np.int64)
