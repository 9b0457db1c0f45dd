"""Lines of units: linked through the units, sorted by rank, with their statistics.

A line is one of resources, gates, links, batches and, behind them, the way back over links (`stat_of` maps a
line to its statistics).
"""

from typing import Any

from crossgauge.engines.events.compiled import inlined, verb
from crossgauge.engines.events.state import NOBODY
from crossgauge.engines.events.world import NOW, READY, READY_FIRST, READY_LAST


@inlined
def lengthen(w: Any, line: Any, by: Any) -> Any:
    """A line gets longer or shorter."""
    stat = w.stat_of[line]
    w.queue_now[stat] -= by * w.at_hand[NOW]
    w.length[stat] += by
    if w.length[stat] > w.longest_now[stat]:
        w.longest_now[stat] = w.length[stat]


@verb
def stand_in_line(w: Any, line: Any, unit: Any, in_front: Any) -> Any:
    """Put a unit into a line by its rank, behind its equals or in front of them. Writes `asked`.

    The walk begins at the tail: most who come stand last.
    """
    rank = w.rank[unit]
    after = w.tail[line]
    while after != NOBODY and (w.rank[after] > rank or (in_front and w.rank[after] == rank)):
        after = w.ahead[after]
    before = w.head[line] if after == NOBODY else w.behind[after]
    w.ahead[unit] = after
    w.behind[unit] = before
    if after == NOBODY:
        w.head[line] = unit
    else:
        w.behind[after] = unit
    if before == NOBODY:
        w.tail[line] = unit
    else:
        w.ahead[before] = unit
    w.asked[unit] = w.at_hand[NOW]
    lengthen(w, line, 1)


@verb
def step_out_of_line(w: Any, line: Any, unit: Any) -> Any:
    """Take a unit out of a line. Returns the ticks that it stood there, and books them to the unit."""
    after = w.ahead[unit]
    before = w.behind[unit]
    if after == NOBODY:
        w.head[line] = before
    else:
        w.behind[after] = before
    if before == NOBODY:
        w.tail[line] = after
    else:
        w.ahead[before] = after
    lengthen(w, line, -1)
    stood = w.at_hand[NOW] - w.asked[unit]
    w.waited[unit] += stood
    return stood


@verb
def make_ready(w: Any, unit: Any) -> Any:
    """A unit will run in this tick, behind those that are ready already (§1.3)."""
    w.doing[unit] = READY
    w.behind[unit] = NOBODY
    if w.at_hand[READY_FIRST] == NOBODY:
        w.at_hand[READY_FIRST] = unit
    else:
        w.behind[w.at_hand[READY_LAST]] = unit
    w.at_hand[READY_LAST] = unit


@verb
def next_ready(w: Any) -> Any:
    """Take the first of the ready units, NOBODY if none."""
    unit = w.at_hand[READY_FIRST]
    if unit != NOBODY:
        w.at_hand[READY_FIRST] = w.behind[unit]
    return unit
