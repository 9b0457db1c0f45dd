"""Where flow goes when each unit takes its cheapest way, and where it should go for all together.

Rounds of two parts: all shortest-path trees once, which give new ways and the gap (pricing.py), then sweeps
that shift flow among known ways (projection.py). Every answer carries its certificate.
"""

import numpy as np

from crossgauge.engines.flows.ahead import view_again
from crossgauge.engines.flows.certificate import assignment_of, class_flows, excess_parts, objective_of
from crossgauge.engines.flows.charges import charges_of, weighed
from crossgauge.engines.flows.prepare import Net, Order, prepare
from crossgauge.engines.flows.pricing import carried, joined, look, look_for, without_news
from crossgauge.engines.flows.projection import settle
from crossgauge.engines.flows.state import Assignment, Flows, Paths
from crossgauge.engines.flows.trees import tails

SWEEPS = 80  # at most, between two looks at the trees
ASIDE = (
    4  # looks at the trees of origins that had news last time, between two looks at all: a tenth of the time
)
MOSTLY = 0.5  # where so many origins had none
PART = 0.1  # of the gap that a look found, or of the gap that is asked for: sweeps leave so much


def empty_paths(n_commodities: int) -> Paths:
    """No ways."""
    return Paths(
        np.zeros(n_commodities + 1, np.int64), np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0)
    )


def warm_paths(net: Net, order: Order, before: Paths) -> Paths:
    """Ways of an earlier answer that are still open, with no more flow than today's demand; in the net's order.

    What went by ways that are closed, or is new, has none yet. Raises nothing.
    """
    n_links = len(net.head)
    rename = np.concatenate([order.link_at, n_links + order.commodity_at]).astype(np.int32)
    owner = np.repeat(order.commodity_at, np.diff(before.first))
    steps = np.diff(before.begin)
    link = rename[before.link]
    shut = ~np.isfinite(net.own[np.repeat(net.goods_class[owner], steps), link] + net.parameters[link, 0])
    open_path = np.bincount(np.repeat(np.arange(len(owner)), steps), shut, len(owner)) == 0
    row = np.flatnonzero(open_path)
    row = row[np.argsort(owner[row], kind="stable")]
    flow, mine = before.flow[row], owner[row]
    total = np.bincount(mine, flow, len(net.demand))
    lone = np.bincount(mine, minlength=len(net.demand))
    flow = flow * np.minimum(1.0, net.demand[mine] / np.where(total[mine] > 0, total[mine], 1.0))
    begin = np.concatenate([[0], np.cumsum(steps[row])]).astype(np.int64)
    step = np.repeat(before.begin[row] - begin[:-1], steps[row]) + np.arange(begin[-1])
    first = np.concatenate([[0], np.cumsum(lone)]).astype(np.int64)
    return Paths(first, begin, link[step], flow)


def solve(
    network: Flows, *, marginal: bool, gap: float, rounds: int, warm: Assignment | None, sweeps: int = SWEEPS
) -> Assignment:
    """Rounds of looks and sweeps until the gap is reached or the rounds are over."""
    net, order = prepare(network)
    tail = tails(net)
    n = len(net.demand)
    paths = empty_paths(n) if warm is None else warm_paths(net, order, warm.paths)
    found = look_for(net)
    mark = np.zeros(len(net.curve) + 1, np.int64)
    rest = np.zeros(n, np.int64)
    at_no_load = charges_of(net, empty_paths(n), marginal).weight
    ahead = view_again(net, tail, at_no_load, None if warm is None else warm.ahead)
    now = charges_of(net, paths, marginal)
    known = carried(net, paths)
    if not known.all():
        found = look(net, tail, paths, now, found, ahead=ahead, loading=True, marginal=marginal, quiet=known)
        paths = joined(net, paths, found)
    bound = -np.inf
    done = 0
    while True:
        now = charges_of(net, paths, marginal)
        found = look(net, tail, paths, now, found, ahead=ahead, marginal=marginal)
        done += 1
        excess, relative, _worst = excess_parts(net, found)
        bound = max(bound, float(objective_of(net, now, class_flows(net, paths), marginal)) - excess)
        if relative <= gap or done >= rounds:
            break
        until = PART * max(excess, gap * float(found.paid.sum()))
        for _ in range(ASIDE + 1):
            paths = joined(net, paths, found)
            settle(net, now, paths, mark, rest, until, sweeps, marginal)
            quiet = without_news(net, found)
            if quiet.mean() < MOSTLY or quiet.all():
                break
            weighed(net, now)
            found = look(net, tail, paths, now, found, ahead=ahead, marginal=marginal, quiet=quiet)
    answer = assignment_of(
        network, net, order, paths, now, found, marginal=marginal, rounds=done, bound=bound
    )
    return answer._replace(ahead=ahead)


