"""Declared pipelines as the pipeline engine eats them."""

from math import isinf

import numpy as np
import pytest

from crossgauge.arrays.pipelines import (
    batches_of,
    gas_line_of,
    index_of,
    oil_line_of,
    out_of,
    outages_of,
    running,
)
from crossgauge.engines.pipes.checks import gas_line_faults, oil_line_faults
from crossgauge.engines.pipes.oils import fit_pump_curve
from crossgauge.sources.project import read_project
from sources.pipeline_post import write_lines


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    return read_project(write_lines(tmp_path_factory.mktemp("lines"))).pipelines


def test_gas_line_has_inner_diameters_and_the_power_of_all_running_units(lines):
    line = gas_line_of(lines[0])

    assert line.pipes.diameter_m == pytest.approx([1.219 - 2 * 0.0185])
    assert line.stations.power_w.tolist() == [90e6, 40e6, 40e6]
    assert line.stations.fuel_kg_per_j == pytest.approx(1 / (0.34 * 48.7e6))
    assert (line.source_pa, line.delivery_pa) == (6e6, 6.5e6)


def test_declared_lines_have_no_fault_in_the_engine(lines):
    from crossgauge.engines.pipes.gas_laws import cnga_gas

    assert gas_line_faults(cnga_gas(0.0172, 288.15), gas_line_of(lines[0])).code.size == 0
    assert oil_line_faults(oil_line_of(lines[1], fit_pump_curve)).code.size == 0


def test_spare_units_run_before_there_are_fewer(lines):
    station = lines[0].stations[1]  # two that run and one that stands by

    assert [running(station, {"kp2": out}) for out in range(5)] == [2, 2, 1, 0, 0]


def test_batches_are_volumes_of_their_grades(lines):
    batches = batches_of(lines[1], [845.0, 900.0], 0.5)

    assert batches.grade.tolist() == [1, 0, 0]
    assert batches.volume_m3 == pytest.approx([150e6 / 900, 150e6 / 845, 150e6 / 845])
    assert batches.rate_m3_per_s.tolist() == [0.5] * 3


def test_station_without_failure_never_fails(lines):
    between, lasting = outages_of(lines[0])

    assert (between[0], lasting[0]) == (900 * 3_600.0, 100 * 3_600.0)
    assert isinf(between[1])
    assert lasting[1] == 0.0


def test_index_leads_back_to_stations_and_places(lines):
    index = index_of(lines[0], {"field": "Field", "hill": "Hill Road"})

    assert index.stations == ("kp1", "kp2", "kp3")
    assert index.places == ((0.0, "Field"), (450e3, "Hill Road"))
    assert np.flatnonzero(out_of(lines[0], ["kp3", "kp1"])).tolist() == [0, 2]
