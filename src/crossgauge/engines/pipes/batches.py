"""Batches of oil tracked along a line: what lies where decides the flow, and the flow decides when it arrives."""

from collections import deque

import numpy as np

from crossgauge.engines.pipes.checks import batch_faults, oil_line_faults
from crossgauge.engines.pipes.legs import SAME_PLACE_M, cut
from crossgauge.engines.pipes.oil_line import linefill_m3
from crossgauge.engines.pipes.oil_march import march, search_many
from crossgauge.engines.pipes.oils import blend_m2_per_s, interface_m3
from crossgauge.engines.pipes.state import (
    BYPASS,
    NOBODY,
    PASSES,
    REFUSED,
    BatchArrivals,
    Batches,
    Capacity,
    Float64s,
    Grades,
    Int64s,
    Legs,
    OilLine,
    Pipes,
)

SLUG_M3 = 2_000.0  # flow is found anew after so much; half of it moves arrivals by less than a minute
INITIAL = -1  # what was in the line before the first batch


def track_batches(
    line: OilLine,
    grades: Grades,
    batches: Batches,
    initial_grade: int,
    pumps: Int64s,
    *,
    slug_m3: float = SLUG_M3,
) -> BatchArrivals:
    """When each batch enters and leaves a line that was full of `initial_grade`, with `pumps` running, (n_stations,).

    A batch goes in at its nominated rate, or at what the line can carry with its contents of that moment. It ends when
    the last batch is in: name one more batch to see the last but one arrive. Pumping stops, with the limit, if nothing
    passes; input with faults gives REFUSED. Volumes are conserved: what enters pushes as much out. Raises nothing.
    Source of the interface: Austin and Palfrey (1963), blend of both halves, mean flow of the way.

    >>> from crossgauge.engines.pipes.oil_line import example_oil_line
    >>> line, grades = example_oil_line(), Grades(np.array([845.0, 830.0]), np.array([12e-6, 8e-6]))
    >>> sent = Batches(np.array([1, 0]), np.array([50_000.0, 475_129.0]), np.array([0.7, 0.7]))
    >>> found = track_batches(line, grades, sent, 0, line.stations.pumps)
    >>> (found.arrives_s[0] / 86_400).round(2), found.in_line_m3.round().tolist()
    (np.float64(7.86), [0.0, 475129.0])
    """
    n = len(batches.grade)
    if len(oil_line_faults(line).code) or len(batch_faults(grades, batches, initial_grade).code):
        return _blank(n, REFUSED)
    found, full = _blank(n, PASSES), linefill_m3(line)
    found = found._replace(linefill_m3=full)
    contents = deque([[INITIAL, full]])  # batch and volume, from the inlet to the outlet
    time = 0.0
    times: list[float] = []
    flows: list[float] = []
    for batch in range(n):
        found.enters_s[batch] = time
        left = float(batches.volume_m3[batch])
        contents.appendleft([batch, 0.0])
        while left > 0:
            flow, limit, at = _flow(line, grades, batches, initial_grade, contents, pumps, batch)
            if limit != PASSES:
                return _closed(found._replace(limit=limit, limit_at=at), contents, times, flows)
            moved = min(left, slug_m3, contents[-1][1])
            times.append(time)
            flows.append(flow)
            left -= moved
            time += moved / flow
            contents[0][1] += moved
            _push_out(found, contents, moved, time)
        found.entered_s[batch] = time
    _mix(found, line, grades, batches, initial_grade)
    return _closed(found, contents, [*times, time], flows)


def _push_out(found: BatchArrivals, contents: deque[list[float]], moved: float, time: float) -> None:
    """What comes out at the end belongs to the last batch there. Writes: found, contents."""
    last = contents[-1]
    last[1] -= moved
    if last[0] != INITIAL:
        found.delivered_m3[int(last[0])] += moved
    if last[1] <= 1e-9 * moved:
        contents.pop()
        if last[0] != INITIAL:
            found.arrived_s[int(last[0])] = time
        found.arrives_s[int(contents[-1][0])] = time


