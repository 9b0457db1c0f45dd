"""Oil and pumps: viscosity by temperature, blends, pump curves."""

import numpy as np

from crossgauge.engines.pipes.state import Float64s

CST = 1e-6  # m²/s


def viscosity_at(
    temperature_k: Float64s, at_k: tuple[float, float], viscosity_m2_per_s: tuple[float, float]
) -> Float64s:
    """Kinematic viscosity in m²/s at temperatures, (n,), through two measured points.

    Source: Walther (1931), ASTM D341: log log (nu + 0.7 cSt) is a straight line over log T. Oil below its pour point
    does not follow it.

    >>> nu = viscosity_at(np.array([283.15, 293.15, 323.15]), (293.15, 323.15), (12e-6, 5e-6))
    >>> (nu * 1e6).round(2).tolist()
    [17.63, 12.0, 5.0]
    """
    level = np.log10(np.log10(np.asarray(viscosity_m2_per_s) / CST + 0.7))
    slope = (level[1] - level[0]) / np.log10(at_k[1] / at_k[0])
    at = level[0] + slope * np.log10(np.asarray(temperature_k) / at_k[0])
    nu: Float64s = (10 ** (10**at) - 0.7) * CST
    return nu


def blend_m2_per_s(viscosity_m2_per_s: Float64s, share: Float64s) -> float:
    """Viscosity of a blend by shares of volume, (n_parts,); between those of its parts.

    Source: Walther's rule with 0.8 cSt, as Austin and Palfrey (1963) use it for interfaces.

    >>> round(blend_m2_per_s(np.array([12e-6, 12e-6]), np.array([0.5, 0.5])) * 1e6, 6)
    12.0
    """
    level = np.log10(np.log10(np.asarray(viscosity_m2_per_s) / CST + 0.8))
    return float((10 ** (10 ** (level @ share)) - 0.8) * CST)


def fit_pump_curve(flow_m3_per_s: Float64s, head_m: Float64s) -> tuple[float, float]:
    """Shutoff head in m and slope in s²/m⁵ of `shutoff − slope Q²` through measured points, by least squares.

    The points should fall (`checks.curve_faults`); if they rise on the whole, so does the curve: the slope comes out
    below zero and the line is refused.

    >>> shutoff, slope = fit_pump_curve(np.array([0.2, 0.5, 0.9]), 280 - 90 * np.array([0.2, 0.5, 0.9]) ** 2)
    >>> round(shutoff, 6), round(slope, 6)
    (280.0, 90.0)
    """
    table = np.column_stack([np.ones_like(flow_m3_per_s), -(np.asarray(flow_m3_per_s) ** 2)])
    (shutoff, slope), *_ = np.linalg.lstsq(table, head_m, rcond=None)
    return float(shutoff), float(slope)


def interface_m3(
    length_m: Float64s, diameter_m: Float64s, flow_m3_per_s: float, viscosity_m2_per_s: float
) -> float:
    """Volume between 1 and 99 % of the following oil, after the front has run through pipes (n,).

    Lengths of mixing add as squares from pipe to pipe, since mixing spreads with the root of the distance. Below the
    critical Reynolds number the interface grows steeply: cold or slow running spoils more.
    Source: Austin and Palfrey (1963).

    >>> round(interface_m3(np.array([962e3]), np.array([0.793]), 0.7505, 12e-6))
    1741
    """
    area = np.pi * diameter_m**2 / 4
    reynolds = flow_m3_per_s * diameter_m / (area * viscosity_m2_per_s)
    critical = 1e4 * np.exp(2.75 * np.sqrt(diameter_m))
    root = np.sqrt(diameter_m * length_m)
    fast = 11.75 * root * reynolds**-0.1
    slow = 18_384 * root * reynolds**-0.9 * np.exp(2.18 * np.sqrt(diameter_m))
    return float(np.sqrt(((area * np.where(reynolds >= critical, fast, slow)) ** 2).sum()))
