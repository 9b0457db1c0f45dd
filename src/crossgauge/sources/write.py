"""A network as a project folder that reads back as the same network (docs/project-format.md)."""

from collections.abc import Iterator
from dataclasses import Field, fields, replace
from pathlib import Path
from typing import Any

from crossgauge.errors import CrossgaugeError, ProjectFaulty
from crossgauge.model.changes import PathUnknown, target_of
from crossgauge.model.checks import check_network
from crossgauge.model.checks_references import COLLECTIONS
from crossgauge.model.facts import Fact, Provenance
from crossgauge.model.network import Network
from crossgauge.sources.columns_out import table_text
from crossgauge.sources.draft import draft_of
from crossgauge.sources.project import ADDED, read_project
from crossgauge.sources.said import said_by
from crossgauge.sources.steps_out import WRITERS
from crossgauge.sources.tree import Mapping
from crossgauge.sources.tree_out import Rows, Writing, attribute_tree, element_tree, rows_tree
from crossgauge.sources.yaml_out import flow_text, yaml_text

FILES = {"consists": "fleet", "classes": "fleet", "resources": "shared", "gates": "shared"}
STEM = 60  # characters of a crossing's id that its file is named by
FACT_COLUMNS = tuple(entry.name for entry in fields(Fact) if entry.name not in ADDED)


class ProjectUnwritable(CrossgaugeError):
    """A folder that is taken, or a network that no project folder says; the message tells what."""


def write_project(network: Network, folder: Path) -> None:
    """Write a network as a project folder from which `read_project` gives it back, as `as_declared` compares.

    The folder appears whole or not at all. Provenance of what is no longer there is left out. Raises ProjectFaulty
    for a network with faults, ProjectUnwritable for a folder that is not empty and for what texts cannot say, such as
    a name that ends with a space.
    """
    folder = Path(folder).resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = "is not empty" if folder.is_dir() else "is a file"
        raise ProjectUnwritable(f"{folder}: {what}. Expected a new or empty folder; nothing is overwritten.")
    faults = check_network(network)
    if faults:
        raise ProjectFaulty(f"network '{network.id}'", list(faults))
    with draft_of(folder) as draft:
        for name, text in project_files(network).items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        _check_same(network, draft)


def project_files(network: Network) -> dict[str, str]:
    """The text of every file of a project folder by its name in the folder."""
    writing = Writing(network, WRITERS, said_by(network.provenance))
    head = Mapping("", {"id": attribute_tree(writing, Network, _entry("id"), network.id, ("network", "id"))})
    collected: dict[str, Any] = dict.fromkeys((*COLLECTIONS, "provenance"), ())
    head.entries.update(element_tree(writing, replace(network, **collected), ("network",)).entries)
    trees = {"network.yaml": Rows("", {"network": Rows("", head.entries)})}
    tables = {}
    for collection in COLLECTIONS:
        rows = rows_tree(writing, getattr(network, collection), (collection,))
        if collection == "facts" and _is_table(network.facts, writing):
            tables["facts.csv"] = _facts_table(network.facts)
            rows = _additions(rows)
        for file, part in _files(collection, rows):
            trees.setdefault(file, Rows("")).entries[collection] = part
    texts = {file: yaml_text(tree) for file, tree in trees.items()}
    return texts | (tables if network.facts else {}) | writing.columns.texts()


def value_text(value: Any, entry: Field[Any], owner: type[Any] | None = None) -> str:
    """The YAML text of one value of an attribute, in the unit of a person, on one line.

    owner : the class of the attribute, for values that are not told by their type: periods, steps, counts by year.
    A column of data is cited as where it came from.

    >>> from crossgauge.model.attribute import attributes_of
    >>> from crossgauge.model.links import Link
    >>> value_text(836_000.0, attributes_of(Link)["length"]), value_text(None, attributes_of(Link)["tracks"])
    ('836 km', '~')
    """
    writing = Writing(Network(id=""), WRITERS)
    return flow_text(attribute_tree(writing, owner or type(None), entry, value, ()))


def as_declared(network: Network) -> Network:
    """The network without what tells how and in which line its values are written: two that declare the same are equal.

    Provenance keeps its path, facts and reasons; data keeps its values, not the names of file and column.
    """
    kept = (
        Provenance(path=one.path, text="", fact=one.fact, assumed=one.assumed) for one in network.provenance
    )
    bare: Network = _without_columns(replace(network, provenance=()))
    return replace(bare, provenance=tuple(sorted(kept, key=lambda one: (one.path, one.fact, one.assumed))))


