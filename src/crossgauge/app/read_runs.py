"""Runs: their list, and of each the headline figures, crossings and stages."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Query

from crossgauge.app.exports import names_of_exports
from crossgauge.app.names import scenario_names
from crossgauge.app.read_network import told_with_network
from crossgauge.app.results import opened, run_ids
from crossgauge.app.shapes.network import NetworkTold
from crossgauge.app.shapes.runs import Crossings, Row, Runs, RunTold, Stage, Stages
from crossgauge.app.texts import texts
from crossgauge.app.told_movements import prepared
from crossgauge.app.told_runs import crossings_told, interval, run_row, run_told
from crossgauge.app.workspace import WITHIN, Here, Workspace

MOST_RUNS = 500
router = APIRouter(prefix="/api/runs", tags=["runs"])
RunId = Annotated[str, "id of a run, as run-0001 or compare-0001~base"]
Crossing = Annotated[str, Query(max_length=100, description="id of a crossing; '' for all")]
Direction = Annotated[str, Query(max_length=100, description="word of the crossing's directions; '' for all")]


@router.get("")
def read_runs(
    here: Here,
    limit: Annotated[int, Query(ge=1, le=MOST_RUNS)] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Runs:
    """Runs in the folder, the latest first; those that cannot be read say why."""
    found = list(run_ids(here))
    names = scenario_names(here)
    rows: list[Row] = [run_row(here, run, names) for run in found[offset : offset + limit]]
    return Runs(runs=rows, total=len(found), offset=offset, limit=limit)


@router.get("/{run}")
def read_run(here: Here, run: RunId, later: BackgroundTasks) -> RunTold:
    """A run with its headline figures. What moves in it is made ready meanwhile."""
    found = opened(here, run)
    later.add_task(prepared, found)
    return run_told(here, found, run.partition(WITHIN)[0] if WITHIN in run else "", names_of_exports())


@router.get("/{run}/network")
def read_network_of_run(here: Here, run: RunId) -> NetworkTold:
    """All that the map draws of the run's network; its `lines` and `classes` give the numbers of movements."""
    found = opened(here, run)
    return told_with_network(found.network, found.scenario)


@router.get("/{run}/crossings")
def read_crossings(here: Here, run: RunId) -> Crossings:
    """Border times by crossing, direction and chain; queues by resource; what binds."""
    return crossings_told(opened(here, run))


@router.get("/{run}/stages")
def read_stages(here: Here, run: RunId, crossing: Crossing = "", direction: Direction = "") -> Stages:
    """Hours in each stage for a unit of the chain, and of them waiting."""
    return stages_of(here, run, crossing, direction)


def stages_of(here: Workspace, run: str, crossing: str, direction: str) -> Stages:
    """The stages of a crossing and direction."""
    found = opened(here, run)
    classes = {
        (one["crossing"], one["chain"]): one["unit_class"] for one in found.manifest["labels"]["chains"]
    }
    rows = [
        Stage(
            crossing=row["crossing"],
            chain=row["chain"],
            direction=row["direction"],
            unit_class=classes.get((row["crossing"], row["chain"]), ""),
            post=row["post"],
            stage=row["stage"],
            name=texts(row["stage"]),
            hours=interval(row, "stage_h"),
            waiting=interval(row, "waited_h"),
        )
        for row in found.summary.get("stages", ())
        if crossing in ("", row["crossing"])
        and direction in ("", row["direction"])
        and row["stage_h"] is not None
    ]
    return Stages(rows=rows)
