"""Travellers and freight meet the same officers; what is told of travel says where it came from."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

import crossgauge
from crossgauge.indicators.differences import paired
from crossgauge.model.applying import apply_scenario
from crossgauge.model.flow import walk
from crossgauge.model.scenario import Alteration, Scenario
from crossgauge.model.steps import Use
from crossgauge.study.run import run

ROADS = ("khorgos-road", "alashankou-road", "baketu-road", "jeminay-road", "dulata-road")
DAYS = {"start": date(2024, 7, 1), "days": 10, "warmup_days": 5, "replicas": 8, "workers": 1, "record": "counts"}


@pytest.fixture(scope="module")
def network():
    return crossgauge.reference()


@pytest.fixture(scope="module")
def khorgos(network):
    """The road post at Khorgos by itself."""
    mine = tuple(one for one in network.crossings if one.id == "khorgos-road")
    kept = tuple(
        one
        for one in network.agreements
        if all(change.path.startswith("crossings.khorgos-road.") for change in one.changes)
    )
    return replace(network, crossings=mine, agreements=kept, closures=(), corridors=())


def with_more(network, chains, factor):
    edit = Alteration(verb="scale", path=f"crossings.khorgos-road.chains.{chains}.arrivals.share", value=factor)
    return apply_scenario(network, Scenario(id="more", name="more", edits=(edit,)))


def used(chains, kind):
    """Resources that the chains of a kind use."""
    mine = [chain for chain in chains if chain.id.startswith(kind)]
    return {step.use for chain in mine for _, step in walk(chain.steps, ()) if isinstance(step, Use)}


def hours(results, unit_class):
    """Mean hours at the border of a class, by replica."""
    mine = results.flows.filter(pl.col("unit_class").cast(pl.String) == unit_class)
    sums = mine.group_by("replica").agg(pl.col("border_h").sum(), pl.col("units").sum()).sort("replica")
    return (sums["border_h"] / sums["units"]).to_list()


@pytest.mark.parametrize("crossing", ROADS)
def test_drivers_of_trucks_show_their_passports_to_the_officers_of_the_buses(network, crossing):
    """On both sides of every road post; a driver takes one desk, a bus four."""
    chains = next(one for one in network.crossings if one.id == crossing).chains

    trucks, buses = used(chains, "truck-"), used(chains, "bus-")

    assert trucks & buses == {"cn-hall", "kz-hall"}


def test_more_passengers_lengthen_the_time_of_trucks_at_the_border(khorgos):
    """Paired over the same luck: buses times 2.2 fill the desks at the end of the morning."""
    before = run(khorgos, **DAYS)
    after = run(with_more(khorgos, "bus-*", 2.2), **DAYS)

    trucks = paired(hours(before, "truck-returning"), hours(after, "truck-returning"))

    assert trucks.difference > 0
    assert trucks.p < 0.01


def test_more_trucks_lengthen_the_time_of_buses_at_the_border(khorgos):
    before = run(khorgos, **DAYS)
    after = run(with_more(khorgos, "truck-*", 3.0), **DAYS)

    buses = paired(hours(before, "bus"), hours(after, "bus"))

    assert buses.difference > 0
    assert buses.p < 0.01
