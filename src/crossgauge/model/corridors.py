"""Corridors: the way of a trip through sections of line and road, borders and stops.

A run does not simulate them: trips are put together from the units that it recorded at the borders
(`study/trips.py`).
"""

from dataclasses import dataclass

from crossgauge.model.attribute import attribute
from crossgauge.model.links import MODES
from crossgauge.model.places import Names
from crossgauge.model.randomness import Distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of railway or road between two places, ridden either way."""

    id: str = attribute("short name used by corridors")
    start: str = attribute("place at one end", refers="place", key="from")
    end: str = attribute("place at the other end", refers="place", key="to")
    via: tuple[str, ...] = attribute(
        "places between its ends, in order from `from`: drawn, nothing else", refers="place", default=()
    )
    mode: str = attribute("what runs on it", one_of=MODES)
    country: str = attribute("country whose line or road it is, ISO 3166 code of two letters")
    length_m: float = attribute("length, difference of chainages", unit="m", above=0)
    gauge_m: float | None = attribute("track gauge", unit="m", above=0, default=None)
    road: str = attribute("class of road, as 'expressway'", default="")
    speed: Distribution = attribute("speed in motion", unit="m/s")
    halts: Distribution = attribute("standing under way for each 500 km: crew, yard, rest", unit="s")
    cost_usd_per_km: float = attribute(
        "tariff of the unit, or what its vehicle costs", unit="USD/km", at_least=0, key="cost"
    )
    emission_g_per_tkm: float = attribute(
        "CO2e for a tonne-kilometre of cargo, well to wheel", unit="g/tkm", at_least=0, key="emission"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ride:
    """An element of a route: a section, from the end where the trip is to the other."""

    section: str = attribute("section", refers="section")
    cost_usd_per_km: float | None = attribute(
        "tariff of this corridor, where it differs from the section's",
        unit="USD/km",
        at_least=0,
        key="cost",
        default=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What a trip pays at a post where the run tells of no charges."""

    post: str = attribute("post of the crossing", refers="post")
    amount_usd: float = attribute("all that is paid there for one unit", unit="USD", at_least=0, key="amount")


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderStop:
    """An element of a route: a simulated crossing, whose time is that of a recorded unit.

    The unit is followed through `chains` in their order: to what it was split into, and to the batch it left in.
    """

    crossing: str = attribute("crossing", refers="crossing")
    direction: str = attribute("word of the crossing's directions, as 'west'")
    chains: tuple[str, ...] = attribute("chains that the trip goes through, in order")
    length_m: float = attribute("length between the two posts", unit="m", at_least=0, default=0.0)
    fees: tuple[Fee, ...] = attribute("what is paid, where the run has no charges", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """An element of a route: a stop that is not simulated, as a border beyond the network."""

    at: str = attribute("place", refers="place")
    activity: str = attribute("what is done there")
    time: Distribution = attribute("how long it takes", unit="s")
    cost_usd: float = attribute(
        "what is paid there for one unit", unit="USD", at_least=0, key="cost", default=0.0
    )


Element = Ride | BorderStop | Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """A way from a place to another, in the order in which it is travelled."""

    id: str = attribute("short name used by everything else")
    name: str = attribute("name in English")
    names: Names = attribute("names in other languages", default=())
    mode: str = attribute("what travels it", one_of=MODES)
    start: str = attribute("place where it begins", refers="place", key="from")
    mass_t: float | None = attribute(
        "cargo of a trip that passes no simulated border", unit="t", above=0, default=None
    )
    route: tuple[Element, ...] = attribute("sections, borders and stops, in order")
