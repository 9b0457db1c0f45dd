"""The same network in every month, with storage from one month to the next: a `Flows` of nodes in time."""

from typing import NamedTuple

import numpy as np

from crossgauge.engines.flows.state import (
    CONSTANT,
    N_PARAMETERS,
    Classes,
    Commodities,
    Float64s,
    Flows,
    Int64s,
    Links,
)


class Months(NamedTuple):
    """How a network goes on from month to month; the last is followed by the first.

    lag                (n_links,)                int64    months later that what enters a link leaves it
    open_share         (n_months, n_links)       float64  capacity of the month, in parts of the link's
    store_capacity     (n_nodes,)                float64  load that may stay until the next month; 0 for none
    store_cost         (n_classes, n_nodes)      float64  cost of one unit for one month, beside its hours
    released, due      (n_commodities,)          int64    month in which it begins, month in which it must be there
    """

    lag: Int64s
    open_share: Float64s
    store_capacity: Float64s
    store_cost: Float64s
    released: Int64s
    due: Int64s


def over_months(network: Flows, months: Months) -> Flows:
    """The network in time: node i of month m is m * n_nodes + i, link a of month m is m * n_links + a.

    Storage links stand behind all others, for each month and node with a store; time there costs `store_cost`
    alone. Capacities and curves of a link hold for each month. The year goes round: what is stored in the last
    month, or arrives after it, is there in the first. Raises nothing.

    >>> from crossgauge.engines.flows.declare import commodities_of, constant_curve, flows_of, links_of
    >>> one = flows_of(2, links_of([0], [1], [constant_curve(1.0)], 5.0), commodities_of([0], [1], [8.0]))
    >>> year = over_months(one, Months(np.zeros(1, int), np.ones((2, 1)), np.array([9.0, 9.0]),
    ...                                np.array([[0.5, 0.0]]), np.array([0]), np.array([1])))
    >>> from crossgauge.engines.flows.columns import least_cost
    >>> least_cost(year).flow[0].tolist()[:2]  # 8 units, 5 a month
    [5.0, 3.0]
    """
    links, classes, demands = network.links, network.classes, network.commodities
    n_months, n_links, n_nodes = len(months.open_share), len(links.tail), len(network.through)
    month = np.repeat(np.arange(n_months), n_links)
    link = np.tile(np.arange(n_links), n_months)
    store = np.flatnonzero(months.store_capacity > 0)
    store_month, store_node = np.repeat(np.arange(n_months), len(store)), np.tile(store, n_months)
    parameters = np.vstack([links.parameters[link], np.zeros((len(store_node), N_PARAMETERS))])
    return Flows(
        through=np.tile(network.through, n_months),
        links=Links(
            tail=np.concatenate([month * n_nodes + links.tail[link], store_month * n_nodes + store_node]),
            head=np.concatenate(
                [
                    (month + months.lag[link]) % n_months * n_nodes + links.head[link],
                    (store_month + 1) % n_months * n_nodes + store_node,
                ]
            ),
            curve=np.concatenate([links.curve[link], np.full(len(store_node), CONSTANT)]),
            parameters=parameters,
            capacity=np.concatenate(
                [scaled(links.capacity[link], months.open_share.ravel()), months.store_capacity[store_node]]
            ),
        ),
        classes=Classes(
            load=classes.load,
            hour_value=classes.hour_value,
            own_cost=np.hstack([classes.own_cost[:, link], months.store_cost[:, store_node]]),
            passes=np.hstack(
                [
                    classes.passes[:, link] & (months.open_share.ravel() > 0),
                    np.ones((len(classes.load), len(store_node)), dtype=np.bool_),
                ]
            ),
            returns_as=classes.returns_as,
        ),
        commodities=Commodities(
            origin=months.released * n_nodes + demands.origin,
            destination=months.due * n_nodes + demands.destination,
            goods_class=demands.goods_class,
            demand=demands.demand,
            penalty=demands.penalty,
            penalty_slope=demands.penalty_slope,
        ),
    )


def scaled(capacity: Float64s, share: Float64s) -> Float64s:
    """Capacity times its share; no share of no bound is a bound."""
    return np.where(np.isfinite(capacity), np.where(np.isfinite(capacity), capacity, 0.0) * share, np.inf)
