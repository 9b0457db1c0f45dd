"""Events of the years that are simulated: told beside the curves, never simulated themselves.

An event that changed something names the agreement that does so in the model (`model.agreements`); the event itself
changes nothing, and a network without it gives the same results to the bit.
"""

from dataclasses import dataclass
from datetime import date

from crossgauge.model.attribute import attribute
from crossgauge.model.places import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, dated, in neutral words."""

    id: str = attribute("short name")
    name: str = attribute("what happened, in English and neutral words")
    names: Names = attribute("in other languages", default=())
    kind: str = attribute(
        "what it was",
        one_of=("visit", "summit", "meeting", "statement", "agreement", "rule", "works", "opening", "restriction"),
    )
    start: date = attribute("its day, or its first", unit="date", key="from")
    end: date | None = attribute("its last day; none: one day", unit="date", key="until", default=None)
    known_to: str = attribute("how exactly its day is known", one_of=("day", "month", "year"), default="day")
    fact: str = attribute("fact that tells of it", refers="fact")
    agreement: str = attribute("agreement that changes what it changed; none: nothing", refers="agreement", default="")
    scenario: str = attribute("scenario that tries what it speaks of", default="")
