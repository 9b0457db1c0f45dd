"""The fan chart shows the marks, the number, its date with intervals, and last year's."""

from datetime import date

import matplotlib.dates as dates
import numpy as np
import pytest

from crossgauge.views.fan import Curve, FanChart, chart, draw

DAYS = np.arange(1.0, 366.0)
MARKS = Curve(days=(30.5, 60.5), counts=(600, 1200))


def fan(**changes) -> FanChart:
    """20 a day since 1 January 2023: the 2,000th on 10 April (day 99), give or take."""
    spread = np.outer(np.maximum(DAYS - 60, 0), [1.0, 2.0, 3.0])
    told = {
        "title": "Aktau: 2,000 trains on 2023-04-10", "source": "facts", "things": "trains", "year": 2023,
        "count": 2000, "median": 20 * DAYS, "low": 20 * DAYS[:, None] - spread, "high": 20 * DAYS[:, None] + spread,
        "marks": MARKS, "before": Curve(days=(365.0,), counts=(6900,)),
        "date": (99.0, (97.0, 95.0, 92.0), (101.0, 103.0, 107.0)), "date_before": 105.0,
    }  # fmt: skip
    return FanChart(**(told | changes))


def dots(one: FanChart) -> set[tuple[float, float]]:
    """Where dots stand: days since 1 January, and counts."""
    start = dates.date2num(date(one.year, 1, 1))
    lines = draw(one).axes[0].get_lines()
    return {
        (float(x) - start, float(y))
        for line in lines
        if line.get_marker() == "o"
        for x, y in zip(np.atleast_1d(line.get_xdata()), np.atleast_1d(line.get_ydata()), strict=True)
    }


def test_dots_are_the_marks_and_the_two_dates():
    assert dots(fan()) == {(30.5, 600), (60.5, 1200), (99.5, 2000), (105.5, 2000)}


def test_all_of_the_widest_interval_is_on_the_chart():
    axes = draw(fan()).axes[0]

    first, last = axes.get_xlim()
    assert first == dates.date2num(date(2023, 1, 1))
    assert last > first + 108
    assert axes.get_ylim()[1] >= 2000


def test_dates_and_counts_are_written_beside_what_they_belong_to():
    words = " ".join(text.get_text() for text in draw(fan()).axes[0].texts)

    for expected in ("2,000", "10 April 2023", "95 %: 3 Apr – 18 Apr", "600 on 31 Jan", "16 Apr 2022"):
        assert expected in words


@pytest.mark.parametrize(
    "changes",
    [
        {"date": (np.inf, (np.inf,) * 3, (np.inf,) * 3)},
        {"date": (99.0, (97.0, 95.0, 92.0), (101.0, np.inf, np.inf))},
        {"date_before": None, "before": Curve(days=(), counts=())},
        {"marks": Curve(days=(), counts=())},
    ],
)
def test_chart_of_what_is_not_known_is_drawn_too_and_the_same_again(changes):
    assert chart(fan(**changes)) == chart(fan(**changes))
