"""Observed beside simulated, on a network whose facts are simple."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from crossgauge.model.facts import Measure
from crossgauge.study.observe import observe, years_of
from crossgauge.study.years import run_years
from study.small import fact, small_network

TRAINS = {"crossing": "rail", "chains": ("train-west",), "start": date(2023, 1, 1)}


@pytest.fixture(scope="module")
def years(tmp_path_factory):
    place = tmp_path_factory.mktemp("years")
    return run_years(small_network(), [2022, 2023], replicas=3, seed=1, workers=1, out=place)


@pytest.fixture(scope="module")
def found(years):
    return {one.fact.id: one for one in observe(small_network(), years)}


def test_only_the_years_that_facts_speak_of_are_needed():
    network = small_network()
    earlier = fact("e", "3", "d", Measure(what="earlier_days", nth=10, **TRAINS))

    assert years_of(network) == (2023,)
    assert years_of(replace(network, facts=(earlier,))) == (2022, 2023)


def test_every_measure_counts_what_the_tables_say(years, found):
    flows = years[2023].flows.filter(pl.col("day") <= date(2023, 1, 28))
    trains = flows.filter(pl.col("chain").cast(pl.String) == "train-west")
    teu = trains.group_by("replica").agg(pl.col("teu").sum()).sort("replica")["teu"].to_list()

    assert list(found["small.teu"].values) == teu
    assert list(found["small.tonnes"].values) == pytest.approx([value * 7.5 / 1e6 for value in teu])
    assert found["small.trains"].mean == pytest.approx(230, rel=0.2)
    assert found["small.persons"].mean > 500


def test_the_date_of_the_nth_is_the_day_on_which_the_count_reaches_it(years, found):
    day = date.fromordinal(int(found["small.hundredth"].values[0]))
    trains = years[2023].flows.filter(
        (pl.col("chain").cast(pl.String) == "train-west") & (pl.col("replica") == 1)
    )

    before = trains.filter(pl.col("day") < day)["units"].sum()
    until = trains.filter(pl.col("day") <= day)["units"].sum()

    assert before < 100 <= until
    assert found["small.hundredth"].is_date


def test_hours_are_those_at_the_post_and_minutes_those_of_work(found):
    assert found["small.hours"].mean > found["small.minutes"].mean / 60.0 > 1.0


def test_a_fact_holds_when_the_interval_has_it(found):
    assert found["small.trains"].holds is True
    assert found["small.hours"].holds is False
    assert found["small.hours"].low >= 0


def test_facts_without_a_measure_are_not_asked_for(found):
    assert "small.words" not in found


def test_what_was_not_run_or_not_reached_is_told(years):
    network = small_network()
    facts = (
        fact("late", "2023-01-01", "date", Measure(what="date_of", nth=10**6, **TRAINS)),
        fact("later", "3", "", Measure(what="count", crossing="rail", start=date(2030, 1, 1))),
        fact("words", "some", "", Measure(what="count", **TRAINS)),
    )

    late, later, words = observe(replace(network, facts=facts), years)

    assert (late.holds, late.mean) == (None, None)
    assert later.why == "year 2030 was not run"
    assert (words.holds, words.why) == (None, "the observed figure is not one number")


def test_earlier_days_compare_with_the_year_before(years):
    network = replace(
        small_network(), facts=(fact("e", "0", "d", Measure(what="earlier_days", nth=200, **TRAINS)),)
    )

    (one,) = observe(network, years)

    assert one.holds is True
    assert one.low < 0 < one.high


def test_cargo_on_a_link_is_that_of_the_loads(years):
    link = Measure(what="teu", link="line", start=date(2023, 1, 1), end=date(2023, 12, 31))
    trains = Measure(what="count", link="line", start=date(2023, 1, 1), end=date(2023, 12, 31))
    network = replace(small_network(), facts=(fact("l", "1", "TEU", link), fact("n", "1", "", trains)))

    teu, count = observe(network, years)

    assert teu.mean == pytest.approx(20.0 * count.mean)


def test_years_that_are_there_are_read_and_not_run_again(years):
    place = years[2023].folder.parent
    told = []

    again = run_years(
        small_network(), [2023], replicas=3, seed=1, workers=1, out=place, on_progress=told.append
    )

    assert told == []
    assert again[2023].manifest == years[2023].manifest


def test_the_cache_of_the_machine_keeps_years_by_their_input(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")

    first = run_years(small_network(), [2023], replicas=1, seed=1, workers=1)
    other = run_years(small_network(), [2023], replicas=1, seed=2, workers=1)

    assert first[2023].folder != other[2023].folder
    assert first[2023].folder.is_relative_to(tmp_path)
