"""Several draws of one law at a time: a processor makes them beside each other, in the time of one or two.

Each is the draw that `whole` gives to its stream, to the bit. Loops without a jump, so that LLVM may take 8 at a time.
"""

from typing import Any

from crossgauge.engines.events.compiled import inlined, verb
from crossgauge.engines.events.state import EXPONENTIAL
from crossgauge.engines.events.streams import (
    CENTRE,
    FAR,
    central_quantile,
    exp,
    exponential,
    normal_quantile,
    rounded,
    stream_at,
    tail_quantile,
    tail_root,
    uniform,
    whole,
)
from crossgauge.engines.events.world import NOW, QUICK, SEVERAL

FEW = 2  # draws that are not worth the work of SEVERAL


@verb
def draw_quick(w: Any, kind: Any) -> Any:
    """Draws of laws of one quick kind, by some_first and some_second, for the streams in some_stream: some_drawn."""
    if kind == EXPONENTIAL:
        for j in range(SEVERAL):
            w.some_drawn[j] = rounded(exponential(w.some_first[j], w.some_stream[j], 0))
        return
    for j in range(SEVERAL):
        w.some_uniform[j] = uniform(w.some_stream[j], 0)
        w.some_normal[j] = central_quantile(w.some_uniform[j] - 0.5)
    n_far = 0
    for j in range(SEVERAL):
        r = tail_root(w.some_uniform[j])
        n_far += 1 if r > FAR else 0
        w.some_tail[j] = tail_quantile(r)
    for j in range(SEVERAL):
        q = w.some_uniform[j] - 0.5
        tail = -w.some_tail[j] if q < 0.0 else w.some_tail[j]
        w.some_normal[j] = w.some_normal[j] if abs(q) <= CENTRE else tail
    if n_far > 0:
        for j in range(SEVERAL):
            w.some_normal[j] = normal_quantile(w.some_uniform[j])
    for j in range(SEVERAL):
        w.some_drawn[j] = rounded(exp(w.some_first[j] + w.some_second[j] * w.some_normal[j]))


@verb
def draw_several(w: Any, law: Any) -> Any:
    """Draws of a law, whole numbers, for the streams in some_stream. Writes some_drawn."""
    kind = w.kind[law]
    if kind in QUICK:
        for j in range(SEVERAL):
            w.some_first[j] = w.parameter[4 * law]
            w.some_second[j] = w.parameter[4 * law + 1]
        draw_quick(w, kind)
    else:
        for j in range(SEVERAL):
            w.some_drawn[j] = whole(w, law, w.some_stream[j], w.at_hand[NOW])


@verb
def draw_for_several(w: Any, stretch: Any, row: Any) -> Any:
    """Draw the durations of a stretch for units just born, known by some_identity. Writes SEVERAL rows of given."""
    for k in range(w.n_steps[stretch]):
        key = w.stretch_key[stretch * SEVERAL + k]
        for j in range(SEVERAL):
            w.some_stream[j] = stream_at(w.some_identity[j], key, 0)
        draw_several(w, w.stretch_law[stretch * SEVERAL + k])
        for j in range(SEVERAL):
            w.given[(row + j) * SEVERAL + k] = w.some_drawn[j]


@inlined
def give(w: Any, unit: Any, stretch: Any, row: Any) -> Any:
    """Give a unit the durations of a stretch that stand in a row."""
    w.drawn_for[unit] = stretch
    if w.n_steps[stretch] == 1:
        w.drawn[unit * SEVERAL] = w.given[row * SEVERAL]
    else:
        for k in range(SEVERAL):
            w.drawn[unit * SEVERAL + k] = w.given[row * SEVERAL + k]


@verb
def draw_stretch(w: Any, unit: Any, stretch: Any) -> Any:
    """Draw the durations of a stretch for a unit in its present lap. Writes drawn_for, drawn."""
    w.drawn_for[unit] = stretch
    first = stretch * SEVERAL
    if w.n_steps[stretch] <= FEW:
        for k in range(w.n_steps[stretch]):
            stream = stream_at(w.identity[unit], w.stretch_key[first + k], w.lap[unit])
            w.drawn[unit * SEVERAL + k] = whole(w, w.stretch_law[first + k], stream, w.at_hand[NOW])
        return
    for j in range(SEVERAL):
        law = w.stretch_law[first + j]
        w.some_first[j] = w.parameter[4 * law]
        w.some_second[j] = w.parameter[4 * law + 1]
        w.some_stream[j] = stream_at(w.identity[unit], w.stretch_key[first + j], w.lap[unit])
    draw_quick(w, w.kind[w.stretch_law[first]])
    for j in range(SEVERAL):
        w.drawn[unit * SEVERAL + j] = w.some_drawn[j]
