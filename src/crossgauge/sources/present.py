"""STATE.csv: who is where at an instant, read with every fault at once, and written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crossgauge.errors import Fault, NotFound, ProjectFaulty, nearest
from crossgauge.model.documents import SENT
from crossgauge.model.network import Network
from crossgauge.model.papers import with_papers
from crossgauge.model.present import ARRIVING, GONE, Present, Standing, Taken
from crossgauge.model.stages import stages_of, stocks_of
from crossgauge.sources.folder import Unreadable, rows_of
from crossgauge.units import NotAQuantity, read, shown

COLUMNS = (
    "crossing", "chain", "post", "stage", "step", "count", "unit", "arrived", "entered", "begun", "remaining", "load",
    "parent", "inside", "resource",
)  # fmt: skip
INSTANT = "Expected an instant such as '2024-03-01T14:00', on the network's clock, or '2024-03-01T14:00+06:00'."
WHOLE = "Expected a whole number such as 6."


@dataclass(slots=True)
class StateRow:
    """One row while it is read: its cells by column, and the faults that it adds to."""

    where: str
    cells: dict[str, str]
    clock: ZoneInfo
    faults: list[Fault] = field(default_factory=list)

    def text(self, column: str) -> str:
        """The text of a cell."""
        return self.cells.get(column, "")

    def fault(self, wrong: str, expected: str) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(self.where, wrong, expected))

    def told(self, column: str, reader: Callable[[str], Any], expected: str) -> Any:
        """The value of a cell; None where it is empty or faulty."""
        text = self.text(column)
        if not text:
            return None
        try:
            return reader(text)
        except (ValueError, OverflowError):
            self.fault(f"{column} is {shown(text)}", expected)
            return None

    def whole(self, column: str) -> int | None:
        """A count."""
        found: int | None = self.told(column, count_of, WHOLE)
        return found

    def instant(self, column: str) -> datetime | None:
        """An instant, on the network's clock unless it says otherwise."""
        found: datetime | None = self.told(column, lambda text: instant_of(text, self.clock), INSTANT)
        return found

    def among(self, column: str, known: list[str]) -> str:
        """A word that must be one of those known; '' where it is not, which is noted."""
        text = self.text(column)
        if text in known:
            return text
        wrong = f"{column} is {shown(text)}" if text else f"{column} is empty"
        self.fault(wrong, f"Expected one that exists. {nearest(text, known)}")
        return ""


