"""What could be built, what it costs and what an hour is worth: the declaration of an investment programme."""

from collections.abc import Sequence
from dataclasses import dataclass

from crossgauge.model.attribute import attribute
from crossgauge.model.facts import Provenance
from crossgauge.model.places import Names

PER = ("unit", "tonne", "person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Something that can be built or not. Amounts are at the prices of one year, without inflation.

    It is renewed at its cost when its life ends within the horizon; what is left of a life at the end counts as
    residual value, by the straight line.
    """

    id: str = attribute("short name used by everything else")
    name: str = attribute("what it is, in neutral words", default="")
    names: Names = attribute("in other languages", default=())
    note: str = attribute("what it rests on, and what it leaves out", default="")
    scenario: str = attribute("scenario with what it changes; 'a+b' for several")
    cost: float = attribute("to build it", unit="USD", at_least=0)
    spending: tuple[float, ...] = attribute(
        "parts of the cost in the years before service, in order", unit="fraction", default=(1.0,), at_least=0
    )
    upkeep: float = attribute("to run and keep it, more than today", unit="USD/year", at_least=0, default=0.0)
    life: float = attribute("until it must be built anew", unit="year", at_least=1)
    service: int = attribute("first year of service", unit="1")
    excludes: tuple[str, ...] = attribute("projects that cannot be built too", refers="project", default=())
    requires: tuple[str, ...] = attribute(
        "projects without which it is nothing", refers="project", default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueOfTime:
    """What an hour at a border costs those who wait there; classes without one are not counted."""

    id: str = attribute("class of traffic", refers="class")
    amount: float = attribute("of an hour", unit="USD/h", at_least=0)
    per: str = attribute("for each", one_of=PER, default="unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandCase:
    """One future of the traffic, under which every portfolio is tried."""

    id: str = attribute("short name: low, middle, high")
    name: str = attribute("name in English", default="")
    names: Names = attribute("in other languages", default=())
    scenario: str = attribute("scenario with the growth; 'base' for the network's own")
    weight: float = attribute("how much it counts in the average", unit="1", above=0, default=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Projects, and by what they are judged. Nothing in it knows how a benefit is found."""

    id: str = attribute("short name, that of its file")
    name: str = attribute("what is planned", default="")
    names: Names = attribute("in other languages", default=())
    note: str = attribute("what it rests on, and what it leaves out", default="")
    base: str = attribute("scenario of doing nothing", default="base")
    first_year: int = attribute(
        "first year of the horizon, to which amounts are discounted", unit="1", key="from"
    )
    years: int = attribute("years of the horizon", unit="1", at_least=2, at_most=100)
    discount: float = attribute("real discount rate a year", unit="fraction", at_least=0, at_most=1)
    budget: float | None = attribute("most that may be spent to build", unit="USD", above=0, default=None)
    benchmarks: tuple[int, ...] = attribute(
        "years that are simulated; between them benefits go by the straight line, outside they stay", unit="1"
    )
    days: int = attribute(
        "days simulated of each, from 1 January", unit="1", at_least=1, at_most=366, default=365
    )
    warmup: int = attribute("days before them, not counted", unit="1", at_least=0, at_most=365, default=30)
    money: bool = attribute(
        "what units pay by the network's charges is counted beside their hours", default=True
    )
    central: str = attribute("demand case by which is ranked; none: the middle one", default="")
    values: tuple[ValueOfTime, ...] = attribute("values of time", default=())
    demands: tuple[DemandCase, ...] = attribute("demand cases, from low to high", default=())
    projects: tuple[Project, ...] = attribute("projects", default=())
    provenance: tuple[Provenance, ...] = attribute("where values came from", default=())


def required(projects: Sequence[Project], name: str) -> tuple[str, ...]:
    """All that a project requires, by way of others too, each before what requires it; itself in a circle.

    >>> def project(name, *requires):
    ...     return Project(id=name, scenario="x", cost=1.0, life=9.0, service=2030, requires=requires)
    >>> required([project("a"), project("b", "a"), project("c", "b")], "c")
    ('a', 'b')
    """
    by_id = {project.id: project for project in projects}
    found: list[str] = []
    open_now: set[str] = set()

    def visit(one: str) -> None:
        for other in by_id[one].requires if one in by_id else ():
            if other not in found and other not in open_now:
                open_now.add(other)
                visit(other)
                found.append(other)

    visit(name)
    return tuple(found)


def exclusions(projects: Sequence[Project]) -> tuple[frozenset[str], ...]:
    """Pairs of projects that cannot be built together, each once."""
    pairs = [frozenset((project.id, other)) for project in projects for other in project.excludes]
    return tuple(dict.fromkeys(pairs))
