"""Opening hours, shifts, quotas, paths and closures as timelines of ticks."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from crossgauge.arrays.horizon import Horizon, local_instant
from crossgauge.engines.events.state import NOBODY, TICKS_PER_SECOND
from crossgauge.model.calendars import ALWAYS, Calendar, Gate
from crossgauge.model.crossings import Resource

T = TypeVar("T")
Span = tuple[int, int]  # ticks, the second not included
Staffed = tuple[int, int, int | None]  # span and the staff of the shift
Window = tuple[int, int, int]  # opens, closes (inclusive), passes


@dataclass(frozen=True, slots=True)
class Season:
    """A time in which the declaration does not change, and what it then says."""

    start: int
    end: int
    first_day: date
    last_day: date


def whole_seasons(
    by_season: Sequence[tuple[Season, T, Calendar | None]],
) -> list[tuple[Season, T, Calendar | None]]:
    """Seasons that follow each other without a change of this gate or resource made one.

    An agreement about something else must not cut a day in two: a quota would then have two days' passes.
    """
    whole: list[tuple[Season, T, Calendar | None]] = []
    for season, declared, calendar in by_season:
        if whole and whole[-1][1:] == (declared, calendar):
            first = whole[-1][0]
            season = Season(first.start, season.end, first.first_day, season.last_day)
            whole.pop()
        whole.append((season, declared, calendar))
    return whole


def days_of(season: Season) -> Iterable[date]:
    """Local days that can touch the season, a day more on either side for clocks far apart."""
    day = season.first_day - timedelta(days=2)
    while day <= season.last_day + timedelta(days=2):
        yield day
        day += timedelta(days=1)


@lru_cache(maxsize=256)  # resources of a crossing keep the same hours: a third of the time of compiling
def open_spans(calendar: Calendar | None, season: Season, horizon: Horizon) -> tuple[Staffed, ...]:
    """When a calendar is open within a season, by start; None is the calendar that is always open."""
    if calendar is None:
        return ((season.start, season.end, None),)
    closed = set(calendar.closed)
    spans: list[Staffed] = []
    for day in days_of(season):
        if day in closed:
            continue
        for period in calendar.periods:
            if period.weekday == day.weekday():
                start = horizon.tick_of(local_instant(day, period.start_s, calendar.clock))
                end = horizon.tick_of(local_instant(day, period.end_s, calendar.clock))
                start, end = max(start, season.start), min(end, season.end)
                if start < end:
                    spans.append((start, end, period.count))
    return tuple(sorted(spans, key=lambda span: span[:2]))


def joined(spans: Iterable[Staffed]) -> list[Span]:
    """The spans without regard to staff, those that touch made one."""
    whole: list[Span] = []
    for start, end, _ in spans:
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def capacity_timeline(
    by_season: Sequence[tuple[Season, Resource, Calendar | None]], closures: Sequence[Span], horizon: Horizon
) -> list[tuple[int, int]]:
    """(tick, capacity from then on) of a resource, the first at tick 0, each a real change."""
    changes: dict[int, int] = {0: 0}
    for season, resource, calendar in whole_seasons(by_season):
        spans = open_spans(calendar, season, horizon)
        edges = {season.start} | {
            edge for start, end, _ in spans for edge in (start, end) if edge < season.end
        }
        ordered, active, after = sorted(edges), list[Staffed](), 0
        for edge in ordered:
            active = [span for span in active if span[1] > edge]
            while after < len(spans) and spans[after][0] <= edge:
                active.append(spans[after])
                after += 1
            active = [span for span in active if span[1] > edge]
            changes[edge] = staff_of(active, resource.count)
    return without_repeats(closed_capacity(sorted(changes.items()), closures))


def staff_of(active: Sequence[Staffed], count: int) -> int:
    """Staff of the shifts at work; a period without a figure of its own brings the resource's own count."""
    told = [staff for _, _, staff in active if staff is not None]
    return sum(told) if told else (count if active else 0)


def closed_capacity(timeline: list[tuple[int, int]], closures: Sequence[Span]) -> list[tuple[int, int]]:
    """The timeline with nothing open during closures."""
    for start, end in closures:
        before = [change for change in timeline if change[0] < start]
        inside = [change for change in timeline if start <= change[0] <= end]
        level = (inside or before or [(0, 0)])[-1][1]
        behind = [change for change in timeline if change[0] > end]
        timeline = [*before, (start, 0), (end, level), *behind]
    return timeline


