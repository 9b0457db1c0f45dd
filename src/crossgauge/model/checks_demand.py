"""Rules of who comes, how many there are, and whether what they ask for can ever be."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crossgauge.errors import CrossgaugeError
from crossgauge.model.calendars import Calendar
from crossgauge.model.crossings import Chain, Crossing, Resource
from crossgauge.model.demand import Arrivals, Replay, Timetable
from crossgauge.model.epochs import states_by_day
from crossgauge.model.findings import Faults, chains, crossings, fault
from crossgauge.model.flow import walk
from crossgauge.model.network import Network
from crossgauge.model.paths import Path
from crossgauge.model.steps import Batch, Seize, Split, Transload, Use

LENGTHS = (("months", "months", 12), ("weekdays", "weekdays", 7), ("day_hours", "hours", 24))


def weights(network: Network) -> Faults:
    """Arrivals have 12, 7 and 24 weights of at least 0, and counts of at least 0; timetables have times."""
    for path, _, chain in chains(network):
        for index, demand in enumerate(chain.arrivals):
            within = (*path, "arrivals") if len(chain.arrivals) == 1 else (*path, "arrivals", str(index))
            if isinstance(demand, Arrivals):
                yield from _weights(within, demand)
            elif isinstance(demand, Timetable) and not (demand.times and demand.weekdays):
                yield fault(
                    within, "has no times or no weekdays", 'Expected {times: ["08:00"], weekdays: mon-fri}.'
                )
            elif isinstance(demand, Replay) and not demand.instants:
                yield fault(within, "has no instants", "Expected a log with at least one arrival.")


def _weights(path: Path, demand: Arrivals) -> Faults:
    for name, word, length in LENGTHS:
        values: tuple[float, ...] = getattr(demand, name)
        if len(values) != length:
            yield fault((*path, word), f"has {len(values)} weights", f"Expected {length}.")
        elif min(values) < 0 or sum(values) <= 0 or not math.isfinite(sum(values)):
            yield fault(
                (*path, word), "has a weight below 0, or none above", "Expected weights of at least 0."
            )
    years = [year for year, _ in demand.count]
    if not years:
        yield fault((*path, "count"), "is empty", "Expected counts by year such as {2023: 90000}.")
    if len(set(years)) < len(years):
        yield fault((*path, "count"), "has a year twice", "Expected every year once.")
    if any(not 0 <= count < math.inf for _, count in demand.count):
        yield fault((*path, "count"), "has a count below 0", "Expected counts of at least 0.")
    if demand.growth <= -1:
        yield fault((*path, "growth"), f"is {demand.growth:g}", "Expected a share such as 8 %, above -100 %.")


def _children(chain: Chain) -> Iterator[tuple[Path, Any, str]]:
    """Steps of a chain that make units of another, with that chain's id."""
    for path, step in walk(chain.steps, ("steps",)):
        if isinstance(step, Split):
            yield path, step, step.split
        elif isinstance(step, Transload):
            yield path, step, step.transload
        elif isinstance(step, Batch):
            yield path, step, step.into


def entered(network: Network) -> Faults:
    """Somebody comes into every chain, by arrival or out of another chain."""
    for path, crossing in crossings(network):
        made = {child for chain in crossing.chains for _, _, child in _children(chain)}
        for chain in crossing.chains:
            if not chain.arrivals and chain.id not in made:
                expected = "Expected arrivals, or a chain that splits, transloads or batches into it."
                yield fault((*path, "chains", chain.id), "is entered by nobody", expected)


def endless_children(network: Network) -> Faults:
    """Splitting and transloading come to an end: no chain makes units of itself, even by others."""
    for path, crossing in crossings(network):
        makes = {
            chain.id: {child for _, step, child in _children(chain) if not isinstance(step, Batch)}
            for chain in crossing.chains
        }
        for name in makes:
            reached: set[str] = set()
            ahead = list(makes[name])
            while ahead:
                child = ahead.pop()
                if child not in reached:
                    reached.add(child)
                    ahead += makes.get(child, ())
            if name in reached:
                wrong, expected = (
                    "makes units of itself without end",
                    "Expected loads that go on in another chain.",
                )
                yield fault((*path, "chains", name), wrong, expected)


def loads(network: Network) -> Faults:
    """Who splits or transloads without a count carries something, or is a batch."""
    loaded = {one.id for one in network.classes if one.load is not None}
    for path, crossing in crossings(network):
        batches = {
            child
            for chain in crossing.chains
            for _, step, child in _children(chain)
            if isinstance(step, Batch)
        }
        for chain in crossing.chains:
            if chain.unit_class in loaded or chain.id in batches:
                continue
            for place, step, _ in _children(chain):
                if not isinstance(step, Batch) and step.count is None:
                    wrong = f"has no count, and class '{chain.unit_class}' has no load"
                    yield fault(
                        (*path, "chains", chain.id, *place), wrong, "Expected 'count' or a load of the class."
                    )


def capacities(network: Network) -> Faults:
    """Nobody asks for more of a resource than there ever is."""
    ever = most_ever(list(states_of(network)))
    for path, crossing in crossings(network):
        most = {one.id: ever["", one.id] for one in network.resources}
        most |= {one.id: ever[crossing.id, one.id] for one in crossing.resources}
        for chain in crossing.chains:
            for place, step in walk(chain.steps, (*path, "chains", chain.id, "steps")):
                for name, count in _asked(step):
                    if name in most and count > most[name]:
                        wrong = (
                            f"asks for {count} of '{name}', of which there are never more than {most[name]}"
                        )
                        yield fault(
                            place, wrong, "Expected at most that, or a larger 'count' of the resource."
                        )


def states_of(network: Network) -> Iterator[Network]:
    """The network as declared and on the first day of every agreement that changes something."""
    yield network
    on = states_by_day(network)
    for day in sorted({agreement.start for agreement in network.agreements if agreement.changes}):
        try:
            yield on(day)
        except CrossgaugeError:
            continue  # the rule of agreements has said it


def most_ever(states: Sequence[Network]) -> dict[tuple[str, str], int]:
    """The most that there ever is of each resource, by crossing ('' for the network's) and id."""
    most: dict[tuple[str, str], int] = {}
    known: set[tuple[int, int]] = set()  # by identity: what an agreement leaves alone is the same object
    for state in states:
        calendars = {calendar.id: calendar for calendar in state.calendars}
        owners: list[tuple[str, Network | Crossing]] = [("", state)]
        owners += [(crossing.id, crossing) for crossing in state.crossings]
        for name, owner in owners:
            if (key := (id(owner.resources), id(state.calendars))) in known:
                continue
            known.add(key)
            for one in owner.resources:
                most[name, one.id] = max(most.get((name, one.id), 0), most_of(one, calendars))
    return most


def most_of(resource: Resource, calendars: Mapping[str, Calendar]) -> int:
    """The most that there is of a resource, by count or by shift."""
    calendar = calendars.get(resource.hours)
    shifts = [period.count for period in calendar.periods] if calendar else [None]
    return max((0, *(resource.count if count is None else count for count in shifts)))


def _asked(step: Any) -> list[tuple[str, int]]:
    if isinstance(step, Seize):
        return [(step.seize, step.count)]
    if isinstance(step, Use):
        return [(step.use, step.count)]
    if isinstance(step, Transload):
        return [(step.machine, 1), (step.onto, 1)]
    return []
