"""What changed costs of trade do to who sells to whom and to incomes: partial, conditional and full side by side.

The middle of what is uncertain gives the effect, draws of it the interval that holds 90 % of them. One draw moves all
costs together, from the low end of each to the high one: rows of one measure err alike; sums get the wider interval.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import special

from crossgauge.engines.trade import state as s
from crossgauge.engines.trade.equilibrium import effects
from crossgauge.engines.trade.state import Effects, Float64s
from crossgauge.errors import RunImpossible
from crossgauge.sources.trade import World
from crossgauge.sources.trade_changes import CostChange, Uncertain, below_zero
from crossgauge.study.draws import quantiles

CLOSURES = {"ratio": s.RATIO, "deficit": s.DEFICIT, "balanced": s.BALANCED}
CLOSURE_WORDS = {
    "ratio": "each country spends the same multiple of its income as before",
    "deficit": "each country's deficit stays the same share of world income",
    "balanced": "each country spends what it earns; deficits end, which moves trade too",
}
READINGS = ("partial", "conditional", "full")
ENDS = (0.05, 0.95)
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterfactual:
    """What was found.

    countries  columns of `tables.trade.COUNTRY_EFFECTS`
    pairs      columns of `tables.trade.PAIR_EFFECTS`, of the pairs whose cost changes
    draws      asked for, 0 where nothing is uncertain; solved, of them
    """

    name: str
    closure: str
    elasticity: Uncertain
    countries: pl.DataFrame
    pairs: pl.DataFrame
    draws: int
    solved: int
    seed: int
    unlisted: int


def counterfactual(
    world: World,
    changes: Sequence[CostChange],
    elasticity: Uncertain,
    *,
    closure: str = "ratio",
    draws: int = 500,
    seed: int = 1,
    on_progress: Progress | None = None,
) -> Counterfactual:
    """The three readings of changed costs, with intervals over the draws.

    elasticity : of trade to its cost, without its sign; closure : a key of `CLOSURES`; draws : taken where
    something is uncertain. Raises RunImpossible if a closure has no answer or draws are below 2.
    Source: `engines.trade.equilibrium`; that partial, conditional and full effects belong side by side: Head and Mayer
    (2014), Gravity equations: workhorse, toolkit and cookbook, section 4.

    >>> half = World("two.csv", ("CHN", "KAZ"), np.array([[9.0, 1.0], [1.0, 9.0]]), 0)
    >>> dearer = [CostChange("CHN", "KAZ", Uncertain(10.0, 0.0, False), "c.csv:2")]
    >>> found = counterfactual(half, dearer, Uncertain(4.0, 0.0, False))
    >>> found.pairs["percent"].round(1).to_list()  # 1.1^-4 is 0.683; its root moves the odds of both
    [-31.7, -15.9, -15.9]
    """
    places = {country: at for at, country in enumerate(world.countries)}
    pairs = np.array([(places[one.exporter], places[one.importer]) for one in changes], np.int64).reshape(-1, 2)
    known = not (elasticity.spread or any(one.percent.spread for one in changes))
    if not known and draws < 2:
        raise RunImpossible(f"--draws is {draws}. Expected 2 or more for an interval, as 500.")
    middle = answer(world, pairs, changes, elasticity.middle, None, closure)
    if middle.full.reason != s.SOLVED:
        told = f"{world.name}: no prices fit the closure '{closure}': a deficit cannot be paid at these costs."
        raise RunImpossible(f"{told} Expected --closure ratio, or smaller changes.")
    found, solved = [], 0
    count = 0 if known else draws
    for done, (theta, at) in enumerate(drawn(elasticity, count, seed), 1):
        one = answer(world, pairs, changes, theta, at, closure)
        if one.full.reason == one.conditional.reason == s.SOLVED:
            found.append(figures(world.trade, one, pairs))
            solved += 1
        if on_progress is not None:
            on_progress(done / count)
    if count and solved < 2:
        raise RunImpossible(f"{solved} of {count} draws were solved. Expected --closure ratio or smaller changes.")
    ends = np.quantile(found, ENDS, axis=0) if found else None
    values = figures(world.trade, middle, pairs)
    of_pairs = len(pairs) * len(READINGS)
    cut = len(values) - of_pairs
    low, high = (None, None) if ends is None else (ends[0], ends[1])
    return Counterfactual(
        name=world.name,
        closure=closure,
        elasticity=elasticity,
        countries=country_table(world, table(values[:cut], low, high, slice(None, cut))),
        pairs=pair_table(world, changes, table(values[cut:], low, high, slice(cut, None))),
        draws=count,
        solved=solved,
        seed=seed,
        unlisted=world.unlisted,
    )


def answer(
    world: World, pairs: np.ndarray, changes: Sequence[CostChange], theta: float, at: float | None, closure: str
) -> Effects:
    """The effects with this elasticity, costs at this share of their distributions; None: at their middles."""
    cost = np.ones(world.trade.shape)
    if len(pairs):
        percent = [one.percent.middle if at is None else quantile(one.percent, at) for one in changes]
        cost[pairs[:, 0], pairs[:, 1]] = 1.0 + np.array(percent) / 100.0
    return effects(world.trade, cost, 1.0 + theta, closure=CLOSURES[closure])


def quantile(number: Uncertain, at: float) -> float:
    """The value below which this share of a distribution lies.

    >>> quantile(Uncertain(4.0, 0.5, True), 0.5), quantile(Uncertain(4.0, 0.5, False), 0.75)
    (4.0, 4.25)
    """
    if number.law is not None:
        return float(quantiles(number.law, np.array([at]))[0])
    if number.normal:
        return float(number.middle + number.spread * special.ndtri(at))
    return number.middle + number.spread * (2.0 * at - 1.0)


def drawn(elasticity: Uncertain, draws: int, seed: int) -> Iterator[tuple[float, float]]:
    """An elasticity above 0 and a place in the distributions of costs, for each draw.

    >>> [round(theta, 3) for theta, _ in drawn(Uncertain(4.0, 0.5, True), 2, 1)]
    [4.015, 3.469]
    """
    least = below_zero(elasticity)
    rng = np.random.default_rng(seed)
    for first, second in rng.uniform(size=(draws, 2)):
        yield quantile(elasticity, least + (1.0 - least) * float(first)), float(second)


def figures(trade: Float64s, found: Effects, pairs: np.ndarray) -> Float64s:
    """Per cent, one after another: exports and imports in three readings, real income, real spending; then pairs."""
    parts = []
    for change in (found.partial, found.conditional, found.full):
        abroad = trade * (1.0 - np.eye(len(trade)))
        parts += [change.exports, (abroad * change.trade).sum(axis=0) / abroad.sum(axis=0)]
    exports, imports = np.concatenate(parts[::2]), np.concatenate(parts[1::2])
    of_pairs = [
        change.trade[pairs[:, 0], pairs[:, 1]] for change in (found.partial, found.conditional, found.full)
    ]
    whole = np.concatenate([exports, imports, found.full.real_income, found.full.real_spending, *of_pairs])
    percent: Float64s = 100.0 * (whole - 1.0)
    return percent


def table(values: Float64s, low: Float64s | None, high: Float64s | None, part: slice) -> pl.DataFrame:
    """Effect and interval, columns percent, low, high."""
    ends = {"low": low, "high": high}
    return pl.DataFrame({"percent": values} | {k: v[part] for k, v in ends.items() if v is not None}).select(
        "percent",
        *(pl.col(k) if v is not None else pl.lit(None, pl.Float64).alias(k) for k, v in ends.items()),
    )


def country_table(world: World, numbers: pl.DataFrame) -> pl.DataFrame:
    """Effects by country."""
    heads = [("exports", one) for one in READINGS] + [("imports", one) for one in READINGS]
    heads += [("real income", "full"), ("real spending", "full")]
    rows = [(country, of, effect) for of, effect in heads for country in world.countries]
    labels = pl.DataFrame(rows, {"country": pl.String, "of": pl.String, "effect": pl.String}, orient="row")
    return pl.concat([labels, numbers], how="horizontal")


def pair_table(world: World, changes: Sequence[CostChange], numbers: pl.DataFrame) -> pl.DataFrame:
    """Effects on the pairs whose cost changes; those that do not trade stay so."""
    places = {country: at for at, country in enumerate(world.countries)}
    pairs = [(places[one.exporter], places[one.importer]) for one in changes]
    rows = [
        (one.exporter, one.importer, float(world.trade[pair]), one.percent.middle, effect)
        for effect in READINGS
        for one, pair in zip(changes, pairs, strict=True)
    ]
    names = {"exporter": pl.String, "importer": pl.String, "trade": pl.Float64, "cost_percent": pl.Float64}
    labels = pl.DataFrame(rows, names | {"effect": pl.String}, orient="row")
    return pl.concat([labels, numbers], how="horizontal")
