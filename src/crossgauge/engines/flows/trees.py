"""Cheapest ways from one origin: Dijkstra's tree over a binary heap, left as soon as all its ends are reached."""

from typing import Any

import numpy as np
from numba import njit

from crossgauge.engines.flows.state import NOBODY


@njit(cache=True, error_model="numpy", inline="always")
def push(keys: Any, nodes: Any, size: Any, key: Any, node: Any) -> Any:
    """Into the heap; returns its new size."""
    i = size
    while i > 0:
        above = (i - 1) >> 1
        if keys[above] <= key:
            break
        keys[i], nodes[i] = keys[above], nodes[above]
        i = above
    keys[i], nodes[i] = key, node
    return size + 1


@njit(cache=True, error_model="numpy", inline="always")
def pop(keys: Any, nodes: Any, size: Any) -> Any:
    """Drop the least; returns the new size."""
    size -= 1
    key, node = keys[size], nodes[size]
    i = 0
    child = 1
    while child < size:
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[i], nodes[i] = keys[child], nodes[child]
        i = child
        child = 2 * i + 1
    keys[i], nodes[i] = key, node
    return size


@njit(cache=True, error_model="numpy")
def heap_of(n_links: Any) -> Any:
    """Room for every relaxation of one tree: a node is pushed again, not moved."""
    return np.empty(n_links + 2, np.float64), np.empty(n_links + 2, np.int32)


@njit(cache=True, error_model="numpy")
def tree(
    net: Any, origin: Any, weight: Any, wanted: Any, n_wanted: Any, distance: Any, via: Any, heap: Any
) -> Any:
    """Fill `distance` and `via` (the link by which a node is reached) until `n_wanted` wanted nodes are final.

    `weight` : (n_links,), inf where closed. Nodes that were not reached keep inf and NOBODY; nodes not final
    when all wanted ones are may be too far. Writes: distance, via, heap.
    """
    keys, nodes = heap
    distance[:] = np.inf
    via[:] = NOBODY
    distance[origin] = 0.0
    size = push(keys, nodes, 0, 0.0, origin)
    left = n_wanted
    while size > 0:
        key, node = keys[0], nodes[0]
        size = pop(keys, nodes, size)
        if key > distance[node]:
            continue
        if wanted[node]:
            left -= 1
            if left == 0:
                return
        if not net.through[node] and node != origin:
            continue
        for a in range(net.first[node], net.first[node + 1]):
            reached = key + weight[a]
            there = net.head[a]
            if reached < distance[there]:
                distance[there] = reached
                via[there] = a
                size = push(keys, nodes, size, reached, there)


@njit(cache=True, error_model="numpy")
def trace_back(tail: Any, via: Any, origin: Any, destination: Any, into: Any, start: Any) -> Any:
    """Write the links from origin to destination at into[start:]; returns the end, NOBODY if they do not fit."""
    steps = 0
    node = destination
    while node != origin:
        node = tail[via[node]]
        steps += 1
    if start + steps > len(into):
        return NOBODY
    node = destination
    for i in range(start + steps - 1, start - 1, -1):
        into[i] = via[node]
        node = tail[via[node]]
    return start + steps


@njit(cache=True, error_model="numpy")
def tails(net: Any) -> Any:
    """The node that each link leaves."""
    tail = np.empty(len(net.head), np.int32)
    for node in range(len(net.first) - 1):
        tail[net.first[node] : net.first[node + 1]] = node
    return tail
