"""A network through a run: its state in each season, looked up by id."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crossgauge.arrays.arrivals import Clocks
from crossgauge.arrays.calendars import Season
from crossgauge.arrays.horizon import Horizon
from crossgauge.arrays.parts import Thing
from crossgauge.model.calendars import ALWAYS, Calendar, Gate
from crossgauge.model.crossings import Chain, Crossing, Resource
from crossgauge.model.fleet import TrafficClass
from crossgauge.model.links import Link
from crossgauge.model.network import Network

SHARED = ("calendars", "classes", "links", "resources", "gates")  # what parts see beside their crossings


@dataclass(frozen=True, slots=True)
class Declared:
    """A network through a run: its state in each season, looked up by id."""

    horizon: Horizon
    seasons: tuple[Season, ...]
    networks: tuple[Network, ...]
    clocks: Clocks

    def crossings(self, crossing: str) -> list[Crossing]:
        """A crossing as it is in each season."""
        return [next(one for one in network.crossings if one.id == crossing) for network in self.networks]

    def chains(self, crossing: str, chain: str) -> list[Chain]:
        """A chain as it is in each season."""
        return [next(one for one in found.chains if one.id == chain) for found in self.crossings(crossing)]

    def calendars(self, names: Sequence[str]) -> list[Calendar | None]:
        """Calendars by season; None is always open."""
        return [
            None if name == ALWAYS else next(one for one in network.calendars if one.id == name)
            for network, name in zip(self.networks, names, strict=True)
        ]


def seen_by(declared: Declared, chains: Sequence[tuple[Crossing, Chain]]) -> Declared:
    """What a part sees of the network, seasons in which nothing of that changes made one.

    Changes of other crossings are none of a part: with them 200 crossings had 200 times the seasons of one.
    """
    places = {one.id: place for place, one in enumerate(declared.networks[0].crossings)}
    wanted = dict.fromkeys(places[crossing.id] for crossing, _ in chains)
    seasons: list[Season] = []
    networks: list[Network] = []
    before: tuple[object, ...] = ()
    for season, network in zip(declared.seasons, declared.networks, strict=True):
        crossings = tuple(network.crossings[place] for place in wanted)
        seen = (crossings, *(getattr(network, name) for name in SHARED))
        if seen == before:
            seasons[-1] = replace(seasons[-1], end=season.end, last_day=season.last_day)
        else:
            seasons.append(season)
            networks.append(replace(network, crossings=crossings))
        before = seen
    return replace(declared, seasons=tuple(seasons), networks=tuple(networks))


def link_by_season(declared: Declared, name: str) -> list[Link]:
    """A link as it is in each season."""
    return [next(link for link in network.links if link.id == name) for network in declared.networks]


def resource_by_season(declared: Declared, thing: Thing) -> list[Resource]:
    """A resource as it is in each season."""
    _, owner, name = thing
    homes = declared.crossings(owner) if owner else declared.networks
    return [next(one for one in home.resources if one.id == name) for home in homes]


def gate_by_season(declared: Declared, thing: Thing) -> list[Gate]:
    """A gate as it is in each season."""
    _, owner, name = thing
    homes = declared.crossings(owner) if owner else declared.networks
    return [next(one for one in home.gates if one.id == name) for home in homes]


def class_by_season(declared: Declared, chain: Chain) -> list[TrafficClass]:
    """The class of a chain as it is in each season."""
    return [
        next(one for one in network.classes if one.id == chain.unit_class) for network in declared.networks
    ]


def class_of(declared: Declared, chain: Chain) -> TrafficClass:
    """The class of a chain in the first season."""
    return class_by_season(declared, chain)[0]
