"""The embedded network: every figure says where it came from, and what was counted passes without piling up."""

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import crossgauge
from crossgauge.arrays.compile import compile_network
from crossgauge.engines.events.run import run_part
from crossgauge.engines.events.state import DONE
from crossgauge.model.network import Network
from crossgauge.model.randomness import mean_of
from crossgauge.sources.project import read_project

FOLDER = Path(crossgauge.__file__).parent / "reference" / "china-kazakhstan"
TRAINS = ("container-west", "departure-east")


@pytest.fixture(scope="module")
def network() -> Network:
    return read_project(FOLDER)


def test_seven_pairs_of_ports_and_the_cooperation_centre(network: Network) -> None:
    modes = sorted(crossing.mode for crossing in network.crossings)

    assert modes == ["foot", "rail", "rail", "road", "road", "road", "road", "road"]


def test_every_cited_fact_is_in_the_table(network: Network) -> None:
    known = {fact.id for fact in network.facts}
    cited = {one.strip() for place in network.provenance for one in place.fact.split(",") if one.strip()}

    assert cited <= known


def test_every_count_of_a_resource_or_gate_cites_a_fact_or_says_why_it_is_assumed(network: Network) -> None:
    told = {place.path for place in network.provenance if place.fact or place.assumed}
    owed = [
        f"crossings.{crossing.id}.{kind}.{one.id}.count"
        for crossing in network.crossings
        for kind, ones in (("resources", crossing.resources), ("gates", crossing.gates))
        for one in ones
        if one.count is not None
    ]

    assert [path for path in owed if path not in told] == []


def test_every_yearly_count_of_arrivals_cites_a_fact_or_says_why_it_is_assumed(network: Network) -> None:
    told = {place.path for place in network.provenance if place.fact or place.assumed}
    owed = [
        f"crossings.{crossing.id}.chains.{chain.id}.arrivals"
        for crossing in network.crossings
        for chain in crossing.chains
        if chain.arrivals
    ]

    assert [
        path for path in owed if not any(one.startswith(path) and one.endswith("count") for one in told)
    ] == []


def test_every_amount_of_a_charge_cites_a_fact_or_says_why_it_is_assumed(network: Network) -> None:
    """Those of 0 USD wait for an agreement, which says it."""
    told = {place.path for place in network.provenance if place.fact or place.assumed}
    owed = [
        f"crossings.{crossing.id}.charges.{charge.id}.amount"
        for crossing in network.crossings
        for charge in crossing.charges
        if mean_of(charge.amount) > 0
    ]

    assert owed
    assert [path for path in owed if path not in told] == []


def test_every_copied_fact_tells_its_source_and_how_sure_it_is() -> None:
    with (FOLDER / "facts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert [row["id"] for row in rows if not row["source"] or not row["confidence"]] == []


COUNTED = {
    "horgos-altynkol-rail": {2022: 7069, 2023: 7762, 2024: 8733},
    "alashankou-dostyk-rail": {2022: 6211, 2023: 6636, 2024: 7681},
}


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_as_many_trains_pass_in_a_year_as_were_counted(network: Network, year: int) -> None:
    """Variance over mean of 0.35 leaves the count within three per cent, and what waits at the end too."""
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    parts = compile_network(network, start=date(year, 1, 1), days=days, warmup_days=30)

    for part in parts:
        counted = COUNTED.get(part.index.chains[0].crossing)
        if counted is None:
            continue
        trace = run_part(part.program, seed=1, replica=0)
        places = [place for place, row in enumerate(part.index.chains) if row.chain in TRAINS]
        passed = int(trace.summary.chain_count[places].sum())
        waiting = int(trace.balance.inside[places].sum())
        assert trace.ending.reason == DONE
        assert abs(passed - counted[year]) < 0.03 * counted[year]
        assert waiting < 0.03 * counted[year]


def test_no_resource_but_the_platforms_is_used_up_in_2023(network: Network) -> None:
    parts = compile_network(network, start=date(2023, 1, 1), days=365, warmup_days=30)
    rail = [part for part in parts if part.index.chains[0].crossing.endswith("-rail")]

    for part in rail:
        series = run_part(part.program, seed=1, replica=0).series
        use = series.in_use.sum(axis=1) / np.maximum(series.capacity.sum(axis=1), 1.0)
        tight = {row.id for row, share in zip(part.index.resources, use, strict=True) if share > 0.9}
        assert tight <= {"kz-platforms"}
