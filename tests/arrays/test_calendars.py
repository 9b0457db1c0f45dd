"""Opening hours, quotas and paths of a post as ticks of the run."""

from datetime import date

import pytest

from crossgauge.arrays.calendars import Season, capacity_timeline, open_spans, windows_of
from crossgauge.arrays.horizon import HOUR, Horizon, horizon_of
from crossgauge.model.calendars import Calendar, Gate, Period
from crossgauge.model.crossings import Resource

DAY = 24 * HOUR
MINUTE = HOUR // 60


def season_of(horizon: Horizon, days: int) -> Season:
    return Season(0, horizon.until, horizon.first_day, date.fromordinal(horizon.first_day.toordinal() + days))


def daily(clock: str, *hours: tuple[float, float], count: int | None = None, closed: tuple[date, ...] = ()):
    periods = tuple(
        Period(weekday=weekday, start_s=start * 3600, end_s=end * 3600, count=count)
        for weekday in range(7)
        for start, end in hours
    )
    return Calendar(id="hours", clock=clock, periods=periods, closed=closed)


def test_a_post_with_lunch_opens_twice_a_day_in_its_own_time_zone():
    """§10.1 Almaty was two hours behind Beijing in 2023: 08:00 there is tick 10 h of a run on Beijing's clock."""
    horizon = horizon_of("Asia/Shanghai", date(2023, 6, 1), 1, 0)
    calendar = daily("Asia/Almaty", (8, 12), (13, 17))

    spans = list(open_spans(calendar, season_of(horizon, 1), horizon))

    assert spans == [(10 * HOUR, 14 * HOUR, None), (15 * HOUR, 19 * HOUR, None)]


def test_kazakhstan_moved_its_clocks_back_on_the_first_of_march_2024():
    """§10.1 UTC+6 before, UTC+5 from 1 March 2024: the same opening hour comes an hour later in Beijing."""
    horizon = horizon_of("Asia/Shanghai", date(2024, 2, 29), 2, 0)
    calendar = daily("Asia/Almaty", (8, 12))

    spans = list(open_spans(calendar, season_of(horizon, 2), horizon))

    assert [start for start, _, _ in spans] == [10 * HOUR, DAY + 11 * HOUR]


def test_a_night_shift_goes_on_past_midnight_and_staff_is_that_of_the_shift():
    """§10.2 Capacity is the staff of the shift at work."""
    horizon = horizon_of("UTC", date(2023, 1, 2), 1, 0)
    day = daily("UTC", (6, 22), count=4)
    night = daily("UTC", (22, 30), count=1)
    calendar = Calendar(id="shifts", clock="UTC", periods=(*day.periods, *night.periods))
    officers = Resource(id="officers", count=9)

    timeline = capacity_timeline([(season_of(horizon, 1), officers, calendar)], [], horizon)

    assert timeline == [(0, 1), (6 * HOUR, 4), (22 * HOUR, 1)]


def test_a_closure_empties_the_timeline_and_gives_back_what_was_due():
    """§10.3 A closure inside opening hours."""
    horizon = horizon_of("UTC", date(2023, 1, 2), 1, 0)
    officers = Resource(id="officers", count=3)

    timeline = capacity_timeline(
        [(season_of(horizon, 1), officers, daily("UTC", (8, 18)))], [(9 * HOUR, 10 * HOUR)], horizon
    )

    assert timeline == [(0, 0), (8 * HOUR, 3), (9 * HOUR, 0), (10 * HOUR, 3), (18 * HOUR, 0)]


def test_capacity_follows_the_seasons_of_agreements():
    """§10.4 A dated change of a count."""
    horizon = horizon_of("UTC", date(2023, 1, 2), 2, 0)
    before = Season(0, DAY, date(2023, 1, 2), date(2023, 1, 3))
    after = Season(DAY, 2 * DAY, date(2023, 1, 3), date(2023, 1, 4))

    timeline = capacity_timeline(
        [(before, Resource(id="lanes", count=2), None), (after, Resource(id="lanes", count=5), None)],
        [],
        horizon,
    )

    assert timeline == [(0, 2), (DAY, 5)]


