"""A gas network of GasLib as places and gas lines of the model; what the format does not tell is assumed, and said."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.model.facts import Provenance
from crossgauge.model.pipelines import LineStation, Nomination, Pipeline, Segment, Waypoint
from crossgauge.model.places import Place
from crossgauge.sources.formats.brought import Brought, new_cells, settle, some
from crossgauge.sources.formats.gaslib import KELVIN, MOLAR_M3, Connection, GasNetwork, Node, read_net
from crossgauge.sources.formats.gaslib_lines import Stretch, line_id, named, settled_flows, stretches
from crossgauge.units import YEAR

LOWER_OF_HIGHER = 0.9  # heating value of natural gas without its water over that with it
GAS_CONSTANT = 8.314462618  # J/(mol K), CODATA 2018
ISENTROPIC = 1.29  # exponent of natural gas
EFFICIENCY, DRIVE_EFFICIENCY = 0.8, 0.34
SIZED = "sized: one machine takes flowMax from pressureInMin to pressureOutMax, ideal gas, isentropic exponent 1.29"
USUAL = "GasLib's .net does not tell it; usual of a turbine that drives a centrifugal compressor"
HEATING = "nine tenths of calorificValue, which counts the heat of the steam; over normDensity"
DRAWN = "drawn, not measured: x and y of the file, scaled to one degree around 0, 0"


class Gas(NamedTuple):
    """What flows: molar mass in kg/mol, density at 0 °C in kg/m³, lower heating value in J/kg, temperature in °C."""

    molar_mass: float
    density: float
    heating_value: float
    temperature: float


def read_gaslib(net: Path, scn: Path | None = None, year: int | None = None) -> Brought:
    """Places and gas lines of a GasLib network, nominated for a year by a scenario where there is one.

    Raises ProjectFaulty with every fault: file and line, what is wrong, what was expected.
    """
    gas_net = read_net(net, scn)
    if scn is not None and year is None:
        fault = Fault(Path(scn).name, "is a nomination of no year", "Expected the year that it is for.")
        raise ProjectFaulty(gas_net.title, [fault])
    gas = gas_of(gas_net)
    found, notes = stretches(gas_net)
    names = line_ids(found)
    flows = settled_flows(found, gas_net.flows) if year is not None else {}
    lines, provenance = [], list[Provenance]()
    for number, (one, name) in enumerate(zip(found, names, strict=True)):
        behind = [other for other, line in enumerate(found) if line.tail == one.head]
        feeds = names[behind[0]] if len(behind) == 1 and behind[0] != number else ""
        flow = flows.get(number, 0.0)
        nominations = (Nomination(year=year, volume_m3=flow * YEAR),) if year is not None and flow > 0 else ()
        lines.append(line_of(gas_net, one, name, set(names), gas, feeds, nominations))
        provenance += assumed(lines[-1])
    backward = [names[number] for number, flow in flows.items() if flow < 0]
    unsettled = [names[number] for number in range(len(found)) if number not in flows] if year is not None else []
    notes += [f"Nominated against its direction, so left without: {some(backward)}."] if backward else []
    notes += [f"In a ring, so left without a nomination: {some(unsettled)}."] if unsettled else []
    places, drawn = places_of(gas_net, lines)
    brought = Brought(
        places=places, pipelines=tuple(lines), provenance=(*provenance, *drawn), notes=tuple(notes)
    )
    settle(gas_net.title, new_cells(), [], brought)
    return brought


def gas_of(net: GasNetwork) -> Gas:
    """What the first source gives. Raises ProjectFaulty where none tells its molar mass, heat or temperature."""
    needed = ("molarMass", "calorificValue", "gasTemperature")
    sources = [node for node in net.nodes.values() if node.kind == "source"]
    told = next((node.values for node in sources if all(word in node.values for word in needed)), None)
    if told is None:
        where = sources[0].where if sources else net.title
        fault = Fault(where, f"no source has {', '.join(needed)}", "Expected one that tells what flows.")
        raise ProjectFaulty(net.title, [fault])
    density = told.get("normDensity", told["molarMass"] / MOLAR_M3)
    heating = told["calorificValue"] * LOWER_OF_HIGHER / density
    return Gas(told["molarMass"], density, heating, told["gasTemperature"])


def line_ids(found: Iterable[Stretch]) -> list[str]:
    """A name for every line, no two alike.

    >>> line_ids([])
    []
    """
    names: list[str] = []
    for one in found:
        stem = line_id(one.parts)
        name, number = stem, 2
        while name in names:
            name, number = f"{stem}-{number}", number + 1
        names.append(name)
    return names


def line_of(
    net: GasNetwork,
    one: Stretch,
    name: str,
    lines: set[str],
    gas: Gas,
    feeds: str,
    nominations: tuple[Nomination, ...],
) -> Pipeline:
    """A stretch as a line. Nodes on the way that have a name are places that it passes."""
    route, segments, stations, at_m = [Waypoint(place=place_id(one.tail, lines), at_m=0.0)], [], [], 0.0
    for part in one.parts:
        if part.kind == "pipe":
            segments.append(segment_of(net, part))
            at_m += segments[-1].length_m
            last = part is one.parts[-1]
            if not last and net.nodes[part.head].name:
                route.append(Waypoint(place=place_id(part.head, lines), at_m=at_m))
        else:
            stations.append(station_of(part, name, at_m, gas))
    end = Waypoint(place=place_id(one.head, lines), at_m=at_m)
    route = [*(point for point in route if point.at_m < at_m), end]
    first = next(part for part in one.parts if part.kind == "pipe")
    tail, head = net.nodes[one.tail].values, net.nodes[one.head].values
    top = max(segment.maop_pa for segment in segments)
    return Pipeline(
        id=name, name=first.name or name, fluid="gas", feeds=feeds, note=f"From {net.title}, GasLib.",
        route=tuple(route), segments=tuple(segments), stations=tuple(stations),
        supply_pa=min(tail.get("pressureMax", top), top), delivery_pa=min(head.get("pressureMin", 101_325.0), top),
        temperature_c=gas.temperature, base="normal 0 °C", molar_mass_kg_per_mol=gas.molar_mass,
        heating_value_j_per_kg=gas.heating_value, nominations=nominations,
    )  # fmt: skip


def place_id(node: str, lines: set[str]) -> str:
    """The place of a node; one that is of a line alone, as `gas-a.shu`, is the place behind the point.

    >>> place_id("gas-a.shu", {"gas-a"}), place_id("node.7", {"gas-a"})
    ('shu', 'node-7')
    """
    head, _, rest = node.partition(".")
    return named(rest if rest and head in lines else node)


def segment_of(net: GasNetwork, pipe: Connection) -> Segment:
    """A pipe. GasLib's diameter is that within the wall, so the wall has no thickness here."""
    ends = [net.nodes[name].values for name in (pipe.tail, pipe.head)]
    bounds = [one["pressureMax"] for one in ends if "pressureMax" in one]
    top = pipe.values.get("pressureMax", min(bounds, default=0.0))
    return Segment(
        length_m=pipe.values["length"], diameter_m=pipe.values["diameter"], wall_m=0.0,
        roughness_m=pipe.values["roughness"], rise_m=ends[1].get("height", 0.0) - ends[0].get("height", 0.0),
        maop_pa=top,
    )  # fmt: skip


