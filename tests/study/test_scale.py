"""The synthetic network that scale is measured on: the same by seed, without a fault, and run the same as read."""

from collections import Counter
from datetime import date

import polars as pl
import pytest
from benchmarks.scale_network import scale_network

from crossgauge.model.checks import check_network
from crossgauge.sources.project import read_project
from crossgauge.sources.write import as_declared, write_project
from crossgauge.study.ensemble import ensemble
from crossgauge.study.ensemble.shards import shards
from crossgauge.study.flows import EQUILIBRIUM, flows

ASKED = {"days": 2, "replicas": 1, "warmup_days": 1, "workers": 1}


@pytest.fixture(scope="module")
def network():
    return scale_network(3, seed=7)


def test_the_same_seed_gives_the_same_network_and_another_seed_another(network):
    """Every draw has a seed."""
    assert scale_network(3, seed=7) == network
    assert scale_network(3, seed=8) != network


@pytest.mark.parametrize("crossings", [3, 12])
def test_sizes_are_those_that_were_asked_and_have_no_fault(crossings):
    """Crossings in turn of the reference's eight; 5 nodes and 5 demands a crossing, links between neighbours."""
    network = scale_network(crossings)

    kinds = Counter(one.id.rpartition("-")[0] for one in network.crossings)
    assert check_network(network) == ()
    assert len(network.crossings) == crossings
    assert len(kinds) == min(crossings, 8)
    assert sum(one.id[0] == "n" and one.id[1:].isdigit() for one in network.places) == 5 * crossings
    assert len(network.demand) == 5 * crossings
    assert 0.5 * 25 * crossings < len(network.sections) <= 25 * crossings


def test_every_crossing_is_drawn_for_itself():
    """Of 17 crossings the first, ninth and last are of one kind, and no two alike in arrivals or resources."""
    first, ninth, last = scale_network(17).crossings[::8]

    assert first.mode == ninth.mode == last.mode
    told = {tuple(flow.count for chain in one.chains for flow in chain.arrivals) for one in (first, ninth, last)}
    assert len(told) == 3
    assert len({tuple(resource.count for resource in one.resources) for one in (first, ninth, last)}) == 3


def test_a_project_of_it_reads_back_and_runs_the_same_in_shards(network, tmp_path):
    """Written, read, checked, run in shards: the tables of the network that was made; others by another seed."""
    write_project(network, tmp_path / "project")
    read = read_project(tmp_path / "project")

    assert as_declared(read) == as_declared(network)
    ensemble({"one": network}, tmp_path / "made", **ASKED, seed=3)
    ensemble({"one": read}, tmp_path / "other", **ASKED, seed=4)
    ensemble(shards(read, 2), tmp_path / "shards", **ASKED, seed=3)

    made, other, cut = (units(tmp_path / name) for name in ("made", "other", "shards"))
    assert made.equals(cut)
    assert not made.equals(other)
    assert made["units"].sum() > 0


def units(folder):
    """What passed each crossing, chain by chain."""
    files = (folder / "flows").rglob("*.parquet")
    found = pl.concat(pl.read_parquet(path, hive_partitioning=False) for path in files)
    return found.sort(found.columns)


def test_ten_years_are_ten_times_one(network):
    """Growth is nought: what comes in a year does not depend on the year."""
    assert all(one.growth == 0.0 for crossing in network.crossings for chain in crossing.chains for one in chain.arrivals)


def test_its_flows_find_an_equilibrium_of_ways_over_the_crossings():
    """Loads go over borders, none twice, and what is not carried is a part."""
    flowed = flows(scale_network(8), year=2023, method=EQUILIBRIUM)

    demand = flowed.net.flows.commodities.demand
    over = [a for a, join in enumerate(flowed.net.joins) if join.kind == "passage"]
    assert flowed.answer.certificate.relative_gap <= 1e-6
    assert flowed.answer.flow[:, over].sum() > 0
    assert flowed.answer.unmet.sum() < demand.sum()


def test_dated_changes_of_crossings_stand_on_days_of_their_own():
    """So that a size has as many days of change as it has crossings, which is what made it quadratic."""
    network = scale_network(16)
    shifted = Counter(one.start for one in network.agreements if one.id.startswith("jinghe-alashankou"))

    assert set(shifted) - {date(2023, 12, 20)}
