"""The best of several, with a stated probability: fully sequential ranking and selection.

Kim, S.-H. and Nelson, B. L. (2001) A fully sequential procedure for indifference-zone selection in simulation, ACM
Transactions on Modeling and Computer Simulation 11, with c = 1. It holds with common random numbers, which make the
differences that it looks at less variable, so that it stops sooner.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float64s = NDArray[np.float64]
Observe = Callable[[Sequence[int], int], Float64s]


@dataclass(frozen=True, slots=True)
class Selected:
    """What was selected, and how sure that is.

    best         : position of the one that is left, or has the largest mean when it stopped
    replicas     : of each, (n,); observed : all together
    probability  : that the best is right if it is better by the indifference or more; NaN where `most` ended it
    indifference : the difference that does not matter
    """

    best: int
    replicas: tuple[int, ...]
    observed: int
    probability: float
    indifference: float


def select(
    observe: Observe,
    n: int,
    *,
    indifference: float,
    first_stage: int = 10,
    probability: float = 0.95,
    batch: int = 1,
    most: int = 10_000,
) -> Selected:
    """The one with the largest mean, right with `probability` where it is ahead by `indifference` or more.

    observe      : values of some of the n by position, for all replicas up to a number: (n_asked, n_replicas).
                   Replica r of one and replica r of another may share their luck
    indifference : above 0; the larger, the fewer replicas
    first_stage  : replicas of all before the first is dropped, at least 2
    batch        : replicas that are observed at a time; none is looked at before its turn
    most         : replicas of any one, at which it ends without a stated probability

    >>> rng = np.random.default_rng(1)
    >>> luck = rng.normal(size=(3, 500)) + np.array([[0.0], [0.2], [1.0]])
    >>> found = select(lambda asked, count: luck[list(asked), :count], 3, indifference=0.5)
    >>> found.best, found.probability
    (2, 0.95)
    """
    alive = list(range(n))
    if n == 1:
        return Selected(0, (0,), 0, 1.0, indifference)
    first_stage = min(first_stage, most)
    values = dict(zip(alive, observe(alive, first_stage), strict=True))
    gaps = np.array([[np.var(values[i] - values[j], ddof=1) for j in alive] for i in alive])
    # alpha / (n - 1): Bonferroni's, which holds for common random numbers; independent ones would need less.
    eta = ((2 * (1 - probability) / (n - 1)) ** (-2 / (first_stage - 1)) - 1) / 2
    scale = 2 * eta * (first_stage - 1) * gaps
    last = np.floor(scale / indifference**2)
    used = dict.fromkeys(alive, first_stage)
    count = first_stage
    while len(alive) > 1:
        means = {place: float(values[place][:count].mean()) for place in alive}
        alive = [
            i for i in alive
            if all(means[i] >= means[j] - width(scale[i, j], indifference, count) for j in alive if j != i)
        ]  # fmt: skip
        if len(alive) == 1:
            break
        if count > max(last[i, j] for i in alive for j in alive if i != j):
            alive = [max(alive, key=lambda place: means[place])]
            break
        if count >= most:
            best = max(alive, key=lambda place: means[place])
            return Selected(best, tuple(used.values()), sum(used.values()), float("nan"), indifference)
        count += 1
        if any(len(values[place]) < count for place in alive):
            wanted = min(most, count + batch - 1)
            values |= dict(zip(alive, observe(alive, wanted), strict=True))
        used |= dict.fromkeys(alive, count)
    return Selected(alive[0], tuple(used.values()), sum(used.values()), probability, indifference)


def width(scale: float, indifference: float, count: int) -> float:
    """How far a mean may be behind after so many replicas."""
    return max(0.0, indifference / (2 * count) * (scale / indifference**2 - count))
