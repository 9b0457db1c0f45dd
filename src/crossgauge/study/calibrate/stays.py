"""Durations of work out of a log: of the step itself, or of those who found a server free and did not wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from crossgauge.model.calendars import ALWAYS, Calendar
from crossgauge.model.crossings import Resource
from crossgauge.model.flow import walk
from crossgauge.model.network import Network
from crossgauge.model.steps import Move, Seize, Step, Transload, Use
from crossgauge.study.calibrate.arrivals import local_stamps
from crossgauge.study.calibrate.matching import KEYS, Key, Match, spots_of
from crossgauge.study.calibrate.samples import Floats

MILLISECONDS = 3_600_000.0  # in an hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays:
    """Durations, h, whether each was still open, and `why` there are none, in words.

    n_found : rows of the stage, where only those count who found a server idle; 0 where all count
    """

    hours: Floats
    censored: np.ndarray
    n_found: int = 0
    why: str = ""


def none(why: str) -> Stays:
    """No durations, and why."""
    return Stays(hours=np.empty(0), censored=np.empty(0, bool), why=why)


def rows_of(records: pl.DataFrame, keys: Sequence[Key]) -> pl.DataFrame:
    """The rows that have one of the keys, not in motion."""
    chosen = [
        reduce(
            lambda one, two: one & two, [pl.col(name) == word for name, word in zip(KEYS, key, strict=True)]
        )
        for key in keys
    ]
    return records.filter(~pl.col("moving") & reduce(or_, chosen)) if chosen else records.clear()


def durations_of(rows: pl.DataFrame, until: datetime) -> Stays:
    """Time from entry to exit; of those still open to the end of the log. Rows whose exit is unknown are left out."""
    known = rows.filter(pl.col("left").is_not_null() | pl.col("censored"))
    end = pl.coalesce(pl.col("left"), pl.lit(until, known.schema["left"]))
    hours = known.select(((end - pl.col("entered")).dt.total_milliseconds() / MILLISECONDS).alias("h"))["h"]
    return Stays(hours=hours.to_numpy(), censored=known["censored"].to_numpy())


def work_of(
    network: Network, records: pl.DataFrame, match: Match, every: Sequence[Match], until: datetime
) -> Stays:
    """Durations of the work that a match tells of.

    Where the log has whole stages, the stay of a unit that finds one of the servers idle in opening hours is its work.
    Whom one finds depends on those before, not on one's own work: so these stays are a fair sample of all (a service
    time is independent of the state at arrival).
    """
    rows, step = rows_of(records, match.keys), match.spot.step
    if isinstance(step, Move) and not match.of_step:
        name = match.spot.names[0]
        return none(
            f"the stage holds waiting for the way as well. Log begin and end of the run, as '{name}'."
        )
    if match.of_step or not isinstance(step, Use):
        return durations_of(rows, until)
    resource, path = resource_of(network, match.spot.crossing, step.use)
    shared = [one for one in every if isinstance(one.spot.step, Use) and one.spot.step.use == step.use
              and one.spot.crossing == match.spot.crossing and not one.of_step]  # fmt: skip
    why = unclear(network, match, resource, path, shared)
    if why or resource is None:
        return none(why)
    present = [
        (rows_of(records, one.keys), one.spot.step.count) for one in shared if isinstance(one.spot.step, Use)
    ]
    idle = found_idle(rows["entered"], present, resource.count - step.count)
    calendar = next((one for one in network.calendars if one.id == resource.hours), None)
    free = (
        idle & open_at(calendar, rows["entered"].to_list()) & ~closed_by_date(network, match, rows["entered"])
    )
    stays = durations_of(rows.filter(pl.Series(free)), until)
    return Stays(hours=stays.hours, censored=stays.censored, n_found=rows.height)


def resource_of(network: Network, crossing: str, name: str) -> tuple[Resource | None, tuple[str, ...]]:
    """A resource of a crossing or of the network, and its path."""
    for owner in (one for one in network.crossings if one.id == crossing):
        for resource in owner.resources:
            if resource.id == name:
                return resource, ("crossings", crossing, "resources", name)
    return next((one for one in network.resources if one.id == name), None), ("resources", name)


def unclear(
    network: Network, match: Match, resource: Resource | None, path: tuple[str, ...], shared: Sequence[Match]
) -> str:
    """Why the log cannot tell who found a server idle; '' if it can."""
    name, tell = match.spot.names[0], "Log begin and end of the work itself"
    if resource is None or path[0] == "resources":
        return f"the stage holds waiting as well, for what crossings share. {tell}, as '{name}'."
    known = {one.spot.path for one in shared}
    for crossing in network.crossings:
        for chain in crossing.chains if crossing.id == match.spot.crossing else ():
            uses = [
                spot
                for spot in spots_of(crossing, chain)
                if isinstance(spot.step, Use) and spot.step.use == resource.id
            ]
            unseen = [spot for spot in uses if spot.path not in known]
            if unseen or takes_otherwise(chain.steps, resource.id):
                told = f"the stage holds waiting for {resource.id} as well, which also serve {chain.id}, unseen here"
                return f"{told}. {tell}, as '{name}'."
    if resource.failures or (resource.on_close == "pause" and resource.hours != ALWAYS) or resource.preempts:
        return f"the stage holds interruptions of {resource.id} as well. {tell}, as '{name}'."
    within = ".".join(path)
    if any(
        change.path.startswith(within) for agreement in network.agreements for change in agreement.changes
    ):
        return (
            f"the stage holds waiting for {resource.id} as well, whose number changes. {tell}, as '{name}'."
        )
    return ""


def takes_otherwise(steps: tuple[Step, ...], name: str) -> bool:
    """Whether a chain takes the resource in another way than a use."""
    return any(
        (isinstance(step, Seize) and step.seize == name)
        or (isinstance(step, Transload) and name in (step.machine, step.onto))
        for _, step in walk(steps, ())
    )


def found_idle(entered: pl.Series, present: Sequence[tuple[pl.DataFrame, int]], room: int) -> np.ndarray:
    """Whether each entry found at most `room` in use, (n,) bool; exits at the same instant come first.

    present : rows that use the servers, and how many of them each takes. Who came first of two that enter at one
    instant is not known: neither counts.

    >>> from datetime import UTC
    >>> at = lambda *hours: pl.Series([datetime(2023, 1, 1, hour, tzinfo=UTC) for hour in hours])
    >>> rows = pl.DataFrame({"entered": at(0, 1, 3), "left": at(2, 3, 4), "censored": [False] * 3})
    >>> found_idle(rows["entered"], [(rows, 1)], 0).tolist()
    [True, False, True]
    """
    at = entered.dt.epoch("ms").to_numpy()
    in_use = np.zeros(len(at))
    for rows, count in present:
        inside = rows.filter(pl.col("left").is_not_null() | pl.col("censored"))
        came = np.sort(inside["entered"].dt.epoch("ms").to_numpy())
        went = np.sort(inside["left"].drop_nulls().dt.epoch("ms").to_numpy())
        in_use += count * (np.searchsorted(came, at, "left") - np.searchsorted(went, at, "right"))
    _, place, times = np.unique(at, return_inverse=True, return_counts=True)
    return np.asarray((in_use <= room) & (times[place] == 1))


def open_at(calendar: Calendar | None, instants: Sequence[datetime]) -> np.ndarray:
    """Whether a calendar is open at each instant, (n,) bool; None is always open."""
    if calendar is None:
        return np.ones(len(instants), bool)
    local = local_stamps(instants, calendar.clock)
    closed = np.array([str(day) for day in calendar.closed], "datetime64[D]")
    found = np.zeros(len(instants), bool)
    for back in (0, 1):  # a period of the day before may pass midnight
        day = local.astype("datetime64[D]") - back
        weekday = (day.astype(np.int64) + 3) % 7
        since = (local - day).astype("timedelta64[ms]").astype(np.int64) / 1000.0
        for period in calendar.periods:
            inside = (weekday == period.weekday) & (since >= period.start_s) & (since < period.end_s)
            found |= inside & ~np.isin(day, closed)
    return found


def closed_by_date(network: Network, match: Match, entered: pl.Series) -> np.ndarray:
    """Whether each entry falls into a closure of the crossing or of something in it, (n,) bool."""
    at, zone = entered.dt.epoch("ms").to_numpy(), ZoneInfo(network.clock)
    shut = np.zeros(len(at), bool)
    for closure in network.closures:
        if any(name.split(".")[0] == match.spot.crossing for name in closure.of):
            ends = (one if one.tzinfo else one.replace(tzinfo=zone) for one in (closure.start, closure.end))
            first, last = (one.timestamp() * 1_000.0 for one in ends)
            shut |= (at >= first) & (at < last)
    return shut
