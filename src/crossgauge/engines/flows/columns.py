"""The cheapest flows within capacities: a linear programme over ways, which shortest paths bring in as needed.

    least   sum over ways of cost times flow, penalties for what is not carried, empties along links
    such that demands are met or paid for, loads stay within capacities, equipment comes back

HiGHS solves the master programme over the ways found so far; its duals charge the links; the cheapest way at
these charges comes in if it is new. Any charges give a bound from below (Lagrange), so the answer is proven to
its gap. Times are those at no load.
Sources: Ford and Fulkerson (1958), A suggested computation for maximal multi-commodity network flows, Management
Science 5; for the smoothing of duals Wentges (1997), International Transactions in Operational Research 4.
"""

from typing import NamedTuple

import numpy as np

from crossgauge.engines.flows.certificate import imbalance, overload, paths_back
from crossgauge.engines.flows.charges import Charges
from crossgauge.engines.flows.curves import every, times
from crossgauge.engines.flows.master import Master, Solution, enter_ways, master_of, solved
from crossgauge.engines.flows.prepare import Net, Order, prepare
from crossgauge.engines.flows.pricing import Look, look, look_for
from crossgauge.engines.flows.state import (
    NOBODY,
    Assignment,
    Certificate,
    Float64s,
    Flows,
    Int32s,
    Int64s,
    Paths,
)
from crossgauge.engines.flows.trees import tails

SMOOTH = 0.3  # how far charges stay with the best known ones: fewer rounds where many duals are as good
DEAR = 10.0  # a unit with no penalty of its own costs this times the sum of all links: more than any detour


class Prices(NamedTuple):
    """Duals of the master programme.

    link        (n_links,)               worth of one more unit of capacity
    demand      (n_commodities,)         cost of one more unit of demand
    equipment   (n_commodities,)         worth of its empty equipment at the destination above that at the origin
    """

    link: Float64s
    demand: Float64s
    equipment: Float64s


class Ways(NamedTuple):
    """All ways in the master programme, in the order of its columns."""

    commodity: list[int]
    links: list[Int64s]
    known: set[tuple[int, bytes]]


def unit_costs(network: Flows, net: Net, order: Order) -> Float64s:
    """Cost to one unit of each class on each link at no load, then of each commodity not carried; inf where closed."""
    n_links = len(net.head)
    classes, demands = network.classes, network.commodities
    free = every(network.links.curve, network.links.parameters, np.zeros(n_links))[0]
    cost = np.full(net.own.shape, np.inf)
    by_link = np.where(classes.passes, classes.own_cost + classes.hour_value[:, None] * free, np.inf)
    cost[:, :n_links] = by_link[:, order.link]
    dear = DEAR * (1.0 + float(by_link[np.isfinite(by_link)].sum()))
    cost[:, n_links:] = np.where(np.isfinite(demands.penalty), demands.penalty, dear)[order.commodity]
    return cost


def prices_of(master: Master, net: Net, answer: Solution) -> Prices:
    """The duals, each where it belongs."""
    link = np.zeros(len(net.head))
    link[master.bounded] = np.maximum(-answer.dual[master.row_of[master.bounded]], 0.0)
    pool = master.pool_row[net.goods_class]
    gain = answer.dual[pool + net.destination] - answer.dual[pool + net.origin] if len(master.pools) else 0.0
    return Prices(link, answer.dual[: len(net.demand)], np.where(pool == NOBODY, 0.0, gain))


def between(a: Prices, b: Prices, part: float) -> Prices:
    """`part` of a and the rest of b."""
    return Prices(*(part * x + (1.0 - part) * y for x, y in zip(a, b, strict=True)))


def look_at(net: Net, tail: Int32s, cost: Float64s, prices: Prices, found: Look) -> tuple[Look, Float64s]:
    """Cheapest ways at prices of links, and their costs; inf where there is none."""
    n_links, n = len(net.head), len(net.demand)
    weight = np.full(cost.shape, np.inf)
    weight[:, :n_links] = cost[:, :n_links] + net.load[:, None] * prices.link
    nothing = np.zeros(cost.shape[1])
    none = Paths(np.zeros(n + 1, np.int64), np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0))
    found = look(net, tail, none, Charges(nothing, nothing, nothing, weight), found)
    return found, np.where(found.cut_off, np.inf, found.cheapest)


def bound_of(net: Net, capacity: Float64s, prices: Prices, carried: Float64s, penalty: Float64s) -> float:
    """Lagrange's bound: each commodity at its cheapest, and what capacities earn given back."""
    cheapest = np.minimum(carried - prices.equipment, penalty)
    scarce = prices.link > 0
    return float(cheapest @ net.demand) - float(prices.link[scarce] @ capacity[scarce])


def enter(master: Master, net: Net, cost: Float64s, found: Look, ways: Ways) -> int:
    """Bring new ways into the programme; returns how many."""
    fresh = []
    for k in np.flatnonzero(~found.cut_off):
        link = found.new[found.new_begin[k] : found.new_begin[k + 1]]
        key = (int(k), link.tobytes())
        if key not in ways.known:
            ways.known.add(key)
            ways.commodity.append(int(k))
            ways.links.append(link.astype(np.int64))
            fresh.append(int(k))
    if fresh:
        mine = ways.links[-len(fresh) :]
        begin = np.concatenate([[0], np.cumsum([len(link) for link in mine])])
        enter_ways(master, net, cost, np.array(fresh), begin, np.concatenate(mine))
    return len(fresh)


