"""Where a line runs on the ground: straight from named place to named place.

It is drawn, nothing else: lengths are declared, and nothing that is simulated or priced looks here.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from crossgauge.model.corridors import Section
from crossgauge.model.findings import Faults, fault, reference
from crossgauge.model.flows import Passage
from crossgauge.model.links import Link
from crossgauge.model.network import Network
from crossgauge.model.paths import Path
from crossgauge.model.pipelines import Pipeline, Waypoint
from crossgauge.model.places import Place

EARTH_M = 6_371_009.0  # mean radius of the earth
MOST_DETOUR = 1.6  # of its length, a way through its places; more of it is a zigzag


def passed(way: Section | Link) -> tuple[str, ...]:
    """Places of a section or link in their order, both ends among them."""
    return (way.start, *getattr(way, "via", ()), way.end)


def reaches(line: Pipeline) -> Iterator[tuple[Waypoint, Waypoint, tuple[str, ...]]]:
    """Of a pipeline, between each waypoint and the next: both, and the places from one to the other."""
    for before, after in pairwise(line.route):
        yield before, after, (before.place, *after.via, after.place)


def course_of(line: Pipeline) -> tuple[str, ...]:
    """Places of a pipeline in their order."""
    return (*(point.place for point in line.route[:1]), *(name for *_, way in reaches(line) for name in way[1:]))


def passed_only(network: Network) -> set[str]:
    """Places that lines pass, and at which nothing begins, ends, stands or stops."""
    vias = {name for one in network.sections for name in one.via}
    vias |= {name for line in network.pipelines for point in line.route for name in point.via}
    lines: tuple[Link | Section | Passage, ...] = (*network.links, *network.sections, *network.passages)
    ends = {name for one in lines for name in (one.start, one.end)}
    ends |= {post.place for crossing in network.crossings for post in crossing.posts}
    ends |= {point.place for line in network.pipelines for point in line.route}
    ends |= {one.place for one in network.facilities} | {one.at for one in network.stores}
    return vias - ends


def distance_m(one: Place, other: Place) -> float:
    """Great circle between two places, m. Source: the haversine formula.

    >>> here = {"latitude": 0.0, "name": "", "id": ""}
    >>> round(distance_m(Place(longitude=0.0, **here), Place(longitude=1.0, **here)))
    111195
    """
    south, north = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    part = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(east / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(min(1.0, part)))


def way_m(way: Sequence[str], places: Mapping[str, Place]) -> float:
    """Length of a way from place to place, m."""
    return sum(distance_m(places[one], places[other]) for one, other in pairwise(way))


def via_faults(path: Path, way: Sequence[str], length_m: float, places: Mapping[str, Place]) -> Faults:
    """Places that a way passes between its ends are there, each once, and lie on it: at most 1.6 times its length.

    path : of its `via`; a way without places in between is left alone, whatever its ends
    """
    if len(way) < 3:
        return
    found = [one for name in way[1:-1] for one in reference(path, "place", name, places)]
    twice = next((name for number, name in enumerate(way) if name in way[:number]), None)
    if twice is not None:
        found.append(fault(path, f"passes '{twice}' twice", "Expected each place once, and neither end."))
    yield from found
    if found or any(name not in places for name in way) or length_m <= 0:
        return
    drawn_m = way_m(way, places)
    if drawn_m > MOST_DETOUR * length_m:
        wrong = f"leads over {drawn_m / 1e3:.0f} km, but its line is {length_m / 1e3:.0f} km long"
        yield fault(path, wrong, f"Expected places in their order on it, at most {MOST_DETOUR} times its length.")
