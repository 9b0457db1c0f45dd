"""A digital twin of border crossings where the gauge breaks. The face of the package."""

import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crossgauge import views
    from crossgauge.errors import (
        CrossgaugeError,
        Fault,
        NotFound,
        ProjectFaulty,
        ResultsUnreadable,
        RunImpossible,
        RunStuck,
    )
    from crossgauge.model.network import Network
    from crossgauge.study.compare import compare
    from crossgauge.study.ensemble import ensemble
    from crossgauge.study.run import run
    from crossgauge.tables.store import Results, read_results

__version__ = "0.1.0"
__all__ = [
    "reference",
    "read",
    "check",
    "write",
    "scenario",
    "run",
    "compare",
    "ensemble",
    "Results",
    "read_results",
    "views",
    "CrossgaugeError",
    "Fault",
    "ProjectFaulty",
    "RunImpossible",
    "RunStuck",
    "ResultsUnreadable",
    "NotFound",
    "__version__",
]

ERRORS = (
    "CrossgaugeError",
    "Fault",
    "ProjectFaulty",
    "RunImpossible",
    "RunStuck",
    "ResultsUnreadable",
    "NotFound",
)
HOMES = {
    "run": "crossgauge.study.run",
    "compare": "crossgauge.study.compare",
    "ensemble": "crossgauge.study.ensemble",
    "Results": "crossgauge.tables.store",
    "read_results": "crossgauge.tables.store",
    **dict.fromkeys(ERRORS, "crossgauge.errors"),
}


def reference() -> "Network":
    """The embedded network: the ports between China and Kazakhstan. Raises ProjectFaulty if it is damaged."""
    return _embedded()


@cache
def _embedded() -> "Network":
    """Read once a process: neither its files nor what is read of them can change meanwhile."""
    from crossgauge.reference import folder

    return read(folder())


def read(folder: str | Path) -> "Network":
    """The network that a project folder declares. Raises ProjectFaulty with every fault."""
    from crossgauge.sources.project import read_project

    return read_project(Path(folder))


def check(folder: str | Path) -> "tuple[Fault, ...]":
    """Every fault of a project folder and of all its files, each with file and line; none: it can be run."""
    from crossgauge.errors import ProjectFaulty
    from crossgauge.sources.whole_folder import check_folder

    try:
        check_folder(Path(folder))
    except ProjectFaulty as error:
        return error.faults
    return ()


def write(network: "Network", folder: str | Path) -> None:
    """Write a network as a project folder that reads back equal. Raises ProjectUnwritable where it cannot."""
    from crossgauge.sources.write import write_project

    write_project(network, Path(folder))


def scenario(name: str, project: str | Path | None = None) -> "Network":
    """The network of a project, or the embedded one, with a scenario applied; 'a+b' applies both.

    Raises NotFound with what is near, ProjectFaulty with every fault of the scenario's file.
    """
    from crossgauge.reference import folder
    from crossgauge.sources.scenarios import with_scenario

    place = folder() if project is None else Path(project)
    network = reference() if project is None else read(place)
    return with_scenario(network, name, place)[1]


def __getattr__(name: str) -> Any:
    """What the face shows is brought when first asked for, so that importing it is quick."""
    if name == "views":
        return import_module("crossgauge.views")
    if name not in HOMES:
        raise AttributeError(f"module 'crossgauge' has no attribute '{name}'")
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)


class Face(ModuleType):
    """Keeps the function `reference` where the import of the folder of that name would replace it."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name == "reference" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = Face
