"""The bins of the histograms of durations (§8.3). Plain numpy."""

from functools import cache

import numpy as np

from crossgauge.engines.events.state import N_BINS, Int64s


@cache
def edges_of_bins() -> Int64s:
    """Lower edge of every bin in ticks: 0, then the least tick at or above 1 s times 2 to the (i - 1) / 12."""
    edges = [0]
    for i in range(N_BINS - 1):
        bound = 1_000**12 << i
        edge = round(1_000 * 2 ** (i / 12))
        while edge**12 >= bound:
            edge -= 1
        while edge**12 < bound:
            edge += 1
        edges.append(edge)
    return np.array(edges, np.int64)


@cache
def cells_of_bins() -> Int64s:
    """The bin of the lower end of every cell: 32 cells a doubling from 512 ticks, so at most one edge in each."""
    cells = np.arange(32 * 31)
    ends = (1.0 + (cells % 32) / 32) * 2.0 ** (9 + cells // 32)
    return np.searchsorted(edges_of_bins(), ends, side="right") - 1
