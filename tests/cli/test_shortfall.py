"""What `crossgauge facts` says of border hours that a run does not reach."""

from datetime import date

from crossgauge.cli.factsheet import shortfall
from crossgauge.model.facts import Fact, Measure
from crossgauge.study.observe import Observation


def hours(observed: float, simulated: float, holds: bool, needs: str = "") -> Observation:
    measure = Measure(what="hours", crossing="rail", start=date(2022, 1, 1), end=date(2022, 12, 31))
    fact = Fact(
        id="tfi1",
        subject="Horgos",
        quantity="TFI1",
        value=str(observed),
        unit="h",
        confidence="high",
        needs=needs,
        measure=measure,
    )
    return Observation(
        fact=fact,
        observed=observed,
        is_date=False,
        values=(simulated,),
        mean=simulated,
        low=None,
        high=None,
        holds=holds,
        why="",
    )


def test_missing_hours_are_told_with_what_they_would_need():
    """Where capacity is not enough the report says by how much, and what would have to be true."""
    words = shortfall(hours(40.0, 10.0, False, "Needed: one path a day less."))

    assert words == (
        "Capacity, hours, paths and wagons explain 10.0 of 40.0 h (25%). Needed: one path a day less."
    )


def test_a_run_that_is_slower_than_observed_says_so():
    """A miss in the other direction."""
    assert shortfall(hours(10.0, 12.5, False)) == "The run is 2.5 h slower than observed."


def test_hours_that_are_reached_need_no_words():
    """Nothing is said where nothing is missed."""
    assert shortfall(hours(10.0, 10.2, True)) == ""
