"""The declared network: what the map draws, the timeline, and observed figures."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from crossgauge.app.kept import Kept
from crossgauge.app.shapes.network import Event, Facts, NetworkTold, Observed
from crossgauge.app.texts import texts
from crossgauge.app.told_network import day_text, network_told, source_told
from crossgauge.app.workspace import Here, Workspace
from crossgauge.model.agreements import Agreement
from crossgauge.model.calendars import Closure
from crossgauge.model.facts import Fact
from crossgauge.model.network import Network
from crossgauge.model.timeline import Event as TimelineEvent
from crossgauge.sources.scenarios import BASE
from crossgauge.study.observed import observed_value, year_of

MOST_FACTS = 1_000
router = APIRouter(prefix="/api", tags=["network"])
Scenario = Annotated[str, Query(max_length=300, description="scenarios joined by '+'; 'base' for none")]
Told = tuple[Network, NetworkTold]  # the network is held, so that its id stays its own
NETWORKS = Kept[Told](most=8)


@router.get("/network")
def read_network(here: Here, scenario: Scenario = BASE) -> NetworkTold:
    """All that the map draws, of the network as declared or with a scenario."""
    return told_with(here, scenario)


@router.get("/timeline")
def read_timeline(here: Here, scenario: Scenario = BASE) -> list[Event]:
    """Dated agreements, measures, works and closures in the order of their days."""
    network = here.network_with(scenario)
    return sorted(events_of(network), key=lambda one: (one.day or "", one.id))


@router.get("/facts")
def read_facts(
    here: Here,
    subject: Annotated[str, Query(max_length=300, description="facts of this subject; '' for all")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_FACTS)] = 200,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Facts:
    """Observed figures with their sources."""
    facts = here.network.facts
    chosen = [fact for fact in facts if subject in ("", fact.subject)]
    return Facts(
        subjects=sorted({fact.subject for fact in facts}),
        facts=[observed_told(fact) for fact in chosen[offset : offset + limit]],
        total=len(chosen),
        offset=offset,
        limit=limit,
    )


def told_with(here: Workspace, scenario: str) -> NetworkTold:
    """What the map draws of the network with a scenario. Raises NotFound, ProjectFaulty."""
    return told_with_network(here.network_with(scenario), scenario)


def told_with_network(network: Network, scenario: str) -> NetworkTold:
    """What the map draws of a network, kept."""
    return NETWORKS.get((id(network), scenario), lambda: (network, network_told(network, scenario)))[1]


def events_of(network: Network) -> list[Event]:
    """Events that are told, agreements and closures that change the model."""
    changed = {one.id: len(one.changes) for one in network.agreements}
    return [
        *(told_event(one, changed.get(one.agreement, 0)) for one in network.timeline),
        *(told_agreement(network, one) for one in network.agreements),
        *(told_closure(network, one) for one in network.closures),
    ]


def told_event(one: TimelineEvent, changes: int) -> Event:
    """An event of the timeline; what it changed, an agreement changes."""
    exact: Any = one.known_to
    return Event(
        id=one.id, day=day_text(one.start), until=day_text(one.end), known_to=exact, name=texts(one.name, one.names),
        kind=one.kind, changes_model=changes > 0, agreement=one.agreement, scenario=one.scenario, changes=changes,
        note="", sources=[one.fact],
    )  # fmt: skip


def told_agreement(network: Network, one: Agreement) -> Event:
    """A treaty, measure, work or restriction of the model."""
    return Event(
        id=one.id, day=day_text(one.start), until=day_text(one.end), known_to="day", name=texts(one.name, one.names),
        kind="agreement", changes_model=bool(one.changes), agreement=one.id, scenario="", changes=len(one.changes),
        note="", sources=cited_by(network, f"agreements.{one.id}."),
    )  # fmt: skip


def told_closure(network: Network, one: Closure) -> Event:
    """A time in which something does not work."""
    return Event(
        id=one.id, day=one.start.date().isoformat(), until=one.end.date().isoformat(), known_to="day",
        name=texts(one.reason or one.id), kind="closure", changes_model=True, agreement="", scenario="",
        changes=len(one.of), note=", ".join(one.of), sources=cited_by(network, f"closures.{one.id}."),
    )  # fmt: skip


def cited_by(network: Network, prefix: str) -> list[str]:
    """Facts that values below a path cite."""
    told = [value.fact for value in network.provenance if value.path.startswith(prefix) and value.fact]
    return list(dict.fromkeys(part.strip() for one in told for part in one.split(",")))


def observed_told(fact: Fact) -> Observed:
    """A fact as a point: a figure, or a day."""
    role: Any = fact.role
    day = fact.value.strip() if is_day(fact.value) else None
    return Observed(
        id=fact.id,
        value=observed_value(fact.value, is_date=False),
        day=day,
        year=year_of(fact.period),
        role=role,
        source=source_told(fact),
    )


def is_day(text: str) -> bool:
    """Whether a text is a day in ISO."""
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        return False
    return len(text.strip()) == len("2024-01-01")