def _without_columns(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_without_columns(one) for one in value)
    if not hasattr(value, "__dataclass_fields__"):
        return value
    inner = {entry.name: _without_columns(getattr(value, entry.name)) for entry in fields(value)}
    if "column" in inner:
        inner["column"] = ""
    return replace(value, **inner)


def _entry(name: str) -> Field[Any]:
    entry: Field[Any] = Network.__dataclass_fields__[name]
    return entry


def _files(collection: str, rows: Rows) -> Iterator[tuple[str, Rows]]:
    """The files of a collection with their parts; crossings have one each, in an order that reading keeps."""
    if collection != "crossings":
        if rows.entries:
            yield f"{FILES.get(collection, collection)}.yaml", rows
        return
    names = [f"crossing-{name[:STEM]}.yaml" for name in rows.entries]
    folded = [name.casefold() for name in names]
    if names != sorted(names) or len(set(folded)) < len(names):
        digits = len(str(len(names)))
        names = [name.replace("-", f"-{number:0{digits}d}-", 1) for number, name in enumerate(names, start=1)]
    for file, (name, tree) in zip(names, rows.entries.items(), strict=True):
        yield file, Rows("", {name: _lines(tree)})


def _lines(tree: Any) -> Any:
    """A crossing, its attributes below each other even where they are short."""
    return Rows("", tree.entries) if "value" not in tree.entries else tree


def _is_table(facts: tuple[Fact, ...], writing: Writing) -> bool:
    """Whether the table of facts can say what they are: nothing is empty that must be told, nothing has a source."""
    told = all(fact.subject and fact.quantity and fact.value and fact.confidence for fact in facts)
    return told and not any(
        writing.said.below(("facts", fact.id, word)) for fact in facts for word in FACT_COLUMNS
    )


def _facts_table(facts: tuple[Fact, ...]) -> str:
    return table_text(FACT_COLUMNS, [[getattr(fact, word) for word in FACT_COLUMNS] for fact in facts])


def _additions(rows: Rows) -> Rows:
    """What YAML adds to the facts of the table."""
    added = {
        name: Mapping("", {word: node for word, node in tree.entries.items() if word in ADDED})
        for name, tree in rows.entries.items()
        if isinstance(tree, Mapping)
    }
    return Rows("", {name: tree for name, tree in added.items() if tree.entries})


def _check_same(network: Network, folder: Path) -> None:
    """Raises ProjectUnwritable with what reads back otherwise."""
    try:
        read = read_project(folder)
    except ProjectFaulty as error:
        told = "\n".join(str(fault) for fault in error.faults)
        raise ProjectUnwritable(
            f"network '{network.id}' cannot be said as a project folder:\n{told}"
        ) from None
    back = {entry.path for entry in read.provenance}
    kept = tuple(
        one for one in network.provenance if one.path in back or _leads_to_a_value(network, one.path)
    )
    wanted, found = as_declared(replace(network, provenance=kept)), as_declared(read)
    if wanted != found:
        told = "\n".join(list(_differences(wanted, found, "network"))[:12])
        raise ProjectUnwritable(f"network '{network.id}' cannot be said as a project folder:\n{told}")


def _leads_to_a_value(network: Network, path: str) -> bool:
    """Whether there still is what provenance tells of: a change may have renamed a step, or taken a gate away."""
    try:
        target_of(network, path)
    except PathUnknown:
        return False
    return True


def _differences(wanted: Any, found: Any, path: str) -> Iterator[str]:
    """The innermost values that read back otherwise, each with its path."""
    if wanted == found:
        return
    if type(wanted) is type(found) and isinstance(wanted, tuple) and len(wanted) == len(found):
        for index, (one, other) in enumerate(zip(wanted, found, strict=True)):
            yield from _differences(one, other, f"{path}.{getattr(one, 'id', index)}")
    elif type(wanted) is type(found) and hasattr(wanted, "__dataclass_fields__"):
        for entry in fields(wanted):
            one, other = getattr(wanted, entry.name), getattr(found, entry.name)
            yield from _differences(one, other, f"{path}.{entry.name}")
    else:
        yield f"{path}: {wanted!r} reads back as {found!r}"
