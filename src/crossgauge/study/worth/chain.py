"""The chain itself: from days gained and the values of all inputs to costs, trade, income and visits.

With d the days more of a cargo (mean, and `reliability` times its buffer), v_k the value of a day of goods k:

    cost of goods k           exp(v_k d) - 1, in parts of their value
    cost of trade             1 + sum over routes of share x cost of the goods on them, by value
    partial effect            (cost of trade)^(-elasticity)
    conditional, full effect  `engines.trade.equilibrium.effects`, elasticity of substitution = elasticity + 1

Money is counted so that the output of the world keeps its value: a level of all prices means nothing.

Source: Hummels and Schaur (2013), Time as a trade barrier, American Economic Review 103, for values of days; Head and
Mayer (2014), Gravity equations, section 4, for the three readings of an effect.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossgauge.engines.trade import state as s
from crossgauge.engines.trade.equilibrium import effects
from crossgauge.errors import RunImpossible
from crossgauge.model.worth import Valuation
from crossgauge.study.worth.hours import Hours, Lanes, Luck, check_passes
from crossgauge.study.worth.inputs import Values

Float64s = NDArray[np.float64]
CLOSURES = {"ratio": s.RATIO, "deficit": s.DEFICIT, "balanced": s.BALANCED}
EXPORTS, IMPORTS = 0, 1
WAYS = ("exports", "imports")


class Chain(NamedTuple):
    """A declared chain over the cargoes that pass, as numbers.

    parts    (n_lanes, n_goods)    float64  share of each class of goods in the value of a cargo
    on       (n_routes, n_lanes)   bool     whether a cargo is of the mode and direction of a route
    way      (n_routes,)           int      EXPORTS or IMPORTS of the home
    partner  (n_routes,)           int      position of the partner among the countries
    bundle   (n_bundles, n_lanes)  bool     cargoes of one mode and direction
    abroad   (n, n)                float64  trade between countries, USD; 0 on the diagonal
    gdp      (n,)                  float64  USD
    home     position of the home among the countries; partners: positions of those that a route names, in order
    visits   (cell, name of the class) of every cell whose visits answer
    """

    declared: Valuation
    cargo_ids: tuple[str, ...]
    parts: Float64s
    on: NDArray[np.bool_]
    way: tuple[int, ...]
    partner: tuple[int, ...]
    bundles: tuple[tuple[str, str], ...]
    bundle: NDArray[np.bool_]
    abroad: Float64s
    gdp: Float64s
    home: int
    partners: tuple[int, ...]
    visits: tuple[tuple[int, str], ...]


class Outcome(NamedTuple):
    """What one set of values gives. Changes are ratios less 1; first axis of trade: exports, imports of the home.

    goods_cost   (n_bundles, n_goods)  of goods, in parts of their value; NaN where a bundle has none of them
    route_cost   (n_routes,)           of the goods on a route
    trade_cost   (2, n_partners)       of all trade with a partner
    value        (2, n_partners)       trade before, USD
    partial, conditional, full  (2, n_partners)
    income       (n,)                  real income, full effect
    visits       (n_visits,)           visits
    """

    goods_cost: Float64s
    route_cost: Float64s
    trade_cost: Float64s
    value: Float64s
    partial: Float64s
    conditional: Float64s
    full: Float64s
    income: Float64s
    visits: Float64s


def chain_of(declared: Valuation, hours: Hours, lanes: Lanes) -> Chain:
    """The declared chain over the cargoes that pass."""
    at = {country.id: place for place, country in enumerate(declared.countries)}
    goods = {one.id: place for place, one in enumerate(declared.goods)}
    abroad = np.zeros((len(at), len(at)))
    for flow in declared.flows:
        abroad[at[flow.exporter], at[flow.importer]] = flow.value
    parts = np.zeros((len(lanes.cargo), len(goods)))
    for lane, cargo in enumerate(lanes.cargo):
        for part in cargo.goods:
            parts[lane, goods[part.id]] = part.share
    kinds = [(cargo.mode, cargo.direction) for cargo in lanes.cargo]
    bundles = tuple(dict.fromkeys(kinds))
    asked = {one.id for one in declared.visits}
    visits = tuple((cell, kind) for cell, (_, _, kind) in enumerate(hours.cells) if kind in asked)
    for cell, _ in visits:
        check_passes(hours, cell)
    return Chain(
        declared,
        tuple(cargo.id for cargo in lanes.cargo),
        parts,
        np.array([[kind == (route.mode, route.direction) for kind in kinds] for route in declared.routes]),
        tuple(EXPORTS if route.direction == declared.exports else IMPORTS for route in declared.routes),
        tuple(at[route.partner] for route in declared.routes),
        bundles,
        np.array([[kind == bundle for kind in kinds] for bundle in bundles]),
        abroad,
        np.array([country.gdp for country in declared.countries]),
        at[declared.home],
        tuple(dict.fromkeys(at[route.partner] for route in declared.routes)),
        visits,
    )


def outcome(chain: Chain, luck: Luck, values: Values, closure: str) -> Outcome:
    """What hours and values give. Raises RunImpossible where no equilibrium is found."""
    declared = chain.declared
    day = np.array([values[f"goods.{one.id}"] for one in declared.goods])
    tonne = np.array([values[f"cargoes.{name}"] for name in chain.cargo_ids])
    days = luck.change_d + values["reliability"] * luck.buffer_d
    cost = np.expm1(np.outer(days, day))  # of goods in a lane
    worth = luck.tonnes * tonne
    lane_cost = (chain.parts * cost).sum(axis=1)
    carried = (chain.on * worth).sum(axis=1)
    if not carried.all():
        route = declared.routes[int(np.flatnonzero(carried == 0)[0])]
        raise RunImpossible(
            f"route '{route.id}': no tonne goes by {route.mode} {route.direction} in some replica. Expected a longer"
            " period, in which cargo passes in every one."
        )
    route_cost = (chain.on * worth * lane_cost).sum(axis=1) / carried
    factor = np.ones_like(chain.abroad)
    for route, way, partner, each in zip(declared.routes, chain.way, chain.partner, route_cost, strict=True):
        pair = (chain.home, partner) if way == EXPORTS else (partner, chain.home)
        factor[pair] += values[f"routes.{route.id}"] * each
    goods_worth = chain.parts * worth[:, None]
    with np.errstate(invalid="ignore"):
        goods_cost = (chain.bundle @ (goods_worth * cost)) / (chain.bundle @ goods_worth)
    value, partial, conditional, full, income = traded(chain, factor, values, closure)
    answers = [values[f"visits.{kind}"] for _, kind in chain.visits]
    slower = luck.slower[[cell for cell, _ in chain.visits]]
    return Outcome(
        goods_cost,
        route_cost,
        of_home(chain, factor) - 1.0,
        value,
        partial,
        conditional,
        full,
        income,
        slower ** -np.array(answers) - 1.0,
    )


def of_home(chain: Chain, table: Float64s) -> Float64s:
    """The rows and columns of a table that are the home's trade with its partners, (2, n_partners)."""
    partners = list(chain.partners)
    return np.array([table[chain.home, partners], table[partners, chain.home]])


