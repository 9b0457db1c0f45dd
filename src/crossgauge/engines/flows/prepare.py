"""A `Flows` as its kernels read it: links by tail, commodities by origin and class, unmet demand as links."""

from typing import NamedTuple

import numpy as np

from crossgauge.engines.flows.state import EXCESS, N_PARAMETERS, Bools, Float64s, Flows, Int32s, Int64s


class Net(NamedTuple):
    """The kernels' network. Link n_links + k is commodity k's way not to be carried; no tree finds it.

    first          (n_nodes + 1,)            links that leave node i are first[i] to first[i + 1] - 1
    head           (n_links,)                node
    through        (n_nodes,)                may be passed through
    curve          (n_links + n_commodities,)
    parameters     (n_links + n_commodities, N_PARAMETERS)
    own            (n_classes, n_links + n_commodities)   cost beside time in load-hours, inf where closed
    load           (n_classes,)              load of one unit
    origin, destination, goods_class, demand   (n_commodities,)
    group_first    (n_groups + 1,)           commodities of one origin and class, one tree for all
    """

    first: Int64s
    head: Int32s
    through: Bools
    curve: Int64s
    parameters: Float64s
    own: Float64s
    load: Float64s
    origin: Int64s
    destination: Int64s
    goods_class: Int64s
    demand: Float64s
    group_first: Int64s


class Order(NamedTuple):
    """The way back: position in the `Flows` of every link and commodity of a `Net`, and the inverse.

    link, commodity        (n,)   of the net's position: the caller's
    link_at, commodity_at  (n,)   of the caller's position: the net's
    """

    link: Int64s
    commodity: Int64s
    link_at: Int64s
    commodity_at: Int64s


def inverse(order: Int64s) -> Int64s:
    """The permutation that undoes one."""
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return back


def excess_parameters(network: Flows, commodity: Int64s) -> Float64s:
    """Curves of what is not carried: penalty / hour_value hours, rising by load."""
    demands, classes = network.commodities, network.classes
    goods_class = demands.goods_class[commodity]
    parameters = np.zeros((len(commodity), N_PARAMETERS))
    parameters[:, 0] = demands.penalty[commodity] / classes.hour_value[goods_class]
    parameters[:, 1] = demands.penalty_slope[commodity] / (
        classes.hour_value[goods_class] * classes.load[goods_class]
    )
    return parameters


def prepare(network: Flows) -> tuple[Net, Order]:
    """The kernels' arrays of a network, and the way back.

    Raises nothing: what is wrong with a network is told where it is declared, before arrays are made of it.
    """
    links, classes, demands = network.links, network.classes, network.commodities
    n_nodes, n_links, n_commodities = len(network.through), len(links.tail), len(demands.origin)
    link = np.lexsort((links.head, links.tail)).astype(np.int64)
    commodity = np.lexsort((demands.destination, demands.goods_class, demands.origin)).astype(np.int64)
    origin, goods_class = demands.origin[commodity], demands.goods_class[commodity]
    changes = (np.diff(origin) != 0) | (np.diff(goods_class) != 0)
    own = np.zeros((len(classes.load), n_links + n_commodities))
    in_load_hours = classes.own_cost * (classes.load / classes.hour_value)[:, None]
    own[:, :n_links] = np.where(classes.passes, in_load_hours, np.inf)[:, link]
    net = Net(
        first=np.searchsorted(links.tail[link], np.arange(n_nodes + 1)).astype(np.int64),
        head=links.head[link].astype(np.int32),
        through=np.ascontiguousarray(network.through),
        curve=np.concatenate([links.curve[link], np.full(n_commodities, EXCESS)]),
        parameters=np.vstack([links.parameters[link], excess_parameters(network, commodity)]),
        own=own,
        load=np.asarray(classes.load, dtype=np.float64),
        origin=origin,
        destination=demands.destination[commodity],
        goods_class=goods_class,
        demand=demands.demand[commodity],
        group_first=np.concatenate([[0], np.flatnonzero(changes) + 1, [n_commodities]]).astype(np.int64)
        if n_commodities
        else np.zeros(1, dtype=np.int64),
    )
    return net, Order(link, commodity, inverse(link), inverse(commodity))
