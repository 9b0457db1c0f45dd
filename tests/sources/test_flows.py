"""Flows in a project folder: read, written back the same, and every fault at its file and line, all at once."""

from pathlib import Path

import pytest

from crossgauge.errors import ProjectFaulty
from crossgauge.sources.project import read_project
from crossgauge.sources.write import write_project
from study.two_gates import NETWORK, two_gates


def faults_of(folder: Path, *changes: tuple[str, str], more: str = "") -> str:
    with pytest.raises(ProjectFaulty) as told:
        two_gates(folder, *changes, more=more)
    return str(told.value)


def line_of(word: str) -> int:
    return next(number for number, line in enumerate(NETWORK.splitlines(), 1) if word in line)


def test_goods_demand_passages_and_transfers_are_read_in_si(tmp_path: Path):
    network = two_gates(tmp_path)

    (ore,), (demand,), (loading,) = network.goods, network.demand, network.transfers
    assert (ore.mass_t, ore.time_value_usd_per_h, ore.consists) == (60.0, 10.0, ("standard", "wide"))
    assert (demand.start, demand.end, demand.tonnes) == ("mine", "town", ((2023, 657_000.0),))
    assert (loading.at, loading.start, loading.end) == (("mine", "town"), "ground", "rail")
    assert [(one.gauge_in_m, one.gauge_out_m, one.capacity) for one in network.passages] == [
        (1.435, 1.52, 20.0),
        (1.435, 1.52, 40.0),
    ]


def test_what_is_written_is_read_back_the_same(tmp_path: Path):
    yard = "stores:\n  yard: {at: north-in, side: rail 1435 mm, goods: [ore], room: 1000, day_cost: 1 USD}\n"
    network = two_gates(tmp_path / "one", more=yard)

    write_project(network, tmp_path / "other")

    other = read_project(tmp_path / "other")
    for collection in ("goods", "passages", "transfers", "stores", "demand", "sections"):
        assert getattr(other, collection) == getattr(network, collection)


def test_all_faults_are_told_at_once_with_their_lines(tmp_path: Path):
    told = faults_of(
        tmp_path,
        ("cost: 100 USD, capacity: 20", "cost: -100 USD, capacity: 20"),
        ("capacity: 40", "capacity: 0"),
        ("mass: 60 t", "mass: 60000 t"),
        ("time_value: 10 USD/h", "time_value: 10 EUR"),
    )

    assert "has 4 faults" in told
    assert f"network.yaml:{line_of('  ore: {name')}: goods 'ore': mass is '60000 t'" in told
    assert f"network.yaml:{line_of('  ore: {name')}: goods 'ore': time_value is '10 EUR'" in told
    assert f"network.yaml:{line_of('  north: {')}: passage 'north': cost is '-100 USD'" in told
    assert f"network.yaml:{line_of('  south: {')}: passage 'south': capacity is '0'" in told


def test_gauge_that_no_section_has_is_told(tmp_path: Path):
    told = faults_of(tmp_path, ("wide: {gauge: 1520 mm", "wide: {gauge: 1000 mm"))

    at = f"network.yaml:{line_of('  ore: {name')}"
    assert f"{at}: goods 'ore': consists is 'wide' of 1000 mm, a gauge that no railway section has" in told
    assert "Expected wagons of 1435 mm and 1520 mm." in told
    # Nor is there a way then: standard wagons come as far as the two gates.
    assert "demand 'ore-to-town' has no way for 'ore' from 'mine' to 'town'" in told
    assert "It comes as far as: mine, north-in, south-in." in told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("at: [mine, town]", "at: [mine]"), "it comes there and cannot be unloaded"),
        (("at: [mine, town]", "at: [town]"), "it cannot be loaded"),
    ],
)
def test_demand_that_is_not_connected_is_told_with_what_is_missing(
    tmp_path: Path, change: tuple[str, str], told: str
):
    assert f"demand 'ore-to-town' has no way for 'ore' from 'mine' to 'town': {told}" in faults_of(
        tmp_path, change
    )


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        ("persons: {2023: 100}", "persons is told of 'ore', whose persons is 0\n    Expected tonnes."),
        ("teu: {2023: 100}", "teu is told of 'ore', whose teu is 0\n    Expected tonnes."),
        (
            "tonnes: {2023: 1}, teu: {2023: 1}",
            "has tonnes and teu\n    Expected one of tonnes, teu, trucks, persons.",
        ),
        ("growth: 1 %", "has no amount\n    Expected one of tonnes, teu, trucks, persons."),
        ("tonnes: {2023: 657 kt}", "tonnes 2023 is '657 kt'"),
        ("tonnes: {2023: -5}", "tonnes 2023 is '-5'"),
    ],
)
def test_measure_that_does_not_fit_the_goods_is_told(tmp_path: Path, amounts: str, told: str):
    assert told in faults_of(tmp_path, ("tonnes: {2023: 657000}", amounts))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("gauge_in: 1435 mm, gauge_out: 1520 mm, time: 10 h, cost: 100 USD, capacity: 20", "time: 10 h, cost: 100 USD"),
         "passage 'north': gauge_in is missing"),
        (("goods: ore, tonnes", "goods: oar, tonnes"), "goods is 'oar', which is no goods\n    Expected the id of a goods. Did you mean 'ore'?"),
        (("from: ground, to: rail", "from: ground, to: plane"), "transfer 'loading': to is 'plane'"),
        (("from: ground, to: rail", "from: ground, to: road"), "at is 'mine', where no way begins by ground and road"),
        (("modes: [rail], consists: [standard, wide]", "modes: [rail]"), "goods 'ore': consists is empty, but it goes by rail"),
        (("cost: 100 USD, capacity: 20", "cost: 100 USD, preference: -200 USD, capacity: 20"), "Expected at least -100 USD"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(tmp_path: Path, change: tuple[str, str], told: str):
    assert told in faults_of(tmp_path, change)
