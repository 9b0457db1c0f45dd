"""Gas and oil lines: where they run, what they are made of, their stations, and what is to be carried."""

from dataclasses import dataclass

from crossgauge.model.attribute import attribute
from crossgauge.model.crossings import Failure
from crossgauge.model.places import Names

FLUIDS = ("gas", "oil")
BASES = ("standard 20 °C", "normal 0 °C", "15 °C")
KIND_OF = {"gas": "compressor", "oil": "pump"}  # what drives which fluid
DRIVES = ("gas", "electric")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waypoint:
    """A named place that a line passes."""

    place: str = attribute("place", refers="place")
    at_m: float = attribute("chainage, from the start of the line", unit="m", at_least=0)
    via: tuple[str, ...] = attribute(
        "places on the way to it from the one before, in order: drawn, nothing else", refers="place", default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of pipe of one make, one behind the other in the order of flow."""

    length_m: float = attribute("length", unit="m", above=0)
    diameter_m: float = attribute("outer diameter", unit="m", above=0)
    wall_m: float = attribute("thickness of the wall", unit="m", at_least=0)
    roughness_m: float = attribute("roughness of the inner wall", unit="m", at_least=0)
    rise_m: float = attribute("height of its end above its start", unit="m", default=0.0)
    maop_pa: float = attribute("highest pressure allowed (MAOP), absolute", unit="Pa", above=0, key="maop")


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """A point of the curve of one pump."""

    flow_m3_per_s: float = attribute("flow", unit="m3/s", at_least=0, key="flow")
    head_m: float = attribute("head at that flow", unit="m", above=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStation:
    """A compressor station of a gas line or a pump station of an oil line; its units are alike."""

    id: str = attribute("short name within the line")
    name: str = attribute("name in English", default="")
    at_m: float = attribute("chainage, from the start of the line", unit="m", at_least=0)
    kind: str = attribute("what it has", one_of=("compressor", "pump"))
    units: int = attribute("compressors or pumps that run", unit="1", at_least=1)
    spare: int = attribute("more of them, which stand by", unit="1", at_least=0, default=0)
    power_w: float = attribute(
        "compressors: highest power at the shaft of one", unit="W", at_least=0, key="power", default=0.0
    )
    ratio_max: float = attribute(
        "compressors: highest discharge over suction", at_least=1, key="ratio", default=2.0
    )
    curve: tuple[CurvePoint, ...] = attribute("pumps: points of the curve of one, head falling", default=())
    suction_min_pa: float = attribute("lowest pressure at the inlet", unit="Pa", above=0, key="suction")
    discharge_max_pa: float = attribute("highest pressure at the outlet", unit="Pa", above=0, key="discharge")
    efficiency: float = attribute(
        "work done on the fluid over work at the shaft", unit="fraction", above=0, at_most=1
    )
    drive: str = attribute("what turns it", one_of=DRIVES, default="gas")
    drive_efficiency: float = attribute(
        "work at the shaft over energy of fuel or power", unit="fraction", above=0, at_most=1
    )
    failure: Failure | None = attribute("outage of the whole station, exponential; none: never", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A kind of oil."""

    id: str = attribute("short name within the line")
    name: str = attribute("name in English", default="")
    density_kg_per_m3: float = attribute("density", unit="kg/m3", above=0, key="density")
    viscosity_20c_m2_per_s: float = attribute(
        "kinematic viscosity at 20 °C", unit="m2/s", above=0, key="viscosity_20c"
    )
    viscosity_50c_m2_per_s: float = attribute(
        "kinematic viscosity at 50 °C", unit="m2/s", above=0, key="viscosity_50c"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OilBatch:
    """Oil of one grade that is pumped in at a stretch."""

    grade: str = attribute("grade of the line", refers="grade")
    mass_t: float = attribute("how much", unit="t", above=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination:
    """What is delivered in a year, or is to be."""

    year: int = attribute("which year", unit="1", at_least=1900, at_most=2200)
    volume_m3: float | None = attribute(
        "gas, at the line's base", unit="m3", at_least=0, key="volume", default=None
    )
    mass_t: float | None = attribute("oil", unit="t", at_least=0, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """A process chain of a border crossing that may carry what the line cannot."""

    id: str = attribute("short name within the line, as 'rail'")
    crossing: str = attribute("crossing", refers="crossing")
    chain: str = attribute("chain with arrivals whose units would be more", refers="chain")
    load_t: float = attribute(
        "of the fluid in one load: tank wagon, tank container, truck", unit="t", above=0
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A line from a source to a delivery, in the direction of flow."""

    id: str = attribute("short name used by everything else")
    name: str = attribute("name in English")
    names: Names = attribute("names in other languages", default=())
    fluid: str = attribute("what flows", one_of=FLUIDS)
    feeds: str = attribute(
        "line that it brings to; none: it crosses the border itself", refers="pipeline", default=""
    )
    note: str = attribute("what it rests on, and what it leaves out", default="")
    route: tuple[Waypoint, ...] = attribute("places that it passes, in order")
    segments: tuple[Segment, ...] = attribute("pipe, in order")
    stations: tuple[LineStation, ...] = attribute("stations, in order", default=())
    supply_pa: float = attribute("pressure of the source, absolute", unit="Pa", above=0, key="supply")
    delivery_pa: float = attribute("lowest pressure at the end, absolute", unit="Pa", above=0, key="delivery")
    temperature_c: float = attribute(
        "of the ground and the fluid", unit="°C", at_least=-50, at_most=100, key="temperature"
    )
    base: str = attribute("gas: conditions at which its volumes are counted", one_of=BASES, default=BASES[0])
    volume_capacity_m3_per_year: float | None = attribute(
        "gas: design capacity, at the base", unit="m3/year", above=0, key="volume_capacity", default=None
    )
    mass_capacity_t_per_year: float | None = attribute(
        "oil: design capacity", unit="t/year", above=0, key="mass_capacity", default=None
    )
    molar_mass_kg_per_mol: float | None = attribute(
        "gas: molar mass", unit="kg/mol", above=0, key="molar_mass", default=None
    )
    heating_value_j_per_kg: float | None = attribute(
        "gas: lower heating value", unit="J/kg", above=0, key="heating_value", default=None
    )
    grid_kg_per_j: float = attribute("CO2 of power bought", unit="kg/J", at_least=0, key="grid", default=0.0)
    vapour_pa: float | None = attribute(
        "oil: least pressure that keeps it liquid", unit="Pa", above=0, key="vapour", default=None
    )
    storage_t: float = attribute("oil: free room in tanks at its start", unit="t", at_least=0, default=0.0)
    grades: tuple[Grade, ...] = attribute("oil: kinds, the first of which fills the line", default=())
    batches: tuple[OilBatch, ...] = attribute(
        "oil: batches, in the order in which they are pumped in", default=()
    )
    reported_transit_s: float | None = attribute(
        "time from end to end that was reported", unit="s", above=0, key="reported_transit", default=None
    )
    nominations: tuple[Nomination, ...] = attribute("yearly deliveries", default=())
    substitutes: tuple[Substitute, ...] = attribute("what may carry what it cannot", default=())


def length_m(pipeline: Pipeline) -> float:
    """Length of a line, the sum of its segments."""
    return sum(segment.length_m for segment in pipeline.segments)


def nominated(pipeline: Pipeline, year: int) -> float | None:
    """What is nominated for a year, in m³ at the line's base or in t; None if nothing is said."""
    for one in pipeline.nominations:
        if one.year == year:
            return one.volume_m3 if pipeline.fluid == "gas" else one.mass_t
    return None


def design_capacity(pipeline: Pipeline) -> float | None:
    """The declared capacity in m³ a year at the line's base, or in t a year."""
    gas = pipeline.fluid == "gas"
    return pipeline.volume_capacity_m3_per_year if gas else pipeline.mass_capacity_t_per_year


def amount_text(pipeline: Pipeline, amount: float) -> str:
    """A yearly amount as one says it: '25 bcm (standard 20 °C)', '20 Mt'."""
    if pipeline.fluid == "gas":
        return f"{amount / 1e9:.4g} bcm ({pipeline.base})"
    return f"{amount / 1e6:.4g} Mt"
