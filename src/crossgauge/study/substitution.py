"""What a line cannot carry, put on rail and road: how much they could take, and what it does to the border ports.

One run of the network as it is tells what is free at the crossings; a second, over the same luck, has the extra trains
and trucks. Shipping to the border and beyond is not looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from crossgauge.errors import RunImpossible
from crossgauge.model.applying import apply_scenario
from crossgauge.model.changes import network_on
from crossgauge.model.crossings import Crossing
from crossgauge.model.demand import Arrivals
from crossgauge.model.network import Network
from crossgauge.model.pipelines import Substitute
from crossgauge.model.scenario import Alteration, Scenario
from crossgauge.study.compare import Comparison, compare
from crossgauge.study.pipes.line import LineStudy
from crossgauge.study.pipes.made import twin_of
from crossgauge.study.pipes.twin import SCALE
from crossgauge.study.room import Room, loads_of, room_for
from crossgauge.study.run import Progress, run

SCENARIO = "instead"  # name of the changed network
DAYS_A_YEAR = 365
LEAST_UNITS = 1e-3  # a day, below which nothing is changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """What one substitute takes: units (trains, trucks) a day over those that come anyway.

    unit_t : of the fluid in one unit; wanted: what the shortfall would need; taken: as far as there is room
    """

    id: str
    crossing: str
    chain: str
    unit_t: float
    before: float
    wanted: float
    room: Room
    taken: float

    @property
    def tonnes_per_day(self) -> float:
        """What it carries in a day."""
        return self.taken * self.unit_t


@dataclass(frozen=True, eq=False, kw_only=True)
class Substitution:
    """What is short of a line, who carries it, and the border with and without; tonnes a day.

    comparison : of the network as it is with the changed one; None where nothing could be put elsewhere
    """

    short_t_per_day: float
    carriers: tuple[Carrier, ...]
    start: date
    days: int
    network: Network
    comparison: Comparison | None

    @property
    def left_t_per_day(self) -> float:
        """What nobody carries."""
        return max(self.short_t_per_day - sum(one.tonnes_per_day for one in self.carriers), 0.0)


def substitute(
    network: Network,
    study: LineStudy,
    by: Sequence[str],
    *,
    start: date | None = None,
    days: int = 30,
    push: bool = False,
    replicas: int = 4,
    seed: int = 1,
    workers: int | None = None,
    warmup_days: int = 30,
    out: str | Path | None = None,
    on_progress: Progress | None = None,
) -> Substitution:
    """The shortfall of a line put on its substitutes, one after the other, for so many days.

    by    : ids of substitutes of the line, as 'rail' and 'road', the first of which takes as much as it has room for
    push  : put all on the first, room or not: what then waits at the border, the comparison shows
    start : first day of the outage; without it 1 July of the year that the line was asked about
    out   : folder for the results of the comparison
    Raises RunImpossible where nothing is short or nothing of that name can carry.
    """
    short = short_t_per_day(network, study)
    asked = [called(study, name) for name in by]
    day = start or date(study.year or date.today().year, 7, 1)
    base = run(
        network, start=day, days=days, replicas=replicas, seed=seed, workers=workers, warmup_days=warmup_days,
        record="counts", on_progress=on_progress,
    )  # fmt: skip
    state = network_on(network, day)
    carriers: list[Carrier] = []
    left = short
    for one in asked:
        carriers.append(carrier_of(state, one, left, base.resources, base.flows, days, push))
        left = max(left - carriers[-1].tonnes_per_day, 0.0)
    changed = with_extra(network, carriers, day, day + timedelta(days - 1))
    comparison = None
    if changed is not None:
        comparison = compare(
            network, {SCENARIO: changed}, start=day, days=days, replicas=replicas, seed=seed, workers=workers,
            warmup_days=warmup_days, out=out, on_progress=on_progress,
        )  # fmt: skip
    return Substitution(
        short_t_per_day=short,
        carriers=tuple(carriers),
        start=day,
        days=days,
        network=changed or network,
        comparison=comparison,
    )


def short_t_per_day(network: Network, study: LineStudy) -> float:
    """Tonnes that the line is short of in a day. Raises RunImpossible if it is not."""
    if study.short <= 0:
        asked = "no nomination" if study.asked is None else f"{study.asked:.4g} {study.unit} a year"
        told = f"line '{study.line.id}' carries what is asked of it ({asked}): nothing is to go elsewhere."
        raise RunImpossible(f"{told} Expected an outage that leaves less, as --out-of-service.")
    twin = twin_of(network, study.line)
    amount = study.short * SCALE[study.line.fluid]
    tonnes = amount * twin.kg_per_m3 / 1e3 if study.line.fluid == "gas" else amount
    return tonnes / DAYS_A_YEAR


def called(study: LineStudy, name: str) -> Substitute:
    """The substitute of that id. Raises RunImpossible."""
    for one in study.line.substitutes:
        if one.id == name:
            return one
    known = ", ".join(one.id for one in study.line.substitutes) or "none"
    raise RunImpossible(f"line '{study.line.id}' has no substitute '{name}'. It has {known}.")


def carrier_of(
    state: Network,
    one: Substitute,
    short: float,
    resources: pl.DataFrame,
    flows: pl.DataFrame,
    days: int,
    push: bool,
) -> Carrier:
    """What a substitute takes of a shortfall in tonnes a day."""
    crossing = crossing_of(state, one.crossing)
    chain = next(chain for chain in crossing.chains if chain.id == one.chain)
    unit_t = one.load_t * loads_of(state, chain.unit_class)
    before = units_per_day(flows, one, days)
    room = room_for(state, crossing, one.chain, resources)
    wanted = short / unit_t
    possible = wanted if push else min(wanted, room.units_per_day)
    taken = possible if before > 0 else 0.0
    return Carrier(
        id=one.id, crossing=one.crossing, chain=one.chain, unit_t=unit_t, before=before, wanted=wanted,
        room=room, taken=taken,
    )  # fmt: skip


def units_per_day(flows: pl.DataFrame, one: Substitute, days: int) -> float:
    """Units of a substitute's chain that come in a day of a run, mean over replicas."""
    mine = flows.filter(
        pl.col("crossing").cast(pl.String) == one.crossing, pl.col("chain").cast(pl.String) == one.chain
    )
    replicas = max(flows["replica"].n_unique(), 1)
    return float(mine.select((pl.col("units") + pl.col("lost")).sum()).item() or 0) / days / replicas


