"""What is left of a work of which a part is done: the law of the rest."""

from typing import Any

import numpy as np
from scipy import stats

from crossgauge.engines.events import state
from crossgauge.engines.events.state import Distributions, Float64s

POINTS = 256  # equally likely values that stand for a law


def rest_of(laws: Distributions, law: int, tick: int, elapsed: float) -> Float64s:
    """Equally likely values of what is left after `elapsed` ticks, given that it is not over: (n,) float64, ticks.

    law : row in force at `tick`. Zeros where the law cannot last so long.
    Source: the conditional law X - t given X > t, by inverting its survival function.
    """
    frozen = scipy_law(laws, law)
    u = (np.arange(POINTS) + 0.5) / POINTS
    if frozen is not None:
        alive = float(frozen.sf(elapsed))
        return np.asarray(np.maximum(0.0, frozen.isf(alive * u) - elapsed)) if alive > 0 else np.zeros(1)
    values = values_of(laws, law, tick)
    beyond = values[values > elapsed] - elapsed
    return beyond if len(beyond) else np.zeros(1)


def rest_unknown(laws: Distributions, law: int, tick: int) -> Float64s:
    """The same where nobody knows when it began: the rest seen at a random instant, (POINTS,) float64.

    Source: the equilibrium law of a renewal process: a length-biased duration cut at a uniform place
    (Cox, Renewal Theory, section 5.4).
    """
    values = np.sort(values_of(laws, law, tick))
    survival = np.concatenate([[1.0], 1.0 - (np.arange(len(values)) + 1) / len(values)])[:-1]
    widths = np.diff(np.concatenate([[0.0], values]))
    area = np.concatenate([[0.0], np.cumsum(survival * widths)])
    if area[-1] <= 0:
        return np.zeros(1)
    u = (np.arange(POINTS) + 0.5) / POINTS
    return np.asarray(np.interp(u * area[-1], area, np.concatenate([[0.0], values])), np.float64)


def values_of(laws: Distributions, law: int, tick: int) -> Float64s:
    """Equally likely values that stand for a law, ticks."""
    frozen = scipy_law(laws, law)
    if frozen is not None:
        return np.asarray(frozen.ppf((np.arange(4 * POINTS) + 0.5) / (4 * POINTS)), np.float64)
    rows = slice(int(laws.first[law]), int(laws.last[law]))
    values, parts = laws.values[rows], laws.parts[rows]
    if laws.kind[law] == state.CONSTANT:
        return np.array([laws.parameter[law, 0]])
    if laws.kind[law] == state.EMPIRICAL:
        return np.asarray(values, np.float64)
    if laws.kind[law] == state.DATED:
        place = max(0, int(np.searchsorted(values, tick, side="right")) - 1)
        return values_of(laws, int(parts[place]), tick)
    shares = np.diff(np.concatenate([[0.0], values]))
    told = [values_of(laws, int(part), tick) for part in parts]
    counts = np.maximum(1, np.round(shares * 4 * POINTS).astype(int))
    within = [(np.arange(n) + 0.5) / n for n in counts]
    return np.concatenate([np.quantile(one, u) for one, u in zip(told, within, strict=True)])


def scipy_law(laws: Distributions, law: int) -> Any:
    """The law as scipy knows it; None where it is a number, a list, a mixture or dated."""
    a, b, c, d = laws.parameter[law].tolist()
    match int(laws.kind[law]):
        case state.EXPONENTIAL:
            return stats.expon(scale=a)
        case state.LOGNORMAL:
            return stats.lognorm(b, scale=np.exp(a))
        case state.GAMMA:
            return stats.gamma(a, scale=b)
        case state.WEIBULL:
            return stats.weibull_min(a, scale=b)
        case state.TRIANGULAR:
            return stats.triang((b - a) / (c - a), loc=a, scale=c - a) if c > a else None
        case state.UNIFORM:
            return stats.uniform(loc=a, scale=b - a)
        case state.BETA:
            return stats.beta(c, d, loc=a, scale=b - a)
        case _:
            return None
