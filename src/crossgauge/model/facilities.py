"""Facilities: plants and parks with what they take in and give out, and the way of it over borders and lines."""

from dataclasses import dataclass

from crossgauge.model.attribute import attribute
from crossgauge.model.links import MODES
from crossgauge.model.places import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Haul:
    """Something that a facility takes in or gives out, in proportion to its output."""

    id: str = attribute("short name, as 'kits'")
    name: str = attribute("what it is, in English")
    names: Names = attribute("names in other languages", default=())
    way: str = attribute("taken in or given out", one_of=("in", "out"))
    mode: str = attribute("what carries it", one_of=MODES)
    mass_t: float = attribute("of it for one unit of output", unit="t", at_least=0, key="mass")
    share: float = attribute("part that crosses here or comes by the line", unit="fraction", at_least=0, at_most=1)
    crossing: str = attribute("crossing that it passes; none: no simulated one", refers="crossing", default="")
    chain: str = attribute("chain of that crossing by which it comes to the border", refers="chain", default="")
    load_t: float | None = attribute(
        "of it in one container, wagon or truck", unit="t", above=0, key="load", default=None
    )
    corridor: str = attribute("corridor that it travels", refers="corridor", default="")
    demand: tuple[str, ...] = attribute("demands between places that it is part of", refers="demand", default=())
    pipeline: str = attribute("line that brings it", refers="pipeline", default="")
    rival: str = attribute("line that carries away what the facility leaves", refers="pipeline", default="")
    rival_t: float = attribute(
        "most that the facility can take from there, a year", unit="t", at_least=0, key="rival_most", default=0.0
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """A plant or park. Its output decides what it hauls; its hauls are part of what comes to the crossings."""

    id: str = attribute("short name used by everything else")
    name: str = attribute("name in English")
    names: Names = attribute("names in other languages", default=())
    note: str = attribute("what is known of it and what is not", default="")
    place: str = attribute("place of the network by which its goods come and go", refers="place")
    latitude: float = attribute("north positive", unit="deg", at_least=-90, at_most=90)
    longitude: float = attribute("east positive", unit="deg", at_least=-180, at_most=180)
    makes: str = attribute("what one unit of its output is, as 'vehicle'")
    output: float = attribute("units of output in a year", unit="1", at_least=0)
    capacity: float | None = attribute("most units in a year", unit="1", above=0, default=None)
    hauls: tuple[Haul, ...] = attribute("what it takes in and gives out", default=())
