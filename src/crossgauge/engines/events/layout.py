"""Columns laid out in memory, and a World given more room for units. Plain numpy."""

from typing import Any

import numpy as np

from crossgauge.engines.events.columns import FLOATS, KEYS, UNIT_COLUMNS, UNIT_WORDS
from crossgauge.engines.events.state import NOBODY
from crossgauge.engines.events.world import (
    BASE_UNIT,
    FREE_UNIT,
    N_FREE,
    NEVER,
    SEVERAL,
    SLOT_MASK,
    World,
)

Columns = dict[str, Any]

LARGE_POOL = 1 << 16  # units: of 376 bytes each


def typed(name: str, column: Any) -> Any:
    """A column of its own, contiguous, of the type that the loop reads."""
    dtype = np.float64 if name in FLOATS else np.uint64 if name in KEYS else np.int64
    return np.array(column, dtype=dtype, order="C", copy=True)


def side_by_side(columns: Columns, words: int, n_rows: int = 0) -> Columns:
    """The same columns as fields of rows of so many words, which begin at lines of the cache, n_rows or more."""
    n_rows = max(n_rows, *(len(column) for column in columns.values()))
    raw = np.zeros(n_rows * words + 8, np.int64)
    skip = -(raw.ctypes.data // 8) % 8
    table = raw[skip : skip + n_rows * words].reshape(n_rows, words)
    fields: Columns = {}
    for i, (name, column) in enumerate(columns.items()):
        fields[name] = table[:, i].view(np.uint64) if name in KEYS else table[:, i]
        fields[name][: len(column)] = column
    return fields


def with_units(world: World, more: int) -> World:
    """The same world with room for at least `more` units: a small pool doubles, a large one grows by a quarter."""
    old = len(world.serial)
    size = old + max(more, old if old < LARGE_POOL else old // 4)
    n_slots = int(world.at_hand[BASE_UNIT]) + size
    if n_slots > SLOT_MASK:
        raise MemoryError(f"{size:,} units at one time are more than the calendar has slots for")
    grown = side_by_side({name: getattr(world, name) for name in UNIT_COLUMNS}, UNIT_WORDS, size)
    grown["serial"][old:] = NOBODY
    grown["asked"][old:] = np.append(np.arange(old + 1, size), world.at_hand[FREE_UNIT])
    world.at_hand[FREE_UNIT] = old
    world.at_hand[N_FREE] += size - old
    grown["drawn"] = np.zeros(size * SEVERAL, np.int64)
    grown["drawn"][: len(world.drawn)] = world.drawn
    leaves = 1 << n_slots.bit_length()
    for name, n in (("tree", 2 * leaves), ("leaf_of", n_slots), ("next_leaf", leaves)):
        kept = getattr(world, name)
        grown[name] = np.append(kept, np.full(n - len(kept), NEVER if name == "tree" else NOBODY))
    return world._replace(**grown)
