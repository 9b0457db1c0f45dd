"""One replica of one part: a Program run, and its Trace (the face of the kernel)."""

from collections.abc import Callable
from typing import Any

import numpy as np

from crossgauge.engines.events.build import world_of
from crossgauge.engines.events.harvest import Take, handed_over, trace_of, waits_for_resource, with_rows
from crossgauge.engines.events.layout import with_units
from crossgauge.engines.events.loop import enter, enter_at
from crossgauge.engines.events.state import BY_LIST, DEADLOCK, DONE, NOBODY, STOPPED, Program, Trace
from crossgauge.engines.events.streams import joined, mix
from crossgauge.engines.events.world import (
    BUDGET,
    IDLE,
    LAST_TICK,
    LISTS_DRAWN,
    NEED,
    NOW,
    PENDING,
    RECORDS_FULL,
    SLICE_OVER,
    UNITS_FULL,
    World,
)

FIRST_ROWS = 1 << 14  # of a table that grows
BLOCK_ROWS = 1 << 16  # of one that is handed over when it is full
SLICE = 1 << 20  # events between two looks at the caller: a tenth of a second


def key_of_run(seed: int, replica: int) -> Any:
    """The key that all draws of a replica share."""
    with np.errstate(over="ignore"):
        spread = np.uint64(mix(np.uint64(seed & 0xFFFFFFFFFFFFFFFF)))
        return np.uint64(joined(spread, np.uint64(replica)))


def addressed(world: World) -> tuple[World, Any]:
    """The world, and the table of addresses by which compiled code sees it; the numbers at hand stand behind them."""
    table = np.array([*(address_of(column) for column in world), *world.at_hand], np.int64)
    return world._replace(at_hand=table[len(world) :]), table


def address_of(column: Any) -> int:
    """Where a column begins in memory: a fifth of the time that `ctypes.data` takes."""
    return int(column.__array_interface__["data"][0])


def readdress(addresses: Any, before: World, world: World) -> None:
    """Write the addresses of the columns that are others than before."""
    for place, (old, new) in enumerate(zip(before, world, strict=True)):
        if new is not old:
            addresses[place] = address_of(new)


def call_loop(world: World, addresses: Any, close_at: int) -> int:
    """Enter the loop, compiled or not."""
    if enter_at is None:
        with np.errstate(over="ignore"):
            return int(enter(world, close_at))
    return int(enter_at(addresses.ctypes.data, close_at))


def sort_lists(world: World) -> None:
    """Put the arrivals of every list in order of their jittered ticks, with their ordinals."""
    for source in np.flatnonzero(world.mode == BY_LIST):
        rows = slice(int(world.source_row[source]), int(world.source_end[source]))
        order = np.argsort(world.listed[rows], kind="stable")
        world.listed[rows] = world.listed[rows][order]
        world.listed_ordinal[rows] = order


def run_part(
    program: Program,
    *,
    seed: int,
    replica: int,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    take: Take | None = None,
) -> Trace:
    """Run one replica of one part from tick 0 to before `program.until`.

    on_progress : told the share of the time that is over, about ten times a second
    should_stop : asked as often whether to end
    take        : handed the rows in blocks, in their order, while they are made: the table ("visits", "stages",
                  "legs") and its words, (n_rows, n_words) int64, which `rows_of` reads and which are gone when it
                  returns. Memory then holds no more than a block of each, and the Trace has no rows

    Releases the GIL inside the loop, so that replicas may run in threads.
    Raises MemoryError if more than 16 million units are inside at one time.
    """
    rows = FIRST_ROWS if take is None else BLOCK_ROWS
    world, addresses = addressed(first_world(program, seed, replica, rows))

    def told(at_tick: int, is_slice: bool) -> bool:
        if is_slice and on_progress is not None:
            on_progress(min(1.0, at_tick / max(1, program.until)))
        return should_stop is not None and should_stop()

    world, stopped = go_on(world, addresses, told, take)
    return ended(world, addresses, program, stopped, on_progress, take)


def first_world(program: Program, seed: int, replica: int, rows: int = FIRST_ROWS) -> World:
    """The world of a replica at tick 0, with room for so many rows in each table."""
    with np.errstate(over="ignore"):  # keys wrap around, also where the kernel runs uncompiled
        return world_of(program, key_of_run(seed, replica), rows)


def go_on(
    world: World, addresses: Any, told: Callable[[int, bool], bool], take: Take | None = None
) -> tuple[World, bool]:
    """Run on to UNTIL, with room wherever the loop asks for it; keeps the addresses right.

    Returns the world, and whether the caller stopped it.

    told : hears of the tick whenever the loop comes back, and whether only its slice was over; says whether to stop
    """
    while True:
        if world.at_hand[BUDGET] <= 0:
            world.at_hand[BUDGET] = SLICE
        why, before = call_loop(world, addresses, NOBODY), world
        if why == LISTS_DRAWN:
            sort_lists(world)
        elif why == UNITS_FULL:
            world = with_units(world, int(world.at_hand[NEED]))
        elif why == RECORDS_FULL:
            if take is not None:
                handed_over(world, take)
            world = with_rows(world)
        elif why != SLICE_OVER:
            return world, False
        readdress(addresses, before, world)
        if told(int(world.at_hand[NOW]), why == SLICE_OVER):
            return world, True


def ended(
    world: World,
    addresses: Any,
    program: Program,
    stopped: bool,
    on_progress: Callable[[float], None] | None = None,
    take: Take | None = None,
) -> Trace:
    """Close the books of a world that has run to its end, or was stopped; returns the Trace."""
    reason = STOPPED if stopped else DONE
    if not stopped and world.at_hand[PENDING] <= world.at_hand[IDLE] and waits_for_resource(world):
        reason = DEADLOCK
    tick = {STOPPED: int(world.at_hand[NOW]), DEADLOCK: int(world.at_hand[LAST_TICK])}.get(reason, program.until)
    call_loop(world, addresses, int(world.at_hand[NOW]) if stopped else program.until)
    if take is not None:
        handed_over(world, take)
    if on_progress is not None:
        on_progress(1.0)
    return trace_of(world, reason, tick)
