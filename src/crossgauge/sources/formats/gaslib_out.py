"""Gas lines of a network written as GasLib: nodes and connections (.net), and what is nominated (.scn)."""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.model.network import Network
from crossgauge.model.pipelines import LineStation, Pipeline, Segment, Waypoint, design_capacity, nominated
from crossgauge.sources.formats.gaslib import ATMOSPHERE_PA, KELVIN, MOLAR_M3
from crossgauge.sources.formats.gaslib_in import LOWER_OF_HIGHER
from crossgauge.units import YEAR

GAS, FRAMEWORK = "http://gaslib.zib.de/Gas", "http://gaslib.zib.de/Framework"
BASE_K = {"standard 20 °C": KELVIN + 20.0, "normal 0 °C": KELVIN, "15 °C": KELVIN + 15.0}
SAME_M = 1.0  # chainages that differ by less are the same


@dataclass(slots=True)
class Drawing:
    """Nodes by id with their values, connections in order, flows into (+) and out of (-) nodes, m³/s at 0 °C."""

    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    values: dict[str, dict[str, float]] = field(default_factory=dict)
    connections: list[tuple[str, dict[str, str], dict[str, float]]] = field(default_factory=list)
    flows: dict[str, float] = field(default_factory=dict)


def write_gaslib(network: Network, net: Path, scn: Path | None = None, year: int | None = None) -> tuple[str, ...]:
    """Write the gas lines of a network as a .net file, and with `scn` what is nominated for a year.

    Read back, a line has its route, pipe without wall, heights, pressures and stations; these have one machine of a
    size that fits, since a .net does not tell it. What was left out comes back, a sentence each. Raises ProjectFaulty
    where there is no gas line.
    """
    lines = [cut_at_stations(line) for line in network.pipelines if line.fluid == "gas"]
    if not lines:
        fault = Fault("pipelines", "has no line of gas", "Expected one: GasLib is of gas alone.")
        raise ProjectFaulty(f"network '{network.id}'", [fault])
    drawing = Drawing()
    starts, ends = {one.route[0].place for one in lines}, {one.route[-1].place for one in lines}
    for line in lines:
        draw(network, line, drawing, year)
    Path(net).write_bytes(xml_of(net_tree(network.id, drawing, starts - ends, ends - starts, lines[0])))
    if scn is not None:
        Path(scn).write_bytes(xml_of(scn_tree(network.id, drawing)))
    oil = [line.id for line in network.pipelines if line.fluid != "gas"]
    return (f"Lines of oil are left out: {', '.join(oil)}.",) if oil else ()


def cut_at_stations(line: Pipeline) -> Pipeline:
    """The line with its segments cut at stations and at the places that it passes, rising evenly along each.

    >>> segment = Segment(length_m=4.0, diameter_m=1.0, wall_m=0.01, roughness_m=1e-5, rise_m=2.0, maop_pa=1e6)
    >>> [part.length_m for part in cut(segment, [1.0])], [part.rise_m for part in cut(segment, [1.0])]
    ([1.0, 3.0], [0.5, 1.5])
    """
    cuts = [one.at_m for one in line.route[1:-1]] + [one.at_m for one in line.stations]
    segments, start = list[Segment](), 0.0
    for segment in line.segments:
        end = start + segment.length_m
        inside = sorted({at - start for at in cuts if start + SAME_M < at < end - SAME_M})
        segments += cut(segment, inside)
        start = end
    return replace(line, segments=tuple(segments))


def cut(segment: Segment, at: list[float]) -> list[Segment]:
    """A segment in pieces."""
    edges = [0.0, *at, segment.length_m]
    lengths = [end - start for start, end in pairwise(edges)]
    return [
        replace(segment, length_m=length, rise_m=segment.rise_m * length / segment.length_m) for length in lengths
    ]


