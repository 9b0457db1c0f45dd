"""Dated changes that treaties and measures make, and the changes themselves.

A change names an attribute by its path, as `crossings.khorgos-road.resources.cn-lanes.count`; steps are named
by their label: `crossings.x.chains.y.steps.customs.for`. `set` puts a value, `scale` multiplies a number or
a distribution. Where one arm of a branch gets another share, the arms that are not named divide the rest.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from crossgauge.model.attribute import attribute
from crossgauge.model.places import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One attribute made different."""

    path: str = attribute("dotted path of the attribute")
    verb: str = attribute("what is done", one_of=("set", "scale"))
    value: Any = attribute("new value in SI, or factor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A treaty, measure, work or restriction with the time in which it is in force."""

    id: str = attribute("short name")
    name: str = attribute("what it is, in neutral words")
    names: Names = attribute("in other languages", default=())
    start: date = attribute("first day in force; none: from the beginning", unit="date", key="from", default=date.min)
    end: date | None = attribute("last day in force; none: still", unit="date", key="until", default=None)
    order: int = attribute("counts over all of lower order, whatever their start", unit="1", default=0)
    changes: tuple[Change, ...] = attribute("what it changes; none: told on the timeline only", default=())
