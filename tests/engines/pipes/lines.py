"""Lines and gases that the tests share."""

import numpy as np

from crossgauge.engines.pipes.gas_laws import cnga_gas
from crossgauge.engines.pipes.gas_line import example_line
from crossgauge.engines.pipes.state import Compressors, Gas, GasLine, GasNetwork, Pipes, PumpStations

HOUR, DAY, BCM_PER_KG_PER_S = 3_600.0, 86_400.0, 25 / 566.8
R_OF_THE_TEST_SETS = 8.314
GAS = cnga_gas(0.0172, 288.15)
TRUNK = example_line(11, 1_830e3 / 11)
NONE = np.array([])


def arrays(*values):
    return tuple(np.atleast_1d(np.array(value, float)) for value in values)


def no_stations():
    return Compressors(*[NONE] * 8)


def no_pumps():
    return PumpStations(NONE, NONE.astype(int), *[NONE] * 5)


def pipe_line(gas_start_pa, delivery_pa, length_m, diameter_m, roughness_m, rise_m=0.0, maop_pa=20e6):
    maop = np.full(np.size(length_m), maop_pa)
    rise = np.broadcast_to(rise_m, np.shape(maop)).astype(float)
    return GasLine(
        Pipes(*arrays(length_m, diameter_m, roughness_m), rise, maop),
        no_stations(),
        gas_start_pa,
        delivery_pa,
    )


def gas_of_gravity(gravity, temperature_k, b1=1.0, b2=0.0, viscosity=1e-5):
    constant = R_OF_THE_TEST_SETS / (gravity * 0.02896)
    return Gas(constant, temperature_k, b1, b2, viscosity, 1.29, 2.7)


def roughness_of(friction, diameter_m):
    """Where flow is fully rough, the roughness of a given friction factor."""
    return 3.7 * diameter_m * 10 ** (-0.5 / np.sqrt(friction))


def eight_nodes():
    """The loop of eight nodes with three compressors of the public test set (case 1)."""
    held = np.full(8, np.nan)
    held[0] = 3_447_378.645
    taken = np.zeros(8)
    taken[2], taken[4] = 150.0, 124.9999828
    return GasNetwork(
        np.array([5, 6, 2, 1, 7]), np.array([1, 2, 3, 3, 4]), *arrays([20e3, 70e3, 10e3, 60e3, 80e3]),
        *arrays([0.9144, 0.9144, 0.9144, 0.635, 0.9144]), np.zeros(5), *arrays([0.01, 0.01, 0.01, 0.015, 0.01]),
        np.array([0, 1, 3]), np.array([5, 6, 7]), *arrays([1.257963995, 1.271773611, 1.219272584]), held, taken,
    )  # fmt: skip
