"""Input that no solver should be given: every fault by its code and place. What to tell a person is said elsewhere."""

import numpy as np

from crossgauge.engines.pipes import state as s
from crossgauge.engines.pipes.state import (
    NOBODY,
    Batches,
    Bools,
    Compressors,
    Faults,
    Float64s,
    Gas,
    GasLine,
    Grades,
    Int64s,
    OilLine,
    Pipes,
    PumpStations,
)


def gas_line_faults(gas: Gas, line: GasLine) -> Faults:
    """Every fault of a gas line and its gas.

    >>> from crossgauge.engines.pipes.gas_laws import cnga_gas
    >>> from crossgauge.engines.pipes.gas_line import example_line
    >>> line = example_line(2)
    >>> line.stations.at_m[1] = 1e9
    >>> found = gas_line_faults(cnga_gas(0.0172, 288.15), line)
    >>> found.code.tolist() == [s.FAULT_STATION_PLACE], found.at.tolist()
    (True, [1])
    """
    pipes, stations = line.pipes, line.stations
    rows: list[tuple[int, int]] = []
    if not (_even(pipes, rows) and _even(stations, rows)):
        return _faults(rows)
    fluid = (gas.specific_gas_constant_j_per_kg_k, gas.temperature_k, gas.b1, gas.viscosity_pa_s)
    _mark(rows, s.FAULT_FLUID, np.array([not min(fluid) > 0 or not gas.isentropic_exponent > 1]), whole=True)
    _mark(rows, s.FAULT_FLUID, np.array([not gas.b2_per_pa >= 0]), whole=True)
    _pipe_faults(rows, pipes)
    _place_faults(rows, pipes, stations.at_m)
    _mark(rows, s.FAULT_EFFICIENCY, ~((stations.efficiency > 0) & (stations.efficiency <= 1)))
    lost = (stations.bypass_ratio > 0) & (stations.bypass_ratio <= 1)
    _mark(rows, s.FAULT_RATIO, ~((stations.ratio_max >= 1) & lost))
    _mark(rows, s.FAULT_POWER, ~((stations.power_w >= 0) & (stations.fuel_kg_per_j >= 0)))
    _limit_faults(
        rows, line.source_pa, line.delivery_pa, pipes, stations.suction_min_pa, stations.discharge_max_pa
    )
    return _faults(rows)


def oil_line_faults(line: OilLine) -> Faults:
    """Every fault of an oil line; a pump's head must fall as flow rises."""
    pipes, stations = line.pipes, line.stations
    rows: list[tuple[int, int]] = []
    if not (_even(pipes, rows) and _even(stations, rows)):
        return _faults(rows)
    _pipe_faults(rows, pipes)
    _place_faults(rows, pipes, stations.at_m)
    _mark(rows, s.FAULT_EFFICIENCY, ~((stations.efficiency > 0) & (stations.efficiency <= 1)))
    _mark(rows, s.FAULT_PUMP_CURVE, ~((stations.slope_s2_per_m5 > 0) & (stations.shutoff_m > 0)))
    _mark(rows, s.FAULT_PUMP_COUNT, stations.pumps < 0)
    _limit_faults(
        rows, line.source_pa, line.delivery_pa, pipes, stations.suction_min_pa, stations.discharge_max_pa
    )
    _mark(rows, s.FAULT_PRESSURE, np.array([not line.vapour_pa >= 0]), whole=True)
    return _faults(rows)


def curve_faults(flow_m3_per_s: Float64s, head_m: Float64s) -> Faults:
    """The points of a pump curve, in order of flow, whose head is not below the one before; `at` is the point.

    >>> curve_faults(np.array([0.0, 0.5, 1.0]), np.array([300.0, 310.0, 250.0])).at.tolist()
    [1]
    """
    rows: list[tuple[int, int]] = []
    falls = (np.diff(head_m) < 0) & (np.diff(flow_m3_per_s) > 0)
    _mark(rows, s.FAULT_PUMP_CURVE, np.concatenate([[False], ~falls]))
    return _faults(rows)


