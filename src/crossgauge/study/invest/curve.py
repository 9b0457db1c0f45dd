"""The marginal curve: what the best portfolio is worth under every budget."""

from collections.abc import Iterable
from dataclasses import dataclass

from crossgauge.study.invest.portfolios import Portfolio


@dataclass(frozen=True, slots=True)
class Step:
    """From this budget on, USD, a portfolio is the best; what it is worth and saves, present values in USD."""

    budget: float
    portfolio: Portfolio
    npv: float
    benefits: float


def marginal_curve(rows: Iterable[tuple[float, Portfolio, float, float]]) -> tuple[Step, ...]:
    """The steps at which another portfolio becomes the best as the budget grows.

    rows : cost, portfolio, net present value, benefits

    >>> rows = [(0.0, (), 0.0, 0.0), (5.0, ("b",), 3.0, 8.0), (4.0, ("a",), 4.0, 8.0), (9.0, ("a", "b"), 6.0, 15.0)]
    >>> [(step.budget, step.portfolio) for step in marginal_curve(rows)]
    [(0.0, ()), (4.0, ('a',)), (9.0, ('a', 'b'))]
    """
    found: list[Step] = []
    for cost, portfolio, npv, benefits in sorted(rows, key=lambda row: (row[0], -row[2])):
        if not found or npv > found[-1].npv:
            found.append(Step(cost, portfolio, npv, benefits))
    return tuple(found)
