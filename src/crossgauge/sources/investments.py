"""Investment files: `investments/<id>.yaml` of a project folder, read against the network that they would change.

programme: {base: without-works, from: 2023, years: 25, discount: 5 %, budget: 2 bn USD, benchmarks: [2026, 2030]}
values: {truck: {amount: 25 USD/h}, container: {amount: 0.4 USD/h, per: tonne}}
demands: {low: {scenario: …}, middle: {scenario: …}, high: {scenario: …}}
projects: {second-track: {scenario: …, cost: {value: 1.2 bn USD, assumed: why}, life: 40 years, service: 2026}}
"""

from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crossgauge.errors import CrossgaugeError, Fault, NotFound, ProjectFaulty, as_fault
from crossgauge.model.network import Network
from crossgauge.model.projects import Programme, required
from crossgauge.model.scenario import Scenario
from crossgauge.sources import facts
from crossgauge.sources.build import build
from crossgauge.sources.folder import INVESTMENTS
from crossgauge.sources.investments_checks import check_programme
from crossgauge.sources.project import in_order
from crossgauge.sources.reading import Reading
from crossgauge.sources.scenarios import BASE, with_scenario
from crossgauge.sources.tree import Node, Scalar
from crossgauge.sources.yaml_file import collections_of, opened, parts_of

COLLECTIONS = ("values", "demands", "projects")
HEADS = ("programme", *COLLECTIONS)


@dataclass(frozen=True, slots=True)
class Investments:
    """A programme with all that its names mean.

    base      : the network in which nothing is built
    scenarios : of each project and each demand case, in the order in which they are applied
    """

    programme: Programme
    base: Network
    projects: Table[str, tuple[Scenario, ...]]
    demands: Table[str, tuple[Scenario, ...]]


def investments_in(folder: Path) -> dict[str, Path]:
    """The investment files of a project folder by name, sorted."""
    return {file.stem: file for file in sorted((folder / INVESTMENTS).glob("*.yaml"))}


def investments_file(asked: str, folder: Path) -> Path:
    """An investment file by its path or its name in the folder; without one, the only one. Raises NotFound."""
    known = investments_in(folder)
    if not asked and len(known) == 1:
        return next(iter(known.values()))
    if asked in known:
        return known[asked]
    if asked and Path(asked).is_file():
        return Path(asked)
    raise NotFound("investment file", asked, known, read="docs/how-to-invest.md")


def read_investments(file: Path, network: Network, folder: Path, ruled: bool = True) -> Investments:
    """The programme of a file, and the network and scenarios that it speaks of.

    folder : of the project, for its scenarios
    ruled  : hold what comes of each scenario against the rules too
    Raises ProjectFaulty with every fault: file and line, what is wrong, what was expected.
    """
    programme, lines = read_programme(file, network)
    return _resolved(programme, lines, network, folder, ruled)


def read_programme(file: Path, network: Network) -> tuple[Programme, dict[tuple[str, ...], str]]:
    """The programme of a file, its scenarios by name only, and file and line of everything in it.

    Raises ProjectFaulty with every fault but those of scenarios.
    """
    name = named(file.stem)
    source, tree, found = opened(file, name)
    reading = Reading(folder=source, readers={})
    programme = _programme(reading, parts_of(reading, tree, file.name, HEADS, HEADS), file)
    facts.check_cited(reading, {fact.id for fact in network.facts})
    if not found and not reading.faults:
        check_programme(reading, programme, network)
    faults = found + [fault for _, fault in reading.faults]
    if faults:
        raise ProjectFaulty(name, in_order(faults))
    return programme, reading.lines


def named(programme: str) -> str:
    """How faults begin."""
    return f"investments '{programme}'"


def _programme(reading: Reading, parts: dict[str, Node], file: Path) -> Programme:
    given: dict[str, Any] = {"id": file.stem, "provenance": (), **dict.fromkeys(COLLECTIONS, ())}
    head = parts.get("programme", Scalar(file.name, ""))
    programme: Programme = build(reading, Programme, head, ("programme",), given)
    given |= collections_of(reading, Programme, parts, COLLECTIONS)
    given["provenance"] = tuple(reading.provenance)
    return replace(programme, **given)


def _resolved(
    programme: Programme, lines: dict[tuple[str, ...], str], network: Network, folder: Path, ruled: bool
) -> Investments:
    """The scenarios read, each against the network with those before it; all faults of all files at once."""
    faults: list[Fault] = []

    def applied(path: tuple[str, ...], asked: str, onto: Network) -> tuple[tuple[Scenario, ...], Network]:
        try:
            return with_scenario(onto, asked, folder, ruled)
        except ProjectFaulty as error:
            faults.extend(error.faults)
        except CrossgaugeError as error:
            faults.append(as_fault(error, lines[path]))
        return (), onto

    base = applied(
        ("programme", "base") if programme.base != BASE else ("programme",), programme.base, network
    )[1]
    by_id = {project.id: project for project in programme.projects}
    projects, demands = {}, {}
    for project in programme.projects:
        names = [by_id[one].scenario for one in required(programme.projects, project.id)]
        asked = "+".join(dict.fromkeys([*names, project.scenario]))
        projects[project.id] = applied(("projects", project.id, "scenario"), asked, base)[0]
    for case in programme.demands:
        demands[case.id] = applied(("demands", case.id, "scenario"), case.scenario, base)[0]
    if faults:
        raise ProjectFaulty(named(programme.id), in_order(faults))
    return Investments(programme, base, projects, demands)
