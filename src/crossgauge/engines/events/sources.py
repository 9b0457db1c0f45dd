"""Where units come from: renewal processes in operational time, and lists (§5)."""

from typing import Any

import numpy as np

from crossgauge.engines.events.calendar import schedule
from crossgauge.engines.events.compiled import formula, inlined, verb
from crossgauge.engines.events.several import draw_for_several, give
from crossgauge.engines.events.state import BY_LIST, BY_RATE, NOBODY
from crossgauge.engines.events.streams import (
    draw,
    gamma,
    joined,
    ln,
    mix,
    nth,
    uniform,
    whole,
)
from crossgauge.engines.events.units import born_unit
from crossgauge.engines.events.world import BASE_SOURCE, HOUR, N_SOURCES, SEVERAL

FOR_JITTER = np.uint64(1)
FOR_LOAD = np.uint64(2)


@formula
def gap_of(dispersion: Any, stream: Any, is_first: Any) -> Any:
    """A gap of the renewal process, mean 1; the first is what is left of a gap at a random instant (§5.2)."""
    if dispersion == 0.0:
        return uniform(stream, 0) if is_first else 1.0
    if dispersion == 1.0:
        return -ln(1.0 - uniform(stream, 0))
    shape = 1.0 / dispersion
    if is_first:  # a gap seen by an inspector is longer: gamma of shape + 1, cut at a uniform place
        return dispersion * gamma(shape + 1.0, mix(stream), 0) * uniform(stream, 0)
    return dispersion * gamma(shape, stream, 0)


@formula
def factor_of_day(day_spread: Any, run_key: Any, source_key: Any, day: Any) -> Any:
    """What a source's rate is multiplied by on a day: gamma, mean 1."""
    if day_spread == 0.0:
        return 1.0
    shape = 1.0 / (day_spread * day_spread)
    return gamma(shape, joined(run_key, joined(mix(mix(source_key)), day)), 0) / shape


@verb
def draw_gaps(w: Any, source: Any) -> Any:
    """Draw the next gaps of a source, some at a time: a processor draws several in the time of one."""
    k = w.n_found[source]
    dispersion = w.dispersion[source]
    stream = w.gap_stream[source]
    if dispersion == 1.0:
        for j in range(SEVERAL):
            w.gap[source * SEVERAL + j] = gap_of(1.0, nth(stream, k + j), False)
    else:
        for j in range(SEVERAL):
            w.gap[source * SEVERAL + j] = gap_of(dispersion, nth(stream, k + j), k + j == 0)


@verb
def find_by_rate(w: Any, source: Any) -> Any:
    """Find the arrival behind the one known last, in operational time: `coming`, NOBODY if the table of rates ends."""
    place = w.n_found[source] % SEVERAL
    if place == 0:
        draw_gaps(w, source)
    w.n_found[source] += 1
    gap = w.gap[source * SEVERAL + place]
    while w.source_row[source] < w.source_end[source]:
        row = w.source_row[source]
        hour = row - w.source_first[source]
        if w.used[source] == 0.0 and hour % 24 == 0:
            w.day_factor[source] = factor_of_day(
                w.day_spread[source], w.run_key[0], w.source_key[source], hour // 24
            )
        rate = w.expected[row] * w.day_factor[source]
        remains = rate - w.used[source]
        if gap < remains:
            w.used[source] += gap
            w.coming[source] = hour * HOUR + min(HOUR - 1, np.int64(w.used[source] / rate * HOUR))
            return
        gap -= remains
        w.used[source] = 0.0
        w.source_row[source] += 1
    w.coming[source] = NOBODY


@verb
def schedule_arrival(w: Any, source: Any) -> Any:
    """Schedule the next arrival of a source, if there is one, and find the one behind it.

    Found one ahead, the calendar need not wait for a draw: 9 ns less an event of a queue (benchmarks/events.py, a).
    """
    if w.mode[source] == BY_RATE:
        if w.coming[source] != NOBODY:
            schedule(w, w.at_hand[BASE_SOURCE] + source, w.coming[source])
            find_by_rate(w, source)
    elif w.source_row[source] < w.source_end[source]:
        schedule(w, w.at_hand[BASE_SOURCE] + source, w.listed[w.source_row[source]])


@verb
def draw_firsts(w: Any, source: Any, stretch: Any) -> Any:
    """Draw the first durations of the units that come next."""
    k = w.n_arrived[source]
    for j in range(SEVERAL):
        w.some_identity[j] = nth(w.unit_stream[source], k + j)
    draw_for_several(w, stretch, source * SEVERAL)


@inlined
def give_first(w: Any, source: Any, unit: Any) -> Any:
    """Give a unit that comes by rate its first durations, if its way leads there straight."""
    stretch = w.first_stretch[w.source_entry[source]]
    if stretch != NOBODY and w.mode[source] == BY_RATE:
        place = w.n_arrived[source] % SEVERAL
        if place == 0:
            draw_firsts(w, source, stretch)
        give(w, unit, stretch, source * SEVERAL + place)


@verb
def arrive(w: Any, source: Any) -> Any:
    """A unit arrives, and the next arrival is scheduled. Returns the unit."""
    ordinal = w.n_arrived[source]
    if w.mode[source] == BY_LIST:
        ordinal = w.listed_ordinal[w.source_row[source]]
        w.source_row[source] += 1
    identity = nth(w.unit_stream[source], ordinal)
    unit = born_unit(w, w.source_chain[source], w.source_entry[source], identity, ordinal)
    give_first(w, source, unit)
    w.n_arrived[source] += 1
    w.base_priority[unit] = w.source_priority[source]
    if w.source_load[source] != NOBODY:
        w.load[unit] = whole(w, w.source_load[source], joined(identity, FOR_LOAD), w.arrived[unit])
    schedule_arrival(w, source)
    return unit


@verb
def begin_arrivals(w: Any, source: Any) -> Any:
    """Find and schedule the first arrival of a source."""
    if w.mode[source] == BY_RATE:
        find_by_rate(w, source)
    schedule_arrival(w, source)


@verb
def draw_lists(w: Any) -> Any:
    """Add its jitter to every listed tick; the driver sorts (§5.4). Never before tick 0."""
    for source in range(w.at_hand[N_SOURCES]):
        if w.mode[source] != BY_LIST or w.jitter[source] == NOBODY:
            continue
        for row in range(w.source_row[source], w.source_end[source]):
            identity = nth(w.unit_stream[source], row - w.source_row[source])
            stream = joined(identity, FOR_JITTER)
            late = draw(w, w.jitter[source], stream, w.listed[row])
            w.listed[row] = max(0, w.listed[row] + np.int64(np.floor(late + 0.5)))
