"""Two projects: how probable is it that one truly beats the other?"""

from math import nan

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

Float64s = NDArray[np.float64]


def probability_of_better(mine: Float64s, theirs: Float64s) -> float:
    """The probability that my mean is truly larger, from paired replicas of both.

    Before the replicas nothing is known of the mean and the spread of the difference; after them (mean - truth) /
    (deviation / sqrt(n)) has Student's t with n - 1 degrees of freedom. 0.5 where they never differ; NaN for fewer
    than two replicas. Source: Jeffreys, as in Box and Tiao (1973) Bayesian Inference in Statistical Analysis, 2.4.

    >>> round(probability_of_better(np.array([3.0, 5.0, 4.0]), np.array([2.0, 4.5, 2.5])), 4)
    0.9629
    >>> probability_of_better(np.array([1.0, 1.0]), np.array([1.0, 1.0]))
    0.5
    """
    gaps = mine - theirs
    if len(gaps) < 2:
        return nan
    mean, deviation = float(gaps.mean()), float(gaps.std(ddof=1))
    if deviation == 0.0:
        return 0.5 if mean == 0.0 else float(mean > 0)
    return float(stdtr(len(gaps) - 1, mean / deviation * len(gaps) ** 0.5))