def draw(network: Network, line: Pipeline, drawing: Drawing, year: int | None) -> None:
    """Put a line into the drawing."""
    points, stations = list(line.route), list(line.stations)
    here = place_node(network, drawing, points[0])
    drawing.values[here]["pressureMax"] = max(drawing.values[here].get("pressureMax", 0.0), line.supply_pa)
    at_m, height, passed = 0.0, drawing.values[here].setdefault("height", 0.0), 0
    flow = norm_m3_per_s(line, year)
    start = here
    for number, segment in enumerate(line.segments, start=1):
        while stations and stations[0].at_m < at_m + SAME_M:
            here = draw_station(drawing, line, stations.pop(0), here, f"{line.id}.s{passed}", height)
            passed += 1
        at_m, height = at_m + segment.length_m, height + segment.rise_m
        last = number == len(line.segments)
        point = next((one for one in points[1:] if abs(one.at_m - at_m) <= SAME_M), None)
        behind = last and bool(stations)  # a station at the end stands between the pipe and the last place
        alone = "" if last else f"{line.id}."  # a line joins others at its ends alone
        to = f"{line.id}.n{number}" if point is None or behind else place_node(network, drawing, point, alone)
        drawing.nodes.setdefault(to, {})
        drawing.values.setdefault(to, {}).setdefault("height", height)
        draw_pipe(drawing, line, segment, number, here, to)
        here = to
    for station in stations:
        last = station is stations[-1]
        to = place_node(network, drawing, points[-1]) if last else f"{line.id}.s{passed}"
        here, passed = draw_station(drawing, line, station, here, to, height), passed + 1
    drawing.values[here]["pressureMin"] = max(drawing.values[here].get("pressureMin", 0.0), line.delivery_pa)
    drawing.flows[start] = drawing.flows.get(start, 0.0) + flow
    drawing.flows[here] = drawing.flows.get(here, 0.0) - flow


def place_node(network: Network, drawing: Drawing, point: Waypoint, alone: str = "") -> str:
    """The node of a place, or that of one line there, made where it is not yet there."""
    place = next(one for one in network.places if one.id == point.place)
    told = {"alias": place.name, "geoWGS84Long": repr(place.longitude), "geoWGS84Lat": repr(place.latitude)}
    name = f"{alone}{place.id}"
    drawing.nodes[name] = {**told, "x": repr(place.longitude), "y": repr(place.latitude)}
    drawing.values.setdefault(name, {})
    return name


def draw_pipe(drawing: Drawing, line: Pipeline, segment: Segment, number: int, tail: str, head: str) -> None:
    """A pipe; the first carries the name of its line."""
    told = {"id": f"{line.id}.{number}", "from": tail, "to": head} | ({"alias": line.name} if number == 1 else {})
    flow = norm_m3_per_s(line, None)
    values = {
        "flowMin": -flow, "flowMax": flow, "length": segment.length_m,
        "diameter": segment.diameter_m - 2 * segment.wall_m, "roughness": segment.roughness_m,
        "pressureMax": segment.maop_pa,
    }  # fmt: skip
    drawing.connections.append(("pipe", told, values))


def draw_station(
    drawing: Drawing, line: Pipeline, station: LineStation, tail: str, head: str, height: float
) -> str:
    """A compressor station; the node behind it comes back."""
    drawing.nodes.setdefault(head, {})
    drawing.values.setdefault(head, {}).setdefault("height", height)
    told = {"id": f"{line.id}.{station.id}", "from": tail, "to": head, "fuelGasVertex": tail}
    told |= {"alias": station.name} if station.name else {}
    values = {
        "flowMin": 0.0, "flowMax": norm_m3_per_s(line, None), "pressureInMin": station.suction_min_pa,
        "pressureOutMax": station.discharge_max_pa,
    }  # fmt: skip
    drawing.connections.append(("compressorStation", told, values))
    return head


def norm_m3_per_s(line: Pipeline, year: int | None) -> float:
    """What is nominated for a year, or without one the most of capacity and nominations, m³/s at 0 °C, ideal gas."""
    most = max([design_capacity(line) or 0.0, *(one.volume_m3 or 0.0 for one in line.nominations)])
    volume = most if year is None else nominated(line, year) or 0.0
    return volume / YEAR * KELVIN / BASE_K[line.base]