def station_of(part: Connection, line: str, at_m: float, gas: Gas) -> LineStation:
    """A compressor station: its pressures as told, one machine that is large enough."""
    low, high = part.values["pressureInMin"], part.values["pressureOutMax"]
    ratio = high / low if low > 0 else 1.0
    return LineStation(
        id=named(part.id.removeprefix(f"{line}.")), name=part.name, at_m=at_m, kind="compressor", units=1,
        power_w=power_w(part.values["flowMax"] * gas.density, ratio, gas), ratio_max=max(ratio, 1.0),
        suction_min_pa=low, discharge_max_pa=high, efficiency=EFFICIENCY, drive="gas",
        drive_efficiency=DRIVE_EFFICIENCY,
    )  # fmt: skip


def power_w(flow_kg_per_s: float, ratio: float, gas: Gas) -> float:
    """Power at the shaft that lifts a flow by a ratio of pressures, ideal gas.

    Source: isentropic head, as in Menon, Gas Pipeline Hydraulics, chapter 4.

    >>> methane = Gas(0.016, 0.717, 50e6, 15.0)
    >>> round(power_w(100.0, 1.5, methane) / 1e6, 2)
    7.95
    """
    part = (ISENTROPIC - 1) / ISENTROPIC
    head_j_per_kg = GAS_CONSTANT * (gas.temperature + KELVIN) / gas.molar_mass * (max(ratio, 1.0) ** part - 1) / part
    return float(flow_kg_per_s * head_j_per_kg / EFFICIENCY)


def assumed(line: Pipeline) -> list[Provenance]:
    """What of a line the format does not tell."""
    found = [Provenance(path=f"pipelines.{line.id}.heating_value", text="", assumed=HEATING)]
    for station in line.stations:
        path = f"pipelines.{line.id}.stations.{station.id}"
        found.append(Provenance(path=f"{path}.power", text="", assumed=SIZED))
        found += [
            Provenance(path=f"{path}.{word}", text="", assumed=USUAL)
            for word in ("efficiency", "drive_efficiency")
        ]
    return found


def places_of(net: GasNetwork, lines: list[Pipeline]) -> tuple[tuple[Place, ...], list[Provenance]]:
    """The places that lines pass, and which positions are but a drawing."""
    used = dict.fromkeys(point.place for line in lines for point in line.route)
    names, nodes = {line.id for line in lines}, dict[str, Node]()
    for node in net.nodes.values():
        other = nodes.setdefault(place_id(node.id, names), node)
        if other is not node and other.at != node.at:
            wrong = f"node '{node.id}' would be called as '{other.id}' is, {place_id(node.id, names)}"
            raise ProjectFaulty(net.title, [Fault(node.where, wrong, "Expected ids of letters, digits, - and _.")])
    kept = {name: nodes[name] for name in used}
    drawing = scaled([node for node in kept.values() if node.at is None])
    places = [
        Place(
            id=name, name=node.name or node.id, kind="pipeline node", longitude=(node.at or drawing[node.id])[0],
            latitude=(node.at or drawing[node.id])[1],
        )
        for name, node in kept.items()
    ]  # fmt: skip
    drawn = [
        Provenance(path=f"places.{name}.{word}", text="", assumed=DRAWN)
        for name, node in kept.items()
        if node.at is None
        for word in ("latitude", "longitude")
    ]
    return tuple(places), drawn


def scaled(nodes: list[Node]) -> dict[str, tuple[float, float]]:
    """Drawn positions, as large as one degree.

    >>> scaled([])
    {}
    """
    size = max((abs(one) for node in nodes for one in node.drawn), default=0.0) or 1.0
    return {node.id: (node.drawn[0] / size, node.drawn[1] / size) for node in nodes}
