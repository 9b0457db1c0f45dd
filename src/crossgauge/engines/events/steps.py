"""The interpreter: what each instruction does to the unit at hand (§4)."""

from typing import Any

from crossgauge.engines.events.calendar import schedule
from crossgauge.engines.events.compiled import inlined, verb
from crossgauge.engines.events.gates import come_to_gate
from crossgauge.engines.events.links import come_to_link, leave_link
from crossgauge.engines.events.queues import step_out_of_line
from crossgauge.engines.events.recording import close_stage, open_stage
from crossgauge.engines.events.resources import ask, finish_use, give_back, serve, wait_for_resource
from crossgauge.engines.events.several import draw_stretch
from crossgauge.engines.events.state import (
    N_ARGS,
    NOBODY,
    OP_BATCH,
    OP_BRANCH,
    OP_DELAY,
    OP_GOTO,
    OP_JOIN,
    OP_LEAVE,
    OP_MOVE,
    OP_RELEASE,
    OP_SEASON,
    OP_SEIZE,
    OP_SIGNAL,
    OP_SPLIT,
    OP_STAGE,
    OP_UNBATCH,
    OP_USE,
    OP_WAIT,
)
from crossgauge.engines.events.streams import mix, stream_at, uniform, whole
from crossgauge.engines.events.units import end, gather, leave, split, tell_parent, unbatch
from crossgauge.engines.events.world import (
    BASE_UNIT,
    DELAYED,
    JOINING,
    MOVING,
    N_FREE,
    N_INSTRUCTIONS,
    NEED,
    NOW,
    NOWHERE,
    RUNNING,
    SEVERAL,
    STAGES_LEFT,
    USING,
    VISITS_LEFT,
)

GOES_ON = 0
STOPS = 1
NEEDS_UNITS = 2
NEEDS_ROWS = 3


@inlined
def stream_of(w: Any, unit: Any) -> Any:
    """Who draws here: this unit, at this step, in this lap (§6.1)."""
    return stream_at(w.identity[unit], w.step_key[w.at[unit]], w.lap[unit])


@inlined
def lasting(w: Any, unit: Any, law: Any) -> Any:
    """A duration for this unit at this step."""
    stretch = w.stretch[w.at[unit]]
    if stretch == NOWHERE:
        return whole(w, law, stream_of(w, unit), w.at_hand[NOW])
    if w.drawn_for[unit] != stretch:
        draw_stretch(w, unit, stretch)
    return w.drawn[unit * SEVERAL + w.place[w.at[unit]]]


@inlined
def draw_ahead(w: Any, unit: Any) -> Any:
    """Draw what the unit will need next, if that is known: the same now as later (§6.1), and nobody waits for it."""
    stretch = w.ahead_stretch[w.at[unit]]
    if stretch != NOBODY and w.drawn_for[unit] != stretch:
        draw_stretch(w, unit, stretch)


@verb
def do_delay(w: Any, unit: Any, law: Any) -> Any:
    """Wait for a time that nobody can shorten."""
    w.doing[unit] = DELAYED
    schedule(w, w.at_hand[BASE_UNIT] + unit, w.at_hand[NOW] + lasting(w, unit, law))
    draw_ahead(w, unit)
    return STOPS


@verb
def do_ask(w: Any, unit: Any, is_use: Any) -> Any:
    """Seize or use a resource: at once, or in line, or balk (§3.2, §4.2)."""
    row = w.at[unit] * N_ARGS
    resource = w.arg[row]
    w.wanted[unit] = w.arg[row + 1]
    w.importance[unit] = w.base_priority[unit] + w.arg[row + 2]
    w.work[unit] = lasting(w, unit, w.arg[row + 6]) if is_use else 0
    if ask(w, unit, resource, is_use):
        if not is_use:
            return GOES_ON
        draw_ahead(w, unit)
        return STOPS
    if w.arg[row + 3] != NOBODY and w.length[resource] >= w.arg[row + 3]:
        turn_away(w, unit, 1)
        return GOES_ON
    wait_for_resource(w, unit, resource)
    draw_ahead(w, unit)
    patience = w.arg[row + 4]
    if patience != NOBODY:
        ticks = whole(w, patience, mix(stream_of(w, unit)), w.at_hand[NOW])
        schedule(w, w.at_hand[BASE_UNIT] + unit, w.at_hand[NOW] + ticks)
    return STOPS


@verb
def turn_away(w: Any, unit: Any, outcome: Any) -> Any:
    """A unit that balked or reneged goes where its step says, or is gone (§4.3)."""
    otherwise = w.arg[w.at[unit] * N_ARGS + 5]
    if otherwise == NOBODY:
        w.outcome[unit] = outcome if w.has_left[unit] == 0 else w.outcome[unit]
        w.at[unit] = w.at_hand[N_INSTRUCTIONS]  # the driver adds an OP_END there
    else:
        w.at[unit] = otherwise


@verb
def lose_patience(w: Any, unit: Any) -> Any:
    """A unit leaves the line; the next may want less than it did."""
    resource = w.arg[w.at[unit] * N_ARGS]
    step_out_of_line(w, resource, unit)
    w.doing[unit] = RUNNING
    turn_away(w, unit, 2)
    serve(w, resource)


