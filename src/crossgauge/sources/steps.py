"""Process chains out of YAML: the verb first, `- use: cranes`, branches with their arms, arrivals."""

from datetime import UTC, datetime
from typing import Any

from crossgauge.errors import nearest
from crossgauge.model.crossings import Chain
from crossgauge.model.demand import Arrivals, Replay, Timetable
from crossgauge.model.documents import Document
from crossgauge.model.findings import zone_of
from crossgauge.model.paths import Path, numbered, step_name
from crossgauge.model.steps import STEPS, Arm
from crossgauge.sources import texts
from crossgauge.sources.build import build
from crossgauge.sources.reading import FAILED, Reading
from crossgauge.sources.tree import Listing, Mapping, Node, Scalar, described, is_empty, text_of
from crossgauge.units import NotAQuantity, number, shown

ALONE = ("join", "signal", "unbatch", "leave")  # verbs that may stand without a subject
SUBJECTLESS = ("delay", "branch")


def steps_of(reading: Reading, node: Node, path: Path) -> Any:
    """The steps of a chain or an arm."""
    if not isinstance(node, Listing):
        wrong, expected = f"is {described(node)}", "Expected a list of steps such as '- use: lanes'."
        return reading.fault(path, node.where, wrong, expected)
    read = [_verb_of(reading, item, (*path, str(index))) for index, item in enumerate(node.items)]
    names = numbered([name for _, name, _ in read])
    steps = []
    for (verb, _, item), name in zip(read, names, strict=True):
        if verb:
            within = (*path, name)
            reading.lines.setdefault(within, item.where)
            steps.append(
                _branch(reading, item, within) if verb == "branch" else _step(reading, verb, item, within)
            )
    return tuple(steps)


def _verb_of(reading: Reading, node: Node, path: Path) -> tuple[str, str, Mapping]:
    """Verb, name and mapping of one step; no verb if it has a fault."""
    if isinstance(node, Scalar) and node.text in ALONE:
        node = Mapping(node.where, {node.text: Scalar(node.where, "")}, {node.text: node.where})
    if not isinstance(node, Mapping):
        wrong, expected = f"is {shown(text_of(node))}", "Expected a step such as '- use: lanes'."
        reading.fault(path, node.where, wrong, expected)
        return "", path[-1], Mapping(node.where)
    verbs = [key for key in node.entries if key in STEPS]
    if len(verbs) != 1:
        keys = list(node.entries)
        wrong = f"does {' and '.join(verbs)}" if verbs else f"says {shown(', '.join(keys))} and no step"
        hints = [nearest(key, STEPS) for key in keys]
        hint = next((hint for hint in hints if hint.startswith("Did")), f"Steps are {', '.join(STEPS)}.")
        reading.fault(path, node.where, wrong, "Expected one step." if verbs else f"Expected a step. {hint}")
        return "", path[-1], node
    verb = verbs[0]
    subject = _text(node.entries.get("into" if verb == "batch" else verb))
    label = _text(node.entries.get("label"))
    return verb, step_name(verb, "" if verb in SUBJECTLESS else subject, label), node


def _text(node: Node | None) -> str:
    while isinstance(node, Mapping) and "value" in node.entries:
        node = node.entries["value"]
    return node.text.strip() if isinstance(node, Scalar) and not is_empty(node) else ""


def _step(reading: Reading, verb: str, node: Mapping, path: Path) -> Any:
    if verb in ALONE and is_empty(node.entries[verb]):
        entries = {key: value for key, value in node.entries.items() if key != verb}
        node = Mapping(node.where, entries, node.lines)
    return build(reading, STEPS[verb], node, path, {})


def _branch(reading: Reading, node: Mapping, path: Path) -> Any:
    """A branch; `branch:` has its arms, or a word, the arms then standing under `arms:`."""
    subject = node.entries["branch"]
    if not isinstance(subject, Scalar):
        if "arms" in node.entries:
            reading.fault(
                path, node.where, "has its arms twice", "Expected them under 'branch' or under 'arms'."
            )
        entries = {key: value for key, value in node.entries.items() if key != "branch"} | {"arms": subject}
        node = Mapping(node.where, entries, node.lines | {"arms": node.lines.get("branch", node.where)})
    return build(reading, STEPS["branch"], node, path, {})


def arms_of(reading: Reading, node: Node, path: Path) -> Any:
    """The arms of a branch."""
    if not isinstance(node, Listing):
        wrong, expected = (
            f"is {described(node)}",
            "Expected a list of arms such as '- {name: green, share: 0.9}'.",
        )
        return reading.fault(path, node.where, wrong, expected)
    told = [_text(item.entries.get("name")) if isinstance(item, Mapping) else "" for item in node.items]
    names = numbered([name or str(index) for index, name in enumerate(told)])
    return tuple(
        build(reading, Arm, item, (*path, name), {}) for item, name in zip(node.items, names, strict=True)
    )


