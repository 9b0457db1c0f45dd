"""What the flow engine eats and gives: named tuples of arrays, with axes and units.

The compiler (`arrays/`) fills a `Flows`; `equilibrium.py`, `columns.py` and `stochastic.py` answer with an
`Assignment`. A flow is a rate (units of a class an hour); waits of queues are hours. Nodes, links, classes
and commodities are positions; NOBODY stands for none.

A unit of class k pays on link a

    own_cost[k, a] + hour_value[k] * t_a(x_a),    x_a = sum over classes of load[k] * flow[k, a]

so all classes on a link wait for each other. Divided by hour_value[k] / load[k], which no choice of way
notices, the costs are the gradient of one convex function: an equilibrium of all classes exists, its link
loads are unique where curves rise, and its gap is known. That common measure is called load-hours.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]
Int32s = NDArray[np.int32]
Float64s = NDArray[np.float64]
Bools = NDArray[np.bool_]

NOBODY = -1

# How the time on a link rises with its load x. The columns of `Links.parameters` are named behind each.
CONSTANT = 0  # free
LINEAR = 1  # free, rise: free + rise x
BPR = 2  # free, rise, power, capacity: free (1 + rise (x / capacity)^power)
DAVIDSON = 3  # free, rise, capacity, tangent: free (1 + rise r / (1 - r)), r = x / capacity
QUEUE = 4  # free, servers, service time, variation, period, open hours a day, tangent, factor (queueing.py)
EXCESS = 5  # free, rise: what is not carried; like LINEAR, and its own marginal cost
N_PARAMETERS = 8


class Links(NamedTuple):
    """Arcs of the supernetwork, every mode, gauge change, wait and transfer one of them.

    tail, head   (n_links,)                int64    nodes
    curve        (n_links,)                int64    CONSTANT, LINEAR, BPR, DAVIDSON or QUEUE
    parameters   (n_links, N_PARAMETERS)   float64  of the curve; loads an hour, hours
    capacity     (n_links,)                float64  most load an hour, inf for none; bounds `least_cost` alone
    """

    tail: Int64s
    head: Int64s
    curve: Int64s
    parameters: Float64s
    capacity: Float64s


class Classes(NamedTuple):
    """Kinds of unit that choose ways of their own: a wagon of 1520 mm, a truck, a container.

    load         (n_classes,)           float64  load that one unit puts on a link, above 0
    hour_value   (n_classes,)           float64  cost of one hour to one unit, above 0
    own_cost     (n_classes, n_links)   float64  cost of a link beside time, at least 0
    passes       (n_classes, n_links)   bool     whether the link lets it through: gauge, mode, closure
    returns_as   (n_classes,)           int64    class as which its equipment goes back empty, NOBODY for none
    """

    load: Float64s
    hour_value: Float64s
    own_cost: Float64s
    passes: Bools
    returns_as: Int64s


class Commodities(NamedTuple):
    """Demands.

    origin, destination   (n_commodities,)   int64    nodes, different
    goods_class           (n_commodities,)   int64    class
    demand                (n_commodities,)   float64  units an hour, at least 0
    penalty               (n_commodities,)   float64  cost of one unit not carried; inf: only where no way exists
    penalty_slope         (n_commodities,)   float64  rise of that cost for each unit an hour not carried:
                                                      the inverse of a demand that gives way to cost
    """

    origin: Int64s
    destination: Int64s
    goods_class: Int64s
    demand: Float64s
    penalty: Float64s
    penalty_slope: Float64s


class Flows(NamedTuple):
    """One question: what flows where.

    through   (n_nodes,)   bool   whether a way may pass through the node; False: it only begins or ends there
    """

    through: Bools
    links: Links
    classes: Classes
    commodities: Commodities


class Paths(NamedTuple):
    """Ways in use, those of one commodity beside each other.

    first   (n_commodities + 1,)   int64    paths of commodity k are first[k] to first[k + 1] - 1
    begin   (n_paths + 1,)         int64    links of path p are link[begin[p]:begin[p + 1]], from its origin
    link    (n_steps,)             int32    links; n_links + k stands for "commodity k is not carried"
    flow    (n_paths,)             float64  units an hour
    """

    first: Int64s
    begin: Int64s
    link: Int32s
    flow: Float64s


class Ahead(NamedTuple):
    """Least distances to destinations, at no load (ahead.py).

    row     (n_groups,)            int64     row of the group's only destination, NOBODY where it has more
    least   (n_rows, n_nodes)      float32   load-hours for one unit of the group's class at no load
    weight  (n_classes, n_links)   float64   load-hours on links from which they are
    """

    row: Int64s
    least: NDArray[np.float32]
    weight: Float64s


class Certificate(NamedTuple):
    """How near an answer is to the true one, recomputed from its path flows.

    objective            what was made least: load-hours an hour, or cost an hour (`least_cost`)
    bound                no feasible flow has a smaller objective; -inf where the problem has no bound
    relative_gap         (cost paid - cost of cheapest ways at these costs) / cost paid; `least_cost`:
                         (objective - bound) / objective; `stochastic`: change of path flows by one more answer
    capacity_violation   largest load above capacity, in parts of capacity; 0 where nothing is above
    conservation         largest imbalance at any node for any class, in parts of all demand
    dearest_used         largest excess of a used way over the cheapest of its commodity, in parts of the latter
    """

    objective: float
    bound: float
    relative_gap: float
    capacity_violation: float
    conservation: float
    dearest_used: float


class Assignment(NamedTuple):
    """What flows where, and what it costs.

    flow         (n_classes, n_links)   float64  units an hour; empty equipment in the class that it returns as
    load         (n_links,)             float64  load an hour
    time         (n_links,)             float64  hours at that load
    cost         (n_commodities,)       float64  cheapest cost for one unit, the penalty where that is less
    unmet        (n_commodities,)       float64  units an hour not carried
    cut_off      (n_commodities,)       bool     no way at all for its class
    worth        (n_links,)             float64  what one more unit of capacity saves (`least_cost`), else 0
    paths        Paths
    rounds       int                    passes over all shortest-path trees
    certificate  Certificate
    ahead        Ahead                           for the next answer that begins at this one
    """

    flow: Float64s
    load: Float64s
    time: Float64s
    cost: Float64s
    unmet: Float64s
    cut_off: Bools
    worth: Float64s
    paths: Paths
    rounds: int
    certificate: Certificate
    ahead: Ahead | None = None