def with_extra(network: Network, carriers: Sequence[Carrier], first: date, last: date) -> Network | None:
    """The network with extra units of carriers from a day to a day; None if nobody carries anything."""
    edits = [
        Alteration(
            verb="scale",
            path=f"crossings.{one.crossing}.chains.{one.chain}.arrivals.{number}.count",
            value=(one.before + one.taken) / one.before,
            start=first,
            end=last,
        )
        for one in carriers
        if one.taken > LEAST_UNITS
        for number in counted(network, one)
    ]
    if not edits:
        return None
    return apply_scenario(
        network, Scenario(id=SCENARIO, name="oil or gas by rail and road", edits=tuple(edits))
    )


def counted(network: Network, one: Carrier) -> list[int]:
    """Places of the arrivals by rate of a carrier's chain, which can be scaled. Raises RunImpossible for none."""
    crossing = crossing_of(network, one.crossing)
    chain = next(chain for chain in crossing.chains if chain.id == one.chain)
    found = [number for number, demand in enumerate(chain.arrivals) if isinstance(demand, Arrivals)]
    if not found:
        told = f"chain '{one.chain}' of '{one.crossing}' has a timetable or a log, and no count that could be more."
        raise RunImpossible(f"{told} Expected arrivals with 'count'.")
    return found


def crossing_of(network: Network, name: str) -> Crossing:
    """The crossing of that id, which the rules have found to be there."""
    return next(crossing for crossing in network.crossings if crossing.id == name)
