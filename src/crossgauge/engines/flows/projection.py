"""Shifting flow to the cheapest way of each commodity by Newton's steps: gradient projection on path flows.

Source: Jayakrishnan, Tsai, Prashker and Rajadhyaksha (1994), A faster path-based algorithm for traffic
assignment, Transportation Research Record 1443; with the links' loads brought up to date after each shift.
"""

from typing import Any

import numpy as np
from numba import njit

from crossgauge.engines.flows.charges import Charges, reprice
from crossgauge.engines.flows.newton import step_together
from crossgauge.engines.flows.prepare import Net
from crossgauge.engines.flows.state import Paths

STEPS = 40  # at most, for one pair of ways; one or two as a rule
EVEN = 1e-15  # costs that differ by less than this part are equal: rounding
NEARLY = 0.1  # a step that leaves less than this part of the difference is enough
QUIET = (
    0.02  # commodities below this part of the mean excess rest a while: the sweep goes where the excess is
)
REST = 4
ALONE = 2  # sweeps before the first step together


@njit(cache=True, error_model="numpy", inline="always")
def way_cost(own: Any, load: Any, paths: Paths, charge: Any, p: Any) -> Any:
    """Load-hours of one unit on way `p`."""
    cost = 0.0
    for i in range(paths.begin[p], paths.begin[p + 1]):
        a = paths.link[i]
        cost += own[a] + load * charge[a]
    return cost


@njit(cache=True, error_model="numpy")
def differing(paths: Paths, p: Any, best: Any, mark: Any, stamp: Any) -> Any:
    """Mark links of `best` alone with stamp + 1, links of both with stamp + 2; `stamp` is unused so far."""
    for i in range(paths.begin[best], paths.begin[best + 1]):
        mark[paths.link[i]] = stamp + 1
    for i in range(paths.begin[p], paths.begin[p + 1]):
        a = paths.link[i]
        if mark[a] == stamp + 1:
            mark[a] = stamp + 2


@njit(cache=True, error_model="numpy")
def difference(
    own: Any, load: Any, paths: Paths, now: Charges, p: Any, best: Any, mark: Any, both: Any
) -> Any:
    """How much dearer `p` is than `best`, and how fast a shift of one unit closes that."""
    excess, slope = 0.0, 0.0
    for i in range(paths.begin[p], paths.begin[p + 1]):
        a = paths.link[i]
        if mark[a] != both:
            excess += own[a] + load * now.charge[a]
            slope += now.slope[a]
    for i in range(paths.begin[best], paths.begin[best + 1]):
        a = paths.link[i]
        if mark[a] != both:
            excess -= own[a] + load * now.charge[a]
            slope += now.slope[a]
    return excess, slope * load * load


@njit(cache=True, error_model="numpy")
def add_load(
    net: Net, now: Charges, paths: Paths, p: Any, change: Any, mark: Any, both: Any, marginal: Any
) -> Any:
    """Change the load of the links that only one of the two ways has."""
    for i in range(paths.begin[p], paths.begin[p + 1]):
        a = paths.link[i]
        if mark[a] != both:
            now.load[a] = max(now.load[a] + change, 0.0)
            reprice(net, now, a, marginal)


@njit(cache=True, error_model="numpy")
def next_shift(
    z: Any, low: Any, high: Any, low_seen: Any, high_seen: Any, excess: Any, slope: Any, slow: Any
) -> Any:
    """Newton's next shift; the middle where it would leave what is already known, or comes on too slowly."""
    if slope * (high - low) <= 1e-12 * abs(excess):
        to = high if excess > 0.0 else low
    else:
        to = z + excess / slope
    if slow and low_seen and high_seen:
        return 0.5 * (low + high)
    if to >= high:
        return 0.5 * (low + high) if high_seen else high
    if to <= low:
        return 0.5 * (low + high) if low_seen else low
    return to


