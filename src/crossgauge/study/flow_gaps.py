"""How far flows are from agreeing with hours that a simulation has shown for their borders."""

from collections.abc import Mapping

import numpy as np

from crossgauge.engines.flows.equilibrium import all_or_nothing
from crossgauge.engines.flows.state import CONSTANT, Float64s, Int64s
from crossgauge.model.flows import Passage
from crossgauge.study.flows import CHOICE, Flowed, thetas


def gap_at(flowed: Flowed, hours: Mapping[str, float]) -> float:
    """The gap of flows when passages take these hours; those that are not told take the hours of their curve.

    Of a choice, the part of all loads that would go another way at these hours, were they to choose again. Of an
    equilibrium, what all pay above the cheapest ways at these hours, in parts of what they pay.
    """
    times = flowed.answer.time.copy()
    for a, join in enumerate(flowed.net.joins):
        if isinstance(join.element, Passage) and join.element.id in hours:
            times[a] = hours[join.element.id]
    owner: Int64s = np.repeat(np.arange(len(flowed.net.demand)), np.diff(flowed.answer.paths.first))
    flow = flowed.answer.paths.flow
    now, then = (path_costs(flowed, owner, row) for row in (flowed.answer.time, times))
    if flowed.method == CHOICE:
        return rechosen(flowed, owner, flow, then - now)
    cheapest = cheapest_at(flowed, times)
    paid = float((flow * then).sum())
    return float((flow * (then - cheapest[owner])).sum()) / paid if paid > 0 else 0.0


def path_costs(flowed: Flowed, owner: Int64s, times: Float64s) -> Float64s:
    """What one load pays on every way in use, its time at these hours included, USD; 0 for not being carried."""
    net, paths = flowed.net, flowed.answer.paths
    goods = net.flows.commodities.goods_class[owner]
    steps = np.diff(paths.begin)
    path = np.repeat(np.arange(len(flowed.answer.paths.flow)), steps)
    carried = paths.link < len(times)
    link, row = paths.link[carried], goods[path[carried]]
    classes = net.flows.classes
    cost = classes.own_cost[row, link] + classes.hour_value[row] * times[link]
    return np.bincount(path[carried], cost, len(steps)).astype(np.float64)


def rechosen(flowed: Flowed, owner: Int64s, flow: Float64s, dearer: Float64s) -> float:
    """The part of loads that logit moves when ways become dearer by so much: shares go by exp(-theta times that)."""
    demand = flowed.net.flows.commodities
    theta = thetas(flowed.net)[demand.goods_class[owner]]
    least = np.full(len(demand.demand), np.inf)
    np.minimum.at(least, owner, theta * dearer)
    weight = flow * np.exp(least[owner] - theta * dearer)
    total = np.bincount(owner, weight, len(demand.demand))
    fresh = weight * np.where(total > 0, demand.demand / np.where(total > 0, total, 1.0), 0.0)[owner]
    return float(np.abs(fresh - flow).sum()) / (2.0 * float(demand.demand.sum()))


def cheapest_at(flowed: Flowed, times: Float64s) -> Float64s:
    """Cost of the cheapest way of every commodity at these hours, USD; 0 where there is none."""
    links = flowed.net.flows.links
    parameters = np.zeros_like(links.parameters)
    parameters[:, 0] = times
    fixed = links._replace(parameters=parameters, curve=np.full(len(times), CONSTANT))
    answer = all_or_nothing(flowed.net.flows._replace(links=fixed))
    return np.where(answer.cut_off, 0.0, answer.cost)
