"""The loop: take the next of the calendar, let it happen, run who is ready (§1)."""

import hashlib
from pathlib import Path
from typing import Any

from crossgauge.engines.events.calendar import cancel, schedule
from crossgauge.engines.events.compiled import COMPILED, entrance, verb, world_at
from crossgauge.engines.events.gates import open_gate
from crossgauge.engines.events.links import headway_over
from crossgauge.engines.events.queues import next_ready
from crossgauge.engines.events.recording import book_everything, turn_the_day
from crossgauge.engines.events.sources import arrive, draw_lists
from crossgauge.engines.events.state import NOBODY
from crossgauge.engines.events.steps import NEEDS_ROWS, STOPS, come_due, run_unit
from crossgauge.engines.events.timelines import begin, turn_capacity, turn_failure
from crossgauge.engines.events.units import patience_over
from crossgauge.engines.events.world import (
    BASE_BATCH,
    BASE_CAPACITY,
    BASE_FAILURE,
    BASE_GATE,
    BASE_LINK,
    BASE_SOURCE,
    BASE_UNIT,
    BUDGET,
    CURRENT,
    DAY_ENDS,
    EMPTY,
    EVENTS,
    FIRED,
    LAST_TICK,
    LEGS_LEFT,
    LISTS_DRAWN,
    N_FREE,
    NEED,
    NEVER,
    NOW,
    REACHED,
    RECORDS_FULL,
    SLICE_OVER,
    SLOT_BITS,
    SLOT_MASK,
    STARTED,
    UNITS_FULL,
    UNTIL,
)


@verb
def turn_timeline(w: Any, slot: Any) -> Any:
    """What is neither a unit nor a source comes due."""
    if slot >= w.at_hand[BASE_BATCH]:
        patience_over(w, slot - w.at_hand[BASE_BATCH])
    elif slot >= w.at_hand[BASE_LINK]:
        headway_over(w, slot - w.at_hand[BASE_LINK])
    elif slot >= w.at_hand[BASE_GATE]:
        open_gate(w, slot - w.at_hand[BASE_GATE])
    elif slot >= w.at_hand[BASE_FAILURE]:
        turn_failure(w, slot - w.at_hand[BASE_FAILURE])
    elif slot >= w.at_hand[BASE_CAPACITY]:
        turn_capacity(w, slot - w.at_hand[BASE_CAPACITY])
    else:
        midnight(w)


@verb
def midnight(w: Any) -> Any:
    """A day of the record ends."""
    turn_the_day(w)
    schedule(w, 0, w.at_hand[DAY_ENDS])


@verb
def run_ready(w: Any) -> Any:
    """Run the unit at hand, then those that are ready, first come first. Returns STOPS or a need."""
    unit = w.at_hand[CURRENT]
    if unit == NOBODY:
        unit = next_ready(w)
    while unit != NOBODY:
        result = run_unit(w, unit)
        if result != STOPS:
            w.at_hand[CURRENT] = unit
            return result
        w.at_hand[CURRENT] = NOBODY
        unit = next_ready(w)
    return STOPS


@verb
def advance(w: Any) -> Any:
    """Run until the end, or until something is needed. Returns why."""
    state = w.at_hand
    while True:
        result = run_ready(w)
        if result != STOPS:
            return RECORDS_FULL if result == NEEDS_ROWS else UNITS_FULL
        if state[FIRED] != NOBODY:
            cancel(w, state[FIRED])
        key = w.tree[1]
        tick = key >> SLOT_BITS
        if key == NEVER:
            return EMPTY
        if tick >= state[UNTIL]:
            return REACHED
        if state[N_FREE] < 1:
            state[NEED] = 1
            return UNITS_FULL
        if state[LEGS_LEFT] < 1:
            return RECORDS_FULL
        if state[BUDGET] <= 0:
            return SLICE_OVER
        slot = key & SLOT_MASK
        state[NOW] = tick
        state[FIRED] = slot
        state[EVENTS] += 1
        state[BUDGET] -= 1
        if slot >= state[BASE_UNIT]:
            state[LAST_TICK] = tick
            state[CURRENT] = slot - state[BASE_UNIT]
            come_due(w, state[CURRENT])
        elif slot >= state[BASE_SOURCE]:
            state[LAST_TICK] = tick
            state[CURRENT] = arrive(w, slot - state[BASE_SOURCE])
        else:
            turn_timeline(w, slot)


@verb
def close_books(w: Any, tick: Any) -> Any:
    """Book everything up to a tick, day by day."""
    while w.at_hand[DAY_ENDS] < tick:
        w.at_hand[NOW] = w.at_hand[DAY_ENDS]
        turn_the_day(w)
    w.at_hand[NOW] = tick
    book_everything(w)
    return EMPTY


@verb
def enter(w: Any, close_at: Any) -> Any:
    """Run on; or, if `close_at` is a tick, close the books there. Returns why it came back."""
    if close_at != NOBODY:
        return close_books(w, close_at)
    if w.at_hand[STARTED] == 0:
        w.at_hand[STARTED] = 1
        draw_lists(w)
        return LISTS_DRAWN
    if w.at_hand[STARTED] == 1:
        w.at_hand[STARTED] = 2
        begin(w)
    return advance(w)


def sources_print() -> int:
    """A number that changes with any source file of the engine: part of the name of the compiled code.

    numba looks at the file of the entrance alone, and would run old code when another file has changed.
    """
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return int.from_bytes(digest.digest()[:6])


def compiled_entrance(version: int) -> Any:
    """The entrance for compiled code, keyed by the version of the sources."""

    @entrance
    def enter_at(address: Any, close_at: Any) -> Any:
        if version < 0:
            return EMPTY
        return enter(world_at(address), close_at)

    return enter_at


enter_at = compiled_entrance(sources_print()) if COMPILED else None
