"""The picture of changed costs: trade of the pairs and real incomes, three readings beside each other."""

from collections.abc import Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from crossgauge.views.look import FAINT, INK, LINE, SOFT, WAITS, WORKS, count_axis, drawn, plain
from crossgauge.views.trade import head
from crossgauge.views.words import word

WIDTH_IN, ROW_IN, HEAD_IN, FOOT_IN = 11.0, 0.42, 1.35, 0.75
READINGS = (("partial", WORKS, -0.24), ("conditional", WAITS, 0.0), ("full", LINE, 0.24))
MOST_PAIRS, MOST_COUNTRIES = 12, 12


def effects_figure(pairs: pl.DataFrame, countries: pl.DataFrame, source: str, language: str = "en") -> Figure:
    """The pairs with most trade left, the countries whose real income changes most right, not yet rendered.

    pairs, countries : `tables.trade.PAIR_EFFECTS`, `COUNTRY_EFFECTS`
    """
    trading = pairs.filter(pl.col("trade") > 0).with_columns(
        pl.concat_str("exporter", pl.lit(" → "), "importer").alias("who")
    )
    most = trading.filter(effect="full").sort("trade", descending=True, maintain_order=True)["who"][:MOST_PAIRS]
    income = countries.filter(of="real income").with_columns(pl.col("country").alias("who"))
    moved = income.sort(pl.col("percent").abs(), descending=True, maintain_order=True)["who"][:MOST_COUNTRIES]
    height = HEAD_IN + FOOT_IN + ROW_IN * max(len(most), len(moved), 3)
    with drawn():
        figure = Figure(figsize=(WIDTH_IN, height))
        FigureCanvasSVG(figure)
        tall, bottom = (height - HEAD_IN - FOOT_IN) / height, FOOT_IN / height
        left = figure.add_axes((0.10, bottom, 0.47, tall))
        right = figure.add_axes((0.66, bottom, 0.30, tall))
        draw(left, trading, most.to_list(), language)
        draw(right, income, moved.to_list(), language)
        left.set_title(word("trade.effects.pairs", language), loc="left", size=9.5, color=INK)
        right.set_title(word("trade.effects.income", language), loc="left", size=9.5, color=INK)
        legend(figure, height, language)
        head(figure, word("trade.effects.title", language), word("trade.effects.told", language), source)
    return figure


def draw(axes: Axes, table: pl.DataFrame, names: Sequence[str], language: str) -> None:
    """A row a name, its readings below each other, with their intervals."""
    rows: dict[tuple[Any, Any], dict[str, Any]] = {
        (row["who"], row["effect"]): row for row in table.iter_rows(named=True)
    }
    for at, name in enumerate(names):
        for effect, colour, lift in READINGS:
            row = rows.get((name, effect))
            if row is None:
                continue
            y = at + lift if (name, "partial") in rows else at
            if row["low"] is not None:
                axes.plot([row["low"], row["high"]], [y, y], color=colour, linewidth=3.2, alpha=0.45)
            axes.plot(row["percent"], y, "o", color=colour, markersize=5)
    axes.set_yticks(range(len(names)), names, color=INK)
    axes.set_ylim(max(len(names), 3) - 0.5, -0.5)
    axes.axvline(0.0, color=SOFT, linewidth=0.9)
    axes.margins(x=0.08)
    plain(axes)
    count_axis(axes.xaxis, language)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_xlabel("%", color=SOFT)


def legend(figure: Figure, height: float, language: str) -> None:
    """The three readings by colour, in one line."""
    for place, (effect, colour, _) in enumerate(READINGS):
        told = "● " + word(f"trade.effects.{effect}", language)
        figure.text(0.10 + 0.29 * place, 1 - 0.80 / height, told, color=colour, size=9, va="top")
