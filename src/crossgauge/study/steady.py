"""The mean of a long run: where its warm-up ends, and how sure the mean is although neighbours are alike.

Warm-up: MSER-5 (White 1997; White, Cobb and Spratt 2000). Interval: means of batches, as many as pass von
Neumann's ratio test of independence (Fishman 1978).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan, sqrt

import numpy as np
from numpy.typing import NDArray

from crossgauge.indicators.intervals import half_width

Float64s = NDArray[np.float64]

GROUP = 5  # MSER-5 looks at means of five
MOST_BATCHES, LEAST_BATCHES = 32, 8
SHORTEST = 10 * MOST_BATCHES  # values; fewer tell little of how alike neighbours are
SPANNED = 5  # memories that a batch must be long
REJECT_ABOVE = 1.2816  # of a standard normal: one independent series in ten is taken for correlated


@dataclass(frozen=True, slots=True)
class Steady:
    """The steady mean of a series. Where `ok` is False, `why` says what is missing and the figures are a guess.

    mean        : of what is behind the warm-up
    half_width  : of its 95 % interval; NaN where none can be told
    cut         : values cut off as warm-up
    n_batches   : batches behind the interval; 0 for none
    """

    mean: float
    half_width: float
    cut: int
    n_batches: int
    ok: bool
    why: str = ""


def steady_mean(series: Sequence[float] | Float64s) -> Steady:
    """Mean and 95 % interval of a stationary series that began somewhere else.

    series : (n,) successive values, as waits by unit or queues by day, in the order of time

    The first values are cut off where MSER-5 says. What is left is cut into 32 batches of equal length; while
    von Neumann's ratio takes their means for positively correlated (at 10 %), two and two are joined, down to 8.
    The test has little power over 8 means; so a batch must also be five times as long as the memory of the values.
    Raises nothing: a series that is too short, holds NaN or is still warming up says so.

    >>> steady_mean([3.0] * 400)
    Steady(mean=3.0, half_width=0.0, cut=0, n_batches=32, ok=True, why='')
    >>> steady_mean([1.0, 2.0]).why
    'has 2 values. Expected at least 320.'
    """
    values = np.asarray(series, np.float64).ravel()
    if not np.isfinite(values).all():
        return Steady(nan, nan, 0, 0, False, "holds NaN or infinity. Expected finite numbers.")
    if len(values) < SHORTEST:
        mean = float(values.mean()) if len(values) else nan
        told = f"has {len(values)} values. Expected at least {SHORTEST}."
        return Steady(mean, nan, 0, 0, False, told)
    cut, at_edge = warmup_cut(values)
    means = independent_means(values[cut:])
    # Of the mean of the batches: what does not fill one has been left out at the front, as late warm-up.
    mean, width = float(means.mean()), half_width(float(means.std(ddof=1)), len(means))
    why = ""
    if at_edge:
        why = f"is still warming up at its half ({cut} of {len(values)} values). Expected a longer run."
    elif looks_correlated(means) or (len(values) - cut) // len(means) < SPANNED * memory(values[cut:]):
        why = f"has {len(means)} batches that are still alike. Expected a longer run: the interval is too narrow."
    return Steady(mean, width, cut, len(means), not why, why)


def warmup_cut(values: Float64s) -> tuple[int, bool]:
    """How many values MSER-5 cuts off, and whether that is the most it may: half of the series.

    The cut after d groups of five has the least of sum((z - mean)²) / (k - d)² over the k - d groups z left, the
    first such d. Where the least is in the second half, the series is too short to tell.

    >>> warmup_cut(np.repeat([9.0, 5.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0], 5))
    (10, False)
    """
    groups = values[: len(values) // GROUP * GROUP].reshape(-1, GROUP).mean(axis=1)
    groups = groups - groups[-1]  # the sums of squares below keep their digits, and a constant is exactly 0
    left = np.arange(len(groups), 0, -1)
    sums, squares = (np.cumsum(part[::-1])[::-1] for part in (groups, groups * groups))
    score = np.maximum(squares - sums * sums / left, 0.0) / left**2
    most = len(groups) // 2
    best = int(np.argmin(score[: most + 1]))
    return GROUP * best, best == most


def independent_means(values: Float64s) -> Float64s:
    """Means of 32 batches of equal length, joined two and two while they look correlated; at least 8."""
    length = len(values) // MOST_BATCHES
    means = values[len(values) - length * MOST_BATCHES :].reshape(MOST_BATCHES, length).mean(axis=1)
    while len(means) > LEAST_BATCHES and looks_correlated(means):
        means = means.reshape(-1, 2).mean(axis=1)
    return np.asarray(means, np.float64)


def memory(values: Float64s) -> float:
    """How many neighbours are worth one independent value: (1 + r) / (1 - r), r the lag-1 autocorrelation.

    Exact for an AR(1). At least 1; infinite for a straight line without end.

    >>> memory(np.array([1.0, -1.0] * 4)), memory(np.ones(9))
    (1.0, 1.0)
    """
    lag_1 = neighbour_correlation(values)
    if lag_1 >= 1.0:
        return inf
    return max(1.0, (1.0 + lag_1) / (1.0 - lag_1))


def looks_correlated(means: Float64s) -> bool:
    """Whether von Neumann's ratio takes neighbours for positively correlated, at 10 %.

    1 - sum of squared differences of neighbours over twice the sum of squared deviations is about the lag-1
    autocorrelation; of b independent normal means it has variance (b - 2) / (b² - 1).

    >>> looks_correlated(np.arange(8.0)), looks_correlated(np.array([1.0, -1.0] * 4))
    (True, False)
    """
    n_batches = len(means)
    return neighbour_correlation(means) > REJECT_ABOVE * sqrt((n_batches - 2) / (n_batches**2 - 1))


def neighbour_correlation(values: Float64s) -> float:
    """The lag-1 autocorrelation by von Neumann's ratio; 0 of a constant.

    >>> round(neighbour_correlation(np.array([1.0, 2.0, 4.0])), 6)
    0.464286
    """
    values = values - values[0]  # so that a constant is exactly 0
    deviations = float(((values - values.mean()) ** 2).sum())
    return 1.0 - float((np.diff(values) ** 2).sum()) / (2.0 * deviations) if deviations else 0.0
