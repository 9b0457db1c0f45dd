"""Scenarios of the project with what they change, whether changes that are asked for can be made, and the server."""

import importlib.util
from datetime import date
from typing import Annotated, get_args

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StringConstraints

from crossgauge import __version__
from crossgauge.app import limits
from crossgauge.app.asked import PLAIN_REPLICAS, PLAIN_WARMUP_DAYS, Kind
from crossgauge.app.edits import EDITED, Edits, Words, read_text, scenario_text
from crossgauge.app.errors import Refused
from crossgauge.app.kept import Kept
from crossgauge.app.shapes.scenarios import About, NetworkSaid, ScenarioTold
from crossgauge.app.texts import texts, word_of
from crossgauge.app.told_scenarios import file_told, text_told
from crossgauge.app.workspace import Here, Workspace
from crossgauge.sources.scenarios import BASE, scenarios_in
from crossgauge.views.words import LANGUAGES

PLAIN_SEED = 1
TOLD = Kept[list[ScenarioTold]](most=4)
Yaml = Annotated[str, StringConstraints(max_length=100_000)]
router = APIRouter(prefix="/api", tags=["scenarios"])


class Checked(BaseModel):
    """Changes to be checked: as edits or as the YAML of a scenario's file, on top of a scenario of the project."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenario: Words = BASE
    edits: Edits = ()
    text: Yaml | None = None


@router.get("/about")
def about(here: Here) -> About:
    """What the server is, and what one may ask of it."""
    network = here.network
    return About(
        version=__version__,
        network=NetworkSaid(
            id=network.id, name=texts(network.name or network.id), zone=network.clock,
            start=day(network.start), end=day(network.end), embedded=here.embedded,
        ),
        languages=list(LANGUAGES),
        kinds=[kind for kind in get_args(Kind) if importlib.util.find_spec(f"crossgauge.cli.{kind}")],
        defaults={"replicas": PLAIN_REPLICAS, "seed": PLAIN_SEED, "warmup_days": PLAIN_WARMUP_DAYS},
        limits=limits.told(),
        boundaries=word_of("map.disclaimer"),
    )  # fmt: skip


@router.get("/scenarios")
def scenarios(here: Here) -> list[ScenarioTold]:
    """The network as it is, then the scenarios of the project by name, as their files say them."""
    return TOLD.get((here.project, here.stamp()), lambda: all_told(here))


@router.get("/scenarios/{name}")
def one_scenario(name: str, here: Here) -> ScenarioTold:
    """One scenario of the project."""
    here.known(name)
    found = [one for one in scenarios(here) if one.id == name]
    if not found:
        raise Refused(404, "Expected one scenario; several joined by '+' are for jobs.")
    return found[0]


@router.post("/scenarios/check")
def check(asked: Checked, here: Here) -> ScenarioTold:
    """The scenario that changes make, if they can be made; else every fault, with its line."""
    if (asked.text is None) == (not asked.edits):
        raise Refused(422, "Expected either 'edits' or 'text'.")
    text = scenario_text(asked.edits) if asked.text is None else asked.text
    read_text(text, here.network_with(asked.scenario))
    return text_told(EDITED, text)


def all_told(here: Workspace) -> list[ScenarioTold]:
    """The base and every scenario of the project."""
    network = here.network
    base = ScenarioTold(id=BASE, name=texts(network.name or network.id), note="", after=[], days=[], changes=[])
    return [base, *(file_told(file) for file in scenarios_in(here.project).values())]


def day(instant: date | None) -> str | None:
    """A day as ISO text."""
    return None if instant is None else instant.isoformat()