def traded(
    chain: Chain, factor: Float64s, values: Values, closure: str
) -> tuple[Float64s, Float64s, Float64s, Float64s, Float64s]:
    """Trade before, and its change by the three readings, with real income by the full one.

    The closure 'balanced' begins in a world whose deficits have ended already: what changes is the cost's doing.
    """
    output = np.array([values[f"countries.{one.id}"] for one in chain.declared.countries]) * chain.gdp
    trade = chain.abroad + np.diag(output - chain.abroad.sum(axis=1))
    sigma = values["elasticity"] + 1.0
    if closure == "balanced":
        even = effects(trade, np.ones_like(trade), sigma, closure=s.BALANCED).full
        check_solved(even.reason)
        trade = trade * even.trade
    value = of_home(chain, trade)
    if (factor == 1.0).all():  # nothing changes: the solver would say so to the last digit but one
        still = np.zeros_like(value)
        return value, still, still, still, np.zeros(len(trade))
    found = effects(trade, factor, sigma, closure=CLOSURES[closure])
    check_solved(max(found.conditional.reason, found.full.reason))
    sold = trade.sum(axis=1)
    level = float(sold @ found.full.price / sold.sum())
    partial, conditional = (of_home(chain, change.trade) - 1.0 for change in (found.partial, found.conditional))
    full = of_home(chain, found.full.trade) / level - 1.0
    return value, partial, conditional, full, found.full.real_income - 1.0


def check_solved(reason: int) -> None:
    """Raises RunImpossible where an equilibrium was not found."""
    if reason != s.SOLVED:
        raise RunImpossible(
            "no equilibrium of trade was found. Expected trade balances that can hold when costs change: another"
            " closure, or a trade matrix in which no country sells or buys more than it makes."
        )
