"""GMNS: `node.csv` and `link.csv`, with our own words in more columns, and `config.csv` for units.

Source: General Modeling Network Specification 0.96, github.com/zephyr-data-specs/GMNS.
"""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from crossgauge.errors import Fault, ProjectFaulty, nearest
from crossgauge.model.links import MODES, Link
from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.model.randomness import mean_of
from crossgauge.sources.build import attributes
from crossgauge.sources.columns_out import table_text
from crossgauge.sources.folder import Folder, Unreadable, rows_of
from crossgauge.sources.formats.brought import Brought, new_cells, settle, some
from crossgauge.sources.formats.ground import great_circle_m
from crossgauge.sources.formats.rows import (
    OTHERS,
    Row,
    elements_of,
    ends_of,
    known_cells,
    law_texts,
    place_names,
    words_of,
)
from crossgauge.sources.texts_out import number_text, quantity_text
from crossgauge.units import NotAQuantity, number, shown

VERSION = "0.96"
UNLIKELY = 30.0  # no way is so many times as long as the straight line, half of all links less so
LENGTHS = {"km": 1_000.0, "m": 1.0, "mi": 1_609.344, "mile": 1_609.344, "miles": 1_609.344, "ft": 0.3048}
SPEEDS = {"km/h": 1 / 3.6, "kmh": 1 / 3.6, "kph": 1 / 3.6, "mph": 0.44704, "m/s": 1.0}
WGS84 = ("EPSG:4326", "4326", "WGS84", "WGS 84")
USES = {  # words of `allowed_uses` and `facility_type` -> our mode
    **dict.fromkeys(("rail", "railway", "train", "freight rail"), "rail"),
    **dict.fromkeys(("auto", "car", "truck", "bus", "road", "highway", "hov", "sov", "motorway", "freeway",
                     "trunk", "primary", "secondary", "tertiary", "arterial", "residential"), "road"),
    **dict.fromkeys(("walk", "ped", "foot", "pedestrian", "sidewalk", "crosswalk"), "foot"),
    **dict.fromkeys(("sea", "ship", "ferry", "water"), "sea"),
    "pipeline": "pipeline",
}  # fmt: skip
NODE = ("node_id", "name", "x_coord", "y_coord", "z_coord", "node_type", "ctrl_type", "zone_id", "parent_node_id")
LINK = (
    "link_id", "name", "from_node_id", "to_node_id", "directed", "geometry_id", "geometry", "parent_link_id",
    "dir_flag", "length", "grade", "facility_type", "capacity", "free_speed", "lanes", "bike_facility",
    "ped_facility", "parking", "allowed_uses", "toll", "jurisdiction", "row_width",
)  # fmt: skip
OWN_LINK = ("mode", "gauge", "tracks", "headway", "places", "running_time")
Table = list[tuple[str, dict[str, str]]]  # where a row stands, and its filled cells


def read_gmns(folder: Path) -> Brought:
    """Places and links of a GMNS folder, coordinates in degrees of WGS 84.

    A link without `running_time` takes its length over `free_speed`, one without `length` the great circle, one
    without `mode` what its `allowed_uses` or `facility_type` says. Raises ProjectFaulty with every fault: file and
    line, what is wrong, what was expected.
    """
    source, faults = Folder(Path(folder)), list[Fault]()
    config = units_of(source, faults)
    tables = [table_of(source, name, faults) for name in ("node.csv", "link.csv")]
    if faults:
        raise ProjectFaulty(f"GMNS folder '{Path(folder).name}'", faults)
    nodes, links = tables
    check_degrees(Path(folder).name, nodes)
    reading = new_cells()
    rows = [node_row(where, cells, faults) for where, cells in nodes]
    places = elements_of(reading, Place, rows, "places", faults)
    at = {place.id: (place.longitude, place.latitude) for place in places}
    rows = [link_row(where, cells, config, at, faults) for where, cells in links]
    made = elements_of(reading, Link, rows, "links", faults)
    faults += [] if (source.path / "config.csv").exists() else check_lengths(made, at)
    unread = {word for _, cells in nodes for word in cells} - set(NODE[:4]) - {"node_type"} - words_of(Place)
    used = {"link_id", "from_node_id", "to_node_id", "directed", "length", "free_speed", "allowed_uses"}
    rest = {word for _, cells in links for word in cells} - used - {"facility_type", "geometry"} - words_of(Link)
    notes = [f"Not read: {some(sorted(unread | rest))}."] if unread | rest else []
    brought = Brought(places=places, links=made, notes=tuple(notes))
    settle(f"GMNS folder '{Path(folder).name}'", reading, faults, brought)
    return brought


