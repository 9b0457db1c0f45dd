"""The calendar: a tournament tree of packed keys, `tick << 24 | slot`, with one slot for whatever can be due.
A slot holds a leaf while it is due, so that the tree is as deep as the number of those due asks for.

Slots: 0 midnight, then capacities, failures, gates, links, batches, sources, units. Ties (§1.2): those
timelines in that order, then units, the one born first first, then sources.
A key that came due stays in place until its slot is set again or the next key is asked for: most slots are
set again at once, which saves a walk up the tree.
"""

from typing import Any

from crossgauge.engines.events.compiled import inlined, verb
from crossgauge.engines.events.state import FOREVER, NOBODY
from crossgauge.engines.events.world import (
    BASE_SOURCE,
    BASE_UNIT,
    FIRED,
    FREE_LEAF,
    LEAVES,
    NEVER,
    PENDING,
    SLOT_BITS,
    SLOT_MASK,
    UNUSED_LEAF,
)


@verb
def before_in_tie(w: Any, a: Any, b: Any) -> Any:
    """Whether key a goes before key b of the same tick; two that are never due are alike."""
    if a == b:
        return True
    x = a & SLOT_MASK
    y = b & SLOT_MASK
    first_unit = w.at_hand[BASE_UNIT]
    if x >= first_unit and y >= first_unit:
        return w.serial[x - first_unit] < w.serial[y - first_unit]
    if x >= first_unit:
        return y >= w.at_hand[BASE_SOURCE]
    if y >= first_unit:
        return x < w.at_hand[BASE_SOURCE]
    return x < y


@inlined
def earlier(w: Any, a: Any, b: Any) -> Any:
    """The key that comes first."""
    if ((a ^ b) >> SLOT_BITS) == 0:
        return a if before_in_tie(w, a, b) else b
    less = a - b  # min(a, b) without a jump: which of two is due first is a matter of luck, and no processor guesses it
    return b + (less & (less >> 63))


@inlined
def climb(w: Any, i: Any) -> Any:
    """Carry a changed leaf upward until the winner of a pair stays as it was."""
    while i > 1:
        best = earlier(w, w.tree[i], w.tree[i ^ 1])
        i >>= 1
        if w.tree[i] == best:
            return
        w.tree[i] = best


@verb
def double_leaves(w: Any) -> Any:
    """Twice as many leaves; those there are move to the left half, and the pairs are played again."""
    old = w.at_hand[LEAVES]
    for i in range(old):
        w.tree[2 * old + i] = w.tree[old + i]
        w.tree[3 * old + i] = NEVER
    w.at_hand[LEAVES] = 2 * old
    for i in range(2 * old - 1, 0, -1):
        w.tree[i] = earlier(w, w.tree[2 * i], w.tree[2 * i + 1])


@verb
def new_leaf(w: Any) -> Any:
    """A leaf that nobody holds: one given back, else the next one."""
    leaf = w.at_hand[FREE_LEAF]
    if leaf != NOBODY:
        w.at_hand[FREE_LEAF] = w.next_leaf[leaf]
        return leaf
    leaf = w.at_hand[UNUSED_LEAF]
    w.at_hand[UNUSED_LEAF] += 1
    if leaf == w.at_hand[LEAVES]:
        double_leaves(w)
    return leaf


@inlined
def set_key(w: Any, leaf: Any, slot: Any, tick: Any) -> Any:
    """Write a key into a leaf, and play its pairs again."""
    i = w.at_hand[LEAVES] + leaf
    w.tree[i] = min(tick, FOREVER) << SLOT_BITS | slot
    climb(w, i)


@verb
def schedule_anew(w: Any, slot: Any, tick: Any) -> Any:
    """Make a slot due that has no leaf yet."""
    leaf = new_leaf(w)
    w.leaf_of[slot] = leaf
    w.at_hand[PENDING] += 1
    set_key(w, leaf, slot, tick)


@verb
def schedule(w: Any, slot: Any, tick: Any) -> Any:
    """Make a slot due at a tick, in place of whatever it was due for."""
    leaf = w.leaf_of[slot]
    fired = w.at_hand[FIRED]
    if leaf == NOBODY:
        if fired == NOBODY:
            return schedule_anew(w, slot, tick)
        leaf = w.leaf_of[fired]  # what has just come due hands on its leaf: one walk, not two
        w.leaf_of[fired] = NOBODY
        w.leaf_of[slot] = leaf
        w.at_hand[FIRED] = NOBODY
    elif fired == slot:
        w.at_hand[FIRED] = NOBODY
    return set_key(w, leaf, slot, tick)


@inlined
def cancel(w: Any, slot: Any) -> Any:
    """Make a slot due never; its leaf is given back."""
    leaf = w.leaf_of[slot]
    if leaf != NOBODY:
        w.leaf_of[slot] = NOBODY
        w.next_leaf[leaf] = w.at_hand[FREE_LEAF]
        w.at_hand[FREE_LEAF] = leaf
        w.at_hand[PENDING] -= 1
        i = w.at_hand[LEAVES] + leaf
        w.tree[i] = NEVER
        climb(w, i)
    if w.at_hand[FIRED] == slot:
        w.at_hand[FIRED] = NOBODY


@inlined
def forget(w: Any, slot: Any) -> Any:
    """Cancel if due."""
    if w.leaf_of[slot] != NOBODY:
        cancel(w, slot)


@inlined
def due_tick(w: Any, slot: Any) -> Any:
    """The tick at which a slot is due."""
    return w.tree[w.at_hand[LEAVES] + w.leaf_of[slot]] >> SLOT_BITS
