"""One look at all shortest-path trees: what the cheapest ways cost, and those that are not yet in use."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from crossgauge.engines.flows.ahead import no_view, way_to
from crossgauge.engines.flows.charges import Charges, reprice, reweigh
from crossgauge.engines.flows.prepare import Net
from crossgauge.engines.flows.state import NOBODY, Ahead, Bools, Float64s, Int32s, Int64s, Paths
from crossgauge.engines.flows.trees import heap_of, trace_back, tree

ROUNDING = 1e-9  # of a demand that its ways need not carry
NEWER = 1e-13  # a way must be cheaper by this part: rounding alone finds no new ways


class Look(NamedTuple):
    """What a look at the trees has found.

    cheapest      (n_commodities,)       load-hours of the cheapest way, not being carried among the ways
    paid          (n_commodities,)       load-hours an hour now paid by all of the commodity
    dearest       (n_commodities,)       load-hours of the dearest way in use
    cut_off       (n_commodities,)       no way and no penalty: not carried, at no cost
    new_begin     (n_commodities + 1,)   links of the new way of commodity k: new[new_begin[k]:new_begin[k + 1]]
    new           (room,)
    """

    cheapest: Float64s
    paid: Float64s
    dearest: Float64s
    cut_off: Bools
    new_begin: Int64s
    new: Int32s


def look_for(net: Net) -> Look:
    """An empty look."""
    n = len(net.demand)
    return Look(
        np.zeros(n),
        np.zeros(n),
        np.zeros(n),
        np.zeros(n, dtype=np.bool_),
        np.zeros(n + 1, dtype=np.int64),
        np.empty(64 * n + len(net.head), dtype=np.int32),
    )


@njit(cache=True, error_model="numpy")
def in_use(paths: Paths, weight: Any, k: Any) -> Any:
    """Least and largest cost of the ways of commodity `k`, and what all its units pay."""
    least, dearest, paid = np.inf, 0.0, 0.0
    for p in range(paths.first[k], paths.first[k + 1]):
        cost = 0.0
        for i in range(paths.begin[p], paths.begin[p + 1]):
            cost += weight[paths.link[i]]
        least = min(least, cost)
        if paths.flow[p] > 0.0:
            dearest = max(dearest, cost)
            paid += paths.flow[p] * cost
    return least, dearest, paid


@njit(cache=True, error_model="numpy")
def wayless(net: Net, paths: Paths, k: Any) -> Any:
    """Units of commodity `k` an hour that no way carries; rounding is none."""
    rest = net.demand[k]
    for p in range(paths.first[k], paths.first[k + 1]):
        rest -= paths.flow[p]
    return rest if rest > ROUNDING * net.demand[k] else 0.0


@njit(cache=True, error_model="numpy")
def cheapest_of(paths: Paths, weight: Any, k: Any) -> Any:
    """The cheapest way of commodity `k`."""
    best, least = paths.first[k], np.inf
    for p in range(paths.first[k], paths.first[k + 1]):
        cost = 0.0
        for i in range(paths.begin[p], paths.begin[p + 1]):
            cost += weight[paths.link[i]]
        if cost < least:
            best, least = p, cost
    return best


@njit(cache=True, error_model="numpy")
def load_rest(net: Net, paths: Paths, now: Charges, look: Look, k: Any, rest: Any, marginal: Any) -> Any:
    """What no way carries takes the new way of commodity `k`, or its cheapest; those looked at later see the load.

    Writes: now; paths.flow, if there is no new way.
    """
    link, first, last = look.new, look.new_begin[k], look.new_begin[k + 1]
    if first == last:
        p = cheapest_of(paths, now.weight[net.goods_class[k]], k)
        paths.flow[p] += rest
        link, first, last = paths.link, paths.begin[p], paths.begin[p + 1]
    for i in range(first, last):
        a = link[i]
        now.load[a] += net.load[net.goods_class[k]] * rest
        reprice(net, now, a, marginal)
        reweigh(net, now, a)


@njit(cache=True, error_model="numpy")
def find_way(
    net: Net, tail: Any, paths: Paths, now: Charges, look: Look, k: Any, distance: Any, via: Any
) -> Any:
    """Fill the look for commodity `k`; returns False if the new way did not fit."""
    n_links = len(net.head)
    weight = now.weight[net.goods_class[k]]
    least, look.dearest[k], look.paid[k] = in_use(paths, weight, k)
    carried, not_carried = distance[net.destination[k]], weight[n_links + k]
    start = look.new_begin[k]
    look.new_begin[k + 1] = start
    look.cut_off[k] = carried == np.inf
    if carried == np.inf and not_carried == np.inf:
        net.parameters[n_links + k, 0] = 0.0
        now.charge[n_links + k] = 0.0
        now.weight[:, n_links + k] = 0.0
        not_carried = 0.0
        if least < np.inf:  # warm: already there
            least = 0.0
    look.cheapest[k] = min(carried, not_carried)
    if look.cheapest[k] >= least * (1.0 - NEWER):
        look.cheapest[k] = min(least, look.cheapest[k])
        return True
    if not_carried <= carried:
        if start >= len(look.new):
            return False
        look.new[start] = n_links + k
        look.new_begin[k + 1] = start + 1
        return True
    end = trace_back(tail, via, net.origin[k], net.destination[k], look.new, start)
    if end < 0:
        return False
    look.new_begin[k + 1] = end
    return True


@njit(cache=True, error_model="numpy")
def search(
    net: Net, now: Charges, ahead: Ahead, g: Any, wanted: Any, distance: Any, via: Any, heap: Any
) -> Any:
    """Distances from the origin of group `g` to its destinations. Writes: distance, via, heap."""
    first, last = net.group_first[g], net.group_first[g + 1]
    weight = now.weight[net.goods_class[first]]
    if ahead.row[g] != NOBODY:
        least = ahead.least[ahead.row[g]]
        way_to(net, net.origin[first], net.destination[first], weight, least, distance, via, heap)
        return
    n_wanted = 0
    for k in range(first, last):
        if not wanted[net.destination[k]]:
            wanted[net.destination[k]] = True
            n_wanted += 1
    tree(net, net.origin[first], weight, wanted, n_wanted, distance, via, heap)
    for k in range(first, last):
        wanted[net.destination[k]] = False


@njit(cache=True, error_model="numpy")
def look_round(
    net: Net,
    tail: Any,
    paths: Paths,
    now: Charges,
    look: Look,
    ahead: Ahead,
    quiet: Any,
    group: Any,
    loading: Any,
    marginal: Any,
) -> Any:
    """Look from `group` on, `quiet` groups left out; returns the number of groups, or where `look.new` was full.

    With `loading` what no way carries is loaded on the cheapest before the next tree.
    Writes: look; with loading now and paths.flow.
    """
    n_nodes = len(net.through)
    distance, via = np.empty(n_nodes), np.empty(n_nodes, np.int32)
    heap = heap_of(len(net.head))
    wanted = np.zeros(n_nodes, np.bool_)
    for g in range(group, len(net.group_first) - 1):
        first, last = net.group_first[g], net.group_first[g + 1]
        if quiet[g]:
            look.new_begin[first + 1 : last + 1] = look.new_begin[first]
            continue
        search(net, now, ahead, g, wanted, distance, via, heap)
        for k in range(first, last):
            if not find_way(net, tail, paths, now, look, k, distance, via):
                return g
        if loading:
            for k in range(first, last):
                rest = wayless(net, paths, k)
                if rest > 0.0:
                    load_rest(net, paths, now, look, k, rest, marginal)
    return len(net.group_first) - 1


@njit(cache=True, error_model="numpy")
def carried(net: Net, paths: Paths) -> Any:
    """Groups whose ways carry all demand, (n_groups,)."""
    n_groups = len(net.group_first) - 1
    all_of_it = np.ones(n_groups, np.bool_)
    for g in range(n_groups):
        for k in range(net.group_first[g], net.group_first[g + 1]):
            if paths.first[k + 1] == paths.first[k] or wayless(net, paths, k) > 0.0:
                all_of_it[g] = False
    return all_of_it


def look(
    net: Net,
    tail: Int32s,
    paths: Paths,
    now: Charges,
    found: Look,
    *,
    ahead: Ahead | None = None,
    loading: bool = False,
    marginal: bool = False,
    quiet: Bools | None = None,
) -> Look:
    """All trees once, but those of `quiet` groups; the look comes back, in more room if it needed that."""
    group, n_groups = 0, len(net.group_first) - 1
    left_out = np.zeros(n_groups, dtype=np.bool_) if quiet is None else quiet
    view = no_view(net) if ahead is None else ahead
    while group < n_groups:
        group = look_round(net, tail, paths, now, found, view, left_out, group, loading, marginal)
        if group < n_groups:
            found = found._replace(new=np.concatenate([found.new, np.empty_like(found.new)]))
    return found


def without_news(net: Net, found: Look) -> Bools:
    """Groups for which a look has found no new way, (n_groups,)."""
    news = np.concatenate([[0], np.cumsum(np.diff(found.new_begin) > 0)])
    quiet: Bools = np.diff(news[net.group_first]) == 0
    return quiet


@njit(cache=True, error_model="numpy")
def joined(net: Net, paths: Paths, found: Look) -> Any:
    """Ways in use and new ones in one; ways without flow are dropped, new ones carry what no other does."""
    n = len(net.demand)
    keep = np.zeros(len(paths.flow), np.bool_)
    n_paths, n_steps = 0, found.new_begin[n]
    for k in range(n):
        if found.new_begin[k + 1] > found.new_begin[k]:
            n_paths += 1
        for p in range(paths.first[k], paths.first[k + 1]):
            if paths.flow[p] > 0.0 or paths.first[k + 1] - paths.first[k] == 1:
                keep[p] = True
                n_paths += 1
                n_steps += paths.begin[p + 1] - paths.begin[p]
    out = Paths(
        np.zeros(n + 1, np.int64),
        np.zeros(n_paths + 1, np.int64),
        np.empty(n_steps, np.int32),
        np.zeros(n_paths),
    )
    path, step = 0, 0
    for k in range(n):
        out.first[k] = path
        for p in range(paths.first[k], paths.first[k + 1]):
            if keep[p]:
                out.flow[path] = paths.flow[p]
                for i in range(paths.begin[p], paths.begin[p + 1]):
                    out.link[step] = paths.link[i]
                    step += 1
                path += 1
                out.begin[path] = step
        if found.new_begin[k + 1] > found.new_begin[k]:
            out.flow[path] = wayless(net, paths, k)
            for i in range(found.new_begin[k], found.new_begin[k + 1]):
                out.link[step] = found.new[i]
                step += 1
            path += 1
            out.begin[path] = step
    out.first[n] = path
    return out
