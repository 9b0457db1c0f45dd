"""Short ways to fill the arrays of `state.py` by hand: for a notebook, a test, an example."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from crossgauge.engines.flows.state import (
    BPR,
    CONSTANT,
    DAVIDSON,
    LINEAR,
    N_PARAMETERS,
    NOBODY,
    QUEUE,
    Classes,
    Commodities,
    Flows,
    Links,
)

Curve = tuple[int, tuple[float, ...]]


def constant_curve(time_h: float) -> Curve:
    """A time that no load changes."""
    return CONSTANT, (time_h,)


def linear_curve(free_h: float, rise_h: float) -> Curve:
    """`free_h` and `rise_h` more for each load an hour."""
    return LINEAR, (free_h, rise_h)


def bpr_curve(free_h: float, capacity: float, rise: float = 0.15, power: float = 4.0) -> Curve:
    """The road curve of the Bureau of Public Roads."""
    return BPR, (free_h, rise, power, capacity)


def davidson_curve(free_h: float, capacity: float, rise: float = 1.0, tangent: float = 0.98) -> Curve:
    """Davidson's curve, on along its tangent from the load ratio `tangent`."""
    return DAVIDSON, (free_h, rise, capacity, tangent)


def queue_curve(
    *,
    servers: float,
    service_h: float,
    variation: float,
    free_h: float = 0.0,
    period_h: float = np.inf,
    open_h: float = 24.0,
    tangent: float = 0.98,
    factor: float = 1.0,
) -> Curve:
    """The wait at `servers` (queueing.py); `factor` scales it to what a simulation has shown."""
    return QUEUE, (free_h, servers, service_h, variation, period_h, open_h, tangent, factor)


def links_of(
    tail: Sequence[int], head: Sequence[int], curves: Sequence[Curve], capacity: ArrayLike = np.inf
) -> Links:
    """Links with their curves; a capacity for all or for each.

    >>> links_of([0], [1], [linear_curve(2.0, 0.5)]).parameters[0, :2].tolist()
    [2.0, 0.5]
    """
    parameters = np.zeros((len(tail), N_PARAMETERS))
    for row, (_kind, given) in zip(parameters, curves, strict=True):
        row[: len(given)] = given
    return Links(
        tail=np.array(tail, dtype=np.int64),
        head=np.array(head, dtype=np.int64),
        curve=np.array([kind for kind, _given in curves], dtype=np.int64),
        parameters=parameters,
        capacity=np.broadcast_to(np.asarray(capacity, dtype=np.float64), (len(tail),)).copy(),
    )


def classes_of(
    n_links: int,
    load: Sequence[float] = (1.0,),
    hour_value: Sequence[float] = (1.0,),
    own_cost: ArrayLike = 0.0,
    passes: ArrayLike = True,
    returns_as: Sequence[int] | None = None,
) -> Classes:
    """Classes; what is given for a link or for a class alone holds for all others alike.

    >>> classes_of(2, passes=[[True, False]]).passes.tolist()
    [[True, False]]
    """
    shape = (len(load), n_links)
    return Classes(
        load=np.array(load, dtype=np.float64),
        hour_value=np.array(hour_value, dtype=np.float64),
        own_cost=np.broadcast_to(np.asarray(own_cost, dtype=np.float64), shape).copy(),
        passes=np.broadcast_to(np.asarray(passes, dtype=np.bool_), shape).copy(),
        returns_as=np.array([NOBODY] * len(load) if returns_as is None else returns_as, dtype=np.int64),
    )


def commodities_of(
    origin: Sequence[int],
    destination: Sequence[int],
    demand: Sequence[float],
    goods_class: Sequence[int] | None = None,
    penalty: ArrayLike = np.inf,
    penalty_slope: ArrayLike = 0.0,
) -> Commodities:
    """Demands; of class 0 unless told.

    >>> commodities_of([0], [1], [4.0], penalty=9.0).penalty.tolist()
    [9.0]
    """
    n = len(origin)
    return Commodities(
        origin=np.array(origin, dtype=np.int64),
        destination=np.array(destination, dtype=np.int64),
        goods_class=np.array([0] * n if goods_class is None else goods_class, dtype=np.int64),
        demand=np.array(demand, dtype=np.float64),
        penalty=np.broadcast_to(np.asarray(penalty, dtype=np.float64), (n,)).copy(),
        penalty_slope=np.broadcast_to(np.asarray(penalty_slope, dtype=np.float64), (n,)).copy(),
    )


def flows_of(n_nodes: int, links: Links, commodities: Commodities, classes: Classes | None = None) -> Flows:
    """A network on which every node may be passed through.

    >>> two = links_of([0, 0], [1, 1], [constant_curve(1.0), constant_curve(2.0)])
    >>> flows_of(2, two, commodities_of([0], [1], [4.0])).classes.passes.shape
    (1, 2)
    """
    return Flows(
        through=np.ones(n_nodes, dtype=np.bool_),
        links=links,
        classes=classes_of(len(links.tail)) if classes is None else classes,
        commodities=commodities,
    )
