"""A scenario: named, dated changes to a network. What applying it means is in `model.applying`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crossgauge.model.attribute import attribute
from crossgauge.model.places import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """An element that the network has not; before `start` nothing arrives at it."""

    collection: str = attribute("where it goes: 'links', or 'crossings.x.resources'")
    element: Any = attribute("what is added")
    start: date | None = attribute(
        "first day with arrivals; none: always", unit="date", key="from", default=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """An element or a step taken away."""

    path: str = attribute("dotted path of the element", key="remove")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """Values set or scaled from a day to a day."""

    verb: str = attribute("what is done", one_of=("set", "scale"))
    path: str = attribute("dotted path, or a pattern of paths")
    value: Any = attribute("new value in SI, or factor")
    start: date | None = attribute(
        "first day; none: from the beginning", unit="date", key="from", default=None
    )
    end: date | None = attribute("last day; none: for good", unit="date", key="until", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Crossings, links, gates or resources that do not work for a time."""

    of: tuple[str, ...] = attribute(
        "crossings, links, or 'crossing.gate' and 'crossing.resource'", key="close"
    )
    start: datetime = attribute("first instant, local to the network's clock", unit="date", key="from")
    end: datetime = attribute("first instant after it", unit="date", key="until")
    reason: str = attribute("why", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Closures lifted, whole or from a day to a day."""

    of: tuple[str, ...] = attribute("ids of closures, or what they close", key="open")
    start: date | None = attribute(
        "first day open; none: from the beginning", unit="date", key="from", default=None
    )
    end: date | None = attribute("last day open; none: for good", unit="date", key="until", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """A cooperation measure put in force at crossings."""

    measure: str = attribute("which measure", refers="measure", key="adopt")
    at: tuple[str, ...] = attribute("crossings; none: all where it changes anything", default=())
    start: date | None = attribute(
        "first day; none: from the beginning", unit="date", key="from", default=None
    )
    end: date | None = attribute("last day; none: for good", unit="date", key="until", default=None)


Edit = Addition | Removal | Alteration | Closing | Opening | Adoption


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Changes to a network, made one after the other."""

    id: str = attribute("short name, that of its file")
    name: str = attribute("what it is, in neutral words", default="")
    names: Names = attribute("in other languages", default=())
    note: str = attribute("what it rests on, and what it leaves out", default="")
    after: tuple[str, ...] = attribute("scenarios that are applied before it", default=())
    edits: tuple[Edit, ...] = attribute("what is changed, in order")
