"""Rules of travellers, institutes and events: what they name is there, and days run forward."""

from collections.abc import Iterable
from datetime import date

from crossgauge.model.findings import Faults, fault, reference
from crossgauge.model.network import Network
from crossgauge.model.paths import Path
from crossgauge.model.travel import TravelSeries


def travel(network: Network) -> Faults:
    """Series of travellers name a crossing, chains and agreements; none is exempted and a control of one thing."""
    agreements = {one.id for one in network.agreements}
    chains = {one.id: {chain.id for chain in one.chains} for one in network.crossings}
    for series in network.travel:
        path = ("travel", series.id)
        yield from reference((*path, "crossing"), "crossing", series.crossing, chains)
        for chain in series.chains if series.crossing in chains else ():
            yield from reference((*path, "chains"), "chain", chain, chains[series.crossing])
        yield from reference((*path, "exempted_by"), "agreement", series.exempted_by, agreements)
        yield from reference((*path, "control_for"), "agreement", series.control_for, agreements)
        if series.exempted_by and series.exempted_by == series.control_for:
            wrong = f"is '{series.control_for}', under which its travellers came"
            yield fault((*path, "control_for"), wrong, "Expected one of exempted_by and control_for.")
        yield from counted(path, series)


def counted(path: Path, series: TravelSeries) -> Faults:
    """There are counts, each of days that run forward."""
    if not series.counts:
        yield fault((*path, "counts"), "is empty", "Expected counts with 'from', 'until' and 'persons'.")
    for nth, count in enumerate(series.counts):
        yield from forward((*path, "counts", str(nth), "until"), count.start, count.end)


def forward(path: Path, start: date, end: date | None) -> Faults:
    """A fault where an end is before its start."""
    if end is not None and end < start:
        yield fault(path, f"is {end}, before {start}", "Expected it not before 'from'.")


def beliefs(network: Network) -> Faults:
    """A belief is of an agreement, and its median lies between its ends."""
    agreements = {one.id for one in network.agreements}
    for belief in network.beliefs:
        path = ("beliefs", belief.id)
        yield from reference(path, "agreement", belief.id, agreements)
        if not belief.low < belief.median < belief.high:
            wrong = f"is {belief.median:g}, not between {belief.low:g} and {belief.high:g}"
            yield fault((*path, "median"), wrong, "Expected low < median < high.")


def institutes(network: Network) -> Faults:
    """An institute is part of one that is there."""
    known = {one.id for one in network.institutes}
    for one in network.institutes:
        yield from reference(("institutes", one.id, "part_of"), "institute", one.part_of, others(one.id, known))


def others(name: str, known: Iterable[str]) -> set[str]:
    """The ids without one."""
    return set(known) - {name}


def timeline(network: Network) -> Faults:
    """Events cite facts and agreements that are there, and end after they begin."""
    facts, agreements = {one.id for one in network.facts}, {one.id for one in network.agreements}
    for event in network.timeline:
        path = ("timeline", event.id)
        yield from reference((*path, "fact"), "fact", event.fact, facts)
        yield from reference((*path, "agreement"), "agreement", event.agreement, agreements)
        yield from forward((*path, "until"), event.start, event.end)
