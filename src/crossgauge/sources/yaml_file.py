"""A YAML file that is read by itself, as a scenario: opened, its parts by their keys, the collections among them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.sources.build import attributes, elements, kinds
from crossgauge.sources.folder import Folder, Unreadable
from crossgauge.sources.reading import Failed, Reading
from crossgauge.sources.tree import Mapping, Node, described, is_empty
from crossgauge.sources.yaml_tree import yaml_tree


def opened(file: Path, name: str) -> tuple[Folder, Node | None, list[Fault]]:
    """The folder of a file, its tree, None if it is empty, and what is wrong with its text.

    name : how faults begin. Raises ProjectFaulty where there is nothing to read on.
    """
    source = Folder(file.parent)
    try:
        tree, found = yaml_tree(source.text(file.name), file.name)
    except Unreadable as error:
        raise ProjectFaulty(name, [error.fault]) from None
    if tree is None and found:
        raise ProjectFaulty(name, found)
    return source, tree, found


def parts_of(
    reading: Reading, tree: Node | None, file: str, known: Sequence[str], needed: Sequence[str]
) -> dict[str, Node]:
    """The parts of a file by their keys, those that are known; a key that is not, and a needed one, is a fault."""
    expected = f"Expected {', '.join(known)}."
    if not isinstance(tree, Mapping):
        if needed or not (tree is None or is_empty(tree)):
            wrong = "is empty" if tree is None or is_empty(tree) else f"is {described(tree)}"
            reading.fault((), file if tree is None else tree.where, wrong, expected)
        return {}
    for key in tree.entries:
        if key not in known:
            reading.unknown((), tree.lines[key], key, list(known))
    for key in known:
        if key in tree.entries:
            reading.lines[(key,)] = tree.lines[key]
        elif key in needed:
            reading.fault((), file, f"has no '{key}'", expected)
    return {key: node for key, node in tree.entries.items() if key in known}


def collections_of(
    reading: Reading, owner: type[Any], parts: dict[str, Node], names: Sequence[str]
) -> dict[str, tuple[Any, ...]]:
    """The members of each collection of a declared class, those that can be read."""
    made = {}
    for name in names:
        if name in parts:
            declared = get_args(kinds(owner)[attributes(owner)[name].name])[0]
            members = elements(reading, declared, parts[name], (name,))
            if not isinstance(members, Failed):
                made[name] = members
    return made
