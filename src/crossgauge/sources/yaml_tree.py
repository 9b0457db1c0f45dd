"""A YAML text as a tree with lines. Built from the parser's events: no tag is obeyed, nothing is constructed."""

from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from crossgauge.errors import Fault
from crossgauge.sources.limits import MOST_ALIASES, MOST_DEPTH, MOST_ELEMENTS, MOST_TEXT
from crossgauge.sources.tree import Listing, Mapping, Node, Scalar
from crossgauge.units import shown


class _Stop(Exception):
    """The rest of the file cannot be read."""

    def __init__(self, line: int, wrong: str, expected: str) -> None:
        self.line, self.wrong, self.expected = line, wrong, expected
        super().__init__(wrong)


def yaml_tree(text: str, name: str) -> tuple[Node | None, list[Fault]]:
    """The tree of one YAML text, None if it is empty or cannot be read, and what is wrong with it.

    name : of the file, as errors say it.

    >>> tree, faults = yaml_tree("a: {b: 1}", "n.yaml")
    >>> tree.entries["a"].entries["b"].text
    '1'
    """
    builder = _Builder(name)
    try:
        for event in _events(text):
            builder.take(event)
    except _Stop as stop:
        builder.faults.append(Fault(f"{name}:{stop.line}", stop.wrong, stop.expected))
        return None, builder.faults
    except YAMLError as error:
        line, wrong = _of_parser(error, text)
        builder.faults.append(Fault(f"{name}:{line}", wrong, "Expected YAML 1.2."))
        return None, builder.faults
    return builder.root, builder.faults


def _events(text: str) -> Iterator[Any]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except (YAMLError, _Stop):
        raise
    except RecursionError:
        raise _Stop(1, "is nested too deep", f"Expected at most {MOST_DEPTH} levels (MOST_DEPTH).") from None
    except (
        Exception
    ) as error:  # the parser trips over some garbled texts with its own ValueErrors and the like
        raise _Stop(1, f"is not YAML ({type(error).__name__})", "Expected YAML 1.2.") from None


def _of_parser(error: YAMLError, text: str) -> tuple[int, str]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    if mark is None:
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position if isinstance(position, int) else 0) + 1
        return line, f"is not YAML: {problem}"
    return mark.line + 1, f"is not YAML: {problem}"


class _Builder:
    """Takes events and stacks open lists and mappings; no recursion, so depth is a number to compare."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self.open: list[tuple[Listing | Mapping, list[Node]]] = []
        self.keys: list[tuple[str, str] | None] = []  # key waiting for its value, one for each open node
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.pending: list[tuple[str | None, int]] = []  # anchor of each open node and the elements before it
        self.elements = 0
        self.aliases = 0
        self.documents = 0

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        line = event.start_mark.line + 1
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                raise _Stop(line, "has a second document ('---')", "Expected one document in a file.")
        elif kind == "AliasEvent":
            self._alias(event, line)
        elif kind == "ScalarEvent":
            self._refuse_tag(event, line)
            self._count(1, line)
            if len(event.value) > MOST_TEXT:
                wrong = f"has a text of {len(event.value)} characters"
                raise _Stop(line, wrong, f"Expected at most {MOST_TEXT} (MOST_TEXT).")
            plain = not event.style and event.implicit[0]
            node = Scalar(f"{self.name}:{line}", event.value, plain)
            self._anchor(event.anchor, node, 1)
            self._put(node, line)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._start(event, kind, line)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._end(line)

    def _start(self, event: Any, kind: str, line: int) -> None:
        self._refuse_tag(event, line)
        self.pending.append((event.anchor, self.elements))
        self._count(1, line)
        if len(self.open) >= MOST_DEPTH:
            raise _Stop(line, "is nested too deep", f"Expected at most {MOST_DEPTH} levels (MOST_DEPTH).")
        where = f"{self.name}:{line}"
        self.open.append((Mapping(where) if kind == "MappingStartEvent" else Listing(where), []))
        self.keys.append(None)

    def _end(self, line: int) -> None:
        node, items = self.open.pop()
        self.keys.pop()
        closed: Node = Listing(node.where, tuple(items)) if isinstance(node, Listing) else node
        anchor, before = self.pending.pop()
        self._anchor(anchor, closed, self.elements - before)
        self._put(closed, line)

    def _put(self, node: Node, line: int) -> None:
        if not self.open:
            self.root = node
            return
        parent, items = self.open[-1]
        if isinstance(parent, Listing):
            items.append(node)
            return
        waiting = self.keys[-1]
        if waiting is None:
            if not isinstance(node, Scalar):
                raise _Stop(line, "has a list or mapping as a key", "Expected a text as a key.")
            self.keys[-1] = (node.text, node.where)
            return
        key, where = waiting
        self.keys[-1] = None
        if key in parent.entries:
            first = parent.lines[key]
            self.faults.append(
                Fault(where, f"says {shown(key)} again", f"Expected it once; the first is {first}.")
            )
            return
        parent.entries[key] = node
        parent.lines[key] = where

    def _alias(self, event: Any, line: int) -> None:
        self.aliases += 1
        if self.aliases > MOST_ALIASES:
            raise _Stop(line, "has too many aliases", f"Expected at most {MOST_ALIASES} (MOST_ALIASES).")
        if event.anchor not in self.anchors:
            raise _Stop(line, f"uses '*{event.anchor}'", "Expected an anchor that stands before it.")
        node, size = self.anchors[event.anchor]
        self._count(size, line)
        self._put(node, line)

    def _anchor(self, anchor: str | None, node: Node, size: int) -> None:
        if anchor:
            self.anchors[anchor] = (node, size)

    def _count(self, more: int, line: int) -> None:
        self.elements += more
        if self.elements > MOST_ELEMENTS:
            wrong = f"has more than {MOST_ELEMENTS} values, aliases included"
            raise _Stop(line, wrong, f"Expected at most {MOST_ELEMENTS} (MOST_ELEMENTS).")

    def _refuse_tag(self, event: Any, line: int) -> None:
        if event.tag is not None:
            raise _Stop(line, f"has the tag {shown(str(event.tag))}", "Expected values without tags.")
