"""The declared network: what the map draws, the timeline, and observed figures."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from crossgauge.app.kept import Kept
from crossgauge.app.shapes.network import Event, Facts, NetworkTold, Observed
from crossgauge.app.texts import texts
from crossgauge.app.told_network import day_text, network_told, source_told
from crossgauge.app.workspace import Here, Workspace
from crossgauge.model.facts import Fact
from crossgauge.model.network import Network
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
    """Agreements and closures of a network, and what its timeline tells besides."""
    found = [
        Event(
            id=one.id, day=day_text(one.start), until=day_text(one.end), name=texts(one.name, one.names),
            kind="agreement", changes_model=bool(one.changes), changes=len(one.changes), note="",
            sources=cited_by(network, f"agreements.{one.id}."),
        )
        for one in network.agreements
    ]  # fmt: skip
    found += [
        Event(
            id=one.id, day=one.start.date().isoformat(), until=one.end.date().isoformat(),
            name=texts(one.reason or one.id), kind="closure", changes_model=True, changes=len(one.of),
            note=", ".join(one.of), sources=cited_by(network, f"closures.{one.id}."),
        )
        for one in network.closures
    ]  # fmt: skip
    return found + [event_told(one) for one in getattr(network, "timeline", ())]


def event_told(one: Any) -> Event:
    """An event of a declared timeline."""
    changes = tuple(getattr(one, "changes", ()))
    start, end = getattr(one, "start", None) or getattr(one, "day", None), getattr(one, "end", None)
    return Event(
        id=one.id, day=day_text(start) if isinstance(start, date) else None,
        until=day_text(end) if isinstance(end, date) else None, name=texts(one.name, getattr(one, "names", ())),
        kind=str(getattr(one, "kind", "event")), changes_model=bool(changes), changes=len(changes),
        note=str(getattr(one, "note", "")), sources=list(getattr(one, "facts", ())),
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
