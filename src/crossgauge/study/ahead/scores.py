"""How good forecasts were: bands that hold as often as they say, and distances from what came."""

import numpy as np
from scipy import stats

from crossgauge.engines.events.state import Float64s

BANDS = (0.5, 0.8, 0.9)


def crps(sample: Float64s, seen: float) -> float:
    """The continuous ranked probability score of equally likely values against what was seen, in their unit.

    sample : (n,). With one value it is the absolute error. Smaller is better.
    Source: Gneiting and Raftery (2007), Strictly Proper Scoring Rules, equation 21, in its unbiased form.

    >>> crps(np.array([2.0]), 5.0)
    3.0
    >>> crps(np.array([4.0, 6.0]), 5.0)
    0.0
    """
    n = len(sample)
    apart = np.abs(sample[:, None] - sample[None, :]).sum() / max(1, n * (n - 1))
    return float(np.abs(sample - seen).mean() - apart / 2)


def rank(sample: Float64s, seen: float, luck: np.random.Generator) -> float:
    """Where what was seen lies among the values, in (0, 1): uniform where they are of one law, ties by luck.

    Source: Talagrand's rank histogram; with n values the rank among n + 1 places, spread within its place.

    >>> rank(np.arange(9.0), 4.5, np.random.default_rng(1)) // 0.1
    5.0
    """
    below, ties = int((sample < seen).sum()), int((sample == seen).sum())
    return float(below + luck.integers(ties + 1) + luck.uniform()) / (len(sample) + 1)


def held(ranks: Float64s, band: float) -> int:
    """How many of the ranks lie in the central band.

    >>> held(np.array([0.02, 0.5, 0.9]), 0.9)
    2
    """
    return int((np.abs(ranks - 0.5) < band / 2).sum())


def bounds(n: int, band: float, chance: float) -> tuple[int, int]:
    """Between how many of n independent bands hold, but for a chance: ends of a binomial interval.

    >>> bounds(100, 0.9, 0.001)
    (79, 98)
    """
    law = stats.binom(n, band)
    return int(law.ppf(chance / 2)), int(law.isf(chance / 2))
