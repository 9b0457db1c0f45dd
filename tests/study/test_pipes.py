"""A declared line under outages: what passes, in what state, for how long, and over a year of luck."""

import math
from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import polars as pl
import pytest

from crossgauge.errors import NotFound, RunImpossible
from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.network import Network
from crossgauge.sources.project import read_project
from crossgauge.study.pipes import overview, study_line
from crossgauge.study.pipes.made import twin_of
from crossgauge.study.pipes.told import line_json
from crossgauge.study.pipes.twin import SCALE
from crossgauge.study.run import input_hash
from crossgauge.views.lines import of_line, of_outage, takes_time
from sources.pipeline_post import write_lines

HALF_METRE_AREA = math.pi * 0.793**2 / 4


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> Network:
    return read_project(write_lines(tmp_path_factory.mktemp("lines")))


@pytest.fixture(scope="module")
def gas(network):
    return study_line(network, "gas", ["kp2"])


@pytest.fixture(scope="module")
def oil(network):
    return study_line(network, "oil", ["ps1"])


@pytest.mark.parametrize("name", ["gas", "oil"])
def test_capacity_never_rises_with_one_more_outage(network, name):
    """At the inlet. Delivered it may rise by the fuel that the station no longer burns."""
    line = next(one for one in network.pipelines if one.id == name)
    twin, stations = twin_of(network, line), [station.id for station in line.stations]
    sets = [set(out) for n in range(len(stations) + 1) for out in combinations(stations, n)]
    out = np.array([[station in one for station in stations] for one in sets])

    inflow = np.nan_to_num(twin.capacity(out).flow)

    for one, less in zip(sets, inflow, strict=True):
        for other, more in zip(sets, inflow, strict=True):
            if other < one:
                assert less <= more * (1 + 1e-9)


def test_gas_counted_at_another_base_is_the_same_gas(network, gas):
    """Amounts at 0 °C are 273.15/293.15 of those at 20 °C."""
    line = replace(network.pipelines[0], base="normal 0 °C", nominations=())
    cold = study_line(replace(network, pipelines=(line,)), "gas")

    assert cold.capacity == pytest.approx(gas.capacity * 273.15 / 293.15, rel=1e-9)


def test_spares_take_over_before_the_line_carries_less(network):
    carried = [
        study_line(network, "oil", [out]).carried for out in ("ps2:1", "ps2:2", "ps2:3", "ps2:4", "ps2")
    ]
    whole = study_line(network, "oil").carried

    assert carried[0] == whole
    assert carried[0] > carried[1] > carried[2] > carried[3]
    assert carried[3] == carried[4]


def test_capacity_table_has_every_single_and_double_outage_with_what_binds(gas):
    table = gas.capacities

    assert table["out"].to_list() == ["", "kp1", "kp2", "kp3", "kp1, kp2", "kp1, kp3", "kp2, kp3"]
    assert table["share"][0] == 1.0
    assert all(table["binding"])
    assert table.filter(pl.col("out") == "kp2")["carried"].item() == pytest.approx(gas.carried, rel=1e-9)
    assert gas.short == pytest.approx(max(30.0 - gas.carried, 0.0))


def test_what_is_delivered_is_what_was_nominated_and_fuel_is_burnt_on_the_way(network):
    found = study_line(network, "gas", year=2023)
    figures = found.steady.figures

    assert found.steady.amount == 20e9
    assert 0 < figures["fuel"] < 100
    # A gas turbine of 34 % burns shaft / 0.34 of heat; fuel is that over 48.7 MJ/kg and the inflow.
    delivered_kg_per_s = 20e9 * twin_of(network, network.pipelines[0]).kg_per_m3 / (365 * 86_400)
    burnt_kg_per_s = figures["shaft"] * 1e6 / 0.34 / 48.7e6
    assert figures["fuel"] == pytest.approx(
        100 * burnt_kg_per_s / (delivered_kg_per_s + burnt_kg_per_s), rel=1e-6
    )
    assert figures["transit"] == pytest.approx(figures["days"] * 24, rel=0.02)
    assert figures["linepack"] == pytest.approx(figures["days"] * 20e3 / 365, rel=1e-9)


def test_oil_in_the_line_is_its_room_and_transit_is_that_over_the_flow(network):
    found = study_line(network, "oil")
    figures = found.steady.figures
    fill_kt = HALF_METRE_AREA * 480e3 * 845 / 1e6

    assert figures["linefill"] == pytest.approx(fill_kt, rel=1e-12)
    assert figures["transit"] == pytest.approx(fill_kt / 15e3 * 365 * 24, rel=1e-12)
    assert figures["co2"] == pytest.approx(figures["energy"] * 0.6 / 3.6, rel=1e-12)


def test_first_batch_arrives_when_its_volume_and_the_linefill_have_come_in(network):
    """With a full line of one flow, the head of the first batch arrives after linefill over flow."""
    found = study_line(network, "oil")
    flow_m3_per_d = 15e9 / 845 / 365
    first = found.times.batches.row(0, named=True)

    assert first["arrives_d"] == pytest.approx(HALF_METRE_AREA * 480e3 / flow_m3_per_d, rel=1e-6)
    assert first["mixed_m3"] > 0
    assert found.times.batches["mixed_m3"][2] == 0.0


