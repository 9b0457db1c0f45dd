"""Trade out of CSV: a panel to estimate gravity from, and a table of who sells to whom in one year.

A row is a flow: who sells, who buys, its value, and what the rows are to be explained by. Who trades with itself is
trade at home: what a country makes and buys there. All faults are raised together.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.sources.limits import MOST_COUNTRIES
from crossgauge.sources.logs.reading import ROW
from crossgauge.sources.sheets import (
    Sheet,
    check_columns,
    check_once,
    countries_in,
    numbers_in,
    sheet_of,
)

LOG = re.compile(r"(?:log|ln)\((?P<column>.+)\)")
AT_HOME = "what it makes and buys at home: gross output less exports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the columns of a file of trade are called."""

    exporter: str = "exporter"
    importer: str = "importer"
    year: str = "year"
    value: str = "value"


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows of trade to estimate from.

    name   of the file
    frame  `#row`, exporter, importer, year, value, a column of numbers for each term, and each column named in groups
    terms  what explains trade, as written: 'contiguity', 'log(distance)'
    groups columns of each fixed effect and of the cluster, by its name
    at_home  whether there is trade at home
    """

    name: str
    frame: pl.DataFrame
    terms: tuple[str, ...]
    groups: dict[str, tuple[str, ...]]
    at_home: bool


@dataclass(frozen=True, slots=True)
class World:
    """Who sells to whom in a year.

    trade     (n, n) float64, from exporter (row) to importer (column), in the unit of the file
    countries codes, in order
    unlisted  pairs that the file does not have: no trade
    """

    name: str
    countries: tuple[str, ...]
    trade: NDArray[np.float64]
    unlisted: int


def read_panel(
    path: Path,
    terms: Sequence[str],
    groups: Sequence[str],
    columns: Columns | None = None,
    *,
    without_home: bool = False,
) -> Panel:
    """The panel in a CSV file.

    terms  : columns of numbers, 'log(…)' of one for its logarithm
    groups : fixed effects and clusters: 'pair', or columns joined by '-', with exporter, importer and year as such
    without_home : leave out trade at home. Without it some countries with, some without are a fault.
    Raises ProjectFaulty with every fault of the file.
    """
    columns = columns or Columns()
    sheet = sheet_of(path)
    roles = {name: getattr(columns, name) for name in ("exporter", "importer", "year", "value")}
    known = {name: grouped(name, sheet, roles) for name in dict.fromkeys(groups)}
    used = {column for group in known.values() for column in group}
    has_year = roles["year"] in sheet.frame.columns or "year" in used
    wanted = [(column, f"--{role}") for role, column in roles.items() if role != "year" or has_year]
    wanted += [(column_of(term), "") for term in terms]
    wanted += [(column, "") for column in sorted(used - set(roles))]
    check_columns(sheet, wanted)
    # The file's names give way to ours: a regressor may be called as a role is.
    parts = [sheet.frame[ROW], *(countries_in(sheet, roles[r]).alias(r) for r in ("exporter", "importer"))]
    years = sheet.frame[roles["year"]].fill_null("") if has_year else pl.Series([""] * sheet.frame.height)
    parts.append(years.alias("year"))
    parts.append(numbers_in(sheet, roles["value"], least=0.0).alias("value"))
    parts += [sheet.frame[column] for column in sorted(used - set(roles))]
    parts += [term_in(sheet, term).alias(f"on {term}") for term in dict.fromkeys(terms)]
    frame = pl.DataFrame(parts)
    check_once(sheet, ["exporter", "importer", "year", *sorted(used - set(roles))], frame, "Expected each flow once.")
    home = pl.col("exporter") == pl.col("importer")
    if without_home:
        frame = frame.filter(~home)
    check_home(sheet, frame)
    sheet.settle()
    return Panel(path.name, frame, tuple(dict.fromkeys(terms)), known, frame.filter(home).height > 0)


def grouped(name: str, sheet: Sheet, roles: dict[str, str]) -> tuple[str, ...]:
    """The columns of a fixed effect or a cluster, by our names.

    >>> grouped("importer-year", Sheet("t.csv", pl.DataFrame({"imp": []})), {"importer": "imp"})
    ('importer', 'year')
    """
    if name == "pair":
        return ("exporter", "importer")
    parts = [name] if name in sheet.frame.columns else [part.strip() for part in name.split("-")]
    ours = {column: role for role, column in roles.items()}
    return tuple(dict.fromkeys(ours.get(part, part) for part in parts))


def column_of(term: str) -> str:
    """The column that a term is made of.

    >>> column_of("log(distance)"), column_of("contiguity")
    ('distance', 'contiguity')
    """
    found = LOG.fullmatch(term.strip())
    return found["column"].strip() if found else term.strip()


def term_in(sheet: Sheet, term: str) -> pl.Series:
    """The numbers of a term; logarithms of what is not above 0 are noted."""
    column = column_of(term)
    values = numbers_in(sheet, column)
    if column == term.strip():
        return values
    low = (values <= 0).fill_null(value=False)
    wrongs = [f"{column} is {value:g}, and {term} has no value" for value in values.filter(low)]
    sheet.faults_of(sheet.frame[ROW].filter(low), wrongs, f"Expected above 0, or '{column}' without log().")
    return pl.select(pl.when(~low).then(values)).to_series().log()


def check_home(sheet: Sheet, frame: pl.DataFrame) -> None:
    """Note countries without a row of trade at home in a year in which they trade, where others have one."""
    frame = frame.drop_nulls(["exporter", "importer"])
    home = frame.filter(pl.col("exporter") == pl.col("importer"))
    have = set(home.select("year", "exporter").iter_rows())
    if not have:
        return
    both = [frame.select("year", pl.col(side).alias("country")) for side in ("exporter", "importer")]
    missing = sorted(set(pl.concat(both).iter_rows()) - have, key=lambda one: (one[1], one[0]))
    years: dict[str, list[str]] = {}
    for year, country in missing:
        years.setdefault(country, []).append(year)
    for country, when in years.items():
        told = f" in {spans(when)}" if any(when) else ""
        expected = f"Expected a row {country},{country} with {AT_HOME}; or --foreign-only for all countries."
        sheet.fault(f"{country} has no trade at home{told}", expected)


def spans(years: Sequence[str]) -> str:
    """Years in few words.

    >>> spans(["2014", "2015"]), spans(["2014"]), spans(["2014", "2016", "2018"])
    ('2014, 2015', '2014', '3 years, 2014 to 2018')
    """
    return ", ".join(years) if len(years) < 3 else f"{len(years)} years, {years[0]} to {years[-1]}"


def read_world(path: Path, columns: Columns | None = None, *, year: str | None = None) -> World:
    """The table of the world's trade in a CSV file, of one year.

    year : which, if the file has more than one. A pair that is not listed does not trade.
    Raises ProjectFaulty with every fault of the file: codes, numbers, rows twice, countries that do not sell, buy or
    trade at home.
    """
    columns = columns or Columns()
    sheet = sheet_of(path)
    check_columns(sheet, [(getattr(columns, r), f"--{r}") for r in ("exporter", "importer", "value")])
    choose_year(sheet, columns.year, year)
    frame = pl.DataFrame(
        [
            sheet.frame[ROW],
            countries_in(sheet, columns.exporter).alias("exporter"),
            countries_in(sheet, columns.importer).alias("importer"),
            numbers_in(sheet, columns.value, least=0.0).alias("value"),
        ]
    )
    check_once(sheet, ["exporter", "importer"], frame, "Expected each pair once.")
    doubtful = {*frame.filter(pl.any_horizontal(pl.all().is_null())).select("exporter", "importer").unpivot()["value"]}
    frame = frame.drop_nulls()
    countries = sorted({*frame["exporter"], *frame["importer"]})
    if len(countries) > MOST_COUNTRIES:
        wrong = f"has {len(countries)} countries"
        sheet.fault(wrong, f"Expected at most {MOST_COUNTRIES} (MOST_COUNTRIES): join small ones to ROW.")
        sheet.settle()
    place = {country: at for at, country in enumerate(countries)}
    trade = np.zeros((len(countries), len(countries)))
    rows, buyers = ([place[one] for one in frame[side]] for side in ("exporter", "importer"))
    trade[rows, buyers] = frame["value"].to_numpy()
    check_world(sheet, countries, trade, doubtful)
    sheet.settle()
    return World(path.name, tuple(countries), trade, trade.size - frame.height)


def choose_year(sheet: Sheet, column: str, year: str | None) -> None:
    """Keep the rows of one year; a fault where several stand and none is asked for, or the one is not there."""
    if column not in sheet.frame.columns:
        if year is not None:
            check_columns(sheet, [(column, "")])
        return
    years = sorted(sheet.frame[column].fill_null("").unique().to_list())
    if year is None and len(years) > 1:
        sheet.fault(f"has {spans(years)}", f"Expected one year: --year {years[-1]}.")
    elif year is not None and year not in years:
        sheet.fault(f"has no year {year}", f"There are: {spans(years)}.")
    sheet.settle()
    if year is not None:
        sheet.frame = sheet.frame.filter(pl.col(column) == year)


def check_world(
    sheet: Sheet, countries: Sequence[str], trade: NDArray[np.float64], doubtful: Collection[str | None]
) -> None:
    """Note every country that sells nothing, buys nothing or does not trade at home; but for the doubtful."""
    abroad = trade * (1.0 - np.eye(len(trade)))
    for at, country in enumerate(countries):
        if country in doubtful:
            continue
        if not abroad[at].sum():
            sheet.fault(f"{country} exports nothing", f"Expected a row {country},… with a value, or no {country}.")
        if not abroad[:, at].sum():
            sheet.fault(f"{country} imports nothing", f"Expected a row …,{country} with a value, or no {country}.")
        if not trade[at, at]:
            expected = f"Expected a row {country},{country} with {AT_HOME}."
            sheet.fault(f"{country} has no trade at home", expected)