def _flow(
    line: OilLine, grades: Grades, batches: Batches, initial_grade: int, contents: deque[list[float]],
    pumps: Int64s, batch: int,
) -> tuple[float, int, int]:  # fmt: skip
    """Flow with the line's contents of now, PASSES and where; or the limit that lets nothing pass."""
    legs, grade = _slices(line, batches, initial_grade, contents)
    rho, nu = grades.density_kg_per_m3[grade], grades.viscosity_m2_per_s[grade]
    ends = np.array([line.source_pa, line.delivery_pa, line.vapour_pa])
    n_legs, n_stations, rate = len(grade), len(pumps), float(batches.rate_m3_per_s[batch])
    running = np.asarray(pumps, np.int64)
    limit, _ = march(
        legs, line.stations, ends, rho, nu, rate, running, np.empty(n_legs), np.empty(n_legs), np.empty(n_legs),
        np.empty(n_stations), np.empty(n_stations, np.int64),
    )  # fmt: skip
    if limit == PASSES:
        return rate, PASSES, NOBODY
    found = Capacity(np.full(1, np.nan), *(np.full(1, code) for code in (PASSES, NOBODY, BYPASS, NOBODY)))
    search_many(legs, line.stations, ends, rho, nu, running[None], found)
    if np.isnan(found.flow[0]):
        return np.nan, int(found.limit[0]), int(found.limit_at[0])
    return float(found.flow[0]), PASSES, NOBODY


def _slices(
    line: OilLine, batches: Batches, initial_grade: int, contents: deque[list[float]]
) -> tuple[Legs, Int64s]:
    """The line cut at fronts too, and the grade in each leg."""
    pipes = line.pipes
    area = np.pi * pipes.diameter_m**2 / 4
    joints_m = np.concatenate([[0.0], np.cumsum(pipes.length_m)])
    joints_m3 = np.concatenate([[0.0], np.cumsum(area * pipes.length_m)])
    fronts_m = np.interp(np.cumsum([volume for _, volume in contents]), joints_m3, joints_m)[:-1]
    marks = np.union1d(joints_m, fronts_m)
    marks = marks[np.append(np.diff(marks) > SAME_PLACE_M, True)]
    middle = (marks[:-1] + marks[1:]) / 2
    inside = np.clip(np.searchsorted(joints_m, middle, side="right") - 1, 0, len(area) - 1)
    lengths = np.diff(np.concatenate([[0.0], marks[1:]]))
    cut_pipes = Pipes(
        lengths, pipes.diameter_m[inside], pipes.roughness_m[inside],
        pipes.rise_m[inside] * lengths / pipes.length_m[inside], pipes.maop_pa[inside],
    )  # fmt: skip
    legs = cut(cut_pipes, line.stations.at_m)
    grade_of = np.array(
        [initial_grade if b == INITIAL else batches.grade[int(b)] for b, _ in contents], np.int64
    )
    at = np.searchsorted(fronts_m, legs.from_m + legs.length_m / 2, side="right")
    return legs, grade_of[at]


def _mix(found: BatchArrivals, line: OilLine, grades: Grades, batches: Batches, initial_grade: int) -> None:
    """Writes: found.mixed_m3 of the batches whose head has arrived."""
    for batch in np.flatnonzero(~np.isnan(found.arrives_s)):
        ahead = initial_grade if batch == 0 else int(batches.grade[batch - 1])
        if ahead == batches.grade[batch]:
            continue
        both = grades.viscosity_m2_per_s[np.array([ahead, batches.grade[batch]])]
        flow = found.linefill_m3 / (found.arrives_s[batch] - found.enters_s[batch])
        blend = blend_m2_per_s(both, np.array([0.5, 0.5]))
        found.mixed_m3[batch] = interface_m3(line.pipes.length_m, line.pipes.diameter_m, flow, blend)


def _closed(
    found: BatchArrivals, contents: deque[list[float]], times: list[float], flows: list[float]
) -> BatchArrivals:
    for batch, volume in contents:
        if batch != INITIAL:
            found.in_line_m3[int(batch)] = volume
    return found._replace(time_s=np.array(times), flow_m3_per_s=np.array(flows))


def _blank(n: int, limit: int) -> BatchArrivals:
    def never() -> Float64s:
        return np.full(n, np.nan)

    return BatchArrivals(
        never(), never(), never(), never(), np.zeros(n), np.zeros(n), np.zeros(n), limit, NOBODY, np.empty(0),
        np.empty(0), 0.0,
    )  # fmt: skip
