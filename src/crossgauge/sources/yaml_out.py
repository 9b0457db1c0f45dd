"""A tree as YAML that a person likes to read: short mappings and lists of values on one line, the rest below."""

import re
from collections.abc import Iterator

from crossgauge.sources.reading import WRAPPED
from crossgauge.sources.tree import Listing, Mapping, Node, Scalar, is_empty
from crossgauge.sources.tree_out import Rows

WIDTH = 120
BEGINS = "(«_/"  # signs besides letters and digits with which a text may begin without quotes
OTHERS = re.compile(  # what YAML takes for something other than a text
    r"[0-9][0-9_]*(\.[0-9_]*)?([eE][+-]?[0-9]+)?|0[xo][0-9a-fA-F]+|[0-9]{4}-[0-9]{2}-[0-9]{2}.*"
    r"|true|false|yes|no|on|off|y|n|null",
    re.IGNORECASE,
)
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def yaml_text(tree: Mapping) -> str:
    """The text of a tree; `yaml_tree` reads it back, places apart.

    >>> post = Mapping("", {"count": Scalar("", "1"), "name": Scalar("", "east, west", plain=False)})
    >>> print(yaml_text(Mapping("", {"post": post})), end="")
    post: {count: 1, name: "east, west"}
    """
    return "\n".join(_block(tree, 0)) + "\n"


def flow_text(node: Node) -> str:
    """The node on one line.

    >>> flow_text(Listing("", (Scalar("", "08:00", False), Scalar("", "7"))))
    '["08:00", 7]'
    """
    if isinstance(node, Scalar):
        return _scalar(node, flow=True)
    if isinstance(node, Listing):
        return f"[{', '.join(flow_text(item) for item in node.items)}]"
    return f"{{{', '.join(f'{_key(key)}: {flow_text(value)}' for key, value in node.entries.items())}}}"


def _block(node: Mapping, indent: int) -> Iterator[str]:
    """The lines of a mapping, each entry on lines of its own."""
    margin = " " * indent
    for key, value in node.entries.items():
        begin = f"{margin}{_key(key)}:"
        if isinstance(value, Scalar):
            yield begin if is_empty(value) else f"{begin} {_scalar(value, flow=False)}"
        elif _in_one_line(value, len(begin) + 1):
            yield f"{begin} {flow_text(value)}"
        elif isinstance(value, Mapping):
            yield begin
            yield from _block(value, indent + 2)
        elif _of_values(value):
            yield f"{begin} ["
            yield from _filled([flow_text(item) for item in value.items], indent + 2)
            yield f"{margin}]"
        else:
            yield begin
            yield from _items(value, indent + 2)


def _items(node: Listing, indent: int) -> Iterator[str]:
    """The lines of a list, each item behind its dash."""
    margin = " " * indent
    for item in node.items:
        if isinstance(item, Mapping) and not _in_one_line(item, indent + 2) and item.entries:
            lines = list(_block(item, indent + 2))
            yield f"{margin}- {lines[0].lstrip()}"
            yield from lines[1:]
        elif isinstance(item, Mapping) and len(item.entries) == 1 and _is_bare(item):
            yield f"{margin}- {_key(next(iter(item.entries)))}:"
        else:
            yield f"{margin}- {flow_text(item)}"


def _is_bare(node: Mapping) -> bool:
    return all(is_empty(value) for value in node.entries.values())


def _in_one_line(node: Node, begin: int) -> bool:
    """Whether a node goes on the line that has `begin` characters: short, or a value with its source."""
    if _has_parts(node):
        return False
    if isinstance(node, Mapping) and node.entries.keys() <= WRAPPED and "value" in node.entries:
        return True
    return begin + len(flow_text(node)) <= WIDTH


def _has_parts(node: Node) -> bool:
    """Whether there are elements or a list of mappings in it, which are easier to read below each other."""
    if isinstance(node, Mapping):
        rows = isinstance(node, Rows) and len(node.entries) > 0
        return rows or any(_has_parts(value) for value in node.entries.values())
    return isinstance(node, Listing) and any(not isinstance(item, Scalar) for item in node.items)


def _of_values(node: Listing) -> bool:
    return all(isinstance(item, Scalar) for item in node.items)


def _filled(texts: list[str], indent: int) -> Iterator[str]:
    """Lines filled with texts and commas."""
    line = " " * indent
    for place, text in enumerate(texts):
        part = text if place == len(texts) - 1 else f"{text},"
        if line.strip() and len(line) + 1 + len(part) > WIDTH:
            yield line
            line = " " * indent
        line += f" {part}" if line.strip() else part
    yield line


def _key(text: str) -> str:
    return text if text.isdecimal() else _scalar(Scalar("", text, plain=False), flow=True)


def _scalar(node: Scalar, flow: bool) -> str:
    """The text, in quotes where YAML would read something else."""
    if is_empty(node):
        return "~"
    other = not node.plain and OTHERS.fullmatch(node.text)
    return _quoted(node.text) if other or not _stands_alone(node.text, flow) else node.text


def _stands_alone(text: str, flow: bool) -> bool:
    begins = text[:1].isalnum() or text[:1] in BEGINS or re.match(r"-[0-9.]", text) is not None
    signs = ",[]{}" if flow else ""
    ends = text == text.strip() and text != ""
    inside = text.isprintable() and ":" not in text and " #" not in text
    return begins and ends and inside and not any(sign in text for sign in signs)


def _quoted(text: str) -> str:
    return f'"{"".join(_escaped(sign) for sign in text)}"'


def _escaped(sign: str) -> str:
    if sign in ESCAPES or sign.isprintable():
        return ESCAPES.get(sign, sign)
    number = ord(sign)
    return (
        f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65_536 else f"\\U{number:08x}"
    )