def count_of(text: str) -> int:
    """A whole number, 0 or more. Raises ValueError.

    >>> count_of("12")
    12
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(text)
    return int(text)


def instant_of(text: str, clock: ZoneInfo) -> datetime:
    """An aware instant out of ISO 8601 text. Raises ValueError.

    >>> instant_of("2024-03-01T14:00", ZoneInfo("Asia/Shanghai")).isoformat()
    '2024-03-01T14:00:00+08:00'
    """
    told = datetime.fromisoformat(text)
    return told if told.tzinfo is not None else told.replace(tzinfo=clock)


def read_present(path: Path, network: Network, at: datetime) -> Present:
    """What a STATE.csv tells of the instant `at`.

    Raises NotFound where there is no such file; ProjectFaulty with every fault, each with file and line.
    """
    network = with_papers(network)
    if not path.is_file():
        raise NotFound("state file", path.name, [one.name for one in sorted(path.parent.glob("*.csv"))])
    try:
        header, lines = rows_of(path.read_text(encoding="utf-8-sig"), path.name)
    except Unreadable as error:
        raise ProjectFaulty(path.name, [error.fault]) from None
    except UnicodeDecodeError:
        raise ProjectFaulty(
            path.name, [Fault(path.name, "is not UTF-8 text", "Expected CSV in UTF-8.")]
        ) from None
    faults = [
        Fault(f"{path.name}:1", f"has a column {shown(column)}", f"Expected another. {nearest(column, COLUMNS)}")
        for column in header
        if column not in COLUMNS
    ]
    standing: list[Standing] = []
    taken: list[Taken] = []
    for line, row in lines:
        cells = dict(zip(header, row, strict=False))
        one = StateRow(f"{path.name}:{line}", cells, ZoneInfo(network.clock), faults)
        if one.text("resource"):
            taken += taken_of(one, network)
        else:
            standing += standing_of(one, network, at)
    faults += together(standing)
    if faults:
        raise ProjectFaulty(path.name, faults)
    return Present(at=at, standing=tuple(standing), taken=tuple(taken))


def taken_of(row: StateRow, network: Network) -> list[Taken]:
    """What a row says of a stock or a quota."""
    owners = [crossing.id for crossing in network.crossings]
    crossing = row.among("crossing", ["", *owners])
    known = stocks_of(network, crossing)
    name, count = row.among("resource", known), row.whole("count")
    if not row.text("count"):
        row.fault("count is empty", WHOLE)
    return [Taken(crossing=crossing, resource=name, count=count, where=row.where)] if name and count is not None else []


def standing_of(row: StateRow, network: Network, at: datetime) -> list[Standing]:
    """What a row says of units; none where it tells of nobody or is faulty."""
    before = len(row.faults)
    crossing = row.among("crossing", [one.id for one in network.crossings])
    found = next((one for one in network.crossings if one.id == crossing), None)
    chain = row.among("chain", [one.id for one in found.chains]) if found else ""
    post, stage = row.text("post"), row.text("stage")
    if found and chain:
        stages = stages_of(found, chain)
        stage = row.among("stage", list(dict.fromkeys([*[name for _, name in stages], ARRIVING, GONE])))
        posts = [one for one, name in stages if name == stage]
        if post:
            row.among("post", posts or [one.id for one in found.posts])
        elif len(posts) > 1:
            wrong = f"post is empty, and {shown(stage)} is at {len(posts)} posts"
            row.fault(wrong, f"Expected one of: {', '.join(posts)}.")
    count = row.whole("count")
    if count is not None and count > 1 and row.text("unit"):
        row.fault(f"count is {count} of a unit that has a name", "Expected a row for each unit that has a name.")
    one = Standing(
        crossing=crossing, chain=chain, stage=stage, post=post, step=row.text("step"),
        count=1 if count is None else count, unit=row.text("unit"), arrived=row.instant("arrived"),
        entered=row.instant("entered"), begun=row.instant("begun"),
        remaining=row.told("remaining", lambda text: positive(text), "Expected a time such as '18 h' or '90 min'."),
        load=row.whole("load"), parent=row.text("parent"), inside=row.text("inside"), where=row.where,
    )  # fmt: skip
    check_order(row, one, at)
    return [one] if len(row.faults) == before and one.count else []


def positive(text: str) -> float:
    """A duration in s, 0 or more. Raises ValueError (NotAQuantity is one)."""
    value = read(text, "s")
    if value < 0:
        raise NotAQuantity(f"is {shown(text)}", "Expected 0 or more.")
    return value


def check_order(row: StateRow, one: Standing, at: datetime) -> None:
    """Note instants that cannot be: before the arrival, or behind the present."""
    if one.stage == ARRIVING:
        if one.arrived is None or one.arrived < at:
            row.fault("does not say when it will arrive", f"Expected 'arrived' at or behind {at.isoformat()}.")
        return
    if one.stage == SENT:
        return  # it comes later than its papers are sent
    last, name = None, ""
    for column in ("arrived", "entered", "begun"):
        told = getattr(one, column)
        if told is None:
            continue
        if told > at:
            wrong = f"{column} is {shown(row.text(column))}, behind the present"
            row.fault(wrong, f"Expected {at.isoformat()} or before.")
        elif last is not None and told < last:
            row.fault(f"{column} is before {name}", f"Expected {row.text(name)} or later.")
        last, name = told, column


def together(standing: list[Standing]) -> list[Fault]:
    """Faults of rows that speak of each other."""
    names = [one.unit for one in standing if one.unit]
    faults = [
        Fault(one.where, f"unit is {shown(one.unit)}, a name that another row has", "Expected every name once.")
        for place, one in enumerate(standing)
        if one.unit and one.unit in [other.unit for other in standing[:place]]
    ] if len(set(names)) < len(names) else []
    for one in standing:
        for column in ("parent", "inside"):
            other = getattr(one, column)
            if other and (other not in names or other == one.unit):
                expected = f"Expected the unit of another row. {nearest(other, [n for n in names if n != one.unit])}"
                faults.append(Fault(one.where, f"{column} is {shown(other)}", expected))
    return faults
