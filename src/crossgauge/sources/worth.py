"""The file `worth.yaml` of a project folder and its trade matrix, read against the network whose hours it values.

worth: {home: CN, elasticity: {value: "triangular(3, 5, 8)", fact: L-hm}, reliability: {…}}
countries: {CN: {gdp: {value: 17800 bn USD, assumed: …}, output: {value: "uniform(2.4, 3)", assumed: …}}}
goods: {machinery: {day: {value: "uniform(0.6 %, 2.1 %)", fact: L-hs}}}
cargoes: {trucks-west: {class: truck, direction: west, mode: road, tonne: {…}, goods: {value: {machinery: 60 %, …}, …}}}
routes: {KZ-west-road: {partner: KZ, direction: west, mode: road, share: {…}}}
visits: {bus: {elasticity: {value: "uniform(0.05, 0.3)", assumed: …}}}
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from crossgauge.errors import Fault, NotFound, ProjectFaulty, nearest
from crossgauge.model.network import Network
from crossgauge.model.paths import Path as Words
from crossgauge.model.worth import Cargo, Flow, Part, Valuation
from crossgauge.sources import facts
from crossgauge.sources.build import build
from crossgauge.sources.folder import WORTH, Unreadable, rows_of
from crossgauge.sources.project import in_order
from crossgauge.sources.reading import Reading
from crossgauge.sources.tree import Mapping, Node, Scalar, described
from crossgauge.sources.worth_checks import check_worth
from crossgauge.sources.yaml_file import collections_of, opened, parts_of
from crossgauge.units import EXAMPLES, NotAQuantity, number, read, shown

COLLECTIONS = ("countries", "goods", "cargoes", "routes", "visits")
HEADS = ("worth", *COLLECTIONS)
NEEDED = tuple(name for name in HEADS if name != "visits")
COLUMNS = ("exporter", "importer", "value", "year", "fact", "assumed")
MILLION = 1e6
WITHOUT_TRADE = "Expected every pair of countries once; 0 where they do not trade."


def read_worth(folder: Path, network: Network) -> Valuation:
    """The chain that a project folder declares in `worth.yaml`, with its trade matrix.

    network : for the classes of traffic and the facts that it cites
    Raises NotFound where the folder has no such file; ProjectFaulty with every fault: file and line, what is wrong,
    what was expected.
    """
    file = Path(folder) / WORTH
    if not file.is_file():
        raise NotFound("file of what hours are worth", str(file), [], read="docs/how-to-worth.md")
    source, tree, found = opened(file, WORTH)
    reading = Reading(folder=source, readers={(Cargo, "goods"): shares_of})
    declared = _valuation(reading, parts_of(reading, tree, WORTH, HEADS, NEEDED), network)
    known = {fact.id for fact in network.facts}
    facts.check_cited(reading, known)
    declared = replace(declared, flows=_flows(reading, declared, known))
    if not found and not reading.faults:
        check_worth(reading, declared, network)
    faults = found + [fault for _, fault in reading.faults]
    if faults:
        raise ProjectFaulty(WORTH, in_order(faults))
    return declared


def _valuation(reading: Reading, parts: dict[str, Node], network: Network) -> Valuation:
    given: dict[str, Any] = {
        "id": network.id,
        "provenance": (),
        "flows": (),
        **dict.fromkeys(COLLECTIONS, ()),
    }
    head = parts.get("worth", Scalar(WORTH, ""))
    declared: Valuation = build(reading, Valuation, head, ("worth",), dict(given))
    given |= collections_of(reading, Valuation, parts, COLLECTIONS)
    given["provenance"] = tuple(reading.provenance)
    return replace(declared, **given)


def shares_of(reading: Reading, node: Node, path: Words) -> Any:
    """The goods of a cargo, `{machinery: 60 %, clothing: 40 %}`, with their shares of its value."""
    usage = "Expected classes of goods with their shares, as {machinery: 60 %, clothing: 40 %}."
    if not isinstance(node, Mapping):
        return reading.fault(path, node.where, f"is {described(node)}", usage)
    parts = []
    for key, value in node.entries.items():
        within = (*path, key)
        reading.lines.setdefault(within, node.lines.get(key, value.where))
        try:
            share = read(value.text if isinstance(value, Scalar) else "", "fraction")
            if not 0.0 <= share <= 1.0:
                raise NotAQuantity(f"is {share:g}", f"Expected {EXAMPLES['fraction']}, at most 100 %.")
        except NotAQuantity as error:
            reading.fault(within, value.where, error.wrong, error.expected)
            continue
        parts.append(Part(id=key, share=share))
    return tuple(parts)


def _flows(reading: Reading, declared: Valuation, known: set[str]) -> tuple[Flow, ...]:
    """The rows of the trade matrix; every pair of different countries stands there once."""
    name = declared.matrix
    try:
        header, rows = rows_of(reading.folder.text(name), name)
    except Unreadable as error:
        reading.faults.append(((), error.fault))
        return ()
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        wrong = f"has no column '{missing[0]}'"
        reading.faults.append(((), Fault(f"{name}:1", wrong, f"Expected {', '.join(COLUMNS)}.")))
        return ()
    countries = [country.id for country in declared.countries]
    first: dict[tuple[str, str], str] = {}
    flows = []
    for line, row in rows:
        cells = dict(zip(header, row, strict=False))
        flow = _flow(reading, cells, f"{name}:{line}", countries, known)
        if flow is None:
            continue
        pair = (flow.exporter, flow.importer)
        if pair in first:
            wrong = f"has trade from {pair[0]} to {pair[1]} again"
            expected = f"Expected it once; the first is {first[pair]}."
            reading.faults.append(((), Fault(f"{name}:{line}", wrong, expected)))
        first.setdefault(pair, f"{name}:{line}")
        flows.append(flow)
    whole = not any(fault.where.startswith(f"{name}:") for _, fault in reading.faults)
    for exporter in countries if whole else ():
        for importer in countries:
            if exporter != importer and (exporter, importer) not in first:
                wrong = f"has no trade from {exporter} to {importer}"
                reading.faults.append(((), Fault(name, wrong, WITHOUT_TRADE)))
    return tuple(flows)


def _flow(
    reading: Reading, cells: dict[str, str], where: str, countries: list[str], known: set[str]
) -> Flow | None:
    """One row; its faults are noted, and None comes back."""
    before = len(reading.faults)

    def fault(wrong: str, expected: str) -> None:
        reading.faults.append(((), Fault(where, wrong, expected)))

    for side in ("exporter", "importer"):
        if (asked := cells.get(side, "")) not in countries:
            fault(f"{side} is {shown(asked)}", f"Expected a country. {nearest(asked, countries)}")
    if cells.get("exporter") == cells.get("importer"):
        fault("is trade of a country with itself", "Expected two; at home it is output less exports.")
    expected = "Expected million USD, at least 0."
    value = 0.0
    try:
        value = number(cells.get("value", ""))
        if value < 0:
            fault(f"value is {shown(cells['value'])}", expected)
    except NotAQuantity as error:
        fault(f"value {error.wrong}", expected)
    cited, assumed = cells.get("fact", ""), cells.get("assumed", "")
    if not cited and not assumed:
        fault("does not say where it came from", "Expected the id of a fact, or why it is assumed.")
    for one in (part.strip() for part in cited.split(",")):
        if one and one not in known:
            fault(f"cites the fact {shown(one)}", f"Expected the id of a fact. {nearest(one, known)}")
    if len(reading.faults) > before:
        return None
    return Flow(
        exporter=cells["exporter"],
        importer=cells["importer"],
        value=value * MILLION,
        year=cells.get("year", ""),
        fact=cited,
        assumed=assumed,
    )
