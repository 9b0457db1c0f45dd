"""Where lines run: from named place to named place, on the sphere."""

from dataclasses import replace
from math import pi

import pytest

from crossgauge.model.alignment import EARTH_M, MOST_DETOUR, course_of, distance_m, passed, via_faults, way_m
from crossgauge.model.links import Link
from crossgauge.model.pipelines import Pipeline, Waypoint
from crossgauge.model.places import Place
from crossgauge.model.randomness import Constant


def place(name: str, east: float, north: float = 0.0) -> Place:
    return Place(id=name, name=name, longitude=east, latitude=north)


DEGREE_M = EARTH_M * pi / 180  # of a meridian or the equator
EQUATOR = {name: place(name, east) for name, east in zip("abcde", range(5), strict=True)}


@pytest.mark.parametrize(
    ("one", "other", "degrees"),
    [
        (place("a", 10.0), place("b", 40.0), 30.0),
        (place("a", 0.0, -20.0), place("b", 0.0, 25.0), 45.0),
        (place("a", 0.0), place("b", 90.0, 60.0), 90.0),
        (place("a", 170.0), place("b", -170.0), 20.0),
        (place("a", 0.0), place("b", 180.0), 180.0),
        (place("a", 7.0, 45.0), place("b", 7.0, 45.0), 0.0),
    ],
)
def test_distance_is_the_angle_times_the_radius(one, other, degrees):
    assert distance_m(one, other) == pytest.approx(degrees * DEGREE_M, abs=1e-3)
    assert distance_m(other, one) == distance_m(one, other)


def test_way_of_a_pipeline_passes_its_waypoints_and_what_lies_between():
    route = (Waypoint(place="a", at_m=0.0), Waypoint(place="d", at_m=3.0, via=("b", "c")), Waypoint(place="e", at_m=4.0))
    line = Pipeline(
        id="x", name="X", fluid="oil", route=route, segments=(), supply_pa=1.0, delivery_pa=1.0, temperature_c=0.0
    )

    way = course_of(line)

    assert way == ("a", "b", "c", "d", "e")
    assert way_m(way, EQUATOR) == pytest.approx(4 * DEGREE_M)
    assert course_of(replace(line, route=())) == ()


def test_link_of_a_border_runs_straight():
    link = Link(id="x", start="a", end="b", mode="rail", length_m=1.0, running_time=Constant(1.0))

    assert passed(link) == ("a", "b")


@pytest.mark.parametrize(
    ("way", "factor", "wrong"),
    [
        ("ae", 0.1, ""),  # ends alone: their coordinates may be as rough as they like
        ("abcde", 1.0, ""),
        ("acbde", 1.0, ""),  # 6 degrees on 4: 1.5 times
        ("adcbe", 1.0, "leads over 890 km, but its line is 445 km long"),  # 3 + 1 + 1 + 3
        ("acbde", 0.9, "leads over 667 km, but its line is 400 km long"),
        ("abbe", 1.0, "passes 'b' twice"),
        ("aea", 1.0, "passes 'a' twice"),
        ("axe", 1.0, "is 'x', which is no place"),
    ],
)
def test_places_on_the_way_are_there_once_and_lead_no_zigzag(way, factor, wrong):
    """A zigzag is a way of more than 1.6 times the declared length."""
    assert MOST_DETOUR == 1.6

    found = list(via_faults(("sections", "s", "via"), way, factor * 4 * DEGREE_M, EQUATOR))

    assert [one.wrong for one in found] == ([f"section 's': via {wrong}"] if wrong else [])


def test_unknown_end_is_told_by_others_alone():
    assert list(via_faults(("sections", "s", "via"), "abx", 1.0, EQUATOR)) == []
