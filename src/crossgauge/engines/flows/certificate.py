"""What an answer is worth: recomputed from its path flows alone, whatever method has found them."""

from typing import Any

import numpy as np
from numba import njit

from crossgauge.engines.flows.charges import Charges
from crossgauge.engines.flows.curves import area, delay, every
from crossgauge.engines.flows.prepare import Net, Order
from crossgauge.engines.flows.pricing import Look
from crossgauge.engines.flows.state import Assignment, Certificate, Float64s, Flows, Paths


@njit(cache=True, error_model="numpy")
def class_flows(net: Net, paths: Paths) -> Any:
    """Units of every class on every link, (n_classes, n_links + n_commodities)."""
    flow = np.zeros((len(net.load), len(net.curve)))
    for k in range(len(net.demand)):
        for p in range(paths.first[k], paths.first[k + 1]):
            for i in range(paths.begin[p], paths.begin[p + 1]):
                flow[net.goods_class[k], paths.link[i]] += paths.flow[p]
    return flow


@njit(cache=True, error_model="numpy")
def objective_of(net: Net, now: Charges, flow: Any, marginal: Any) -> Any:
    """Load-hours an hour: the sum of areas under the curves, or of load times time; own costs beside both."""
    total = 0.0
    for a in range(len(net.curve)):
        x = now.load[a]
        if x > 0.0:
            if marginal and a < len(net.head):
                total += x * delay(net.curve, net.parameters, a, x)[0]
            else:
                total += area(net.curve, net.parameters, a, x)
        for c in range(len(net.load)):
            if flow[c, a] > 0.0:
                total += net.own[c, a] * flow[c, a]
    return total


def imbalance(network: Flows, flow: Float64s, carried: Float64s, returning: bool = False) -> float:
    """Largest imbalance of a node and class, in parts of all that is carried; with empties if `returning`."""
    n_nodes = len(network.through)
    total = float(carried.sum())
    links, demands, returns_as = network.links, network.commodities, network.classes.returns_as
    worst = 0.0
    for c, row in enumerate(flow):
        amount = np.where(demands.goods_class == c, carried, 0.0)
        if returning:  # what has come laden leaves empty
            amount = amount - np.where(returns_as[demands.goods_class] == c, carried, 0.0)
        net_out = np.bincount(links.tail, row, n_nodes) - np.bincount(links.head, row, n_nodes)
        net_out -= np.bincount(demands.origin, amount, n_nodes)
        net_out += np.bincount(demands.destination, amount, n_nodes)
        worst = max(worst, float(np.abs(net_out).max(initial=0.0)))
    return worst / total if total > 0 else worst


def overload(load: Float64s, capacity: Float64s) -> float:
    """Largest load above capacity, in parts of capacity (of 1 where that is 0)."""
    bounded = np.isfinite(capacity)
    over = (load - capacity)[bounded] / np.where(capacity > 0, capacity, 1.0)[bounded]
    return max(float(np.max(over, initial=0.0)), 0.0)


def excess_parts(net: Net, look: Look) -> tuple[float, float, float]:
    """What all pay above the cheapest ways: absolutely, in parts of all they pay, and the worst way in use."""
    paid = float(look.paid.sum())
    excess = max(paid - float(look.cheapest @ net.demand), 0.0)
    used = (look.dearest > 0) & (look.cheapest > 0)
    worst = np.max(look.dearest[used] / look.cheapest[used] - 1.0, initial=0.0)
    return excess, excess / paid if paid > 0 else 0.0, max(float(worst), 0.0)


def paths_back(net: Net, order: Order, paths: Paths) -> Paths:
    """Paths with the caller's links and in the order of the caller's commodities."""
    n_links = len(net.head)
    rename = np.concatenate([order.link, n_links + order.commodity]).astype(np.int32)
    count = np.diff(paths.first)[order.commodity_at]
    first = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    row = np.repeat(paths.first[order.commodity_at] - first[:-1], count) + np.arange(first[-1])
    steps = np.diff(paths.begin)[row]
    begin = np.concatenate([[0], np.cumsum(steps)]).astype(np.int64)
    step = np.repeat(paths.begin[row] - begin[:-1], steps) + np.arange(begin[-1])
    return Paths(first, begin, rename[paths.link[step]], paths.flow[row])


def assignment_of(
    network: Flows,
    net: Net,
    order: Order,
    paths: Paths,
    now: Charges,
    look: Look,
    *,
    marginal: bool,
    rounds: int,
    bound: float,
) -> Assignment:
    """The answer in the caller's order, with its certificate.

    `look` : at the charges of `now`, which are those of `paths`. `bound` : the best that earlier looks gave.
    """
    n_links = len(net.head)
    flow = class_flows(net, paths)
    objective = float(objective_of(net, now, flow, marginal))
    excess, gap, dearest = excess_parts(net, look)
    unmet = np.where(net.load[net.goods_class] > 0, now.load[n_links:] / net.load[net.goods_class], 0.0)
    unmet = unmet[order.commodity_at]
    by_link = np.ascontiguousarray(flow[:, :n_links][:, order.link_at])
    load = now.load[:n_links][order.link_at]
    per_unit = (network.classes.hour_value / network.classes.load)[network.commodities.goods_class]
    return Assignment(
        flow=by_link,
        load=load,
        time=every(network.links.curve, network.links.parameters, load)[0],
        cost=look.cheapest[order.commodity_at] * per_unit,
        unmet=unmet,
        cut_off=look.cut_off[order.commodity_at],
        worth=np.zeros(n_links),
        paths=paths_back(net, order, paths),
        rounds=rounds,
        certificate=Certificate(
            objective=objective,
            bound=max(bound, objective - excess),
            relative_gap=gap,
            capacity_violation=overload(load, network.links.capacity),
            conservation=imbalance(network, by_link, network.commodities.demand - unmet),
            dearest_used=dearest,
        ),
    )
