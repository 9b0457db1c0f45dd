"""What flows, in the words of the network: tables by border, section, mode, goods and demand."""

import numpy as np
import polars as pl

from crossgauge.engines.flows.cut import cut_links
from crossgauge.model.flows import GROUND, Limit, Passage, Transfer
from crossgauge.model.joins import BORDER, PASSAGE, SECTION, Join
from crossgauge.study.flows import LEAST_COST, Flowed

LEAST = 1e-9  # loads an hour that are none
Rows = list[dict[str, object]]
LINKS = {
    "kind": pl.String,
    "element": pl.String,
    "mode": pl.String,
    "from": pl.String,
    "to": pl.String,
    "goods": pl.String,
    "loads": pl.Float64,
    "teu": pl.Float64,
    "tonnes": pl.Float64,
    "tkm": pl.Float64,
    "usd": pl.Float64,
    "kg_co2e": pl.Float64,
}


def mode_of(join: Join) -> str:
    """The mode that a join is counted with: of a terminal, the one beside the ground."""
    return join.head.mode if join.tail.mode == GROUND else join.tail.mode


def element_id(join: Join) -> str:
    """The id of what a join is made by; of an open border its place."""
    return join.element.id if join.element is not None else join.tail.place


def link_flows(flowed: Flowed) -> pl.DataFrame:
    """What goes over each link by goods in the term: loads, TEU, tonnes, tonne-kilometres, USD paid, kg CO2e.

    Links and goods without flow are left out; `from` and `to` are places.
    """
    net, rows = flowed.net, []
    for a, join in enumerate(net.joins):
        for k, one in enumerate(net.goods):
            if flowed.answer.flow[k, a] <= LEAST or join.kind == BORDER:
                continue
            loads = float(flowed.answer.flow[k, a]) * flowed.hours
            rows.append({
                "kind": join.kind, "element": element_id(join), "mode": mode_of(join), "from": join.tail.place,
                "to": join.head.place, "goods": one.id, "loads": loads, "teu": loads * one.teu,
                "tonnes": loads * one.mass_t, "tkm": loads * one.mass_t * float(net.km[a]),
                "usd": loads * float(net.money[k, a]), "kg_co2e": loads * float(net.carbon[k, a]),
            })  # fmt: skip
    return pl.DataFrame(rows, schema=LINKS)


def section_flows(flowed: Flowed) -> pl.DataFrame:
    """Tonnes and loads of every section by mode, both directions together, most tonnes first."""
    found = link_flows(flowed).filter(pl.col("kind") == SECTION)
    return (
        found.group_by("element", "mode")
        .agg(pl.col("loads", "teu", "tonnes", "tkm").sum())
        .sort("tonnes", "element", descending=[True, False])
    )


def border_flows(flowed: Flowed) -> pl.DataFrame:
    """Every passage with its loads, tonnes, use of capacity, hours at no load and with waiting, and worth.

    worth_usd   : what one more load of capacity would save, only where the method is 'least-cost'
    empty_a_day : of the loads, those of goods that no demand asks for: wagons and containers that go back
    """
    net, answer, rows = flowed.net, flowed.answer, []
    empty = ~np.isin(np.arange(len(net.goods)), net.flows.commodities.goods_class)
    for passage, links in passages_of(flowed):
        a = links[0]
        by_goods = answer.flow[:, links].sum(axis=1)
        loads, capacity = float(by_goods.sum()), float(net.flows.links.capacity[a])
        rows.append({
            "passage": passage.id, "name": passage.name, "mode": passage.mode, "crossing": passage.crossing,
            "loads": loads * flowed.hours,
            "teu": float(by_goods @ [one.teu for one in net.goods]) * flowed.hours,
            "tonnes": float(by_goods @ [one.mass_t for one in net.goods]) * flowed.hours,
            "loads_a_day": loads * 24.0,
            "empty_a_day": float(by_goods[empty].sum()) * 24.0,
            "capacity_a_day": capacity * 24.0 if np.isfinite(capacity) else None,
            "use": loads / capacity if np.isfinite(capacity) else None,
            "closed": net.term.shut.get(passage.id, 0.0),
            "free_h": float(net.hours[a]),
            "hours": float(answer.time[a]),
            "worth_usd": float(answer.worth[a]),
        })  # fmt: skip
    return pl.DataFrame(rows)


def passages_of(flowed: Flowed) -> list[tuple[Passage, list[int]]]:
    """Passages with the positions of their links."""
    found: dict[str, tuple[Passage, list[int]]] = {}
    for a, join in enumerate(flowed.net.joins):
        if join.kind == PASSAGE and isinstance(join.element, Passage):
            found.setdefault(join.element.id, (join.element, []))[1].append(a)
    return list(found.values())


