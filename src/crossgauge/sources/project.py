"""A project folder as a network, or all its faults at once (docs/project-format.md)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from crossgauge.errors import Fault, ProjectFaulty, nearest
from crossgauge.model.checks import check_network
from crossgauge.model.checks_references import COLLECTIONS
from crossgauge.model.flows import MEASURES, Goods, OriginDemand
from crossgauge.model.network import Network
from crossgauge.model.travel import Institute
from crossgauge.sources import calendars, codes, corridors, facts, steps
from crossgauge.sources.build import attributes, build, elements, kinds
from crossgauge.sources.folder import Folder, Unreadable, files_of, table_tree
from crossgauge.sources.reading import Failed, Reading
from crossgauge.sources.tree import Mapping, Node, Scalar, described, is_empty
from crossgauge.sources.yaml_tree import yaml_tree
from crossgauge.units import shown

HEADS = ("network", *COLLECTIONS)
ADDED = ("role", "measure", "needs")  # what YAML may add to a fact of a CSV file
READERS: dict[tuple[type[Any], str], Any] = {
    **steps.READERS,
    **calendars.READERS,
    **facts.READERS,
    **corridors.READERS,
    **{(OriginDemand, word): steps.counts_of for word in MEASURES},
    **{(Institute, word): steps.counts_of for word in ("trainees", "visas")},
    (Goods, "codes"): codes.codes_of,
    (Network, "calendars"): calendars.calendars_of,
}


def read_project(folder: Path) -> Network:
    """The network that a folder declares, checked.

    Raises ProjectFaulty with every fault: file and line, what is wrong, what was expected.
    """
    folder = Path(folder)
    name = f"project '{folder.name or folder}'".encode("utf-8", "replace").decode("utf-8")
    if not folder.is_dir():
        wrong = "is not a folder" if folder.exists() else "does not exist"
        raise ProjectFaulty(name, [Fault(str(folder), wrong, "Expected a project folder.")])
    faults: list[Fault] = []
    source = Folder(folder)
    trees = _trees(source, faults)
    if not trees and not faults:
        expected = "Expected a project folder: network.yaml, places.yaml, crossings.yaml, …"
        raise ProjectFaulty(name, [Fault(str(folder), "has no YAML or CSV file to read", expected)])
    whole = not faults  # what was lost with a file is not looked for in the others
    joined = _joined(trees, faults)
    reading = Reading(folder=source, readers=READERS)
    network = _network(reading, joined, whole)
    faults += [fault for _, fault in reading.faults]
    faults += checked(reading, network, faults) if whole else []
    if faults:
        raise ProjectFaulty(name, in_order(faults))
    return network


def in_order(faults: list[Fault]) -> list[Fault]:
    """The faults by file and line, each once."""

    def place(fault: Fault) -> tuple[str, int]:
        file, _, line = fault.where.rpartition(":")
        return (file, int(line)) if line.isdecimal() else (fault.where, 0)

    return sorted(dict.fromkeys(faults), key=place)


def _trees(source: Folder, faults: list[Fault]) -> list[tuple[str, Mapping]]:
    """Every collection of every file, by its key."""
    names, found = files_of(source.path)
    faults += found
    trees: list[tuple[str, Mapping]] = []
    for name in names:
        head = Path(name).stem
        try:
            if name.endswith(".yaml"):
                trees += _yaml_heads(source.text(name), name, faults)
            elif head in COLLECTIONS:
                trees.append((head, table_tree(source.text(name), name, faults)))
        except Unreadable as error:
            faults.append(error.fault)
    return trees


def _yaml_heads(text: str, name: str, faults: list[Fault]) -> list[tuple[str, Mapping]]:
    tree, found = yaml_tree(text, name)
    faults += found
    if tree is None or is_empty(tree):
        return []
    expected = f"Expected collections: {', '.join(HEADS)}."
    if not isinstance(tree, Mapping):
        faults.append(Fault(tree.where, f"is {described(tree)}", expected))
        return []
    heads = []
    for key, node in tree.entries.items():
        if key not in HEADS:
            hint = nearest(key, HEADS)
            wrong = f"there is no collection {shown(key)}"
            hint = hint if hint.startswith("Did") else f"Collections are {', '.join(HEADS)}."
            faults.append(Fault(tree.lines[key], wrong, f"Expected a collection. {hint}"))
        elif isinstance(node, Mapping):
            heads.append((key, Mapping(tree.lines[key], node.entries, node.lines)))
        elif not is_empty(node):
            wrong = f"{key} is {described(node)}"
            faults.append(Fault(tree.lines[key], wrong, "Expected a mapping id → attributes."))
    return heads


def _joined(trees: list[tuple[str, Mapping]], faults: list[Fault]) -> dict[str, Mapping]:
    """Equal collections of all files as one."""
    joined: dict[str, Mapping] = {}
    for head, tree in trees:
        if head not in joined:
            joined[head] = Mapping(tree.where, dict(tree.entries), dict(tree.lines))
            continue
        if head == "network":
            wrong = "'network' stands here again"
            faults.append(Fault(tree.where, wrong, f"Expected it once; the first is {joined[head].where}."))
            continue
        known = joined[head]
        for key, node in tree.entries.items():
            where = tree.lines.get(key, node.where)
            if key not in known.entries:
                known.entries[key] = node
                known.lines[key] = where
            elif head == "facts" and _adds(node, known.entries[key]) is not None:
                known.entries[key] = _adds(node, known.entries[key]) or node
            else:
                wrong = f"{head} has {shown(key)} again"
                faults.append(Fault(where, wrong, f"Expected it once; the first is {known.lines[key]}."))
    return joined


def _adds(node: Node, known: Node) -> Mapping | None:
    """Two parts of a fact as one, if one of them only adds `role`, `measure` and `needs`."""
    if not (isinstance(node, Mapping) and isinstance(known, Mapping)):
        return None
    if any(key in known.entries for key in node.entries):
        return None
    if not (set(node.entries) <= set(ADDED) or set(known.entries) <= set(ADDED)):
        return None
    return Mapping(known.where, known.entries | node.entries, known.lines | node.lines)


def _network(reading: Reading, joined: dict[str, Mapping], whole: bool) -> Network:
    """The network of the joined collections; what cannot be read is noted and left out."""
    head = joined.get("network")
    values: dict[str, Any] = dict.fromkeys((*COLLECTIONS, "provenance"), ())
    if head is None:
        if whole:
            expected = "Expected 'network: {id: …, name: …}' in a file."
            reading.fault(("network",), "network.yaml", "is missing", expected)
        head = Mapping("network.yaml", {"id": Scalar("network.yaml", "?")})
    reading.lines[("network",)] = head.where
    network: Network = build(reading, Network, head, ("network",), values)
    reading.first_year = network.start.year if network.start else None
    for collection in COLLECTIONS:
        if collection in joined:
            reading.lines[(collection,)] = joined[collection].where
            made = _collection(reading, collection, joined[collection])
            if not isinstance(made, Failed):
                values[collection] = made
    network = replace(network, **values)
    complete = whole and not reading.faults
    agreements = facts.settled(reading, network, complete)
    measures = facts.settled_measures(reading, network, complete)
    if whole:
        facts.check_cited(reading, {fact.id for fact in network.facts})
    return replace(network, agreements=agreements, measures=measures, provenance=tuple(reading.provenance))


def _collection(reading: Reading, collection: str, node: Mapping) -> Any:
    reader = READERS.get((Network, collection))
    if reader is not None:
        return reader(reading, node, (collection,))
    return elements(reading, _declared(collection), node, (collection,))


def _declared(collection: str) -> type[Any]:
    declared: type[Any] = kinds(Network)[attributes(Network)[collection].name].__args__[0]
    return declared


def checked(reading: Reading, network: Network, before: list[Fault]) -> list[Fault]:
    """Faults of the rules, at their lines; those that only follow from what could not be read are left out."""
    broken = {path for path, _ in reading.faults}
    lines = {fault.where for fault in before}
    chains = {path[:4] for path in broken if path[:1] == ("crossings",) and path[2:3] == ("chains",)}
    found = []
    for fault in check_network(network):
        path = tuple(fault.where.split("."))
        where = line_of(reading, path)
        within = path[:4] in chains or any(len(path) == 4 and chain[:2] == path[:2] for chain in chains)
        if where not in lines and not within and path not in broken:
            found.append(Fault(where, fault.wrong, fault.expected))
    return found


def line_of(reading: Reading, path: tuple[str, ...]) -> str:
    """File and line of what a path names, or of the nearest thing around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in reading.lines:
            return reading.lines[path[:length]]
    return ".".join(path)