@njit(cache=True, error_model="numpy")
def even_out(
    net: Net, now: Charges, paths: Paths, k: Any, p: Any, best: Any, mark: Any, both: Any, marginal: Any
) -> Any:
    """Shift flow between two ways until they cost nearly the same or one is empty. Writes: paths.flow, now.

    The difference falls as the shift grows, so that its sign narrows the bracket: a queue's marginal cost is
    a cliff at its capacity, over which Newton alone jumps back and forth.
    """
    load = net.load[net.goods_class[k]]
    own = net.own[net.goods_class[k]]
    z, low, high = 0.0, -paths.flow[best], paths.flow[p]
    total = high - low
    low_seen, high_seen = False, False
    first, before = 0.0, np.inf
    for step in range(STEPS):
        excess, slope = difference(own, load, paths, now, p, best, mark, both)
        if step == 0:
            first = abs(excess)
        if excess == 0.0 or (step > 0 and abs(excess) <= NEARLY * first):
            return
        if excess > 0.0:
            low, low_seen = z, True
        else:
            high, high_seen = z, True
        if high - low <= 1e-15 * total:
            return
        to = next_shift(z, low, high, low_seen, high_seen, excess, slope, abs(excess) > 0.5 * before)
        before = abs(excess)
        paths.flow[p] = max(paths.flow[p] - (to - z), 0.0)
        paths.flow[best] = max(paths.flow[best] + (to - z), 0.0)
        add_load(net, now, paths, p, -load * (to - z), mark, both, marginal)
        add_load(net, now, paths, best, load * (to - z), mark, both, marginal)
        z = to


@njit(cache=True, error_model="numpy")
def sweep(net: Net, now: Charges, paths: Paths, mark: Any, rest: Any, mean: Any, marginal: Any) -> Any:
    """Once over all commodities with more than one way; returns the excess paid, as each was met.

    mark   (n_links + n_commodities + 1,)   int64   stamps; the last is the stamp last given
    rest   (n_commodities,)                 int64   sweeps that a commodity still rests
    mean   the excess below QUIET of which a commodity rests
    Writes: paths.flow, now (weight excepted), mark, rest.
    """
    total = 0.0
    stamp = mark[-1]
    for k in range(len(net.demand)):
        first, last = paths.first[k], paths.first[k + 1]
        if last - first < 2 or net.demand[k] <= 0.0:
            continue
        if rest[k] > 0:
            rest[k] -= 1
            continue
        load = net.load[net.goods_class[k]]
        own = net.own[net.goods_class[k]]
        best, least = first, np.inf
        excess, flow = 0.0, 0.0
        for p in range(first, last):
            cost = way_cost(own, load, paths, now.charge, p)
            excess += paths.flow[p] * cost
            flow += paths.flow[p]
            if cost < least:
                best, least = p, cost
        excess -= flow * least
        total += max(excess, 0.0)
        if excess < QUIET * mean:
            rest[k] = REST
        if excess <= EVEN * least * flow:
            continue
        for p in range(first, last):
            if p != best and paths.flow[p] > 0.0:
                differing(paths, p, best, mark, stamp)
                even_out(net, now, paths, k, p, best, mark, stamp + 2, marginal)
                stamp += 2
    mark[-1] = stamp
    return total


@njit(cache=True, error_model="numpy")
def settle(
    net: Net, now: Charges, paths: Paths, mark: Any, rest: Any, until: Any, sweeps: Any, marginal: Any
) -> Any:
    """Sweep until the excess paid is below `until`, at most `sweeps` times; returns that excess."""
    active = 0
    for k in range(len(net.demand)):
        active += paths.first[k + 1] - paths.first[k] > 1
    rest[:] = 0
    excess = np.inf
    mean = 0.0
    for done in range(sweeps):
        excess = sweep(net, now, paths, mark, rest, mean, marginal)
        mean = excess / max(active, 1)
        if excess <= until:
            break
        if done >= ALONE and step_together(net, now, paths, mark, marginal) > 0.0:
            rest[:] = 0
    return excess
