"""Points and lines of a map with their values, as places and links; and places and links as such layers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crossgauge.errors import Fault
from crossgauge.model.links import Link
from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.sources.formats.brought import Brought, new_cells, settle, some
from crossgauge.sources.formats.ground import Nearest, Position, great_circle_m
from crossgauge.sources.formats.rows import (
    OTHERS,
    Row,
    elements_of,
    ends_of,
    known_cells,
    law_texts,
    place_names,
    words_of,
)
from crossgauge.sources.geo_out import Feature, Kind, Layer
from crossgauge.units import shown

NEAR_M = 100.0  # an end of a line that is no farther from a place is there
WRITTEN = ("layer", "fid", "ogc_fid")  # words of files, not of elements
PLACES: dict[str, Kind] = {
    "id": "TEXT", "name": "TEXT", **{f"name_{one}": "TEXT" for one in OTHERS},
    "country": "TEXT", "kind": "TEXT", "unlocode": "TEXT",
}  # fmt: skip
LINKS: dict[str, Kind] = {
    "id": "TEXT", "from": "TEXT", "to": "TEXT", "mode": "TEXT", "gauge_m": "REAL", "length_m": "REAL",
    "tracks": "INTEGER", "headway_s": "REAL", "places": "INTEGER", "running_time": "TEXT",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A point (one position) or a line (two or more), and its values as texts; none is empty."""

    where: str
    path: tuple[Position, ...]
    values: dict[str, str]


def brought_of(name: str, features: Iterable[Found], faults: list[Fault]) -> Brought:
    """Points as places, lines as links. A line without `from` or `to` begins and ends at the places that are there.

    faults : what was wrong with the file. Raises ProjectFaulty with it, and with what is wrong with values.
    """
    found = list(features)
    points = [one for one in found if len(one.path) == 1]
    lines = [one for one in found if len(one.path) > 1]
    reading = new_cells()
    rows = [place_row(one, faults) for one in points]
    places = elements_of(reading, Place, rows, "places", faults)
    sited = Nearest([place for place in places if on_earth(place)])
    rows = [link_row(one, sited, faults) for one in lines]
    links = elements_of(reading, Link, rows, "links", faults)
    if not found and not faults:
        expected = "Expected points, which become places, and lines, which become links."
        faults.append(Fault(name, "has no features", expected))
    unread = {word for one in points for word in one.values} - words_of(Place)
    unread |= {word for one in lines for word in one.values} - words_of(Link)
    unread -= {*WRITTEN, "id"}
    notes = (f"Not read: {some(sorted(unread))}.",) if unread else ()
    brought = Brought(places=places, links=links, notes=notes)
    settle(name, reading, faults, brought)
    return brought


def on_earth(place: Place) -> bool:
    """Whether a position can be one."""
    return abs(place.longitude) <= 180 and abs(place.latitude) <= 90


def place_row(one: Found, faults: list[Fault]) -> Row:
    """A point as a place: its own name, else its id."""
    told = known_cells(one.where, one.values, Place, faults, WRITTEN)
    (lon, lat), *_ = one.path
    told.setdefault("name", told.get("id", ""))
    return Row(one.where, {**told, "longitude": repr(lon), "latitude": repr(lat)})


def link_row(one: Found, sited: Nearest, faults: list[Fault]) -> Row:
    """A line as a link: ends by name or by position, length as told or along the line."""
    told = known_cells(one.where, one.values, Link, faults, (*WRITTEN, "name"))
    for word, position, full in (("from", one.path[0], "start"), ("to", one.path[-1], "end")):
        if word not in told and full in one.values:
            told[word] = one.values[full]
        if word not in told:
            place, away_m = sited.to(position)
            if away_m > NEAR_M:
                wrong = f"has no '{word}', and no place where it {full}s, {position[0]:g} {position[1]:g}"
                hint = f" The nearest is '{place}', {away_m / 1e3:,.1f} km away." if place else ""
                faults.append(Fault(one.where, wrong, f"Expected a place within {NEAR_M:g} m.{hint}"))
            told[word] = place or "?"
    if not told.keys() & {"length", "length_m"}:
        told["length_m"] = repr(great_circle_m(one.path))
    return Row(one.where, told)


def text_of(where: str, word: str, value: Any, faults: list[Fault]) -> str:
    """A value of a feature as text; empty where it has none.

    >>> text_of("a", "length_m", 12.5, []), text_of("a", "tracks", 2.0, []), text_of("a", "x", None, [])
    ('12.5', '2', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | str):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    wrong = f"has {shown(word)}, which is {type(value).__name__}"
    faults.append(Fault(where, wrong, "Expected a text, a number or nothing."))
    return ""


def layers_of(network: Network, where: str) -> list[Layer]:
    """Places as points, links as straight lines between them; lengths in m and times in s, as they are stored.

    Raises ProjectFaulty for running times that are columns of data.
    """
    laws, ends = law_texts(network, where), ends_of(network)
    points = [
        Feature(
            ((place.longitude, place.latitude),),
            (place.id, *place_names(place).values(), place.country, place.kind, place.unlocode),
        )
        for place in network.places
    ]
    lines = [
        Feature(
            ends[link.id],
            (link.id, link.start, link.end, link.mode, link.gauge_m, link.length_m, link.tracks, link.headway_s,
             link.places, laws[link.id]),
        )
        for link in network.links
    ]  # fmt: skip
    return [
        Layer(name="places", title="Places", points=True, columns=PLACES, features=points),
        Layer(name="links", title="Links", points=False, columns=LINKS, features=lines),
    ]

