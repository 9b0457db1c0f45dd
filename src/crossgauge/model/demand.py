"""Arrivals: how many units come and when."""

from dataclasses import dataclass
from datetime import datetime

from crossgauge.model.attribute import attribute
from crossgauge.model.randomness import Distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """Arrivals by rate: counts by year, shaped by month, weekday and hour.

    Long counts have variance `dispersion` times their mean (1 Poisson, below 1 for trains on paths); on top
    `day_spread` is the coefficient of variation of a factor common to a whole day.
    """

    count: tuple[tuple[int, float], ...] = attribute("(year, units in it); other years by growth", unit="1/year")
    share: float = attribute("part of those counts that is this flow", unit="fraction", default=1.0, at_least=0)
    growth: float = attribute("a year, before the first and after the last count", unit="fraction", default=0.0)
    months: tuple[float, ...] = attribute("weights January to December", default=(1.0,) * 12)
    weekdays: tuple[float, ...] = attribute("weights Monday to Sunday", default=(1.0,) * 7)
    day_hours: tuple[float, ...] = attribute("weights of the 24 local hours", key="hours", default=(1.0,) * 24)
    clock: str = attribute("time zone of those hours", default="")
    closed: str = attribute("calendar in whose closed time nobody comes", refers="calendar", default="always")
    dispersion: float = attribute("variance over mean of long counts", unit="1", at_least=0, default=1.0)
    day_spread: float = attribute("cv of a factor of the day", unit="1", at_least=0, default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Arrivals at local times of day on weekdays, each with its jitter (a delay behind the listed time)."""

    times: tuple[float, ...] = attribute("local times of day", unit="s")
    weekdays: tuple[int, ...] = attribute("0 Monday to 6 Sunday", unit="1", default=(0, 1, 2, 3, 4, 5, 6))
    clock: str = attribute("time zone", default="")
    jitter: Distribution | None = attribute("delay behind the listed time", unit="s", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Arrivals at the instants of a log."""

    instants: tuple[datetime, ...] = attribute("aware instants, ascending", unit="date")
    column: str = attribute("file and column", default="")


Demand = Arrivals | Timetable | Replay


def yearly_count(arrivals: Arrivals, year: int) -> float:
    """Units of a year: as told, else by growth from the nearest year told.

    >>> yearly_count(Arrivals(count=((2022, 100.0),), growth=0.1), 2024)
    121.00000000000001
    """
    told = dict(arrivals.count)
    if year in told:
        return told[year]
    nearest = min(told, key=lambda known: (abs(known - year), known))
    return float(told[nearest] * (1.0 + arrivals.growth) ** (year - nearest))
