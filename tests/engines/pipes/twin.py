"""The slow, plain reading of lines: pressures marched in small steps, roots by bisection, parcels one behind another."""

import math
from collections import deque

G = 9.80665


def colebrook(reynolds, relative_roughness):
    low, high = 1.0, 100.0  # of 1 over the root of the factor

    def wrong(x):
        return x + 2 * math.log10(relative_roughness / 3.7 + 2.51 * x / reynolds)

    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if wrong(middle) > 0 else (middle, high)
    return 1 / low**2


def z(gas, p):
    return 1 / (gas.b1 + gas.b2_per_pa * p)


def rho(gas, p):
    return p / (z(gas, p) * gas.specific_gas_constant_j_per_kg_k * gas.temperature_k)


def marched(gas, p, flow, length_m, diameter_m, roughness_m, rise_m, steps=400):
    """Pressure at the end of a pipe by Runge and Kutta, None if it comes to zero."""
    area = math.pi * diameter_m**2 / 4
    factor = colebrook(flow * diameter_m / (area * gas.viscosity_pa_s), roughness_m / diameter_m)

    def slope(p):
        return (
            -factor * flow**2 / (2 * diameter_m * area**2 * rho(gas, p)) - rho(gas, p) * G * rise_m / length_m
        )

    h = length_m / steps
    for _ in range(steps):
        a = slope(p)
        if p + h * a <= 0:
            return None
        b = slope(p + h / 2 * a)
        c = slope(p + h / 2 * b)
        if p + h * c <= 0:
            return None
        p += h / 6 * (a + 2 * b + 2 * c + slope(p + h * c))
        if p <= 0:
            return None
    return p


def power(gas, flow, low, high, efficiency):
    n = (gas.isentropic_exponent - 1) / gas.isentropic_exponent
    head = gas.specific_gas_constant_j_per_kg_k * gas.temperature_k * (z(gas, low) + z(gas, high)) / 2 / n
    return flow * head * ((high / low) ** n - 1) / efficiency


def walked(gas, line, flow, out, steps=400):
    """Pressures before and behind every pipe and what is delivered, or None. Stations stand at joints, one a joint."""
    s = line.stations
    p, at, pressures = line.source_pa, 0.0, []
    for i, length in enumerate(line.pipes.length_m):
        for k in range(len(s.at_m)):
            if abs(s.at_m[k] - at) > 1.0:
                continue
            if p < s.suction_min_pa[k]:
                return None
            if out[k]:
                p *= s.bypass_ratio[k]
                continue
            low, high = p, max(p, min(s.discharge_max_pa[k], s.ratio_max[k] * p))
            if power(gas, flow, p, high, s.efficiency[k]) > s.power_w[k]:
                suction = p
                for _ in range(100):
                    middle = (low + high) / 2
                    enough = power(gas, flow, suction, middle, s.efficiency[k]) <= s.power_w[k]
                    low, high = (middle, high) if enough else (low, middle)
            flow -= power(gas, flow, p, high, s.efficiency[k]) * s.fuel_kg_per_j[k]
            p = high
        start = p
        p = marched(
            gas,
            p,
            flow,
            length,
            line.pipes.diameter_m[i],
            line.pipes.roughness_m[i],
            line.pipes.rise_m[i],
            steps,
        )
        if p is None:
            return None
        pressures.append((start, p))
        at += length
    return (pressures, flow) if p >= line.delivery_pa else None


def capacity(gas, line, out, steps=60):
    low, high = 1e-3, 5_000.0
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if walked(gas, line, middle, out, steps) else (low, middle)
    return low


def parcels(linefill_m3, batches, rate_m3_per_s, parcel_m3):
    """When the head and tail of every batch leave a line of parcels fed at one rate, and what has come out."""
    n = round(linefill_m3 / parcel_m3)
    line, time = deque([None] * n), 0.0
    first, last, out = {}, {}, []
    for batch, volume in enumerate(batches):
        for _ in range(round(volume / parcel_m3)):
            line.append(batch)
            time += parcel_m3 / rate_m3_per_s
            gone = line.popleft()
            if gone is not None:
                first.setdefault(gone, time - parcel_m3 / rate_m3_per_s)
                last[gone] = time
                out.append(gone)
    return first, last, out