def test_a_holiday_has_no_opening():
    """§10.1 Closed days are local dates of the post."""
    horizon = horizon_of("UTC", date(2023, 1, 2), 3, 0)
    calendar = daily("UTC", (8, 9), closed=(date(2023, 1, 3),))

    spans = list(open_spans(calendar, season_of(horizon, 3), horizon))

    assert [start for start, _, _ in spans] == [8 * HOUR, 2 * DAY + 8 * HOUR]


GATES = [
    ("hours always", Gate(id="g", kind="hours"), None, [(0, DAY - 1, -1)]),
    (
        "hours with lunch",
        Gate(id="g", kind="hours", hours="hours"),
        daily("UTC", (8, 12), (13, 17)),
        [(8 * HOUR, 12 * HOUR - 1, -1), (13 * HOUR, 17 * HOUR - 1, -1)],
    ),
    (
        "a quota runs over lunch",
        Gate(id="g", kind="quota", hours="hours", count=500),
        daily("UTC", (8, 12), (13, 17)),
        [(8 * HOUR, 17 * HOUR - 1, 500)],
    ),
    (
        "paths evenly over the day",
        Gate(id="g", kind="paths", count=4),
        None,
        [(hour * HOUR, hour * HOUR, 1) for hour in (3, 9, 15, 21)],
    ),
    (
        "paths at times told",
        Gate(id="g", kind="paths", times=(6 * 3600.0, 18.5 * 3600.0)),
        None,
        [(6 * HOUR, 6 * HOUR, 1), (18 * HOUR + 30 * MINUTE, 18 * HOUR + 30 * MINUTE, 1)],
    ),
    (
        "booked slots of an hour",
        Gate(id="g", kind="slots", hours="hours", count=20, period_s=3600.0),
        daily("UTC", (8, 10)),
        [(8 * HOUR, 9 * HOUR - 1, 20), (9 * HOUR, 10 * HOUR - 1, 20)],
    ),
]


@pytest.mark.parametrize(
    ("gate", "calendar", "expected"), [row[1:] for row in GATES], ids=[r[0] for r in GATES]
)
def test_windows_of_a_gate(gate, calendar, expected):
    """§10.5 The kinds of gate."""
    horizon = horizon_of("UTC", date(2023, 1, 2), 1, 0)

    windows = windows_of([(season_of(horizon, 1), gate, calendar)], [], horizon)

    assert windows == expected


def test_a_closure_cuts_the_windows_and_a_quota_keeps_its_passes_once():
    """§10.3 What is closed is not opened twice."""
    horizon = horizon_of("UTC", date(2023, 1, 2), 1, 0)
    quota = Gate(id="g", kind="quota", count=10)

    windows = windows_of([(season_of(horizon, 1), quota, None)], [(6 * HOUR, 8 * HOUR)], horizon)

    assert windows == [(0, 6 * HOUR - 1, 10)]


def test_an_agreement_about_something_else_leaves_a_quota_one_a_day():
    """§10.5 A season that begins within the local day of the gate does not give it a second day's passes."""
    horizon = horizon_of("Asia/Shanghai", date(2023, 6, 1), 2, 0)
    quota = Gate(id="g", kind="quota", count=10, clock="Asia/Almaty")
    paths = Gate(id="p", kind="paths", times=(0.0, 23 * 3600.0), clock="Asia/Almaty")
    before = Season(0, DAY, date(2023, 6, 1), date(2023, 6, 2))
    after = Season(DAY, 2 * DAY, date(2023, 6, 2), date(2023, 6, 3))

    for gate in (quota, paths):
        cut = windows_of([(before, gate, None), (after, gate, None)], [], horizon)
        whole = windows_of([(season_of(horizon, 2), gate, None)], [], horizon)

        assert cut == whole
