"""Pictures of differences and of a tornado: what they say, and that they are the same each time."""

import polars as pl

from crossgauge.indicators.differences import differences
from crossgauge.indicators.figures import FIGURES
from crossgauge.views import tornado
from crossgauge.views.differences import picture, shown_cells, title_of

LABELS = {"crossings": {"hill": {"name": "Hill Road"}}, "classes": {"truck": {"name": "truck"}}}
TOLD = {"title": "A title", "base": "base", "source": "Counted by head."}


def hours(values, unit_class="truck"):
    """Border hours of one class, a value a replica."""
    cell = {
        "crossing": "hill",
        "direction": "west",
        "unit_class": unit_class,
        "resource": "",
        "metric": "border_h",
    }
    rows = [cell | {"replica": n, "value": value} for n, value in enumerate(values, 1)]
    return pl.DataFrame(rows, schema=FIGURES)


def test_title_is_the_largest_change_that_was_found():
    found = differences(hours([9.0, 9.4, 8.8]), {"third": hours([5.0, 5.4, 4.7])})

    assert title_of(found, LABELS) == "Hill Road, west truck: 4.0 h shorter with third"


def test_title_claims_nothing_where_nothing_was_found():
    found = differences(hours([9.0, 9.4, 8.8]), {"other": hours([9.1, 9.2, 8.9])})

    assert title_of(found, LABELS) == "No difference found in the hours at any border"


def test_rows_are_those_where_something_was_found():
    base, other = hours([9.0, 9.4, 8.8]), hours([5.0, 5.4, 4.7])
    quiet = hours([2.0, 3.0, 4.0], "bus"), hours([3.0, 2.0, 4.0], "bus")

    found = differences(pl.concat([base, quiet[0]]), {"third": pl.concat([other, quiet[1]])})

    assert shown_cells(found) == [("hill", "west", "truck")]


def test_same_differences_give_the_same_bytes():
    found = differences(hours([9.0, 9.4]), {"third": hours([5.0, 5.4])})

    assert picture(found, LABELS, TOLD) == picture(found, LABELS, TOLD)


def test_picture_of_nothing_is_a_picture():
    nothing = differences(hours([1.0, 2.0]), {})

    assert picture(nothing, LABELS, TOLD).startswith("<?xml")


def test_tornado_without_intervals_is_drawn():
    """One replica has none."""
    row = {
        "parameter": "p",
        "low_value": "1",
        "high_value": "2",
        "low": -1.0,
        "high": 1.5,
        "low_pm": None,
        "high_pm": None,
        "touches": True,
    }

    text = tornado.picture(pl.DataFrame([row]), TOLD | {"base": 4.0, "unit": "h"})

    assert text.startswith("<?xml")
