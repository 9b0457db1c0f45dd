"""The picture of a tornado: what a figure is at both ends of each parameter, the widest on top."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from crossgauge.indicators.differences import amount
from crossgauge.views.look import FAINT, INK, SOFT, drawn, folded, plain, svg
from crossgauge.views.words import wide, word, written

LOW, HIGH = "#6f8b97", "#c96f1a"
MOST_ROWS = 20
WIDTH_IN, HEAD_IN, ROW_IN, FOOT_IN = 12.0, 0.85, 0.5, 0.95
LEFT, RIGHT = 0.4, 0.97


def picture(table: pl.DataFrame, told: Mapping[str, Any], language: str = "en") -> str:
    """The picture as SVG text; the same table gives the same bytes.

    table : `parameter`, whether it `touches` what the figure depends on, and for each end (`low`, `high`) the value
            put in (`low_value`), the difference from the base and half of its 95 % interval (`low_pm`)
    told  : 'title', 'source'; 'base' and 'unit' of the figure
    """
    return svg(draw(table, told, language))


def draw(table: pl.DataFrame, told: Mapping[str, Any], language: str = "en") -> Figure:
    """The figure, not yet rendered."""
    with drawn():
        return drawn_figure(table.head(MOST_ROWS), told, language)


def drawn_figure(table: pl.DataFrame, told: Mapping[str, Any], language: str) -> Figure:
    """The figure, in the style that holds now."""
    height = HEAD_IN + ROW_IN * max(1, table.height) + FOOT_IN
    figure = Figure(figsize=(WIDTH_IN, height))
    FigureCanvasSVG(figure)
    tall = (height - HEAD_IN - FOOT_IN) / height
    axes = figure.add_axes((LEFT, FOOT_IN / height, RIGHT - LEFT, tall))
    draw_bars(axes, table, language)
    for place, name in enumerate(table["parameter"]):
        at = (height - HEAD_IN - ROW_IN * (place + 0.5)) / height
        figure.text(0.02, at, folded(name, 62), va="center", size=8.5)
    title = folded(told["title"], 92)
    figure.text(0.02, 1 - 0.18 / height, title, size=14, weight="bold", va="top", linespacing=1.15)
    base = written(amount(told["base"]), language)
    key = word("tornado.base", language, base=base, unit=told["unit"])
    figure.text(LEFT, 0.48 / height, key, color=SOFT, size=8.5)
    low, high = (f"■ {word(key, language)}" for key in ("tornado.low", "tornado.high"))
    figure.text(0.02, 0.48 / height, low, color=LOW, weight="bold", size=8.5)
    figure.text(0.03 + 0.0078 * wide(low), 0.48 / height, high, color=HIGH, weight="bold", size=8.5)
    figure.text(0.02, 0.09 / height, folded(told["source"], 170), color=SOFT, size=8, va="bottom")
    return figure


def draw_bars(axes: Axes, table: pl.DataFrame, language: str) -> None:
    """Two bars a parameter with their intervals, and the values put in beside them."""
    ends = [0.0]
    for place, row in enumerate(table.iter_rows(named=True)):
        for end, color in (("low", LOW), ("high", HIGH)):
            value, pm = row[end] or 0.0, row[f"{end}_pm"] or 0.0
            axes.barh(place, value, 0.56, color=color, linewidth=0)
            axes.plot((value - pm, value + pm), (place, place), color=INK, linewidth=1.1)
            ends += [value - pm, value + pm]
    for place, row in enumerate(table.iter_rows(named=True)):
        if not row["touches"]:
            ends_told = {"low": row["low_value"], "high": row["high_value"]}
            beside(axes, word("tornado.untouched", language, **ends_told), (0.0, place), 1)
            continue
        # Where both ends are on one side, the shorter one's value stands on the other.
        right = {"low": row["low"] > row["high"], "high": row["low"] <= row["high"]}
        for end in ("low", "high"):
            side = 1 if right[end] else -1
            value, pm = row[end] or 0.0, row[f"{end}_pm"] or 0.0
            at = max(0.0, side * value + pm) * side if value * side > 0 else 0.0
            beside(axes, row[f"{end}_value"], (at, place), side)
    axes.axvline(0, color=INK, linewidth=0.9)
    room = 0.16 * ((max(ends) - min(ends)) or 1.0)  # for the values beside the bars
    axes.set_xlim(min(ends) - room, max(ends) + room)
    axes.set_ylim(max(table.height, 1) - 0.5, -0.5)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(8))
    axes.xaxis.set_major_formatter(lambda value, _: written(f"{value:+,g}", language) if value else "0")
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    plain(axes)


def beside(axes: Axes, words: str, at: tuple[float, float], side: int) -> None:
    """Write words to the right (1) or left (-1) of a point."""
    axes.annotate(
        words,
        at,
        xytext=(6 * side, 0),
        textcoords="offset points",
        ha="left" if side > 0 else "right",
        va="center",
        size=8,
    )
