"""Corridors with all that a trip needs in one place, so that a results folder can hold them.

A run writes the corridors of its network into its manifest (`labels`, `ways`); who has the results needs no project.
"""

from dataclasses import dataclass
from typing import Any, get_args

from crossgauge.errors import NotFound, ResultsUnreadable
from crossgauge.model.corridors import BorderStop, Corridor, Ride, Stop
from crossgauge.model.crossings import Crossing
from crossgauge.model.network import Network
from crossgauge.model.randomness import Distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A section in the direction of the trip. speed in m/s, halts in s for 500 km."""

    section: str
    end: str
    country: str
    mode: str
    length_km: float
    speed: Distribution
    halts: Distribution
    usd_per_km: float
    g_per_tkm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One post of a border: its place's name, its country, and what is paid there where a run has no charges."""

    post: str
    place: str
    country: str
    fee_usd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """A simulated crossing; `sides` in the order of the trip."""

    crossing: str
    direction: str
    chains: tuple[str, ...]
    length_km: float
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A stop that is not simulated; time in s."""

    place: str
    country: str
    activity: str
    time: Distribution
    usd: float


Leg = Stretch | Border | Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A corridor; names are in English."""

    id: str
    name: str
    mode: str
    start: str
    country: str
    mass_t: float | None
    legs: tuple[Leg, ...]


CLASSES: dict[str, Any] = {
    kind.__name__: kind for kind in (Way, Stretch, Side, Border, Standing, *get_args(Distribution))
}


def ways_of(network: Network) -> tuple[Way, ...]:
    """The corridors of a checked network, in their order."""
    return tuple(way_of(network, corridor) for corridor in network.corridors)


def way_of(network: Network, corridor: Corridor) -> Way:
    """One corridor with the names, sections and posts that its route names."""
    places = {place.id: place for place in network.places}
    sections = {section.id: section for section in network.sections}
    crossings = {crossing.id: crossing for crossing in network.crossings}
    here, legs = corridor.start, list[Leg]()
    for element in corridor.route:
        match element:
            case Ride(section=name, cost_usd_per_km=own):
                section = sections[name]
                here = section.end if here == section.start else section.start
                legs.append(
                    Stretch(
                        section=name, end=places[here].name, country=section.country, mode=section.mode,
                        length_km=section.length_m / 1_000.0, speed=section.speed, halts=section.halts,
                        usd_per_km=section.cost_usd_per_km if own is None else own,
                        g_per_tkm=section.emission_g_per_tkm,
                    )
                )  # fmt: skip
            case BorderStop(crossing=name):
                legs.append(
                    border_of(element, crossings[name], here, {key: one.name for key, one in places.items()})
                )
                here = next((post.place for post in crossings[name].posts if post.place != here), here)
            case Stop(at=name):
                legs.append(
                    Standing(
                        place=places[name].name, country=places[name].country, activity=element.activity,
                        time=element.time, usd=element.cost_usd,
                    )
                )  # fmt: skip
    start = places[corridor.start]
    return Way(
        id=corridor.id, name=corridor.name, mode=corridor.mode, start=start.name, country=start.country,
        mass_t=corridor.mass_t, legs=tuple(legs),
    )  # fmt: skip


def border_of(stop: BorderStop, crossing: Crossing, here: str, names: dict[str, str]) -> Border:
    """A border stop entered at the place `here`."""
    fees = {fee.post: fee.amount_usd for fee in stop.fees}
    ordered = sorted(crossing.posts, key=lambda post: post.place != here)
    return Border(
        crossing=stop.crossing,
        direction=stop.direction,
        chains=stop.chains,
        length_km=stop.length_m / 1_000.0,
        sides=tuple(
            Side(post=one.id, place=names[one.place], country=one.country, fee_usd=fees.get(one.id, 0.0))
            for one in ordered
        ),
    )


def told_ways(labels: dict[str, Any]) -> tuple[Way, ...]:
    """The corridors that a manifest holds. Raises ResultsUnreadable where it was written before there were any."""
    if "ways" not in labels:
        wrong = "these results were written before runs held their corridors."
        raise ResultsUnreadable(f"{wrong} Give the project with --project, or run again.")
    return tuple(declared(one) for one in labels["ways"])


def declared(value: Any) -> Any:
    """What `study.run.plain` wrote, as it was.

    >>> declared({"is": "Lognormal", "mean": 2.0, "cv": 0.5})
    Lognormal(mean=2.0, cv=0.5)
    """
    if isinstance(value, dict):
        return CLASSES[value["is"]](**{key: declared(part) for key, part in value.items() if key != "is"})
    return tuple(declared(part) for part in value) if isinstance(value, list) else value


def way_named(ways: tuple[Way, ...], name: str) -> Way:
    """The corridor of that id. Raises NotFound with what is near."""
    for way in ways:
        if way.id == name:
            return way
    raise NotFound("corridor", name, [way.id for way in ways])
