"""When the N-th of a year passes, from reported marks alone."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import crossgauge
from crossgauge.errors import ForecastImpossible
from crossgauge.study.forecast.coverage import backtest, coverage_of, steady
from crossgauge.study.forecast.marks import Counter, Mark, counter_named, counters_of
from crossgauge.study.forecast.milestone import day_of, earlier, forecast, milestone

PATHS = 1000


@pytest.fixture(scope="module")
def horgos() -> Counter:
    return counter_named(counters_of(crossgauge.reference().facts), "horgos")


def of(*told: tuple[str, int]) -> Counter:
    marks = tuple(
        Mark(day=date.fromisoformat(day), count=count, fact=day, reported=True, known=date.fromisoformat(day))
        for day, count in told
    )
    return Counter(id="aktau", subject="Aktau", things="trains", marks=marks)


EVEN = of(("2021-12-31", 7300), ("2022-06-30", 3620), ("2022-12-31", 7300), ("2023-03-01", 1200))


def test_2000_trains_of_2023_passed_ten_days_earlier_than_in_2022(horgos: Counter):
    """As reported on 8 April 2023, from the marks of 2022 and 2023."""
    found = milestone(horgos, 2000, 2023, date(2024, 12, 31), n_paths=PATHS)

    assert day_of(2023, found.date.median) == date(2023, 4, 7)
    assert found.before is not None and day_of(2022, found.before.median) == date(2022, 4, 17)
    assert found.earlier is not None and found.earlier.median == 10
    assert found.earlier.high[-1] - found.earlier.low[-1] <= 3


def test_ten_days_lie_in_the_interval_of_who_does_not_know_the_mark_of_2022(horgos: Counter):
    """Without the date of 2022 that was worked out from the ten days, it is interpolated, and that is told."""
    blind = replace(
        horgos, marks=tuple(mark for mark in horgos.marks if mark.reported or mark.day.year != 2022)
    )

    found = milestone(blind, 2000, 2023, date(2023, 12, 31), n_paths=PATHS)

    assert found.earlier is not None
    assert found.earlier.low[0] <= 10 <= found.earlier.high[0]
    assert 4 < found.earlier.high[-1] - found.earlier.low[-1] < 30


def test_marks_of_later_days_change_nothing(horgos: Counter):
    """A forecast uses what was known on its day."""
    as_of = date(2023, 5, 10)
    past = replace(horgos, marks=tuple(mark for mark in horgos.marks if mark.known <= as_of))

    one, other = (milestone(counter, 5000, 2023, as_of, n_paths=PATHS) for counter in (horgos, past))

    assert (one.date, one.before, one.earlier, one.marks) == (
        other.date,
        other.before,
        other.earlier,
        other.marks,
    )
    assert one.outcome is not None and other.outcome is None


def test_bands_lie_within_each_other_and_around_the_median(horgos: Counter):
    found = forecast(horgos, 6000, 2024, date(2024, 8, 13), n_paths=PATHS)

    for band in (found.date, found.before, found.earlier):
        assert band is not None
        assert list(band.low) == sorted(band.low, reverse=True) and list(band.high) == sorted(band.high)
        assert band.low[0] <= band.median <= band.high[0]


def test_even_trains_pass_when_the_calendar_says():
    """20 a day since 2021: the 2,000th on day 100 of each year, 10 April (day 99 from 0), as early as before."""
    found = forecast(EVEN, 2000, n_paths=PATHS)

    assert abs(found.date.median - 99) <= 3
    assert found.earlier is not None and found.earlier.low[1] <= 0 <= found.earlier.high[1]


def test_same_seed_same_answer():
    one, other, third = (forecast(EVEN, 2000, seed=seed, n_paths=200) for seed in (1, 1, 2))

    assert (one.date, one.earlier, one.reached) == (other.date, other.earlier, other.reached)
    assert (one.fan.low == other.fan.low).all()
    assert (one.fan.low != third.fan.low).any()


def test_number_that_the_year_is_too_short_for_is_not_reached():
    found = forecast(EVEN, 9000, 2023, n_paths=200)

    assert found.reached < 0.05
    assert np.isinf(found.date.median)


@pytest.mark.parametrize(
    ("marks", "asked", "expected"),
    [
        (EVEN, {}, (2000, 2023, "2023-03-01")),
        (EVEN, {"year": 2022}, (4000, 2022, "2022-06-30")),
        (EVEN, {"year": 2022, "count": 3000}, (3000, 2022, "2021-12-31")),
        (EVEN, {"as_of": date(2022, 8, 1)}, (4000, 2022, "2022-08-01")),
        (of(("2022-12-31", 7300), ("2023-12-24", 7160)), {}, (1000, 2024, "2023-12-24")),
        (of(("2022-12-31", 4_000_000), ("2023-06-30", 2_100_000)), {}, (3_000_000, 2023, "2023-06-30")),
    ],
)
def test_what_is_left_out_is_the_next_round_number_as_of_the_last_mark(marks, asked, expected):
    found = forecast(marks, **asked, n_paths=100)

    assert (found.count, found.year, str(found.as_of)) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            {"count": 1100, "as_of": date(2023, 3, 1)},
            "1,200 trains had passed by 2023-03-01 (fact 2023-03-01)",
        ),
        ({"count": 1100, "as_of": date(2023, 3, 1)}, "number 1,100 passed on 2023-02-2"),
        ({"count": 8000, "year": 2022, "as_of": date(2023, 3, 1)}, "2022 ended with 7,300 trains"),
        (
            {"as_of": date(2020, 1, 1)},
            "as of 2020-01-01 no mark was known. The first is 7,300 trains by 2021-12-31",
        ),
        ({"year": 2019}, "no mark of trains in 2019 or the year before. Years with marks: 2021, 2022, 2023."),
        ({"count": 0}, "count is 0. Expected a whole number, at least 1."),
    ],
)
def test_what_cannot_be_forecast_says_what_is_known(asked, expected):
    with pytest.raises(ForecastImpossible) as told:
        forecast(EVEN, **asked, n_paths=200)

    assert expected in str(told.value)


def test_days_earlier_leave_out_draws_that_never_reach_it():
    before, now = np.array([106.0, np.inf, np.inf]), np.array([96.0, 300.0, np.inf])

    assert earlier(before, now).tolist() == [10.0, np.inf]


def test_backtest_forecasts_every_report_from_earlier_ones():
    """Not the first, whose year nothing tells of; nor what is only an estimate."""
    guessed = replace(EVEN.marks[1], reported=False)
    counter = replace(EVEN, marks=(EVEN.marks[0], guessed, *EVEN.marks[2:]))

    found = backtest(counter, n_paths=200)

    assert [str(held.mark.day) for held in found] == ["2022-12-31", "2023-03-01"]
    rows = coverage_of(found, "count")
    assert [row.n for row in rows] == [2, 2, 2]
    assert all(row.held == 2 for row in rows[1:])


def test_constant_rate_is_that_of_the_year_so_far():
    """3,620 in 181 days: 20 a day, so 7,300 after 184 more."""
    when, number = steady(EVEN.marks[:2], EVEN.marks[2])

    assert when.middle == pytest.approx(365.0)
    assert number.middle == pytest.approx(7300.0)
    assert number.sd == pytest.approx(3680**0.5)
