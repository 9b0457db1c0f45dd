"""Birth and end of units, families of split units, members of batches (§2, §4.6 to §4.9)."""

from typing import Any

from crossgauge.engines.events.calendar import cancel, schedule
from crossgauge.engines.events.compiled import verb
from crossgauge.engines.events.queues import make_ready, stand_in_line, step_out_of_line
from crossgauge.engines.events.recording import close_stage, record_visit
from crossgauge.engines.events.several import draw_for_several, give
from crossgauge.engines.events.state import N_ARGS, NOBODY
from crossgauge.engines.events.streams import joined, whole
from crossgauge.engines.events.world import (
    BASE_BATCH,
    FREE,
    FREE_UNIT,
    GATHERING,
    INSIDE,
    JOINING,
    N_FREE,
    N_GATES,
    N_LINKS,
    N_RESOURCES,
    N_SOURCES,
    NOW,
    READY,
    SERIAL,
    SEVERAL,
)

MANY = 4  # children, for whom it is worth it to draw several


@verb
def born_unit(w: Any, chain: Any, entry: Any, identity: Any, ordinal: Any) -> Any:
    """A new unit out of the pool (the caller has made sure that there is room)."""
    unit = w.at_hand[FREE_UNIT]
    w.at_hand[FREE_UNIT] = w.asked[unit]
    w.at_hand[N_FREE] -= 1
    w.serial[unit] = w.at_hand[SERIAL]
    w.at_hand[SERIAL] += 1
    w.doing[unit] = READY
    w.chain[unit] = chain
    w.at[unit] = entry
    w.identity[unit] = identity
    w.ordinal[unit] = ordinal
    w.parent[unit] = NOBODY
    w.parent_serial[unit] = NOBODY
    w.load[unit] = 1
    w.arrived[unit] = w.at_hand[NOW]
    w.waited[unit] = 0
    w.stage[unit] = NOBODY
    w.base_priority[unit] = 0
    w.lap[unit] = 0
    w.drawn_for[unit] = NOBODY
    w.n_children[unit] = 0
    w.has_left[unit] = 0
    w.outcome[unit] = 0
    w.carrier[unit] = NOBODY
    w.member_first[unit] = NOBODY
    w.n_inside[unit] = 0
    w.resumes[unit] = 0
    w.born[chain] += 1
    return unit


@verb
def tell_parent(w: Any, unit: Any) -> Any:
    """One child less to wait for, once a child (§4.7)."""
    parent = w.parent[unit]
    if parent == NOBODY:
        return
    w.parent[unit] = NOBODY
    if w.serial[parent] != w.parent_serial[unit]:
        return
    w.n_children[parent] -= 1
    if w.n_children[parent] == 0 and w.doing[parent] == JOINING:
        w.at[parent] += 1
        make_ready(w, parent)


@verb
def draw_for_children(w: Any, family: Any, first: Any, stretch: Any, row: Any) -> Any:
    """Draw the first durations of the children from a place on."""
    for j in range(SEVERAL):
        w.some_identity[j] = joined(family, first + j)
    draw_for_several(w, stretch, row)


@verb
def split(w: Any, unit: Any, n_children: Any, key: Any) -> Any:
    """Children are born and ready behind the parent, which goes on (§4.6)."""
    at = w.at[unit]
    family = joined(w.identity[unit], joined(key, w.lap[unit]))
    entry = w.arg[at * N_ARGS]
    stretch = w.first_stretch[entry]
    is_given = stretch != NOBODY and n_children >= MANY
    row = w.at_hand[N_SOURCES] * SEVERAL
    for i in range(n_children):
        identity = joined(family, i)
        child = born_unit(w, w.arg[at * N_ARGS + 2], entry, identity, i)
        if is_given:
            if i % SEVERAL == 0:
                draw_for_children(w, family, i, stretch, row)
            give(w, child, stretch, row + i % SEVERAL)
        w.parent[child] = unit
        w.parent_serial[child] = w.serial[unit]
        w.arrived[child] = w.arrived[unit]
        w.base_priority[child] = w.base_priority[unit]
        make_ready(w, child)
    w.n_children[unit] += n_children
    w.at[unit] += 1


