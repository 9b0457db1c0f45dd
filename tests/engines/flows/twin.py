"""Slow, plain twins: the same problems as textbooks write them, link by link, by other people's solvers."""

import heapq

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog, minimize_scalar

from crossgauge.engines.flows.curves import times


def cheapest_ways(network, goods_class, cost, origin):
    """Dijkstra's distances from one node, and the link by which each is reached, by a heap of tuples."""
    distance, via = {origin: 0.0}, {}
    heap = [(0.0, origin)]
    links, passes = network.links, network.classes.passes[goods_class]
    while heap:
        far, node = heapq.heappop(heap)
        if far > distance[node] or (node != origin and not network.through[node]):
            continue
        for a in np.flatnonzero((links.tail == node) & passes):
            there, reached = int(links.head[a]), far + cost[a]
            if reached < distance.get(there, np.inf):
                distance[there], via[there] = reached, a
                heapq.heappush(heap, (reached, there))
    return distance, via


def incidence(network):
    """+1 where a link leaves a node, -1 where it ends."""
    n_links = len(network.links.tail)
    both = np.concatenate([network.links.tail, network.links.head])
    sign = np.concatenate([np.ones(n_links), -np.ones(n_links)])
    return sp.csr_matrix(
        (sign, (both, np.tile(np.arange(n_links), 2))), shape=(len(network.through), n_links)
    )


def balances(network):
    """Rows "what leaves a node less what comes is what begins there", for each commodity's link flows."""
    demands = network.commodities
    rows = sp.block_diag([incidence(network)] * len(demands.demand), format="csr")
    supply = np.zeros((len(demands.demand), len(network.through)))
    for k, (o, d, q) in enumerate(zip(demands.origin, demands.destination, demands.demand, strict=True)):
        supply[k, o] += q
        supply[k, d] -= q
    return rows, supply.ravel()


def all_at_once(network, prices):
    """Every commodity on its cheapest way at prices (n_classes, n_links): flows by class and link."""
    demands, flow = network.commodities, np.zeros_like(prices)
    for k, c in enumerate(demands.goods_class):
        origin, node = int(demands.origin[k]), int(demands.destination[k])
        _distance, via = cheapest_ways(network, c, prices[c], origin)
        while node != origin:
            flow[c, via[node]] += demands.demand[k]
            node = int(network.links.tail[via[node]])
    return flow


def bounds_of_objective(network, marginal=False, rounds=150):
    """Frank and Wolfe (1956): what the convex objective costs at the best flow found, and a bound from below."""
    classes = network.classes
    load, own = classes.load, (classes.load / classes.hour_value)[:, None] * classes.own_cost

    def value(flow):
        x = load @ flow
        t, _t1, _t2, area = times(network.links, x)
        return (x * t if marginal else area).sum() + (own * flow).sum()

    def prices(flow):
        x = load @ flow
        t, t1, _t2, _area = times(network.links, x)
        return own + load[:, None] * (t + x * t1 if marginal else t)

    flow, below = all_at_once(network, prices(np.zeros_like(own))), -np.inf
    for _ in range(rounds):
        target = all_at_once(network, prices(flow))
        below = max(below, value(flow) + (prices(flow) * (target - flow)).sum())
        step = minimize_scalar(
            lambda part, flow=flow, target=target: value(flow + part * (target - flow)),
            bounds=(0, 1),
            method="bounded",
            options={"xatol": 1e-10},
        ).x
        flow = flow + step * (target - flow)
    return below, value(flow)


def arc_model(network):
    """The capacitated optimum over link flows of every commodity, of unmet demand and of empties, in one programme."""
    links, classes, demands = network.links, network.classes, network.commodities
    n_links, n, n_nodes = len(links.tail), len(demands.demand), len(network.through)
    free = times(links, np.zeros(n_links))[0]
    rows, supply = balances(network)
    pools = sorted({int(e) for e in classes.returns_as if e >= 0})
    rising = incidence(network)
    cost = [classes.own_cost[c] + classes.hour_value[c] * free for c in (*demands.goods_class, *pools)]
    may = [classes.passes[c] for c in (*demands.goods_class, *pools)]
    unmet = sp.csr_matrix(
        (
            np.concatenate([np.ones(n), -np.ones(n)]),
            (
                np.concatenate(
                    [np.arange(n) * n_nodes + demands.origin, np.arange(n) * n_nodes + demands.destination]
                ),
                np.tile(np.arange(n), 2),
            ),
        ),
        shape=(n * n_nodes, n),
    )
    balance = (
        [[rows, None, unmet]]
        if not pools
        else [[rows, sp.csr_matrix((n * n_nodes, len(pools) * n_links)), unmet]]
    )
    for i, e in enumerate(pools):
        laden = sp.hstack([rising if classes.returns_as[c] == e else 0 * rising for c in demands.goods_class])
        empty = sp.hstack([rising if j == i else 0 * rising for j in range(len(pools))])
        balance.append([laden, empty, sp.csr_matrix((n_nodes, n))])
    equal = sp.bmat(balance, format="csr")
    takes = sp.hstack(
        [classes.load[c] * sp.eye(n_links) for c in (*demands.goods_class, *pools)]
        + [sp.csr_matrix((n_links, n))]
    )
    bounded = np.isfinite(links.capacity)
    done = linprog(
        np.concatenate([*cost, demands.penalty]),
        A_ub=takes.tocsr()[bounded],
        b_ub=links.capacity[bounded],
        A_eq=equal,
        b_eq=np.concatenate([supply, np.zeros(len(pools) * n_nodes)]),
        bounds=np.stack(
            [
                np.zeros(equal.shape[1]),
                np.concatenate([np.where(np.concatenate(may), np.inf, 0.0), np.full(n, np.inf)]),
            ],
            axis=1,
        ),
    )
    assert done.success, done.message
    return float(done.fun)
