"""Room for more units at a border crossing: what one more of a chain needs, beside what a run left free."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from crossgauge.model.calendars import Gate
from crossgauge.model.crossings import Crossing
from crossgauge.model.fleet import TrafficClass
from crossgauge.model.network import Network
from crossgauge.model.randomness import mean_of
from crossgauge.model.steps import Batch, Branch, Split, Step, Transload, Use, Wait

DAY_S = 86_400.0
USABLE = 0.9  # of open time and of paths: beyond it queues grow without end
SMALLEST = 1e-6  # of a unit: what is gathered into batches again and again is cut off there


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many more units of a chain could come in a day, and what would then be used up; None: nothing found."""

    units_per_day: float
    binding: str | None


def loads_of(network: Network, unit_class: str) -> float:
    """Mean loads in a unit of a class; 1 where it carries none."""
    classes: Mapping[str, TrafficClass] = {one.id: one for one in network.classes}
    load = classes[unit_class].load if unit_class in classes else None
    return 1.0 if load is None else mean_of(load)


def needs(network: Network, crossing: Crossing, chain: str) -> dict[str, float]:
    """What one more unit of a chain takes: seconds of a resource's time, passes of a gate, by id.

    Loads go on in their own chains and batches in theirs, as they are declared. Tracks and stocks that are held while
    one waits are not told: how long that is, a run finds.
    """
    taken: dict[str, float] = {}
    by_id = {one.id: one for one in crossing.chains}

    def go(steps: tuple[Step, ...], loads: float, weight: float) -> None:
        for step in steps:
            match step:
                case Use(use=name, duration=duration, count=count):
                    taken[name] = taken.get(name, 0.0) + weight * count * mean_of(duration)
                case Wait(wait=name, count=count):
                    taken[name] = taken.get(name, 0.0) + weight * count
                case Transload(transload=other, machine=name, duration=duration, count=some):
                    moves = loads if some is None else mean_of(some)
                    taken[name] = taken.get(name, 0.0) + weight * moves * mean_of(duration)
                    enter(other, weight * moves)
                case Split(split=other, count=some):
                    enter(other, weight * (loads if some is None else mean_of(some)))
                case Batch(batch=size, into=other):
                    enter(other, weight / size)
                case Branch(arms=arms):
                    for arm in arms:
                        go(arm.steps, loads, weight * (1.0 if arm.share is None else arm.share))

    def enter(name: str, weight: float) -> None:
        if name in by_id and weight > SMALLEST:
            go(by_id[name].steps, loads_of(network, by_id[name].unit_class), weight)

    enter(chain, 1.0)
    return taken


def room_for(network: Network, crossing: Crossing, chain: str, resources: pl.DataFrame) -> Room:
    """How many more units of a chain could come in a day without more than `USABLE` of anything being used.

    network   : as it is in those days, agreements applied
    resources : the table of that name of a run of those days
    """
    places = (pl.col("crossing").cast(pl.String) == crossing.id) | (pl.col("crossing").cast(pl.String) == "")
    means = {
        str(row["resource"]): row
        for row in resources.filter(places)
        .group_by("resource")
        .agg(pl.col("in_use", "capacity", "served").mean())
        .iter_rows(named=True)
    }
    gates: Mapping[str, Gate] = {gate.id: gate for gate in (*network.gates, *crossing.gates)}
    named = {one.id: one.name or one.id for one in (*network.resources, *crossing.resources)}
    found: list[tuple[float, str]] = []
    for name, amount in needs(network, crossing, chain).items():
        row = means.get(name)
        if row is None or amount <= 0:
            continue
        gate = gates.get(name)
        if gate is None:
            free = (USABLE * (row["capacity"] or 0.0) - (row["in_use"] or 0.0)) * DAY_S
        elif gate.kind in ("paths", "quota") and (gate.count is not None or gate.times):
            a_day = (
                len(gate.times)
                if gate.times
                else (gate.count or 0) * (1.0 if gate.kind == "paths" else DAY_S / gate.period_s)
            )
            free = USABLE * a_day - (row["served"] or 0.0)
        else:
            continue
        found.append((max(free, 0.0) / amount, named.get(name, name)))
    units, binding = min(found, default=(float("inf"), None))
    return Room(units_per_day=units, binding=binding)
