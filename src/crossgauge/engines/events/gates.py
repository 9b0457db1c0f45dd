"""Gates: windows of time with a number of passes each (§4.11)."""

from typing import Any

from crossgauge.engines.events.calendar import schedule
from crossgauge.engines.events.compiled import verb
from crossgauge.engines.events.queues import make_ready, stand_in_line, step_out_of_line
from crossgauge.engines.events.state import BY_PRIORITY, NOBODY
from crossgauge.engines.events.world import AT_GATE, BASE_GATE, DAY_NOW, N_DAYS, N_RESOURCES, NOW


@verb
def turn_to_window(w: Any, gate: Any) -> Any:
    """Go to the first window that has not closed yet; passes of older ones lapse."""
    row = w.window[gate]
    now = w.at_hand[NOW]
    while row < w.window_end[gate] and w.closes[row] < now:
        row += 1
    if row != w.window[gate]:
        w.window[gate] = row
        w.passes_left[gate] = w.passes[row] if row < w.window_end[gate] else 0


@verb
def may_pass(w: Any, gate: Any, tokens: Any) -> Any:
    """Whether a window is open that has so many passes left. Call turn_to_window before."""
    row = w.window[gate]
    if row >= w.window_end[gate] or w.opens[row] > w.at_hand[NOW]:
        return False
    return w.passes_left[gate] == NOBODY or w.passes_left[gate] >= tokens


@verb
def pass_gate(w: Any, gate: Any, unit: Any) -> Any:
    """Spend the passes; the unit goes on behind the gate."""
    if w.passes_left[gate] != NOBODY:
        w.passes_left[gate] -= w.wanted[unit]
    w.passed[gate * w.at_hand[N_DAYS] + w.at_hand[DAY_NOW]] += w.wanted[unit]
    w.at[unit] += 1


@verb
def wake_at_next_window(w: Any, gate: Any) -> Any:
    """Come back when the next window opens."""
    row = w.window[gate]
    if row < w.window_end[gate] and w.opens[row] <= w.at_hand[NOW]:
        row += 1
    if row < w.window_end[gate]:
        schedule(w, w.at_hand[BASE_GATE] + gate, w.opens[row])


@verb
def come_to_gate(w: Any, unit: Any, gate: Any) -> Any:
    """Pass at once, or stand in line. Returns whether it passed."""
    line = w.at_hand[N_RESOURCES] + gate
    w.rank[unit] = w.importance[unit] if w.gate_discipline[gate] == BY_PRIORITY else 0
    first = w.head[line]
    turn_to_window(w, gate)
    if (first == NOBODY or w.rank[unit] < w.rank[first]) and may_pass(w, gate, w.wanted[unit]):
        pass_gate(w, gate, unit)
        return True
    w.doing[unit] = AT_GATE
    stand_in_line(w, line, unit, False)
    if first == NOBODY:
        wake_at_next_window(w, gate)
    return False


@verb
def open_gate(w: Any, gate: Any) -> Any:
    """A window opens while units wait: they pass in order, as far as the passes go."""
    line = w.at_hand[N_RESOURCES] + gate
    turn_to_window(w, gate)
    while w.head[line] != NOBODY and may_pass(w, gate, w.wanted[w.head[line]]):
        unit = w.head[line]
        step_out_of_line(w, line, unit)
        pass_gate(w, gate, unit)
        make_ready(w, unit)
    if w.head[line] != NOBODY:
        wake_at_next_window(w, gate)
