"""The portfolio that is right whatever the demand: least of the largest regrets, and best on average."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crossgauge.study.invest.portfolios import Portfolio


@dataclass(frozen=True, slots=True)
class Robust:
    """Choices over demand cases.

    best       : by demand case, the portfolio with the largest net present value
    regret     : by portfolio and demand case, USD that it is behind that
    minimax    : the portfolio whose largest regret is least
    on_average : the one with the largest weighted mean; means: of all
    """

    best: dict[str, Portfolio]
    regret: dict[Portfolio, dict[str, float]]
    minimax: Portfolio
    on_average: Portfolio
    means: dict[Portfolio, float]


def robust(
    worth: Mapping[Portfolio, Mapping[str, float]],
    weights: Mapping[str, float],
    costs: Mapping[Portfolio, float],
) -> Robust:
    """Robust choices out of the net present value of each portfolio in each demand case; ties go to the cheaper.

    >>> worth = {("a",): {"low": 5.0, "high": 0.0}, ("b",): {"low": 0.0, "high": 9.0}}
    >>> worth[("c",)] = {"low": 3.0, "high": 5.0}
    >>> found = robust(worth, {"low": 1.0, "high": 1.0}, dict.fromkeys(worth, 1.0))
    >>> found.minimax, found.on_average, found.regret[found.minimax]
    (('c',), ('b',), {'low': 2.0, 'high': 4.0})
    """
    cases = list(weights)
    best = {case: first_of([(row[case], costs[one], one) for one, row in worth.items()]) for case in cases}
    regret = {
        one: {case: worth[best[case]][case] - row[case] for case in cases} for one, row in worth.items()
    }
    total = sum(weights.values())
    means = {
        one: float(np.dot([row[case] for case in cases], list(weights.values()))) / total
        for one, row in worth.items()
    }
    minimax = first_of([(-max(row.values()), costs[one], one) for one, row in regret.items()])
    return Robust(best, regret, minimax, first_of([(means[one], costs[one], one) for one in worth]), means)


def first_of(rows: Sequence[tuple[float, float, Portfolio]]) -> Portfolio:
    """The portfolio with the largest value, then the least cost, then the first of the list."""
    return max(rows, key=lambda row: (row[0], -row[1]))[2]
