"""Who is where at given instants of a run: the world read between two events, the run otherwise as it is."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from crossgauge.engines.events.run import addressed, ended, first_world, go_on
from crossgauge.engines.events.state import CONSTANT, N_ARGS, NOBODY, OP_STAGE, OP_USE, Int64s, Program, Trace
from crossgauge.engines.events.world import (
    AT_GATE,
    AT_LINK,
    BASE_UNIT,
    DELAYED,
    FREE,
    GATHERING,
    LEAVES,
    MOVING,
    NOWHERE,
    QUEUED,
    SEVERAL,
    SLOT_BITS,
    UNTIL,
    USING,
    World,
)

IN_LINE = (QUEUED, AT_GATE, AT_LINK, GATHERING)


class Moment(NamedTuple):
    """Living units before the events of a tick, the one born first first, and what is free.

    tick          number
    serial        (n,)  int64  of birth
    chain, stage  (n,)  int64  stage: NOBODY before the first
    at            (n,)  int64  instruction
    arrived       (n,)  int64  tick
    entered       (n,)  int64  tick at which the stage began
    begun         (n,)  int64  tick at which the work in hand (use, delay, run) began; NOBODY: none, or not known
    load          (n,)  int64
    waits         (n,)  bool   in the line of a resource, gate or link, or at a batch station
    has_left      (n,)  bool   the visit is over
    n_children    (n,)  int64  that it waits for
    parent        (n,)  int64  serial of the living parent that waits for it, or NOBODY
    carrier       (n,)  int64  serial of the batch that it is inside of, or NOBODY
    free          (n_resources,)  int64  what could be taken
    capacity      (n_resources,)  int64  by the calendar
    passed        (n_gates,)      int64  passes used of the window that is open
    """

    tick: int
    serial: Int64s
    chain: Int64s
    stage: Int64s
    at: Int64s
    arrived: Int64s
    entered: Int64s
    begun: Int64s
    load: Int64s
    waits: Any
    has_left: Any
    n_children: Int64s
    parent: Int64s
    carrier: Int64s
    free: Int64s
    capacity: Int64s
    passed: Int64s


def run_with_moments(
    program: Program,
    ticks: Sequence[int],
    *,
    seed: int,
    replica: int,
    should_stop: Callable[[], bool] | None = None,
    read: Callable[[World, int], None],
) -> Trace:
    """Run a replica as `run_part` does, to the bit, and have `read` see the world at each of the ticks.

    ticks : none above `program.until`; `read` comes before the events of its tick, and leaves the world as it is
    """
    world, addresses = addressed(first_world(program, seed, replica))

    def told(_: int, __: bool) -> bool:
        return should_stop is not None and should_stop()

    stopped = False
    for tick in sorted({*ticks, program.until}):
        world.at_hand[UNTIL] = tick
        world, stopped = go_on(world, addresses, told)
        if stopped:
            break
        if tick in ticks:
            read(world, tick)
    world.at_hand[UNTIL] = program.until
    return ended(world, addresses, program, stopped)


def moment_of(world: World, tick: int) -> Moment:
    """The world at a tick, copied."""
    living = np.flatnonzero(world.doing != FREE)
    living = living[np.argsort(world.serial[living])]
    doing = world.doing[living]
    return Moment(
        tick=tick,
        serial=world.serial[living],
        chain=world.chain[living],
        stage=world.stage[living],
        at=world.at[living],
        arrived=world.arrived[living],
        entered=world.stage_entered[living],
        begun=begun(world, living),
        load=world.load[living],
        waits=np.isin(doing, IN_LINE),
        has_left=world.has_left[living] != 0,
        n_children=world.n_children[living],
        parent=parents(world, living),
        carrier=serials_of(world, world.carrier[living]),
        free=world.free.copy(),
        capacity=world.capacity.copy(),
        passed=passed(world, tick),
    )


def inside_of(world: World, early: Sequence[int] = ()) -> tuple[Int64s, Int64s]:
    """Units inside, and those of them in a line or at a batch station, by chain: two of (n_chains,) int64.

    early : stages of those who have not come yet, which do not count
    """
    inside = (world.doing != FREE) & (world.has_left == 0)
    if len(early):
        inside &= ~np.isin(world.stage, early)
    n_chains = len(world.born)
    waits = inside & np.isin(world.doing, IN_LINE)
    counts = (np.bincount(world.chain[who], minlength=n_chains) for who in (inside, waits))
    return tuple(count.astype(np.int64) for count in counts)  # type: ignore[return-value]


def serials_of(world: World, units: Int64s) -> Int64s:
    """Serials of units by slot; NOBODY for nobody."""
    return np.where(units == NOBODY, NOBODY, world.serial[np.maximum(units, 0)])


def parents(world: World, living: Int64s) -> Int64s:
    """Serials of parents that are still there and wait for the unit."""
    told = world.parent[living]
    there = (told != NOBODY) & (world.serial[np.maximum(told, 0)] == world.parent_serial[living])
    there &= world.doing[np.maximum(told, 0)] != FREE
    return np.where(there, world.parent_serial[living], NOBODY)


def begun(world: World, living: Int64s) -> Int64s:
    """Ticks at which the work in hand began, where the world still knows how long it lasts."""
    doing, at = world.doing[living], world.at[living]
    slot = int(world.at_hand[BASE_UNIT]) + living
    due = world.tree[int(world.at_hand[LEAVES]) + world.leaf_of[slot]] >> SLOT_BITS
    place = np.minimum(at, len(world.stretch) - 1)
    stretch = world.stretch[place]
    drawn = world.drawn[living * SEVERAL + np.maximum(world.place[place], 0)]
    known = (stretch != NOWHERE) & (world.drawn_for[living] == stretch)
    found = np.full(len(living), NOBODY)
    found = np.where(doing == MOVING, world.asked[living], found)
    # A delay behind the label of a stage began with it; of one that is fixed the end tells the beginning.
    first = (world.op[np.maximum(place - 1, 0)] == OP_STAGE) & (place > 0) & (world.stage_entered[living] >= 0)
    law = np.where(doing == DELAYED, world.arg[place * N_ARGS], 0)
    fixed = world.kind[law] == CONSTANT if len(world.kind) else np.zeros(len(living), np.bool_)
    lasts = np.floor(world.parameter[4 * law] + 0.5).astype(np.int64) if len(world.kind) else law
    found = np.where((doing == DELAYED) & first, world.stage_entered[living], found)
    found = np.where((doing == DELAYED) & fixed, due - lasts, found)
    found = np.where((doing == DELAYED) & known, due - drawn, found)
    found = np.where((doing == USING) & (world.op[place] == OP_USE), due - world.work[living], found)
    return np.asarray(found, np.int64)


def passed(world: World, tick: int) -> Int64s:
    """Passes used of the windows that are open at a tick; 0 where none is, or where there is no limit."""
    row = np.minimum(world.window, len(world.opens) - 1)
    if len(world.opens) == 0:
        return np.zeros(len(world.window), np.int64)
    opened = (world.window < world.window_end) & (world.opens[row] < tick) & (tick <= world.closes[row])
    limited = world.passes_left != NOBODY
    return np.where(opened & limited, world.passes[row] - world.passes_left, 0)
