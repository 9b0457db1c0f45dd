"""Servers, tracks, storage and stocks: asked for, used, given back, interrupted (§3)."""

from typing import Any

from crossgauge.engines.events.calendar import cancel, due_tick, forget, schedule
from crossgauge.engines.events.compiled import inlined, verb
from crossgauge.engines.events.queues import make_ready, stand_in_line, step_out_of_line
from crossgauge.engines.events.state import (
    BY_PRIORITY,
    LAST_COME,
    N_ARGS,
    NOBODY,
    OP_USE,
    SHORTEST_FIRST,
)
from crossgauge.engines.events.world import (
    BASE_UNIT,
    FRONT,
    NOW,
    QUEUED,
    RUNNING,
    USING,
)


@inlined
def set_free(w: Any, resource: Any, free: Any) -> Any:
    """So many are free from now on, because some were taken or given back."""
    w.in_use_now[resource] += (free - w.free[resource]) * w.at_hand[NOW]
    w.free[resource] = free


@inlined
def open_places(w: Any, resource: Any) -> Any:
    """Places that are there, in use or not."""
    return max(0, w.capacity[resource] - w.lost[resource])


@verb
def preemptable(w: Any, resource: Any, importance: Any, wanted: Any) -> Any:
    """Whether `wanted` would be free if every less important use were interrupted."""
    free = w.free[resource]
    unit = w.using_first[resource]
    while unit != NOBODY and free < wanted:
        if w.importance[unit] > importance:
            free += w.wanted[unit]
        unit = w.behind[unit]
    return free >= wanted


@inlined
def can_take(w: Any, resource: Any, unit: Any) -> Any:
    """Whether the first in line could begin now."""
    if w.free[resource] >= w.wanted[unit]:
        return True
    if w.preempts[resource] == 0:
        return False
    return preemptable(w, resource, w.importance[unit], w.wanted[unit])


@verb
def hold_in_hand(w: Any, resource: Any, unit: Any) -> Any:
    """Add a use to those in hand, as the last begun."""
    last = w.using_last[resource]
    w.ahead[unit] = last
    w.behind[unit] = NOBODY
    if last == NOBODY:
        w.using_first[resource] = unit
    else:
        w.behind[last] = unit
    w.using_last[resource] = unit


@verb
def out_of_hand(w: Any, resource: Any, unit: Any) -> Any:
    """Take a use from those in hand."""
    after = w.ahead[unit]
    before = w.behind[unit]
    if after == NOBODY:
        w.using_first[resource] = before
    else:
        w.behind[after] = before
    if before == NOBODY:
        w.using_last[resource] = after
    else:
        w.ahead[before] = after


@verb
def interrupt(w: Any, resource: Any, unit: Any, rank: Any) -> Any:
    """Stop a use in hand; it waits with what is left of it, in front of its equals (§3.5)."""
    w.work[unit] = due_tick(w, w.at_hand[BASE_UNIT] + unit) - w.at_hand[NOW]
    cancel(w, w.at_hand[BASE_UNIT] + unit)
    out_of_hand(w, resource, unit)
    set_free(w, resource, w.free[resource] + w.wanted[unit])
    w.resumes[unit] = 1
    w.doing[unit] = QUEUED
    if rank == FRONT:
        w.rank[unit] = FRONT
    stand_in_line(w, resource, unit, True)


@verb
def preempt_for(w: Any, resource: Any, unit: Any) -> Any:
    """Interrupt the least important uses, the last begun first, until the unit has what it wants."""
    while w.free[resource] < w.wanted[unit]:
        victim = NOBODY
        other = w.using_last[resource]
        while other != NOBODY:
            if victim == NOBODY or w.importance[other] > w.importance[victim]:
                victim = other
            other = w.ahead[other]
        interrupt(w, resource, victim, 0)


@inlined
def hand_over(w: Any, resource: Any, unit: Any, is_use: Any) -> Any:
    """Give a unit what it wants. A use begins; a seize goes on (the caller runs it or makes it ready)."""
    set_free(w, resource, w.free[resource] - w.wanted[unit])
    if is_use:
        if w.lists_uses[resource]:
            hold_in_hand(w, resource, unit)
        w.doing[unit] = USING
        schedule(w, w.at_hand[BASE_UNIT] + unit, w.at_hand[NOW] + w.work[unit])
    else:
        w.at[unit] += 1


