"""What a file says before anyone knows what it means: texts, lists and mappings, each with its line.

Nothing is guessed here: `NO`, `08:00` and `1e3` stay texts until an attribute says what it wants.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text; `plain` if it stood without quotes."""

    where: str
    text: str
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """Nodes in order."""

    where: str
    items: "tuple[Node, ...]" = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """Nodes by key, with the line of every key."""

    where: str
    entries: "dict[str, Node]" = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)


Node = Scalar | Listing | Mapping


def is_empty(node: Node) -> bool:
    """Whether nothing is written: `count:` or `count: ~`."""
    return isinstance(node, Scalar) and node.plain and node.text in ("", "~", "null")


def described(node: Node) -> str:
    """What a node is, for an error."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Listing):
        return "a list"
    return "empty" if is_empty(node) else "a text"


def text_of(node: Node, longest: int = 200) -> str:
    """The node as one line of flow text, cut where it is long."""
    parts: list[str] = []
    length = 0
    for part in _flow(node):
        parts.append(part)
        length += len(part)
        if length > longest:
            return "".join(parts)[:longest] + "…"
    return "".join(parts)


def _flow(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield " ".join(node.text.split())
    elif isinstance(node, Listing):
        yield "["
        for index, item in enumerate(node.items):
            yield ", " if index else ""
            yield from _flow(item)
        yield "]"
    else:
        yield "{"
        for index, (key, value) in enumerate(node.entries.items()):
            yield f", {key}: " if index else f"{key}: "
            yield from _flow(value)
        yield "}"