WRITTEN = {  # value -> unit of the format, and what an SI value is divided by
    "height": ("m", 1.0), "length": ("km", 1e3), "diameter": ("mm", 1e-3), "roughness": ("mm", 1e-3),
    "pressureMin": ("bar", 1e5), "pressureMax": ("bar", 1e5), "pressureInMin": ("bar", 1e5),
    "pressureOutMax": ("bar", 1e5), "flowMin": ("1000m_cube_per_hour", 1e3 / 3_600),
    "flowMax": ("1000m_cube_per_hour", 1e3 / 3_600), "gasTemperature": ("Celsius", 1.0),
    "calorificValue": ("MJ_per_m_cube", 1e6), "normDensity": ("kg_per_m_cube", 1.0), "molarMass": ("kg_per_kmol", 1e-3),
}  # fmt: skip


def net_tree(
    title: str, drawing: Drawing, sources: set[str], sinks: set[str], first: Pipeline
) -> ElementTree.Element:
    """The .net file."""
    root = ElementTree.Element(f"{{{GAS}}}network")
    about = ElementTree.SubElement(root, f"{{{FRAMEWORK}}}information")
    for word, text in (("title", title), ("type", "gas")):
        ElementTree.SubElement(about, f"{{{FRAMEWORK}}}{word}").text = text
    nodes = ElementTree.SubElement(root, f"{{{FRAMEWORK}}}nodes")
    tops = [values["pressureMax"] for kind, _, values in drawing.connections if kind == "pipe"]
    flow = max(values["flowMax"] for _, _, values in drawing.connections)
    for name, told in drawing.nodes.items():
        kind = "source" if name in sources else "sink" if name in sinks else "innode"
        node = ElementTree.SubElement(nodes, f"{{{GAS}}}{kind}", {"id": name, "x": "0", "y": "0"} | told)
        own = drawing.values[name]
        values = {"height": own["height"], "pressureMin": own.get("pressureMin", ATMOSPHERE_PA)}
        values["pressureMax"] = own.get("pressureMax", max(tops))
        values |= {} if kind == "innode" else {"flowMin": 0.0, "flowMax": flow}
        add(node, values | (gas_values(first) if kind == "source" else {}))
    connections = ElementTree.SubElement(root, f"{{{FRAMEWORK}}}connections")
    for kind, told, values in drawing.connections:
        add(ElementTree.SubElement(connections, f"{{{GAS}}}{kind}", told), values)
    return root


def gas_values(line: Pipeline) -> dict[str, float]:
    """What flows, in SI: the density is that of an ideal gas, the heat counts that of the steam too."""
    molar_mass = line.molar_mass_kg_per_mol or 0.0
    density = molar_mass / MOLAR_M3
    heat = (line.heating_value_j_per_kg or 0.0) / LOWER_OF_HIGHER * density
    told = {"gasTemperature": line.temperature_c, "calorificValue": heat}
    return told | {"normDensity": density, "molarMass": molar_mass}


def add(element: ElementTree.Element, values: dict[str, float]) -> None:
    """Values as elements with their units."""
    for word, value in values.items():
        unit, factor = WRITTEN[word]
        ElementTree.SubElement(element, f"{{{GAS}}}{word}", {"unit": unit, "value": repr(value / factor)})


def scn_tree(title: str, drawing: Drawing) -> ElementTree.Element:
    """The .scn file: both bounds of a flow are what is nominated."""
    root = ElementTree.Element(f"{{{GAS}}}boundaryValue")
    scenario = ElementTree.SubElement(root, f"{{{GAS}}}scenario", {"id": title})
    for name, flow in drawing.flows.items():
        if flow:
            kind = "entry" if flow > 0 else "exit"
            node = ElementTree.SubElement(scenario, f"{{{GAS}}}node", {"type": kind, "id": name})
            unit, factor = WRITTEN["flowMax"]
            for bound in ("lower", "upper"):
                told = {"bound": bound, "value": repr(abs(flow) / factor), "unit": unit}
                ElementTree.SubElement(node, f"{{{GAS}}}flow", told)
    return root


def xml_of(root: ElementTree.Element) -> bytes:
    """A tree as a file."""
    ElementTree.register_namespace("", GAS)
    ElementTree.register_namespace("framework", FRAMEWORK)
    ElementTree.indent(root)
    told: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return told + b"\n"
