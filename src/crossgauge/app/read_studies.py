"""Comparisons, investments, worth, flows and pipelines."""

from typing import Annotated

from fastapi import APIRouter, Query

from crossgauge.app.results import study_ids
from crossgauge.app.shapes.studies import (
    Comparison,
    InvestmentTold,
    Pipelines,
    PipelineTold,
    StudyList,
    StudyTables,
)
from crossgauge.app.told_pipelines import pipeline_told, pipelines_told
from crossgauge.app.told_studies import comparison_told, investment_told, study_row
from crossgauge.app.told_tables import flows_told, worth_told
from crossgauge.app.workspace import Here, Workspace
from crossgauge.sources.scenarios import BASE

MOST_STUDIES, MOST_ROWS, MOST_OUT = 500, 5_000, 20
router = APIRouter(prefix="/api", tags=["studies"])
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="most rows of a table")]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
Few = Annotated[int, Query(ge=1, le=MOST_STUDIES)]
Year = Annotated[int | None, Query(ge=1900, le=2200, description="whose nominations; null: the last ones")]


@router.get("/comparisons")
def read_comparisons(here: Here, limit: Few = 100, offset: Offset = 0) -> StudyList:
    """Comparisons, the latest first."""
    return listed(here, "comparison", limit, offset)


@router.get("/comparisons/{study}")
def read_comparison(
    here: Here,
    study: str,
    metric: Annotated[str, Query(max_length=50, description="as border_h; '' for all")] = "",
    crossing: Annotated[str, Query(max_length=100, description="'' for all")] = "",
    limit: Limit = 1_000,
    offset: Offset = 0,
) -> Comparison:
    """Paired differences with intervals, and recoveries."""
    return comparison_told(here, study, metric, crossing, limit, offset)


@router.get("/investments")
def read_investments(here: Here, limit: Few = 100, offset: Offset = 0) -> StudyList:
    """Investment studies, the latest first."""
    return listed(here, "investment", limit, offset)


@router.get("/investments/{study}")
def read_investment(here: Here, study: str, limit: Limit = 200, offset: Offset = 0) -> InvestmentTold:
    """Ranked projects and portfolios, and the marginal curve."""
    return investment_told(here, study, limit, offset)


@router.get("/worth")
def read_worths(here: Here, limit: Few = 100, offset: Offset = 0) -> StudyList:
    """Studies of what hours are worth, the latest first."""
    return listed(here, "worth", limit, offset)


@router.get("/worth/{study}")
def read_worth(here: Here, study: str, limit: Limit = 1_000, offset: Offset = 0) -> StudyTables:
    """Costs, trade, income and visits, with their intervals."""
    return worth_told(here, study, limit, offset)


@router.get("/flows")
def read_flow_studies(here: Here, limit: Few = 100, offset: Offset = 0) -> StudyList:
    """Studies of flows, the latest first."""
    return listed(here, "flows", limit, offset)


@router.get("/flows/{study}")
def read_flows(here: Here, study: str, limit: Limit = 1_000, offset: Offset = 0) -> StudyTables:
    """What goes which way, as the tables that the study wrote."""
    return flows_told(here, study, limit, offset)


@router.get("/pipelines")
def read_pipelines(
    here: Here, year: Year = None, scenario: Annotated[str, Query(max_length=300)] = BASE
) -> Pipelines:
    """All pipelines beside each other."""
    return pipelines_told(here.network_with(scenario), year)


@router.get("/pipelines/{line}")
def read_pipeline(
    here: Here,
    line: str,
    out_of_service: Annotated[
        list[str], Query(max_length=MOST_OUT, description="as kp4, or kp4:2 for units")
    ] = [],  # noqa: B006
    year: Year = None,
    scenario: Annotated[str, Query(max_length=300)] = BASE,
) -> PipelineTold:
    """Pressure along a line, linepack and what it carries with stations out of service."""
    return pipeline_told(here.network_with(scenario), line, tuple(out_of_service), year)


def listed(here: Workspace, kind: str, limit: int, offset: int) -> StudyList:
    """Studies of a kind."""
    found = study_ids(here, kind)
    rows = [study_row(here, study, kind) for study in found[offset : offset + limit]]
    return StudyList(studies=rows, total=len(found), offset=offset, limit=limit)