@verb
def serve(w: Any, resource: Any) -> Any:
    """Serve the line of a resource from its head, as long as the first can begin (§3.2)."""
    while True:
        unit = w.head[resource]
        if unit == NOBODY or not can_take(w, resource, unit):
            return
        stood = step_out_of_line(w, resource, unit)
        if w.free[resource] < w.wanted[unit]:
            preempt_for(w, resource, unit)
        forget(w, w.at_hand[BASE_UNIT] + unit)
        w.waited_now[resource] += stood
        w.served_now[resource] += 1 - w.resumes[unit]
        w.resumes[unit] = 0
        if w.op[w.at[unit]] == OP_USE:
            hand_over(w, resource, unit, True)
        else:
            hand_over(w, resource, unit, False)
            make_ready(w, unit)


@inlined
def would_be_first(w: Any, resource: Any, unit: Any) -> Any:
    """Whether nobody in line goes before this unit."""
    first = w.head[resource]
    if first == NOBODY or w.rank[unit] < w.rank[first]:
        return True
    return w.discipline[resource] == LAST_COME and w.rank[first] != FRONT


@verb
def goes_before(w: Any, resource: Any, unit: Any) -> Any:
    """Whether a unit gets what it wants, whoever stands in line or is in hand. Writes rank; interrupts uses."""
    discipline = w.discipline[resource]
    w.rank[unit] = 0
    if discipline == BY_PRIORITY:
        w.rank[unit] = w.importance[unit]
    elif discipline == SHORTEST_FIRST:
        w.rank[unit] = w.work[unit]
    if not (would_be_first(w, resource, unit) and can_take(w, resource, unit)):
        return False
    if w.free[resource] < w.wanted[unit]:
        preempt_for(w, resource, unit)
    return True


@inlined
def ask(w: Any, unit: Any, resource: Any, is_use: Any) -> Any:
    """Ask for what `wanted`, `work` and `importance` of the unit say. Returns whether it was given at once."""
    is_plain = w.head[resource] == NOBODY and w.lists_uses[resource] == 0
    if not (is_plain and w.free[resource] >= w.wanted[unit]) and not goes_before(w, resource, unit):
        return False
    w.served_now[resource] += 1
    hand_over(w, resource, unit, is_use)
    return True


@verb
def wait_for_resource(w: Any, unit: Any, resource: Any) -> Any:
    """Stand in the line of a resource."""
    w.doing[unit] = QUEUED
    stand_in_line(w, resource, unit, w.discipline[resource] == LAST_COME)


@verb
def give_back(w: Any, resource: Any, count: Any) -> Any:
    """Give back what was held, and serve the line. What overflows a stock is lost (§3.6)."""
    free = w.free[resource] + count
    if w.is_stock[resource] and free > w.capacity[resource]:
        free = w.capacity[resource]
    set_free(w, resource, free)
    if w.head[resource] != NOBODY:
        serve(w, resource)


@verb
def finish_use(w: Any, unit: Any) -> Any:
    """The use in hand is over."""
    resource = w.arg[w.at[unit] * N_ARGS]
    if w.lists_uses[resource]:
        out_of_hand(w, resource, unit)
    w.doing[unit] = RUNNING
    give_back(w, resource, w.wanted[unit])
    w.at[unit] += 1


@verb
def change_capacity(w: Any, resource: Any, capacity: Any, lost: Any) -> Any:
    """From now on a resource has another capacity, or loses another part of it to failures (§3.4)."""
    now = w.at_hand[NOW]
    were_open = open_places(w, resource)
    more = capacity - w.capacity[resource]
    change = more - (lost - w.lost[resource])
    w.capacity[resource] = capacity
    w.lost[resource] = lost
    w.open_now[resource] -= (open_places(w, resource) - were_open) * now
    if w.is_stock[resource]:
        w.in_use_now[resource] -= more * now
        set_free(w, resource, min(w.free[resource] + max(0, more), capacity))
    else:
        w.free[resource] += change
    if w.pauses[resource]:
        while w.free[resource] < 0 and w.using_last[resource] != NOBODY:
            interrupt(w, resource, w.using_last[resource], FRONT)
    if w.head[resource] != NOBODY:
        serve(w, resource)
