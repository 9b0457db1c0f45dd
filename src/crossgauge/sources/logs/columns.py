"""The column map of a log: which column is what, in which unit, clock and order of dates."""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import available_timezones

from crossgauge.errors import Fault, ProjectFaulty, nearest
from crossgauge.sources.logs.limits import MOST_MAP_BYTES
from crossgauge.sources.tree import Listing, Mapping, Node, Scalar, described, is_empty
from crossgauge.sources.yaml_tree import yaml_tree
from crossgauge.units import HOUR, UNITS, NotAQuantity, number, read, shown

TEXTS = ("unit", "crossing", "post", "place", "stage", "class", "direction")
STAMPS = ("entered", "left", "stamp")
NUMBERS = {"cost": "USD", "mass": "t", "distance": "km", "teu": "TEU", "load": "1", "persons": "1"}
FIELDS = (*TEXTS, *STAMPS, "event", *NUMBERS)
ORDERS = ("iso", "day first", "month first", "year first")
CHOICES: dict[str, tuple[str, ...]] = {
    "decimal": ("point", "comma"),
    "stamp_marks": ("start", "end"),
    "missing_stamps": ("leave out", "neighbour"),
}
KEYS = (
    "columns", "stages", "time_zone", "clock", "dates", "events", "moving", "tolerate", "longest", "new_trip_after",
    "encoding", "sheet", *CHOICES,
)  # fmt: skip
Shape = Literal["spans", "events", "stamps"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a field comes from: a column of the log, or one value for all rows."""

    column: str = ""
    value: str = ""
    factor: float = 1.0  # to the field's own unit
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogMap:
    """How to read a log. Every field may come from a column or be one value for all rows.

    stages         in a form with a row a unit: columns of entry and exit of each stage, and its post if said
    zones          clock of the stamps by post; under "" that of all other rows
    clock          clock in which instants are given on
    dates          "" (told from the texts), one of ORDERS, or a format such as %d.%m.%Y %H:%M
    starts, ends   words of the event column that begin and end a stage
    moving         words of the stage column that are motion, not a stop
    tolerate       largest share of unreadable values of a column that is mended; above, the log is refused
    longest_h      longest time in one stage that is believed, h
    new_trip_h     time out of sight after which the same unit is on a new trip, h
    """

    name: str = "map"
    fields: Table[str, Source] = field(default_factory=dict)
    stages: Table[str, tuple[str, ...]] = field(default_factory=dict)
    zones: Table[str, str] = field(default_factory=dict)
    clock: str = "UTC"
    dates: str = ""
    starts: tuple[str, ...] = ("start", "in", "entered", "arrival")
    ends: tuple[str, ...] = ("complete", "end", "out", "left", "departure")
    moving: tuple[str, ...] = ("moving", "driving", "running")
    tolerate: float = 0.1
    longest_h: float = float("inf")
    new_trip_h: float = float("inf")
    encoding: str = "utf-8"
    sheet: str = ""
    decimal: str = "point"
    stamp_marks: str = "start"
    missing_stamps: str = "leave out"

    @property
    def shape(self) -> Shape:
        """Rows with entry and exit, rows with an event and its stamp, or rows with a stamp only."""
        if "entered" in self.fields or "left" in self.fields:
            return "spans"
        return "events" if "event" in self.fields else "stamps"


def log_map(text: str, name: str) -> LogMap:
    """The map that a YAML text says. Raises ProjectFaulty with every fault.

    >>> told = log_map("columns: {unit: wagon, entered: in, left: out}\\ntime_zone: Asia/Almaty", "map.yaml")
    >>> told.shape, told.fields["unit"].column, told.clock
    ('spans', 'wagon', 'Asia/Almaty')
    """
    if len(text) > MOST_MAP_BYTES:
        wrong, expected = (
            f"has {len(text)} characters",
            f"Expected at most {MOST_MAP_BYTES} (MOST_MAP_BYTES).",
        )
        raise ProjectFaulty(name, [Fault(name, wrong, expected)])
    tree, faults = yaml_tree(text, name)
    reading = _MapReading(name, list(faults))
    told = reading.all_of(tree)
    if reading.faults:
        raise ProjectFaulty(name, reading.faults)
    return told


class _MapReading:
    """One reading of a map; gathers its faults."""

    def __init__(self, name: str, faults: list[Fault]) -> None:
        self.name, self.faults = name, faults

    def all_of(self, tree: Node | None) -> LogMap:
        if not isinstance(tree, Mapping):
            if not self.faults:
                expected = "Expected columns, time_zone and so on: crossgauge observe --template trips.csv."
                self.fault(f"{self.name}:1", "is no mapping", expected)
            return LogMap()
        entries = {key: node for key, node in tree.entries.items() if self.known(key, KEYS, tree.lines[key])}
        stages = self.stages_of(entries.get("stages"))
        fields = self.fields_of(entries.get("columns"), with_stamps=not stages)
        zones = self.zones_of(entries.get("time_zone"))
        clock = self.word(entries, "clock") or zones.get("") or next(iter(zones.values()), "UTC")
        if "clock" in entries:
            self.zone(clock, entries["clock"].where)
        events = entries.get("events")
        within = events.entries if isinstance(events, Mapping) else {}
        if isinstance(events, Mapping):
            for key in within:
                self.known(key, ("start", "end"), events.lines[key])
        default = LogMap()
        return LogMap(
            name=self.name,
            fields=fields,
            stages=stages,
            zones=zones,
            clock=clock,
            dates=self.dates(entries),
            starts=self.words(within.get("start")) or default.starts,
            ends=self.words(within.get("end")) or default.ends,
            moving=self.words(entries.get("moving")) or default.moving,
            tolerate=self.quantity(entries, "tolerate", "fraction", default.tolerate),
            longest_h=self.quantity(entries, "longest", "s", float("inf")) / HOUR,
            new_trip_h=self.quantity(entries, "new_trip_after", "s", float("inf")) / HOUR,
            encoding=self.encoding(entries),
            sheet=self.word(entries, "sheet"),
            **{name: self.choice(entries, name) for name in CHOICES},
        )

    def fault(self, where: str, wrong: str, expected: str) -> None:
        self.faults.append(Fault(where, wrong, expected))

    def known(self, key: str, keys: tuple[str, ...], where: str) -> bool:
        if key not in keys:
            self.fault(
                where, f"there is no {shown(key)}", f"Expected a key that exists. {nearest(key, keys)}"
            )
        return key in keys

    def word(self, entries: Table[str, Node], key: str) -> str:
        node = entries.get(key)
        if node is None or is_empty(node):
            return ""
        if not isinstance(node, Scalar):
            self.fault(node.where, f"{key} is {described(node)}", "Expected a text.")
            return ""
        return node.text.strip()

    def words(self, node: Node | None) -> tuple[str, ...]:
        items = node.items if isinstance(node, Listing) else () if node is None else (node,)
        for item in items:
            if not isinstance(item, Scalar):
                self.fault(item.where, f"is {described(item)}", "Expected a word or a list of words.")
        return tuple(item.text.strip() for item in items if isinstance(item, Scalar))

    def choice(self, entries: Table[str, Node], key: str) -> str:
        word, words = self.word(entries, key), CHOICES[key]
        if word and word not in words:
            self.fault(entries[key].where, f"{key} is {shown(word)}", f"Expected one of {', '.join(words)}.")
        return word or words[0]

    def quantity(self, entries: Table[str, Node], key: str, unit: str, default: float) -> float:
        word = self.word(entries, key)
        if not word:
            return default
        try:
            value = read(word, unit)
        except NotAQuantity as error:
            self.fault(entries[key].where, f"{key} {error.wrong}", error.expected)
            return default
        if value < 0 or (unit == "fraction" and value > 1):
            self.fault(
                entries[key].where, f"{key} is {shown(word)}", "Expected nothing below 0 or above 100 %."
            )
        return value

    def encoding(self, entries: Table[str, Node]) -> str:
        word = self.word(entries, "encoding") or "utf-8"
        try:
            "".encode(word)
        except LookupError:
            expected = "Expected an encoding such as utf-8 or cp1251."
            self.fault(entries["encoding"].where, f"encoding is {shown(word)}", expected)
        return word

    def dates(self, entries: Table[str, Node]) -> str:
        word = self.word(entries, "dates")
        if word and word.lower() not in ORDERS and "%" not in word:
            expected = f"Expected one of {', '.join(ORDERS)}, or a format such as '%d.%m.%Y %H:%M'."
            self.fault(entries["dates"].where, f"dates is {shown(word)}", expected)
        return word if "%" in word else word.lower()

    def zones_of(self, node: Node | None) -> dict[str, str]:
        """Clocks by post: one word for all, or a mapping from post to clock."""
        if node is None:
            expected = "Expected a clock such as Asia/Almaty, or one for each post: {cn: Asia/Shanghai}."
            self.fault(self.name, "has no time_zone", expected)
            return {}
        if isinstance(node, Mapping):
            zones = {key: self.word(node.entries, key) for key in node.entries}
            for key, zone in zones.items():
                self.zone(zone, node.lines[key])
            return {"" if key == "others" else key: zone for key, zone in zones.items()}
        zone = self.word({"time_zone": node}, "time_zone")
        self.zone(zone, node.where)
        return {"": zone}

    def zone(self, zone: str, where: str) -> None:
        if zone not in (zones := available_timezones()):
            hint = nearest(zone, zones)
            hint = hint if hint.startswith("Did") else ""
            self.fault(
                where, f"there is no time zone {shown(zone)}", f"Expected one as Asia/Almaty. {hint}".strip()
            )

    def stages_of(self, node: Node | None) -> dict[str, tuple[str, ...]]:
        stages = {}
        for stage, pair in (node.entries if isinstance(node, Mapping) else {}).items():
            names = self.words(pair)
            if len(names) in (2, 3):
                stages[stage] = tuple(names)
                continue
            wanted = "Expected [entry, exit] or [entry, exit, post]."
            self.fault(pair.where, f"stage {shown(stage)} has not two columns", wanted)
        return stages

    def fields_of(self, node: Node | None, with_stamps: bool) -> dict[str, Source]:
        if not isinstance(node, Mapping):
            where = self.name if node is None else node.where
            self.fault(where, "has no columns", "Expected columns: {unit: column of the log, entered: …}.")
            return {}
        fields = {}
        for key, entry in node.entries.items():
            if self.known(key, FIELDS, node.lines[key]) and not is_empty(entry):
                fields[key] = self.source(key, entry)
        if "unit" not in fields:
            self.fault(
                node.where, "does not say which column is the unit", "Expected unit: column of the log."
            )
        stamps = [name for name in STAMPS if name in fields]
        if with_stamps and (not stamps or ("stamp" in stamps and len(stamps) > 1)):
            self.fault(
                node.where,
                f"names {', '.join(stamps) or 'no stamps'}",
                "Expected entered and left, or stamp.",
            )
        return fields

    def source(self, key: str, node: Node) -> Source:
        """`km`, or `{column: km, unit: m}`, `{value: khorgos}`, `{column: paid, factor: 0.0021}`."""
        if isinstance(node, Scalar):
            return Source(column=node.text, factor=1.0, where=node.where)
        if not isinstance(node, Mapping):
            self.fault(
                node.where, f"{key} is {described(node)}", "Expected a column or {column: …, unit: …}."
            )
            return Source()
        for word in node.entries:
            self.known(word, ("column", "value", "unit", "factor"), node.lines[word])
        column, value = self.word(node.entries, "column"), self.word(node.entries, "value")
        if bool(column) == bool(value):
            self.fault(node.where, f"{key} has not one of column and value", "Expected one of them.")
        return Source(column=column, value=value, factor=self.factor(key, node), where=node.where)

    def factor(self, key: str, node: Mapping) -> float:
        """What a number of the log is multiplied by, from its unit or as it is said."""
        word, factor = self.word(node.entries, "unit"), self.word(node.entries, "factor")
        try:
            if factor:
                return number(factor)
        except NotAQuantity as error:
            self.fault(node.where, f"factor {error.wrong}", error.expected)
        own = NUMBERS.get(key, "")
        if not word or factor:
            return 1.0
        table = next((units for units in UNITS.values() if own in units and own), {})
        if word not in table:
            known = ", ".join(name for name in table if name) or "no unit"
            expected = (
                f"Expected {known}. An amount in other money has a factor: {{column: paid, factor: 0.14}}."
            )
            self.fault(node.where, f"unit of {key} is {shown(word)}", expected)
            return 1.0
        return table[word] / table[own]
