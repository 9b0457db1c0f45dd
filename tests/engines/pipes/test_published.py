"""What others have published or computed, to the digits that they give."""

import numpy as np
import pytest

from crossgauge.engines.pipes import bases
from crossgauge.engines.pipes.compressors import shaft_power_w
from crossgauge.engines.pipes.flow_formulas import PANHANDLE_A, PANHANDLE_B, WEYMOUTH, textbook_flow_m3_per_s
from crossgauge.engines.pipes.friction import colebrook
from crossgauge.engines.pipes.gas_laws import cnga_gas, compressibility, gas_of_z
from crossgauge.engines.pipes.gas_line import none_out, solve_gas_line
from crossgauge.engines.pipes.gas_network import solve_network
from crossgauge.engines.pipes.linepack import linepack_kg, transit_s
from crossgauge.engines.pipes.oil_line import example_oil_line, linefill_m3
from crossgauge.engines.pipes.oil_march import head_lost_m
from crossgauge.engines.pipes.oils import interface_m3
from crossgauge.engines.pipes.state import PASSES, Boundary
from crossgauge.engines.pipes.transient import simulate_gas_line
from engines.pipes.lines import (
    DAY,
    GAS,
    HOUR,
    NONE,
    TRUNK,
    eight_nodes,
    gas_of_gravity,
    pipe_line,
    roughness_of,
)

NEAR = 1e-7  # the published digits leave this much open


def test_loop_of_eight_nodes_with_an_ideal_gas():
    """Case 1: public test set of Srinivasan and others (2023)."""
    state = solve_network(gas_of_gravity(0.6, 288.706), eight_nodes())

    assert state.limit == PASSES
    expected = [3_675_365.14, 3_035_567.78, 3_001_178.69, 3_001_873.62, 4_674_232.35, 3_659_254.50]
    assert state.pressure_pa[[1, 2, 3, 4, 6, 7]] == pytest.approx(expected, rel=NEAR)
    assert state.pipe_kg_per_s[[3, 1]] == pytest.approx([48.0187, 226.9812], rel=2e-6)


def test_loop_of_eight_nodes_with_the_gas_law_of_the_cnga():
    """Case 2: the simple law of the same set, then the full one with the set's own sign of gauge pressure."""
    simple = gas_of_gravity(0.6, 288.706, 1.00300865, 2.96848838e-8)
    slope = 344_400 * 10 ** (1.785 * 0.6) / (1.8 * 288.706) ** 3.825 / 6_894.757
    full = gas_of_gravity(0.6, 288.706, 1 + slope * 101_350, slope)

    of_simple, of_full = (solve_network(gas, eight_nodes()) for gas in (simple, full))

    expected = [3_753_649.58, 3_291_671.25, 3_489_829.23, 4_013_444.51]
    assert of_simple.pressure_pa[[1, 3, 4, 7]] == pytest.approx(expected, rel=NEAR)
    assert of_full.pressure_pa[[3, 4]] == pytest.approx([3_243_126.44, 3_409_341.26], rel=NEAR)
    assert of_simple.pipe_kg_per_s[3] == pytest.approx(42.975679, rel=NEAR)
    assert of_full.pipe_kg_per_s[3] == pytest.approx(43.961806, rel=NEAR)


def pipe_of_122_km(friction, gravity):
    gas = gas_of_gravity(gravity, 285.11, viscosity=1e-14)  # fully rough: the friction factor is given
    return gas, pipe_line(8.4e6, 1e6, 122e3, 1.422, roughness_of(friction, 1.422))


def test_one_pipe_in_steady_flow():
    """Case 4: exact by hand for an ideal gas."""
    gas, line = pipe_of_122_km(0.01065, 0.5533647559)

    state = solve_gas_line(gas, line, np.array([401.52]), none_out(line))

    assert state.end_pa[0, 0] == pytest.approx(7_868_996.09, abs=0.01)


def ramp(low, high):
    times = HOUR * np.array([0.0, 6.0, 7.0, 15.0, 16.0])
    return Boundary(times, np.full(5, 8.4e6), np.full(5, np.nan), np.array([low, low, high, high, low]))


