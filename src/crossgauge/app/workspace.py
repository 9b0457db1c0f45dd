"""What one server serves: a project, and the folder of its runs. Routers take it as an argument of type `Here`."""

import re
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from crossgauge.errors import NotFound
from crossgauge.model.network import Network
from crossgauge.reference import folder as reference_folder
from crossgauge.sources.project import read_project
from crossgauge.sources.scenarios import BASE, scenarios_in, with_scenario

STATIC = Path(__file__).parent / "static"
BASEMAP = STATIC / "basemap"
JOBS = ".jobs"  # folder of the runs folder that holds what is asked and running
PROJECTS = ".projects"  # and another: projects that were sent
WITHIN = "~"  # between a comparison and one of the runs that it holds, as compare-0001~second-track
A_NAME = re.compile(r"[0-9A-Za-z_][0-9A-Za-z_.+-]{0,99}\Z")
MOST_NETWORKS = 8  # kept in memory, the latest asked for


class Workspace:
    """A project folder and the runs folder, with the networks that were read.

    project : folder of the network that is served; that of the embedded one if None
    runs    : folder in which results are looked for and written; made if missing
    basemap : folder of the base map, which may be replaced
    """

    def __init__(
        self, runs: Path, *, project: Path | None = None, basemap: Path = BASEMAP, static: Path = STATIC
    ) -> None:
        self.embedded = project is None
        self.project = (project or reference_folder()).resolve()
        runs.mkdir(parents=True, exist_ok=True)
        self.runs = runs.resolve()
        self.basemap = basemap.resolve()
        self.static = static.resolve()
        self._networks: OrderedDict[tuple[str, int], Network] = OrderedDict()
        self._others: dict[str, Workspace] = {}
        self._reading = Lock()

    @property
    def network(self) -> Network:
        """The network as it is declared, read again when a file of the project has changed. Raises ProjectFaulty."""
        return self.network_with(BASE)

    def network_with(self, scenario: str) -> Network:
        """The network with a scenario of the project, or several as 'a+b'. Raises NotFound, ProjectFaulty."""
        stamp = self.stamp()
        with self._reading:
            for name in (BASE, scenario):
                if (name, stamp) not in self._networks:
                    base = self._networks[BASE, stamp] if name != BASE else read_project(self.project)
                    self._networks[name, stamp] = with_scenario(base, self.known(name), self.project)[1]
                self._networks.move_to_end((name, stamp))
            while len(self._networks) > MOST_NETWORKS:
                self._networks.popitem(last=False)
            return self._networks[scenario, stamp]

    def folder_of(self, result: str) -> Path:
        """The folder of a result by its id, as `run-0001` or `compare-0002~base`. Raises NotFound.

        It is a plain folder below `runs`: no link, no hidden one, nothing outside.
        """
        outer, _, inner = result.partition(WITHIN)
        names = [outer, inner] if WITHIN in result else [outer]
        place = self.runs
        for name in names:
            place = place / name
            if not A_NAME.match(name) or place.is_symlink() or not place.is_dir():
                raise NotFound("result", result[:100], self.results())
        return place

    def results(self) -> list[str]:
        """Ids of all folders in the runs folder, sorted; what they hold is not looked at."""
        return sorted(
            place.name
            for place in self.runs.iterdir()
            if A_NAME.match(place.name) and place.is_dir() and not place.is_symlink()
        )

    def of_project(self, project: str | None) -> "Workspace":
        """This workspace, or the same runs with a project that was sent, by its id. Raises NotFound."""
        if project is None:
            return self
        known = self.projects()
        if project not in known:
            raise NotFound("project", project[:100], known)
        if project not in self._others:
            place = self.runs / PROJECTS / project
            self._others[project] = Workspace(self.runs, project=place, basemap=self.basemap, static=self.static)
        return self._others[project]

    def projects(self) -> list[str]:
        """Ids of the projects that were sent, sorted."""
        places = sorted((self.runs / PROJECTS).glob("*"))
        return [place.name for place in places if A_NAME.match(place.name) and place.is_dir()]

    def known(self, asked: str) -> str:
        """The scenario's name, if it is one of the project: a path of a file is none. Raises NotFound."""
        known = [BASE, *scenarios_in(self.project)]
        for part in asked.split("+"):
            if part.strip() not in known:
                raise NotFound("scenario", part.strip()[:100], known)
        return asked

    def stamp(self) -> int:
        """A number that changes when a file of the project does."""
        files = sorted(path for path in self.project.rglob("*") if path.suffix in (".yaml", ".csv"))
        return hash(tuple((str(path), told.st_mtime_ns, told.st_size) for path in files for told in [path.stat()]))


def workspace_of(request: Request) -> Workspace:
    """The workspace of the server that was asked."""
    found: Workspace = request.app.state.workspace
    return found


Here = Annotated[Workspace, Depends(workspace_of)]
