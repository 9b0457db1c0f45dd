"""Volumes of gas and the base that each is counted at; masses are what is conserved.

Contracts in Central Asia and China count at 20 °C, pipeline reports often at 0 °C, others at 15 °C: the same gas
differs by 7 % in volume. A base is a code and never left out.
"""

from crossgauge.engines.pipes.gas_laws import UNIVERSAL_J_PER_MOL_K, density
from crossgauge.engines.pipes.state import Gas

STANDARD_20C = 0
NORMAL_0C = 1
BASE_15C = 2
BASE_K = (293.15, 273.15, 288.15)
BASE_PA = 101_325.0


def base_density_kg_per_m3(molar_mass_kg_per_mol: float, base: int, z: float = 1.0) -> float:
    """Density of a gas at a base of volume; `z` is 1 by convention of most contracts.

    Source: equation of state; temperatures of GOST 2939 (20 °C), DIN 1343 (0 °C), ISO 13443 (15 °C).

    >>> [round(base_density_kg_per_m3(0.0172, base), 4) for base in (STANDARD_20C, NORMAL_0C)]
    [0.715, 0.7674]
    """
    return BASE_PA * molar_mass_kg_per_mol / (z * UNIVERSAL_J_PER_MOL_K * BASE_K[base])


def volume_flow_m3_per_s(mass_kg_per_s: float, molar_mass_kg_per_mol: float, base: int) -> float:
    """Volume flow, counted at a base, of a mass flow."""
    return mass_kg_per_s / base_density_kg_per_m3(molar_mass_kg_per_mol, base)


def rebased(volume: float, base: int, to: int) -> float:
    """The same gas counted at another base (any unit of volume or flow).

    >>> round(rebased(25.0, STANDARD_20C, NORMAL_0C), 3)
    23.294
    """
    return volume * BASE_K[to] / BASE_K[base]


def actual_m3(volume_m3: float, base: int, gas: Gas, pressure_pa: float) -> float:
    """The room that gas counted at a base takes at a pressure, at the temperature of the line.

    >>> from crossgauge.engines.pipes.gas_laws import cnga_gas
    >>> round(1 / actual_m3(1.0, STANDARD_20C, cnga_gas(0.0172, 288.15), 9.81e6), 1)
    121.1
    """
    molar_mass = UNIVERSAL_J_PER_MOL_K / gas.specific_gas_constant_j_per_kg_k
    return volume_m3 * base_density_kg_per_m3(molar_mass, base) / float(density(gas, pressure_pa))
