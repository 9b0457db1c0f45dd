"""Speeds along a corridor, with delay and without, and what they say of standing time. Pure arithmetic.

Source: CAREC CPMM: SWD = distance / total time, SWOD = distance / time in motion; TFI4 is SWD.
"""

SECTION_KM = 500.0  # a section of CPMM
CARGO_T = 20.0  # a unit of cargo of CPMM


def stop_share(swd_km_per_h: float, swod_km_per_h: float) -> float:
    """Share of the time of a trip that it stands: 1 - SWD / SWOD.

    Exact for one trip, or for total distance over total time; for means of speeds it is near.

    >>> round(stop_share(10.4, 57.9), 2)
    0.82
    """
    return 1.0 - swd_km_per_h / swod_km_per_h


def hours_per_section(speed_km_per_h: float, section_km: float = SECTION_KM) -> float:
    """Hours for a section at a speed.

    >>> round(hours_per_section(10.4), 1)
    48.1
    """
    return section_km / speed_km_per_h


def stop_hours_per_section(
    swd_km_per_h: float, swod_km_per_h: float, section_km: float = SECTION_KM
) -> float:
    """Hours of standing in a section: 500 (1/SWD - 1/SWOD).

    >>> round(stop_hours_per_section(10.4, 57.9), 1)
    39.4
    """
    return hours_per_section(swd_km_per_h, section_km) - hours_per_section(swod_km_per_h, section_km)
