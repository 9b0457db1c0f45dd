"""Demand as expected counts an hour."""

from datetime import date

import pytest

from crossgauge.arrays.arrivals import Clocks, expected_by_hour, listed_ticks
from crossgauge.arrays.calendars import Season
from crossgauge.arrays.horizon import HOUR, horizon_of
from crossgauge.model.calendars import Calendar, Period
from crossgauge.model.demand import Arrivals, Timetable, yearly_count


def clocks_of(start: date, days: int, clock: str = "Asia/Shanghai") -> Clocks:
    return Clocks(horizon_of(clock, start, days, 0))


def test_a_year_brings_the_count_of_the_year():
    """§10.6 Whatever the shapes, a whole year sums to its count."""
    arrivals = Arrivals(
        count=((2023, 7762.0),),
        months=(1379, 1300, 1473, 1459, 1515, 1498, 1552, 1462, 1424, 1500, 1561, 1400),
        weekdays=(1, 1, 1, 1, 1, 0.8, 0.6),
        day_hours=tuple(range(24)),
    )

    expected = expected_by_hour(arrivals, None, clocks_of(date(2023, 1, 1), 365))

    assert expected.shape == (8760,)
    assert expected.sum() == pytest.approx(7762.0)


def test_month_weights_are_shares_of_the_year():
    """§10.6 January of twice the weight brings twice the trains of February, though it is longer."""
    arrivals = Arrivals(count=((2023, 1200.0),), months=(2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0))

    expected = expected_by_hour(arrivals, None, clocks_of(date(2023, 1, 1), 365))

    assert expected[: 31 * 24].sum() == pytest.approx(2 * expected[31 * 24 : 59 * 24].sum())


def test_equal_months_make_every_day_alike():
    """§10.6 Without a season each day has the same count, short months too."""
    expected = expected_by_hour(Arrivals(count=((2023, 365.0),)), None, clocks_of(date(2023, 1, 1), 365))

    assert expected.reshape(365, 24).sum(axis=1) == pytest.approx(1.0)


def test_nobody_comes_in_closed_time_and_the_others_come_then():
    """§10.6 A calendar of arrivals moves them, it does not lose them."""
    office = Calendar(
        id="office",
        clock="Asia/Shanghai",
        periods=tuple(Period(weekday=day, start_s=9 * 3600, end_s=10.5 * 3600) for day in range(7)),
    )

    expected = expected_by_hour(Arrivals(count=((2023, 365.0),)), office, clocks_of(date(2023, 1, 1), 1))

    assert expected.sum() == pytest.approx(1.0)
    assert [hour for hour in range(24) if expected[hour] > 0] == [9, 10]
    assert expected[9] == pytest.approx(2 * expected[10])


@pytest.mark.parametrize(
    ("year", "expected"), [(2022, 100.0), (2023, 150.0), (2025, 181.5), (2021, 100 / 1.1)]
)
def test_years_not_told_grow_from_the_nearest_told(year, expected):
    """§10.6 Growth between years."""
    arrivals = Arrivals(count=((2022, 100.0), (2023, 150.0)), growth=0.1)

    assert yearly_count(arrivals, year) == pytest.approx(expected)


def test_a_timetable_runs_on_its_own_clock_and_days():
    """§10.6 2 January 2023 is a Monday; Almaty is two hours behind Beijing."""
    horizon = horizon_of("Asia/Shanghai", date(2023, 1, 1), 3, 0)
    season = Season(0, horizon.until, date(2023, 1, 1), date(2023, 1, 4))
    train = Timetable(times=(8 * 3600.0,), weekdays=(0,), clock="Asia/Almaty")

    assert listed_ticks(train, season, horizon) == [24 * HOUR + 10 * HOUR]