def worths(flowed: Flowed) -> pl.DataFrame:
    """What one more path, platform or crane hour a day would save in a day, USD; dearest first, zeros left out.

    Of a passage that several limits bound, the limit that binds. A method without duals has no rows.
    """
    rows: Rows = []
    if flowed.method == LEAST_COST:
        for a, join in enumerate(flowed.net.joins):
            worth = float(flowed.answer.worth[a])
            if worth > 0 and isinstance(join.element, Passage):
                unit, loads = unit_of(flowed, join.element)
                rows.append(
                    {"where": join.element.id, "one_more": unit, "loads": loads, "usd_a_day": worth * loads}
                )
            elif worth > 0 and isinstance(join.element, Transfer):
                loads = join.element.hour_loads or 1.0
                unit = "crane hour" if join.element.hour_loads else "load"
                where = f"{join.element.id} at {join.tail.place}"
                rows.append({"where": where, "one_more": unit, "loads": loads, "usd_a_day": worth * loads})
    schema = {"where": pl.String, "one_more": pl.String, "loads": pl.Float64, "usd_a_day": pl.Float64}
    return pl.DataFrame(rows, schema=schema).sort("usd_a_day", descending=True)


def unit_of(flowed: Flowed, passage: Passage) -> tuple[str, float]:
    """What bounds a passage, and the loads that one more of it lets through in a day."""
    limit = flowed.net.bounds.get(passage.id)
    return ("load", 1.0) if limit is None else (limit.gate or limit.resource, loads_of_one(limit))


def loads_of_one(limit: Limit) -> float:
    """Loads a day that one more of a gate's count, or of a resource, lets through."""
    return limit.loads * limit.share * (86_400.0 / limit.turn_s if limit.resource else 1.0)


def totals(flowed: Flowed) -> pl.DataFrame:
    """One row for each goods and one for all: loads carried and not, tonnes, million tkm, hours, USD and t CO2e.

    hours : mean of a load, none where no load is carried (empties that go back)
    usd   : paid for the way, the value of time not among it
    """
    net, answer, hours = flowed.net, flowed.answer, flowed.hours
    demand = net.flows.commodities
    rows: Rows = []
    for k, one in enumerate(net.goods):
        mine = demand.goods_class == k
        carried = float((demand.demand - answer.unmet)[mine].sum())
        flow = answer.flow[k]
        rows.append({
            "goods": one.id,
            "loads": carried * hours,
            "unmet": float(answer.unmet[mine].sum()) * hours,
            "tonnes": carried * one.mass_t * hours,
            "mtkm": float(flow @ net.km) * one.mass_t * hours / 1e6,
            "load_hours": float(flow @ answer.time) * hours,
            "usd": float(flow @ net.money[k]) * hours,
            "t_co2e": float(flow @ net.carbon[k]) * hours / 1_000.0,
        })  # fmt: skip
    table = pl.DataFrame(rows)
    whole = table.select(pl.lit("all").alias("goods"), pl.exclude("goods").sum())
    return pl.concat([table, whole]).with_columns(
        pl.when(pl.col("loads") > 0).then(pl.col("load_hours") / pl.col("loads")).alias("hours")
    )


def modes(flowed: Flowed) -> pl.DataFrame:
    """Million tonne-kilometres, USD and t CO2e on sections by mode and goods."""
    found = link_flows(flowed).filter(pl.col("kind") == SECTION)
    return (
        found.group_by("mode", "goods")
        .agg(pl.col("tkm").sum() / 1e6, pl.col("usd").sum(), pl.col("kg_co2e").sum() / 1e3)
        .rename({"tkm": "mtkm", "kg_co2e": "t_co2e"})
        .sort("mode", "goods")
    )


def unmet(flowed: Flowed) -> pl.DataFrame:
    """Demand that is not carried, with its loads and where it is cut off: the closed or full links around it."""
    net, answer, rows = flowed.net, flowed.answer, []
    for k in np.flatnonzero(answer.unmet > LEAST):
        one = net.demand[k]
        links = [
            a
            for a in cut_links(net.flows, answer, int(k))
            if net.fit[net.flows.commodities.goods_class[k], a]
        ]
        where = sorted({element_id(net.joins[a]) for a in links})
        rows.append({
            "demand": one.id, "from": one.start, "to": one.end, "goods": one.goods,
            "loads": float(answer.unmet[k]) * flowed.hours,
            "part": float(answer.unmet[k] / net.flows.commodities.demand[k]),
            "cut_off_at": ", ".join(where),
        })  # fmt: skip
    schema = {"demand": pl.String, "from": pl.String, "to": pl.String, "goods": pl.String, "loads": pl.Float64,
              "part": pl.Float64, "cut_off_at": pl.String}  # fmt: skip
    return pl.DataFrame(rows, schema=schema)