def check_degrees(name: str, nodes: Table) -> None:
    """Raises ProjectFaulty, once, where most coordinates are metres of a grid."""
    out = [where for where, cells in nodes if is_grid(cells.get("x_coord", ""))]
    if 2 * len(out) > len(nodes):
        expected = "Expected degrees of WGS 84 (EPSG:4326): transform the coordinates first."
        fault = Fault(out[0], "has an x_coord that is no longitude, as most nodes have", expected)
        raise ProjectFaulty(f"GMNS folder '{name}'", [fault])


def is_grid(text: str) -> bool:
    """Whether a text is a number beyond 180.

    >>> is_grid("322754"), is_grid("80.44"), is_grid("east")
    (True, False, False)
    """
    try:
        return abs(number(text)) > 180
    except NotAQuantity:
        return False


def check_lengths(links: tuple[Link, ...], at: dict[str, tuple[float, float]]) -> list[Fault]:
    """A fault where lengths without a told unit cannot be in km, as a tool that writes metres makes them."""
    known = [link for link in links if link.start in at and link.end in at]
    straight_m = [great_circle_m([at[link.start], at[link.end]]) for link in known]
    ratios = [link.length_m / straight for link, straight in zip(known, straight_m, strict=True) if straight > 0]
    if not ratios or 1 / UNLIKELY < median(ratios) < UNLIKELY:
        return []
    wrong = f"has lengths that, in km, are {median(ratios):.3g} times the way between their ends"
    return [Fault("link.csv", wrong, "Expected the unit in config.csv, as: long_length,speed and below it m,km/h.")]


def units_of(source: Folder, faults: list[Fault]) -> tuple[float, float]:
    """Metres in a unit of length, and m/s in one of speed; km and km/h where `config.csv` says nothing."""
    if not (source.path / "config.csv").exists():
        return LENGTHS["km"], SPEEDS["km/h"]
    rows = table_of(source, "config.csv", faults)
    where, cells = rows[0] if rows else ("config.csv", {})
    crs = cells.get("crs", WGS84[0])
    if crs.upper() not in WGS84:
        expected = "Expected EPSG:4326, degrees of WGS 84: transform the coordinates first."
        faults.append(Fault(where, f"has the crs {shown(crs)}", expected))
    found = []
    for word, known, usual in (("long_length", LENGTHS, "km"), ("speed", SPEEDS, "km/h")):
        told = cells.get(word, usual).lower()
        if told not in known:
            near = nearest(told, known)
            hint = f"Expected one of {', '.join(known)}. {near if near.startswith('Did') else ''}"
            faults.append(Fault(where, f"has {word} {shown(told)}", hint.strip()))
        found.append(known.get(told, 1.0))
    return found[0], found[1]


def table_of(source: Folder, name: str, faults: list[Fault]) -> Table:
    """The rows of a file, each with its line; empty cells are left out, and numbers that are NaN."""
    try:
        header, rows = rows_of(source.text(name), name)
    except Unreadable as error:
        faults.append(error.fault)
        return []
    needed = {"node.csv": ("node_id", "x_coord", "y_coord"), "link.csv": ("link_id", "from_node_id", "to_node_id")}
    faults += [
        Fault(f"{name}:1", f"has no column '{word}'", f"Expected it. {nearest(word, header)}")
        for word in needed.get(name, ())
        if word not in header
    ]
    table = []
    for line, row in rows:
        if len(row) > len(header):
            expected = f"Expected {len(header)}, one for each column of the header."
            faults.append(Fault(f"{name}:{line}", f"has {len(row)} values", expected))
        pairs = zip(header, row, strict=False)
        kept = {word: cell for word, cell in pairs if word and cell and (cell != "NaN" or "name" in word)}
        table.append((f"{name}:{line}", kept))
    return table


def node_row(where: str, cells: dict[str, str], faults: list[Fault]) -> Row:
    """A node as a place; a `node_type` that is none of our kinds is left out."""
    told = known_cells(where, cells, Place, faults, NODE)
    told["id"] = cells.get("node_id", "")
    told.setdefault("name", told["id"])
    told |= {
        word: cells[column]
        for word, column in (("longitude", "x_coord"), ("latitude", "y_coord"))
        if column in cells
    }
    kind = cells.get("node_type", "").lower()
    if "kind" not in told and kind in attributes(Place)["kind"].metadata["one_of"]:
        told["kind"] = kind
    return Row(where, told)


def link_row(
    where: str,
    cells: dict[str, str],
    units: tuple[float, float],
    at: dict[str, tuple[float, float]],
    faults: list[Fault],
) -> Row:
    """A link of the file as one of ours, its numbers turned to our units."""
    told = known_cells(where, cells, Link, faults, LINK)
    told["id"] = cells.get("link_id", "")
    told |= {
        word: cells[column]
        for word, column in (("from", "from_node_id"), ("to", "to_node_id"))
        if column in cells
    }
    if "mode" not in told:
        told["mode"] = mode_of(where, cells, faults)
    length_m = told_m(where, cells, units[0], faults)
    ends = [at[name] for name in (told.get("from"), told.get("to")) if name in at]
    if length_m is None and len(ends) == 2:
        length_m = great_circle_m(ends)
    told.pop("length", None)
    if length_m is not None:
        told.setdefault("length_m", repr(length_m))
    if "running_time" not in told:
        speed = told_speed(where, cells, units[1], faults)
        told["running_time"] = f"{(length_m or 0.0) / speed!r} s"
    return Row(where, told)


