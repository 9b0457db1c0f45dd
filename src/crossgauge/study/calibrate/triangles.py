"""The triangular law with the largest likelihood, for durations between two bounds."""

from math import exp

import numpy as np
from scipy.optimize import minimize

from crossgauge.model.randomness import Triangular
from crossgauge.study.calibrate.laws import log_likelihood
from crossgauge.study.calibrate.samples import Floats, Sample


def triangle(sample: Sample) -> tuple[Triangular, float]:
    """The law and its log likelihood; its bounds hold all durations, which must all have ended.

    >>> x = np.random.default_rng(1).triangular(1.0, 2.0, 4.0, 5_000)
    >>> law, _ = triangle(Sample(ended=np.sort(x), still=np.empty(0)))
    >>> round(law.low, 1), round(law.mode, 1), round(law.high, 1)
    (1.0, 2.0, 4.0)
    """
    least, most = float(sample.ended[0]), float(sample.ended[-1])
    width = most - least

    def law(at: Floats) -> Triangular:
        low = max(least - width * exp(min(at[0], 3.0)), 0.0)
        high = most + width * exp(min(at[1], 3.0))
        return Triangular(low, low + (high - low) / (1.0 + exp(-min(max(at[2], -30.0), 30.0))), high)

    def loss(at: Floats) -> float:
        told = log_likelihood(law(at), sample)
        return -told / sample.n if np.isfinite(told) else 1e12

    begin = np.array([-3.0, -3.0, 0.0])
    found = minimize(loss, begin, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-9})
    return law(found.x), -float(found.fun) * sample.n