def demand_faults(demand: Float64s, capacity: float) -> Faults:
    """The demands, in the unit of the capacity, that are not above zero or that cannot pass; `at` is the demand.

    >>> demand_faults(np.array([500.0, 700.0]), 566.8).at.tolist()
    [1]
    """
    rows: list[tuple[int, int]] = []
    _mark(rows, s.FAULT_DEMAND, ~((demand >= 0) & (demand <= capacity)))
    return _faults(rows)


def batch_faults(grades: Grades, batches: Batches, initial_grade: int) -> Faults:
    """Grades of no density or viscosity (fluid), batches of no volume, rate or known grade."""
    rows: list[tuple[int, int]] = []
    if not (_even(grades, rows) and _even(batches, rows)):
        return _faults(rows)
    n = len(grades.density_kg_per_m3)
    _mark(rows, s.FAULT_FLUID, ~((grades.density_kg_per_m3 > 0) & (grades.viscosity_m2_per_s > 0)))
    known = (batches.grade >= 0) & (batches.grade < n)
    amounts = (batches.volume_m3 > 0) & (batches.rate_m3_per_s > 0) & np.isfinite(batches.volume_m3)
    _mark(rows, s.FAULT_BATCH, ~(known & amounts))
    _mark(rows, s.FAULT_BATCH, np.array([not 0 <= initial_grade < n]), whole=True)
    return _faults(rows)


def _pipe_faults(rows: list[tuple[int, int]], pipes: Pipes) -> None:
    finite = np.isfinite(np.array([pipes.length_m, pipes.diameter_m, pipes.roughness_m, pipes.rise_m]))
    _mark(rows, s.FAULT_NUMBER, ~finite.all(0))
    _mark(rows, s.FAULT_LENGTH, pipes.length_m <= 0)
    _mark(rows, s.FAULT_DIAMETER, pipes.diameter_m <= 0)
    rough = (pipes.roughness_m < 0) | ((pipes.roughness_m >= pipes.diameter_m / 2) & (pipes.diameter_m > 0))
    _mark(rows, s.FAULT_ROUGHNESS, rough)
    _mark(rows, s.FAULT_LENGTH, np.array([len(pipes.length_m) == 0]), whole=True)


def _place_faults(rows: list[tuple[int, int]], pipes: Pipes, at_m: Float64s) -> None:
    end = float(pipes.length_m.sum())
    _mark(rows, s.FAULT_STATION_PLACE, ~((at_m >= 0) & (at_m <= end)))
    _mark(rows, s.FAULT_STATION_ORDER, np.concatenate([[False], np.diff(at_m) < 0])[: len(at_m)])


def _limit_faults(
    rows: list[tuple[int, int]],
    source_pa: float,
    delivery_pa: float,
    pipes: Pipes,
    low: Float64s,
    high: Float64s,
) -> None:
    top = float(pipes.maop_pa.max(initial=0.0))
    _mark(rows, s.FAULT_PRESSURE, ~(pipes.maop_pa > 0))
    _mark(rows, s.FAULT_PRESSURE, ~((low > 0) & (low <= high) & (high > 0)))
    _mark(
        rows, s.FAULT_PRESSURE, np.array([not 0 < delivery_pa <= top or not 0 < source_pa <= top]), whole=True
    )


def _even(table: Pipes | Compressors | PumpStations | Grades | Batches, rows: list[tuple[int, int]]) -> bool:
    even = len({np.shape(column) for column in table}) == 1
    _mark(rows, s.FAULT_SHAPE, np.array([not even]), whole=True)
    return even


def _mark(rows: list[tuple[int, int]], code: int, wrong: Bools, whole: bool = False) -> None:
    rows.extend((code, NOBODY if whole else int(at)) for at in np.flatnonzero(wrong))


def _faults(rows: list[tuple[int, int]]) -> Faults:
    table: Int64s = np.array(sorted(set(rows)), np.int64).reshape(-1, 2)
    return Faults(table[:, 0], table[:, 1])
