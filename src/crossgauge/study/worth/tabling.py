"""Draws of the chain as tables: a median and a 90 % interval for every figure, never one without the other."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.study.worth.chain import EXPORTS, IMPORTS, WAYS, Chain, Outcome
from crossgauge.study.worth.hours import (
    HOURS_A_DAY,
    Hours,
    Lanes,
    Luck,
    buffer_change_of,
    change_of,
    filled,
)

Float64s = NDArray[np.float64]
Draws = Mapping[str, Float64s]  # values of an input by its name
Row = dict[str, Any]
ENDS = (0.05, 0.5, 0.95)
MILLION = 1e6
PERCENT = 100.0
READINGS = ("partial", "conditional", "full")


def interval(name: str, values: Float64s) -> Row:
    """Median and ends of the 90 % interval of draws, in columns that begin with the name.

    >>> interval("x", np.arange(21.0))
    {'x_low': 1.0, 'x': 10.0, 'x_high': 19.0}
    """
    low, middle, high = (float(one) for one in np.quantile(values, ENDS))
    return {f"{name}_low": low, name: middle, f"{name}_high": high}


def hours_table(hours: Hours, names: Sequence[str], replicas: Sequence[int]) -> pl.DataFrame:
    """A row a crossing, direction and class of those named: hours in the base, and what changes of mean and buffer.

    Intervals are over the replicas that the draws met; where nobody passes there is no row.
    """
    rows: list[Row] = []
    met = list(replicas)
    base, change, buffer = filled(hours.base_h), change_of(hours), buffer_change_of(hours)
    for at, (crossing, direction, kind) in enumerate(hours.cells):
        if kind not in names or not np.isfinite(hours.base_h[:, at]).any():
            continue
        rows.append(
            Row({"crossing": crossing, "direction": direction, "unit_class": kind})
            | interval("base_h", base[met, at])
            | interval("change_h", change[met, at])
            | interval("buffer_change_h", buffer[met, at])
            | {"tonnes": float(hours.tonnes[:, at].mean()), "persons": float(hours.persons[:, at].mean())}
        )
    return pl.DataFrame(rows)


def lanes_table(lanes: Lanes, values: Draws, lucks: Sequence[Luck], replicas: Sequence[int]) -> pl.DataFrame:
    """A row a cargo and crossing: days more, days of buffer more, tonnes and value that pass in a year."""
    rows: list[Row] = []
    met = list(replicas)
    for at, (crossing, cargo) in enumerate(zip(lanes.crossing, lanes.cargo, strict=True)):
        tonnes = np.array([lucks[r].tonnes[at] for r in met])
        rows.append(
            Row({"crossing": crossing, "cargo": cargo.id, "mode": cargo.mode, "direction": cargo.direction})
            | interval("change_d", lanes.change_d[met, at])
            | interval("buffer_change_d", lanes.buffer_d[met, at])
            | interval("tonnes", tonnes)
            | interval("value_musd", tonnes * values[f"cargoes.{cargo.id}"] / MILLION)
        )
    return pl.DataFrame(rows)


def cost_table(chain: Chain, found: Sequence[Outcome]) -> pl.DataFrame:
    """A row a mode, direction and class of goods: the change of its cost, in per cent of its value."""
    rows: list[Row] = []
    for at, (mode, direction) in enumerate(chain.bundles):
        for k, goods in enumerate(chain.declared.goods):
            costs = np.array([one.goods_cost[at, k] for one in found])
            if np.isfinite(costs).all():
                rows.append(
                    Row(mode=mode, direction=direction, goods=goods.id) | interval("cost_pct", PERCENT * costs)
                )
    return pl.DataFrame(rows)


def routes_table(chain: Chain, values: Draws, found: Sequence[Outcome]) -> pl.DataFrame:
    """A row a route: its share of the trade with its partner, and the change of the cost of the goods on it."""
    rows: list[Row] = []
    for at, route in enumerate(chain.declared.routes):
        costs = np.array([one.route_cost[at] for one in found])
        rows.append(
            Row({"route": route.id, "partner": route.partner, "mode": route.mode, "direction": route.direction})
            | interval("share_pct", PERCENT * values[f"routes.{route.id}"])
            | interval("cost_pct", PERCENT * costs)
        )
    return pl.DataFrame(rows)


def passing_table(
    chain: Chain, lanes: Lanes, values: Draws, lucks: Sequence[Luck], replicas: Sequence[int]
) -> pl.DataFrame:
    """A row a mode and direction: the value that passes in a year, as tonnes have it and as shares of trade have it.

    Nothing makes the two agree: how far they are apart says how well the declared values fit the simulated tonnes.
    `hour_musd` is what an hour of all that passes costs those who own it: value by shares x worth of a day / 24.
    """
    tonnes = np.array([lucks[r].tonnes for r in replicas])
    priced = tonnes * np.stack([values[f"cargoes.{cargo.id}"] for cargo in lanes.cargo], axis=1)
    # What a day is worth in each lane, of the value of its cargo.
    days = np.stack([values[f"goods.{one.id}"] for one in chain.declared.goods], axis=1) @ chain.parts.T
    rows: list[Row] = []
    for at, (mode, direction) in enumerate(chain.bundles):
        shares = np.zeros(len(tonnes))
        for route, way, partner in zip(chain.declared.routes, chain.way, chain.partner, strict=True):
            if (route.mode, route.direction) == (mode, direction):
                pair = (chain.home, partner) if way == EXPORTS else (partner, chain.home)
                shares += values[f"routes.{route.id}"] * chain.abroad[pair]
        mine = priced[:, chain.bundle[at]]
        day = (mine * days[:, chain.bundle[at]]).sum(axis=1) / mine.sum(axis=1)
        rows.append(
            Row({"mode": mode, "direction": direction})
            | interval("by_tonnes_musd", mine.sum(axis=1) / MILLION)
            | interval("by_shares_musd", shares / MILLION)
            | interval("hour_musd", shares * day / HOURS_A_DAY / MILLION)
        )
    return pl.DataFrame(rows)


def trade_table(chain: Chain, found: Sequence[Outcome]) -> pl.DataFrame:
    """A row a partner and way (exports, imports, both), and all partners: trade, cost, and the three readings.

    Of every reading the change in per cent (`full_pct`) and in million USD a year (`full_musd`).
    """
    names = [country.id for country in chain.declared.countries]
    value = np.array([one.value for one in found])  # (draws, 2, partners)
    gains = {name: value * np.array([getattr(one, name) for one in found]) for name in READINGS}
    cost = value * np.array([one.trade_cost for one in found])
    scopes: list[tuple[str, list[int]]] = [(names[p], [at]) for at, p in enumerate(chain.partners)]
    if len(scopes) > 1:
        scopes.append(("all", list(range(len(chain.partners)))))
    rows: list[Row] = []
    for partner, members in scopes:
        for way, sides in ((WAYS[EXPORTS], [EXPORTS]), (WAYS[IMPORTS], [IMPORTS]), ("both", [EXPORTS, IMPORTS])):

            def summed(table: Float64s, sides: list[int] = sides, members: list[int] = members) -> Float64s:
                total: Float64s = table[:, sides][:, :, members].sum(axis=(1, 2))
                return total

            before = summed(value)
            if not before.all():
                continue
            row: Row = {"partner": partner, "way": way}
            row |= interval("trade_musd", before / MILLION) | interval("cost_pct", PERCENT * summed(cost) / before)
            for name in READINGS:
                more = summed(gains[name])
                row |= interval(f"{name}_pct", PERCENT * more / before) | interval(f"{name}_musd", more / MILLION)
            rows.append(row)
    return pl.DataFrame(rows)


def income_table(chain: Chain, found: Sequence[Outcome]) -> pl.DataFrame:
    """A row a country: change of real income by the full effect, in per cent and in million USD of its product."""
    rows: list[Row] = []
    for at, country in enumerate(chain.declared.countries):
        change = np.array([one.income[at] for one in found])
        rows.append(
            Row({"country": country.id})
            | interval("income_pct", PERCENT * change)
            | interval("income_musd", change * country.gdp / MILLION)
        )
    return pl.DataFrame(rows)


def visits_table(
    chain: Chain, hours: Hours, lucks: Sequence[Luck], replicas: Sequence[int], found: Sequence[Outcome]
) -> pl.DataFrame:
    """A row a crossing, direction and class whose visits answer, and all: persons in a year, and how many more."""
    persons = np.array([[lucks[r].persons[cell] for cell, _ in chain.visits] for r in replicas])
    more = persons * np.array([one.visits for one in found])
    rows: list[Row] = []
    scopes = [(hours.cells[cell], [at]) for at, (cell, _) in enumerate(chain.visits)]
    if len(scopes) > 1:
        scopes.append((("all", "", ""), list(range(len(scopes)))))
    for (crossing, direction, kind), members in scopes:
        before, added = persons[:, members].sum(axis=1), more[:, members].sum(axis=1)
        if not before.all():
            continue
        rows.append(
            Row({"crossing": crossing, "direction": direction, "unit_class": kind})
            | interval("persons", before)
            | interval("change_pct", PERCENT * added / before)
            | interval("change_persons", added)
        )
    return pl.DataFrame(rows)
