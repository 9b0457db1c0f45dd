"""A border crossing: two posts and what lies between, with its resources and process chains."""

from dataclasses import dataclass

from crossgauge.model.attribute import attribute
from crossgauge.model.calendars import ALWAYS, Gate
from crossgauge.model.charges import Charge
from crossgauge.model.demand import Demand
from crossgauge.model.documents import Document
from crossgauge.model.links import MODES
from crossgauge.model.places import Names
from crossgauge.model.randomness import Distribution
from crossgauge.model.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One country's side of a crossing, with its own clock."""

    id: str = attribute("short name within the crossing")
    name: str = attribute("name in English")
    names: Names = attribute("names in other languages", default=())
    place: str = attribute("where it is", refers="place")
    country: str = attribute("ISO 3166 code of two letters")
    clock: str = attribute("time zone, as 'Asia/Almaty'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A random interruption: a breakdown, a wind stop, a power cut."""

    between: Distribution = attribute("working time until the next", unit="s")
    lasting: Distribution = attribute("how long it lasts", unit="s")
    takes: int | None = attribute("how many it takes away; none: all", unit="1", at_least=1, default=None)
    reason: str = attribute("what it is", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something of which there is a number: officers, tracks, cranes, lanes, room, wagons."""

    id: str = attribute("short name within its crossing or the network")
    name: str = attribute("name in English", default="")
    post: str = attribute("post of the crossing", default="")
    kind: str = attribute(
        "what it is", default="officers", one_of=("officers", "tracks", "cranes", "lanes", "room", "wagons", "machines")
    )
    count: int = attribute("how many there are; shifts that have staff count instead", unit="1", at_least=0)
    hours: str = attribute("calendar of its work", refers="calendar", default=ALWAYS)
    discipline: str = attribute(
        "who is next", default="first-come", one_of=("first-come", "priority", "shortest-first", "last-come")
    )
    preempts: bool = attribute("a more urgent use interrupts a less urgent one", default=False)
    on_close: str = attribute("work in hand when it closes", default="finish", one_of=("finish", "pause"))
    stock: bool = attribute("taken by one unit and given back by another", default=False)
    initial: int | None = attribute("in the stock at the start; none: all", unit="1", at_least=0, default=None)
    failures: tuple[Failure, ...] = attribute("random interruptions", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What a class of traffic goes through in one direction."""

    id: str = attribute("short name within the crossing")
    unit_class: str = attribute("class of traffic", refers="class", key="class")
    direction: str = attribute("word of the crossing's directions, as 'west'", default="")
    arrivals: tuple[Demand, ...] = attribute("where its units come from; none: from another chain", default=())
    steps: tuple[Step, ...] = attribute("what happens, in order")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A border crossing point with both its sides."""

    id: str = attribute("short name used by everything else")
    name: str = attribute("name in English")
    names: Names = attribute("names in other languages", default=())
    mode: str = attribute("what crosses", one_of=MODES)
    posts: tuple[Post, ...] = attribute("the two sides")
    resources: tuple[Resource, ...] = attribute("officers, tracks, cranes …", default=())
    gates: tuple[Gate, ...] = attribute("hours, quotas, paths, slots", default=())
    chains: tuple[Chain, ...] = attribute("process chains", default=())
    charges: tuple[Charge, ...] = attribute("fees and tariffs", default=())
    documents: tuple[Document, ...] = attribute("papers that units wait for", default=())
