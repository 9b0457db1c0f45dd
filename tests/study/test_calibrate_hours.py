"""Opening hours out of stamps, against quiet times, holidays and stray stamps."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from crossgauge.study.calibrate import find_hours

ALMATY = ZoneInfo("Asia/Almaty")
SHUT = (20, 21)  # days of holidays, counted from Monday 2 January 2023


def stamps(hours, weekdays, seed: int = 1, days: int = 70, a_day: float = 40.0, stray: int = 10):
    """Work at random in opening hours of some weekdays, given in UTC, and stray stamps at any time."""
    luck, found = np.random.default_rng(seed), []
    first = datetime(2023, 1, 2, tzinfo=ALMATY)
    for k in range(days):
        day = first + timedelta(days=k)
        if day.weekday() in weekdays and k not in SHUT:
            for _ in range(luck.poisson(a_day)):
                start, end = hours[luck.integers(len(hours))]
                found.append(day + timedelta(hours=float(luck.uniform(start, end))))
    found += [first + timedelta(hours=float(luck.uniform(0, 24 * days))) for _ in range(stray)]
    return [stamp.astimezone(UTC) for stamp in found]


@pytest.mark.parametrize(
    ("hours", "weekdays", "text"),
    [
        ([(8, 12), (13, 18)], range(5), {"mon-fri": "08:00-12:00, 13:00-18:00"}),
        ([(9, 12.5), (14, 17.75)], range(6), {"mon-sat": "09:00-12:30, 14:00-17:45"}),
        ([(8, 20)], range(7), {"daily": "08:00-20:00"}),
        ([(22, 30)], range(5), {"mon-fri": "22:00-06:00"}),
        ([(10, 16)], (1, 3), {"tue, thu": "10:00-16:00"}),
    ],
)
def test_hours_are_found_with_their_breaks_and_closed_days(hours, weekdays, text):
    found = find_hours(stamps(hours, weekdays), "Asia/Almaty", "office")

    assert found.text == text
    assert found.calendar.id == "office"
    assert found.inside >= 1 - 10 / found.n  # but for the stray ones


def test_open_day_and_night_is_told_as_such():
    """A rate that falls to a fifth at night is no closing."""
    found = find_hours(stamps([(0, 24), (7, 21), (7, 21)], range(7)), "Asia/Almaty")

    assert found.always
    assert found.calendar is None
    assert found.why == "open all day and night"


def test_two_shifts_of_the_week_are_told_apart():
    week, weekend = stamps([(8, 18)], range(5), stray=0), stamps([(9, 13)], (5,), seed=2, stray=0)

    assert find_hours(week + weekend, "Asia/Almaty").text == {"mon-fri": "08:00-18:00", "sat": "09:00-13:00"}


def test_time_zone_is_that_of_the_port():
    """Noon in Almaty (UTC+6 until 2024) is six in the morning elsewhere."""
    found = find_hours(stamps([(8, 18)], range(7)), "UTC")

    assert found.text == {"daily": "02:00-12:00"}


def test_holidays_count_for_nothing():
    found = find_hours(stamps([(8, 18)], range(7), stray=0), "Asia/Almaty")

    assert found.quiet == len(SHUT)
    assert found.n_days == 70 - len(SHUT)
    assert found.text == {"daily": "08:00-18:00"}


def test_clock_that_is_some_seconds_early_moves_no_opening():
    """Every Monday the first work is stamped half a minute before eight."""
    early = [datetime(2023, 1, 2, 7, 59, 30, tzinfo=ALMATY) + timedelta(days=7 * (k // 3)) for k in range(30)]

    found = find_hours(stamps([(8, 18)], range(7)) + [one.astimezone(UTC) for one in early], "Asia/Almaty")

    assert found.text == {"daily": "08:00-18:00"}


def test_too_few_stamps_are_told():
    found = find_hours(stamps([(8, 18)], range(5), days=7, a_day=5.0, stray=0), "Asia/Almaty")

    assert found.calendar is None
    assert found.why == f"{found.n} stamps on 5 days; needed are 200 on 14."