def test_tanks_fill_with_what_the_line_cannot_take(oil):
    assert oil.short > 0
    assert oil.times.tanks_h == pytest.approx(50.0 / (oil.short * 1e3 / (365 * 24)))


def test_nothing_passes_and_the_reason_is_told_where_no_pump_lifts_over_the_hill(network):
    """0.4 MPa lift 845 kg/m³ by less than 50 m; the hill is 300 m."""
    uphill = replace(
        network.pipelines[1], segments=(replace(network.pipelines[1].segments[0], rise_m=300.0),)
    )
    stuck = study_line(replace(network, pipelines=(uphill,)), "oil", ["ps1", "ps2"])

    assert math.isnan(stuck.carried)
    assert stuck.binding.startswith("nothing passes: ")
    assert stuck.steady is None
    assert stuck.short == 15.0
    assert stuck.profile.height == 0


def test_a_fuller_line_bears_a_trip_for_less_time(gas):
    clocks = gas.times.clocks

    for name in ("kp1", "kp2", "kp3"):
        hours = {
            row["flow"]: row["hours"] for row in clocks.filter(pl.col("out") == name).iter_rows(named=True)
        }
        assert hours["full"] is not None
        assert hours["full"] <= (hours["nominated"] or math.inf)


def test_trip_within_the_capacity_left_breaks_nothing(network):
    """20 bcm pass with kp2 out, so the line settles above all limits; what it lost comes back."""
    found = study_line(network, "gas", ["kp2"], year=2023)
    nominated = found.times.clocks.filter((pl.col("out") == "kp2") & (pl.col("flow") == "nominated"))

    assert found.carried > 20.0
    assert nominated["hours"].item() is None
    assert found.times.recovery_h is not None
    course = found.times.courses["nominated"].filter(pl.col("where") == "kp3")
    assert course["pressure_mpa"].min() > course["least_mpa"][0]


def test_random_outages_mean_what_the_alternating_renewal_process_says(gas, network):
    """Only kp1 fails, a tenth of the time: expected is 0.9 of all and 0.1 of what is left."""
    year = gas.year_of_outages
    left = gas.capacities.filter(pl.col("out") == "kp1")["carried"].item()
    expected = 0.9 * gas.capacity + 0.1 * left
    standard_error = year.year_mean.std(ddof=1) / math.sqrt(len(year.year_mean))

    assert abs(year.expected - expected) < 4 * standard_error
    assert year.p1 == left
    again = study_line(network, "gas", ["kp2"])
    assert np.array_equal(again.year_of_outages.year_mean, year.year_mean)


def test_state_at_capacity_meets_the_limit_that_binds(gas):
    """With kp2 out the delivery is at its lowest, no suction below its own and no pressure above the MAOP."""
    assert gas.short > 0  # so the state is at capacity
    assert gas.binding.startswith("delivery pressure is at its lowest")

    assert gas.profile["pressure_mpa"][-1] == pytest.approx(6.5, rel=1e-4)
    assert gas.profile.filter(pl.col("km") == 300.0)["pressure_mpa"].min() >= 5.0
    assert (gas.profile["pressure_mpa"] <= gas.profile["maop_mpa"] * (1 + 1e-9)).all()


def test_lines_stand_beside_each_other(network):
    table = overview(network)

    assert table["line"].to_list() == ["gas", "oil"]
    assert table["used"][1] == pytest.approx(15.0 / table["capacity"][1])
    assert table["worst_out"].to_list() == ["kp1", "ps1"]
    assert overview(network, 2023)["nominated"].to_list() == [20.0, None]


def test_agreement_in_force_in_the_year_counts(network):
    change = Change(path="pipelines.oil.stations.ps2.units", verb="set", value=1)
    agreement = Agreement(id="works", name="Works", start=date(2024, 2, 1), changes=(change,))
    later = replace(network, agreements=(agreement,))

    assert study_line(later, "oil", year=2024).capacity < study_line(network, "oil", year=2024).capacity


def test_wrong_names_are_told_with_the_nearest(network):
    with pytest.raises(NotFound, match=r"no pipeline is called 'gaz'. Did you mean 'gas'"):
        study_line(network, "gaz")
    with pytest.raises(NotFound, match=r"no station of 'gas' is called 'kp4'. Did you mean 'kp"):
        study_line(network, "gas", ["kp4"])
    with pytest.raises(RunImpossible, match=r"no nomination for 2020. It has 2023, 2024"):
        study_line(network, "gas", year=2020)
    with pytest.raises(RunImpossible, match=r"takes out 'x' units. Expected a count, as 'kp2:1'"):
        study_line(network, "gas", ["kp2:x"])
    with pytest.raises(RunImpossible, match="twice"):
        study_line(network, "gas", ["kp2", "kp2:1"])


def test_same_study_gives_the_same_text_and_pictures(network, gas, oil):
    again = study_line(network, "gas", ["kp2"])

    assert line_json(again) == line_json(gas)
    for draw in (of_line, of_outage):
        assert draw(again, network).svg == draw(gas, network).svg
    assert takes_time(oil)
    assert SCALE == {"gas": 1e9, "oil": 1e6}


def test_lines_decide_nothing_that_is_simulated(network):
    """The hash of what a run is of leaves them out, so that results stay those of the same network."""
    assert input_hash(network) == input_hash(replace(network, pipelines=()))
