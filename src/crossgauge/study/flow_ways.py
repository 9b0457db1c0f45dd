"""Which way each demand goes: its ways with their loads, and what moved between two answers."""

import numpy as np
import polars as pl

from crossgauge.model.flows import Passage
from crossgauge.model.joins import SECTION
from crossgauge.study.flow_tables import LEAST, border_flows
from crossgauge.study.flows import Flowed

SCHEMA = {
    "demand": pl.String,
    "from": pl.String,
    "to": pl.String,
    "goods": pl.String,
    "by": pl.String,
    "modes": pl.String,
    "loads": pl.Float64,
    "tonnes": pl.Float64,
    "hours": pl.Float64,
    "km": pl.Float64,
}


def ways(flowed: Flowed) -> pl.DataFrame:
    """The ways in use: demand, the simulated border by which it goes (else 'sea' or 'land'), modes, loads and hours.

    Ways of one demand by the same border and modes are one row; hours and km are means by loads.
    """
    net, paths, rows = flowed.net, flowed.answer.paths, []
    for k, one in enumerate(net.demand):
        goods = net.goods[net.flows.commodities.goods_class[k]]
        for p in range(paths.first[k], paths.first[k + 1]):
            links = paths.link[paths.begin[p] : paths.begin[p + 1]]
            if paths.flow[p] <= LEAST or links[0] >= len(net.joins):
                continue
            loads = float(paths.flow[p]) * flowed.hours
            rows.append({
                "demand": one.id, "from": one.start, "to": one.end, "goods": one.goods, "by": border_of(flowed, links),
                "modes": modes_of(flowed, links), "loads": loads, "tonnes": loads * goods.mass_t,
                "hours": float(flowed.answer.time[links].sum()) * loads, "km": float(net.km[links].sum()) * loads,
            })  # fmt: skip
    keys = ["demand", "from", "to", "goods", "by", "modes"]
    table = pl.DataFrame(rows, schema=SCHEMA).group_by(keys, maintain_order=True)
    return table.agg(pl.col("loads", "tonnes", "hours", "km").sum()).with_columns(
        pl.col("hours") / pl.col("loads"), pl.col("km") / pl.col("loads")
    )


def border_of(flowed: Flowed, links: np.ndarray) -> str:
    """The first simulated crossing on a way, else its first passage with a capacity, else its sea, else its land."""
    passages = [join.element for a in links if isinstance((join := flowed.net.joins[a]).element, Passage)]
    for one in passages:
        if isinstance(one, Passage) and one.crossing:
            return one.crossing
    for one in passages:
        if isinstance(one, Passage) and one.capacity is not None:
            return one.id
    return "sea" if "sea" in modes_of(flowed, links) else "land"


def modes_of(flowed: Flowed, links: np.ndarray) -> str:
    """The modes of a way in order, as 'rail, sea'."""
    modes = [flowed.net.joins[a].tail.mode for a in links if flowed.net.joins[a].kind == SECTION]
    return ", ".join(mode for place, mode in enumerate(modes) if place == 0 or mode != modes[place - 1])


def moved(base: Flowed, changed: Flowed) -> pl.DataFrame:
    """Loads of every border in two answers of the same days, and the difference; the largest first."""
    columns = ["passage", "name", "mode", "loads", "hours", "use", "closed"]
    one = border_flows(base).select(columns)
    other = border_flows(changed).select(columns)
    keys = ["passage", "name", "mode"]
    table = one.join(other, on=keys, how="full", coalesce=True, suffix="_then", maintain_order="left_right")
    return table.with_columns(
        (pl.col("loads_then").fill_null(0.0) - pl.col("loads").fill_null(0.0)).alias("change")
    ).sort(pl.col("change").abs(), descending=True, maintain_order=True)


def moved_between(base: Flowed, changed: Flowed) -> pl.DataFrame:
    """Loads of every goods by border and modes in two answers: what moved where. The unmet stand as 'not carried'."""
    keys = ["goods", "by", "modes"]
    one, other = (by_border(flowed) for flowed in (base, changed))
    table = one.join(other, on=keys, how="full", coalesce=True, suffix="_then", maintain_order="left_right")
    return (
        table.with_columns(pl.col("loads", "loads_then").fill_null(0.0))
        .with_columns((pl.col("loads_then") - pl.col("loads")).alias("change"))
        .sort(pl.col("change").abs(), *keys, descending=[True, False, False, False])
    )


def by_border(flowed: Flowed) -> pl.DataFrame:
    """Loads by goods, border and modes, those not carried too."""
    carried = ways(flowed).group_by("goods", "by", "modes", maintain_order=True).agg(pl.col("loads").sum())
    demand = flowed.net.flows.commodities
    rows = [
        {"goods": one.id, "by": "not carried", "modes": "", "loads": left * flowed.hours}
        for k, one in enumerate(flowed.net.goods)
        if (left := float(flowed.answer.unmet[demand.goods_class == k].sum())) > LEAST
    ]
    schema = {"goods": pl.String, "by": pl.String, "modes": pl.String, "loads": pl.Float64}
    return pl.concat([carried, pl.DataFrame(rows, schema=schema)])
