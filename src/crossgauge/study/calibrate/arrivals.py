"""How units come: how many, in which months, weekdays and hours, how evenly, by how much a day differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import expm1, sqrt
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from crossgauge.model.demand import Arrivals
from crossgauge.study.calibrate.evenness import (
    Spread,
    batches_of,
    misses,
    spread_of,
    windows_of,
)
from crossgauge.study.calibrate.samples import Floats

LEAST_DAYS, LEAST_UNITS = 28, 100
LEAST_OF_MONTH = 20  # days of a month that must be covered to tell its weight
LEAST_TREND = 180  # days; below, chance and season look like a trend
CERTAIN = 0.01  # chance at which a shape that is not there is taken for one
YEAR_DAYS = 365.25
Counts = NDArray[Any]
PLAIN = Arrivals(count=((2023, 1.0),))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalsFit:
    """What a log says of the arrivals of one flow.

    n                     arrivals on the whole days from `first` to `last`
    count                 (year, units in the whole of it)
    months, weekdays, day_hours   weights as `Arrivals` has them; all 1 where the log shows no shape
    dispersion            variance over mean of counts, as `Arrivals` has it; day_spread  of a factor of the day
    windows               (days, variance over mean of counts in windows of so many days)
    batched, batch        share that came at the instant of another; units at such an instant, mean
    trend                 change a year with its 95 % interval; NaN below half a year
    arrivals              as declared; None if there are not enough data, `why` says what is missing
    """

    n: int
    n_days: int
    first: date | None = None
    last: date | None = None
    count: tuple[tuple[int, float], ...] = ()
    margin: float = float("nan")
    months: tuple[float, ...] = (1.0,) * 12
    weekdays: tuple[float, ...] = (1.0,) * 7
    day_hours: tuple[float, ...] = (1.0,) * 24
    dispersion: Spread | None = None
    day_spread: Spread | None = None
    windows: tuple[tuple[int, float], ...] = ()
    batched: float = 0.0
    batch: float = 1.0
    trend: tuple[float, float, float] = (float("nan"),) * 3
    arrivals: Arrivals | None = None
    why: str = ""


def fit_arrivals(
    instants: Sequence[datetime],
    clock: str,
    first: date,
    last: date,
    *,
    declared: Arrivals = PLAIN,
    n_draws: int = 199,
    seed: int = 1,
) -> ArrivalsFit:
    """The arrivals that a log shows on the whole local days from `first` to `last`.

    instants : aware. declared : its months tell what the rest of a year has that the log does not cover.
    n_draws  : resampled logs, day by day, for intervals.
    Counts of a year not wholly covered are scaled to the year. `docs/decisions/0006` has the process.
    """
    stamps = local_stamps(instants, clock)
    n_days = max((last - first).days + 1, 0)
    start = np.datetime64(first, "ms")
    since = (stamps - start).astype(np.float64) / 86_400_000.0  # local days
    since = np.sort(since[(since >= 0) & (since < n_days)])
    if n_days < LEAST_DAYS or len(since) < LEAST_UNITS:
        told = f"{len(since)} arrivals on {n_days} whole days; needed are {LEAST_UNITS} on {LEAST_DAYS}."
        return ArrivalsFit(n=len(since), n_days=n_days, first=first, last=last, why=told)
    return found_in(since, first, n_days, clock, declared, n_draws, seed)


def found_in(
    since: Floats, first: date, n_days: int, clock: str, declared: Arrivals, n_draws: int, seed: int
) -> ArrivalsFit:
    """The fit of enough arrivals, given in days since the first day began."""
    days = [first + timedelta(days=k) for k in range(n_days)]
    weekday = np.array([day.weekday() for day in days])
    month = np.array([day.month - 1 for day in days])
    counts = np.bincount(since.astype(np.int64), minlength=n_days).astype(np.float64)
    months, weekdays = shapes_of(counts, month, weekday)
    by_hour = np.bincount((since % 1.0 * 24.0).astype(np.int64), minlength=24).astype(np.float64)
    weight = np.asarray(weekdays)[weekday] * np.asarray(months)[month]
    expected = counts.sum() * weight / weight.sum()
    freedom = (len(set(weekdays)) > 1) * 6 + (len(set(months)) > 1) * (len(np.unique(month)) - 1) + 1
    raw = float(misses(counts, expected).sum() / (np.count_nonzero(expected) - freedom))
    hours = (
        by_hour / by_hour.mean()
        if shaped(by_hour, np.full(24, by_hour.mean()), max(raw, 1.0), 23)
        else np.ones(24)
    )
    batched, batch = batches_of(since)
    luck = np.random.default_rng(seed)
    spread = spread_of(since, counts, expected, hours, freedom, luck, n_draws, single=not batched)
    years = counts_by_year(days, counts, declared)
    arrivals = Arrivals(
        count=tuple((year, float(f"{units:.4g}")) for year, units in years),
        months=neat(months) if len(set(months)) > 1 else declared.months,
        weekdays=neat(weekdays),
        day_hours=neat(hours),
        clock=clock,
        closed=declared.closed,
        dispersion=round(spread.dispersion.value, 3),
        day_spread=round(spread.day_spread.value, 3),
    )
    return ArrivalsFit(
        n=len(since), n_days=n_days, first=days[0], last=days[-1], count=tuple(years),
        margin=1.96 * sqrt(raw / counts.sum()), months=neat(months), weekdays=arrivals.weekdays,
        day_hours=arrivals.day_hours, dispersion=spread.dispersion, day_spread=spread.day_spread,
        windows=windows_of(counts, expected, freedom), batched=batched, batch=batch,
        trend=trend_of(counts, np.asarray(weekdays)[weekday], raw), arrivals=arrivals,
        why=f"{100 * batched:.0f} % come together, {batch:.1f} at a time: the dispersion carries it" if batched else "",
    )  # fmt: skip


def local_stamps(instants: Sequence[datetime], clock: str) -> np.ndarray:
    """What clocks show at the instants, (n,) datetime64[ms]."""
    zone = ZoneInfo(clock)
    return np.array([one.astimezone(zone).replace(tzinfo=None) for one in instants], "datetime64[ms]")


def shapes_of(counts: Floats, month: np.ndarray, weekday: np.ndarray) -> tuple[Floats, Floats]:
    """Weights of months and weekdays, all 1 where there is no certain shape, by alternating proportions.

    Months only where all twelve are covered. Deming and Stephan 1940.
    """
    covered = np.bincount(month, minlength=12)
    n_days = len(counts)
    with_months = bool((covered >= LEAST_OF_MONTH).all())
    m, w = np.ones(12), np.ones(7)
    for _ in range(20):
        w = ratio(counts, m[month], weekday, 7)
        m = ratio(counts, w[weekday], month, 12) if with_months else m
    base = counts.mean()
    spread = float(misses(counts, base * m[month] * w[weekday]).mean())
    spread *= n_days / max(n_days - 6 - 11 * with_months, 1)
    if not shaped(np.bincount(weekday, counts, 7), np.bincount(weekday, base * m[month], 7), spread, 6):
        w = np.ones(7)
        m = ratio(counts, w[weekday], month, 12) if with_months else m
    if with_months and not shaped(
        np.bincount(month, counts, 12), np.bincount(month, base * w[weekday], 12), spread, 11
    ):
        m = np.ones(12)
    return m, w


def ratio(counts: Floats, rest: Floats, group: np.ndarray, n: int) -> Floats:
    """Counts over what the rest lets expect, by group, mean 1."""
    told = np.bincount(group, counts, n) / np.maximum(np.bincount(group, rest, n), 1e-9)
    return np.asarray(told / told.mean(), np.float64)


def shaped(seen: Counts, expected: Counts, spread: float, freedom: int) -> bool:
    """Whether counts differ from what is expected by more than chance, with variance `spread` times the mean."""
    expected = expected * seen.sum() / expected.sum()
    stat = float(misses(seen, expected).sum()) / max(spread, 1e-6)
    return stat > float(chi2.ppf(1.0 - CERTAIN, freedom))


def neat(weights: np.ndarray | Sequence[float]) -> tuple[float, ...]:
    """Weights to three digits."""
    return tuple(float(f"{weight:.3g}") for weight in weights)


def counts_by_year(days: Sequence[date], counts: Floats, declared: Arrivals) -> list[tuple[int, float]]:
    """Units in each year of which a month or more is covered, scaled to the whole year by the declared months."""
    of_month = np.asarray(declared.months) / np.mean(declared.months)
    told = []
    for year in sorted({day.year for day in days}):
        mine = np.array([day.year == year for day in days])
        if mine.sum() < LEAST_DAYS:
            continue
        whole = [
            date(year, 1, 1) + timedelta(days=k)
            for k in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
        ]
        covered = sum(of_month[day.month - 1] for day in days if day.year == year)
        in_year = sum(of_month[day.month - 1] for day in whole)
        told.append((year, float(counts[mine].sum() * in_year / covered)))
    return told


def trend_of(counts: Floats, weight: Floats, spread: float) -> tuple[float, float, float]:
    """Growth a year with its 95 % interval, of a rate that grows evenly; NaN below half a year."""
    n = len(counts)
    if n < LEAST_TREND:
        return (float("nan"),) * 3
    t = (np.arange(n) - (n - 1) / 2.0) / YEAR_DAYS
    slope = 0.0
    for _ in range(25):  # Newton, counts with mean weight exp(slope t)
        mean = weight * np.exp(slope * t)
        mean *= counts.sum() / mean.sum()
        about = t - (mean * t).sum() / mean.sum()
        information = float((mean * about**2).sum())
        slope += float(np.clip((about * (counts - mean)).sum() / information, -1.0, 1.0))
    half = 1.96 * sqrt(spread / information)
    return expm1(slope), expm1(slope - half), expm1(min(slope + half, 50.0))
