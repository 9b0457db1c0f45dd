"""A plant's growth or stop: the border is simulated with and without it, its oil lines are balanced."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crossgauge
from crossgauge.errors import NotFound, RunImpossible
from crossgauge.model.facilities import Facility, Haul
from crossgauge.study.facilities import hauls_of, study_facility
from crossgauge.study.facility_lines import lines_of, supply_of
from crossgauge.study.facility_told import facility_json
from study.small import small_network

TONNES = st.floats(0, 1e7)
DAY = date(2023, 1, 1)


@pytest.fixture(scope="module")
def reference():
    return crossgauge.reference()


@pytest.fixture(scope="module")
def network():
    """The small crossings with a mill whose 3,000 trucks are a fifth of the 15,000."""
    flour = Haul(
        id="flour", name="Flour", way="out", mode="road", mass_t=30.0, share=1.0, crossing="road", chain="truck-west",
        load_t=10.0,
    )  # fmt: skip
    mill = Facility(
        id="mill", name="Mill", place="hill", latitude=0, longitude=0, makes="batch", output=1_000.0, capacity=1_200.0,
        hauls=(flour,),
    )  # fmt: skip
    return replace(small_network(), facilities=(mill,))


def trucks(study, metric):
    rows = study.differences.filter(pl.col("unit_class") == "truck", pl.col("metric") == metric)
    return rows.row(0, named=True)


def test_hauls_are_told_a_day_with_their_part_of_the_chain(network):
    """1,000 batches of 30 t in trucks of 10 t."""
    row = hauls_of(network, DAY).row(0, named=True)

    assert row["t_per_day"] == pytest.approx(30_000 / 365)
    assert row["border_t_per_day"] == pytest.approx(30_000 / 365)
    assert row["loads_per_day"] == row["units_per_day"] == pytest.approx(3_000 / 365)
    assert row["part"] == pytest.approx(0.2)


def test_loads_of_a_train_are_its_containers(reference):
    """61 containers go east in a train, so the park's oil is a sixtieth of a train for each of its containers."""
    row = hauls_of(reference, DAY, "north-kazakhstan-park").row(0, named=True)

    assert row["loads_per_day"] / row["units_per_day"] == pytest.approx(61)


def test_a_mill_that_stops_takes_its_trucks_from_the_border_and_shortens_the_wait(network):
    study = study_facility(network, "mill", 0.0, days=20, replicas=8, workers=1)

    units, hours = trucks(study, "units"), trucks(study, "border_h")

    assert units["difference"] / units["base"] == pytest.approx(-0.2, abs=0.03)
    assert units["high"] < 0
    assert hours["high"] < 0
    assert not study.beyond


def test_a_mill_twice_as_large_brings_more_and_is_said_to_be_beyond_its_capacity(network):
    study = study_facility(network, "mill", 2.0, days=20, replicas=8, workers=1)

    assert trucks(study, "units")["low"] > 0
    assert trucks(study, "border_h")["low"] > 0
    assert study.beyond


def test_what_is_too_little_to_be_seen_is_not_simulated(reference):
    """A solar station takes a module now and then."""
    study = study_facility(reference, "almaty-solar", 0.0, days=30)

    assert study.comparison is None
    assert study.differences.height == 0


def test_the_same_study_gives_the_same_text_whatever_the_workers(network):
    one, two = (study_facility(network, "mill", 0.5, days=5, replicas=2, workers=n) for n in (1, 2))

    assert facility_json(one) == facility_json(two)


@given(more=st.floats(-1e7, 1e7), share=st.floats(0, 1), room=TONNES, most=TONNES, rival_room=TONNES)
def test_of_every_tonne_of_oil_is_told_what_becomes_of_it(more, share, room, most, rival_room):
    """Wanted = by line + from the rival + short; let go = to the rival + left. Nothing is taken that is not there."""
    found = supply_of(more, share, room, most, rival_room)

    if more > 0:
        assert found.by_line + found.from_rival + found.short == pytest.approx(more)
        assert 0 <= found.by_line <= room
        assert 0 <= found.from_rival <= most
        assert found.short >= -1e-6
    else:
        assert -found.from_rival + found.left == pytest.approx(-more)
        assert -found.from_rival <= rival_room


def test_a_refinery_that_grows_fills_its_line_then_takes_the_kazakh_export_and_no_more(reference):
    """Transit of Russian oil by the same line is not its to take (P-kmg-KCP-export-2022: 1.29 Mt)."""
    facility = next(one for one in reference.facilities if one.id == "shymkent-refinery")

    (brings, rival), (supply,) = lines_of(reference, facility, 2.0)

    assert brings.after == pytest.approx(brings.capacity)
    assert rival.before - rival.after == pytest.approx(1.29)
    assert supply.wanted == pytest.approx(6.2e6)
    assert supply.short == pytest.approx(6.2e6 - supply.by_line - 1.29e6)


def test_a_refinery_that_stops_sends_its_oil_on_to_the_border_and_the_line_moves_faster(reference):
    facility = next(one for one in reference.facilities if one.id == "shymkent-refinery")

    (brings, rival), (supply,) = lines_of(reference, facility, 0.0)

    assert brings.after == brings.before
    assert rival.after - rival.before == pytest.approx(6.2)
    assert rival.transit_h_after < rival.transit_h_before
    assert supply.left == 0.0


@pytest.mark.parametrize("factor", [-0.5, 1.0])
def test_a_factor_that_is_none_is_refused(network, factor):
    with pytest.raises(RunImpossible, match="other than 1"):
        study_facility(network, "mill", factor)


def test_a_facility_that_is_not_there_is_told_with_the_nearest(network):
    with pytest.raises(NotFound, match="Did you mean 'mill'"):
        study_facility(network, "mil", 2.0)
