"""The lines of the embedded network: what they cite, and how near the computed is to the published."""

import csv
from pathlib import Path

import numpy as np
import pytest

from crossgauge.model.network import Network
from crossgauge.model.pipelines import Pipeline, design_capacity, length_m
from crossgauge.reference import folder
from crossgauge.sources.project import read_project
from crossgauge.sources.scenarios import with_scenario
from crossgauge.study.pipes import overview
from crossgauge.study.pipes.made import twin_of
from crossgauge.study.pipes.twin import SCALE

FIVE = {"kcp", "gas-a", "gas-b", "gas-c", "sarybulak-jeminay"}


@pytest.fixture(scope="module")
def network() -> Network:
    return read_project(folder())


@pytest.fixture(scope="module")
def facts() -> dict[str, str]:
    with (Path(folder()) / "facts.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["value"] for row in csv.DictReader(file)}


def line(network: Network, name: str) -> Pipeline:
    return next(one for one in network.pipelines if one.id == name)


def test_five_lines_cross_the_border_and_the_others_feed_them(network):
    assert {one.id for one in network.pipelines if not one.feeds} == FIVE
    assert {one.feeds for one in network.pipelines if one.feeds} == {"kcp", "kenkiyak-kumkol", "gas-c"}


def test_every_line_is_named_in_four_languages(network):
    for one in network.pipelines:
        assert {language for language, _ in one.names} == {"zh", "ru", "kk"}


def test_every_number_of_a_line_cites_a_fact_or_says_why_it_is_assumed(network):
    """The chainage 0 of a start is where counting begins."""
    told = {entry.path for entry in network.provenance if entry.fact or entry.assumed}
    words = ("length", "diameter", "wall", "roughness", "rise", "maop")
    stations = ("at", "units", "suction", "discharge", "efficiency", "drive_efficiency")
    owed = []
    for one in network.pipelines:
        path = f"pipelines.{one.id}"
        owed += [f"{path}.segments.{n}.{word}" for n in range(len(one.segments)) for word in words]
        owed += [f"{path}.stations.{s.id}.{word}" for s in one.stations for word in stations]
        owed += [f"{path}.{word}" for word in ("supply", "delivery", "temperature")]
        owed += [f"{path}.route.{n}.at" for n, point in enumerate(one.route) if point.at_m > 0]
        capacity = "volume_capacity" if one.fluid == "gas" else "mass_capacity"
        amount = "volume" if one.fluid == "gas" else "mass"
        owed += [
            f"{path}.{capacity}",
            *[f"{path}.nominations.{n}.{amount}" for n in range(len(one.nominations))],
        ]

    assert [path for path in owed if path not in told] == []


def test_flows_of_a_b_and_c_add_up_to_what_was_published(network, facts):
    lines = [line(network, name) for name in ("gas-a", "gas-b", "gas-c")]
    for year in (2016, 2017, 2019, 2021, 2022):
        total = sum(n.volume_m3 for one in lines for n in one.nominations if n.year == year)

        assert total / 1e9 == pytest.approx(float(facts[f"P-gas-flow-{year}"]), rel=1e-6)


def test_lengths_and_capacities_are_those_of_the_facts(network, facts):
    assert length_m(line(network, "gas-c")) / 1e3 == float(facts["P-gas-len"])
    assert length_m(line(network, "kcp")) / 1e3 == float(facts["P-oil-len-AA"])
    assert length_m(line(network, "kenkiyak-kumkol")) / 1e3 == float(facts["P-oil-len-KK"])
    assert design_capacity(line(network, "gas-c")) / 1e9 == float(facts["P-gas-cap-C"])
    assert design_capacity(line(network, "kcp")) / 1e6 == float(facts["P-oil-cap-2013-"])


def test_computed_capacity_is_within_six_per_cent_of_the_design(network):
    """Stations are assumed so that it is; this holds them to it."""
    for row in overview(network).iter_rows(named=True):
        assert row["capacity"] == pytest.approx(row["design"], rel=0.06), row["line"]


def test_every_published_flow_passes_with_every_station_running(network):
    for row in overview(network, 2019).iter_rows(named=True):
        if row["nominated"] is not None:
            assert row["used"] < 1.0, row["line"]


def test_reported_transit_lies_between_that_of_a_full_line_c_and_of_a_line_a(network):
    """84 h are told for 1,833 km, without the line and flow: C needs fewer at its capacity, A more at any flow."""
    times = []
    for name in ("gas-c", "gas-a"):
        declared = line(network, name)
        twin = twin_of(network, declared)
        none = np.zeros(len(declared.stations), bool)
        full = twin.carried(twin.capacity(none[None]), none[None])[0]
        times.append(twin.steady(full * (1 - 1e-6), none).figures["transit"])

    reported = line(network, "gas-c").reported_transit_s / 3_600
    assert reported == 84.0
    assert times[0] < reported < times[1]


def test_line_d_is_a_scenario_that_carries_its_thirty_bcm(network):
    scenarios, changed = with_scenario(network, "gas-line-d", folder())

    added = line(changed, "gas-d")
    assert scenarios[-1].id == "gas-line-d"
    assert (length_m(added) / 1e3, added.feeds) == (966.0, "")
    row = overview(changed).filter(overview(changed)["line"] == "gas-d").row(0, named=True)
    assert row["capacity"] == pytest.approx(30.0, rel=0.06)
    assert {point.place for point in added.route} <= {place.id for place in changed.places}
    assert SCALE["gas"] == 1e9
