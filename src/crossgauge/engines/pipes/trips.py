"""The clock of a trip: how long until a limit breaks, and how long until the line has recovered."""

import numpy as np

from crossgauge.engines.pipes.state import (
    CHOKED,
    DELIVERY,
    NOBODY,
    PASSES,
    SUCTION,
    Clock,
    Course,
    Float64s,
    GasLine,
)

BACK = 0.01  # linepack within this share of what it was counts as recovered


def clock_of(line: GasLine, course: Course, trip_s: float, return_s: float = np.inf) -> Clock:
    """How long the line bears a trip at `trip_s`, and when it has recovered from it after `return_s`.

    Limits are the stations' suction minima and the delivery pressure of `line`; times lie on straight lines between
    the course's times. A course that ended CHOKED breaks there; one that could not start gives its limit and NaN.

    >>> from crossgauge.engines.pipes.gas_laws import cnga_gas
    >>> from crossgauge.engines.pipes.gas_line import example_line
    >>> from crossgauge.engines.pipes.transient import held, simulate_gas_line
    >>> line = example_line(3)
    >>> trip, never = np.array([np.inf, 0.0, np.inf]), np.full(3, np.inf)
    >>> course = simulate_gas_line(
    ...     cnga_gas(0.0172, 288.15), line, held(line, 580.0), trip, never, until_s=48 * 3_600.0, step_s=600.0
    ... )
    >>> clock = clock_of(line, course, 0.0)
    >>> clock.limit == DELIVERY, round(clock.survival_s / 3_600)
    (True, 10)
    """
    n = len(line.stations.at_m)
    if np.isnan(course.linepack_kg[0]):
        return Clock(course.limit, NOBODY, np.nan, np.full(n, np.nan), np.nan, np.nan, np.nan)
    suction = np.array(
        [
            _first_below(course, course.suction_pa[:, k], line.stations.suction_min_pa[k], trip_s)
            for k in range(n)
        ]
    )
    delivery = _first_below(course, course.delivery_pa, line.delivery_pa, trip_s)
    choked = course.ended_s - trip_s if course.limit == CHOKED else np.inf
    breaks = np.array([*suction, delivery, choked])
    first = int(np.argmin(breaks))
    limit, at = (SUCTION, first) if first < n else (DELIVERY if first == n else CHOKED, NOBODY)
    if not np.isfinite(breaks[first]):
        limit, at = PASSES, NOBODY
    before = float(np.interp(trip_s, course.time_s, course.linepack_kg))
    later = course.linepack_kg[(course.time_s >= trip_s) & ~np.isnan(course.linepack_kg)]
    lost = max(before - float(later.min(initial=before)), 0.0)
    return Clock(
        limit,
        at,
        float(breaks[first]),
        suction,
        float(delivery),
        lost,
        _recovery(line, course, before, return_s),
    )


def _first_below(course: Course, pressure_pa: Float64s, least_pa: float, trip_s: float) -> float:
    """Time from the trip to the first crossing of `least_pa`, infinite if there is none."""
    below = np.flatnonzero((pressure_pa < least_pa * (1 - 1e-9)) & (course.time_s >= trip_s))
    if not len(below):
        return np.inf
    k = int(below[0])
    if k == 0 or course.time_s[k - 1] < trip_s or pressure_pa[k - 1] <= least_pa:
        return float(course.time_s[k] - trip_s)
    share = (pressure_pa[k - 1] - least_pa) / (pressure_pa[k - 1] - pressure_pa[k])
    return float(course.time_s[k - 1] + share * (course.time_s[k] - course.time_s[k - 1]) - trip_s)


def _recovery(line: GasLine, course: Course, pack_kg: float, return_s: float) -> float:
    """Time from the return after which every limit holds and the linepack is back, to the end of the course."""
    whole = (
        np.all(course.suction_pa >= line.stations.suction_min_pa * (1 - 1e-9), axis=1)
        & (course.delivery_pa >= line.delivery_pa * (1 - 1e-9))
        & (course.linepack_kg >= (1 - BACK) * pack_kg)
    )
    late = course.time_s >= return_s
    if not late.any() or not whole[-1]:
        return np.inf
    broken = np.flatnonzero(late & ~whole)
    first = int(broken[-1]) + 1 if len(broken) else int(np.flatnonzero(late)[0])
    return float(course.time_s[first] - return_s)