def told_m(where: str, cells: dict[str, str], unit_m: float, faults: list[Fault]) -> float | None:
    """The length in metres; None where it is not told or no number."""
    try:
        return number(cells["length"]) * unit_m if "length" in cells else None
    except NotAQuantity as error:
        faults.append(Fault(where, f"has a length that {error.wrong}", error.expected))
        return None


def told_speed(where: str, cells: dict[str, str], unit: float, faults: list[Fault]) -> float:
    """The free speed in m/s; where it is wrong or missing that is a fault, and it is 1."""
    try:
        speed = number(cells["free_speed"]) * unit
    except KeyError:
        expected = "Expected one of them: a running time as '20 min', or a speed above 0."
        faults.append(Fault(where, "has neither running_time nor free_speed", expected))
        return 1.0
    except NotAQuantity as error:
        faults.append(Fault(where, f"has a free_speed that {error.wrong}", error.expected))
        return 1.0
    if speed <= 0:
        faults.append(Fault(where, f"has a free_speed of {cells['free_speed']}", "Expected a speed above 0."))
        return 1.0
    return speed


def mode_of(where: str, cells: dict[str, str], faults: list[Fault]) -> str:
    """Our mode, by what may use a link or by what it is."""
    uses = cells.get("allowed_uses", "").lower().replace(";", ",").split(",")
    words = [word.strip() for word in (*uses, cells.get("facility_type", "").lower()) if word.strip()]
    for word in words:
        if word in USES:
            return USES[word]
    wrong = f"allows {shown(', '.join(words))}" if words else "has no mode"
    hint = f" {nearest(words[0], USES)}" if words else ""
    faults.append(Fault(where, wrong, f"Expected a column 'mode': {', '.join(MODES)}.{hint}"))
    return MODES[0]


def write_gmns(network: Network, folder: Path) -> None:
    """Write places and links as `node.csv`, `link.csv` and `config.csv` into a folder, made if it is not there.

    Lengths are in km and read back to twelve digits; everything else reads back as it was. What else a network has is
    not of GMNS and is left out. Raises ProjectFaulty for running times that are columns of data.
    """
    laws, ends = law_texts(network, "link.csv"), ends_of(network)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    config = {
        "dataset_name": network.id, "short_length": "m", "long_length": "km", "speed": "km/h", "crs": WGS84[0],
        "geometry_field_format": "WKT", "currency": "USD", "version_number": VERSION, "id_type": "string",
    }  # fmt: skip
    nodes = ["node_id", "name", "x_coord", "y_coord", "node_type", "country", "unlocode"]
    links = ["link_id", "from_node_id", "to_node_id", "directed", "length", "facility_type", "free_speed"]
    links += ["allowed_uses", "geometry", *OWN_LINK]
    texts = {
        "config.csv": table_text(list(config), [list(config.values())]),
        "node.csv": table_text([*nodes, *(f"name_{one}" for one in OTHERS)], list(node_cells(network))),
        "link.csv": table_text(links, list(link_cells(network, laws, ends))),
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("utf-8"))


def node_cells(network: Network) -> Iterator[list[str]]:
    """A place a row."""
    for place in network.places:
        name, *other = place_names(place).values()
        at = [repr(place.longitude), repr(place.latitude)]
        yield [place.id, name, *at, place.kind, place.country, place.unlocode, *other]


def link_cells(
    network: Network, laws: dict[str, str], ends: dict[str, tuple[tuple[float, float], ...]]
) -> Iterator[list[str]]:
    """A link a row; it may be run both ways, so it is not directed."""
    for link in network.links:
        time_s = mean_of(link.running_time)
        speed = link.length_m / time_s * 3.6 if time_s > 0 else 0.0
        line = ", ".join(f"{lon!r} {lat!r}" for lon, lat in ends[link.id])
        yield [
            link.id, link.start, link.end, "0", repr(link.length_m / 1_000.0), link.mode,
            f"{speed:.6g}" if 0 < speed <= 200 else "", link.mode, f"LINESTRING ({line})", link.mode,
            "" if link.gauge_m is None else quantity_text(link.gauge_m, "m"),
            "" if link.tracks is None else number_text(link.tracks), quantity_text(link.headway_s, "s"),
            "" if link.places is None else number_text(link.places), laws[link.id],
        ]  # fmt: skip
