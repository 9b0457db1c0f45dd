"""Which values of a network are free, as a YAML file or an option says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crossgauge.errors import Fault, ProjectFaulty, nearest
from crossgauge.sources.ranges import SCALE, SET, read_ends, read_range
from crossgauge.sources.ranges import USAGE as RANGE_USAGE
from crossgauge.sources.tree import Listing, Mapping, Node, Scalar, described, is_empty
from crossgauge.sources.yaml_tree import yaml_tree
from crossgauge.units import NotAQuantity, shown

HOWS = ("value", "scale")
KEYS = (*HOWS, "of", "start")
USAGE = f"{RANGE_USAGE} A YAML file says more of them."
HOW = {SCALE: "scale", SET: "value"}  # of a written range
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """A value, or several moved together, that may lie between bounds.

    paths      of the values, patterns allowed; of dated changes as `agreements.ID.PATH`
    how        'value': all are set to it (a distribution to this mean); 'scale': all are multiplied by it
    low, high  as written; start  where the search begins, '' for the value that is declared
    where      file and line, or the option
    """

    name: str
    paths: tuple[str, ...]
    how: str
    low: str
    high: str
    start: str = ""
    where: str = "--free"


def read_free(told: Sequence[str]) -> tuple[Free, ...]:
    """The free parameters that options say: YAML files, or paths with bounds. Raises ProjectFaulty with every fault.

    >>> (found,) = read_free(["crossings.x.resources.lanes.count*=0.8..1.2"])
    >>> found.how, found.low, found.high
    ('scale', '0.8', '1.2')
    """
    found: list[Free] = []
    faults: list[Fault] = []
    for text in told:
        if "=" not in text and Path(text).suffix in (".yaml", ".yml"):
            more, wrong = _of_file(Path(text))
            found += more
            faults += wrong
        else:
            one = _of_text(text, "", "--free")
            if isinstance(one, Fault):
                faults.append(one)
            else:
                found.append(one)
    names = [one.name for one in found]
    for one in {one.name: one for one in found if names.count(one.name) > 1}.values():
        faults.append(Fault(one.where, f"{shown(one.name)} is there twice", "Expected a name for each."))
    if not told:
        faults.append(Fault("--free", "nothing is free", USAGE))
    if faults:
        raise ProjectFaulty("free parameters", faults)
    return tuple(found)


def _of_text(text: str, name: str, where: str) -> Free | Fault:
    """A parameter of one path, as an option or a line of a file says it; without a name it has the path's."""
    try:
        written = read_range(text)
    except NotAQuantity as error:
        return Fault(where, f"{shown(name)}: {error.wrong}" if name else error.wrong, error.expected)
    return Free(
        name=name or written.path,
        paths=(written.path,),
        how=HOW[written.verb],
        low=written.low,
        high=written.high,
        where=where,
    )


def _of_file(path: Path) -> tuple[list[Free], list[Fault]]:
    """The parameters of a file and what is wrong with them."""
    if not path.is_file():
        return [], [Fault(str(path), "is not there", "Expected a YAML file with `parameters:`.")]
    if path.stat().st_size > MOST_BYTES:
        return [], [Fault(str(path), "is too large", f"Expected at most {MOST_BYTES} bytes (MOST_BYTES).")]
    try:
        tree, faults = yaml_tree(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError:
        return [], [Fault(path.name, "is no UTF-8", "Expected YAML in UTF-8.")]
    if faults:
        return [], list(faults)
    entries = tree.entries.get("parameters") if isinstance(tree, Mapping) else None
    if not isinstance(entries, Mapping) or not entries.entries:
        expected = "Expected parameters: {name: 'PATH*=0.8..1.2'}."
        return [], [Fault(path.name, "has no parameters", expected)]
    found = [_of_node(name, node, entries.lines[name]) for name, node in entries.entries.items()]
    return [one for one in found if isinstance(one, Free)], [one for one in found if isinstance(one, Fault)]


def _of_node(name: str, node: Node, where: str) -> Free | Fault:
    """One parameter of a file."""
    head = f"parameter {shown(name)}"
    if isinstance(node, Scalar) and not is_empty(node):
        return _of_text(node.text, name, where)
    if not isinstance(node, Mapping):
        expected = "Expected 'PATH*=0.8..1.2', or {scale: 0.8..1.2, of: [PATH, PATH]}."
        return Fault(where, f"{head} is {described(node)}", expected)
    for key in node.entries:
        if key not in KEYS:
            return Fault(node.lines[key], f"{head}: there is no {shown(key)}", nearest(key, KEYS))
    hows = [key for key in HOWS if key in node.entries]
    if len(hows) != 1 or "of" not in node.entries:
        return Fault(where, f"{head} is not complete", "Expected value or scale, and of: path.")
    bounds = node.entries[hows[0]]
    try:
        told = bounds.text if isinstance(bounds, Scalar) else ""
        low, high = read_ends(told, f"{head}: {hows[0]} has no bounds", "Expected LOW..HIGH, as 0.8..1.2.")
    except NotAQuantity as error:
        return Fault(bounds.where, error.wrong, error.expected)
    of, start = node.entries["of"], node.entries.get("start")
    paths = [item for item in (of.items if isinstance(of, Listing) else (of,)) if isinstance(item, Scalar)]
    if not paths or any(is_empty(item) for item in paths):
        return Fault(of.where, f"{head}: of has no path", "Expected a path or a list of paths.")
    return Free(
        name=name,
        paths=tuple(item.text.strip() for item in paths),
        how=hows[0],
        low=low,
        high=high,
        start=start.text.strip() if isinstance(start, Scalar) and not is_empty(start) else "",
        where=where,
    )
