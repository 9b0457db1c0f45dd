"""A compressor station: how high it lifts the gas, what holds it, and what that takes."""

from typing import Any

from crossgauge.engines.pipes.compiled import compiled
from crossgauge.engines.pipes.gas_laws import compressibility
from crossgauge.engines.pipes.state import BYPASS, MAOP, POWER, RATIO


@compiled
def shaft_power_w(gas: Any, flow_kg_per_s: Any, suction_pa: Any, discharge_pa: Any, efficiency: Any) -> Any:
    """Power at the shaft for isentropic compression with Z halfway; 0 without lift.

    Source: Menon, Gas Pipeline Hydraulics (2005), eq. 4.15, in SI.

    >>> from crossgauge.engines.pipes.gas_laws import gas_of_z
    >>> air = gas_of_z(0.02896, 300.0, isentropic_exponent=1.4)
    >>> round(shaft_power_w(air, 0.02896, 1e5, 10e5, 0.78))  # a mole a second
    10417
    """
    n = (gas.isentropic_exponent - 1) / gas.isentropic_exponent
    z = (compressibility(gas, suction_pa) + compressibility(gas, discharge_pa)) / 2
    head = gas.specific_gas_constant_j_per_kg_k * gas.temperature_k * z / n
    return flow_kg_per_s * head * ((discharge_pa / suction_pa) ** n - 1) / efficiency


@compiled
def discharge_of_power(
    gas: Any, flow_kg_per_s: Any, suction_pa: Any, above_pa: Any, efficiency: Any, power_w: Any
) -> Any:
    """The discharge pressure that takes just `power_w`, found from a pressure that takes more, by Newton."""
    n = (gas.isentropic_exponent - 1) / gas.isentropic_exponent
    p = above_pa
    for _ in range(20):
        needed = shaft_power_w(gas, flow_kg_per_s, suction_pa, p, efficiency)
        z_in, z_out = compressibility(gas, suction_pa), compressibility(gas, p)
        head = flow_kg_per_s * gas.specific_gas_constant_j_per_kg_k * gas.temperature_k / (n * efficiency)
        raised = (p / suction_pa) ** n
        slope = head * (
            (z_in + z_out) / 2 * n * raised / p - z_out * z_out * gas.b2_per_pa / 2 * (raised - 1)
        )
        step = (needed - power_w) / slope
        p = max(p - step, suction_pa)
        if abs(step) < 1e-12 * p:
            break
    return p


@compiled
def discharge(
    gas: Any, stations: Any, station: Any, cap_pa: Any, flow_kg_per_s: Any, suction_pa: Any, out: Any
) -> Any:
    """Discharge pressure in Pa, what holds it, and shaft power in W of a station that lifts as high as it may."""
    if out:
        return suction_pa * stations.bypass_ratio[station], BYPASS, 0.0
    efficiency, power_w = stations.efficiency[station], stations.power_w[station]
    p, held_by = cap_pa, MAOP
    if stations.ratio_max[station] * suction_pa < p:
        p, held_by = stations.ratio_max[station] * suction_pa, RATIO
    p = max(p, suction_pa)
    needed = shaft_power_w(gas, flow_kg_per_s, suction_pa, p, efficiency)
    if needed <= power_w:
        return p, held_by, max(needed, 0.0)
    p = discharge_of_power(gas, flow_kg_per_s, suction_pa, p, efficiency, power_w)
    return p, POWER, shaft_power_w(gas, flow_kg_per_s, suction_pa, p, efficiency)
