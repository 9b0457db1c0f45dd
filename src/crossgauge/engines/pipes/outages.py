"""A year of stations that fail and come back: what the line can carry, hour by hour, over many such years.

Draws belong to who draws and why (seed, year, station, how many failures before), so the same seed gives the same luck
whatever else is asked, and a station that is added leaves the luck of the others as it was.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from crossgauge.engines.pipes.state import Bools, Float64s, OutageYear

YEAR_S = 365 * 86_400.0
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_A, MIX_B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def keyed_uniform(*keys: NDArray[np.uint64] | np.uint64) -> Float64s:
    """A number strictly between 0 and 1 for each combination of keys; arrays are broadcast.

    Source: finaliser of splitmix64 (Steele, Lea and Flood, 2014).

    >>> keyed_uniform(np.uint64(7), np.arange(2, dtype=np.uint64)).round(6).tolist()
    [0.966526, 0.019372]
    """
    with np.errstate(over="ignore"):
        z = np.zeros(np.broadcast_shapes(*(np.shape(key) for key in keys)), np.uint64)
        for key in keys:
            z = z * GOLDEN + np.asarray(key, np.uint64) + GOLDEN
            z = (z ^ (z >> np.uint64(30))) * MIX_A
            z = (z ^ (z >> np.uint64(27))) * MIX_B
            z = z ^ (z >> np.uint64(31))
    uniform: Float64s = ((z >> np.uint64(12)).astype(float) + 0.5) / float(1 << 52)
    return uniform


def outage_year(
    capacity_of: Callable[[Bools], Float64s],
    between_failures_s: Float64s,
    repair_s: Float64s,
    *,
    years: int = 200,
    seed: int = 0,
    sample_s: float = 3_600.0,
) -> OutageYear:
    """What a line can carry over years of random outages of its stations.

    `capacity_of`: sets of outages (n, n_stations) to capacities (n,), NaN where nothing passes; asked once for each
    distinct set. Times between failures and of repair are exponential with the means given, (n_stations,); infinite
    between failures: never fails. A year starts in the long-run mean state. The state is read every `sample_s`.
    Source: alternating renewal process; 95 % interval of Student over independent years. Raises nothing.

    >>> never = np.array([np.inf])
    >>> found = outage_year(lambda out: np.where(out[:, 0], 60.0, 100.0), never, np.array([1.0]), years=2)
    >>> found.expected, found.p10, found.half_width
    (100.0, 100.0, 0.0)
    """
    n_stations, n_hours = len(between_failures_s), round(YEAR_S / sample_s)
    code = np.zeros((years, n_hours), np.int64)
    for station in range(n_stations):
        down = _down(station, between_failures_s[station], repair_s[station], years, seed, n_hours, sample_s)
        code |= down.astype(np.int64) << station
    distinct, at = np.unique(code, return_inverse=True)
    sets = (distinct[:, None] >> np.arange(n_stations)) & 1 == 1
    capacity = np.asarray(capacity_of(sets), float)
    nothing = np.isnan(capacity)
    capacity = np.where(nothing, 0.0, capacity)
    share = np.bincount(at.ravel(), minlength=len(distinct)) / code.size
    year_mean = capacity[at.reshape(code.shape)].mean(axis=1)
    order = np.argsort(capacity)
    below = np.cumsum(share[order])
    p10, p1 = (
        float(capacity[order[min(int(np.searchsorted(below, q)), len(order) - 1)]]) for q in (0.1, 0.01)
    )
    half = (
        float(stats.t.ppf(0.975, years - 1) * year_mean.std(ddof=1) / np.sqrt(years)) if years > 1 else np.nan
    )
    return OutageYear(
        float(year_mean.mean()), half, p10, p1, year_mean, float(share[nothing].sum()), sets, share, capacity
    )


def _down(
    station: int, up_s: float, repair_s: float, years: int, seed: int, n_hours: int, sample_s: float
) -> Bools:
    """Whether the station is out in each hour of each year, (years, n_hours)."""
    if not np.isfinite(up_s) or repair_s <= 0:
        return np.zeros((years, n_hours), bool)
    year = np.arange(years, dtype=np.uint64)
    keys = np.uint64(seed), np.uint64(station)
    first = keyed_uniform(*keys, year, np.uint64(0)) < repair_s / (up_s + repair_s)
    time, down = np.zeros(years), first.copy()
    changes = np.zeros((years, n_hours + 1), np.int8)
    turn = 1
    while (time < YEAR_S).any():
        drawn = -np.log(keyed_uniform(*keys, year, np.uint64(turn)))
        start = time
        time = time + drawn * np.where(down, repair_s, up_s)
        went = down & (start < YEAR_S)
        rows = np.flatnonzero(went)
        # An hour is out if its beginning is.
        np.add.at(changes, (rows, np.ceil(start[rows] / sample_s).astype(int).clip(0, n_hours)), 1)
        np.add.at(changes, (rows, np.ceil(time[rows] / sample_s).astype(int).clip(0, n_hours)), -1)
        down = ~down
        turn += 1
    return np.cumsum(changes, axis=1)[:, :n_hours] > 0
