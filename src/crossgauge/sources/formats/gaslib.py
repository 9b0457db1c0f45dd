"""GasLib: nodes and connections of a gas network out of XML, every value in SI, every fault with its line.

Source: gaslib.zib.de, Schmidt et al., GasLib – A Library of Gas Network Instances, Data 2017, 2(4), 40: files .net
(network) and .scn (a nomination). Volumes are normal cubic metres, at 0 °C and 1.01325 bar.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crossgauge.errors import Fault, ProjectFaulty, nearest
from crossgauge.sources.formats.limits import MOST_GAS_ELEMENTS, MOST_GASLIB_BYTES
from crossgauge.sources.formats.xml_tree import Tag, xml_tree
from crossgauge.units import NotAQuantity, number, shown

NODES = ("source", "sink", "innode")
PIPES = ("pipe", "compressorStation")
OPEN = ("valve", "shortPipe", "resistor", "controlValve")  # without length: read as open
EACH = 30  # elements that one node or connection may have, its values
ATMOSPHERE_PA = 101_325.0
KELVIN = 273.15
MOLAR_M3 = 0.022413969545  # of an ideal gas at 0 °C and 101.325 kPa, CODATA 2018
# word of the format -> factor to SI, and what is then added
PRESSURES = {"bar": (1e5, 0.0), "barg": (1e5, ATMOSPHERE_PA), "Pa": (1.0, 0.0), "kPa": (1e3, 0.0), "MPa": (1e6, 0.0)}
LENGTHS = {"m": (1.0, 0.0), "meter": (1.0, 0.0), "km": (1e3, 0.0), "mm": (1e-3, 0.0)}
FLOWS = {"1000m_cube_per_hour": (1e3 / 3_600, 0.0), "m_cube_per_hour": (1 / 3_600, 0.0), "m_cube_per_s": (1.0, 0.0)}
UNITS: dict[str, dict[str, tuple[float, float]]] = {
    "height": LENGTHS, "length": LENGTHS, "diameter": LENGTHS, "roughness": LENGTHS,
    "pressureMin": PRESSURES, "pressureMax": PRESSURES, "pressureInMin": PRESSURES, "pressureOutMax": PRESSURES,
    "flowMax": FLOWS, "flow": FLOWS,
    "gasTemperature": {"Celsius": (1.0, 0.0), "C": (1.0, 0.0), "K": (1.0, -KELVIN)},
    "calorificValue": {"MJ_per_m_cube": (1e6, 0.0), "kWh_per_m_cube": (3.6e6, 0.0)},
    "normDensity": {"kg_per_m_cube": (1.0, 0.0)},
    "molarMass": {"kg_per_kmol": (1e-3, 0.0), "g_per_mol": (1e-3, 0.0)},
}  # fmt: skip
NEEDS = {
    "source": ("pressureMax",), "sink": ("pressureMin",), "innode": (),
    "pipe": ("length", "diameter", "roughness"),
    "compressorStation": ("pressureInMin", "pressureOutMax", "flowMax"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """A source, a sink or a node between, its values in SI; `at` is longitude and latitude, None where not told."""

    where: str
    id: str
    kind: str
    name: str
    at: tuple[float, float] | None
    drawn: tuple[float, float]
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class Connection:
    """What leads from a node to another, its values in SI."""

    where: str
    id: str
    kind: str
    name: str
    tail: str
    head: str
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class GasNetwork:
    """A .net file, and the flow of a .scn into (+) or out of (-) its nodes, m³/s at 0 °C."""

    title: str
    nodes: dict[str, Node]
    connections: tuple[Connection, ...]
    flows: dict[str, float]


def read_net(net: Path, scn: Path | None = None) -> GasNetwork:
    """A gas network, and its nomination where there is one.

    Raises ProjectFaulty with every fault: file and line, what is wrong, what was expected.
    """
    net, faults = Path(net), list[Fault]()
    root = xml_tree(net, MOST_GASLIB_BYTES, "MOST_GASLIB_BYTES", MOST_GAS_ELEMENTS * EACH)
    heads = {word: root.first(word) for word in ("nodes", "connections")}
    for word, head in heads.items():
        if root.name != "network" or head is None:
            faults.append(Fault(net.name, f"has no network with '{word}'", "Expected a GasLib .net file."))
    if faults:
        raise ProjectFaulty(net.name, faults)
    nodes = nodes_of(net.name, heads["nodes"], faults)
    connections = connections_of(net.name, heads["connections"], nodes, faults)
    flows = flows_of(Path(scn), nodes, faults) if scn is not None else {}
    if faults:
        raise ProjectFaulty(net.name, faults)
    about = root.first("information")
    title = about.first("title") if about else None
    return GasNetwork(title.text.strip() if title else net.stem, nodes, tuple(connections), flows)


def nodes_of(name: str, head: Tag | None, faults: list[Fault]) -> dict[str, Node]:
    """The nodes by id."""
    found: dict[str, Node] = {}
    for tag in head.children if head else ():
        where = f"{name}:{tag.line}"
        told = tag.attributes
        if tag.name not in NODES:
            faults.append(Fault(where, f"there is no node of the kind {shown(tag.name)}", expected(tag.name, NODES)))
            continue
        if not told.get("id") or told["id"] in found:
            faults.append(Fault(where, f"has the id {shown(told.get('id', ''))}", "Expected an id, every one once."))
            continue
        at = position(where, told, "geoWGS84Long", "geoWGS84Lat", faults)
        drawn = position(where, told, "x", "y", faults) or (0.0, 0.0)
        values = values_of(name, tag, faults)
        node = Node(where, told["id"], tag.name, told.get("alias", "").strip(), at, drawn, values)
        found[told["id"]] = node
    return found


def position(
    where: str, told: dict[str, str], east: str, north: str, faults: list[Fault]
) -> tuple[float, float] | None:
    """Two attributes as numbers; None where they are not told."""
    if east not in told or north not in told:
        return None
    try:
        return number(told[east]), number(told[north])
    except NotAQuantity as error:
        faults.append(Fault(where, f"has {east} and {north}, one of which {error.wrong}", error.expected))
        return None


def connections_of(name: str, head: Tag | None, nodes: dict[str, Node], faults: list[Fault]) -> list[Connection]:
    """The connections, in the order of the file."""
    found: dict[str, Connection] = {}
    for tag in head.children if head else ():
        where, told = f"{name}:{tag.line}", tag.attributes
        if tag.name not in (*PIPES, *OPEN):
            hint = expected(tag.name, (*PIPES, *OPEN))
            faults.append(Fault(where, f"there is no connection of the kind {shown(tag.name)}", hint))
            continue
        if not told.get("id") or told["id"] in found:
            faults.append(Fault(where, f"has the id {shown(told.get('id', ''))}", "Expected an id, every one once."))
            continue
        for word in ("from", "to"):
            if told.get(word) not in nodes:
                wrong = f"{tag.name} {shown(told['id'])}: '{word}' is {shown(told.get(word, ''))}"
                faults.append(Fault(where, wrong, f"Expected the id of a node. {nearest(told.get(word, ''), nodes)}"))
        found[told["id"]] = Connection(
            where, told["id"], tag.name, told.get("alias", "").strip(), told.get("from", ""), told.get("to", ""),
            values_of(name, tag, faults),
        )  # fmt: skip
    return list(found.values())


def expected(word: str, known: Iterable[str]) -> str:
    """What words there are, and the nearest."""
    hint = nearest(word, known)
    return f"Expected one of {', '.join(known)}. {hint if hint.startswith('Did') else ''}".strip()


def values_of(name: str, tag: Tag, faults: list[Fault]) -> dict[str, float]:
    """The values of a node or connection that we know, in SI, with those that it needs."""
    found = {}
    for inner in tag.children:
        if inner.name in UNITS:
            value = value_of(f"{name}:{inner.line}", inner, faults)
            if value is not None:
                found[inner.name] = value
    told = {inner.name for inner in tag.children}
    for word in NEEDS.get(tag.name, ()):
        if word not in told:
            wrong = f"{tag.name} {shown(tag.attributes.get('id', ''))} has no '{word}'"
            faults.append(Fault(f"{name}:{tag.line}", wrong, f"Expected it in {' or '.join(UNITS[word])}."))
    return found


def value_of(where: str, tag: Tag, faults: list[Fault]) -> float | None:
    """A value with its unit, in SI; a height without a unit is in metres, as some published files leave it out."""
    units = UNITS[tag.name]
    unit = tag.attributes.get("unit", "m" if tag.name == "height" else "")
    try:
        value = number(tag.attributes.get("value", ""))
    except NotAQuantity as error:
        faults.append(Fault(where, f"{tag.name} {error.wrong}", error.expected))
        return None
    if unit not in units:
        wrong = f"{tag.name} is in {shown(unit)}" if unit else f"{tag.name} has no unit"
        faults.append(Fault(where, wrong, expected(unit, units)))
        return None
    factor, added = units[unit]
    return value * factor + added


def flows_of(scn: Path, nodes: dict[str, Node], faults: list[Fault]) -> dict[str, float]:
    """What a scenario brings in (+) and takes out (-) by node, m³/s: the middle of its bounds."""
    root = xml_tree(scn, MOST_GASLIB_BYTES, "MOST_GASLIB_BYTES", MOST_GAS_ELEMENTS * EACH)
    scenario = root.first("scenario")
    if root.name != "boundaryValue" or scenario is None:
        faults.append(Fault(scn.name, "has no scenario", "Expected a GasLib .scn file."))
        return {}
    found = {}
    for tag in scenario.all("node"):
        where, name = f"{scn.name}:{tag.line}", tag.attributes.get("id", "")
        if name not in nodes:
            hint = f"Expected the id of a node. {nearest(name, nodes)}"
            faults.append(Fault(where, f"there is no node {shown(name)}", hint))
        told = [value_of(f"{scn.name}:{one.line}", one, faults) for one in tag.all("flow")]
        known = [one for one in told if one is not None]
        if not told:
            faults.append(Fault(where, f"node {shown(name)} has no flow", "Expected bounds of its flow."))
        if known:
            sign = -1.0 if tag.attributes.get("type") == "exit" else 1.0
            found[name] = sign * (min(known) + max(known)) / 2
    return found
