"""Which links to build: what they cost to have, and what flows over them then, proven least together.

A mixed-integer programme on HiGHS: shares of every commodity on every link, a yes or no for every link that
costs something to have. That a commodity flows only over what is built is said twice, for all commodities
together by capacity and for each alone by min(capacity, demand): the second is what makes the bound tight.
Few of those rows ever bind, so they enter as they are violated at the programme without yes and no.
Sources: Gendron, Crainic and Frangioni (1999), Multicommodity capacitated network design, for the strong
rows; Chouman, Crainic and Gendron (2017), Transportation Science 51, for adding them as they are violated.
"""

from typing import Any, NamedTuple

import highspy
import numpy as np
import scipy.sparse as sp

from crossgauge.engines.flows.quiet import QuietHighs
from crossgauge.engines.flows.state import Bools, Float64s, Flows

TIME_OUT = highspy.HighsModelStatus.kTimeLimit
VIOLATED = 1e-6  # in units of flow; less is rounding of the programme


class Design(NamedTuple):
    """What to build, and what flows then.

    built       (n_links,)              bool     links to have; those that cost nothing to have are all True
    flow        (n_classes, n_links)    float64  units an hour
    unmet       (n_commodities,)        float64  units an hour not carried
    objective   cost an hour of having, of flowing and of what is not carried; inf where nothing was found
    bound       no design costs less; `objective` to the gap that was asked for unless time ran out
    """

    built: Bools
    flow: Float64s
    unmet: Float64s
    objective: float
    bound: float


class Programme(NamedTuple):
    """Columns: flow of commodity k on link a at k n_links + a, building at n_flows + a, then what is not carried.

    most   (n_commodities, n_links)   most units of a commodity that a link that is built can take
    """

    highs: highspy.Highs
    most: Float64s


def add_rows(highs: highspy.Highs, matrix: Any, low: Float64s, high: Float64s) -> None:
    """Rows of a sparse matrix."""
    rows = sp.csr_matrix(matrix)
    start, index = rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32)
    highs.addRows(rows.shape[0], low, high, rows.nnz, start, index, rows.data)


def balances(network: Flows) -> tuple[Any, Float64s]:
    """What leaves less what enters every node for every commodity, what is not carried counted as leaving."""
    links, demands = network.links, network.commodities
    m, n, k = len(links.tail), len(network.through), len(demands.demand)
    sign = np.concatenate([np.ones(m), -np.ones(m)])
    at = (np.concatenate([links.tail, links.head]), np.tile(np.arange(m), 2))
    incidence: Any = sp.csr_matrix((sign, at), shape=(n, m))
    row = np.concatenate([np.arange(k) * n + ends for ends in (demands.origin, demands.destination)])
    ends: Any = sp.csr_matrix(
        (np.concatenate([np.ones(k), -np.ones(k)]), (row, np.tile(np.arange(k), 2))), shape=(k * n, k)
    )
    building: Any = sp.csr_matrix((k * n, m))
    return sp.hstack([sp.block_diag([incidence] * k), building, ends]), ends @ demands.demand


def programme_of(network: Flows, fixed_cost: Float64s, gap: float, seconds: float) -> Programme:
    """The programme without strong rows and without yes and no."""
    links, classes, demands = network.links, network.classes, network.commodities
    c, m, k = demands.goods_class, len(links.tail), len(demands.demand)
    time = links.parameters[:, 0]
    price = (classes.own_cost + classes.hour_value[:, None] * time)[c]
    load, demand = classes.load[c][:, None], demands.demand[:, None]
    may_leave = network.through[links.tail] | (links.tail == demands.origin[:, None])
    most = np.where(classes.passes[c] & may_leave, np.minimum(links.capacity / load, demand), 0.0)
    bearable = np.isfinite(demands.penalty)
    highs = QuietHighs()
    for option, value in (
        ("threads", 1),
        ("mip_rel_gap", gap),
        ("mip_abs_gap", 0.0),
        ("time_limit", seconds),
    ):
        highs.setOptionValue(option, value)
    cost = np.concatenate([price.ravel(), fixed_cost, np.where(bearable, demands.penalty, 0.0)])
    low = np.concatenate([np.zeros(k * m), np.where(fixed_cost > 0, 0.0, 1.0), np.zeros(k)])
    high = np.concatenate([most.ravel(), np.ones(m), np.where(bearable, demands.demand, 0.0)])
    none = np.empty(0, np.int32)
    highs.addCols(len(cost), cost, low, high, 0, np.zeros(len(cost), np.int32), none, np.empty(0))
    matrix, supply = balances(network)
    add_rows(highs, matrix, supply, supply)
    # A link without capacity takes all demand: the row then says no more than the strong ones together.
    room = np.minimum(links.capacity, (load * demand).sum())
    loads = sp.kron(classes.load[c][None, :], sp.eye(m))
    shared = sp.hstack([loads, -sp.diags(room), sp.csr_matrix((m, k))])
    add_rows(highs, shared, np.full(m, -np.inf), np.zeros(m))
    return Programme(highs, most)