@verb
def do_split(w: Any, unit: Any) -> Any:
    """Children: as many as drawn, or as the load says."""
    at = w.at[unit]
    law = w.arg[at * N_ARGS + 1]
    n_children = w.load[unit] if law == NOBODY else lasting(w, unit, law)
    if w.at_hand[N_FREE] < n_children:
        w.at_hand[NEED] = n_children
        return NEEDS_UNITS
    split(w, unit, n_children, w.step_key[at])
    return GOES_ON


@verb
def do_join(w: Any, unit: Any) -> Any:
    """Wait until every child has signalled or ended."""
    if w.n_children[unit] > 0:
        w.doing[unit] = JOINING
        w.asked[unit] = w.at_hand[NOW]
        return STOPS
    w.at[unit] += 1
    return GOES_ON


@verb
def do_batch(w: Any, unit: Any, station: Any) -> Any:
    """Stand at a batch station; the one who completes the batch forms it."""
    if w.at_hand[N_FREE] < 1:
        w.at_hand[NEED] = 1
        return NEEDS_UNITS
    gather(w, unit, station)
    return STOPS


@verb
def do_branch(w: Any, unit: Any) -> Any:
    """Take an arm by its share."""
    row = w.at[unit] * N_ARGS
    arm = w.arg[row]
    last = arm + w.arg[row + 1] - 1
    u = uniform(stream_of(w, unit), 0)
    while arm < last and w.share[arm] <= u:
        arm += 1
    w.at[unit] = w.arm[arm]
    return GOES_ON


@verb
def do_season(w: Any, unit: Any) -> Any:
    """Go on where the season says that is in force now."""
    row = w.at[unit] * N_ARGS
    season = w.arg[row]
    last = season + w.arg[row + 1] - 1
    while season < last and w.share[season + 1] <= w.at_hand[NOW]:
        season += 1
    w.at[unit] = w.arm[season]
    return GOES_ON


@verb
def do_leave(w: Any, unit: Any, is_end: Any) -> Any:
    """The visit ends, or the unit, if the tables have room for the rows."""
    rows = 1 + w.n_inside[unit]
    if w.at_hand[VISITS_LEFT] < rows or w.at_hand[STAGES_LEFT] < rows:
        w.at_hand[NEED] = rows
        return NEEDS_ROWS
    if is_end:
        end(w, unit)
        return STOPS
    leave(w, unit)
    w.at[unit] += 1
    return GOES_ON


@verb
def do_rare(w: Any, unit: Any, op: Any) -> Any:
    """Instructions that are few among the events."""
    a = w.arg[w.at[unit] * N_ARGS]
    if op == OP_GOTO:
        if a <= w.at[unit]:
            w.lap[unit] += 1
            w.drawn_for[unit] = NOBODY
        w.at[unit] = a
        return GOES_ON
    if op == OP_SPLIT:
        return do_split(w, unit)
    if op == OP_JOIN:
        return do_join(w, unit)
    if op == OP_BATCH:
        return do_batch(w, unit, a)
    if op == OP_BRANCH:
        return do_branch(w, unit)
    if op == OP_SEASON:
        return do_season(w, unit)
    if op == OP_SIGNAL:
        tell_parent(w, unit)
        w.at[unit] += 1
        return GOES_ON
    if op == OP_UNBATCH:
        unbatch(w, unit)
        return GOES_ON
    if op == OP_WAIT:
        w.wanted[unit] = w.arg[w.at[unit] * N_ARGS + 1]
        w.importance[unit] = w.base_priority[unit]
        return GOES_ON if come_to_gate(w, unit, a) else STOPS
    if op == OP_MOVE:
        w.work[unit] = lasting(w, unit, w.arg[w.at[unit] * N_ARGS + 2])
        come_to_link(w, unit, a, w.arg[w.at[unit] * N_ARGS + 1])
        draw_ahead(w, unit)
        return STOPS
    return do_leave(w, unit, op != OP_LEAVE)


@verb
def do_stage(w: Any, unit: Any, stage: Any) -> Any:
    """Close the stage that the unit is in and open the next."""
    if w.has_left[unit] == 0:
        if w.at_hand[STAGES_LEFT] < 1:
            w.at_hand[NEED] = 1
            return NEEDS_ROWS
        close_stage(w, unit)
        open_stage(w, unit, stage)
    w.at[unit] += 1
    return GOES_ON


@verb
def run_unit(w: Any, unit: Any) -> Any:
    """Follow the instructions of a unit until it stops. Returns STOPS or what is needed to go on."""
    w.doing[unit] = RUNNING
    result = GOES_ON
    while result == GOES_ON:
        at = w.at[unit]
        op = w.op[at]
        if op == OP_USE:
            result = do_ask(w, unit, True)
        elif op == OP_DELAY:
            result = do_delay(w, unit, w.arg[at * N_ARGS])
        elif op == OP_STAGE:
            result = do_stage(w, unit, w.arg[at * N_ARGS])
        elif op == OP_SEIZE:
            result = do_ask(w, unit, False)
        elif op == OP_RELEASE:
            give_back(w, w.arg[at * N_ARGS], w.arg[at * N_ARGS + 1])
            w.at[unit] += 1
        else:
            result = do_rare(w, unit, op)
    return result


@verb
def come_due(w: Any, unit: Any) -> Any:
    """The event of a unit: a delay, a use, a run or its patience is over."""
    doing = w.doing[unit]
    if doing == USING:
        finish_use(w, unit)
    elif doing == DELAYED:
        w.at[unit] += 1
    elif doing == MOVING:
        leave_link(w, unit)
    else:
        lose_patience(w, unit)
