"""A declared line made ready for the engine: what can pass, and in what state it is with a flow, gas or oil alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from crossgauge.arrays.index import LineIndex
from crossgauge.engines.pipes.state import Bools, Capacity, Float64s, Legs
from crossgauge.model.pipelines import Pipeline

YEAR_S = 365 * 86_400.0
SCALE = {"gas": 1e9, "oil": 1e6}  # m³ in a bcm, t in a Mt
UNIT = {"gas": "bcm", "oil": "Mt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Steady:
    """A steady state: what is delivered, the pressure along the line, and the figures of `FIGURES`.

    at_m, pressure_pa, maop_pa : (n_points,); figures that the fluid does not have are left out
    """

    amount: float
    at_m: Float64s
    pressure_pa: Float64s
    maop_pa: Float64s
    figures: Mapping[str, float]


FIGURES = {  # name -> (unit, meaning)
    "linepack": ("mcm", "gas in the line, at its base of volume"),
    "linefill": ("kt", "oil in the line"),
    "days": ("d", "of flow that lie in the line"),
    "transit": ("h", "time from end to end"),
    "usable": ("h", "of delivery that the linepack feeds with nothing coming in"),
    "shaft": ("MW", "power of all compressors or pumps"),
    "fuel": ("%", "of what comes in, burnt on the way"),
    "energy": ("kJ/tkm", "work of compressors, or power of pumps, for a tonne-kilometre"),
    "co2": ("g/tkm", "CO2 of fuel and power for a tonne-kilometre"),
}


class Twin(Protocol):
    """A line in the engine's terms; amounts are of a year, in m³ at the line's base or in t."""

    @property
    def declared(self) -> Pipeline:
        """The declaration."""

    @property
    def index(self) -> LineIndex:
        """The way back to names."""

    @property
    def kg_per_m3(self) -> float:
        """Density at which its volumes are counted, or of the oil that fills it."""

    @property
    def legs(self) -> Legs:
        """The line as it is cut."""

    def capacity(self, out: Bools) -> Capacity:
        """What passes under sets of stations out, (n, n_stations)."""

    def carried(self, found: Capacity, out: Bools) -> Float64s:
        """What is delivered of it, (n,), NaN where nothing passes."""

    def steady(self, amount: float, out: Bools) -> Steady | None:
        """The state with an amount delivered and stations out, (n_stations,); None if it does not pass."""