def test_one_pipe_when_the_offtake_rises_and_falls():
    """Case 5: published run of a pipe of 122 km; steps of 60 s, 60 cells; within 0.007 %."""
    gas, line = pipe_of_122_km(0.01065, 0.5533647559)
    hours = np.array([8.002, 10.002, 14.80, 15.203, 16.003, 17.203, 24.0])

    course = simulate_gas_line(
        gas, line, ramp(401.52, 602.28), NONE, NONE, until_s=DAY, step_s=60.0, cell_m=122e3 / 60
    )

    expected = [72.0297, 71.5214, 71.5000, 71.9942, 76.3869, 78.5708, 78.6900]
    found = np.interp(hours * HOUR, course.time_s, course.delivery_pa) / 1e5
    assert found == pytest.approx(expected, rel=7e-5)


def test_one_pipe_of_higher_friction():
    """Case 6: snapshots of the same set; lowest pressure near 4.571 MPa, within 0.15 % (it is the tip of a curve)."""
    gas, line = pipe_of_122_km(0.03, 0.6)

    course = simulate_gas_line(
        gas, line, ramp(400.0, 600.0), NONE, NONE, until_s=DAY, step_s=60.0, cell_m=2_033.0
    )

    assert course.delivery_pa.min() == pytest.approx(4.571e6, rel=1.5e-3)


def test_friction_of_colebrook_and_white():
    """Case 8: to the last bit but one."""
    assert colebrook(1e5, 1e-4) == pytest.approx(0.01851386607747165, rel=1e-15)


@pytest.mark.parametrize(
    ("formula", "expected"), [(PANHANDLE_A, 42.56082), (PANHANDLE_B, 42.35366), (WEYMOUTH, 32.07729)]
)
def test_textbook_formulas(formula, expected):
    """Case 9."""
    found = textbook_flow_m3_per_s(formula, 90e5, 20e5, 160e3, 0.340, 0.693, 277.15)

    assert found == pytest.approx(expected, abs=5e-6)


def test_power_of_a_field_compressor():
    """Case 10: Menon's example in field units, 3,550 horse powers; Z of 1.0 and 0.85 at the ends."""
    psi, horse_power, mol_per_cubic_foot = (
        6_894.757,
        745.69987,
        0.0283168466 * 101_560 / (8.314462618 * 288.706),
    )
    low, high = 725 * psi, 1_305 * psi
    slope = (1 / 0.85 - 1) / (high - low)
    gas = gas_of_z(0.0174, 293.15, isentropic_exponent=1.4)._replace(b1=1 - slope * low, b2_per_pa=slope)
    flow = 106e6 * mol_per_cubic_foot / DAY * 0.0174

    found = shaft_power_w(gas, flow, low, high, 0.8) / horse_power

    assert found == pytest.approx(
        3_550, rel=2e-3
    )  # bases of the cubic foot and the rounding of the constant 0.0857
    assert found / 0.95 == pytest.approx(3_736, rel=2e-3)


def test_work_of_isentropic_compression():
    """Case 11: 10,416.877 J/mol."""
    air = gas_of_z(0.02896, 300.0, isentropic_exponent=1.4)

    assert shaft_power_w(air, 0.02896, 1e5, 10e5, 0.78) == pytest.approx(10_416.877, abs=0.001)


@pytest.mark.parametrize(
    ("length_m", "mass_kg_per_s", "start_bar", "end_bar"),
    [(2_000.0, 1.3821, 5.0, 4.636695205386038), (10_000.0, 1.325, 5.0, 3.318369155192938), (3_000.0, 0.56, 7.0, 6.893021940086651)],
)  # fmt: skip
def test_water_pipes_of_openmodelica(length_m, mass_kg_per_s, start_bar, end_bar):
    """Case 14: water of 20 °C in 75 mm, roughness 0.1 mm; 0.02 % of the pressure."""
    rho, nu = 998.2060924679472, 1.001605325647912e-3 / 998.2060924679472

    lost_m = head_lost_m(mass_kg_per_s / rho, length_m, 0.075, 1e-4, nu)

    assert start_bar - rho * 9.80665 * lost_m / 1e5 == pytest.approx(end_bar, rel=2.1e-4)


def test_closed_form_is_the_march():
    """Case 15: 9.81 to 8.037315 MPa in 150 km."""
    line = pipe_line(9.81e6, 6.5e6, 150e3, 1.182, 1e-5)

    state = solve_gas_line(GAS, line, np.array([566.8]), none_out(line))

    assert state.end_pa[0, 0] == pytest.approx(8_037_315, rel=1e-6)


