"""Slow, plain twins: the same problems as textbooks write them, link by link, by other people's solvers."""

import heapq

import numpy as np
import scipy.sparse as sp
from scipy.optimize import LinearConstraint, linprog, minimize

from crossgauge.engines.flows.curves import times


def cheapest_ways(network, goods_class, cost, origin):
    """Bellman's and Dijkstra's distances from one node, by a heap of tuples."""
    distance = {origin: 0.0}
    heap = [(0.0, origin)]
    links, passes = network.links, network.classes.passes[goods_class]
    while heap:
        far, node = heapq.heappop(heap)
        if far > distance[node] or (node != origin and not network.through[node]):
            continue
        for a in np.flatnonzero((links.tail == node) & passes):
            there, reached = int(links.head[a]), far + cost[a]
            if reached < distance.get(there, np.inf):
                distance[there] = reached
                heapq.heappush(heap, (reached, there))
    return distance


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


def least_objective(network, marginal=False):
    """Beckmann's objective over link flows of every commodity, by scipy's trust-constr: tiny networks only."""
    n_links, n = len(network.links.tail), len(network.commodities.demand)
    classes, of = network.classes, network.commodities.goods_class
    load, scale = classes.load[of][:, None], (classes.load / classes.hour_value)[of][:, None]
    own = scale * classes.own_cost[of]
    rows, supply = balances(network)

    def value(y):
        x = (load * y.reshape(n, n_links)).sum(axis=0)
        t, t1, _t2, area = times(network.links, np.maximum(x, 0.0))
        price = t + x * t1 if marginal else t
        return ((x * t if marginal else area).sum() + (own * y.reshape(n, n_links)).sum()), (
            own + load * price
        ).ravel()

    feasible = linprog(np.ones(n * n_links), A_eq=rows, b_eq=supply).x
    done = minimize(
        value,
        feasible,
        jac=True,
        method="SLSQP",
        bounds=[(0.0, None)] * (n * n_links),
        constraints=LinearConstraint(rows.toarray(), supply, supply),
        options={"maxiter": 2000, "ftol": 1e-14},
    )
    return float(done.fun)


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
