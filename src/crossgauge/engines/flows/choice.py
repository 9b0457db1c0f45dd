"""Sets of ways to choose from: cheapest ways again and again, each time with the links of the last made dearer.

Source: de la Barra, Perez and Anez (1993), Multidimensional path search and assignment, PTRC 21: link penalties.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from crossgauge.engines.flows.charges import charges_of
from crossgauge.engines.flows.prepare import Net, prepare
from crossgauge.engines.flows.state import NOBODY, Bools, Float64s, Flows, Int64s, Paths
from crossgauge.engines.flows.trees import heap_of, tails, trace_back, tree


class Sets(NamedTuple):
    """What every commodity chooses from, links and commodities in the order of `Net`.

    paths     Paths                  the ways, not being carried among them; no flow
    size      (n_paths,)             how much of each way is its own
    cut_off   (n_commodities,)       no way at all
    """

    paths: Paths
    size: Float64s
    cut_off: Bools


@njit(cache=True, error_model="numpy")
def same(ways: Any, begin: Any, last: Any, start: Any, end: Any) -> Any:
    """Whether links start:end are a way among begin[0] to begin[last]."""
    for p in range(last):
        if begin[p + 1] - begin[p] == end - start:
            equal = True
            for i in range(end - start):
                if ways[begin[p] + i] != ways[start + i]:
                    equal = False
                    break
            if equal:
                return True
    return False


@njit(cache=True, error_model="numpy")
def ways_of_one(
    net: Net, tail: Any, weight: Any, k: Any, tries: Any, dearer: Any, into: Any, start: Any
) -> Any:
    """Write ways of commodity `k` at into[start:]; returns the ends of the ways, or too few ends if full."""
    n_nodes = len(net.through)
    distance, via = np.empty(n_nodes), np.empty(n_nodes, np.int32)
    wanted = np.zeros(n_nodes, np.bool_)
    wanted[net.destination[k]] = True
    heap = heap_of(len(net.head))
    penalised = weight.copy()
    begin = np.empty(tries + 1, np.int64)
    begin[0] = start
    n_ways = 0
    for _ in range(tries):
        tree(net, net.origin[k], penalised, wanted, 1, distance, via, heap)
        if distance[net.destination[k]] == np.inf:
            break
        end = trace_back(tail, via, net.origin[k], net.destination[k], into, begin[n_ways])
        if end == NOBODY:
            return begin[:0]
        for i in range(begin[n_ways], end):
            penalised[into[i]] *= dearer
        if not same(into, begin, n_ways, begin[n_ways], end):
            n_ways += 1
            begin[n_ways] = end
    return begin[: n_ways + 1]


def choice_sets(net: Net, tail: Any, weight: Float64s, tries: int, dearer: float) -> Paths:
    """At most `tries` ways of each commodity, and not being carried where that has a finite cost; no flow yet.

    `weight` : (n_classes, n_links + n_commodities), at which ways are cheap, inf where closed.
    """
    n_links = len(net.head)
    count, lengths, links = [], [], []
    for k, goods_class in enumerate(net.goods_class):
        room, begin = 256 * tries, np.empty(0, np.int64)
        while not len(begin):
            into = np.empty(room, np.int32)
            begin = ways_of_one(net, tail, weight[goods_class, :n_links], k, tries, dearer, into, 0)
            room *= 4
        mine = np.diff(begin).tolist()
        links.append(into[: begin[-1]].copy())
        if np.isfinite(weight[goods_class, n_links + k]) or not mine:
            mine.append(1)
            links.append(np.array([n_links + k], dtype=np.int32))
        lengths += mine
        count.append(len(mine))
    first = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    begin = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Paths(first, begin, np.concatenate(links), np.zeros(len(lengths)))


@njit(cache=True, error_model="numpy")
def path_sizes(net: Net, paths: Paths, length: Any) -> Any:
    """How much of each way is its own: sum over links of (l_a / L_k) / (ways of the commodity on a).

    `length` : as `weight`. Source: Ben-Akiva and Bierlaire (1999), Handbook of Transportation Science, ch. 2.
    """
    size = np.ones(len(paths.flow))
    shared = np.zeros(len(net.curve), np.int64)
    for k in range(len(net.demand)):
        w = length[net.goods_class[k]]
        low, high = paths.begin[paths.first[k]], paths.begin[paths.first[k + 1]]
        for i in range(low, high):
            shared[paths.link[i]] += 1
        for p in range(paths.first[k], paths.first[k + 1]):
            total, part = 0.0, 0.0
            for i in range(paths.begin[p], paths.begin[p + 1]):
                total += w[paths.link[i]]
                part += w[paths.link[i]] / shared[paths.link[i]]
            if 0.0 < total < np.inf:
                size[p] = part / total
        for i in range(low, high):
            shared[paths.link[i]] = 0
    return size


def sets_of(network: Flows, *, tries: int = 8, dearer: float = 1.3) -> Sets:
    """The ways from which `stochastic_equilibrium` lets choose, and their sizes, both at no load.

    Sets of one network serve all that differ from it in curves alone. Raises nothing.
    """
    net, _order = prepare(network)
    n, n_links = len(net.demand), len(net.head)
    none = Paths(np.zeros(n + 1, np.int64), np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0))
    weight = charges_of(net, none, False).weight
    paths = choice_sets(net, tails(net), weight, tries, dearer)
    lone = np.diff(paths.begin)[paths.first[:-1]] == 1
    cut_off = lone & (paths.link[paths.begin[paths.first[:-1]]] >= n_links)
    weight[:, n_links + stranded(net, cut_off)] = 0.0
    return Sets(paths, path_sizes(net, paths, weight), cut_off)


def stranded(net: Net, cut_off: Bools) -> Int64s:
    """Commodities that have neither a way nor a penalty: they are not carried, at no cost."""
    return np.flatnonzero(cut_off & ~np.isfinite(net.parameters[len(net.head) :, 0]))