def test_transit_is_near_the_84_hours_reported_of_the_real_line():
    """Case 16: 76-101 h over plausible flows; reported about 84 h over 1,833 km. Station data are assumed."""
    flow = np.array([566.8, 498.8, 453.4])  # 25, 22, 20 bcm a year at 20 °C

    hours = transit_s(GAS, TRUNK, solve_gas_line(GAS, TRUNK, flow, none_out(TRUNK))) / HOUR

    assert hours.round() == pytest.approx([77, 89, 99], abs=1.0)
    assert hours.min() < 84 < hours.max()


def test_linepack_of_the_trunk_line():
    """A5: 153 kt, 3.12 days of flow, at 25 bcm a year, to the two per cent that its unnamed suction leaves open."""
    states = solve_gas_line(GAS, TRUNK, np.array([566.8]), none_out(TRUNK))

    assert linepack_kg(GAS, TRUNK, states)[0] == pytest.approx(153e6, rel=0.02)


def test_oil_at_twenty_million_tonnes_a_year():
    """Case 17: 2.7184 m/km, 7.33 days, 475,129 m³; interface 1,741 m³ at the end."""
    flow = 20e9 / 845 / (365 * DAY)
    line = example_oil_line()

    assert head_lost_m(flow, 1_000.0, 0.793, 5e-5, 12e-6) == pytest.approx(2.7184, abs=3e-4)
    assert linefill_m3(line) == pytest.approx(475_129, abs=0.5)
    assert linefill_m3(line) / flow / DAY == pytest.approx(7.33, abs=0.005)
    assert interface_m3(line.pipes.length_m, line.pipes.diameter_m, flow, 12e-6) == pytest.approx(
        1_741, abs=0.5
    )


@pytest.mark.parametrize(
    ("celsius", "mpa", "gerg", "off_percent"),
    [(0, 8.0, 0.79347, 2.1), (0, 9.81, 0.75587, 2.7), (15, 6.0, 0.8722, 0.3), (15, 9.81, 0.80525, 0.6), (15, 12.0, 0.77815, -0.2), (30, 9.81, 0.84319, -0.6), (30, 12.0, 0.82154, -1.6)],
)  # fmt: skip
def test_law_of_the_cnga_beside_gerg_2008(celsius, mpa, gerg, off_percent):
    """A4: CH4 92.5, C2H6 4.5, C3H8 0.4, CO2 1.6, N2 1.0 %, 17.35 g/mol; deviations to a tenth of a per cent."""
    molar_mass = (0.925 * 16.043 + 0.045 * 30.07 + 0.004 * 44.097 + 0.016 * 44.01 + 0.01 * 28.013) / 1_000

    found = float(compressibility(cnga_gas(molar_mass, 273.15 + celsius), mpa * 1e6))

    assert (found / gerg - 1) * 100 == pytest.approx(off_percent, abs=0.1)


def test_bases_of_volume():
    """17.20 g/mol: 0.7150 and 0.7674 kg/m³ at 20 and 0 °C, 7.3 % apart; 121.1 m³ in one at 9.81 MPa and 15 °C."""
    assert bases.base_density_kg_per_m3(0.0172, bases.STANDARD_20C) == pytest.approx(0.7150, abs=5e-5)
    assert bases.base_density_kg_per_m3(0.0172, bases.NORMAL_0C) == pytest.approx(0.7674, abs=5e-5)
    assert bases.rebased(1.0, bases.NORMAL_0C, bases.STANDARD_20C) == pytest.approx(1.073, abs=5e-4)
    assert 1 / bases.actual_m3(1.0, bases.STANDARD_20C, GAS, 9.81e6) == pytest.approx(121.1, abs=0.05)


def test_pressure_lost_by_textbooks_lies_around_the_general_equation():
    """A5: Weymouth below, Panhandle A and B above the flow of the march, all in proportion to it."""
    gravity, ends = 0.0172 / 0.0289647, (9.81e6, 8_037_315.0)
    z = float(compressibility(GAS, 8.95e6))
    flow = [
        textbook_flow_m3_per_s(f, *ends, 150e3, 1.182, gravity, 288.15, z, base_k=293.15, efficiency=1.0)
        for f in (WEYMOUTH, PANHANDLE_B, PANHANDLE_A)
    ]

    share = np.array(flow) / bases.volume_flow_m3_per_s(566.8, 0.0172, bases.STANDARD_20C)

    assert share == pytest.approx([0.956, 1.055, 1.155], abs=0.005)
