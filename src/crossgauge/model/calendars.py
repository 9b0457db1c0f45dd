"""Opening hours, shifts and holidays in local time, gates that let units pass, and closures by date."""

from dataclasses import dataclass
from datetime import date, datetime

from crossgauge.model.attribute import attribute

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = "always"  # the calendar that needs no declaration


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of a weekday, in local time. `end_s` may pass midnight (22:00-06:00 ends at 30 h)."""

    weekday: int = attribute("0 Monday to 6 Sunday", unit="1", at_least=0, at_most=6)
    start_s: float = attribute("since local midnight", unit="s", at_least=0)
    end_s: float = attribute("since local midnight", unit="s", above=0)
    count: int | None = attribute("staff in this shift; none: the resource's own count", unit="1", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When something is open: periods of the week less breaks, holidays and single days."""

    id: str = attribute("short name used by everything else")
    clock: str = attribute("time zone, as 'Asia/Almaty'")
    periods: tuple[Period, ...] = attribute("weekly opening, breaks already cut out", key="open")
    closed: tuple[date, ...] = attribute("holidays and other days closed, local dates", unit="date", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A place where units wait for time rather than for a server.

    hours : passes freely while `hours` is open
    quota : at most `count` in each `period` of the open time; what is unused lapses
    paths : `count` departures a day, evenly spaced in the open time, or at `times`
    slots : windows of `period` in the open time, `count` units each
    """

    id: str = attribute("short name within its crossing or the network")
    kind: str = attribute("what it is", one_of=("hours", "quota", "paths", "slots"))
    post: str = attribute("post of the crossing", default="")
    hours: str = attribute("calendar of its opening", refers="calendar", default=ALWAYS)
    clock: str = attribute("time zone for days, where `hours` is always", default="")
    count: int | None = attribute("units a period; paths a day", unit="1", at_least=0, default=None)
    period_s: float = attribute("length of a period", unit="s", above=0, default=86_400.0)
    times: tuple[float, ...] = attribute("local times of day of the paths", unit="s", default=())
    discipline: str = attribute("who goes first", one_of=("first-come", "priority"), default="first-come")


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A time in which crossings, gates, resources or links do not work."""

    id: str = attribute("short name")
    of: tuple[str, ...] = attribute("crossings, or 'crossing.gate' and 'crossing.resource'")
    start: datetime = attribute("first instant, local to the network's clock unless it says", unit="date", key="from")
    end: datetime = attribute("first instant after it", unit="date", key="until")
    reason: str = attribute("why", default="")
