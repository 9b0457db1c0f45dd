"""The master programme of `columns.py` on HiGHS: rows once, columns as ways come in.

Rows: demands of commodities; capacities of bounded links; equipment of every pool at every node. Columns: what
is not carried, empties of every pool on every link, then ways.
"""

from typing import NamedTuple

import highspy
import numpy as np

from crossgauge.engines.flows.prepare import Net
from crossgauge.engines.flows.quiet import QuietHighs
from crossgauge.engines.flows.state import NOBODY, Float64s, Int32s, Int64s


class Master(NamedTuple):
    """The programme and where its rows are.

    bounded    (n_bounded,)          links with a capacity
    row_of     (n_links,)            capacity row of a link, NOBODY for none
    pools      (n_pools,)            classes as which equipment goes back
    pool_row   (n_classes,)          first equipment row of the pool into which a class's equipment falls
    empties    (n_empties, 2)        pool's class and link of the columns behind those of unmet demand
    """

    highs: highspy.Highs
    bounded: Int64s
    row_of: Int64s
    pools: Int64s
    pool_row: Int64s
    empties: Int64s


class Solution(NamedTuple):
    """What the master programme answers: values of all columns, duals of all rows, what it costs."""

    value: Float64s
    dual: Float64s
    cost: float


def rows_of(net: Net, capacity: Float64s, returns_as: Int64s) -> tuple[Int64s, Int64s, Int64s, Int64s]:
    """Bounded links, their rows, the pools and each class's first equipment row."""
    n_commodities, n_nodes = len(net.demand), len(net.through)
    bounded = np.flatnonzero(np.isfinite(capacity))
    row_of = np.full(len(capacity), NOBODY)
    row_of[bounded] = n_commodities + np.arange(len(bounded))
    pools = np.unique(returns_as[returns_as != NOBODY])
    begin = n_commodities + len(bounded)
    pool_row = np.array(
        [begin + n_nodes * int(np.searchsorted(pools, e)) if e != NOBODY else NOBODY for e in returns_as]
    )
    return bounded, row_of, pools, pool_row


def add_columns(highs: highspy.Highs, cost: Float64s, start: Int64s, row: Int64s, value: Float64s) -> None:
    """Columns of at least 0; `start` : (n_columns + 1,) into `row` and `value`."""
    n = len(cost)
    highs.addCols(
        n,
        np.ascontiguousarray(cost),
        np.zeros(n),
        np.full(n, highspy.kHighsInf),
        len(row),
        start[:-1].astype(np.int32),
        row.astype(np.int32),
        np.ascontiguousarray(value),
    )


def add_empties(master: Master, net: Net, tail: Int32s, cost: Float64s) -> None:
    """Columns of empty equipment on links: it leaves one node's row for another's and takes capacity."""
    if not len(master.empties):
        return
    pool, link = master.empties.T
    begin = len(net.demand) + len(master.bounded) + len(net.through) * np.searchsorted(master.pools, pool)
    row = np.stack([begin + tail[link], begin + net.head[link], master.row_of[link]], axis=1)
    value = np.stack([-np.ones(len(link)), np.ones(len(link)), net.load[pool]], axis=1)
    kept = row != NOBODY
    start = np.concatenate([[0], np.cumsum(kept.sum(axis=1))])
    add_columns(master.highs, cost[pool, link], start, row[kept], value[kept])


def master_of(net: Net, tail: Int32s, cost: Float64s, capacity: Float64s, returns_as: Int64s) -> Master:
    """The programme before any way is known: all demand unmet, no equipment moved."""
    n_links, n = len(net.head), len(net.demand)
    bounded, row_of, pools, pool_row = rows_of(net, capacity, returns_as)
    empties = [(e, a) for e in pools for a in np.flatnonzero(np.isfinite(cost[e, :n_links]))]
    highs = QuietHighs()
    highs.setOptionValue("threads", 1)  # same input, same output
    # Primal simplex: new columns leave the last basis feasible; three times faster than HiGHS's own choice
    # (benchmarks/flows.py, columns).
    highs.setOptionValue("simplex_strategy", 4)
    n_balance = len(pools) * len(net.through)
    low = np.concatenate([net.demand, np.full(len(bounded), -highspy.kHighsInf), np.zeros(n_balance)])
    high = np.concatenate([net.demand, capacity[bounded], np.zeros(n_balance)])
    none = np.empty(0, np.int32)
    highs.addRows(len(low), low, high, 0, np.zeros(len(low), np.int32), none, np.empty(0))
    master = Master(highs, bounded, row_of, pools, pool_row, np.array(empties, dtype=np.int64).reshape(-1, 2))
    unmet = cost[net.goods_class, n_links + np.arange(n)]
    add_columns(highs, unmet, np.arange(n + 1), np.arange(n), np.ones(n))
    add_empties(master, net, tail, cost)
    return master


def enter_ways(
    master: Master, net: Net, cost: Float64s, commodity: Int64s, begin: Int64s, link: Int64s
) -> None:
    """Columns of ways: way i of commodity[i] is link[begin[i]:begin[i + 1]]."""
    n = len(commodity)
    way = np.repeat(np.arange(n), np.diff(begin))
    goods_class = net.goods_class[commodity]
    price = np.bincount(way, cost[goods_class[way], link], n).astype(np.float64)
    load = net.load[goods_class[way]]
    takes = master.row_of[link] != NOBODY
    pool = master.pool_row[goods_class]
    moves = np.flatnonzero(pool != NOBODY)
    owner = np.concatenate([np.arange(n), way[takes], moves, moves])
    row = np.concatenate(
        [
            commodity,
            master.row_of[link][takes],
            pool[moves] + net.origin[commodity[moves]],
            pool[moves] + net.destination[commodity[moves]],
        ]
    )
    value = np.concatenate([np.ones(n), load[takes], -np.ones(len(moves)), np.ones(len(moves))])
    order = np.argsort(owner, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=n))])
    add_columns(master.highs, price, start, row[order], value[order])


def solved(master: Master) -> Solution:
    """Optimum over the columns there are, from the basis of the last time.

    Raises RuntimeError if HiGHS does not end at an optimum: the programme always has one, all demand unmet.
    """
    master.highs.run()
    status = master.highs.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"master programme: {master.highs.modelStatusToString(status)}")
    solution = master.highs.getSolution()
    return Solution(
        np.asarray(solution.col_value),
        np.asarray(solution.row_dual),
        float(master.highs.getInfo().objective_function_value),
    )
