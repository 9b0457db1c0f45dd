"""Where a unit of a known present enters a program, and the prelude that brings it there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from crossgauge.arrays.compile import Part
from crossgauge.arrays.held import Held
from crossgauge.arrays.index import Index
from crossgauge.arrays.preludes import Instruction, Preludes
from crossgauge.arrays.residual import rest_of, rest_unknown
from crossgauge.engines.events import state
from crossgauge.engines.events.state import FINISH, NOBODY, TICKS_PER_SECOND, Program
from crossgauge.errors import Fault, nearest
from crossgauge.model.present import GONE, Standing

LASTS = {state.OP_USE: 6, state.OP_DELAY: 0, state.OP_MOVE: 2}  # column of the duration
MINUTE = 60 * TICKS_PER_SECOND  # work in hand is as old as whole minutes: fewer laws
FIRST = -1_000_000  # priority of who takes what is his already


@dataclass(frozen=True, slots=True)
class Spot:
    """A row of the present, found in a part: instruction and stage (NOBODY: gone)."""

    row: Standing
    chain: int
    stage: int
    target: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit that a source brings: when, in which chain, at which instruction, carrying what (None: drawn)."""

    tick: int
    chain: int
    entry: int
    load: int | None


def spot_of(part: Part, row: Standing, faults: list[Fault]) -> Spot | None:
    """Where a row stands in a part; None, and a fault more, where its step is not there."""
    index, op = part.index, part.program.instructions.op
    chain = next(k for k, one in enumerate(index.chains) if (one.crossing, one.chain) == (row.crossing, row.chain))
    stages = [
        place
        for place, one in enumerate(index.stages)
        if (one.crossing, one.chain, one.stage) == (row.crossing, row.chain, row.stage) and row.post in ("", one.post)
    ]
    begins = np.flatnonzero((op == state.OP_STAGE) & np.isin(part.program.instructions.args[:, 0], stages))
    steps = steps_of(index, row)
    if row.step:
        # A step that a season changes is entered by the season's own instruction.
        target = steps.get(f"{row.step}.season", steps.get(row.step, NOBODY))
    elif row.stage == GONE:
        own = [place for name, place in steps.items() if index.instructions[place].endswith(f".{row.chain}.{name}")]
        target = next((place + 1 for place in own if op[place] == state.OP_LEAVE), NOBODY)
    else:
        target = int(begins[0]) + 1 if len(begins) else NOBODY
        target = in_hand(part.program, target, row)
    if target == NOBODY:
        told = [name for name in steps if not name.endswith((".out0", ".end"))]
        wrong = f"step is '{row.step}'" if row.step else f"stage is '{row.stage}', which the chain does not pass"
        faults.append(Fault(row.where, wrong, f"Expected a step of the chain. {nearest(row.step, told)}"))
        return None
    return Spot(row, chain, stages[0] if stages else NOBODY, target)


def steps_of(index: Index, row: Standing) -> dict[str, int]:
    """First instruction of every step of a row's crossing, by its name: its own chain's are said without the chain."""
    own, all_of = f"{row.crossing}.{row.chain}.", f"{row.crossing}."
    named = [(name, place) for place, name in enumerate(index.instructions) if name.startswith(all_of)]
    mine = {name.removeprefix(own): place for name, place in reversed(named) if name.startswith(own)}
    others = {name.removeprefix(all_of): place for name, place in reversed(named) if not name.startswith(own)}
    return others | dict(sorted(mine.items(), key=lambda one: one[1]))


def in_hand(program: Program, target: int, row: Standing) -> int:
    """The first instruction of the stage that lasts, where something is said of the work in hand; else the first.

    A unit inside of a train stands where it joined it.
    """
    wanted = [state.OP_BATCH] if row.inside else list(LASTS) if row.begun or row.remaining is not None else []
    place, op = target, program.instructions.op
    while wanted and op[place] not in (state.OP_STAGE, state.OP_END):
        if op[place] in wanted:
            return place
        place += 1
    return target


