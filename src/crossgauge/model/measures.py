"""Cooperation measures: what two sides can agree on, as switches that a scenario turns on at a crossing."""

from dataclasses import dataclass

from crossgauge.model.agreements import Change
from crossgauge.model.attribute import attribute
from crossgauge.model.places import Names

ANYWHERE = "crossings.*."


@dataclass(frozen=True, slots=True, kw_only=True)
class CooperationMeasure:
    """A measure with what it changes wherever it is adopted, as patterns that begin with `crossings.*.`"""

    id: str = attribute("short name")
    name: str = attribute("what it is, in neutral words")
    names: Names = attribute("in other languages", default=())
    note: str = attribute("what it does to stages, shares and hours", default="")
    changes: tuple[Change, ...] = attribute("patterns of paths, and what becomes of them")
