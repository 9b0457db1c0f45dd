"""Closures that a scenario has and the base has not, and how each crossing recovers from them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from crossgauge.arrays.parts import things_of
from crossgauge.indicators.recovery import backlog, recovery
from crossgauge.model.network import Network
from crossgauge.tables.store import Results

SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("scenario", "closure", "crossing"), pl.String),
    **dict.fromkeys(("shut", "opened"), pl.Datetime("us")),
    "replicas": pl.Int64,
    **dict.fromkeys(("most", "most_pm", "band", "back_d", "back_pm"), pl.Float64),
    "n_back": pl.Int64,
    **dict.fromkeys(("gone_d", "gone_pm"), pl.Float64),
    "n_gone": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Shut:
    """A closure at a crossing, in the network's clock."""

    closure: str
    crossing: str
    start: datetime
    end: datetime


def recoveries(
    networks: Mapping[str, Network], results: Mapping[str, Results], start: date, days: int
) -> pl.DataFrame:
    """A row for each closure of a scenario and crossing that it shuts (`indicators.recovery.Recovery`)."""
    (base, network), *others = networks.items()
    behind = start + timedelta(days=days)
    rows = []
    for name, other in others:
        for shut, until in shut_in(network, other, start, behind):
            if shut.crossing not in results[base].manifest["labels"]["crossings"]:
                continue  # nothing to recover to
            pair = [backlog(results[one].resources, shut.crossing) for one in (base, name)]
            found = recovery(pair[0], pair[1], start, shut.start, shut.end, until)
            rows.append(
                {
                    "scenario": name,
                    "closure": shut.closure,
                    "crossing": shut.crossing,
                    "shut": shut.start,
                    "opened": shut.end,
                    **asdict(found),
                }
            )
    return pl.DataFrame(rows, schema=SCHEMA).fill_nan(None)


def shut_in(base: Network, other: Network, start: date, behind: date) -> Iterator[tuple[Shut, date]]:
    """New closures of a network that begin in a period, with the day on which looking ends: the next, or its end."""
    known = {(one.of, one.start, one.end) for one in base.closures}
    new = [
        Shut(one.id, crossing, local(one.start, other.clock), local(one.end, other.clock))
        for one in other.closures
        if (one.of, one.start, one.end) not in known
        for crossing in crossings_of(other, one.of)
    ]
    for shut in sorted(new, key=lambda one: (one.start, one.crossing)):
        later = [one.start.date() for one in new if one.crossing == shut.crossing and one.start >= shut.end]
        if start <= shut.start.date() < behind:
            yield shut, min([behind, *later])


def local(instant: datetime, clock: str) -> datetime:
    """An instant as the network's clock shows it."""
    return instant if instant.tzinfo is None else instant.astimezone(ZoneInfo(clock)).replace(tzinfo=None)


def crossings_of(network: Network, of: tuple[str, ...]) -> list[str]:
    """The crossings at which units meet what is closed."""
    names = {name.partition(".")[0] for name in of}
    return [
        crossing.id
        for crossing in network.crossings
        if crossing.id in names
        or any(
            thing[2] in of and thing[1] == ""
            for chain in crossing.chains
            for thing in things_of(crossing, chain)
        )
    ]
