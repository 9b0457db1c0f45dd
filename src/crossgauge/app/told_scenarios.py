"""A scenario as its file says it, for the page: nothing is applied, so that one with faults can be told too."""

from collections.abc import Iterator
from pathlib import Path

from crossgauge.app.shapes.scenarios import Change, ScenarioTold
from crossgauge.app.texts import texts
from crossgauge.sources.folder import Folder, Unreadable
from crossgauge.sources.tree import Listing, Mapping, Node, Scalar, text_of
from crossgauge.sources.yaml_tree import yaml_tree

VALUES = {"set": "to", "scale": "by", "remove": "", "close": "reason", "open": "", "adopt": "at"}  # key of the value
PARTS = ("resources", "gates", "chains", "charges", "documents")  # what may be added to a crossing that is there
LONGEST = 300  # characters of a value


def file_told(file: Path) -> ScenarioTold:
    """The scenario of a file. Where it cannot be read, its name alone."""
    try:
        return text_told(file.stem, Folder(file.parent).text(file.name))
    except Unreadable:
        return text_told(file.stem, "")


def text_told(name: str, text: str) -> ScenarioTold:
    """The scenario of a text.

    >>> told = text_told("wide", "changes: [{set: a.b, to: {value: 60, fact: x.1}, from: 2024-01-01}]")
    >>> told.changes[0].path, told.changes[0].value, told.changes[0].fact, told.days
    ('a.b', '60', 'x.1', ['2024-01-01'])
    """
    tree = mapping(yaml_tree(text, f"{name}.yaml")[0])
    head = mapping(tree.entries.get("scenario"))
    changes = [*additions(mapping(tree.entries.get("add"))), *map(change_told, items(tree.entries.get("changes")))]
    days = sorted({one for change in changes for one in (change.start, change.end) if one})
    named = head.entries.get("name")
    names = {key: text_of(node) for key, node in mapping(named).entries.items()}
    plain = names.pop("en", "") if names else word(named) or ""
    return ScenarioTold(
        id=name, name=texts(plain or name, tuple(names.items())), note=word(head.entries.get("note"), 2000) or "",
        after=[text_of(one) for one in items(head.entries.get("after"))],
        days=[days[0], days[-1]] if len(days) > 1 else days, changes=changes,
    )  # fmt: skip


def change_told(node: Node) -> Change:
    """One change of `changes`."""
    entries = mapping(node).entries
    verb = next((one for one in VALUES if one in entries), "")
    value = entries.get(VALUES.get(verb, ""))
    sourced = mapping(value) if verb in ("set", "scale") and "value" in mapping(value).entries else Mapping("")
    return Change.model_validate(
        {
            "path": word(entries.get(verb)) or "",
            "verb": verb,
            "value": word(sourced.entries.get("value", value)),
            "from": word(entries.get("from")),
            "to": word(entries.get("until")),
            "fact": word(sourced.entries.get("fact")),
            "assumed": word(sourced.entries.get("assumed")),
        }
    )


def additions(node: Mapping) -> Iterator[Change]:
    """What `add` puts in: elements, and parts of crossings that are there."""
    start = word(node.entries.get("from"))
    for collection, members in node.entries.items():
        for name, element in mapping(members).entries.items():
            path = f"{collection}.{name}"
            inner = mapping(element).entries
            if collection == "crossings" and inner and set(inner) <= set(PARTS):
                paths = [f"{path}.{part}.{one}" for part in inner for one in mapping(inner[part]).entries]
            else:
                paths = [path]
            for each in paths:
                yield Change.model_validate({"path": each, "verb": "add", "from": start})


def mapping(node: Node | None) -> Mapping:
    """The node if it is a mapping, else an empty one."""
    return node if isinstance(node, Mapping) else Mapping("")


def items(node: Node | None) -> tuple[Node, ...]:
    """The members of a list; of a text those between its commas; of a mapping itself."""
    if isinstance(node, Listing):
        return node.items
    if isinstance(node, Scalar):
        return tuple(Scalar(node.where, part.strip()) for part in node.text.split(",") if part.strip())
    return () if node is None else (node,)


def word(node: Node | None, longest: int = LONGEST) -> str | None:
    """A node in one line, a list as its members between commas; None where there is none."""
    if node is None:
        return None
    if isinstance(node, Listing):
        return ", ".join(text_of(one) for one in node.items)[:longest]
    return text_of(node, longest)
