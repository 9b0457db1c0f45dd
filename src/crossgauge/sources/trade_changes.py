"""What is changed in a world of trade: an elasticity and costs of trade, each a number or a distribution, from text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from typing import NamedTuple

import polars as pl

from crossgauge.errors import nearest
from crossgauge.model.randomness import Distribution, deviation_of, mean_of
from crossgauge.sources.countries import code_of
from crossgauge.sources.logs.reading import ROW
from crossgauge.sources.quantities import distribution
from crossgauge.sources.sheets import Sheet, check_columns, check_once, countries_in, sheet_of
from crossgauge.units import NotAQuantity, shown

NUMBER = r"[-+−]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
NORMAL = re.compile(rf"(?P<middle>{NUMBER})\s*(?:±|\+/-|\+-)\s*(?P<spread>{NUMBER})")
BETWEEN = re.compile(rf"(?P<low>{NUMBER})\s*\.\.\s*(?P<high>{NUMBER})")
USAGE = "Expected a number, 4±0.5 (normal, standard deviation), 3..6 (anywhere between) or triangular(3, 5, 8)."
ANYONE = "*"
FEW = 0.01  # of a distribution may lie where no elasticity can; it is drawn above 0


class Uncertain(NamedTuple):
    """A number as well as it is known: `middle` itself, normal about it, uniform about it, or drawn from a law.

    spread : half of the width if uniform, else the standard deviation; 0 if it is known
    law    : of a mean `middle`; None where the others say all
    """

    middle: float
    spread: float
    normal: bool
    law: Distribution | None = None


@dataclass(frozen=True, slots=True)
class CostChange:
    """By how many per cent the cost of trade from `exporter` to `importer` changes, and where it is said."""

    exporter: str
    importer: str
    percent: Uncertain
    where: str


def uncertain(text: str) -> Uncertain:
    """The number or distribution that a text says. Raises NotAQuantity.

    >>> uncertain("4±0.5")
    Uncertain(middle=4.0, spread=0.5, normal=True, law=None)
    >>> uncertain("-3..-1")[:3], uncertain("5 %")[:3], uncertain("triangular(3, 5, 10)").middle
    ((-2.0, 1.0, False), (5.0, 0.0, False), 6.0)
    """
    plain = text.strip().removesuffix("%").strip()
    if found := NORMAL.fullmatch(plain):
        spread = value_of(found["spread"])
        if spread < 0:
            raise NotAQuantity(f"is {shown(text)}", "Expected a standard deviation of 0 or more behind ±.")
        return Uncertain(value_of(found["middle"]), spread, normal=spread > 0)
    if found := BETWEEN.fullmatch(plain):
        low, high = value_of(found["low"]), value_of(found["high"])
        if high < low:
            raise NotAQuantity(f"is {shown(text)}", f"Expected the lower end first: {high:g}..{low:g}.")
        return Uncertain((low + high) / 2, (high - low) / 2, normal=False)
    if "(" in plain:
        law = distribution(plain, "1")
        return Uncertain(mean_of(law), deviation_of(law), normal=False, law=law)
    if not re.fullmatch(NUMBER, plain):
        raise NotAQuantity(f"is {shown(text)}", USAGE)
    return Uncertain(value_of(plain), 0.0, normal=False)


def value_of(text: str) -> float:
    """The number that a text says, with a minus of any kind."""
    return float(text.replace("−", "-"))


def elasticity_of(text: str) -> Uncertain:
    """The elasticity of trade to its cost, without its sign. Raises NotAQuantity where it is not above 0.

    >>> elasticity_of("3..6").middle
    4.5
    >>> elasticity_of("-5.03")
    Traceback (most recent call last):
    crossgauge.units.NotAQuantity: is '-5.03'. Expected it without its sign, above 0: 5.03.
    """
    found = uncertain(text)
    if found.middle <= 0:
        told = f"{-found.middle:g}" if found.middle else "5"
        raise NotAQuantity(f"is {shown(text)}", f"Expected it without its sign, above 0: {told}.")
    low = below_zero(found)
    if low > FEW:
        wrong = f"is {shown(text)}, {low:.0%} of it below 0"
        raise NotAQuantity(wrong, f"Expected at most {FEW:.0%} of it below 0: a smaller spread.")
    return found


def below_zero(number: Uncertain) -> float:
    """The share of a distribution below 0.

    >>> below_zero(Uncertain(1.0, 2.0, False)), round(below_zero(Uncertain(2.0, 1.0, True)), 4)
    (0.25, 0.0228)
    """
    if not number.spread or number.law is not None:
        return float(number.middle < 0)
    if number.normal:
        return NormalDist(number.middle, number.spread).cdf(0.0)
    return min(max((number.spread - number.middle) / (2 * number.spread), 0.0), 1.0)


def read_changes(path: Path, countries: Sequence[str]) -> tuple[CostChange, ...]:
    """Changes of cost in a CSV file with the columns exporter, importer, cost_percent.

    '*' stands for every other country; a row that names both beats one that does not, whatever their order, and of two
    with a '*' the later holds. A change is a number of per cent, '-2±0.5' or '-3..-1'; above -100.
    Raises ProjectFaulty with every fault of the file.
    """
    sheet = sheet_of(path)
    check_columns(sheet, [(name, "") for name in ("exporter", "importer", "cost_percent")])
    texts = sheet.frame
    sides = [side_of(sheet, side, countries) for side in ("exporter", "importer")]
    frame = pl.DataFrame([texts[ROW], *sides])
    check_once(sheet, ["exporter", "importer"], frame, "Expected each pair once.")
    found: list[CostChange] = []
    rows = zip(*frame.get_columns(), texts["cost_percent"].fill_null(""), strict=True)
    for row, exporter, importer, text in rows:
        percent = percent_of(sheet, row, text)
        if percent is not None and exporter and importer:
            found.append(CostChange(exporter, importer, percent, f"{sheet.name}:{row}"))
    sheet.settle()
    return tuple(spread_out(found, countries))


def side_of(sheet: Sheet, column: str, countries: Sequence[str]) -> pl.Series:
    """Codes that the world has, or '*'; others are noted."""
    texts = sheet.frame[column].fill_null("")
    part = Sheet(sheet.name, sheet.frame.filter(texts != ANYONE))
    codes = countries_in(part, column)
    sheet.faults += part.faults
    for row, code in zip(part.frame[ROW], codes, strict=True):
        if code is not None and code not in countries:
            near = nearest(code, countries)
            sheet.fault(f"{column} {code} is not in the table of trade", f"Expected a country of it. {near}", row)
    known = {text: ANYONE if text == ANYONE else safe(text) for text in texts.unique()}
    return texts.replace_strict(known, return_dtype=pl.String).alias(column)


def safe(text: str) -> str | None:
    """The code, or None for what is none."""
    try:
        return code_of(text)
    except NotAQuantity:
        return None


def percent_of(sheet: Sheet, row: int, text: str) -> Uncertain | None:
    """A change in per cent, above -100 wherever it is drawn; what is none is noted."""
    try:
        found = uncertain(text)
    except NotAQuantity as error:
        wrong = f"cost_percent {error.wrong}" if text else "cost_percent is missing"
        sheet.fault(wrong, error.expected.replace("4±0.5", "-2±0.5").replace("3..6", "-3..-1"), row)
        return None
    if found.middle - (5.0 if found.normal else 1.0) * found.spread <= -100:
        sheet.fault(f"cost_percent is {shown(text)}", "Expected above -100, five deviations below it too.", row)
        return None
    return found


def spread_out(rows: Sequence[CostChange], countries: Sequence[str]) -> list[CostChange]:
    """Changes of single pairs, in order of countries; '*' is every other country.

    >>> half = Uncertain(-50.0, 0.0, False)
    >>> [one.importer for one in spread_out([CostChange("KAZ", "*", half, "c.csv:2")], ["CHN", "KAZ", "UZB"])]
    ['CHN', 'UZB']
    """
    found: dict[tuple[str, str], CostChange] = {}
    for row in sorted(rows, key=lambda one: (one.exporter != ANYONE) + (one.importer != ANYONE)):
        sellers = countries if row.exporter == ANYONE else (row.exporter,)
        buyers = countries if row.importer == ANYONE else (row.importer,)
        named = ANYONE not in (row.exporter, row.importer)
        for seller in sellers:
            for buyer in buyers:
                if named or seller != buyer:
                    found[seller, buyer] = CostChange(seller, buyer, row.percent, row.where)
    return [found[pair] for pair in sorted(found)]
