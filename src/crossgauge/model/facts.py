"""Observed figures with source and confidence, and the words that tell where each declared value came from."""

from dataclasses import dataclass
from datetime import date

from crossgauge.model.attribute import attribute


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a run must count to be held against a fact."""

    what: str = attribute(
        "the quantity",
        one_of=("count", "date_of", "teu", "tonnes", "persons", "hours", "transload_minutes", "earlier_days", "usd"),
    )
    crossing: str = attribute("crossing", refers="crossing", default="")
    chains: tuple[str, ...] = attribute("chains whose units are counted; none: all of the crossing", default=())
    link: str = attribute("or link on which they are counted", default="")
    post: str = attribute("hours, usd: at this post only", default="")
    start: date | None = attribute("first day counted", unit="date", key="from", default=None)
    end: date | None = attribute("last day counted", unit="date", key="until", default=None)
    nth: int | None = attribute("date_of, earlier_days: which unit", unit="1", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """An observed figure."""

    id: str = attribute("id of the record that it cites")
    subject: str = attribute("of what")
    quantity: str = attribute("which quantity")
    value: str = attribute("figure or date as text")
    unit: str = attribute("unit of the figure", default="")
    period: str = attribute("when", default="")
    confidence: str = attribute("how sure", one_of=("high", "medium", "low", "estimate"))
    source: str = attribute("where it was stated", default="")
    source_url: str = attribute("address", default="")
    note: str = attribute("definition and doubts", default="")
    role: str = attribute("put in, or held against the result", one_of=("input", "check", "context"), default="context")
    needs: str = attribute("what would have to be true where a run cannot reach it", default="")
    measure: Measure | None = attribute("what a run must count to be held against it", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where one declared value came from."""

    path: str = attribute("dotted path of the value")
    text: str = attribute("as written")
    fact: str = attribute("id of the fact that it cites", default="")
    assumed: str = attribute("or why it was assumed", default="")
    where: str = attribute("file and line", default="")
