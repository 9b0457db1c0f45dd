"""Loads of all links, and what they cost there."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from crossgauge.engines.flows.curves import priced
from crossgauge.engines.flows.prepare import Net
from crossgauge.engines.flows.state import Float64s, Paths


class Charges(NamedTuple):
    """Loads of all links, and what they cost there. Links are those of `Net`.

    load     (n_links + n_commodities,)               load an hour
    charge   (n_links + n_commodities,)               hours for one load, or their marginal
    slope    (n_links + n_commodities,)               its derivative by load
    weight   (n_classes, n_links + n_commodities)     load-hours for one unit, inf where closed
    """

    load: Float64s
    charge: Float64s
    slope: Float64s
    weight: Float64s


@njit(cache=True, error_model="numpy")
def reprice(net: Net, now: Charges, a: Any, marginal: Any) -> Any:
    """Charge link `a` by its load."""
    now.charge[a], now.slope[a] = priced(net.curve, net.parameters, a, now.load[a], marginal)


@njit(cache=True, error_model="numpy")
def reweigh(net: Net, now: Charges, a: Any) -> Any:
    """Weigh link `a` for every class by its charge."""
    for c in range(len(net.load)):
        now.weight[c, a] = net.own[c, a] + net.load[c] * now.charge[a]


@njit(cache=True, error_model="numpy")
def charges_of(net: Net, paths: Paths, marginal: Any) -> Any:
    """Loads of path flows, added anew, and all that follows from them."""
    n = len(net.curve)
    now = Charges(np.zeros(n), np.empty(n), np.empty(n), np.empty((len(net.load), n)))
    for k in range(len(net.demand)):
        load = net.load[net.goods_class[k]]
        for p in range(paths.first[k], paths.first[k + 1]):
            for i in range(paths.begin[p], paths.begin[p + 1]):
                now.load[paths.link[i]] += load * paths.flow[p]
    for a in range(n):
        reprice(net, now, a, marginal)
        reweigh(net, now, a)
    return now


@njit(cache=True, error_model="numpy")
def weighed(net: Net, now: Charges) -> None:
    """Weigh all links by their charges, which shifts of flow keep up to date. Writes: now.weight."""
    for a in range(len(net.curve)):
        reweigh(net, now, a)
