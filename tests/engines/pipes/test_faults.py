"""Input that no solver should be given is refused by its code and place, all faults at once."""

import numpy as np
import pytest

from crossgauge.engines.pipes import state as s
from crossgauge.engines.pipes.batches import track_batches
from crossgauge.engines.pipes.checks import (
    batch_faults,
    curve_faults,
    demand_faults,
    gas_line_faults,
    oil_line_faults,
)
from crossgauge.engines.pipes.gas_line import example_line, gas_capacity, none_out, solve_gas_line
from crossgauge.engines.pipes.oil_line import example_oil_line, oil_capacity, solve_oil_line
from crossgauge.engines.pipes.state import Batches, Grades
from crossgauge.engines.pipes.transient import held, simulate_gas_line
from engines.pipes.lines import GAS, TRUNK


def with_station(line, **columns):
    """A line whose second station has other figures."""
    changed = {name: getattr(line.stations, name).copy() for name in columns}
    for name, value in columns.items():
        changed[name][1] = value
    return line._replace(stations=line.stations._replace(**changed))


def with_pipe(line, **columns):
    changed = {name: getattr(line.pipes, name).copy() for name in columns}
    for name, value in columns.items():
        changed[name][0] = value
    return line._replace(pipes=line.pipes._replace(**changed))


def pairs(faults):
    return list(zip(faults.code.tolist(), faults.at.tolist(), strict=True))


def test_lines_of_the_examples_have_no_faults():
    assert pairs(gas_line_faults(GAS, TRUNK)) == []
    assert pairs(oil_line_faults(example_oil_line())) == []


GAS_LINE = example_line(3)
CASES = [
    (with_pipe(GAS_LINE, diameter_m=0.0), s.FAULT_DIAMETER, 0),
    (with_pipe(GAS_LINE, length_m=-1.0), s.FAULT_LENGTH, 0),
    (with_pipe(GAS_LINE, length_m=np.nan), s.FAULT_NUMBER, 0),
    (with_pipe(GAS_LINE, roughness_m=0.7), s.FAULT_ROUGHNESS, 0),
    (with_station(GAS_LINE, at_m=1e9), s.FAULT_STATION_PLACE, 1),
    (with_station(GAS_LINE, at_m=400e3), s.FAULT_STATION_ORDER, 2),
    (with_station(GAS_LINE, efficiency=1.2), s.FAULT_EFFICIENCY, 1),
    (with_station(GAS_LINE, ratio_max=0.9), s.FAULT_RATIO, 1),
    (with_station(GAS_LINE, power_w=-1.0), s.FAULT_POWER, 1),
    (with_station(GAS_LINE, suction_min_pa=10e6), s.FAULT_PRESSURE, 1),
    (GAS_LINE._replace(delivery_pa=12e6), s.FAULT_PRESSURE, s.NOBODY),
    (GAS_LINE._replace(pipes=GAS_LINE.pipes._replace(rise_m=np.zeros(2))), s.FAULT_SHAPE, s.NOBODY),
]


@pytest.mark.parametrize(("line", "code", "at"), CASES)
def test_gas_line_is_refused(line, code, at):
    """By its code, and no solver gives a number."""
    assert (code, at) in pairs(gas_line_faults(GAS, line))

    assert solve_gas_line(GAS, line, np.array([100.0]), none_out(line)).limit.tolist() == [s.REFUSED]
    found = gas_capacity(GAS, line, none_out(line))
    assert found.limit.tolist() == [s.REFUSED]
    assert np.isnan(found.flow).all()
    never = np.full(len(line.stations.at_m), np.inf)
    assert simulate_gas_line(GAS, line, held(line, 100.0), never, never, until_s=60.0).limit == s.REFUSED


def test_gas_without_viscosity_is_refused():
    assert pairs(gas_line_faults(GAS._replace(viscosity_pa_s=0.0), TRUNK)) == [(s.FAULT_FLUID, s.NOBODY)]


def test_all_faults_come_at_once():
    line = with_station(with_pipe(GAS_LINE, diameter_m=-1.0, roughness_m=-1.0), at_m=-5.0, efficiency=0.0)

    found = pairs(gas_line_faults(GAS, line))

    assert {code for code, _ in found} >= {
        s.FAULT_DIAMETER,
        s.FAULT_ROUGHNESS,
        s.FAULT_STATION_PLACE,
        s.FAULT_EFFICIENCY,
    }


OIL = example_oil_line()


@pytest.mark.parametrize(
    ("line", "code", "at"),
    [
        (with_station(OIL, slope_s2_per_m5=0.0), s.FAULT_PUMP_CURVE, 1),
        (with_station(OIL, slope_s2_per_m5=-5.0), s.FAULT_PUMP_CURVE, 1),
        (with_station(OIL, pumps=-1), s.FAULT_PUMP_COUNT, 1),
        (with_station(OIL, at_m=963e3), s.FAULT_STATION_PLACE, 1),
        (with_pipe(OIL, diameter_m=0.0), s.FAULT_DIAMETER, 0),
    ],
)
def test_oil_line_is_refused(line, code, at):
    assert (code, at) in pairs(oil_line_faults(line))

    pumps = np.maximum(line.stations.pumps, 0)
    assert solve_oil_line(line, np.array([0.5]), pumps, 845.0, 12e-6).limit.tolist() == [s.REFUSED]
    assert oil_capacity(line, pumps, 845.0, 12e-6).limit.tolist() == [s.REFUSED]


def test_oil_without_viscosity_is_refused():
    assert oil_capacity(OIL, OIL.stations.pumps, 845.0, 0.0).limit.tolist() == [s.REFUSED]


def test_pump_curve_that_does_not_fall_is_named_by_its_point():
    found = curve_faults(np.array([0.0, 0.5, 0.7, 1.0]), np.array([300.0, 310.0, 280.0, 280.0]))

    assert pairs(found) == [(s.FAULT_PUMP_CURVE, 1), (s.FAULT_PUMP_CURVE, 3)]


def test_demand_above_capacity_is_named_by_its_place():
    capacity = float(gas_capacity(GAS, TRUNK, none_out(TRUNK)).flow[0])

    found = demand_faults(np.array([500.0, 1.01 * capacity, np.nan]), capacity)

    assert pairs(found) == [(s.FAULT_DEMAND, 1), (s.FAULT_DEMAND, 2)]


def test_batches_of_unknown_grade_or_no_volume_are_refused():
    grades = Grades(np.array([845.0]), np.array([12e-6]))
    batches = Batches(np.array([0, 1, 0]), np.array([1e4, 1e4, 0.0]), np.ones(3))

    assert pairs(batch_faults(grades, batches, 0)) == [(s.FAULT_BATCH, 1), (s.FAULT_BATCH, 2)]
    assert track_batches(OIL, grades, batches, 0, OIL.stations.pumps).limit == s.REFUSED
