"""What is written down: rows in tables, counts and histograms by day (§8).

What changes often is counted in columns of the present day, which are booked at midnight. A sum over time, as
of places in use, is kept as moments: a change by n at tick t is -n * t now, and what is held is added when booked.
"""

from typing import Any

import numpy as np

from crossgauge.engines.events.compiled import bits_of, inlined, verb
from crossgauge.engines.events.resources import open_places
from crossgauge.engines.events.state import (
    LEG_WORDS,
    N_BINS,
    NOBODY,
    RECORD_NOTHING,
    RECORD_UNITS,
    STAGE_WORDS,
    VISIT_WORDS,
)
from crossgauge.engines.events.world import (
    DAY,
    DAY_ENDS,
    DAY_NOW,
    LEG_ROWS,
    LEGS_LEFT,
    N_BATCHES,
    N_CHAINS,
    N_DAYS,
    N_GATES,
    N_LINKS,
    N_RESOURCES,
    N_STAGES,
    NOW,
    RECORD_FROM,
    STAGE_ROWS,
    STAGES_LEFT,
    VISIT_ROWS,
    VISITS_LEFT,
)

N_VISIT_WORDS, N_STAGE_WORDS, N_LEG_WORDS = len(VISIT_WORDS), len(STAGE_WORDS), len(LEG_WORDS)
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


@inlined
def two_in_a_word(lower: Any, upper: Any) -> Any:
    """Two numbers of 32 bits with sign in one of 64: new pages of memory are what a row costs most."""
    return (lower & 0xFFFFFFFF) | (upper << 32)


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
    if lost:
        w.lost_now[chain] += 1
    else:
        stay = now - w.arrived[unit]
        w.count_now[chain] += 1
        w.time_now[chain] += stay
        w.wait_now[chain] += w.waited[unit]
        w.load_now[chain] += w.load[unit]
        w.chain_bins[chain * N_BINS + bin_of(w, stay)] += 1
    if w.record[chain] == RECORD_UNITS:
        first = (w.at_hand[VISIT_ROWS] - w.at_hand[VISITS_LEFT]) * N_VISIT_WORDS
        w.at_hand[VISITS_LEFT] -= 1
        parent = w.parent_serial[unit]
        if w.carrier[unit] != NOBODY:
            parent = w.serial[w.carrier[unit]]
        w.visit_rows[first] = two_in_a_word(w.serial[unit], parent)
        w.visit_rows[first + 1] = two_in_a_word(w.ordinal[unit], w.load[unit])
        w.visit_rows[first + 2] = two_in_a_word(chain, w.outcome[unit])
        w.visit_rows[first + 3] = w.arrived[unit]
        w.visit_rows[first + 4] = now
        w.visit_rows[first + 5] = w.waited[unit]


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
    stay = now - w.stage_entered[unit]
    waited = w.waited[unit] - w.stage_waited[unit]
    w.passed_now[stage] += 1
    w.stayed_now[stage] += stay
    w.stood_now[stage] += waited
    w.stage_bins[stage * N_BINS + bin_of(w, stay)] += 1
    if w.record[w.chain[unit]] == RECORD_UNITS:
        first = (w.at_hand[STAGE_ROWS] - w.at_hand[STAGES_LEFT]) * N_STAGE_WORDS
        w.at_hand[STAGES_LEFT] -= 1
        w.stage_rows[first] = two_in_a_word(w.serial[unit], stage)
        w.stage_rows[first + 1] = w.stage_entered[unit]
        w.stage_rows[first + 2] = now
        w.stage_rows[first + 3] = waited


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
    first = (w.at_hand[LEG_ROWS] - w.at_hand[LEGS_LEFT]) * N_LEG_WORDS
    w.at_hand[LEGS_LEFT] -= 1
    w.leg_rows[first] = two_in_a_word(w.serial[unit], w.chain[unit])
    w.leg_rows[first + 1] = two_in_a_word(link, direction)
    w.leg_rows[first + 2] = w.load[unit]
    w.leg_rows[first + 3] = w.asked[unit]
    w.leg_rows[first + 4] = w.at_hand[NOW]


@verb
def book_resources(w: Any) -> Any:
    """Put what was counted of resources and lines since midnight into the column of the day."""
    now = w.at_hand[NOW]
    for resource in range(w.at_hand[N_RESOURCES]):
        here = resource * w.at_hand[N_DAYS] + w.at_hand[DAY_NOW]
        lost = 0 if w.is_stock[resource] else w.lost[resource]
        held = (w.capacity[resource] - lost - w.free[resource]) * now
        places = open_places(w, resource) * now
        w.in_use_sum[here] += w.in_use_now[resource] + held
        w.in_use_now[resource] = -held
        w.capacity_sum[here] += w.open_now[resource] + places
        w.open_now[resource] = -places
        w.served[here] += w.served_now[resource]
        w.served_now[resource] = 0
        w.waited_sum[here] += w.waited_now[resource]
        w.waited_now[resource] = 0
    n = w.at_hand[N_RESOURCES] + w.at_hand[N_GATES] + w.at_hand[N_LINKS] + w.at_hand[N_BATCHES]
    for stat in range(n):
        here = stat * w.at_hand[N_DAYS] + w.at_hand[DAY_NOW]
        w.queue_sum[here] += w.queue_now[stat] + w.length[stat] * now
        w.queue_now[stat] = -w.length[stat] * now
        w.longest[here] = max(w.longest[here], w.longest_now[stat])
        w.longest_now[stat] = w.length[stat]


@verb
def book_summaries(w: Any) -> Any:
    """The same for chains and stages."""
    for chain in range(w.at_hand[N_CHAINS]):
        here = chain * w.at_hand[N_DAYS] + w.at_hand[DAY_NOW]
        w.chain_count[here] += w.count_now[chain]
        w.chain_time[here] += w.time_now[chain]
        w.chain_wait[here] += w.wait_now[chain]
        w.chain_load[here] += w.load_now[chain]
        w.chain_lost[here] += w.lost_now[chain]
        w.count_now[chain] = w.time_now[chain] = w.wait_now[chain] = 0
        w.load_now[chain] = w.lost_now[chain] = 0
    for stage in range(w.at_hand[N_STAGES]):
        here = stage * w.at_hand[N_DAYS] + w.at_hand[DAY_NOW]
        w.stage_count[here] += w.passed_now[stage]
        w.stage_time[here] += w.stayed_now[stage]
        w.stage_wait[here] += w.stood_now[stage]
        w.passed_now[stage] = w.stayed_now[stage] = w.stood_now[stage] = 0


@verb
def book_everything(w: Any) -> Any:
    """Book all that was counted up to now."""
    book_resources(w)
    book_summaries(w)


@verb
def turn_the_day(w: Any) -> Any:
    """Midnight, counted from record_from: the statistics go on in the next column."""
    book_everything(w)
    w.at_hand[DAY_NOW] += 1
    w.at_hand[DAY_ENDS] += DAY
