"""Whole counts between their wholes: figures are interpolated over the corners of one simplex of the grid."""

from collections.abc import Sequence
from math import floor

import numpy as np

from crossgauge.study.calibrate.parameters import Parameter

CLOSE = 1e-6  # of a step: a point so near to the grid is on it

Point = tuple[float, ...]


def corners(parameters: Sequence[Parameter], values: Sequence[float]) -> list[tuple[float, Point]]:
    """The points of the grid about `values`, each with its weight: one more than parameters between two wholes.

    Weights add to 1 and give the values back: the linear interpolation of Freudenthal's triangulation, which takes
    k + 1 runs where the product of lines takes 2**k. All corners are within the bounds.

    >>> lanes = Parameter(name="a", paths=(), how="value", unit="1", low=2, high=8, start=4, now=4, step=1.0)
    >>> corners([lanes, lanes], [4.25, 5.0])
    [(0.75, (4.0, 5.0)), (0.25, (5.0, 5.0))]
    """
    low = [float(value) for value in values]
    parts: list[tuple[float, int]] = []
    for place, parameter in enumerate(parameters):
        if not parameter.step:
            continue
        steps = values[place] / parameter.step
        whole = round(steps) if abs(steps - round(steps)) < CLOSE else floor(steps)
        low[place] = whole * parameter.step
        part = steps - whole
        if part > CLOSE:
            parts.append((part, place))
    parts.sort(key=lambda pair: (-pair[0], pair[1]))
    weights = [1.0, *(part for part, _ in parts), 0.0]
    found, at = [(weights[0] - weights[1], tuple(low))], list(low)
    for number, (_, place) in enumerate(parts, start=1):
        at[place] += parameters[place].step
        found.append((weights[number] - weights[number + 1], tuple(at)))
    return [(weight, point) for weight, point in found if weight > 0]


def interpolated(weighted: Sequence[tuple[float, np.ndarray]]) -> np.ndarray:
    """The weighted sum of arrays of one shape, NaN where any with weight is."""
    total = np.zeros_like(weighted[0][1])
    for weight, values in weighted:
        total = total + weight * values
    return total
