"""Scenario files: `scenarios/<id>.yaml` of a project folder, read against the network that they change.

scenario: {name: …, note: …, after: [second-track]}
add: {from: 2027-01-01, links: {…}, crossings: {x: {resources: {…}}}}
changes: [{set: path, to: …}, {scale: path, by: …}, {remove: path}, {close: …}, {open: …}, {adopt: …}]
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any, get_args

from crossgauge.errors import Fault, ProjectFaulty, nearest
from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.applying import EditImpossible, addition_starts, adopted, edited, head_of
from crossgauge.model.changes import PathUnknown
from crossgauge.model.checks import check_network
from crossgauge.model.checks_references import COLLECTIONS
from crossgauge.model.crossings import Crossing
from crossgauge.model.facts import Provenance
from crossgauge.model.network import Network
from crossgauge.model.paths import Path, said
from crossgauge.model.patterns import is_pattern, paths_like
from crossgauge.model.scenario import (
    Addition,
    Adoption,
    Alteration,
    Closing,
    Edit,
    Opening,
    Removal,
    Scenario,
)
from crossgauge.sources import facts
from crossgauge.sources.build import attribute_value, attributes, build, elements, kinds
from crossgauge.sources.project import READERS, in_order, line_of
from crossgauge.sources.reading import Failed, Reading
from crossgauge.sources.tree import Listing, Mapping, Node, Scalar, described, is_empty, text_of
from crossgauge.sources.yaml_file import opened, parts_of
from crossgauge.units import shown

HEADS = ("scenario", "add", "changes")
PARTS = ("resources", "gates", "chains", "charges", "documents")  # what may be added to a crossing that is there
ADDABLE = tuple(name for name in COLLECTIONS if name not in ("agreements", "measures"))
KINDS: dict[str, Any] = {
    "set": Alteration,
    "scale": Alteration,
    "remove": Removal,
    "close": Closing,
    "open": Opening,
    "adopt": Adoption,
}
USAGE = "Expected one of set, scale, remove, close, open, adopt, as {set: path, to: value, from: 2025-01-01}."


def read_scenario(file: FilePath, network: Network, ruled: bool = True) -> tuple[Scenario, Network]:
    """The scenario that a file declares, and the network with it applied and checked.

    network : with the scenarios of its `after` applied (`sources.scenarios`)
    ruled   : hold what comes of it against the rules too, which takes most of the time
    Raises ProjectFaulty with every fault: file and line, what is wrong, what was expected; a change that touches
    nothing is one.
    """
    name = f"scenario '{file.stem}'"
    source, tree, found = opened(file, name)
    reading = Reading(
        folder=source, readers=READERS, first_year=network.start.year if network.start else None
    )
    parts = parts_of(reading, tree, file.name, HEADS, ()) if not found else {}
    heads = {key: node for key, node in parts.items() if not is_empty(node)}
    scenario: Scenario = build(
        reading,
        Scenario,
        heads.get("scenario", Scalar(file.name, "")),
        ("scenario",),
        {"id": file.stem, "edits": ()},
    )
    maker = _Maker(reading, network, scenario)
    if "add" in heads:
        maker.add(heads["add"])
    if "changes" in heads:
        maker.change(heads["changes"])
    faults = found + [fault for _, fault in reading.faults]
    if not faults and not maker.edits:
        faults.append(
            Fault(file.name, "changes nothing", "Expected 'changes' or 'add' with something in it.")
        )
    if not faults:
        facts.check_cited(reading, {fact.id for fact in maker.network.facts})
        faults = [fault for _, fault in reading.faults]
        faults += _new_faults(reading, network, maker) if ruled else []
    if faults:
        raise ProjectFaulty(name, in_order(faults))
    told = (*network.provenance, *(entry for entry in reading.provenance if entry.path))
    return replace(scenario, edits=tuple(maker.edits)), replace(maker.network, provenance=told)


def _new_faults(reading: Reading, before: Network, maker: "_Maker") -> list[Fault]:
    """Faults that the scenario brings about, at the line that does so; else at what was removed last."""
    brought = check_network(maker.network)
    if not brought:
        return []  # as nearly always: then nobody need look for those that were there before
    known = {(fault.where, fault.wrong) for fault in check_network(before)}
    found = []
    for fault in brought:
        if (fault.where, fault.wrong) not in known:
            where = line_of(reading, tuple(fault.where.split(".")))
            found.append(Fault(maker.removed if where == fault.where else where, fault.wrong, fault.expected))
    return found


class _Maker:
    """Reads and makes one change after the other, so that each is read against what those before have made."""

    def __init__(self, reading: Reading, network: Network, scenario: Scenario) -> None:
        self.reading = reading
        self.network = network
        self.edits: list[Edit] = []
        self.removed = f"{scenario.id}.yaml"
        try:
            self.head = head_of(network, scenario)
        except EditImpossible as error:
            reading.fault(("scenario",), reading.lines.get(("scenario",), ""), error.wrong, error.expected)
            self.head = Agreement(id="?", name="?", order=1 << 30)

    def add(self, node: Node) -> None:
        """Read `add` and put its elements in."""
        if not isinstance(node, Mapping):
            self.reading.fault(("add",), node.where, f"is {described(node)}", "Expected collections.")
            return
        start = self._start(node)
        for collection, inner in node.entries.items():
            if collection == "from":
                continue
            if collection not in ADDABLE:
                self.reading.unknown(("add",), node.lines[collection], collection, ["from", *ADDABLE])
            elif collection == "crossings" and isinstance(inner, Mapping):
                self._crossings(inner, start)
            else:
                self._elements(collection, get_args(kinds(Network)[collection])[0], inner, start)

    def _start(self, node: Mapping) -> Any:
        if "from" not in node.entries:
            return None
        value = attribute_value(
            self.reading, node.entries["from"], Addition, attributes(Addition)["from"], ("add", "from")
        )
        return None if isinstance(value, Failed) else value

    def _crossings(self, node: Mapping, start: Any) -> None:
        """Crossings that are new, and new resources, gates and chains of those that are there."""
        known = {crossing.id for crossing in self.network.crossings}
        new = Mapping(node.where, {}, {})
        for name, inner in node.entries.items():
            if name not in known:
                new.entries[name], new.lines[name] = inner, node.lines.get(name, inner.where)
            elif not isinstance(inner, Mapping):
                self.reading.fault(
                    ("crossings", name), inner.where, f"is {described(inner)}", "Expected a mapping."
                )
            else:
                self._within(name, inner, start)
        if new.entries:
            self._elements("crossings", Crossing, new, start)

    def _within(self, crossing: str, node: Mapping, start: Any) -> None:
        for word, members in node.entries.items():
            if word not in PARTS:
                self.reading.unknown(
                    ("crossings", crossing),
                    node.lines[word],
                    word,
                    list(PARTS),
                )
                continue
            declared = get_args(kinds(Crossing)[word])[0]
            self._elements(f"crossings.{crossing}.{word}", declared, members, start)

    def _elements(self, collection: str, declared: type[Any], node: Node, start: Any) -> None:
        before = len(self.reading.faults)
        path = tuple(collection.split("."))
        reader = READERS.get((Network, collection))
        made = reader(self.reading, node, path) if reader else elements(self.reading, declared, node, path)
        if isinstance(made, Failed) or len(self.reading.faults) > before:
            return
        for element in made:
            addition = Addition(collection=collection, element=element)
            if start is not None and addition_starts(addition):
                addition = replace(addition, start=start)
            self._make(addition, (*path, element.id))

    def change(self, node: Node) -> None:
        """Read `changes` and make them."""
        items = (node,) if isinstance(node, Mapping) else node.items if isinstance(node, Listing) else None
        if items is None:
            self.reading.fault(("changes",), node.where, f"is {described(node)}", USAGE)
            return
        for index, item in enumerate(items):
            path = ("changes", str(index))
            self.reading.lines.setdefault(path, item.where)
            verbs = [verb for verb in KINDS if isinstance(item, Mapping) and verb in item.entries]
            if len(verbs) != 1 or not isinstance(item, Mapping):
                self.reading.fault(path, item.where, f"is {shown(text_of(item))}", USAGE)
                continue
            before, cited = len(self.reading.faults), len(self.reading.provenance)
            edit = self._edit(item, verbs[0], path)
            if edit is not None and len(self.reading.faults) == before:
                self._make(edit, path, cited)

    def _edit(self, item: Mapping, verb: str, path: Path) -> Edit | None:
        if verb not in facts.VERBS:
            made: Edit = build(self.reading, KINDS[verb], item, path, {})
            return made
        word = facts.VERBS[verb]
        if word not in item.entries:
            self.reading.fault(path, item.where, f"has no '{word}'", USAGE)
            return None
        entries = {
            ("path" if key == verb else key): value for key, value in item.entries.items() if key != word
        }
        lines = {("path" if key == verb else key): line for key, line in item.lines.items()}
        plain = Mapping(item.where, entries, lines)
        edit: Alteration = build(self.reading, Alteration, plain, path, {"verb": verb, "value": None})
        return self._valued(edit, item.entries[word], path)

    def _valued(self, edit: Alteration, node: Node, path: Path) -> Alteration | None:
        """The alteration with its value read as the first path that it means wants it."""
        meant = edit.path
        if is_pattern(edit.path):
            found = paths_like(self.network, edit.path)
            if not found:
                wrong = f"names {shown(edit.path)}, which means nothing in this network"
                self.reading.fault(
                    path, self.reading.lines[path], wrong, "Expected a pattern of paths that are there."
                )
                return None
            meant = found[0]
        change = Change(path=meant, verb=edit.verb, value=node)
        value = facts.change_value(self.reading, self.network, change, path, True)
        return None if isinstance(value, Failed) else replace(edit, value=value)

    def _make(self, edit: Edit, path: Path, cited: int | None = None) -> None:
        """Apply one change; what came of it is found again by the line of the change."""
        where = self.reading.lines.get(path, "")
        before = self.network
        try:
            self.network = edited(before, edit, self.head)
        except PathUnknown as error:
            wrong = f"names {shown(error.asked)}, but there is no such {error.what}"
            self.reading.fault(path, where, wrong, nearest(error.asked, error.known))
            return
        except EditImpossible as error:
            self.reading.faults.append((path, Fault(where, f"{said(path)}: {error.wrong}", error.expected)))
            return
        self.edits.append(edit)
        if isinstance(edit, Removal):
            self.removed = where
        self._note(edit, before, where, cited)

    def _note(self, edit: Edit, before: Network, where: str, cited: int | None) -> None:
        """Line and provenance of every agreement's change that this edit has made."""
        evidence = _evidence(before, edit) if isinstance(edit, Adoption) else []
        known = {agreement.id: len(agreement.changes) for agreement in before.agreements}
        source = self.reading.provenance[cited:] if cited is not None else []
        del self.reading.provenance[len(self.reading.provenance) - len(source) :]
        for agreement in self.network.agreements:
            first = known.get(agreement.id, 0)
            for nth, index in enumerate(range(first, len(agreement.changes))):
                path = ("agreements", agreement.id, "changes", str(index))
                self.reading.lines.setdefault(path, where)
                self.reading.lines.setdefault(path[:2], where)
                said_of = evidence[nth] if evidence else source
                self.reading.provenance += _said_of(said_of, path, agreement.changes[index])
        for closure in self.network.closures[len(before.closures) :]:
            self.reading.lines.setdefault(("closures", closure.id), where)


def _evidence(network: Network, adoption: Adoption) -> list[list[Provenance]]:
    """Where each value that an adopted measure changes came from, as the measure says it."""
    stems = [f"measures.{adoption.measure}.changes.{number}." for number, _ in adopted(network, adoption)]
    return [[entry for entry in network.provenance if entry.path.startswith(stem)] for stem in stems]


def _said_of(source: Iterable[Provenance], path: Path, change: Change) -> list[Provenance]:
    word = facts.VERBS[change.verb]
    return [replace(entry, path=".".join((*path, word))) for entry in source]
