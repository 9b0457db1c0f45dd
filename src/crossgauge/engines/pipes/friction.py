"""Darcy's friction factor of a full pipe."""

from typing import Any

import numpy as np

from crossgauge.engines.pipes.compiled import compiled

LAMINAR, TURBULENT = 2_000.0, 4_000.0


@compiled
def colebrook(reynolds: Any, relative_roughness: Any) -> Any:
    """Darcy's friction factor of turbulent flow: implicit, by Newton from the start of Swamee and Jain.

    Source: Colebrook (1939); Swamee and Jain (1976).

    >>> round(float(colebrook(1e5, 1e-4)), 15)
    0.018513866077472
    """
    rough = relative_roughness / 3.7
    x = -2 * np.log10(rough + 5.74 / reynolds**0.9)
    for _ in range(6):
        inside = rough + 2.51 * x / reynolds
        wrong = x + 2 * np.log10(inside)
        step = wrong / (1 + 2 * 2.51 / (np.log(10.0) * reynolds * inside))
        x -= step
        if abs(step) < 1e-9 * x:  # the next step would be below the last bit: Newton squares the error
            break
    return 1 / (x * x)


@compiled
def friction_factor(reynolds: Any, relative_roughness: Any) -> Any:
    """Darcy's friction factor at any Reynolds number; 0 without flow.

    64/Re up to 2,000, Colebrook and White from 4,000, a straight line between: pressure rises with flow throughout.

    >>> float(friction_factor(1_000.0, 1e-4))
    0.064
    >>> float(friction_factor(0.0, 1e-4))
    0.0
    """
    if reynolds >= TURBULENT:
        return colebrook(reynolds, relative_roughness)
    if reynolds <= 0.0:
        return 0.0
    if reynolds <= LAMINAR:
        return 64.0 / reynolds
    share = (reynolds - LAMINAR) / (TURBULENT - LAMINAR)
    return (1 - share) * 64.0 / LAMINAR + share * colebrook(TURBULENT, relative_roughness)
