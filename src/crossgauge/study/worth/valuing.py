"""The study: two networks over the same luck, and what the hours between them are worth, with 90 % intervals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from crossgauge.errors import RunImpossible
from crossgauge.model.network import Network
from crossgauge.model.worth import Valuation
from crossgauge.study.compare import compare
from crossgauge.study.crew import simulate as by_crew
from crossgauge.study.run import MOST_SEED, Progress, Simulate
from crossgauge.study.worth import tabling
from crossgauge.study.worth.chain import CLOSURES, chain_of, outcome
from crossgauge.study.worth.driving import tornado_of
from crossgauge.study.worth.hours import Hours, hours_of, lanes_of, lucks_of
from crossgauge.study.worth.inputs import drawn, inputs_of, replicas_drawn

LEAST_DRAWS, MOST_DRAWS = 20, 100_000
SIMULATED = 0.9  # of the whole progress


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of the simulation behind hours: first day, days, and names of crossings and classes by id."""

    start: str = ""
    days: int = 0
    names: Mapping[str, str] = field(default_factory=dict)


NOTHING = Told()


@dataclass(frozen=True, eq=False)
class Worth:
    """What hours are worth. Every figure `x` of a table has `x_low` and `x_high` beside it, its 90 % interval.

    hours   : `tabling.hours_table`; lanes, cost, routes, passing, trade, income, visits likewise
    full, partial : change of the home's trade with all partners with every input at its median, million USD a year;
              for its interval see `trade`
    tornado : what drives the full one (`driving.tornado_of`)
    closure : of the trade balance: 'ratio', 'deficit' or 'balanced'
    """

    declared: Valuation
    hours: pl.DataFrame
    lanes: pl.DataFrame
    cost: pl.DataFrame
    routes: pl.DataFrame
    passing: pl.DataFrame
    trade: pl.DataFrame
    income: pl.DataFrame
    visits: pl.DataFrame
    full: float
    partial: float
    tornado: pl.DataFrame
    closure: str
    draws: int
    replicas: int
    seed: int
    told: Told

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """Every table by its name, in the order of the chain."""
        names = ("hours", "lanes", "cost", "routes", "passing", "trade", "income", "visits", "tornado")
        return {name: getattr(self, name) for name in names}


def worth(
    network: Network,
    other: Network,
    declared: Valuation,
    *,
    names: tuple[str, str] = ("base", "scenario"),
    start: date | str | None = None,
    days: int | None = None,
    end: date | str | None = None,
    replicas: int = 8,
    draws: int = 2000,
    seed: int = 1,
    closure: str = "ratio",
    workers: int | None = None,
    warmup_days: int = 30,
    on_progress: Progress | None = None,
    simulate: Simulate = by_crew,
) -> Worth:
    """What the hours between two networks are worth: costs, trade by partner, income, visits, and what drives them.

    declared : the chain (`sources.worth.read_worth`)
    replicas, draws : years of luck, shared by both networks; draws of elasticities, values and shares, each of which
               meets one of the replicas
    closure  : what the trade balance does when incomes change: 'ratio', 'deficit' or 'balanced'
    The same input gives the same numbers whatever the number of workers.
    Raises RunImpossible, RunStuck; networks and chain are not checked.
    """
    check_asked(draws, seed, closure)

    def tell(share: float) -> None:
        if on_progress:
            on_progress(SIMULATED * share)

    comparison = compare(
        network,
        {names[1]: other},
        name=names[0],
        start=start,
        days=days,
        end=end,
        replicas=replicas,
        seed=seed,
        workers=workers,
        warmup_days=warmup_days,
        on_progress=tell,
        simulate=simulate,
    )
    return valued(
        hours_of(comparison, names[1]),
        declared,
        draws=draws,
        seed=seed,
        closure=closure,
        told=told_of(network, comparison.results[names[0]].manifest),
        on_progress=(lambda share: on_progress(SIMULATED + (1 - SIMULATED) * share)) if on_progress else None,
    )


def told_of(network: Network, manifest: Mapping[str, Any]) -> Told:
    """What is said of a simulation, from its network and manifest."""
    crossings = {at.id: at.name or at.id for at in network.crossings}
    classes = {one.id: one.name or one.id for one in network.classes}
    return Told(str(manifest["start"]), int(manifest["days"]), crossings | classes)


def valued(
    hours: Hours,
    declared: Valuation,
    *,
    draws: int = 2000,
    seed: int = 1,
    closure: str = "ratio",
    told: Told = NOTHING,
    on_progress: Callable[[float], None] | None = None,
) -> Worth:
    """What hours that are known already are worth; as `worth` without the simulation."""
    check_asked(draws, seed, closure)
    inputs = inputs_of(declared)
    lanes = lanes_of(hours, declared)
    chain, lucks = chain_of(declared, hours, lanes), lucks_of(hours, lanes)
    values, met = drawn(inputs, draws, seed), replicas_drawn(hours.replicas, draws, seed)
    found = []
    for draw, replica in enumerate(met):
        mine = {name: float(column[draw]) for name, column in values.items()}
        found.append(outcome(chain, lucks[replica], mine, closure))
        if on_progress and draw % 50 == 0:
            on_progress(draw / draws)
    full, partial, drivers = tornado_of(chain, lucks, inputs, closure)
    if on_progress:
        on_progress(1.0)
    asked = {cargo.unit_class for cargo in declared.cargoes}
    return Worth(
        declared=declared,
        hours=tabling.hours_table(hours, [*asked, *(one.id for one in declared.visits)], met),
        lanes=tabling.lanes_table(lanes, values, lucks, met),
        cost=tabling.cost_table(chain, found),
        routes=tabling.routes_table(chain, values, found),
        passing=tabling.passing_table(chain, lanes, values, lucks, met),
        trade=tabling.trade_table(chain, found),
        income=tabling.income_table(chain, found),
        visits=tabling.visits_table(chain, hours, lucks, met, found),
        full=full,
        partial=partial,
        tornado=drivers,
        closure=closure,
        draws=draws,
        replicas=hours.replicas,
        seed=seed,
        told=told,
    )


def check_asked(draws: int, seed: int, closure: str) -> None:
    """Raises RunImpossible for what cannot be asked."""
    if not LEAST_DRAWS <= draws <= MOST_DRAWS:
        raise RunImpossible(f"draws is {draws}. Expected {LEAST_DRAWS} to {MOST_DRAWS}.")
    if not 0 <= seed <= MOST_SEED:
        raise RunImpossible(f"seed is {seed}. Expected 0 to {MOST_SEED}.")
    if closure not in CLOSURES:
        raise RunImpossible(f"closure is '{closure}'. Expected one of: {', '.join(CLOSURES)}.")
