"""What the chain draws: every declared distribution by name, and which of them err together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crossgauge.model.randomness import Distribution
from crossgauge.model.worth import Cargo, Route, Valuation
from crossgauge.study.draws import luck, quantiles

Float64s = NDArray[np.float64]
Values = Mapping[str, float]
DAYS, OUTPUTS = "value of a day, all goods", "gross output over GDP, all countries"


@dataclass(frozen=True, slots=True)
class Input:
    """One declared distribution.

    name  : as `goods.machinery`, by which the chain asks for its value; unit: how it is shown
    group : inputs of one group are drawn at the same quantile, since one study or one habit stands behind them
    """

    name: str
    group: str
    unit: str
    distribution: Distribution


def inputs_of(declared: Valuation) -> tuple[Input, ...]:
    """Every distribution of a declared chain.

    Values of a day come from one literature, outputs from one guess: each kind is high or low together, which widens
    the intervals of sums.
    """
    return (
        Input("elasticity", "elasticity of trade to its cost", "", declared.elasticity),
        Input("reliability", "worth of an hour of buffer, in hours of mean", "", declared.reliability),
        *(Input(f"goods.{one.id}", DAYS, "%", one.day) for one in declared.goods),
        *(Input(f"countries.{one.id}", OUTPUTS, "", one.output) for one in declared.countries),
        *(Input(f"cargoes.{one.id}", tonne_of(one), "USD", one.tonne) for one in declared.cargoes),
        *(Input(f"routes.{one.id}", share_of(one), "%", one.share) for one in declared.routes),
        *(
            Input(f"visits.{one.id}", f"elasticity of visits to hours: {one.id}", "", one.elasticity)
            for one in declared.visits
        ),
    )


def tonne_of(cargo: Cargo) -> str:
    """What the value of its tonne is called."""
    return f"value of a tonne: {cargo.name or cargo.id}"


def share_of(route: Route) -> str:
    """What its share is called."""
    return f"share of trade with {route.partner}, {route.direction} by {route.mode}"


def drawn(inputs: Sequence[Input], draws: int, seed: int) -> dict[str, Float64s]:
    """Values of every input by name, (draws,), spread evenly over each: one draw a stratum, in an order of its own.

    A group's numbers belong to its name, so that an input more leaves the others as they were.
    Source: McKay, Beckman and Conover (1979), Technometrics 21, on Latin hypercube samples.
    """
    shares = {one.group: strata(draws, seed, one.group) for one in inputs}
    return {one.name: quantiles(one.distribution, shares[one.group]) for one in inputs}


def strata(draws: int, seed: int, name: str) -> Float64s:
    """One number from each of `draws` equal parts of (0, 1), in random order.

    >>> sorted((strata(4, 1, "x") * 4).astype(int).tolist())
    [0, 1, 2, 3]
    """
    order = np.argsort(luck(seed, "worth", name, "order", count=draws), kind="stable")
    return (order + luck(seed, "worth", name, "within", count=draws)) / draws


def replicas_drawn(replicas: int, draws: int, seed: int) -> list[int]:
    """Which replica each draw meets, each as often as the others."""
    return [int(share * replicas) for share in strata(draws, seed, "replica")]


def values_at(inputs: Sequence[Input], share: float, group: str = "") -> dict[str, float]:
    """Every input at its median, those of a group at another quantile."""
    return {
        one.name: float(quantiles(one.distribution, np.array([share if one.group == group else 0.5]))[0])
        for one in inputs
    }
