"""Textbook formulas of gas flow, to set beside the solver: none of them is used by it."""

import numpy as np

from crossgauge.engines.pipes.state import Float64s

WEYMOUTH, PANHANDLE_A, PANHANDLE_B = 0, 1, 2
# constant; powers of base temperature over base pressure, of gravity, of the fall, of the diameter; SI
_TERMS = {
    WEYMOUTH: (137.3295809942513, 1.0, 1.0, 0.5, 2.667),
    PANHANDLE_A: (158.0205328706957, 1.0788, 0.8539, 0.5394, 2.6182),
    PANHANDLE_B: (152.8811634298055, 1.02, 0.961, 0.51, 2.53),
}


def textbook_flow_m3_per_s(
    formula: int,
    start_pa: Float64s,
    end_pa: Float64s,
    length_m: float,
    diameter_m: float,
    gravity: float,
    temperature_k: float,
    z: float = 1.0,
    *,
    base_k: float = 288.7,
    base_pa: float = 101_325.0,
    efficiency: float = 0.92,
) -> Float64s:
    """Flow in m³/s at the base, by Weymouth's or one of Panhandle's formulas; level pipe.

    Source: GPSA Engineering Data Book (2004), ch. 17, brought to SI. Weymouth is low and Panhandle high on large lines.

    >>> args = (90e5, 20e5, 160e3, 0.340, 0.693, 277.15)
    >>> [round(float(textbook_flow_m3_per_s(f, *args)), 4) for f in (PANHANDLE_A, PANHANDLE_B, WEYMOUTH)]
    [42.5608, 42.3537, 32.0773]
    """
    constant, base, weight, far, wide = _TERMS[formula]
    fall = (np.asarray(start_pa) ** 2 - np.asarray(end_pa) ** 2) / (
        length_m * gravity**weight * temperature_k * z
    )
    flow: Float64s = constant * efficiency * (base_k / base_pa) ** base * fall**far * diameter_m**wide
    return flow
