"""A facility's hauls are part of what comes to the border: when its output changes, so does what comes."""

from dataclasses import replace
from datetime import date

import pytest

import crossgauge
from crossgauge.model.agreements import Change
from crossgauge.model.applying import apply_scenario
from crossgauge.model.changes import network_on, target_of
from crossgauge.model.checks import check_network
from crossgauge.model.facilities import Facility, Haul
from crossgauge.model.hauling import carried, chain_loads, chain_of, consequences, loads
from crossgauge.model.scenario import Alteration, Scenario
from crossgauge.reference import folder
from crossgauge.sources.scenario import read_scenario
from crossgauge.study.sensitivity.parameters import parameter_of, varied
from study.small import small_network

DAY = date(2023, 1, 1)


@pytest.fixture(scope="module")
def network():
    return crossgauge.reference()


def plant(**haul):
    """A plant of 100 units that sends 8 t a unit in trucks of 4 t: 200 trucks a year, half of them over the border."""
    told = {"crossing": "road", "chain": "truck-west", "load_t": 4.0} | haul
    goods = Haul(id="goods", name="Goods", way="out", mode="road", mass_t=8.0, share=0.5, **told)
    return Facility(
        id="mill", name="Mill", place="hill", latitude=0, longitude=0, makes="batch", output=100.0, hauls=(goods,)
    )


def with_output(network, name, factor, **days):
    edit = Alteration(verb="scale", path=f"facilities.{name}.output", value=factor, **days)
    return apply_scenario(network, Scenario(id="plant", name="plant", edits=(edit,)))


def loads_by(network, crossing, chain, day=DAY):
    state = network_on(network, day)
    haul = Haul(id="x", name="x", way="in", mode="rail", mass_t=0, share=0, crossing=crossing, chain=chain)
    return chain_loads(state, chain_of(state, haul), day.year)


def test_a_plant_half_as_large_again_brings_half_as_much_again_and_the_others_what_they_brought(network):
    """§ of model.hauling: the loads of a chain become others + m · own."""
    facility = next(one for one in network.facilities if one.id == "kostanay-cars")
    kits = {(haul.crossing, haul.chain): loads(facility, haul) for haul in facility.hauls if haul.crossing}

    changed = with_output(network, "kostanay-cars", 1.5)

    for (crossing, chain), own in kits.items():
        before = loads_by(network, crossing, chain)
        assert own == pytest.approx(70_000 * 0.75 * 0.6 / 7.5)
        assert loads_by(changed, crossing, chain) - before == pytest.approx(0.5 * own)


def test_a_plant_that_stops_takes_its_own_loads_away(network):
    facility = next(one for one in network.facilities if one.id == "kyzylorda-glass")
    soda = next(haul for haul in facility.hauls if haul.id == "soda")
    before = loads_by(network, "horgos-altynkol-rail", "wagons-west")

    changed = with_output(network, "kyzylorda-glass", 0.0)

    assert loads_by(changed, "horgos-altynkol-rail", "wagons-west") == pytest.approx(before - loads(facility, soda))


def test_demand_between_places_rises_by_the_same_loads(network):
    """Flows over the whole network and queues at the border are asked the same."""
    facility = next(one for one in network.facilities if one.id == "kostanay-cars")
    names = set(facility.hauls[0].demand)

    changed = network_on(with_output(network, "kostanay-cars", 2.0), DAY)

    rise = sum(
        carried(changed, new, 2023) - carried(network, old, 2023)
        for old, new in zip(network.demand, changed.demand, strict=True)
    )
    assert {old.id for old, new in zip(network.demand, changed.demand, strict=True) if old != new} == names
    assert rise == pytest.approx(sum(loads(facility, haul) for haul in facility.hauls))


def test_an_output_that_is_set_or_changed_from_a_day_counts_from_that_day(network):
    edit = Alteration(verb="set", path="facilities.kostanay-cars.output", value=100_000.0, start=date(2023, 7, 1))
    changed = apply_scenario(network, Scenario(id="plant", name="plant", edits=(edit,)))

    def share(day):
        path = "crossings.horgos-altynkol-rail.chains.container-west.arrivals.share"
        return target_of(network_on(changed, day), path).value

    assert share(date(2023, 6, 30)) == 1.0
    assert share(date(2023, 7, 1)) > 1.0


