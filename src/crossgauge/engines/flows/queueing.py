"""The wait at a place with servers, by its load ratio r, with two derivatives and the integral.

    steady          W(r) = A r^m / (1 - r),   A = V tau / c,   m = sqrt(2 (c + 1)) - 1
    finite period   W such that r = s + 2 W / T with W = A s^m / (1 - s): s is the ratio that steady queues see
    opening hours   (24 - h)^2 / 48 / (1 - r h / 24) for those who come to a closed door

c servers, tau service time, V mean of the squared variations of arrivals and service, T period, h hours open
a day. W is convex and rises everywhere: the steady form goes on along its tangent from `tangent`, the
finite form on its own to slope T / 2, the opening hours along their tangent from r = 1.
Sources: Sakasegawa (1977), Annals of the Institute of Statistical Mathematics 29; Allen and Cunneen in
Allen, Probability, Statistics and Queueing Theory (1990); the sheared coordinate is that of Kimber and
Hollis (1979), TRRL LR909; the door is the uniform delay of Webster (1958).
"""

from typing import Any

import numpy as np
from numba import njit

SERIES_UNTIL = 0.5
TINY = 1e-100  # ratios whose square is no number
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(20)


@njit(cache=True, error_model="numpy")
def steady(r: Any, m: Any) -> Any:
    """r^m / (1 - r) and its two derivatives, for 0 <= r < 1."""
    if r <= TINY:
        return 0.0, 1.0 if m == 1.0 else 0.0, 2.0 if m == 1.0 else 0.0
    q = 1.0 / (1.0 - r)
    rm = r if m == 1.0 else r**m
    first = rm * q * (m / r + q)
    second = rm * q * (m * (m - 1.0) / (r * r) + 2.0 * q * (m / r + q))
    return rm * q, first, second


@njit(cache=True, error_model="numpy")
def quadratic_ratio(r: Any, shear: Any) -> Any:
    """The s with s + shear s / (1 - s) = r: one server."""
    half = 0.5 * (1.0 + r + shear)
    return r / (half + np.sqrt(half * half - r))


@njit(cache=True, error_model="numpy")
def seen_ratio(r: Any, m: Any, shear: Any) -> Any:
    """The s below min(r, 1) with s + shear s^m / (1 - s) = r.

    The one-server form with s^(m - 1) held fixed gives a start from below, then one from above; two of
    Newton's steps follow as a rule, and the bracket holds them.
    """
    low = quadratic_ratio(r, shear * min(r, 1.0) ** (m - 1.0))
    if m == 1.0:
        return low
    high = quadratic_ratio(r, shear * low ** (m - 1.0))
    s = high
    for _ in range(60):
        # Multiplied by 1 - s, so that nothing grows without bound near 1.
        power = shear * s ** (m - 1.0)
        error = (r - s) * (1.0 - s) - power * s
        if error > 0.0:
            low = s
        else:
            high = s
        step = error / (1.0 + r - 2.0 * s + m * power)
        s += step
        if not low <= s <= high:
            s = 0.5 * (low + high)
        elif abs(step) <= 1e-9 * s * (1.0 - s):  # Newton squares the error
            break
    return s


@njit(cache=True, error_model="numpy")
def queue_wait(r: Any, m: Any, amplitude: Any, period: Any, tangent: Any) -> Any:
    """Wait of those who find the door open, and its two derivatives by r."""
    if amplitude <= 0.0 and not (period < np.inf and r > 1.0):
        return 0.0, 0.0, 0.0
    if period < np.inf:
        if r <= TINY:
            f, f1, f2 = steady(0.0, m)
        elif amplitude <= 0.0:
            return (r - 1.0) * period / 2.0, period / 2.0, 0.0
        else:
            f, f1, f2 = steady(seen_ratio(r, m, 2.0 * amplitude / period), m)
        w, w1, w2 = amplitude * f, amplitude * f1, amplitude * f2
        shear = 1.0 + 2.0 * w1 / period
        return w, w1 / shear, w2 / (shear * shear * shear)
    if r <= tangent:
        f, f1, f2 = steady(r, m)
        return amplitude * f, amplitude * f1, amplitude * f2
    f, f1, _f2 = steady(tangent, m)
    return amplitude * (f + f1 * (r - tangent)), amplitude * f1, 0.0


@njit(cache=True, error_model="numpy")
def door_wait(r: Any, hours: Any) -> Any:
    """Mean wait of those who may come to a closed door, and its two derivatives by r."""
    if hours >= 24.0:
        return 0.0, 0.0, 0.0
    share = hours / 24.0
    closed = (24.0 - hours) ** 2 / 48.0
    q = 1.0 / (1.0 - min(r, 1.0) * share)
    first = closed * share * q * q
    if r > 1.0:
        return closed * q + first * (r - 1.0), first, 0.0
    return closed * q, first, 2.0 * share * q * first


@njit(cache=True, error_model="numpy")
def steady_integral(r: Any, m: Any) -> Any:
    """Integral of s^m / (1 - s) from 0 to r < 1: a series up to a half, then Gauss and Legendre's 20 points.

    It is -log(1 - r) less the integral of (1 - s^m) / (1 - s), which is smooth but for s^m at 0.
    """
    part = min(r, SERIES_UNTIL)
    if part <= 0.0:
        return 0.0
    total, term = 0.0, part ** (m + 1.0)
    for j in range(60):
        total += term / (m + 1.0 + j)
        term *= part
    if r > part:
        smooth = 0.0
        half = 0.5 * (r - part)
        for i in range(len(_NODES)):
            s = part + half * (1.0 + _NODES[i])
            smooth += _WEIGHTS[i] * (1.0 - s**m) / (1.0 - s)
        total += np.log((1.0 - part) / (1.0 - r)) - half * smooth
    return total


@njit(cache=True, error_model="numpy")
def queue_integral(r: Any, m: Any, amplitude: Any, period: Any, tangent: Any) -> Any:
    """Integral of `queue_wait` by r, from 0."""
    if r <= 0.0:
        return 0.0
    if period < np.inf:
        if amplitude <= 0.0:
            return max(r - 1.0, 0.0) ** 2 * period / 4.0
        s = seen_ratio(r, m, 2.0 * amplitude / period)
        w = (r - s) * period / 2.0
        return amplitude * steady_integral(s, m) + w * w / period
    part = min(r, tangent)
    total = amplitude * steady_integral(part, m)
    if r > part:
        f, f1, _f2 = steady(part, m)
        total += amplitude * (r - part) * (f + 0.5 * f1 * (r - part))
    return total


@njit(cache=True, error_model="numpy")
def door_integral(r: Any, hours: Any) -> Any:
    """Integral of `door_wait` by r, from 0."""
    if hours >= 24.0:
        return 0.0
    share = hours / 24.0
    part = min(r, 1.0)
    total = -((24.0 - hours) ** 2) / 48.0 / share * np.log(1.0 - part * share)
    if r > part:
        wait, slope, _second = door_wait(part, hours)
        total += (r - part) * (wait + 0.5 * slope * (r - part))
    return total
