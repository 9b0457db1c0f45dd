"""Which values of a network are free, as a YAML file or an option says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crossgauge.errors import Fault, ProjectFaulty, nearest
from crossgauge.sources.tree import Listing, Mapping, Node, Scalar, described, is_empty
from crossgauge.sources.yaml_tree import yaml_tree
from crossgauge.units import shown

BETWEEN = ".."
TIMES = ("x", "×")
HOWS = ("value", "scale")
KEYS = (*HOWS, "of", "start")
USAGE = "Expected path=low..high for values, path=xlow..xhigh for factors, or a YAML file."
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

    >>> read_free(["crossings.x.resources.lanes.count=4..12"])[0].high
    '12'
    """
    found: list[Free] = []
    faults: list[Fault] = []
    for text in told:
        if "=" not in text and Path(text).suffix in (".yaml", ".yml"):
            more, wrong = _of_file(Path(text))
            found += more
            faults += wrong
        else:
            one = _of_option(text)
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


def _of_option(text: str) -> Free | Fault:
    path, _, bounds = text.partition("=")
    low, between, high = bounds.partition(BETWEEN)
    low, high, path = low.strip(), high.strip(), path.strip()
    if not (path and between and low and high):
        return Fault("--free", f"is {shown(text)}", USAGE)
    scales = [word.startswith(TIMES) for word in (low, high)]
    if any(scales):
        low, high = low.lstrip("x×"), high.lstrip("x×")
    return Free(name=path, paths=(path,), how="scale" if any(scales) else "value", low=low, high=high)


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
        expected = "Expected parameters: {name: {scale: 0.8..1.2, of: path}}."
        return [], [Fault(path.name, "has no parameters", expected)]
    found = [_of_node(name, node, entries.lines[name]) for name, node in entries.entries.items()]
    return [one for one in found if isinstance(one, Free)], [one for one in found if isinstance(one, Fault)]


def _of_node(name: str, node: Node, where: str) -> Free | Fault:
    """One parameter of a file."""
    head = f"parameter {shown(name)}"
    if not isinstance(node, Mapping):
        return Fault(where, f"{head} is {described(node)}", "Expected {scale: 0.8..1.2, of: path}.")
    for key in node.entries:
        if key not in KEYS:
            return Fault(node.lines[key], f"{head}: there is no {shown(key)}", nearest(key, KEYS))
    hows = [key for key in HOWS if key in node.entries]
    if len(hows) != 1 or "of" not in node.entries:
        return Fault(where, f"{head} is not complete", "Expected value or scale, and of: path.")
    bounds = node.entries[hows[0]]
    low, between, high = (bounds.text if isinstance(bounds, Scalar) else "").partition(BETWEEN)
    if not (between and low.strip() and high.strip()):
        return Fault(bounds.where, f"{head}: {hows[0]} has no bounds", "Expected low..high, as 0.8..1.2.")
    of, start = node.entries["of"], node.entries.get("start")
    paths = [item for item in (of.items if isinstance(of, Listing) else (of,)) if isinstance(item, Scalar)]
    if not paths or any(is_empty(item) for item in paths):
        return Fault(of.where, f"{head}: of has no path", "Expected a path or a list of paths.")
    return Free(
        name=name,
        paths=tuple(item.text.strip() for item in paths),
        how=hows[0],
        low=low.strip(),
        high=high.strip(),
        start=start.text.strip() if isinstance(start, Scalar) and not is_empty(start) else "",
        where=where,
    )