@verb
def next_inside(w: Any, unit: Any, top: Any) -> Any:
    """The next of all that are inside a batch, whoever stands in whom; NOBODY behind the last."""
    if w.member_first[unit] != NOBODY:
        return w.member_first[unit]
    while unit != top:
        if w.behind[unit] != NOBODY:
            return w.behind[unit]
        unit = w.carrier[unit]
    return NOBODY


@verb
def leave(w: Any, unit: Any) -> Any:
    """The visit ends, and that of everybody inside, who waited while those that carry them did (§2.3)."""
    inside = unit
    while inside != NOBODY:
        if not w.has_left[inside]:
            if inside != unit:
                w.waited[inside] += w.waited[w.carrier[inside]]
            close_stage(w, inside)
            record_visit(w, inside)
        inside = next_inside(w, inside, unit)


@verb
def end(w: Any, unit: Any) -> Any:
    """The unit is gone, and everybody inside; parents are told.

    Free slots are linked through `asked`, so that a walk through the batch may go on over freed members.
    """
    leave(w, unit)
    inside = unit
    while inside != NOBODY:
        tell_parent(w, inside)
        w.doing[inside] = FREE
        w.serial[inside] = NOBODY
        w.asked[inside] = w.at_hand[FREE_UNIT]
        w.at_hand[FREE_UNIT] = inside
        w.at_hand[N_FREE] += 1
        inside = next_inside(w, inside, unit)


@verb
def gather(w: Any, unit: Any, station: Any) -> Any:
    """A unit comes to a batch station. Returns the batch that it completes, NOBODY if it waits on."""
    line = w.at_hand[N_RESOURCES] + w.at_hand[N_GATES] + w.at_hand[N_LINKS] + station
    w.rank[unit] = 0
    w.doing[unit] = GATHERING
    stand_in_line(w, line, unit, False)
    size = w.batch_size[station]
    if w.batch_law[station] != NOBODY:
        size = whole(w, w.batch_law[station], w.batch_key[station], w.at_hand[NOW])
    if w.length[line] >= size:
        cancel(w, w.at_hand[BASE_BATCH] + station)
        return form_batch(w, station, line)
    if w.head[line] == unit and w.batch_patience[station] != NOBODY:
        schedule(w, w.at_hand[BASE_BATCH] + station, w.at_hand[NOW] + w.batch_patience[station])
    return NOBODY


@verb
def form_batch(w: Any, station: Any, line: Any) -> Any:
    """All who stand at the station become a batch, which is ready (§4.8)."""
    ordinal = w.n_formed[station]
    w.n_formed[station] += 1
    identity = joined(w.run_key[0], joined(w.batch_key[station], ordinal))
    batch = born_unit(w, w.batch_chain[station], w.batch_entry[station], identity, ordinal)
    w.base_priority[batch] = w.base_priority[w.head[line]]
    last = NOBODY
    n = 0
    while w.head[line] != NOBODY:
        unit = w.head[line]
        step_out_of_line(w, line, unit)
        w.doing[unit] = INSIDE
        w.carrier[unit] = batch
        w.behind[unit] = NOBODY
        if last == NOBODY:
            w.member_first[batch] = unit
        else:
            w.behind[last] = unit
        last = unit
        n += 1
        w.n_inside[batch] += 1 + w.n_inside[unit]
    w.load[batch] = n
    make_ready(w, batch)
    return batch


@verb
def patience_over(w: Any, station: Any) -> Any:
    """The first at a station has waited long enough: all go if they are enough, else it waits on."""
    line = w.at_hand[N_RESOURCES] + w.at_hand[N_GATES] + w.at_hand[N_LINKS] + station
    if w.length[line] >= w.batch_least[station]:
        form_batch(w, station, line)
    else:
        schedule(w, w.at_hand[BASE_BATCH] + station, w.at_hand[NOW] + w.batch_patience[station])


@verb
def unbatch(w: Any, batch: Any) -> Any:
    """The members go on behind their own batch step; the batch is empty (§4.9)."""
    unit = w.member_first[batch]
    w.member_first[batch] = NOBODY
    w.n_inside[batch] = 0
    while unit != NOBODY:
        following = w.behind[unit]
        w.carrier[unit] = NOBODY
        w.waited[unit] += w.waited[batch]
        w.at[unit] += 1
        make_ready(w, unit)
        unit = following
    w.at[batch] += 1
