"""How much room gas takes: Z(p) = 1 / (b1 + b2 p), its density, its potential and the way back to pressure.

The potential is the integral of density over pressure; along a level isothermal pipe it falls by friction alone, in a
straight line, so that a pipe of any length is one formula.
"""

from typing import Any

import numpy as np

from crossgauge.engines.pipes.compiled import compiled
from crossgauge.engines.pipes.state import Gas

UNIVERSAL_J_PER_MOL_K = 8.314462618
AIR_KG_PER_MOL = 0.0289647
ATMOSPHERE_PA = 101_325.0
PSI_PA = 6_894.757
NATURAL_GAS_VISCOSITY_PA_S = 1.15e-5
NATURAL_GAS_EXPONENT = 1.29
NATURAL_GAS_CO2_KG_PER_KG = 2.72


def gas_of_z(
    molar_mass_kg_per_mol: float,
    temperature_k: float,
    z: float = 1.0,
    *,
    viscosity_pa_s: float = NATURAL_GAS_VISCOSITY_PA_S,
    isentropic_exponent: float = NATURAL_GAS_EXPONENT,
    co2_kg_per_kg: float = NATURAL_GAS_CO2_KG_PER_KG,
) -> Gas:
    """A gas of constant Z; ideal if Z is 1.

    >>> gas_of_z(0.016, 288.15).b1
    1.0
    """
    constant = UNIVERSAL_J_PER_MOL_K / molar_mass_kg_per_mol
    return Gas(constant, temperature_k, 1 / z, 0.0, viscosity_pa_s, isentropic_exponent, co2_kg_per_kg)


def cnga_gas(
    molar_mass_kg_per_mol: float,
    temperature_k: float,
    *,
    viscosity_pa_s: float = NATURAL_GAS_VISCOSITY_PA_S,
    isentropic_exponent: float = NATURAL_GAS_EXPONENT,
    co2_kg_per_kg: float = NATURAL_GAS_CO2_KG_PER_KG,
) -> Gas:
    """A natural gas by the law of the California Natural Gas Association, which counts pressure above atmosphere.

    Within 0.7 % of GERG-2008 on average for 0-30 °C and 6-12 MPa, at worst 2.7 % (0 °C, 9.81 MPa).
    Source: Menon, Gas Pipeline Hydraulics (2005), eq. 1.34.

    >>> gas = cnga_gas(0.0172, 288.15)
    >>> round(float(compressibility(gas, 9.81e6)), 4)
    0.8132
    """
    gravity = molar_mass_kg_per_mol / AIR_KG_PER_MOL
    slope = 344_400 * 10 ** (1.785 * gravity) / (1.8 * temperature_k) ** 3.825 / PSI_PA
    return Gas(
        UNIVERSAL_J_PER_MOL_K / molar_mass_kg_per_mol, temperature_k, 1 - slope * ATMOSPHERE_PA, slope,
        viscosity_pa_s, isentropic_exponent, co2_kg_per_kg,
    )  # fmt: skip


@compiled
def compressibility(gas: Any, pressure_pa: Any) -> Any:
    """Z at a pressure, () or (n,)."""
    return 1.0 / (gas.b1 + gas.b2_per_pa * pressure_pa)


@compiled
def density(gas: Any, pressure_pa: Any) -> Any:
    """Density in kg/m³ at a pressure, () or (n,)."""
    return (
        pressure_pa
        * (gas.b1 + gas.b2_per_pa * pressure_pa)
        / (gas.specific_gas_constant_j_per_kg_k * gas.temperature_k)
    )


@compiled
def potential(gas: Any, pressure_pa: Any) -> Any:
    """Integral of density over pressure from zero, kg²/(m⁴ s²) or Pa kg/m³; () or (n,)."""
    return (
        pressure_pa
        * pressure_pa
        * (gas.b1 / 2 + gas.b2_per_pa * pressure_pa / 3)
        / (gas.specific_gas_constant_j_per_kg_k * gas.temperature_k)
    )


@compiled
def pressure_of(gas: Any, of_potential: Any) -> Any:
    """The pressure of a potential, NaN unless it is above zero.

    Newton on the cubic from the root without b2, which lies above: every step comes down, none overshoots.
    """
    if not of_potential > 0:
        return np.nan
    goal = of_potential * gas.specific_gas_constant_j_per_kg_k * gas.temperature_k
    p = np.sqrt(2 * goal / gas.b1)
    if gas.b2_per_pa == 0.0:
        return p
    for _ in range(12):
        step = (p * p * (gas.b1 / 2 + gas.b2_per_pa * p / 3) - goal) / (p * (gas.b1 + gas.b2_per_pa * p))
        p -= step
        if abs(step) < 1e-13 * p:
            break
    return p
