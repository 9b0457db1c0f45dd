"""When a count reaches a number, path by path: forward from the last mark, or between two marks.

In operational time (a clock that runs as fast as arrivals are expected) the N-th arrival comes after a Gamma of mean N
and variance v N: for v = 1 the law of a Poisson process (Erlang), for other v a renewal process of that dispersion.
Of n arrivals in an interval the m-th comes at a Beta(m/v, (n - m + 1)/v) part of it: for v = 1 the law of the m-th of
n points thrown at random. Source: Cox, Renewal Theory, chapter 2; David and Nagaraja, Order Statistics, chapter 2.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Float64s = NDArray[np.float64]


class Rates(NamedTuple):
    """Drawn rates of the days of a year and after, and what was expected up to the start of each.

    daily       (n_paths, n_days) float64
    expected    (n_paths, n_days + 1) float64  running sum, 0 at the first instant
    dispersion  (n_paths,) float64             v
    """

    daily: Float64s
    expected: Float64s
    dispersion: Float64s


def rates_of(daily: Float64s, dispersion: Float64s) -> Rates:
    """Rates with their running sum.

    >>> rates_of(np.full((1, 3), 20.0), np.ones(1)).expected
    array([[ 0., 20., 40., 60.]])
    """
    expected = np.zeros((daily.shape[0], daily.shape[1] + 1))
    np.cumsum(daily, axis=1, out=expected[:, 1:])
    return Rates(daily, expected, dispersion)


def expected_at(rates: Rates, instant: Float64s) -> Float64s:
    """What was expected up to an instant of each path, (n_paths,)."""
    day = np.clip(instant.astype(np.int64), 0, rates.daily.shape[1] - 1)
    path = np.arange(len(day))
    return np.asarray(rates.expected[path, day] + rates.daily[path, day] * (instant - day))


def instant_of(rates: Rates, expected: Float64s) -> Float64s:
    """The instant at which each path's running sum reaches a value, infinite where it does not: (n_paths,)."""
    n_days = rates.daily.shape[1]
    day = np.maximum((rates.expected < expected[:, None]).sum(axis=1) - 1, 0)
    inside = np.minimum(day, n_days - 1)
    path = np.arange(len(day))
    part = (expected - rates.expected[path, inside]) / rates.daily[path, inside]
    return np.where(day < n_days, inside + part, np.inf)


def passage(
    rates: Rates, instants: Float64s, counts: NDArray[np.int64], nth: int, rng: np.random.Generator
) -> Float64s:
    """The instant at which the count of each path reaches `nth`, in days since the first; infinite if never.

    instants : (n_paths, n_marks) when each mark was taken, rising; counts : (n_marks,) what it said, rising

    >>> rng = np.random.default_rng(1)
    >>> steady = rates_of(np.full((1000, 200), 20.0), np.ones(1000))
    >>> none = np.empty((1000, 0))
    >>> round(float(passage(steady, none, np.array([], int), 2000, rng).mean()))
    100
    >>> bool((passage(steady, np.full((1000, 1), 99.5), np.array([2000]), 2000, rng) == 99.5).all())
    True
    """
    after = int(np.searchsorted(counts, nth))
    n_paths = len(rates.dispersion)
    start = instants[:, after - 1] if after else np.zeros(n_paths)
    missing = nth - (int(counts[after - 1]) if after else 0)
    base = expected_at(rates, start)
    v = rates.dispersion
    if after == len(counts):
        return instant_of(rates, base + v * rng.gamma(missing / v))
    end, counted = instants[:, after], int(counts[after]) - nth + missing
    if missing == counted:
        return end.copy()
    part = rng.beta(missing / v, (counted - missing + 1) / v)
    return np.clip(instant_of(rates, base + part * (expected_at(rates, end) - base)), start, end)


def counts_at(
    rates: Rates, instants: Float64s, counts: NDArray[np.int64], when: Float64s, rng: np.random.Generator
) -> Float64s:
    """The count of each path at an instant, (n_paths,), whole and never below the mark before it.

    when : (n_paths,). The counts about what is expected are taken as Gaussian of variance v times the mean.
    """
    path = np.arange(len(when))
    known_instants = np.concatenate([np.zeros((len(when), 1)), instants], axis=1)
    known = np.concatenate([[0], counts])
    before = np.maximum((known_instants <= when[:, None]).sum(axis=1) - 1, 0)
    start = known_instants[path, before]
    base = expected_at(rates, start)
    mean = np.maximum(expected_at(rates, when) - base, 0.0)
    variance = rates.dispersion * mean
    inside = before < len(counts)
    after = np.minimum(before + 1, len(counts))
    whole = np.where(inside, expected_at(rates, known_instants[path, after]) - base, np.inf)
    part = np.clip(np.divide(mean, whole, out=np.zeros_like(mean), where=whole > 0), 0.0, 1.0)
    counted = known[after] - known[before]
    mean = np.where(inside, counted * part, mean)
    variance = np.where(inside, rates.dispersion * counted * part * (1 - part), variance)
    drawn = np.round(mean + np.sqrt(variance) * rng.standard_normal(len(when)))
    most = np.where(inside, counted, np.inf)
    return np.asarray(known[before] + np.clip(drawn, 0.0, most))
