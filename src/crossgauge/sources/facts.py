"""Facts that a CSV file states and a YAML file adds to, and changes whose values are read as their target says."""

from dataclasses import replace
from typing import Any

from crossgauge.errors import nearest
from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.changes import PathUnknown, Target, target_of
from crossgauge.model.measures import ANYWHERE, CooperationMeasure
from crossgauge.model.network import Network
from crossgauge.model.paths import Path
from crossgauge.model.patterns import paths_like
from crossgauge.model.randomness import Distribution
from crossgauge.sources.build import attribute_value
from crossgauge.sources.reading import Failed, Reading
from crossgauge.sources.tree import Listing, Mapping, Node, Scalar, described, text_of
from crossgauge.units import NotAQuantity, number, shown

VERBS = {"set": "to", "scale": "by"}
USAGE = "Expected {set: path, to: value} or {scale: path, by: factor}."


def check_cited(reading: Reading, known: set[str]) -> None:
    """Note every fact id that a value cites and no fact has."""
    for entry in reading.provenance:
        for cited in (part.strip() for part in entry.fact.split(",")):
            if cited and cited not in known:
                path = tuple(entry.path.split("."))
                expected = f"Expected the id of a fact. {nearest(cited, known)}"
                reading.fault(path, entry.where, f"cites the fact {shown(cited)}", expected)


def changes_of(reading: Reading, node: Node, path: Path) -> Any:
    """Changes with their values as text, for `settle` to read once the network is there."""
    items = (node,) if isinstance(node, Mapping) else node.items if isinstance(node, Listing) else None
    if items is None:
        return reading.fault(path, node.where, f"is {described(node)}", USAGE)
    changes = []
    for index, item in enumerate(items):
        within = (*path, str(index))
        reading.lines.setdefault(within, item.where)
        verbs = [verb for verb in VERBS if isinstance(item, Mapping) and verb in item.entries]
        if (
            len(verbs) != 1
            or not isinstance(item, Mapping)
            or set(item.entries) != {verbs[0], VERBS[verbs[0]]}
        ):
            reading.fault(within, item.where, f"is {shown(text_of(item))}", USAGE)
            continue
        target = item.entries[verbs[0]]
        if not isinstance(target, Scalar):
            reading.fault(within, target.where, f"is {described(target)}", "Expected a path.")
            continue
        changes.append(Change(path=target.text.strip(), verb=verbs[0], value=item.entries[VERBS[verbs[0]]]))
    return tuple(changes)


def settled(reading: Reading, network: Network, complete: bool) -> tuple[Agreement, ...]:
    """The agreements with the values of their changes in SI.

    complete : the network has all that was declared, so a path that leads nowhere is a fault.
    """
    agreements = []
    for agreement in network.agreements:
        changes = []
        for index, change in enumerate(agreement.changes):
            path = ("agreements", agreement.id, "changes", str(index))
            value = change_value(reading, network, change, path, complete)
            if not isinstance(value, Failed):
                changes.append(Change(path=change.path, verb=change.verb, value=value))
        agreements.append(replace(agreement, changes=tuple(changes)))
    return tuple(agreements)


def settled_measures(reading: Reading, network: Network, complete: bool) -> tuple[CooperationMeasure, ...]:
    """The cooperation measures with the values of their changes in SI, read as the first path that each means."""
    measures = []
    for measure in network.measures:
        changes = []
        for index, change in enumerate(measure.changes):
            path = ("measures", measure.id, "changes", str(index))
            meant = paths_like(network, change.path) if change.path.startswith(ANYWHERE) else ()
            if complete and not meant:
                wrong = f"names {shown(change.path)}, which means nothing in this network"
                expected = "Expected a pattern as crossings.*.gates.*.hours that some crossing answers to."
                reading.fault(path, reading.lines.get(path, ""), wrong, expected)
            if not meant:
                continue
            value = change_value(reading, network, replace(change, path=meant[0]), path, complete)
            if not isinstance(value, Failed):
                changes.append(replace(change, value=value))
        measures.append(replace(measure, changes=tuple(changes)))
    return tuple(measures)


def change_value(reading: Reading, network: Network, change: Change, path: Path, complete: bool) -> Any:
    """What a change sets or the factor by which it scales, read as its target says."""
    where = reading.lines.get(path, "")
    try:
        target = target_of(network, change.path)
    except PathUnknown as error:
        if not complete:
            return Failed()
        wrong = f"names {shown(change.path)}, but no {error.what} is called {shown(error.asked)}"
        return reading.fault(
            path, where, wrong, f"Expected the path of a value. {nearest(error.asked, error.known)}"
        )
    if change.verb == "scale":
        return _factor(reading, change, target, path)
    word = VERBS[change.verb]
    if target.year is not None:
        return _number(reading, change.value, (*path, word), "Expected a number of units, at least 0.")
    return attribute_value(reading, change.value, type(target.owner), target.entry, (*path, word))


def _factor(reading: Reading, change: Change, target: Target, path: Path) -> Any:
    value = target.value
    counts = target.entry.metadata.get("unit") == "1/year"
    if not counts and (isinstance(value, bool) or not isinstance(value, int | float | Distribution)):
        wrong = f"scales {shown(change.path)}, which is {shown(str(value))}"
        return reading.fault(path, reading.lines.get(path, ""), wrong, "Expected the path of a number.")
    return _number(reading, change.value, (*path, "by"), "Expected a factor such as 0.8, at least 0.")


def _number(reading: Reading, node: Node, path: Path, expected: str) -> Any:
    node = reading.unwrapped(node, path)
    if not isinstance(node, Scalar):
        return reading.fault(path, node.where, f"is {described(node)}", expected)
    try:
        value = number(node.text)
    except NotAQuantity as error:
        return reading.fault(path, node.where, error.wrong, expected)
    return value if value >= 0 else reading.fault(path, node.where, f"is {shown(node.text)}", expected)


READERS = {(Agreement, "changes"): changes_of, (CooperationMeasure, "changes"): changes_of}
