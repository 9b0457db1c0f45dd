"""Demand as expected counts an hour, or as listed ticks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from crossgauge.arrays.calendars import Season, days_of, joined, open_spans
from crossgauge.arrays.horizon import HOUR, Horizon, local_instant
from crossgauge.engines.events.state import Float64s, Int64s
from crossgauge.model.calendars import Calendar
from crossgauge.model.demand import Arrivals, Replay, Timetable, yearly_count


class Clocks:
    """Local year, month, weekday and hour of every hour of the calendar years that a run touches."""

    def __init__(self, horizon: Horizon) -> None:
        self.horizon = horizon
        last = horizon.start + timedelta(days=horizon.days)
        # A day more on either side: clocks differ by up to 14 hours from the network's.
        start = datetime(horizon.first_day.year, 1, 1, tzinfo=UTC) - timedelta(days=1)
        end = datetime(last.year + 1, 1, 1, tzinfo=UTC) + timedelta(days=1)
        self.offset = (horizon.tick_of(start)) // HOUR
        self.instants = horizon.epoch + timedelta(hours=self.offset)
        self.hours = int((end - self.instants).total_seconds() // 3600)
        self._fields: dict[str, tuple[Int64s, Int64s, Int64s, Int64s]] = {}

    def fields(self, clock: str) -> tuple[Int64s, Int64s, Int64s, Int64s]:
        """(year, month 0–11, weekday, hour), each (hours,), at the start of every hour."""
        if clock not in self._fields:
            zone, base = ZoneInfo(clock), self.instants.timestamp()
            told = np.empty((4, self.hours), np.int64)
            for place in range(self.hours):
                local = datetime.fromtimestamp(base + 3600 * place, zone)
                told[:, place] = (local.year, local.month - 1, local.weekday(), local.hour)
            self._fields[clock] = (told[0], told[1], told[2], told[3])
        return self._fields[clock]


def expected_by_hour(arrivals: Arrivals, closed: Calendar | None, clocks: Clocks) -> Float64s:
    """Units expected in each hour of the run, (n_hours,).

    Month weights are shares of the year's total (all equal: every day alike); weekday and hour weights shape
    the month. Hours in which `closed` is shut get none, and the others of the month more.
    """
    clock = arrivals.clock or clocks.horizon.clock
    year, month, weekday, hour = clocks.fields(clock)
    weight = np.asarray(arrivals.weekdays)[weekday] * np.asarray(arrivals.day_hours)[hour]
    if closed is not None:
        weight = weight * open_share(closed, clocks)
    months = np.asarray(arrivals.months)
    alike = bool(np.all(months == months[0]))
    expected = np.zeros(clocks.hours)
    for this_year in np.unique(year):
        count = yearly_count(arrivals, int(this_year)) * arrivals.share
        in_year = year == this_year
        groups = [in_year] if alike else [in_year & (month == m) for m in range(12)]
        shares = [1.0] if alike else (months / months.sum()).tolist()
        for group, share in zip(groups, shares, strict=True):
            total = weight[group].sum()
            if total > 0:
                expected[group] = count * share * weight[group] / total
    first, n_hours = -clocks.offset, -(-clocks.horizon.until // HOUR)
    return np.ascontiguousarray(expected[first : first + n_hours])


def open_share(calendar: Calendar, clocks: Clocks) -> Float64s:
    """Part of every hour in which a calendar is open, (hours,)."""
    start = clocks.instants
    first, last = clocks.offset * HOUR, (clocks.offset + clocks.hours) * HOUR
    season = Season(first, last, start.date(), (start + timedelta(hours=clocks.hours)).date())
    share = np.zeros(clocks.hours)
    for a, b in joined(open_spans(calendar, season, clocks.horizon)):
        for place in range((a - first) // HOUR, min(clocks.hours, -(-(b - first) // HOUR))):
            low = first + place * HOUR
            share[place] += (min(b, low + HOUR) - max(a, low)) / HOUR
    return share


def listed_ticks(demand: Timetable | Replay, season: Season, horizon: Horizon) -> list[int]:
    """Ticks of a timetable or a log within a season, ascending."""
    if isinstance(demand, Replay):
        ticks = [horizon.tick_of(instant) for instant in demand.instants]
    else:
        clock = demand.clock or horizon.clock
        ticks = [
            horizon.tick_of(local_instant(day, since, clock))
            for day in days_of(season)
            if day.weekday() in demand.weekdays
            for since in demand.times
        ]
    return sorted(tick for tick in ticks if season.start <= tick < season.end)


def expected_by_season(
    by_season: Sequence[tuple[Season, Arrivals, Calendar | None]], clocks: Clocks
) -> Float64s:
    """Expected counts an hour when the demand itself changes by date."""
    whole = np.zeros(-(-clocks.horizon.until // HOUR))
    known: dict[tuple[Arrivals, Calendar | None], Float64s] = {}
    for season, arrivals, closed in by_season:
        if (arrivals, closed) not in known:
            known[arrivals, closed] = expected_by_hour(arrivals, closed, clocks)
        first, last = season.start // HOUR, -(-season.end // HOUR)
        whole[first:last] = known[arrivals, closed][first:last]
    return whole
