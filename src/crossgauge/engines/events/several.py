"""Several draws of one law at a time: a processor makes them beside each other, in the time of one or two.

Each is the draw that `whole` gives to its stream, to the bit. Loops without a jump, so that LLVM may take 8 at a time.
"""

from typing import Any

from crossgauge.engines.events.compiled import inlined, verb
from crossgauge.engines.events.state import EXPONENTIAL, LOGNORMAL
from crossgauge.engines.events.streams import (
    CENTRE,
    FAR,
    central_quantile,
    exp,
    exponential,
    normal_quantile,
    rounded,
    tail_quantile,
    tail_root,
    uniform,
    whole,
)
from crossgauge.engines.events.world import SEVERAL


@inlined
def is_quick(w: Any, law: Any) -> Any:
    """Whether several draws of a law take little more time than one."""
    return w.kind[law] == EXPONENTIAL or w.kind[law] == LOGNORMAL


@verb
def draw_several(w: Any, law: Any, now: Any) -> Any:
    """Draws of a law, whole numbers, for the streams in `some_stream`. Writes some_drawn."""
    kind = w.kind[law]
    a = w.parameter[4 * law]
    b = w.parameter[4 * law + 1]
    if kind == EXPONENTIAL:
        for j in range(SEVERAL):
            w.some_drawn[j] = rounded(exponential(a, w.some_stream[j], 0))
    elif kind == LOGNORMAL:
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
            w.some_drawn[j] = rounded(exp(a + b * w.some_normal[j]))
    else:
        for j in range(SEVERAL):
            w.some_drawn[j] = whole(w, law, w.some_stream[j], now)
