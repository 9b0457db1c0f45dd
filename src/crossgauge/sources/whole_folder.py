"""A project folder with every file in it that some command reads: read, and all faults of all files at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from crossgauge.errors import CrossgaugeError, Fault, ProjectFaulty, as_fault
from crossgauge.model.network import Network
from crossgauge.sources.folder import INVESTMENTS, SCENARIOS, WORTH, misnamed
from crossgauge.sources.investments import investments_in, read_investments
from crossgauge.sources.project import in_order, read_project
from crossgauge.sources.scenarios import scenarios_in, with_scenario
from crossgauge.sources.trade_facts import FILE as TRADE
from crossgauge.sources.trade_facts import read_trade_facts
from crossgauge.sources.worth import read_worth
from crossgauge.sources.yaml_file import opened


@dataclass(frozen=True, slots=True)
class WholeFolder:
    """A folder without faults: its network, the names of its scenarios and investments, and what lies beside."""

    network: Network
    scenarios: tuple[str, ...]
    investments: tuple[str, ...]
    beside: tuple[str, ...]


def check_folder(folder: Path, ruled: bool = False) -> WholeFolder:
    """What a project folder holds, every file of it read.

    ruled : hold the rules also against the network that each scenario and each project of an investment file makes,
            a third of a second each; else these are applied, but only the network itself is held against the rules
    Raises ProjectFaulty with every fault of every file. Where the network has faults, the files that are read against
    it are looked at only as far as they are YAML.
    """
    folder = Path(folder)
    network, faults = _network(folder)
    scenarios, found = _scenarios(folder)
    faults += [*found, *misnamed(folder, SCENARIOS), *misnamed(folder, INVESTMENTS)]
    if network is None:
        faults += _texts(folder, scenarios)
    else:
        faults += _applied(folder, network, scenarios, ruled)
        faults += _invested(folder, network, ruled)
    beside = [name for name in (WORTH, TRADE) if (folder / name).is_file()]
    if network is not None and WORTH in beside:
        faults += _faults(WORTH, partial(read_worth, folder, network))
    if TRADE in beside:
        faults += _faults(TRADE, partial(read_trade_facts, folder))
    if network is None or faults:
        raise ProjectFaulty(_named(folder), in_order(faults))
    return WholeFolder(network, tuple(scenarios), tuple(investments_in(folder)), tuple(beside))


def _named(folder: Path) -> str:
    return f"project '{folder.name or folder}'".encode("utf-8", "replace").decode("utf-8")


def _network(folder: Path) -> tuple[Network | None, list[Fault]]:
    try:
        return read_project(folder), []
    except ProjectFaulty as error:
        if not folder.is_dir():
            raise
        return None, list(error.faults)


def _scenarios(folder: Path) -> tuple[dict[str, Path], list[Fault]]:
    try:
        return scenarios_in(folder), []
    except ProjectFaulty as error:
        return {}, list(error.faults)


def _faults(where: str, reads: Callable[[], object]) -> list[Fault]:
    """The faults of one reading; whatever else it tells is a fault of the file `where`."""
    try:
        reads()
    except ProjectFaulty as error:
        return list(error.faults)
    except CrossgaugeError as error:
        return [as_fault(error, where)]
    return []


def _below(place: str, faults: Iterable[Fault]) -> list[Fault]:
    """Faults of files of a folder of the project, with that folder before them."""
    return [replace(fault, where=f"{place}/{fault.where}") for fault in faults]


def _applied(folder: Path, network: Network, scenarios: dict[str, Path], ruled: bool) -> list[Fault]:
    """Every scenario against the network; one that comes after a faulty one tells that one's faults again."""
    faults: list[Fault] = []
    for name, file in scenarios.items():
        faults += _faults(file.name, partial(with_scenario, network, name, folder, ruled))
    return _below(SCENARIOS, faults)


def _invested(folder: Path, network: Network, ruled: bool) -> list[Fault]:
    """Every investment file, with its scenarios one after the other."""
    faults: list[Fault] = []
    for file in investments_in(folder).values():
        found = _faults(file.name, partial(read_investments, file, network, folder, ruled))
        own = [fault for fault in found if fault.where.partition(":")[0] == file.name]
        faults += _below(INVESTMENTS, own)
        faults += _below(SCENARIOS, [fault for fault in found if fault not in own])
    return faults


def _texts(folder: Path, scenarios: dict[str, Path]) -> list[Fault]:
    """What is wrong with the text of files that are read against a network, where that is not there."""
    files = {SCENARIOS: list(scenarios.values()), INVESTMENTS: list(investments_in(folder).values())}
    faults: list[Fault] = []
    for place, inside in files.items():
        for file in inside:
            faults += _below(place, _text(file))
    return faults + (_text(folder / WORTH) if (folder / WORTH).is_file() else [])


def _text(file: Path) -> list[Fault]:
    try:
        return opened(file, file.name)[2]
    except ProjectFaulty as error:
        return list(error.faults)