def arrivals_of(reading: Reading, node: Node, path: Path) -> Any:
    """One or more demands: by rate, by timetable, by log."""
    items = node.items if isinstance(node, Listing) else (node,)
    demands: list[Any] = []
    for index, item in enumerate(items):
        within = (*path, str(index)) if isinstance(node, Listing) else path
        item = reading.unwrapped(item, within)
        if isinstance(item, Mapping) and "log" in item.entries:
            demands.append(_replay(reading, item, within))
        else:
            timetable = isinstance(item, Mapping) and "times" in item.entries
            demands.append(build(reading, Timetable if timetable else Arrivals, item, within, {}))
    return FAILED if FAILED in demands else tuple(demands)


def counts_of(reading: Reading, node: Node, path: Path) -> Any:
    """Counts by year out of `{2022: 90000}`, or of one number for the year in which the network begins."""
    if isinstance(node, Scalar):
        if reading.first_year is None:
            expected = "Expected counts by year such as {2023: 90000}, since the network has no 'from'."
            return reading.fault(path, node.where, f"is {shown(node.text)}", expected)
        node = Mapping(node.where, {str(reading.first_year): node}, {})
    if not isinstance(node, Mapping) or not node.entries:
        expected = "Expected a number, or numbers by year such as {2022: 90000}."
        return reading.fault(path, node.where, f"is {described(node)}", expected)
    counts: list[Any] = []
    for year, value in node.entries.items():
        within = (*path, year)
        value = reading.unwrapped(value, within)
        try:
            if not (year.isdigit() and 1900 <= int(year) <= 2200):
                raise NotAQuantity("is not a year", "Expected a year such as 2023.")
            if not isinstance(value, Scalar) or number(value.text) < 0:
                wrong = f"is {shown(text_of(value))}"
                raise NotAQuantity(wrong, "Expected a number of units, at least 0.")
            counts.append((int(year), number(value.text)))
        except NotAQuantity as error:
            counts.append(reading.fault(within, value.where, error.wrong, error.expected))
    return FAILED if FAILED in counts else tuple(sorted(counts))


def weekdays_of(reading: Reading, node: Node, path: Path) -> Any:
    """Weekdays out of `mon-fri` or a list of such."""
    items = node.items if isinstance(node, Listing) else (node,)
    days: set[int] = set()
    for item in items:
        try:
            if not isinstance(item, Scalar):
                raise NotAQuantity(f"is {described(item)}", "Expected days such as daily, mon-fri or sat.")
            days |= set(texts.weekdays(item.text))
        except NotAQuantity as error:
            return reading.fault(path, item.where, error.wrong, error.expected)
    return tuple(sorted(days))


def _replay(reading: Reading, node: Mapping, path: Path) -> Any:
    known = ("log", "column", "clock")
    for key in node.entries:
        if key not in known:
            reading.unknown(path, node.lines.get(key, node.where), key, list(known))
    log, column, clock = (_text(node.entries.get(key)) for key in known)
    if not (log and column):
        return reading.fault(
            path, node.where, "has no log or no column", "Expected {log: file.csv, column: arrived}."
        )
    try:
        zone = zone_of(clock) if clock else UTC
    except (ValueError, OSError, LookupError):
        wrong, expected = f"is {shown(clock)}", "Expected a time zone such as 'Asia/Almaty'."
        return reading.fault((*path, "clock"), node.lines["clock"], wrong, expected)
    instants: list[datetime] = []
    try:
        for line, cell in reading.cells(log, column):
            try:
                moment = texts.instant(cell)
                instants.append(moment if moment.tzinfo else moment.replace(tzinfo=zone))
            except NotAQuantity as error:
                raise NotAQuantity(f"reads {log}:{line}, which {error.wrong}", error.expected) from None
    except NotAQuantity as error:
        return reading.fault((*path, "log"), node.lines.get("log", node.where), error.wrong, error.expected)
    return Replay(instants=tuple(sorted(instants)), column=f"{log}, {column}")


READERS = {
    (Chain, "steps"): steps_of,
    (Document, "steps"): steps_of,
    (Chain, "arrivals"): arrivals_of,
    (Arm, "steps"): steps_of,
    (STEPS["branch"], "arms"): arms_of,
    (Arrivals, "count"): counts_of,
    (Timetable, "weekdays"): weekdays_of,
}