def equilibrium(
    network: Flows, *, gap: float = 1e-6, rounds: int = 500, warm: Assignment | None = None
) -> Assignment:
    """Flows at which no unit has a cheaper way than its own (Wardrop's first principle), to a relative gap.

    `gap`    : of what all pay, so much at most is above the cheapest ways
    `rounds` : most looks at all trees; if they do not suffice, `certificate.relative_gap` tells
    `warm`   : the answer for nearly the same network (same links, same commodities), where it begins
    Objective: Beckmann's, the sum of the areas under the curves, in load-hours an hour. Capacities bound
    nothing here; curves do. Raises nothing.

    >>> from crossgauge.engines.flows.declare import commodities_of, flows_of, linear_curve, links_of
    >>> pigou = links_of([0, 0], [1, 1], [linear_curve(1.0, 0.0), linear_curve(0.0, 1.0)])
    >>> answer = equilibrium(flows_of(2, pigou, commodities_of([0], [1], [1.0])))
    >>> answer.flow[0].round(6).tolist()
    [0.0, 1.0]
    """
    return solve(network, marginal=False, gap=gap, rounds=rounds, warm=warm)


def system_optimum(
    network: Flows, *, gap: float = 1e-6, rounds: int = 500, warm: Assignment | None = None
) -> Assignment:
    """Flows with the least load-hours of all together (Wardrop's second principle), to a relative gap.

    Each unit is charged what it adds to the time of others, so `cost` is the marginal cost, and the toll that
    brings this about on link a is load times the slope of the curve. What is not carried costs the area
    under the penalty. Classes weigh by load: where hour_value is in proportion to load, it is cost that is least.
    Other arguments as in `equilibrium`. Raises nothing.

    >>> from crossgauge.engines.flows.declare import commodities_of, flows_of, linear_curve, links_of
    >>> pigou = links_of([0, 0], [1, 1], [linear_curve(1.0, 0.0), linear_curve(0.0, 1.0)])
    >>> answer = system_optimum(flows_of(2, pigou, commodities_of([0], [1], [1.0])))
    >>> answer.flow[0].round(6).tolist()
    [0.5, 0.5]
    """
    return solve(network, marginal=True, gap=gap, rounds=rounds, warm=warm)


def all_or_nothing(network: Flows) -> Assignment:
    """Everything on its cheapest way at no load; `certificate.relative_gap` is what that costs once it is there.

    >>> from crossgauge.engines.flows.declare import commodities_of, flows_of, linear_curve, links_of
    >>> pigou = links_of([0, 0], [1, 1], [linear_curve(1.0, 0.0), linear_curve(0.0, 2.0)])
    >>> answer = all_or_nothing(flows_of(2, pigou, commodities_of([0], [1], [1.0])))
    >>> answer.flow[0].tolist(), answer.certificate.relative_gap
    ([0.0, 1.0], 0.5)
    """
    net, order = prepare(network)
    tail = tails(net)
    nothing = empty_paths(len(net.demand))
    found = look(net, tail, nothing, charges_of(net, nothing, False), look_for(net))
    paths = joined(net, nothing, found)
    now = charges_of(net, paths, False)
    found = look(net, tail, paths, now, found)
    return assignment_of(network, net, order, paths, now, found, marginal=False, rounds=1, bound=-np.inf)
