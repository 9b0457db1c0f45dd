"""Events of a period with what they changed, and the curves of a run that they are drawn beside."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from crossgauge.indicators.border import queue_by_day
from crossgauge.model.network import Network
from crossgauge.model.timeline import Event
from crossgauge.tables.store import Results

CURVES = {"what": pl.String, "mode": pl.String, "month": pl.Date, "value": pl.Float64}
WAITING, PERSONS = "waiting", "persons"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event with what it changed in the model: `changes` values of its agreement, none for what is only told."""

    event: Event
    source: str
    confidence: str
    agreement: str
    changes: int


def events_of(network: Network, start: date | None = None, end: date | None = None) -> tuple[Told, ...]:
    """The events that fall into the days from `start` to `end`, both included, in their order.

    Without a day that side is open. Events of which only the month or the year is known fall into all of it.
    """
    facts = {fact.id: fact for fact in network.facts}
    agreements = {one.id: one for one in network.agreements}
    told = []
    for event in sorted(network.timeline, key=lambda one: (one.start, one.id)):
        if (end is not None and event.start > end) or (start is not None and last_day(event) < start):
            continue
        fact, agreement = facts[event.fact], agreements.get(event.agreement)
        told.append(
            Told(
                event=event,
                source=fact.source,
                confidence=fact.confidence,
                agreement=agreement.name if agreement else "",
                changes=len(agreement.changes) if agreement else 0,
            )
        )
    return tuple(told)


def last_day(event: Event) -> date:
    """The last day on which an event may have been.

    >>> last_day(Event(id="a", name="A", kind="visit", start=date(2024, 2, 1), known_to="month", fact="f"))
    datetime.date(2024, 2, 29)
    """
    if event.end is not None:
        return event.end
    if event.known_to == "year":
        return date(event.start.year, 12, 31)
    if event.known_to == "month":
        return (event.start.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return event.start


def curves_of(results: Results) -> pl.DataFrame:
    """Units waiting and persons a day by month and mode, means over replicas.

    Columns: `CURVES`; `what` is 'waiting' (mean number at all crossings of the mode) or 'persons' (a day).
    """
    modes = {name: told["mode"] for name, told in results.manifest["labels"]["crossings"].items()}
    named = pl.col("crossing").cast(pl.String).replace_strict(modes, default="", return_dtype=pl.String).alias("mode")
    month = pl.col("day").dt.truncate("1mo").alias("month")
    waiting = queue_by_day(results.resources).with_columns(named, month)
    by_day = waiting.group_by("mode", "month", "day").agg(pl.col("queue").sum())
    queue = by_day.group_by("mode", "month").agg(pl.col("queue").mean().alias("value"))
    flows = results.flows.with_columns(named, month)
    days = flows.group_by("month").agg(pl.col("day").n_unique().alias("days"))
    persons = (
        flows.group_by("mode", "month")
        .agg(pl.col("persons").sum())
        .join(days, on="month")
        .with_columns((pl.col("persons") / pl.col("days") / results.replicas).alias("value"))
    )
    parts = [(WAITING, queue), (PERSONS, persons)]
    made = [frame.with_columns(pl.lit(what).alias("what")).select(CURVES.keys()) for what, frame in parts]
    found = pl.concat(made).cast(CURVES)  # type: ignore[arg-type]
    return found.filter(pl.col("mode") != "").sort("what", "mode", "month")


def timeline_json(told: tuple[Told, ...]) -> str:
    """The events as JSON text."""
    rows = [
        {
            "id": one.event.id,
            "from": one.event.start.isoformat(),
            "until": None if one.event.end is None else one.event.end.isoformat(),
            "known_to": one.event.known_to,
            "kind": one.event.kind,
            "name": {"en": one.event.name, **dict(one.event.names)},
            "fact": one.event.fact,
            "source": one.source,
            "confidence": one.confidence,
            "agreement": one.event.agreement or None,
            "changes": one.changes,
            "scenario": one.event.scenario or None,
        }
        for one in told
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
