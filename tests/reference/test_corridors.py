"""The corridors of the reference network: lengths as published, every value with its source."""

import json
import re
from dataclasses import replace
from itertools import pairwise

import pytest

import crossgauge
from crossgauge.model.alignment import distance_m, passed, way_m
from crossgauge.model.corridors import Ride
from crossgauge.model.randomness import mean_of
from crossgauge.study.run import input_hash
from crossgauge.study.ways import Stretch, ways_of

NETWORK = crossgauge.reference()
WAYS = {way.id: way for way in ways_of(NETWORK)}
FACTS = {fact.id: fact for fact in NETWORK.facts}
PLACES = {place.id: place for place in NETWORK.places}


def km(name: str, *, country: str = "") -> float:
    return sum(
        leg.length_km for leg in WAYS[name].legs if isinstance(leg, Stretch) and country in ("", leg.country)
    )


def test_there_are_eight():
    assert sorted(WAYS) == [
        "g30", "lianyungang-tashkent", "western-europe-western-china", "xian-aktau", "xian-duisburg",
        "xian-malaszewicze", "xian-moscow", "xian-petropavl",
    ]  # fmt: skip


def test_lengths_add_up_to_the_published_ones():
    """line.eu.05: 5,430 km from the border of Kazakhstan to Brest; road.g30.len; the towns of road.wewc."""
    to_brest = km("xian-malaszewicze") - km("xian-malaszewicze", country="CN")
    low, high = json.loads(FACTS["road.g30.len"].value)

    assert to_brest == pytest.approx(float(FACTS["line.eu.05"].value))
    assert low <= km("g30") <= high
    assert km("western-europe-western-china") == pytest.approx(float(FACTS["road.wewc.10"].value))
    assert km("western-europe-western-china") == pytest.approx(
        float(FACTS["road.wewc.total"].value), rel=0.06
    )


def test_every_length_of_a_corridor_is_a_difference_of_the_chainages_it_cites():
    """Sections that only flows ride, as the ways by sea, may have lengths that are assumed."""
    cited = {one.path: one.fact.split(", ") for one in NETWORK.provenance if one.path.startswith("sections.")}
    ridden = {ride.section for corridor in NETWORK.corridors for ride in corridor.route if isinstance(ride, Ride)}
    for section in NETWORK.sections:
        if section.id not in ridden:
            continue
        ends = cited[f"sections.{section.id}.length"]
        if section.id == "shalkar-iletsk":  # what is left of a longer way; the lengths above hold it
            continue

        chainages = [float(FACTS[end].value) for end in ends]

        assert section.length_m / 1000.0 == pytest.approx(abs(chainages[1] - chainages[0])), section.id


def test_every_number_of_a_section_cites_a_fact_or_says_why_it_is_assumed():
    told = {one.path for one in NETWORK.provenance if one.fact or one.assumed}

    for section in NETWORK.sections:
        for word in ("length", "speed", "halts", "cost", "emission"):
            assert f"sections.{section.id}.{word}" in told


def test_a_day_of_a_container_train_is_as_long_as_observed():
    """infra.kz.ctspeed.2018 and infra.otlk.time: 941 and 987 km a day, halts under way included, borders not."""
    for section_id, fact, per_day in (
        ("aktogay-moiynty", "infra.kz.ctspeed.2018", 941.0),
        ("samara-moscow", "infra.otlk.time", 5_430.0 / 5.5),
    ):
        section = next(one for one in NETWORK.sections if one.id == section_id)
        hours = 500.0 / (mean_of(section.speed) * 3.6) + mean_of(section.halts) / 3_600.0

        assert float(json.loads(FACTS[fact].value)) in (941.0, 5.5)
        assert 24.0 * 500.0 / hours == pytest.approx(per_day, rel=0.01)


def test_line_over_land_is_drawn_through_places_less_than_500_km_apart():
    """No section is a straight line between two far ends; the longest leg is the desert west of Zhezkazgan."""
    legs = {
        (section.id, *leg): distance_m(PLACES[leg[0]], PLACES[leg[1]]) / 1e3
        for section in NETWORK.sections
        if section.mode != "sea"
        for leg in pairwise(passed(section))
    }

    assert max(legs.values()) < 500
    assert max(legs, key=lambda leg: legs[leg]) == ("zhezkazgan-shalkar", "zhezkazgan", "saksaulskaya")


def test_section_is_drawn_about_as_long_as_it_is():
    """Great circles between places cut bends; a town's coordinate to a tenth of a degree adds little."""
    drawn = {one.id: way_m(passed(one), PLACES) / one.length_m for one in NETWORK.sections}

    assert {name for name, part in drawn.items() if not 0.75 < part < 1.15} == {"shalkar-iletsk"}


def test_way_by_sea_passes_the_straits_on_it():
    (sea,) = [one for one in NETWORK.sections if one.id == "lianyungang-rotterdam"]

    assert [name for name in sea.via if "strait" in name or name in ("bab-el-mandeb", "suez", "gibraltar")] == [
        "taiwan-strait", "singapore-strait", "malacca-strait", "bab-el-mandeb", "suez", "sicily-strait", "gibraltar",
        "dover-strait",
    ]  # fmt: skip
    assert way_m(passed(sea), PLACES) == pytest.approx(sea.length_m, rel=0.02)


def test_coordinates_of_a_place_passed_are_those_of_the_fact_or_say_why_they_are_assumed():
    told = {one.path: one for one in NETWORK.provenance if one.path.startswith("places.")}
    vias = {name for section in NETWORK.sections for name in section.via}

    for name in vias:
        origin = told[f"places.{name}.latitude"]
        east = told[f"places.{name}.longitude"]
        assert (origin.fact, origin.assumed) == (east.fact, east.assumed)
        assert origin.fact or origin.assumed
        if origin.fact:
            (pair,) = re.findall(r"lat_lon=(\[[^]]*\])", FACTS[origin.fact].note)
            assert json.loads(pair) == [PLACES[name].latitude, PLACES[name].longitude]
        assert sorted(language for language, _ in PLACES[name].names) == ["kk", "ru", "zh"]


def test_places_passed_change_neither_runs_nor_trips():
    bare = replace(
        NETWORK,
        sections=tuple(replace(section, via=()) for section in NETWORK.sections),
        places=tuple(replace(place, latitude=0.0) for place in NETWORK.places),
    )

    assert any(section.via for section in NETWORK.sections)
    assert input_hash(bare) == input_hash(NETWORK)
    assert ways_of(bare) == ways_of(NETWORK)
