"""By how much an exemption multiplied travel: growth of who was exempted over that of a control, as a distribution.

Difference in differences of logarithms. Where a share s of what was counted in the first year came behind the exemption
already, R is the growth of the exempted over that of the control, and f the factor that is sought: the first year
without the exemption would have been 1 - s + s / f of its count, and the second f times that, so that R = (1 - s) f + s
and f = (R - s) / (1 - s).

What is not known is drawn: which series of the exempted is meant, which months of the control they would have grown
with, and how far two series drift apart in a year without any exemption (placebo pairs).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float64s = NDArray[np.float64]
ENDS = (0.05, 0.5, 0.95)
NORMAL_95 = 1.6448536269514722  # standard deviations below which 95 % of a normal distribution lie


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Counted growth from one year to the next, as factors.

    exempted : (n_series,) of series that came under the exemption
    control  : (n_windows,) of the control, by window of the year
    placebo  : (n_pairs,) growth of an exempted series over that of the control, between years that are alike
    share    : least and most of the share of the first year's count that lies behind the exemption
    """

    exempted: tuple[float, ...]
    control: tuple[float, ...]
    placebo: tuple[float, ...]
    share: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A factor: median and the ends of its 90 % interval, and the probability that it is above 1."""

    low: float
    median: float
    high: float
    above_one: float


def factor_of(growth: Float64s | float, share: Float64s | float) -> Float64s | float:
    """The factor of an exemption out of the growth over a control, with a share of the first count behind it.

    >>> factor_of(1.4, 0.0), round(factor_of(1.36, 0.1), 3)
    (1.4, 1.4)
    >>> factor_of(1.0, 0.3)
    1.0
    """
    return (growth - share) / (1.0 - share)


def drift(placebo: tuple[float, ...]) -> float:
    """How far a series drifts from its control in a year: root mean square of the logarithms of placebo growth.

    >>> round(drift((1.1, 1 / 1.1)), 4)
    0.0953
    """
    return float(np.sqrt(np.mean(np.log(placebo) ** 2))) if placebo else 0.0


def factors(evidence: Evidence, n: int = 20_000, seed: int = 1) -> Float64s:
    """Draws of the factor from the counts alone, (n,); those that would need less than nothing before are left out.

    The exempted series is any of those; months of the control weigh as Dirichlet(1, …, 1) says; drift is Student's t
    with as many degrees of freedom as there are placebo pairs.
    """
    rng = np.random.default_rng(seed)
    grown = np.asarray(evidence.exempted)[rng.integers(len(evidence.exempted), size=n)]
    weights = rng.dirichlet(np.ones(len(evidence.control)), size=n)
    control = weights @ np.asarray(evidence.control)
    apart = drift(evidence.placebo) * rng.standard_t(max(len(evidence.placebo), 1), size=n)
    share = rng.uniform(*evidence.share, size=n)
    found = np.asarray(factor_of(grown / control * np.exp(apart), share))
    return found[found > 0]


def interval(draws: Float64s, weights: Float64s | None = None) -> Interval:
    """Median and 90 % interval of draws, weighted where weights are given.

    >>> told = interval(np.linspace(0.5, 1.5, 1001))
    >>> round(told.low, 2), round(told.median, 2), round(told.high, 2), round(told.above_one, 2)
    (0.55, 1.0, 1.45, 0.5)
    """
    order = np.argsort(draws, kind="stable")
    mass = np.ones(len(draws)) if weights is None else weights
    below = np.cumsum(mass[order])
    at = np.interp(np.asarray(ENDS) * below[-1], below - 0.5 * mass[order], draws[order])
    above = float(mass[draws > 1.0].sum() / below[-1])
    return Interval(low=float(at[0]), median=float(at[1]), high=float(at[2]), above_one=above)


def spreads(median: float, low: float, high: float) -> tuple[float, float]:
    """Standard deviations of the logarithm below and above the median, so that the 90 % interval is that.

    >>> [round(one, 4) for one in spreads(1.4, 1.1, 2.3)]
    [0.1466, 0.3018]
    """
    return float(np.log(median / low)) / NORMAL_95, float(np.log(high / median)) / NORMAL_95


def believed(median: float, low: float, high: float, n: int = 20_000, seed: int = 1) -> Float64s:
    """Draws of a belief, (n,): log-normal on either side of the median, half of it on each.

    >>> told = interval(believed(1.4, 1.1, 2.3))
    >>> round(told.low, 1), round(told.median, 1), round(told.high, 1)
    (1.1, 1.4, 2.3)
    """
    below, above = spreads(median, low, high)
    z = np.random.default_rng(seed).standard_normal(n)
    return np.asarray(median * np.exp(z * np.where(z < 0, below, above)))


def weights_of(draws: Float64s, median: float, low: float, high: float) -> Float64s:
    """How much a belief says of each draw of the counts: both together are the draws so weighted (Bayes)."""
    spread = np.where(draws < median, *spreads(median, low, high))
    return np.asarray(np.exp(-0.5 * (np.log(draws / median) / spread) ** 2) / spread)
