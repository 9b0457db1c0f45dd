"""Units that are born when they are announced: their tables begin when they come."""

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


def chain_bins_of(summary: Summary, visits: Visits, index: Index, edges_h: Float64s) -> Any:
    """The histograms of chains, counted from the coming of units; (n_chains, N_BINS).

    Of chains without rows of visits the kernel's bins are moved: right to the width of a bin, a twelfth of a doubling.
    """
    bins = summary.chain_bins.copy()
    for chain in np.flatnonzero(announced_of(index)):
        ticks = index.chains[chain].announced
        mine = (visits.chain == chain) & (visits.left >= index.record_from) & (visits.outcome == 0)
        if mine.any():
            hours = (visits.left[mine] - visits.arrived[mine] - ticks) / TICKS_PER_HOUR
            counts = None
        else:
            hours = np.sqrt(np.maximum(edges_h[:-1], edges_h[1] / 2) * np.minimum(edges_h[1:], 2 * edges_h[-2]))
            hours, counts = hours - ticks / TICKS_PER_HOUR, summary.chain_bins[chain]
        place = np.clip(np.searchsorted(edges_h, np.maximum(hours, 0.0), side="right") - 1, 0, N_BINS - 1)
        bins[chain] = np.bincount(place, counts, N_BINS).astype(np.int64)
    return bins