def without_repeats(timeline: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Only the rows that change something; the last of those at one tick counts."""
    kept: list[tuple[int, int]] = []
    for tick, level in timeline:
        if kept and kept[-1][0] == tick:
            kept[-1] = (tick, level)
        elif not kept or kept[-1][1] != level:
            kept.append((tick, level))
    return [row for place, row in enumerate(kept) if place == 0 or kept[place - 1][1] != row[1]]


def windows_of(
    by_season: Sequence[tuple[Season, Gate, Calendar | None]],
    closures: Sequence[Span],
    horizon: Horizon,
) -> list[Window]:
    """Windows of a gate, ascending and apart, closures cut out."""
    windows: list[Window] = []
    for season, gate, calendar in whole_seasons(by_season):
        windows += season_windows(season, gate, calendar, horizon)
    for start, end in closures:
        windows = [cut for window in windows for cut in outside(window, start, end)]
    apart: list[Window] = []
    for opens, closes, passes in sorted(windows):
        if apart and passes == NOBODY == apart[-1][2] and opens <= apart[-1][1] + 1:
            apart[-1] = (apart[-1][0], max(closes, apart[-1][1]), NOBODY)
        elif apart and opens <= apart[-1][1]:
            if closes > apart[-1][1]:
                apart.append((apart[-1][1] + 1, closes, passes))
        else:
            apart.append((opens, closes, passes))
    return apart


def outside(window: Window, start: int, end: int) -> list[Window]:
    """What is left of a window without [start, end). A quota keeps its passes in the first piece."""
    opens, closes, passes = window
    if closes < start or opens >= end:
        return [window]
    pieces = []
    if opens < start:
        pieces.append((opens, start - 1, passes))
    if closes >= end and (passes == NOBODY or not pieces):
        pieces.append((end, closes, passes))
    return pieces


def season_windows(season: Season, gate: Gate, calendar: Calendar | None, horizon: Horizon) -> list[Window]:
    """Windows of a gate within one season (kinds: `model/calendars.py`)."""
    spans = joined(open_spans(calendar, season, horizon))
    count = NOBODY if gate.count is None else gate.count
    if gate.kind == "hours":
        return [(start, end - 1, NOBODY) for start, end in spans]
    if gate.kind == "slots":
        length = round(gate.period_s * TICKS_PER_SECOND)
        return [
            (opens, min(opens + length, end) - 1, count)
            for start, end in spans
            for opens in range(start, end, length)
        ]
    clock = calendar.clock if calendar is not None else (gate.clock or horizon.clock)
    windows: list[Window] = []
    ends = [b for _, b in spans]
    for start, end in periods_of(season, gate, clock, horizon):
        inside = within(spans, ends, start, end)
        if not inside:
            continue
        if gate.kind == "quota":
            windows.append((inside[0][0], inside[-1][1] - 1, count))
        else:
            windows += [(tick, tick, 1) for tick in departures(gate, start, inside)]
    return windows


def within(spans: Sequence[Span], ends: Sequence[int], start: int, end: int) -> list[Span]:
    """What of spans, ascending and apart, lies in [start, end); `ends` of the spans.

    Found by halving: a search along all spans for every day made ten years cost a hundred times one.

    >>> within([(0, 4), (6, 8), (9, 12)], [4, 8, 12], 3, 9)
    [(3, 4), (6, 8)]
    """
    found = []
    for place in range(bisect_right(ends, start), len(spans)):
        a, b = spans[place]
        if a >= end:
            break
        found.append((max(start, a), min(end, b)))
    return found


def periods_of(season: Season, gate: Gate, clock: str, horizon: Horizon) -> list[Span]:
    """Periods of a quota or days of a timetable, counted from local midnight."""
    length = gate.period_s if gate.kind == "quota" else 86_400.0
    periods: list[Span] = []
    if length >= 86_400.0:
        for day in list(days_of(season))[:: max(1, round(length / 86_400.0))]:
            start = horizon.tick_of(local_instant(day, 0.0, clock))
            periods.append((start, horizon.tick_of(local_instant(day, length, clock))))
    else:
        for day in days_of(season):
            since = 0.0
            while since < 86_400.0:
                start = horizon.tick_of(local_instant(day, since, clock))
                periods.append(
                    (start, horizon.tick_of(local_instant(day, min(since + length, 86_400.0), clock)))
                )
                since += length
    return [
        (max(a, season.start), min(b, season.end)) for a, b in periods if a < season.end and b > season.start
    ]


def departures(gate: Gate, midnight: int, spans: Sequence[Span]) -> list[int]:
    """Instants of the paths of one day: at the times told, or evenly over the open time."""
    if gate.times:
        told = [midnight + round(since * TICKS_PER_SECOND) for since in gate.times]
        return sorted({tick for tick in told if any(start <= tick < end for start, end in spans)})
    total, count = sum(end - start for start, end in spans), gate.count or 0
    # A day cut by a change of season keeps its share of the paths.
    count = (
        round(count * total / (86_400 * TICKS_PER_SECOND))
        if total and len(spans) == 1 and gate.hours == ALWAYS
        else count
    )
    instants = []
    for path in range(count):
        rest = (2 * path + 1) * total // (2 * count)
        for start, end in spans:
            if rest < end - start:
                instants.append(start + rest)
                break
            rest -= end - start
    return instants


def closure_spans(
    targets: Iterable[str], closures: Sequence[tuple[tuple[str, ...], datetime, datetime]], horizon: Horizon
) -> list[Span]:
    """Spans in which any of these targets is closed, within the run, by start."""
    names = set(targets)
    spans = []
    for of, start, end in closures:
        if names & set(of):
            first = max(0, horizon.tick_of(aware(start, horizon.clock)))
            last = min(horizon.until, horizon.tick_of(aware(end, horizon.clock)))
            if first < last:
                spans.append((first, last, None))
    return joined(sorted(spans, key=lambda span: span[:2]))


def aware(instant: datetime, clock: str) -> datetime:
    """An instant as UTC; one without a zone is of the network's clock."""
    if instant.tzinfo is not None:
        return instant.astimezone(UTC)
    since = timedelta(hours=instant.hour, minutes=instant.minute, seconds=instant.second).total_seconds()
    return local_instant(instant.date(), since, clock)
