"""Links between places: tracks, headway, opposing traffic, no overtaking (§4.10).

A side is a direction of a link: 2 * link + direction. Where directions share one track, both wait in one
line (that of direction 0), the oldest first.
"""

from typing import Any

from crossgauge.engines.events.calendar import schedule
from crossgauge.engines.events.compiled import verb
from crossgauge.engines.events.queues import stand_in_line, step_out_of_line
from crossgauge.engines.events.recording import record_leg
from crossgauge.engines.events.state import N_ARGS, NOBODY
from crossgauge.engines.events.world import (
    AT_LINK,
    BASE_LINK,
    BASE_UNIT,
    MOVING,
    N_BATCHES,
    N_GATES,
    N_LINKS,
    N_RESOURCES,
    NOW,
    RUNNING,
)


@verb
def line_of_side(w: Any, link: Any, direction: Any) -> Any:
    """The line in which units wait for a direction of a link."""
    line = w.at_hand[N_RESOURCES] + w.at_hand[N_GATES] + link
    if w.tracks[link] != 1 and direction == 1:
        line += w.at_hand[N_LINKS] + w.at_hand[N_BATCHES]
    return line


@verb
def free_from(w: Any, link: Any, direction: Any) -> Any:
    """The tick from which the link may be entered, as things are; NOBODY if only a leaving unit frees it."""
    side = 2 * link + direction
    if w.tracks[link] == 1 and w.on_link[side ^ 1] > 0:
        return NOBODY
    if w.places[link] != NOBODY and w.on_link[side] >= w.places[link]:
        return NOBODY
    return w.entered[side] + w.headway[link]


@verb
def enter_link(w: Any, unit: Any, link: Any, direction: Any) -> Any:
    """Begin the run; nobody arrives before the one ahead and its headway."""
    side = 2 * link + direction
    now = w.at_hand[NOW]
    arrives = now + w.work[unit]
    if w.tracks[link] != NOBODY:
        arrives = max(arrives, w.arrives[side] + w.headway[link])
    w.entered[side] = now
    w.arrives[side] = arrives
    w.on_link[side] += 1
    w.asked[unit] = now
    w.doing[unit] = MOVING
    schedule(w, w.at_hand[BASE_UNIT] + unit, arrives)


@verb
def come_to_link(w: Any, unit: Any, link: Any, direction: Any) -> Any:
    """Enter the link at once, or stand in line."""
    line = line_of_side(w, link, direction)
    if w.head[line] == NOBODY:
        tick = free_from(w, link, direction)
        if tick != NOBODY and tick <= w.at_hand[NOW]:
            enter_link(w, unit, link, direction)
            return
    w.rank[unit] = 0
    w.doing[unit] = AT_LINK
    stand_in_line(w, line, unit, False)
    if w.head[line] == unit:
        serve_link(w, link, line)


@verb
def serve_link(w: Any, link: Any, line: Any) -> Any:
    """Let in who waits, in order; come back when the headway is over."""
    while w.head[line] != NOBODY:
        unit = w.head[line]
        direction = w.arg[w.at[unit] * N_ARGS + 1]
        tick = free_from(w, link, direction)
        if tick == NOBODY:
            return
        if tick > w.at_hand[NOW]:
            behind = 1 if line >= w.at_hand[N_RESOURCES] + w.at_hand[N_GATES] + w.at_hand[N_LINKS] else 0
            schedule(w, w.at_hand[BASE_LINK] + 2 * link + behind, tick)
            return
        step_out_of_line(w, line, unit)
        enter_link(w, unit, link, direction)


@verb
def leave_link(w: Any, unit: Any) -> Any:
    """The run is over: the unit goes on, and who waits may enter."""
    at = w.at[unit]
    link = w.arg[at * N_ARGS]
    direction = w.arg[at * N_ARGS + 1]
    record_leg(w, unit, link, direction)
    w.on_link[2 * link + direction] -= 1
    w.at[unit] += 1
    w.doing[unit] = RUNNING
    line = line_of_side(w, link, direction)
    if w.head[line] != NOBODY:
        serve_link(w, link, line)


@verb
def headway_over(w: Any, side: Any) -> Any:
    """The headway of a link is over for the first in line."""
    link = side >> 1
    serve_link(w, link, line_of_side(w, link, side & 1))