@dataclass(slots=True)
class Placing:
    """Preludes of all who are there. `room`: what is left of each resource for uses in hand; `rests`: laws found."""

    program: Program
    index: Index
    at: int
    held: Mapping[int, Held]
    preludes: Preludes = field(init=False)
    came: dict[tuple[int, int], int] = field(default_factory=dict)
    room: dict[int, int] = field(default_factory=dict)
    rests: dict[tuple[int, int], tuple[float, ...]] = field(default_factory=dict)
    n: int = 0

    def __post_init__(self) -> None:
        self.preludes = Preludes(self.program)

    def entries(self, spots: Sequence[Spot]) -> list[Entry]:
        """Who enters when and where, in order of seniority. Writes preludes, came."""
        ordered = sorted(spots, key=lambda spot: (seniority(spot.row), spot.row.where.rpartition(":")[2].zfill(9)))
        children, members = by_other(ordered, "parent"), by_other(ordered, "inside")
        self.n = sum(spot.row.count for spot in ordered) + 1
        self.room = {place: self.capacity(place) for place in range(len(self.program.resources.initial))}
        for spot in ordered:
            for resource, count in self.held.get(spot.target, {}).items():
                self.room[resource] -= count * spot.row.count
        found: list[Entry] = []
        for spot in ordered:
            if not spot.row.parent and not spot.row.inside:
                self.enter(spot, NOBODY, children, members, found)
        return found

    def enter(
        self,
        spot: Spot,
        station: int,
        children: Mapping[str, list[Spot]],
        members: Mapping[str, list[Spot]],
        found: list[Entry],
    ) -> None:
        """A unit with all that are inside of it and all that it waits for. Writes found, came."""
        row = spot.row
        inside = [one for one in members.get(row.unit, []) if not one.row.parent] if row.unit else []
        waited_for = children.get(row.unit, []) if row.unit else []
        entry = self.prelude(spot, station, [(self.prelude(one, NOBODY, []), one) for one in waited_for])
        real = self.real_tick(row.arrived)
        if inside:
            gathering = self.preludes.station(sum(one.row.count for one in inside), entry, spot.chain)
            for one in inside:
                self.enter(one, gathering, children, members, found)
            self.came[found[-1].tick, spot.chain] = real
            return
        for _ in range(row.count):
            tick = self.at - self.n + len(found)
            found.append(Entry(tick, spot.chain, entry, row.load))
            self.came[tick, spot.chain] = real
            self.came |= {(tick, one.chain): real for one in waited_for}

    def prelude(self, spot: Spot, station: int, children: Sequence[tuple[int, Spot]]) -> int:
        """Position of the instructions that bring a unit to where it is."""
        owner = self.index.chains[spot.chain]
        made: list[Instruction] = []
        if spot.row.stage == GONE:
            made.append((state.OP_LEAVE,))
        elif spot.stage != NOBODY:
            made.append((state.OP_STAGE, spot.stage))
        made += [
            (state.OP_SEIZE, resource, count, FIRST, NOBODY, NOBODY, NOBODY)
            for resource, count in sorted(self.held.get(spot.target, {}).items())
        ]
        for entry, one in children:
            made.append((state.OP_SPLIT, entry, self.preludes.law(float(one.row.count)), one.chain))
        if station != NOBODY:
            made += [(state.OP_BATCH, station), (state.OP_GOTO, spot.target + 1)]
        else:
            made += self.going_on(spot)
        return self.preludes.entry(f"{owner.crossing}.{owner.chain}", made)

    def going_on(self, spot: Spot) -> list[Instruction]:
        """From the instant on: the rest of the work in hand, or the step anew."""
        everybody = (state.OP_DELAY, self.preludes.law(float(self.n)))
        op, args = int(self.program.instructions.op[spot.target]), self.program.instructions.args[spot.target].tolist()
        rest = self.rest(spot, op, args)
        if not rest:
            return [everybody, (state.OP_GOTO, spot.target)]
        law, onward = self.preludes.law(*rest), (state.OP_GOTO, spot.target + 1)
        if op != state.OP_USE:
            return [everybody, (state.OP_DELAY, law), onward]
        resource, count = args[0], args[1]
        if self.room[resource] < count * spot.row.count:
            # Closed, and the work in hand is finished: nobody has to be there for it any more.
            closed = self.program.resources.on_close[resource] == FINISH
            return [everybody, (state.OP_DELAY, law), onward] if closed else [everybody, (state.OP_GOTO, spot.target)]
        self.room[resource] -= count * spot.row.count
        seize = (state.OP_SEIZE, resource, count, FIRST, NOBODY, NOBODY, NOBODY)
        return [seize, everybody, (state.OP_DELAY, law), (state.OP_RELEASE, resource, count), onward]

    def rest(self, spot: Spot, op: int, args: Sequence[int]) -> tuple[float, ...]:
        """Equally likely values of what is left of the work in hand, ticks; empty: none is known to be in hand."""
        row, laws = spot.row, self.program.distributions
        if op not in LASTS:
            return ()
        if row.remaining is not None:
            return (round(row.remaining * TICKS_PER_SECOND),)
        law = args[LASTS[op]]
        if row.begun is not None:
            elapsed = (self.at - self.real_tick(row.begun)) // MINUTE * MINUTE
            if (law, elapsed) not in self.rests:
                self.rests[law, elapsed] = tuple(rest_of(laws, law, self.at, elapsed).tolist())
            return self.rests[law, elapsed]
        if op == state.OP_DELAY and row.step:
            if (law, NOBODY) not in self.rests:
                self.rests[law, NOBODY] = tuple(rest_unknown(laws, law, self.at).tolist())
            return self.rests[law, NOBODY]
        return ()

    def real_tick(self, instant: datetime | None) -> int:
        """The tick of an instant, which may lie before tick 0; that of the present where it is not known."""
        if instant is None:
            return self.at
        return round((instant - self.index.epoch).total_seconds() * TICKS_PER_SECOND)

    def capacity(self, resource: int) -> int:
        """What a resource has at the present, by its calendar."""
        resources = self.program.resources
        rows = slice(int(resources.first[resource]), int(resources.first[resource + 1]))
        place = max(0, int(np.searchsorted(resources.tick[rows], self.at, side="right")) - 1)
        return int(resources.capacity[rows][place])


def seniority(row: Standing) -> float:
    """When a unit came to where it is, as far as that is known; who is not known to have come came last."""
    told = row.entered or row.arrived
    return float("inf") if told is None else told.timestamp()


def by_other(spots: Sequence[Spot], column: str) -> dict[str, list[Spot]]:
    """Spots by the unit that they name as parent or train."""
    found: dict[str, list[Spot]] = {}
    for spot in spots:
        name = getattr(spot.row, column)
        if name:
            found.setdefault(name, []).append(spot)
    return found