def paths_of(net: Net, ways: Ways, answer: Solution, first_column: int) -> Paths:
    """Ways with flow, those of a commodity beside each other, what is not carried among them."""
    n_links, n = len(net.head), len(net.demand)
    commodity = np.concatenate([np.arange(n), np.array(ways.commodity, dtype=np.int64)])
    flow = np.concatenate([answer.value[:n], answer.value[first_column:]])
    used = np.flatnonzero(flow > 0)
    used = used[np.argsort(commodity[used], kind="stable")]
    links = [np.array([n_links + i]) if i < n else ways.links[i - n] for i in used]
    begin = np.concatenate([[0], np.cumsum([len(link) for link in links])]).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(np.bincount(commodity[used], minlength=n))]).astype(np.int64)
    link = np.concatenate(links) if links else np.empty(0)
    return Paths(first, begin, link.astype(np.int32), flow[used])


def least_cost(network: Flows, *, gap: float = 1e-9, rounds: int = 1000) -> Assignment:
    """The cheapest flows within capacities, and what one more unit of each capacity is worth.

    `gap`    : (objective - bound) / objective at which to stop
    `rounds` : most solutions of the master programme
    Costs are own costs and times at no load; penalties are constant (no slope). What no penalty is given for
    is carried wherever that is possible. Classes with `returns_as` send their equipment back empty, from any
    node to any other; those flows have no `paths`. `cost` is the dual of demand, `worth` that of capacity.
    Raises RuntimeError if HiGHS fails.

    >>> from crossgauge.engines.flows.declare import commodities_of, constant_curve, flows_of, links_of
    >>> two = links_of([0, 0], [1, 1], [constant_curve(1.0), constant_curve(5.0)], capacity=[3.0, np.inf])
    >>> answer = least_cost(flows_of(2, two, commodities_of([0], [1], [4.0])))
    >>> answer.flow[0].tolist(), answer.worth.tolist()
    ([3.0, 1.0], [4.0, 0.0])
    """
    net, order = prepare(network)
    tail = tails(net)
    cost = unit_costs(network, net, order)
    capacity = network.links.capacity[order.link]
    penalty = cost[0, len(net.head) :]
    master = master_of(net, tail, cost, capacity, network.classes.returns_as)
    found, ways = look_for(net), Ways([], [], set())
    answer = solved(master)
    prices = prices_of(master, net, answer)
    prices = best = prices._replace(link=np.zeros(len(net.head)), equipment=np.zeros(len(net.demand)))
    bound, done, smooth = -np.inf, 0, SMOOTH
    while done < rounds:
        done += 1
        at = between(best, prices, smooth)
        found, carried = look_at(net, tail, cost, at, found)
        lower = bound_of(net, capacity, at, carried, penalty)
        if lower > bound:
            bound, best = lower, at
        n_new = enter(master, net, cost, found, ways)
        if n_new:
            answer = solved(master)
            prices = prices_of(master, net, answer)
        if answer.cost - bound <= gap * abs(answer.cost) or (n_new == 0 and smooth == 0.0):
            break
        smooth = SMOOTH if n_new else 0.0
    return answered(network, net, order, master, ways, answer, prices, found.cut_off, bound, done)


def answered(
    network: Flows,
    net: Net,
    order: Order,
    master: Master,
    ways: Ways,
    answer: Solution,
    prices: Prices,
    cut_off: np.ndarray,
    bound: float,
    rounds: int,
) -> Assignment:
    """The answer in the caller's order, with its certificate."""
    n_links, n = len(net.head), len(net.demand)
    first_column = n + len(master.empties)
    paths = paths_of(net, ways, answer, first_column)
    flow = np.zeros((len(net.load), n_links))
    for k, p in enumerate(np.repeat(np.arange(n), np.diff(paths.first))):
        link = paths.link[paths.begin[k] : paths.begin[k + 1]]
        if link[0] < n_links:
            flow[net.goods_class[p], link] += paths.flow[k]
    np.add.at(flow, tuple(master.empties.T), answer.value[n:first_column])
    flow = flow[:, order.link_at]
    load = net.load @ flow
    unmet = answer.value[:n][order.commodity_at]
    certificate = Certificate(
        objective=answer.cost,
        bound=bound,
        relative_gap=max(answer.cost - bound, 0.0) / abs(answer.cost) if answer.cost else 0.0,
        capacity_violation=overload(load, network.links.capacity),
        conservation=imbalance(network, flow, network.commodities.demand - unmet, returning=True),
        dearest_used=0.0,
    )
    return Assignment(
        flow=flow,
        load=load,
        time=times(network.links, np.zeros(n_links))[0],
        cost=prices.demand[order.commodity_at],
        unmet=unmet,
        cut_off=cut_off[order.commodity_at],
        worth=prices.link[order.link_at],
        paths=paths_back(net, order, paths),
        rounds=rounds,
        certificate=certificate,
    )
