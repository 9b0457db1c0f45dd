"""How far it is at least to a destination: what lets a search go straight there.

Costs only rise with load, so the distance at no load is never too far. An origin with one destination is then
searched along the way alone (Hart, Nilsson and Raphael 1968, A*): with the table, 2.1 s instead of 4.2 s to 1e-6
at 5,000 nodes and 2,000 flows (benchmarks/flows.py, border).
"""

from typing import Any

import numpy as np
from numba import njit

from crossgauge.engines.flows.prepare import Net
from crossgauge.engines.flows.state import NOBODY, Ahead, Float64s
from crossgauge.engines.flows.trees import heap_of, pop, push

MOST_NUMBERS = 50_000_000  # of 4 bytes; a larger table is not made
CAREFUL = 1.0 - 1e-6  # rounding to 4 bytes may not make it too far


@njit(cache=True, error_model="numpy")
def distances_to(
    first: Any,
    link: Any,
    tail: Any,
    weight: Any,
    destination: Any,
    wanted: Any,
    n_wanted: Any,
    distance: Any,
    heap: Any,
) -> Any:
    """Distances of nodes to one, until `n_wanted` wanted ones are final; returns how far all others are at least.

    Links that end at node i are link[first[i]:first[i + 1]]. Writes: distance.
    """
    keys, nodes = heap
    distance[:] = np.inf
    distance[destination] = 0.0
    size = push(keys, nodes, 0, 0.0, destination)
    while size > 0:
        key, node = keys[0], nodes[0]
        size = pop(keys, nodes, size)
        if key > distance[node]:
            continue
        if wanted[node]:
            n_wanted -= 1
            if n_wanted == 0:
                return key
        for i in range(first[node], first[node + 1]):
            a = link[i]
            reached = key + weight[a]
            if reached < distance[tail[a]]:
                distance[tail[a]] = reached
                size = push(keys, nodes, size, reached, tail[a])
    return np.inf


@njit(cache=True, error_model="numpy")
def way_to(
    net: Any, origin: Any, destination: Any, weight: Any, least: Any, distance: Any, via: Any, heap: Any
) -> Any:
    """As `trees.tree` for one destination, nearest by distance so far and least distance ahead first."""
    keys, nodes = heap
    distance[:] = np.inf
    via[:] = NOBODY
    distance[origin] = 0.0
    size = push(keys, nodes, 0, 0.0 + least[origin], origin)
    while size > 0:
        key, node = keys[0], nodes[0]
        size = pop(keys, nodes, size)
        if node == destination:
            return
        if key > distance[node] + least[node] or (not net.through[node] and node != origin):
            continue
        for a in range(net.first[node], net.first[node + 1]):
            reached = distance[node] + weight[a]
            there = net.head[a]
            if reached < distance[there]:
                distance[there] = reached
                via[there] = a
                if least[there] < np.inf:
                    size = push(keys, nodes, size, reached + least[there], there)


def no_view(net: Net) -> Ahead:
    """Nothing known: every origin grows its tree."""
    nothing = np.empty((0, len(net.through)), np.float32)
    return Ahead(np.full(len(net.group_first) - 1, NOBODY), nothing, np.empty((0, 0)))


def view_ahead(net: Net, tail: Any, weight: Float64s) -> Ahead:
    """Least distances for all groups with one destination, at `weight` : (n_classes, n_links + ...), of no load."""
    begin, end = net.group_first[:-1], net.group_first[1:]
    lone = net.destination[begin] == net.destination[end - 1]  # destinations of a group are sorted
    pairs = np.stack([net.goods_class[begin], net.destination[begin]], axis=1)[lone]
    asked, row = np.unique(pairs, axis=0, return_inverse=True)
    if len(asked) * len(net.through) > MOST_NUMBERS:
        return no_view(net)
    link = np.argsort(net.head, kind="stable")
    first = np.searchsorted(net.head[link], np.arange(len(net.through) + 1))
    least = np.empty((len(asked), len(net.through)), np.float32)
    distance, heap = np.empty(len(net.through)), heap_of(len(net.head))
    rows = np.full(len(lone), NOBODY)
    rows[lone] = row.ravel()
    by_row = np.argsort(row.ravel(), kind="stable")
    origins = np.split(net.origin[begin[lone][by_row]], np.cumsum(np.bincount(row.ravel()))[:-1])
    for i, (goods_class, destination) in enumerate(asked):
        # Who is farther than all origins need not be told apart: half the table's time.
        wanted = np.zeros(len(net.through), np.bool_)
        wanted[origins[i]] = True
        farther = distances_to(
            first, link, tail, weight[goods_class], destination, wanted, wanted.sum(), distance, heap
        )
        least[i] = CAREFUL * np.minimum(distance, farther)
    return Ahead(rows, least, weight[:, : len(net.head)].copy())


def view_again(net: Net, tail: Any, weight: Float64s, before: Ahead | None) -> Ahead:
    """The view of an earlier answer where it still holds: no cost has fallen since, so no end has come nearer.

    Closing a link or slowing it only raises costs; the table is a third of a solution from that answer.
    """
    here = weight[:, : len(net.head)]
    if (
        before is not None
        and len(before.row) == len(net.group_first) - 1
        and before.weight.shape == here.shape
        and bool(np.all(here >= before.weight))
    ):
        return before
    return view_ahead(net, tail, weight)
