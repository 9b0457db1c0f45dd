"""Where demand that is not carried is cut off: the closed or full links around what it can still reach."""

import numpy as np

from crossgauge.engines.flows.state import Assignment, Bools, Flows, Int64s

FULL = 1e-9  # a link is full from this part below its capacity


def reach(network: Flows, origin: int, usable: Bools) -> Bools:
    """Nodes that usable links lead to from `origin`, (n_nodes,)."""
    tail, head = network.links.tail[usable], network.links.head[usable]
    reached = np.zeros(len(network.through), dtype=np.bool_)
    front = np.array([origin])
    while len(front):
        reached[front] = True
        onward = network.through.copy()
        onward[origin] = True
        step = np.zeros_like(reached)
        step[head[(reached & onward)[tail]]] = True
        front = np.flatnonzero(step & ~reached)
    return reached


def cut_links(network: Flows, answer: Assignment, commodity: int) -> Int64s:
    """Links that hold back what is not carried of a commodity: each leads out of all it can still reach.

    A link holds back if its class may not pass or if `least_cost` has filled it. Empty where everything is
    carried, where a penalty is cheaper than an open way, and where no link at all leads out.

    >>> from crossgauge.engines.flows.declare import commodities_of, constant_curve, flows_of, links_of
    >>> from crossgauge.engines.flows.columns import least_cost
    >>> line = links_of([0, 1], [1, 2], [constant_curve(1.0)] * 2, capacity=[9.0, 3.0])
    >>> network = flows_of(3, line, commodities_of([0], [2], [4.0]))
    >>> cut_links(network, least_cost(network), 0).tolist()
    [1]
    """
    demands = network.commodities
    if answer.unmet[commodity] <= 0:
        return np.empty(0, dtype=np.int64)
    open_links = network.classes.passes[demands.goods_class[commodity]]
    full = answer.load >= network.links.capacity * (1.0 - FULL)
    reached = reach(network, int(demands.origin[commodity]), open_links & ~full)
    if reached[demands.destination[commodity]]:
        return np.empty(0, dtype=np.int64)
    leaving = reached[network.links.tail] & ~reached[network.links.head]
    return np.flatnonzero(leaving)
