"""Time on a link by its load, with two derivatives, and its integral (Beckmann's term)."""

from typing import Any

import numpy as np
from numba import njit

from crossgauge.engines.flows.queueing import door_integral, door_wait, queue_integral, queue_wait
from crossgauge.engines.flows.state import BPR, CONSTANT, DAVIDSON, EXCESS, LINEAR, QUEUE, Float64s, Links


@njit(cache=True, error_model="numpy")
def bpr(p: Any, a: Any, x: Any) -> Any:
    """free (1 + rise r^power), r = x / capacity. Bureau of Public Roads (1964)."""
    power, capacity = p[a, 2], p[a, 3]
    r = x / capacity
    if r <= 0.0:
        r = 0.0
    if power == 4.0:  # four in five of published networks; a product is eight times faster than a power
        below = r * r
        c = p[a, 0] * p[a, 1]
        return p[a, 0] + c * below * below, 4.0 * c * below * r / capacity, 12.0 * c * below / capacity**2
    c = p[a, 0] * p[a, 1]
    if c == 0.0 or power == 0.0:
        return p[a, 0] + c, 0.0, 0.0
    t = p[a, 0] + c * r**power
    if power == 1.0:
        return t, c / capacity, 0.0
    floor = max(r, 1e-12)  # powers below 2 bend without bound at 0
    t1 = c * power * r ** (power - 1.0) / capacity
    return t, t1, c * power * (power - 1.0) * floor ** (power - 2.0) / capacity**2


@njit(cache=True, error_model="numpy")
def davidson(p: Any, a: Any, x: Any) -> Any:
    """free (1 + rise r / (1 - r)), its tangent from r = tangent. Davidson (1966); rise 1 is the M/M/1 sojourn."""
    free, rise, capacity, tangent = p[a, 0], p[a, 1], p[a, 2], p[a, 3]
    r = max(x, 0.0) / capacity
    c = free * rise
    q = 1.0 / (1.0 - min(r, tangent))
    first = c * q * q / capacity
    if r > tangent:
        return free + c * tangent * q + first * (x - tangent * capacity), first, 0.0
    return free + c * r * q, first, 2.0 * first * q / capacity


@njit(cache=True, error_model="numpy")
def queue(p: Any, a: Any, x: Any) -> Any:
    """free + factor (wait in line + wait at a closed door), see queueing.py."""
    servers, service, hours, factor = p[a, 1], p[a, 2], p[a, 5], p[a, 7]
    ratio = service / (servers * hours / 24.0)
    r = max(x, 0.0) * ratio
    amplitude = p[a, 3] * service / servers * np.sqrt(24.0 / hours)
    w, w1, w2 = queue_wait(r, np.sqrt(2.0 * (servers + 1.0)) - 1.0, amplitude, p[a, 4], p[a, 6])
    d, d1, d2 = door_wait(r, hours)
    return p[a, 0] + factor * (w + d), factor * ratio * (w1 + d1), factor * ratio * ratio * (w2 + d2)


@njit(cache=True, error_model="numpy")
def delay(curve: Any, p: Any, a: Any, x: Any) -> Any:
    """Time on link `a` at load x, and its two derivatives by x."""
    kind = curve[a]
    if kind == CONSTANT:
        return p[a, 0], 0.0, 0.0
    if kind == BPR:
        return bpr(p, a, x)
    if kind in (LINEAR, EXCESS):
        return p[a, 0] + p[a, 1] * x, p[a, 1], 0.0
    if kind == DAVIDSON:
        return davidson(p, a, x)
    return queue(p, a, x)


@njit(cache=True, error_model="numpy")
def priced(curve: Any, p: Any, a: Any, x: Any, marginal: Any) -> Any:
    """What one unit of load is charged on link `a`, and the slope of it: its time; with what it adds to others."""
    t, t1, t2 = delay(curve, p, a, x)
    if marginal and curve[a] != EXCESS:
        return t + x * t1, 2.0 * t1 + x * t2
    return t, t1


@njit(cache=True, error_model="numpy")
def area(curve: Any, p: Any, a: Any, x: Any) -> Any:
    """Integral of the time on link `a` from 0 to x."""
    kind = curve[a]
    if kind == CONSTANT:
        return p[a, 0] * x
    if kind == BPR:
        power, capacity = p[a, 2], p[a, 3]
        return p[a, 0] * x * (1.0 + p[a, 1] * (max(x, 0.0) / capacity) ** power / (power + 1.0))
    if kind in (LINEAR, EXCESS):
        return p[a, 0] * x + 0.5 * p[a, 1] * x * x
    if kind == DAVIDSON:
        free, rise, capacity, tangent = p[a, 0], p[a, 1], p[a, 2], p[a, 3]
        part = min(x, tangent * capacity)
        r = part / capacity
        total = free * part + free * rise * capacity * (-np.log(1.0 - r) - r)
        if x > part:
            t, t1, _t2 = davidson(p, a, part)
            total += (x - part) * (t + 0.5 * t1 * (x - part))
        return total
    servers, service, hours = p[a, 1], p[a, 2], p[a, 5]
    ratio = service / (servers * hours / 24.0)
    amplitude = p[a, 3] * service / servers * np.sqrt(24.0 / hours)
    m = np.sqrt(2.0 * (servers + 1.0)) - 1.0
    waits = queue_integral(x * ratio, m, amplitude, p[a, 4], p[a, 6]) + door_integral(x * ratio, hours)
    return p[a, 0] * x + p[a, 7] * waits / ratio


@njit(cache=True, error_model="numpy")
def every(curve: Any, p: Any, x: Any) -> Any:
    """`delay` and `area` of all links: four columns."""
    out = np.empty((4, len(x)))
    for a in range(len(x)):
        out[0, a], out[1, a], out[2, a] = delay(curve, p, a, x[a])
        out[3, a] = area(curve, p, a, x[a])
    return out


def times(links: Links, load: Float64s) -> tuple[Float64s, Float64s, Float64s, Float64s]:
    """Time on every link at a load, its first and second derivative, and its integral from 0.

    `load` : (n_links,), loads an hour. Returns four arrays (n_links,): hours, hours per load, hours per load
    squared, load-hours an hour. Raises nothing.

    >>> from crossgauge.engines.flows.declare import queue_curve, links_of
    >>> port = links_of([0], [1], [queue_curve(servers=1, service_h=1.0, variation=1.0)])
    >>> times(port, np.array([0.8]))[0].round(6).tolist()  # M/M/1: r / (1 - r) service times
    [4.0]
    """
    t, t1, t2, integral = every(links.curve, links.parameters, np.asarray(load, dtype=np.float64))
    return t, t1, t2, integral


assert QUEUE == 4  # the last branch of `delay` and `area`
