"""Counters and their marks come out of what facts say, not out of their ids."""

from dataclasses import replace
from datetime import date

import pytest

import crossgauge
from crossgauge.errors import ForecastImpossible, NotFound, ProjectFaulty
from crossgauge.model.facts import Fact, Measure
from crossgauge.study.forecast.marks import counter_named, counters_of

PORT = Fact(
    id="a", subject="Aktau port (Ақтау)", quantity="trains since 1 January, cumulative", value="100", unit="trains",
    period="2023-02-01", confidence="high",
)  # fmt: skip
YEAR = replace(PORT, id="y", quantity="trains, both directions", value="1,200", period="2023")


@pytest.fixture(scope="module")
def reference() -> tuple[Fact, ...]:
    return crossgauge.reference().facts


def marks(*facts: Fact) -> list[tuple[str, int]]:
    (counter,) = counters_of(facts)
    return [(str(mark.day), mark.count) for mark in counter.marks]


def test_counts_since_january_and_of_the_year_are_one_counter():
    assert marks(PORT, YEAR) == [("2023-02-01", 100), ("2023-12-31", 1200)]


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("Jan-Jul 2023", "2023-07-31"),
        ("1 Jan-12 Oct 2023", "2023-10-12"),
        ("2023-01..04", "2023-04-30"),
        ("Q1 2023", "2023-03-31"),
    ],
)
def test_period_that_begins_in_january_is_read_as_it_is_written(period: str, day: str):
    told = replace(YEAR, id="b", value="300", period=period)

    assert (day, 300) in marks(PORT, told)


def test_date_of_the_nth_is_a_mark():
    told = replace(
        PORT, id="b", quantity="date of the 1,000th train", value="2023-10-20", unit="date", period="2023"
    )

    assert marks(PORT, told) == [("2023-02-01", 100), ("2023-10-20", 1000)]


def test_same_measure_makes_one_counter_of_two_names():
    measure = Measure(
        what="count", crossing="x", chains=("west",), start=date(2023, 1, 1), end=date(2023, 12, 31)
    )
    block = replace(YEAR, id="b", quantity="block trains", measure=measure)
    until = replace(PORT, measure=replace(measure, end=date(2023, 2, 1)))

    assert marks(until, block) == [("2023-02-01", 100), ("2023-12-31", 1200)]


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "[100, 60]"},
        {"unit": "trains/day"},
        {"unit": "Mt"},
        {"period": "Jul 2023"},
        {"note": "Lower bound"},
        {"value": "many"},
    ],
)
def test_what_is_no_count_since_january_is_no_mark(changes: dict[str, str]):
    other = replace(PORT, id="b", **changes)

    assert marks(PORT, YEAR, other) == [("2023-02-01", 100), ("2023-12-31", 1200)]


def test_figure_worked_out_later_is_known_later():
    """An estimate comes of what was said a year after; a forecast of that year must not use it."""
    (counter,) = counters_of([replace(PORT, confidence="estimate"), YEAR])

    assert [mark.known for mark in counter.marks] == [date(2024, 2, 16), date(2023, 12, 31)]


def test_estimate_read_off_a_report_beside_it_is_left_out():
    near = replace(PORT, id="b", value="95", period="2023-01-31", confidence="estimate")

    assert marks(near, PORT, YEAR) == [("2023-02-01", 100), ("2023-12-31", 1200)]


def test_counts_that_run_backwards_are_all_told():
    more = [
        replace(PORT, id="b", value="90", period="2023-03-01"),
        replace(PORT, id="c", value="80", period="2023-04-01"),
    ]

    with pytest.raises(ProjectFaulty) as told:
        counters_of([PORT, *more])

    assert [fault.where for fault in told.value.faults] == ["fact b", "fact c"]
    assert "tells 90 trains by 2023-03-01, but a 100 by 2023-02-01" in str(told.value)


def test_counter_is_named_by_words_of_its_subject(reference):
    counters = counters_of(reference)

    assert counter_named(counters, "horgos").id == "horgos-railway-port"
    assert counter_named(counters, "Alashankou rail").id == "alashankou-railway-port"
    assert counter_named(counters, "horgos alashankou").id == "horgos-alashankou"
    assert counter_named(counters, "icbc visits").things == "visits"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("horgoss", "Did you mean 'horgos'?"), ("zzz", "There are: alashankou-railway-port, ")],
)
def test_unknown_counter_names_the_nearest(reference, asked: str, expected: str):
    with pytest.raises(NotFound, match="no counter is called") as told:
        counter_named(counters_of(reference), asked)

    assert expected in str(told.value)


def test_network_without_counts_says_which_facts_are_wanted():
    with pytest.raises(ForecastImpossible, match="Expected facts such as quantity"):
        counter_named(counters_of([PORT]), "aktau")


def test_every_mark_of_the_reference_is_a_fact_of_it(reference):
    values = {fact.id: fact.value for fact in reference}

    for counter in counters_of(reference):
        for mark in counter.marks:
            assert values[mark.fact].replace(",", "") in (str(mark.count), str(mark.day))
