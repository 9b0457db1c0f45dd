"""Flows where choice has spread: path-size logit over ways and not being carried, in equilibrium with waiting.

    share of way k = PS_k exp(-theta c_k) / sum over ways j of PS_j exp(-theta c_j)

Reached by self-regulated averaging: steps shrink fast where the answer overshoots, slowly where it does not.
Sources: Ben-Akiva and Bierlaire (1999); Fisk (1980), Transportation Research B 14, for the objective; Liu, He
and He (2009), Method of successive weighted averages and self-regulated averaging, Networks and Spatial
Economics 9.
"""

from typing import Any

import numpy as np
from numba import njit

from crossgauge.engines.flows.certificate import assignment_of
from crossgauge.engines.flows.charges import charges_of
from crossgauge.engines.flows.choice import Sets, sets_of, stranded
from crossgauge.engines.flows.prepare import Net, prepare
from crossgauge.engines.flows.pricing import Look, in_use, look_for
from crossgauge.engines.flows.state import Assignment, Float64s, Flows, Paths

FALL_BACK = 1.8  # more of the old answer when the residual has grown
GO_ON = 0.1  # so little more when it has fallen


@njit(cache=True, error_model="numpy")
def response(net: Net, paths: Paths, size: Any, weight: Any, spread: Any) -> Any:
    """Flows that choosers would have at these costs. `spread` : (n_classes,), theta for one load-hour."""
    flow = np.empty_like(paths.flow)
    for k in range(len(net.demand)):
        c = net.goods_class[k]
        first, last = paths.first[k], paths.first[k + 1]
        least = np.inf
        for p in range(first, last):
            cost = 0.0
            for i in range(paths.begin[p], paths.begin[p + 1]):
                cost += weight[c, paths.link[i]]
            flow[p] = cost
            least = min(least, cost)
        total = 0.0
        for p in range(first, last):
            flow[p] = size[p] * np.exp(-spread[c] * (flow[p] - least)) if flow[p] < np.inf else 0.0
            total += flow[p]
        for p in range(first, last):
            flow[p] *= net.demand[k] / total if total > 0.0 else 0.0
    return flow


@njit(cache=True, error_model="numpy")
def entropy(net: Net, paths: Paths, size: Any, weight: Any, spread: Any) -> Any:
    """Fisk's term, sum of f log(f / PS) / theta in load-hours, and how far a linear bound lies below."""
    term, below = 0.0, 0.0
    for k in range(len(net.demand)):
        c = net.goods_class[k]
        least, paid = np.inf, 0.0
        for p in range(paths.first[k], paths.first[k + 1]):
            if paths.flow[p] <= 0.0:  # its share is too small for a number
                continue
            gradient = np.log(paths.flow[p] / size[p]) / spread[c]
            term += paths.flow[p] * gradient
            for i in range(paths.begin[p], paths.begin[p + 1]):
                gradient += weight[c, paths.link[i]]
            paid += paths.flow[p] * gradient
            least = min(least, gradient)
        if paid != 0.0:
            below += paid - net.demand[k] * least
    return term, below


@njit(cache=True, error_model="numpy")
def costs_in_sets(net: Net, paths: Paths, weight: Any, look: Look) -> Any:
    """Fill a look from the ways of the sets alone."""
    for k in range(len(net.demand)):
        look.cheapest[k], look.dearest[k], look.paid[k] = in_use(paths, weight[net.goods_class[k]], k)


def stochastic_equilibrium(
    network: Flows,
    *,
    theta: float | Float64s,
    residual: float = 1e-6,
    rounds: int = 5000,
    tries: int = 8,
    dearer: float = 1.3,
    sets: Sets | None = None,
) -> Assignment:
    """Flows that path-size logit would choose at the costs to which those flows lead, to a residual.

    `theta`    : spread, for one unit of cost; for each class or for all. Small: chance; large: cheapest way
    `residual` : |response - flow| / |flow| over all ways at which to stop; `certificate.relative_gap` tells it
    `tries`    : ways looked for in each choice set, by making links of the last way `dearer` times as dear
    `sets`     : what `choice.sets_of` gave for the same links and demands, to choose from these ways again
    Choice sets and path sizes are those at no load. `certificate.objective` is Fisk's, `bound` holds for these
    sets, `dearest_used` is not zero by nature. Raises nothing.

    >>> from crossgauge.engines.flows.declare import commodities_of, constant_curve, flows_of, links_of
    >>> two = links_of([0, 0], [1, 1], [constant_curve(1.0), constant_curve(1.5)])
    >>> answer = stochastic_equilibrium(flows_of(2, two, commodities_of([0], [1], [1.0])), theta=2.0, dearer=2.0)
    >>> answer.flow[0].round(6).tolist()  # 1 / (1 + exp(-1))
    [0.731059, 0.268941]
    """
    net, order = prepare(network)
    paths, size, cut_off = sets or sets_of(network, tries=tries, dearer=dearer)
    net.parameters[len(net.head) + stranded(net, cut_off), 0] = 0.0
    weight = charges_of(net, paths, False).weight
    spread = np.broadcast_to(theta, net.load.shape) * network.classes.hour_value / net.load
    paths = paths._replace(flow=response(net, paths, size, weight, spread))
    before, divisor, done = np.inf, 1.0, 0
    while True:
        now = charges_of(net, paths, False)
        change = response(net, paths, size, now.weight, spread) - paths.flow
        left = float(np.linalg.norm(change) / max(float(np.linalg.norm(paths.flow)), 1e-300))
        done += 1
        if left <= residual or done >= rounds:
            break
        divisor += FALL_BACK if left >= before else GO_ON
        before = left
        paths = paths._replace(flow=paths.flow + change / divisor)
    found = look_for(net)
    costs_in_sets(net, paths, now.weight, found)
    found.cut_off[:] = cut_off
    answer = assignment_of(network, net, order, paths, now, found, marginal=False, rounds=done, bound=-np.inf)
    term, below = entropy(net, paths, size, now.weight, spread)
    fisk = answer.certificate.objective + float(term)
    return answer._replace(
        certificate=answer.certificate._replace(objective=fisk, bound=fisk - float(below), relative_gap=left)
    )
