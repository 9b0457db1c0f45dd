"""The network of every portfolio, and which of its crossings a project can touch at all."""

from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

from crossgauge.arrays.parts import parts_of
from crossgauge.errors import CrossgaugeError, RunImpossible
from crossgauge.model.applying import EditImpossible, apply_scenario
from crossgauge.model.changes import PathUnknown
from crossgauge.model.network import Network
from crossgauge.model.scenario import Adoption, Alteration, Scenario
from crossgauge.sources.investments import Investments
from crossgauge.study.invest.portfolios import NOTHING, Portfolio, closed, told

Some = TypeVar("Some")
SHARED = ("links", "calendars", "consists", "classes", "resources", "gates")  # crossings may depend on them


class Networks:
    """Networks by portfolio and demand case, made when they are asked for.

    touched : by project, ids of the crossings that may be another with it than without
    groups  : crossings that share something in any network, each group simulated on its own
    """

    def __init__(self, declared: Investments) -> None:
        self.programme, self.base = declared.programme, declared.base
        self.projects, self.demands = declared.projects, declared.demands
        self.made: dict[tuple[Portfolio, str], Network] = {}
        self.touched = {project.id: self._touched(project.id) for project in self.programme.projects}
        self._touch_what_others_add()

    def of(self, portfolio: Portfolio, demand: str = "") -> Network:
        """The network with a portfolio built, under a demand case. Raises RunImpossible where that cannot be."""
        key = portfolio, demand
        if key not in self.made:
            lists = [self.projects[name] for name in portfolio]
            scenarios = {one.id: one for found in lists for one in found}
            if demand:
                scenarios |= {one.id: one for one in self.demands[demand]}
            self.made[key] = self._applied(tuple(scenarios.values()), portfolio, demand)
        return self.made[key]

    def _applied(self, scenarios: Sequence[Scenario], portfolio: Portfolio, demand: str) -> Network:
        network = self.base
        for scenario in scenarios:
            try:
                network = apply_scenario(network, scenario)
            except (EditImpossible, PathUnknown) as error:
                raise RunImpossible(impossible(portfolio, demand, scenario.id, error)) from None
        return network

    def needed(self, portfolio: Portfolio, group: frozenset[str]) -> Portfolio:
        """The projects of a portfolio that a group of crossings knows of, with what those require."""
        near = [name for name in portfolio if self.touched[name] & group]
        return closed(self.programme.projects, *near)

    @cached_property
    def groups(self) -> tuple[frozenset[str], ...]:
        """Groups of crossings that some project touches, in the order of the declaration."""
        root: dict[str, str] = {}

        def find(crossing: str) -> str:
            root.setdefault(crossing, crossing)
            while root[crossing] != crossing:
                crossing = root[crossing]
            return crossing

        singles = [closed(self.programme.projects, one.id) for one in self.programme.projects]
        for portfolio in (NOTHING, *singles):
            for part in parts_of(self.of(portfolio)):
                names = [crossing.id for crossing, _ in part]
                for name in names:
                    root[find(name)] = find(names[0])
        found: dict[str, set[str]] = {}
        for crossing in root:
            found.setdefault(find(crossing), set()).add(crossing)
        known = frozenset().union(*self.touched.values())
        return tuple(frozenset(group) for group in found.values() if group & known)

    def _touched(self, name: str) -> frozenset[str]:
        portfolio = closed(self.programme.projects, name)
        others = tuple(one for one in portfolio if one != name)
        return changed_crossings(self.of(others), self.of(portfolio))

    def _touch_what_others_add(self) -> None:
        """A change of every crossing is one of those too that another project builds. Writes: touched."""
        known = {crossing.id for crossing in self.base.crossings}
        added = frozenset().union(*self.touched.values()) - known
        for name, scenarios in self.projects.items():
            if any(is_everywhere(edit) for scenario in scenarios for edit in scenario.edits):
                self.touched[name] |= added


def impossible(portfolio: Portfolio, demand: str, scenario: str, error: CrossgaugeError) -> str:
    """What to say of a portfolio whose scenarios do not go together."""
    what = f"{told(portfolio)}{f' under demand {demand}' if demand else ''}"
    hint = " Expected projects that go together: `excludes` keeps them apart." if len(portfolio) > 1 else ""
    return f"{what} cannot be applied: scenario '{scenario}': {str(error).splitlines()[0]}.{hint}"


def is_everywhere(edit: object) -> bool:
    """Whether an edit means all crossings, those too that are not there yet."""
    match edit:
        case Alteration(path=path):
            words = path.removeprefix("network.").split(".")
            return words[0] != "crossings" or (len(words) > 1 and "*" in words[1])
        case Adoption(at=at):
            return not at
    return False


def changed_crossings(before: Network, after: Network) -> frozenset[str]:
    """Crossings that may behave otherwise after a change than before: more rather than fewer."""
    old, new = ({crossing.id: crossing for crossing in one.crossings} for one in (before, after))
    every = frozenset(old) | frozenset(new)
    found = {name for name in every if old.get(name) != new.get(name)}
    for collection in SHARED:
        mine = {one.id: one for one in getattr(after, collection)}
        if any(mine.get(one.id) != one for one in getattr(before, collection)):
            return every
    agreed = differing(before.agreements, after.agreements)
    paths = [change.path.removeprefix("network.") for one in agreed for change in one.changes]
    closed_now = [name for one in differing(before.closures, after.closures) for name in one.of]
    for words in [path.split(".") for path in paths] + [
        ["crossings", *name.split(".")] for name in closed_now
    ]:
        if words[0] != "crossings" or words[1] not in every:
            return every
        found.add(words[1])
    return frozenset(found)


def differing(before: Sequence[Some], after: Sequence[Some]) -> list[Some]:
    """What is in one of two lists only."""
    return [one for one in before if one not in after] + [one for one in after if one not in before]
