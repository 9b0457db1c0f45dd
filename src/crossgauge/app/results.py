"""What lies in the runs folder: runs, comparisons and other studies, readable or not; runs as they are asked for."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossgauge.app.asked import GIVEN
from crossgauge.app.kept import Kept
from crossgauge.app.workspace import JOBS, WITHIN, Workspace
from crossgauge.errors import CrossgaugeError, NotFound, ResultsUnreadable
from crossgauge.model.network import Network
from crossgauge.sources.scenario import read_scenario
from crossgauge.sources.scenarios import BASE
from crossgauge.study.run import input_hash
from crossgauge.tables.manifest import NAME, read_manifest, sha256_of
from crossgauge.tables.store import Results

SUMMARY = "summary.json"
COMPARISON, INVESTMENT, WORTH = "comparison.json", "investment.json", "worth.json"
MOST_BYTES = 200_000_000  # of a JSON file of a study that is read
KINDS = {COMPARISON: "comparison", INVESTMENT: "investment", WORTH: "worth"}
OPENED = Kept["Opened"](most=16)


@dataclass(frozen=True, eq=False)
class Opened:
    """A run with its network. `same` tells whether the network is the one that was simulated."""

    id: str
    results: Results
    summary: dict[str, Any]
    scenario: str
    network: Network
    same: bool
    stamp: int

    @property
    def manifest(self) -> dict[str, Any]:
        """What the results say of themselves."""
        return self.results.manifest


def kind_of(folder: Path) -> str:
    """What a folder holds: run, comparison, investment, worth, flows; '' for none of them.

    A folder with a manifest that cannot be read is taken for a run, so that the list can say what is wrong with it.
    """
    for name, kind in KINDS.items():
        if (folder / name).is_file():
            return kind
    if (folder / NAME).is_file():
        try:
            told = read_json(folder / NAME)
        except ResultsUnreadable:
            return "run"
        return "flows" if "certificate" in told or "method" in told else "run"
    return "run" if (folder / SUMMARY).is_file() or (folder / "visits").is_dir() else ""


def run_ids(here: Workspace) -> Iterator[str]:
    """Ids of all runs, those within comparisons behind them, the latest folder first."""
    for name in latest_first(here):
        folder = here.folder_of(name)
        kind = kind_of(folder)
        if kind == "run":
            yield name
        elif kind == "comparison":
            yield from (f"{name}{WITHIN}{inner}" for inner in runs_within(here, name))


def runs_within(here: Workspace, comparison: str) -> list[str]:
    """Names of the runs of a comparison, the base first where its file can be read."""
    folder = here.folder_of(comparison)
    inner = sorted(place.name for place in folder.iterdir() if place.is_dir() and (place / NAME).is_file())
    try:
        base = str(read_json(folder / COMPARISON).get("base", BASE))
    except ResultsUnreadable:
        base = BASE
    return sorted(inner, key=lambda name: name != base)


def study_ids(here: Workspace, kind: str) -> list[str]:
    """Ids of the studies of a kind, the latest first."""
    return [name for name in latest_first(here) if kind_of(here.folder_of(name)) == kind]


def latest_first(here: Workspace) -> list[str]:
    """Folders by the time of their last change, the newest first; equal ones by name."""
    return sorted(here.results(), key=lambda name: (-(here.runs / name).stat().st_mtime_ns, name))


def opened(here: Workspace, run: str) -> Opened:
    """A run, read and kept while its manifest does not change. Raises NotFound, ResultsUnreadable."""
    folder = here.folder_of(run)
    if kind_of(folder) != "run":
        raise NotFound("run", run[:100], list(run_ids(here)))
    try:
        stamp = (folder / NAME).stat().st_mtime_ns
    except OSError:
        raise ResultsUnreadable(f"{run}: has no {NAME}, so it is not a finished results folder.") from None
    told = manifest_at(here, run)
    summary = folder / SUMMARY
    if not summary.is_file() or sha256_of(summary) != told["files"].get(SUMMARY, {}).get("sha256"):
        raise ResultsUnreadable(f"{run}: {SUMMARY} is missing or was changed; its sha256 is not the manifest's.")
    base = here.network
    return OPENED.get((str(folder), stamp, id(base)), lambda: open_run(here, run, Results(folder, told), stamp))


def open_run(here: Workspace, run: str, results: Results, stamp: int) -> Opened:
    """A run as it lies there."""
    scenario = str(results.manifest.get("scenario") or BASE)
    network, same = network_of(here, run, scenario, str(results.manifest.get("input", "")))
    return Opened(run, results, read_json(results.folder / SUMMARY), scenario, network, same, stamp)


def manifest_at(here: Workspace, run: str) -> dict[str, Any]:
    """What a run says of itself. Raises ResultsUnreadable where it is damaged or of another version."""
    told = read_manifest(here.folder_of(run))
    for word in ("labels", "files", "start", "days", "replicas", "seed", "network"):
        if word not in told:
            raise ResultsUnreadable(
                f"{run}: {NAME} has no '{word}'. Expected results of this version; run again."
            )
    return told


def network_of(here: Workspace, run: str, scenario: str, simulated: str) -> tuple[Network, bool]:
    """The network of a run: with its scenario where that is still known, else as declared."""
    try:
        network = network_with(here, run, scenario)
    except CrossgaugeError:
        return here.network, False
    return network, input_hash(network) == simulated


def network_with(here: Workspace, run: str, scenario: str) -> Network:
    """The network with a scenario of the project, or with the edits that the run's job was given.

    Raises NotFound, ProjectFaulty.
    """
    before, _, last = scenario.rpartition("+")
    name = last.removesuffix(".yaml")
    given = here.runs / JOBS / run.partition(WITHIN)[0] / GIVEN / f"{name}.yaml"
    if not given.is_file():
        return here.network_with(scenario)
    return read_scenario(given, here.network_with(before or BASE))[1]


def read_json(path: Path) -> dict[str, Any]:
    """An object in a JSON file. Raises ResultsUnreadable."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ResultsUnreadable(f"{path.name}: is larger than {MOST_BYTES:,} bytes (MOST_BYTES).")
        told = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        wrong = f"{path.parent.name}: has no {path.name}; it is not finished, or was damaged."
        raise ResultsUnreadable(wrong) from None
    except (OSError, ValueError):
        raise ResultsUnreadable(f"{path.parent.name}: {path.name} cannot be read; it was damaged.") from None
    if not isinstance(told, dict):
        raise ResultsUnreadable(f"{path.parent.name}: {path.name} is not what a study writes.")
    return told
