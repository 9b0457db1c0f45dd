"""Facts of trade out of a project folder: `trade.csv` says which fact of `facts.csv` is what, of whom and when."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from crossgauge.errors import Fault, NotFound, ProjectFaulty, nearest
from crossgauge.sources.folder import Folder, Unreadable
from crossgauge.sources.folder import rows_of as cells_of
from crossgauge.units import shown

FILE, FACTS = "trade.csv", "facts.csv"
COLUMNS = ("fact", "what", "partner", "year")
OF_FACTS = ("id", "subject", "value", "unit", "confidence", "source")
SCALES = {"million USD": 1.0, "bn USD": 1000.0}  # money is in million USD inside
WHAT = (
    "exports", "imports", "mirror exports", "mirror imports", "mirror total", "five", "of five", "share of five",
    "five by their own books", "books ratio", "imported goods", "exported goods", "road share", "rail tonnes",
    "rail transit", "trains",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeFact:
    """A fact of trade: money in million USD, else in its own unit; low and high differ where a range is stated."""

    id: str
    what: str
    partner: str
    year: int
    subject: str
    value: float
    low: float
    high: float
    confidence: str
    source: str


def read_trade_facts(folder: Path) -> tuple[TradeFact, ...]:
    """The facts of trade of a project folder, in the order of `trade.csv`.

    Raises NotFound where there is no such file, ProjectFaulty with every fault: file, line, what was expected.

    >>> from crossgauge.reference import folder
    >>> next(one.value for one in read_trade_facts(folder()) if one.id == "T-CNKZ-exp-2022")
    16355.2
    """
    for name in (FILE, FACTS):
        if not (folder / name).is_file():
            raise NotFound("file of facts of trade", name, [one.name for one in folder.glob("*.csv")])
    source = Folder(folder)
    stated = {row["id"]: row for _, row in rows_of(source, FACTS, OF_FACTS)}
    found: list[TradeFact] = []
    faults: list[Fault] = []
    for line, row in rows_of(source, FILE, COLUMNS):
        where = f"{FILE}:{line}"
        fact, what, year = (row[name] for name in ("fact", "what", "year"))
        if fact not in stated:
            expected = f"Expected one of {FACTS}. {nearest(fact, stated)}"
            faults.append(Fault(where, f"cites the fact {shown(fact)}", expected))
        elif what not in WHAT:
            faults.append(Fault(where, f"what is {shown(what)}", nearest(what, WHAT)))
        elif not (year.isascii() and year.isdecimal() and len(year) < 5):
            faults.append(Fault(where, f"year is {shown(year)}", "Expected a year, as 2022."))
        else:
            try:
                found.append(fact_of(stated[fact], what, row["partner"], int(year)))
            except (ValueError, RecursionError):
                wrong = f"cites {fact}, whose value is {shown(stated[fact]['value'])}"
                faults.append(Fault(where, wrong, "Expected a number, or two in brackets: [49.5, 50]."))
    if faults:
        raise ProjectFaulty(FILE, faults)
    return tuple(found)


def rows_of(source: Folder, name: str, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file by the names of its header, with their lines. Raises ProjectFaulty."""
    try:
        header, rows = cells_of(source.text(name), name)
    except Unreadable as error:
        raise ProjectFaulty(name, [error.fault]) from None
    missing = [column for column in columns if column not in header]
    if missing:
        wrong = f"has no column {shown(missing[0])}"
        raise ProjectFaulty(name, [Fault(f"{name}:1", wrong, f"Expected {', '.join(columns)}.")])
    empty = dict.fromkeys(columns, "")
    return [(line, empty | dict(zip(header, row, strict=False))) for line, row in rows]


def fact_of(row: dict[str, str], what: str, partner: str, year: int) -> TradeFact:
    """The fact of a row. Raises ValueError where its value is no number and no range.

    >>> row = {"id": "x", "value": "[49.5, 50]", "unit": "bn USD", "subject": "", "confidence": "low", "source": "s"}
    >>> fact_of(row, "five", "", 2021).value
    49750.0
    """
    scale = SCALES.get(row["unit"], 1.0)
    value = json.loads(row["value"])
    ends = value if isinstance(value, list) else [value, value]
    if len(ends) != 2 or not all(isinstance(end, int | float) for end in ends):
        raise ValueError(row["value"])
    low, high = (float(end) * scale for end in ends)
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(row["value"])
    return TradeFact(
        id=row["id"], what=what, partner=partner, year=year, subject=row["subject"], value=(low + high) / 2,
        low=low, high=high, confidence=row["confidence"], source=row["source"],
    )  # fmt: skip
