"""People who cross: counted series of travellers, what is believed of an exemption, and who looks after them."""

from dataclasses import dataclass
from datetime import date

from crossgauge.model.attribute import attribute
from crossgauge.model.places import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Persons counted from a day to a day, both included."""

    start: date = attribute("first day counted", unit="date", key="from")
    end: date = attribute("last day counted", unit="date", key="until")
    persons: float = attribute("persons counted in these days", unit="1", above=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelSeries:
    """Travellers as one source counts them; another source, or another definition, is another series."""

    id: str = attribute("short name used by everything else")
    name: str = attribute("who is counted where, in English")
    names: Names = attribute("names in other languages", default=())
    crossing: str = attribute("crossing where a run counts the same; none: nowhere", refers="crossing", default="")
    chains: tuple[str, ...] = attribute("its chains with these travellers", default=())
    counted: int = attribute("times that one unit's persons are counted: 2 in and out", unit="1", at_least=1, default=1)
    exempted_by: str = attribute("agreement that these travellers came under", refers="agreement", default="")
    control_for: str = attribute("agreement that left them as they were", refers="agreement", default="")
    counts: tuple[Count, ...] = attribute("what was counted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """What earlier studies say of an exemption's effect on travel, as a log-normal factor."""

    id: str = attribute("the agreement that it is of", refers="agreement")
    median: float = attribute("factor by which travel is multiplied", unit="1", above=0)
    low: float = attribute("5 % of it lie below", unit="1", above=0)
    high: float = attribute("5 % of it lie above", unit="1", above=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Institute:
    """A consulate, an institute, or several told together, with the persons that they served by year."""

    id: str = attribute("short name used by everything else")
    name: str = attribute("name in English")
    names: Names = attribute("names in other languages", default=())
    kind: str = attribute("what it is", one_of=("embassy", "consulate", "visa service", "institute"))
    of: str = attribute("country whose it is, ISO 3166 code of two letters")
    country: str = attribute("country where it works, likewise")
    city: str = attribute("city where it works; none: of several", default="")
    number: int = attribute("how many are told together", unit="1", at_least=1, default=1)
    part_of: str = attribute("institute with which it is counted", refers="institute", default="")
    opened: date | None = attribute("first day, or first day of the month", unit="date", default=None)
    trainees: tuple[tuple[int, float], ...] = attribute("(year, trainees)", unit="1/year", default=())
    visas: tuple[tuple[int, float], ...] = attribute("(year, visas issued)", unit="1/year", default=())
