"""What a portfolio is worth: cash flows by year, net present value, rate of return, benefit–cost ratio.

Amounts are at constant prices. Those of the first year of the horizon count whole, those of the n-th year after it are
divided by (1 + rate) to the n. Source: as any manual of cost–benefit analysis, e.g. European Commission
(2014) Guide to Cost-Benefit Analysis of Investment Projects, chapter 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from crossgauge.model.projects import Programme, Project

Float64s = NDArray[np.float64]

# Rates at which the sign of the net present value is looked at: -90 % to 10,000 % a year.
RATES = np.concatenate([np.linspace(-0.9, 1.0, 191), np.geomspace(1.01, 100.0, 200)])
MOST_YEARS = 100  # of a horizon (model.projects.Programme)
FACTORS = (1.0 + RATES)[:, None] ** -np.arange(MOST_YEARS)


@dataclass(frozen=True, slots=True)
class Costs:
    """USD by year of the horizon, (n_years,) each: building and renewal, upkeep, and what is left at the end."""

    built: Float64s
    upkeep: Float64s
    residual: Float64s

    @property
    def net(self) -> Float64s:
        """All of them; what is left is taken off."""
        return self.built + self.upkeep - self.residual


def costs_of(programme: Programme, projects: Sequence[Project]) -> Costs:
    """What projects cost by year: spent before service, kept up in service, renewed when a life ends.

    >>> one = Project(id="a", scenario="x", cost=100.0, upkeep=3.0, life=4.0, service=2031)
    >>> head = Programme(id="p", first_year=2030, years=4, discount=0.0, benchmarks=(2031,))
    >>> costs = costs_of(head, [one])
    >>> costs.built.tolist(), costs.upkeep.tolist(), costs.residual.tolist()
    ([100.0, 0.0, 0.0, 0.0], [0.0, 3.0, 3.0, 3.0], [0.0, 0.0, 0.0, 25.0])
    """
    built, upkeep, residual = (np.zeros(programme.years) for _ in range(3))
    for project in projects:
        service = project.service - programme.first_year
        for year, part in enumerate(project.spending, start=service - len(project.spending)):
            built[year] += part * project.cost
        upkeep[service:] += project.upkeep
        begun = float(service)
        while begun + project.life < programme.years:
            begun += project.life
            built[int(begun)] += project.cost
        left = 1.0 - (programme.years - begun) / project.life
        residual[-1] += project.cost * left
    return Costs(built, upkeep, residual)


def npv(flows: Float64s, rate: float) -> Float64s:
    """Net present value of flows by year, the last axis; the first year counts whole.

    >>> round(float(npv(np.array([-100.0, 60.0, 60.5]), 0.1)), 9)
    4.545454545
    """
    years = np.arange(flows.shape[-1])
    value: Float64s = (flows * (1.0 + rate) ** -years).sum(axis=-1)
    return value


def eirr(flows: Float64s) -> float:
    """Economic internal rate of return: the least rate at which the net present value falls through 0.

    NaN where there is none: benefits never pay for the costs, or there are no costs.

    >>> round(eirr(np.array([-100.0, 60.0, 72.0])), 10)
    0.2
    >>> eirr(np.array([-100.0, 0.0, 0.0]))
    nan
    """
    values = FACTORS[:, : len(flows)] @ flows
    falls = np.flatnonzero((values[:-1] > 0) & (values[1:] <= 0))
    if not len(falls):
        return nan
    place = int(falls[0])
    return float(brentq(lambda rate: float(npv(flows, rate)), RATES[place], RATES[place + 1], xtol=1e-12))


def by_year(first_year: int, years: int, benchmarks: Sequence[int], values: Float64s) -> Float64s:
    """Values of benchmark years as values of every year: by the straight line between, as they are outside.

    values : (n_benchmarks, n) -> (n, years)

    >>> by_year(2030, 5, (2031, 2033), np.array([[10.0], [30.0]])).tolist()
    [[10.0, 10.0, 20.0, 30.0, 30.0]]
    """
    wanted = np.arange(first_year, first_year + years)
    return np.array([np.interp(wanted, benchmarks, column) for column in values.T])


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What a portfolio is worth under one demand case, by replica.

    npv, benefits, costs : (n_replicas,) present values in USD; costs are net of what is left at the end
    hours, money         : (n_replicas,) parts of the benefits
    eirr                 : (n_replicas,) NaN where there is none
    """

    npv: Float64s
    benefits: Float64s
    costs: Float64s
    hours: Float64s
    money: Float64s
    eirr: Float64s

    @property
    def ratio(self) -> Float64s:
        """Benefits over costs; NaN without costs."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.costs != 0, self.benefits / self.costs, nan)


def worth_of(
    programme: Programme, projects: Sequence[Project], hours_usd: Float64s, money_usd: Float64s
) -> Worth:
    """The worth of projects whose benefits by year, (n_replicas, n_years) each, are known."""
    costs, rate = costs_of(programme, projects).net, programme.discount
    hours, money = npv(hours_usd, rate), npv(money_usd, rate)
    flows = hours_usd + money_usd - costs
    rates = np.array([eirr(row) for row in flows]) if projects else np.full(len(flows), nan)
    present = np.full(len(flows), float(npv(costs, rate)))
    return Worth(npv(flows, rate), hours + money, present, hours, money, rates)
