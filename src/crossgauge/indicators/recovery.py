"""After a closure: how long until the backlog is gone, replica by replica beside a network without it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import nan, sqrt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.indicators.intervals import half_width, prediction_half_width

Float64s = NDArray[np.float64]

HOLD_DAYS = 7  # a backlog has gone when it stays away for a week: a quiet Sunday is no end
GONE_BELOW = 0.5  # units more than without the closure, mean of a day
SECONDS_PER_DAY = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """How a crossing recovers: days since reopening, means over the replicas in which it is seen; NaN where in none.

    most     : units waiting more than without the closure, mean of the worst day; most_pm: half of its interval
    band     : units by which a day of the base differs from its mean in 95 % of replicas
    back_d   : until the units more are within that band for a week; gone_d: until they are fewer than half a unit
    n_back, n_gone : replicas in which that happens before `until`; intervals are told where it does in all
    """

    replicas: int
    most: float
    most_pm: float
    band: float
    back_d: float
    back_pm: float
    n_back: int
    gone_d: float
    gone_pm: float
    n_gone: int


def backlog(resources: pl.DataFrame, crossing: str) -> Float64s:
    """(replicas, days) units that wait at a crossing, daily mean; batches, which want to be long, left out."""
    days = (
        resources.filter((pl.col("crossing").cast(pl.String) == crossing) & (pl.col("kind") != "batch"))
        .group_by("replica", "day")
        .agg(pl.col("queue").sum())
        .sort("replica", "day")
    )
    return days["queue"].to_numpy().reshape(days["replica"].n_unique(), -1)


def recovery(
    base: Float64s, other: Float64s, first_day: date, shut: datetime, opened: datetime, until: date
) -> Recovery:
    """How long the backlog of a closure lasts; to the day, since the reopening.

    base, other   : (replicas, days) of `backlog`, the same luck in each row; day 0 is `first_day`
    shut, opened  : the closure, in the clock of the days
    until         : first day that is not looked at: the end of the period, or the next closure

    >>> one = np.zeros((2, 20))
    >>> shut = one + np.array([5.0, 9.0, 6.0, 3.0] + [0.0] * 16)
    >>> found = recovery(one, shut, date(2024, 1, 1), datetime(2024, 1, 1), datetime(2024, 1, 3), date(2024, 1, 21))
    >>> found.most, found.gone_d, found.gone_pm
    (9.0, 2.0, 0.0)
    """
    more = other - base
    deviation = sqrt(float(base.var(axis=0, ddof=1).mean())) if len(base) > 1 else 0.0
    band = prediction_half_width(deviation, len(base)) if deviation > 0 else 0.0
    start = (shut.date() - first_day).days
    after = opened.date() if opened.time() == time() else opened.date() + timedelta(days=1)
    first, end = max(0, (after - first_day).days), max(0, min(more.shape[1], (until - first_day).days))
    since = (datetime.combine(after, time()) - opened).total_seconds() / SECONDS_PER_DAY
    back = [since + days_until(row[first:end], max(band, GONE_BELOW)) for row in more]
    gone = [since + days_until(row[first:end], GONE_BELOW) for row in more]
    worst = more[:, max(0, start) : end].max(axis=1, initial=0.0)
    back_d, back_pm, n_back = known_mean(back)
    gone_d, gone_pm, n_gone = known_mean(gone)
    most, most_pm, _ = known_mean(list(worst))
    return Recovery(
        replicas=len(base), most=most, most_pm=most_pm, band=band, back_d=back_d, back_pm=back_pm, n_back=n_back,
        gone_d=gone_d, gone_pm=gone_pm, n_gone=n_gone,
    )  # fmt: skip


def days_until(more: Float64s, bound: float) -> float:
    """The first day from which on it is below a bound for a week; NaN where no such week is known.

    >>> days_until(np.array([3.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]), 0.5)
    3.0
    >>> days_until(np.array([3.0, 0.0, 0.0]), 0.5)
    nan
    """
    quiet = 0
    for day, value in enumerate(more):
        quiet = quiet + 1 if value <= bound else 0
        if quiet == HOLD_DAYS:
            return float(day - HOLD_DAYS + 1)
    return nan


def known_mean(values: list[float]) -> tuple[float, float, int]:
    """Mean, half of its 95 % interval (NaN where a value is missing) and the number of values that are known."""
    known = np.array([value for value in values if not np.isnan(value)])
    if not len(known):
        return nan, nan, 0
    whole = len(known) == len(values) and len(known) > 1
    return float(known.mean()), half_width(float(known.std(ddof=1)), len(known)) if whole else nan, len(known)
