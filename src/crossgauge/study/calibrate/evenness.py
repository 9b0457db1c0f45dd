"""How evenly units come: within a day, from day to day, in long windows, and in batches."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from crossgauge.study.calibrate.samples import Floats

WINDOWS = (1, 2, 7, 14, 28)  # days
LEAST_WINDOWS = 6
SAME = 0.5 / 86_400.0  # days within which two come together: half a second


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Evenness:
    """Dispersion and spread of the day, as `Arrivals` has them."""

    dispersion: Spread
    day_spread: Spread


def spread_of(
    since: Floats,
    counts: Floats,
    expected: Floats,
    hours: Floats,
    freedom: int,
    luck: np.random.Generator,
    n_draws: int,
    single: bool,
) -> Evenness:
    """Dispersion, and what days vary beyond it.

    since : (n,) arrivals in days; counts, expected : (n_days,); hours : (24,) weights
    single : units come one by one, not in batches that make gaps of nothing

    The evenness of single arrivals shows in neighbouring gaps of operational time: of two gamma gaps the first is a
    symmetric beta part of both, whatever the day's rate. What counts of days vary beyond that is the factor of the
    day. Where days vary no more, the dispersion is that of the counts. Intervals: days drawn again.
    """
    n_days = len(counts)
    parts, of_day = gap_parts(operational(since, expected, hours), since, n_days)
    bend = 1.0 / (
        6.0 * np.maximum(expected, 1e-9)
    )  # short windows of a renewal process have (1 − D²)/6 besides
    square = misses(counts, expected)
    chosen = np.vstack([np.arange(n_days), luck.integers(0, n_days, (n_draws, n_days))])
    gaps_n = np.bincount(of_day, minlength=n_days)
    gaps_v = np.bincount(of_day, (parts - 0.5) ** 2, n_days)
    v = gaps_v[chosen].sum(1) / np.maximum(gaps_n[chosen].sum(1), 1)
    within = 8.0 * v / np.maximum(1.0 - 4.0 * v, 1e-3)
    busy = expected > 0
    ratio = square[chosen].sum(1) / (np.count_nonzero(busy) - freedom)
    between = ratio - (1.0 - within**2) * bend[busy].mean()
    mean = float(expected[busy].mean())
    beyond = (between - within) / mean
    if single and n_draws and np.quantile(beyond[1:], 0.025) > 0.0:
        return Evenness(with_ends(within), with_ends(np.sqrt(np.maximum(beyond, 0.0))))
    most = sqrt(max(float(np.quantile(beyond[1:], 0.975)), 0.0)) if single and n_draws else float("nan")
    return Evenness(with_ends(np.maximum(between, 0.0)), Spread(0.0, 0.0, most))


def misses(seen: Floats, expected: Floats) -> Floats:
    """Squares of the misses over what was expected; 0 where nothing is.

    >>> misses(np.array([3.0, 0.0]), np.array([1.0, 0.0])).tolist()
    [4.0, 0.0]
    """
    return np.where(expected > 0, (seen - expected) ** 2 / np.maximum(expected, 1e-12), 0.0)


def with_ends(values: Floats) -> Spread:
    """The first value, with the middle 95 % of the others."""
    if len(values) < 40:
        return Spread(float(values[0]), float("nan"), float("nan"))
    low, high = np.quantile(values[1:], [0.025, 0.975])
    return Spread(float(values[0]), float(low), float(high))


def operational(since: Floats, expected: Floats, hours: Floats) -> Floats:
    """The expected count up to each arrival."""
    rate = (expected[:, None] * (hours / hours.sum())[None, :]).ravel()
    edges = np.append(0.0, np.cumsum(rate))
    return np.asarray(np.interp(since * 24.0, np.arange(len(edges)), edges), np.float64)


def gap_parts(at: Floats, since: Floats, n_days: int) -> tuple[Floats, np.ndarray]:
    """The first of each two neighbouring gaps as a part of both, and the day of the arrival between them."""
    apart = np.append(True, np.diff(since) > SAME)
    at, since = at[apart], since[apart]
    gaps = np.diff(at)
    both = gaps[:-1] + gaps[1:]
    day = np.minimum(since[1:-1].astype(np.int64), n_days - 1)
    # Across midnight the day's factor changes: only gaps within one day tell of single arrivals.
    kept = (both > 0) & (since[:-2].astype(np.int64) == since[2:].astype(np.int64))
    return gaps[:-1][kept] / both[kept], day[kept]


def windows_of(counts: Floats, expected: Floats, freedom: int) -> tuple[tuple[int, float], ...]:
    """Variance over mean of counts in windows of several lengths, of those that the log holds six of."""
    told = []
    for days in WINDOWS:
        n = len(counts) // days
        if n < LEAST_WINDOWS:
            break
        seen, due = (x[: n * days].reshape(n, days).sum(1) for x in (counts, expected))
        due = due * seen.sum() / due.sum()
        lost = freedom if days % 7 else 1  # weekdays cost nothing in whole weeks
        left = int(np.count_nonzero(due)) - lost
        told.append((days, float(misses(seen, due).sum()) / max(left, 1)))
    return tuple(told)


def batches_of(since: Floats) -> tuple[float, float]:
    """The share that came with others, and how many come at such an instant; (0, 1) where it is chance.

    By chance: as many as the clock's grain lets meet, if each came alone.
    """
    grain = grain_days(since)
    same = np.diff(since) < SAME
    if not same.any():
        return 0.0, 1.0
    size = np.diff(np.append(np.flatnonzero(np.append(True, ~same)), len(since)))
    together = float(size[size > 1].sum()) / len(since)
    busy = np.histogram(since % 1.0, 24, (0.0, 1.0))[0] / len(since)
    days = max(float(since[-1] - since[0]), 1.0)
    met = float((busy * -np.expm1(-2.0 * busy * len(since) / days * 24.0 * grain)).sum())
    if together < 1.5 * met + 0.02:
        return 0.0, 1.0
    return together, float(size[size > 1].mean())


def grain_days(since: Floats) -> float:
    """What the stamps are rounded to, in days."""
    seconds = np.round(since * 86_400.0, 3)
    fits = (
        grain
        for grain in (3600.0, 900.0, 300.0, 60.0, 1.0)
        if not (np.abs(seconds / grain - np.round(seconds / grain)) > 1e-4).any()
    )
    return next(fits, 0.001) / 86_400.0