def strengthen(programme: Programme) -> None:
    """Solve without yes and no, add the strong rows that this violates, until it violates none."""
    highs, most = programme
    k, m = most.shape
    while True:
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return
        value = np.asarray(highs.getSolution().col_value)
        built = value[k * m : k * m + m]
        commodity, link = np.nonzero(value[: k * m].reshape(k, m) > most * built + VIOLATED)
        n = len(link)
        if n == 0:
            return
        at = (np.tile(np.arange(n), 2), np.concatenate([commodity * m + link, k * m + link]))
        strong = np.concatenate([np.ones(n), -most[commodity, link]])
        rows = sp.csr_matrix((strong, at), shape=(n, len(value)))
        add_rows(highs, rows, np.full(n, -np.inf), np.zeros(n))


def least_design(network: Flows, fixed_cost: Float64s, *, gap: float = 1e-9, seconds: float = 60.0) -> Design:
    """Links to build and flows over them that cost least together, proven to a relative gap.

    `fixed_cost` : (n_links,), at least 0, cost an hour of having the link; 0 for one that stands already
    `gap`        : (objective - bound) / objective at which to stop
    `seconds`    : most time for the search; where it runs out, `bound` tells what is left to prove
    Times are those at no load, capacities bind, returning equipment is left out. Made for some hundred links
    and some tens of commodities: the programme has a column for every pair of them. Raises nothing: where no
    design carries all that has no penalty, `objective` is inf.

    >>> from crossgauge.engines.flows.declare import commodities_of, constant_curve, flows_of, links_of
    >>> two = links_of([0, 0], [1, 1], [constant_curve(1.0), constant_curve(3.0)])
    >>> network = flows_of(2, two, commodities_of([0], [1], [4.0]))
    >>> least_design(network, np.array([7.0, 0.0])).built.tolist()  # 4 + 7 against 12
    [True, True]
    >>> least_design(network, np.array([9.0, 0.0])).objective
    12.0
    """
    fixed = np.asarray(fixed_cost, dtype=np.float64)
    programme = programme_of(network, fixed, gap, seconds)
    strengthen(programme)
    highs, (k, m) = programme.highs, programme.most.shape
    for link in np.flatnonzero(fixed > 0):
        highs.changeColIntegrality(k * m + int(link), highspy.HighsVarType.kInteger)
    highs.run()
    told = highs.getInfo()
    if told.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        nothing = np.zeros((len(network.classes.load), m))
        bound = float(told.mip_dual_bound) if highs.getModelStatus() == TIME_OUT else np.inf
        return Design(fixed <= 0, nothing, network.commodities.demand.copy(), np.inf, bound)
    value = np.asarray(highs.getSolution().col_value)
    flow = np.zeros((len(network.classes.load), m))
    np.add.at(flow, network.commodities.goods_class, value[: k * m].reshape(k, m))
    objective = float(told.objective_function_value)
    bound = float(told.mip_dual_bound) if np.any(fixed > 0) else objective
    built = value[k * m : k * m + m] > 0.5
    return Design(built, flow, value[k * m + m :], objective, min(bound, objective))
