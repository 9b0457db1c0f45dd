"""Elasticities and effects of changed costs on a terminal."""

from pathlib import Path
from textwrap import wrap
from typing import Any

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crossgauge.cli.report import console, table_of
from crossgauge.sources.countries import name_of
from crossgauge.study.trade.counterfactual import CLOSURE_WORDS, READINGS, Counterfactual
from crossgauge.study.trade.gravity import WHY, Gravity
from crossgauge.study.trade.told import reasons_of

MOST_ROWS = 20
WIDE = 130  # from this width on countries have their names beside their codes
FEW = 30  # clusters: fewer make errors too small
FOREIGN = "There is no trade at home: what falls on all foreign partners alike, as a border does, cannot be told."


def write(out: Console, words: str, style: str = "") -> None:
    """A sentence, folded at the width of the page."""
    for line in wrap(words, max(out.width - 1, 40)):
        out.print(Text(line, style=style), soft_wrap=True)


def print_gravity(found: Gravity, level: float, folder: Path | None) -> None:
    """The coefficients with errors and intervals, then what was left out."""
    out = console()
    effects = ", ".join(found.fixed) or "none, a constant"
    write(out, f"{found.name}: gravity by PPML, {found.kept:,} of {found.rows:,} rows", "bold")
    clusters = f"{found.clusters:,} clusters by {found.cluster}"
    write(out, f"Fixed effects: {effects}. Standard errors and intervals: {clusters}, Student.", "dim")
    table = table_of(
        ("term", "left"), ("coefficient", "right"), ("error", "right"), (f"{level:.0%} interval", "right"),
        ("p", "right"), ("trade for one more", "right"),
    )  # fmt: skip
    for row in found.estimates.iter_rows(named=True):
        more = "elasticity" if row["percent"] is None else f"{signed(row['percent'])} %"
        table.add_row(
            row["term"], f"{row['coefficient']:.4f}", f"{row['standard_error']:.4f}",
            f"{row['low']:.4f} to {row['high']:.4f}", chance(row["p_value"]), more,
        )  # fmt: skip
    out.print(table)
    fit = f"pseudo R² {found.mcfadden:.4f} (McFadden)"
    square = "" if np.isnan(found.fit) else f"; trade and fit correlate with R² {found.fit:.4f}"
    write(out, f"{fit}{square}; settled in {found.steps} steps.")
    for reason, count in reasons_of(found.dropped).items():
        write(out, f"{count:,} {'row' if count == 1 else 'rows'} left out, {reason}: {WHY[reason]}.")
    if found.clusters < FEW:
        write(out, f"{found.clusters} clusters are few: errors of fewer than {FEW} tend to be too small.")
    if not found.at_home:
        write(out, FOREIGN)
    write(out, f"Tables: {folder}" if folder else "Tables, with every row left out: --out FOLDER")


def chance(p: float) -> str:
    """A probability as one reads it.

    >>> chance(0.0321), chance(1e-9)
    ('0.032', '<0.001')
    """
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def signed(value: float | None) -> str:
    """A change with its sign, to two figures and no finer than hundredths.

    >>> signed(-31.74), signed(0.2486), signed(1234.5), signed(-0.0001), signed(None)
    ('−31.7', '+0.25', '+1,234', '0.00', '–')
    """
    if value is None or np.isnan(value):
        return "–"
    text = f"{value:+,.0f}" if abs(value) >= 100 else f"{value:+.1f}" if abs(value) >= 10 else f"{value:+.2f}"
    return "0.00" if text in ("+0.00", "-0.00") else text.replace("-", "−")


def ranged(row: dict[str, Any]) -> str:
    """A change and its interval."""
    told = signed(row["percent"])
    if row["low"] is None or told == "–" or not any(row[name] for name in ("percent", "low", "high")):
        return told
    return f"{told} [{signed(row['low'])}, {signed(row['high'])}]"


def print_counterfactual(found: Counterfactual, elasticity: str, folder: Path | None, every: bool) -> None:
    """The pairs whose cost changes, then countries: partial, conditional and full side by side."""
    out = console()
    write(out, f"{found.name}: what changes, in per cent; elasticity of trade {elasticity}", "bold")
    if found.draws:
        draws = f"In brackets: 90 % of {found.solved:,} draws."
    else:
        draws = "Nothing is uncertain here, so there is no interval: --elasticity 4±0.5 gives one."
    write(out, f"{draws} Closure '{found.closure}': {CLOSURE_WORDS[found.closure]}.", "dim")
    out.print(pair_rows(found.pairs, every))
    out.print()
    out.print(country_rows(found.countries, every, named=out.width >= WIDE))
    out.print()
    write(out, "partial: each flow answers to its own cost alone. conditional: other sellers and buyers answer too. "
          "full: prices and incomes answer too.", "dim")  # fmt: skip
    idle = found.pairs.filter((pl.col("effect") == "full") & (pl.col("trade") == 0)).height
    if idle:
        write(out, f"{idle:,} pairs whose cost changes do not trade, and stay so.")
    if found.solved < found.draws:
        lost = found.draws - found.solved
        write(out, f"{lost:,} of {found.draws:,} draws have no answer under this closure and are left out.")
    if found.unlisted:
        write(out, f"{found.unlisted:,} pairs are not in the file: taken as no trade, now and then.")
    write(out, f"Tables and picture: {folder}" if folder else "Tables and a picture: --out FOLDER")


def pair_rows(pairs: pl.DataFrame, every: bool) -> Table:
    """A row a pair, the largest trade first."""
    keys = ["exporter", "importer", "trade", "cost_percent"]
    wide = {effect: pairs.filter(pl.col("effect") == effect) for effect in READINGS}
    table = table_of(
        ("from", "left"), ("to", "left"), ("trade before", "right"), ("cost", "right"),
        *[(one, "right") for one in READINGS],
    )  # fmt: skip
    order = [at for at in wide["full"]["trade"].arg_sort(descending=True).to_list() if wide["full"]["trade"][at]]
    for at in order if every else order[:MOST_ROWS]:
        row = wide["full"].row(at, named=True)
        told = [ranged(wide[one].row(at, named=True)) for one in READINGS]
        exporter, importer, trade, cost = (row[key] for key in keys)
        table.add_row(exporter, importer, f"{trade:,.6g}", f"{signed(cost)} %", *told)
    if not every and len(order) > MOST_ROWS:
        table.add_row(f"… {len(order) - MOST_ROWS} more: --all", *[""] * 6)
    return table


def country_rows(countries: pl.DataFrame, every: bool, *, named: bool) -> Table:
    """A row a country, the largest change of real income first."""
    table = table_of(
        ("country", "left"), *[("", "left")] * named, *[(f"exports, {one}", "right") for one in READINGS],
        ("real income, full", "right"),
    )  # fmt: skip
    income = countries.filter(pl.col("of") == "real income")
    order = income.sort(pl.col("percent").abs(), descending=True, maintain_order=True)["country"].to_list()
    rows = {(row["country"], row["of"], row["effect"]): row for row in countries.iter_rows(named=True)}
    for country in order if every else order[:MOST_ROWS]:
        told = [ranged(rows[country, "exports", one]) for one in READINGS]
        name = [name_of(country)] * named
        table.add_row(country, *name, *told, ranged(rows[country, "real income", "full"]))
    if not every and len(order) > MOST_ROWS:
        table.add_row(f"… {len(order) - MOST_ROWS} more: --all", *[""] * (4 + named))
    return table