def test_a_chain_by_which_nothing_comes_is_left_alone():
    network = replace(small_network(), facilities=(plant(crossing="nowhere"),))

    assert consequences(network, [Change(path="facilities.mill.output", verb="scale", value=2.0)], DAY) == ()


def test_a_scenario_file_changes_a_plant_and_with_it_what_comes(network, tmp_path):
    """`facilities.X.output` is a path as any other; what follows is said to rest on the same reason."""
    file = tmp_path / "fewer-cars.yaml"
    file.write_text(
        "scenario: {name: Fewer cars}\n"
        "changes:\n"
        "  - {scale: facilities.kostanay-*.output, by: {value: 0.5, assumed: half a year of repairs}}\n",
        encoding="utf-8",
    )

    _, changed = read_scenario(file, network)

    agreement = next(one for one in changed.agreements if one.id == "fewer-cars")
    said = {one.path: one.assumed for one in changed.provenance if one.path.startswith("agreements.fewer-cars.")}
    assert agreement.changes[0].path == "facilities.kostanay-cars.output"
    assert any(change.path.endswith("container-west.arrivals.0.share") for change in agreement.changes)
    assert set(said.values()) == {"half a year of repairs"}
    assert len(said) == len(agreement.changes)


@pytest.mark.parametrize(
    ("haul", "told"),
    [
        ({"crossing": "raod"}, "crossing is 'raod', which is no crossing"),
        ({"chain": "truck-wst"}, "chain is 'truck-wst', which is no chain"),
        ({"load_t": None}, "load is missing beside a crossing"),
        ({"pipeline": "x"}, "pipeline is 'x', which is no pipeline"),
        ({"corridor": "x"}, "corridor is 'x', which is no corridor"),
        ({"crossing": "", "chain": "", "load_t": None}, "neither a crossing nor a pipeline is named"),
    ],
)
def test_a_haul_that_names_what_is_not_there_is_a_fault(haul, told):
    network = replace(small_network(), facilities=(plant(**haul),))

    assert any(told in fault.wrong for fault in check_network(network))


def test_a_corridor_that_does_not_pass_the_crossing_of_a_haul_is_a_fault(network):
    first = network.facilities[-1]
    hauls = (replace(first.hauls[0], corridor="xian-petropavl"), *first.hauls[1:])
    facilities = (*network.facilities[:-1], replace(first, hauls=hauls))

    assert any("does not pass" in fault.wrong for fault in check_network(replace(network, facilities=facilities)))


def test_an_output_that_is_varied_varies_what_comes(network):
    """`crossgauge sensitivity --vary 'facilities.kostanay-cars.output*=0.4..1.4'`, up to what the plant can make."""
    parameter = parameter_of("facilities.kostanay-cars.output*=0.4..1.4", network)

    low, high = (
        loads_by(varied(network, {parameter: factor}), "horgos-altynkol-rail", "container-west") for factor in (0.4, 1.4)
    )

    assert high - low == pytest.approx(70_000 * 0.75 * 0.6 / 7.5)


def test_hauls_of_more_than_comes_by_the_chain_are_a_fault(network):
    """Otherwise the others would bring less than nothing."""
    large = tuple(replace(one, output=one.output * 100, capacity=None) for one in network.facilities)

    faults = [fault for fault in check_network(replace(network, facilities=large)) if "loads a year" in fault.wrong]

    assert {fault.where.split(".")[1] for fault in faults} >= {"kostanay-cars", "kyzylorda-glass"}


def test_every_number_of_a_facility_cites_a_fact_or_says_why_it_is_assumed():
    network = crossgauge.reference()
    told = {one.path for one in network.provenance if one.fact or one.assumed}

    owed = [f"facilities.{one.id}.{word}" for one in network.facilities for word in ("output", "latitude", "longitude")]
    owed += [f"facilities.{one.id}.hauls.{haul.id}.share" for one in network.facilities for haul in one.hauls if haul.share not in (0.0, 1.0)]

    assert len(network.facilities) == 6
    assert [path for path in owed if path not in told] == []
    assert (folder() / "facilities.yaml").exists()


def test_trucks_of_a_mill_are_reckoned_by_head():
    """15,000 trucks a year, 100 of them the mill's: twice its output makes 15,100."""
    network = replace(small_network(), facilities=(plant(),))

    changed = network_on(with_output(network, "mill", 2.0), DAY)

    share = changed.crossings[0].chains[0].arrivals[0].share
    assert check_network(network) == ()
    assert 15_000 * share == pytest.approx(15_100)
