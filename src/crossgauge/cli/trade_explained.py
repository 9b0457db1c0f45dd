"""The trade across the border on a terminal: figures, both sides' books, accounts of growth, what they do not tell."""

from pathlib import Path

import polars as pl
from rich.console import Console
from rich.text import Text

from crossgauge.cli.report import console, table_of
from crossgauge.cli.trade_table import write
from crossgauge.study.trade.explain import Explained

NAMES = {"KAZ": "Kazakhstan", "KGZ": "Kyrgyzstan", "TJK": "Tajikistan", "TKM": "Turkmenistan", "UZB": "Uzbekistan"}
TITLES = {
    "ways": "By way and port",
    "goods": "By goods",
    "books": "By whose books it is in",
    "trend": "Against the pace of before",
}
EXAMPLE = "crossgauge trade counterfactual world.csv --changes cheaper.csv"


def print_explained(found: Explained, folder: Path | None) -> None:
    """All of it, in the order in which one asks."""
    out = console()
    seed = found.seed
    years = found.series["year"].to_list()
    write(out, f"China–Kazakhstan trade, {years[0]} to {years[-1]}", "bold")
    write(
        out,
        f"{seed.year}: {seed.total / 1e3:.1f} bn USD, as China records it: exports {seed.exports / 1e3:.2f}, imports "
        f"{seed.imports / 1e3:.2f}. Of China's trade with the five, {seed.of_five / 1e3:.2f} of {seed.five / 1e3:.1f} "
        f"bn: {seed.share:.1f} % ({seed.low:.2f} to {seed.high:.2f} as the two are rounded), reported as nearly 45 %.",
    )
    print_series(out, found.series)
    print_partners(out, found.partners)
    start, end = (
        found.series.filter(pl.col("year") == year)["total"].item() / 1e3 for year in (found.first, found.last)
    )
    out.print()
    growth = f"{start:.1f} to {end:.1f} bn USD, {found.growth / 1e3:+.1f} ({found.growth / start / 10:+.0f} %)"
    write(out, f"What the growth from {found.first} to {found.last} is put down to: {growth}".replace("-", "−"), "bold")
    write(out, "Each account adds up to the whole by itself; 90 %: where something is assumed or estimated.", "dim")
    for name, title in TITLES.items():
        if name in found.accounts:
            print_account(out, title, found.accounts[name])
    out.print(Text("\nWhat this tells, and what it does not", style="bold"))
    for words in found.words:
        write(out, f"• {words}")
    end_line = f"Tables and pictures: {folder}" if folder else "Tables with fact ids, and pictures: --out FOLDER"
    write(out, f"{end_line}. Your own table of trade: {EXAMPLE}", "dim")


def print_series(out: Console, series: pl.DataFrame) -> None:
    """Both sides' books by year."""
    table = table_of(
        ("bn USD", "left"), ("China's exports", "right"), ("recorded there", "right"), ("ratio", "right"),
        ("China's imports", "right"), ("recorded there", "right"), ("ratio", "right"), ("total", "right"),
    )  # fmt: skip
    for row in series.iter_rows(named=True):
        cells = [str(row["year"])]
        for side in ("exports", "imports"):
            mirror, ratio = row[f"mirror_{side}"], row[f"{side}_ratio"]
            cells += [f"{row[side] / 1e3:.2f}", "–" if mirror is None else f"{mirror / 1e3:.2f}"]
            cells.append("–" if ratio is None else f"{ratio:.2f}")
        table.add_row(*cells, f"{row['total'] / 1e3:.2f}")
    out.print(table)
    write(out, "recorded there: by Kazakhstan, as its imports and its exports; –: incomplete, not used. "
          "Importers count freight and insurance, exporters do not.", "dim")  # fmt: skip


def print_partners(out: Console, partners: pl.DataFrame) -> None:
    """The five side by side in each year that has them."""
    years = sorted(partners["year"].unique())
    table = table_of(("China's trade with", "left"), *[(f"{year}, bn USD", "right") for year in years])
    for code in partners.filter(pl.col("year") == years[-1])["partner"]:
        cells = []
        for year in years:
            row = partners.filter((pl.col("year") == year) & (pl.col("partner") == code)).row(0, named=True)
            mark = "" if row["confidence"] == "high" else "~"
            cells.append(f"{mark}{row['total']:.1f} ({row['share']:.1f} %)")
        table.add_row(NAMES.get(code, code), *cells)
    out.print()
    out.print(table)
    write(out, "In brackets: of the total stated for the five. ~: worked out from the next year and its growth.", "dim")


def print_account(out: Console, title: str, account: pl.DataFrame) -> None:
    """One account: parts, their share, what they rest on."""
    table = table_of((title, "left"), ("bn USD", "right"), ("90 %", "right"), ("share", "right"), ("from", "left"))
    for row in account.iter_rows(named=True):
        between = "" if row["low"] is None else f"{plain(row['low'])} to {plain(row['high'])}"
        share = f"{round(row['share']) + 0} %".replace("-", "−")
        table.add_row(row["part"], plain(row["change"]), between, share, row["why"])
    out.print()
    out.print(table)


def plain(million: float) -> str:
    """Million USD as bn with two digits and a sign.

    >>> plain(-4684.0)
    '−4.68'
    """
    return f"{million / 1e3:+.2f}".replace("-", "−")
