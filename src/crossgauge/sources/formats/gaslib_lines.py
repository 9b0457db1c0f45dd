"""The graph of a gas network cut into lines: stretches between its sources, sinks and forks, in the order of flow."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.sources.formats.brought import some
from crossgauge.sources.formats.gaslib import OPEN, Connection, GasNetwork

PART = re.compile(r"(.+)\.\d+")  # a pipe that is one of several of a line, as they are written


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pipes and compressor stations one behind the other, from a node to a node, each named by one of its group."""

    tail: str
    head: str
    parts: tuple[Connection, ...]

    @property
    def has_pipe(self) -> bool:
        return any(part.kind == "pipe" for part in self.parts)


def stretches(net: GasNetwork) -> tuple[list[Stretch], list[str]]:
    """The lines of a network, and notes of what was read as open and of stations that several lines share.

    A station between forks stands at the end of the one line before it, else at the start of every line behind it,
    else at the end of every line before it. Raises ProjectFaulty for a ring without an end and for a station without
    a pipe.
    """
    group, notes = groups(net), list[str]()
    parts = [
        replace(one, tail=group[one.tail], head=group[one.head])
        for one in net.connections
        if one.kind not in OPEN
    ]
    ends = {group[name] for name, node in net.nodes.items() if node.kind != "innode"}
    found = chained(parts, ends)
    left = sorted({one.id for one in parts} - {part.id for one in found for part in one.parts})
    if left:
        wrong = f"{some(left)}: a ring without source, sink or fork"
        raise ProjectFaulty(net.title, [Fault(net.title, wrong, "Expected lines that begin and end somewhere.")])
    for kind in OPEN:
        count = sum(one.kind == kind for one in net.connections)
        if count:
            lost = "; the pressure that it takes is left out" if kind in ("resistor", "controlValve") else ""
            notes.append(f"{count} of the kind {kind} read as open{lost}.")
    return with_stations(net.title, found, notes), notes


def groups(net: GasNetwork) -> dict[str, str]:
    """The node that stands for each: those joined by what has no length are one, a source or sink before others."""
    above = {name: name for name in net.nodes}

    def top(name: str) -> str:
        while above[name] != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    for one in net.connections:
        if one.kind in OPEN:
            first, other = top(one.tail), top(one.head)
            if net.nodes[other].kind != "innode":
                first, other = other, first
            above[other] = first
    return {name: top(name) for name in net.nodes}


def chained(parts: list[Connection], ends: set[str]) -> list[Stretch]:
    """Parts put behind each other wherever one leads into a node and one out of it, in the order of the file."""
    into, out = Counter(one.head for one in parts), Counter(one.tail for one in parts)

    def passes(node: str) -> bool:
        return node not in ends and into[node] == 1 and out[node] == 1

    following = {one.tail: one for one in parts if passes(one.tail)}
    found = []
    for first in parts:
        if passes(first.tail):
            continue
        chain = [first]
        while passes(chain[-1].head):
            chain.append(following[chain[-1].head])
        found.append(Stretch(first.tail, chain[-1].head, tuple(chain)))
    return found


def with_stations(title: str, found: list[Stretch], notes: list[str]) -> list[Stretch]:
    """The stretches with pipe, those without given to their neighbours."""
    lines = [one for one in found if one.has_pipe]
    for bare in (one for one in found if not one.has_pipe):
        before = [one for one in lines if one.head == bare.tail]
        behind = [one for one in lines if one.tail == bare.head]
        taken = before if len(before) == 1 else behind or before
        if not taken:
            name = bare.parts[0].id
            fault = Fault(bare.parts[0].where, f"compressorStation '{name}' has no pipe beside it", "Expected one.")
            raise ProjectFaulty(title, [fault])
        if len(taken) > 1:
            names = some([line_id(one.parts) for one in taken])
            notes.append(f"Station '{bare.parts[0].id}' stands on each of {names}: a line has stations of its own.")
        for number, line in enumerate(lines):
            if line in before and line in taken:
                lines[number] = Stretch(line.tail, bare.head, (*line.parts, *bare.parts))
            elif line in taken:
                lines[number] = Stretch(bare.tail, line.head, (*bare.parts, *line.parts))
    return lines


def line_id(parts: Iterable[Connection]) -> str:
    """The name of a line: that of its pipes without their numbers, else of its first pipe.

    >>> def pipe(name):
    ...     return Connection("a:1", name, "pipe", "", "x", "y", {})
    >>> line_id([pipe("gas.1"), pipe("gas.2")]), line_id([pipe("p 7"), pipe("p 8")])
    ('gas', 'p-7')
    """
    names = [part.id for part in parts if part.kind == "pipe"]
    found = [PART.fullmatch(name) for name in names]
    stems = {one[1] for one in found if one}
    return named(stems.pop() if all(found) and len(stems) == 1 else names[0])


def named(name: str) -> str:
    """A name as an id of ours.

    >>> named("node 4.b"), named("-x")
    ('node-4-b', 'x')
    """
    return re.sub(r"[^\w-]", "-", name).lstrip("-") or "x"


def settled_flows(lines: list[Stretch], flows: dict[str, float]) -> dict[int, float]:
    """Flow in every line that the nomination settles, m³/s: leaf by leaf, until only rings are left.

    >>> lines = [Stretch("a", "b", ()), Stretch("b", "c", ()), Stretch("b", "d", ())]
    >>> settled_flows(lines, {"a": 5.0, "c": -2.0, "d": -3.0})
    {0: 5.0, 1: 2.0, 2: 3.0}
    """
    left, found = dict(flows), dict[int, float]()
    open_ = dict(enumerate(lines))
    while open_:
        ends = Counter(node for one in open_.values() for node in (one.tail, one.head))
        leaves = [number for number, one in open_.items() if min(ends[one.tail], ends[one.head]) == 1]
        if not leaves:
            break
        line = open_.pop(leaves[0])
        into = left.get(line.tail, 0.0) if ends[line.tail] == 1 else -left.get(line.head, 0.0)
        left[line.tail] = left.get(line.tail, 0.0) - into
        left[line.head] = left.get(line.head, 0.0) + into
        found[leaves[0]] = into
    return dict(sorted(found.items()))
