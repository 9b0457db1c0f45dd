"""The scenarios of a project by name: found, and applied in their order."""

from pathlib import Path

from crossgauge.errors import CrossgaugeError, Fault, NotFound, ProjectFaulty
from crossgauge.model.network import Network
from crossgauge.model.scenario import Scenario
from crossgauge.sources.folder import SCENARIOS, Folder, Unreadable
from crossgauge.sources.limits import MOST_SCENARIOS
from crossgauge.sources.scenario import read_scenario
from crossgauge.sources.tree import Mapping, Scalar
from crossgauge.sources.yaml_tree import yaml_tree

BASE = "base"  # the network as it is declared


class ScenariosCircular(CrossgaugeError):
    """Scenarios that each want to be applied after the other."""


def scenarios_in(folder: Path) -> dict[str, Path]:
    """The scenario files of a project folder by name, sorted. Raises ProjectFaulty for too many."""
    found = sorted((folder / SCENARIOS).glob("*.yaml"))
    if len(found) > MOST_SCENARIOS:
        expected = f"Expected at most {MOST_SCENARIOS} (MOST_SCENARIOS)."
        raise ProjectFaulty(
            "scenarios", [Fault(str(folder / SCENARIOS), f"has {len(found)} files", expected)]
        )
    return {file.stem: file for file in found}


def with_scenario(
    network: Network, asked: str, folder: Path, ruled: bool = True
) -> tuple[tuple[Scenario, ...], Network]:
    """The scenarios applied for one name, those in its `after` first, and the network that comes of them.

    asked : a name of `folder`'s scenarios, the path of a YAML file, several joined by '+', or 'base' for none
    ruled : hold what comes of each against the rules too
    Raises NotFound, ScenariosCircular, ProjectFaulty.
    """
    if asked == BASE:
        return (), network
    applied: dict[str, Scenario] = {}
    for name in asked.split("+"):
        network = _with(network, name.strip(), folder, applied, (), ruled)
    return tuple(applied.values()), network


def _with(
    network: Network,
    name: str,
    folder: Path,
    applied: dict[str, Scenario],
    waiting: tuple[str, ...],
    ruled: bool,
) -> Network:
    file = file_of(name, folder)
    if file.stem in applied:
        return network
    if file.stem in waiting:
        circle = " → ".join((*waiting, file.stem))
        raise ScenariosCircular(
            f"scenarios wait for each other: {circle}. Expected an 'after' without a circle."
        )
    for first in after_of(file):
        network = _with(network, first, file.parent.parent, applied, (*waiting, file.stem), ruled)
    scenario, network = read_scenario(file, network, ruled)
    applied[file.stem] = scenario
    return network


def file_of(name: str, folder: Path) -> Path:
    """The file of a scenario by its name or its path. Raises NotFound with what is near."""
    known = scenarios_in(folder)
    if name in known:
        return known[name]
    path = Path(name)
    if name.endswith(".yaml") and path.is_file():
        return path
    raise NotFound("scenario", name, [BASE, *known])


def after_of(file: Path) -> tuple[str, ...]:
    """The scenarios that a file wants before it; what is wrong with them is told when the file is read."""
    try:
        text = Folder(file.parent).text(file.name)
    except Unreadable:
        return ()
    if "after" not in text:
        return ()  # as most: then the file is taken apart once, not twice
    tree, _ = yaml_tree(text, file.name)
    head = tree.entries.get("scenario") if isinstance(tree, Mapping) else None
    after = head.entries.get("after") if isinstance(head, Mapping) else None
    if after is None:
        return ()
    if isinstance(after, Scalar):
        return tuple(part.strip() for part in after.text.split(",") if part.strip())
    items = () if isinstance(after, Mapping) else after.items
    return tuple(item.text.strip() for item in items if isinstance(item, Scalar))
