"""Projects that are sent to a server to be run there."""

from typing import Annotated

from fastapi import APIRouter, Body

from crossgauge.app.shapes.jobs import ProjectTold
from crossgauge.app.uploads import keep_project
from crossgauge.app.workspace import Here, Workspace
from crossgauge.sources.scenarios import scenarios_in

router = APIRouter(prefix="/api/projects", tags=["projects"])
Zip = Annotated[bytes, Body(media_type="application/zip", description="a project folder, zipped")]


@router.post("", status_code=201)
def send(packed: Zip, workspace: Here) -> ProjectTold:
    """Keep a project that is sent as a zip, if it is one without faults."""
    name, _ = keep_project(packed, workspace)
    return told(name, workspace)


@router.get("")
def sent(workspace: Here) -> list[ProjectTold]:
    """The projects that were sent."""
    return [told(name, workspace) for name in workspace.projects()]


def told(name: str, workspace: Workspace) -> ProjectTold:
    """A project as the page reads it."""
    there = workspace.of_project(name)
    network = there.network
    scenarios = list(scenarios_in(there.project))
    return ProjectTold(id=name, network=network.id, name=network.name or network.id, scenarios=scenarios)
