"""What is written down: rows in tables, counts and histograms by day (§8)."""

from typing import Any

import numpy as np

from crossgauge.engines.events.compiled import bits_of, inlined, verb
from crossgauge.engines.events.queues import account_queue
from crossgauge.engines.events.resources import account_resource
from crossgauge.engines.events.state import N_BINS, NOBODY, RECORD_NOTHING, RECORD_UNITS
from crossgauge.engines.events.world import (
    DAY,
    DAY_ENDS,
    DAY_NOW,
    LEG_ROWS,
    LEGS_LEFT,
    N_BATCHES,
    N_DAYS,
    N_GATES,
    N_LINKS,
    N_RESOURCES,
    NOW,
    RECORD_FROM,
    STAGE_ROWS,
    STAGES_LEFT,
    VISIT_ROWS,
    VISITS_LEFT,
)

FIRST_CELL = (1023 + 9) * 32  # of 512 ticks, the last power of two below the first edge


@inlined
def bin_of(w: Any, ticks: Any) -> Any:
    """The bin of a duration: the last whose edge is not above it (§8.3).

    A table by exponent and first five bits of the fraction gives it or the one below: 25 ns less than bisection.
    """
    cell = (bits_of(np.float64(ticks)) >> 47) - FIRST_CELL
    if cell < 0:
        return 0
    found = w.bin_at_cell[cell]
    if found < N_BINS - 1 and w.bin_edge[found + 1] <= ticks:
        found += 1
    return found


@verb
def record_visit(w: Any, unit: Any) -> Any:
    """A unit leaves: counts by chain, and a row. Writes left or gone."""
    chain = w.chain[unit]
    lost = w.outcome[unit] != 0
    if lost:
        w.gone[chain] += 1
    else:
        w.left[chain] += 1
    now = w.at_hand[NOW]
    w.has_left[unit] = 1
    if now < w.at_hand[RECORD_FROM] or w.record[chain] == RECORD_NOTHING:
        return
    here = chain * w.at_hand[N_DAYS] + w.at_hand[DAY_NOW]
    if lost:
        w.chain_lost[here] += 1
    else:
        stay = now - w.arrived[unit]
        w.chain_count[here] += 1
        w.chain_time[here] += stay
        w.chain_wait[here] += w.waited[unit]
        w.chain_load[here] += w.load[unit]
        w.chain_bins[chain * N_BINS + bin_of(w, stay)] += 1
    if w.record[chain] == RECORD_UNITS:
        rows = w.at_hand[VISIT_ROWS]
        row = rows - w.at_hand[VISITS_LEFT]
        w.at_hand[VISITS_LEFT] -= 1
        w.visit_rows[row] = w.serial[unit]
        w.visit_rows[row + rows] = chain
        w.visit_rows[row + 2 * rows] = w.ordinal[unit]
        w.visit_rows[row + 3 * rows] = w.parent_serial[unit]
        if w.carrier[unit] != NOBODY:
            w.visit_rows[row + 3 * rows] = w.serial[w.carrier[unit]]
        w.visit_rows[row + 4 * rows] = w.load[unit]
        w.visit_rows[row + 5 * rows] = w.arrived[unit]
        w.visit_rows[row + 6 * rows] = now
        w.visit_rows[row + 7 * rows] = w.waited[unit]
        w.visit_rows[row + 8 * rows] = w.outcome[unit]


@verb
def close_stage(w: Any, unit: Any) -> Any:
    """The stage that a unit is in, if any, ends here."""
    stage = w.stage[unit]
    if stage == NOBODY:
        return
    w.stage[unit] = NOBODY
    now = w.at_hand[NOW]
    if now < w.at_hand[RECORD_FROM] or w.record[w.chain[unit]] == RECORD_NOTHING:
        return
    here = stage * w.at_hand[N_DAYS] + w.at_hand[DAY_NOW]
    stay = now - w.stage_entered[unit]
    waited = w.waited[unit] - w.stage_waited[unit]
    w.stage_count[here] += 1
    w.stage_time[here] += stay
    w.stage_wait[here] += waited
    w.stage_bins[stage * N_BINS + bin_of(w, stay)] += 1
    if w.record[w.chain[unit]] == RECORD_UNITS:
        rows = w.at_hand[STAGE_ROWS]
        row = rows - w.at_hand[STAGES_LEFT]
        w.at_hand[STAGES_LEFT] -= 1
        w.stage_rows[row] = w.serial[unit]
        w.stage_rows[row + rows] = stage
        w.stage_rows[row + 2 * rows] = w.stage_entered[unit]
        w.stage_rows[row + 3 * rows] = now
        w.stage_rows[row + 4 * rows] = waited


@inlined
def open_stage(w: Any, unit: Any, stage: Any) -> Any:
    """A unit enters a stage."""
    w.stage[unit] = stage
    w.stage_entered[unit] = w.at_hand[NOW]
    w.stage_waited[unit] = w.waited[unit]


@verb
def record_leg(w: Any, unit: Any, link: Any, direction: Any) -> Any:
    """A row for a run over a link that ends now."""
    if w.record[w.chain[unit]] != RECORD_UNITS or w.at_hand[NOW] < w.at_hand[RECORD_FROM]:
        return
    if w.has_left[unit]:
        return
    rows = w.at_hand[LEG_ROWS]
    row = rows - w.at_hand[LEGS_LEFT]
    w.at_hand[LEGS_LEFT] -= 1
    w.leg_rows[row] = w.serial[unit]
    w.leg_rows[row + rows] = w.chain[unit]
    w.leg_rows[row + 2 * rows] = link
    w.leg_rows[row + 3 * rows] = direction
    w.leg_rows[row + 4 * rows] = w.load[unit]
    w.leg_rows[row + 5 * rows] = w.departed[unit]
    w.leg_rows[row + 6 * rows] = w.at_hand[NOW]


@verb
def account_everything(w: Any) -> Any:
    """Book all resources and lines up to now."""
    for resource in range(w.at_hand[N_RESOURCES]):
        account_resource(w, resource)
    n = w.at_hand[N_RESOURCES] + w.at_hand[N_GATES] + w.at_hand[N_LINKS] + w.at_hand[N_BATCHES]
    for stat in range(n):
        account_queue(w, stat)


@verb
def turn_the_day(w: Any) -> Any:
    """Midnight, counted from record_from: the statistics go on in the next column."""
    account_everything(w)
    w.at_hand[DAY_NOW] += 1
    w.at_hand[DAY_ENDS] += DAY
    n = w.at_hand[N_RESOURCES] + w.at_hand[N_GATES] + w.at_hand[N_LINKS] + w.at_hand[N_BATCHES]
    for stat in range(n):
        w.longest[stat * w.at_hand[N_DAYS] + w.at_hand[DAY_NOW]] = w.length[stat]
