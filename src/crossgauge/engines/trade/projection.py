"""Columns without what effects tell: weighted alternating projections, made fast by conjugate gradients.

One sweep takes the weighted mean of every group from its rows, effect after effect and back. The sweep is symmetric in
the weighted inner product, so conjugate gradients find its fixed point, the part no effect tells.

Source: Hernández-Ramos, Escalante and Raydan (2011), Unconstrained optimization techniques for the acceleration of
alternating projection methods, Numerical Functional Analysis and Optimization 32; Correia (2016), Linear models with
high-dimensional fixed effects.
"""

from typing import Any

import numpy as np
from numba import njit

from crossgauge.engines.trade.state import Float64s, Int64s

SWEEPS = 2_000  # at most, for one column


@njit(cache=True, nogil=True, error_model="numpy")
def take_means(column: Any, weight: Any, group: Any, inverse: Any, mean: Any) -> Any:
    """Take the weighted mean of each group from its rows. Writes: column, mean."""
    mean[:] = 0.0
    for i in range(len(column)):
        mean[group[i]] += weight[i] * column[i]
    for g in range(len(mean)):
        mean[g] *= inverse[g]
    for i in range(len(column)):
        column[i] -= mean[group[i]]


@njit(cache=True, nogil=True, error_model="numpy")
def sweep(column: Any, weight: Any, effect: Any, inverse: Any, mean: Any) -> Any:
    """One projection after the other, forth and back. Writes: column, mean."""
    for e in range(len(effect)):
        take_means(column, weight, effect[e], inverse[e], mean)
    for e in range(len(effect) - 2, -1, -1):
        take_means(column, weight, effect[e], inverse[e], mean)


@njit(cache=True, nogil=True, error_model="numpy")
def inner(left: Any, right: Any, weight: Any) -> Any:
    total = 0.0
    for i in range(len(left)):
        total += weight[i] * left[i] * right[i]
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def project(column: Any, weight: Any, effect: Any, inverse: Any, mean: Any, tolerance: Any) -> Any:
    """Take what effects tell from `column`; returns the sweeps. Writes: column, mean."""
    sweep(column, weight, effect, inverse, mean)
    if len(effect) == 1:
        return 1
    size = inner(column, column, weight)
    moved = column.copy()
    sweep(moved, weight, effect, inverse, mean)
    residual = column - moved
    direction = residual.copy()
    error = inner(residual, residual, weight)
    for done in range(2, SWEEPS):
        if not error > tolerance * tolerance * size:
            return done
        moved[:] = direction
        sweep(moved, weight, effect, inverse, mean)
        moved[:] = direction - moved
        pace = error / inner(direction, moved, weight)
        column -= pace * direction
        residual -= pace * moved
        before, error = error, inner(residual, residual, weight)
        direction[:] = residual + error / before * direction
    return SWEEPS


def within(
    columns: Float64s, weight: Float64s, effect: Int64s, *, tolerance: float = 1e-10
) -> tuple[Float64s, int]:
    """Columns without their part told by the effects, and the sweeps of the slowest.

    `columns`: (n_columns, n_rows) float64, left as it is; `weight`: (n_rows,) float64, above zero; `effect`:
    (n_effects, n_rows) int64, at least one effect. `tolerance`: what a further sweep would still move, as a share of
    the column's size. Raises nothing: the sweeps are SWEEPS if the tolerance was not met.
    Source: as above.

    >>> free, _ = within(np.array([[1.0, 2.0, 4.0]]), np.ones(3), np.array([[0, 0, 1]]))
    >>> free.tolist()
    [[-0.5, 0.5, 0.0]]
    """
    groups = int(effect.max(initial=0)) + 1
    inverse = np.zeros((len(effect), groups))
    for e, group in enumerate(effect):
        total = np.bincount(group, weight, groups)
        np.divide(1.0, total, out=inverse[e], where=total > 0)
    free = np.array(columns, dtype=np.float64, order="C")
    mean, most = np.empty(groups), 0
    for column in free:
        most = max(most, int(project(column, weight, effect, inverse, mean, tolerance)))
    return free, most
