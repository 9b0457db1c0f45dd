"""Pictures of trade: both sides' books over the years, and growth as a cascade of what it is put down to."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from crossgauge.views.look import (
    BAND,
    FAINT,
    INK,
    LINE,
    SOFT,
    WAITS,
    WORKS,
    count_axis,
    drawn,
    folded,
    plain,
)
from crossgauge.views.words import named, number, word

Row = dict[str, Any]
WIDTH_IN = 11.0
LEFT, RIGHT = 0.06, 0.975
ROW_IN, HEAD_IN, FOOT_IN = 0.27, 0.95, 0.95
LABELS = 0.30  # of the width of a cascade, for its words
SMALL = 0.02  # of the growth: goods of less are drawn as one
SEED_YEAR = 2022
CLOSE = 0.08  # of the highest value: ends nearer to each other have their words apart
ROOM = 0.33  # of the years, for words behind the last


def series_figure(series: pl.DataFrame, language: str = "en") -> Figure:
    """Exports and imports by year as either side records them, not yet rendered. series : `tables.trade.SERIES`."""
    with drawn():
        figure = Figure(figsize=(WIDTH_IN, 5.0))
        FigureCanvasSVG(figure)
        width = (RIGHT - LEFT - 0.07) / 2
        top = 1.12 * max(*series["exports"].to_list(), *series["imports"].to_list()) / 1e3
        for place, side in enumerate(("exports", "imports")):
            axes = figure.add_axes((LEFT + place * (width + 0.07), 0.15, width, 0.62))
            draw_side(axes, series, side, language)
            axes.set_ylim(0, top)
        totals = {row["year"]: row["total"] / 1e3 for row in series.iter_rows(named=True)}
        year = SEED_YEAR if SEED_YEAR in totals else min(totals)
        told = {"year": year, "total": number(totals[year], language, 1), "to": max(totals)}
        title = word("trade.series.title", language, **told, last=number(totals[max(totals)], language, 1))
        head(figure, title, word("trade.series.told", language), word("trade.source", language))
    return figure


def draw_side(axes: Axes, series: pl.DataFrame, side: str, language: str) -> None:
    """One direction: both books, the difference shaded where both are known."""
    years, ours = series["year"].to_list(), (series[side] / 1e3).to_list()
    theirs = [None if value is None else value / 1e3 for value in series[f"mirror_{side}"]]
    axes.plot(years, ours, color=LINE, linewidth=2.0)
    gaps = [value if value is not None else float("nan") for value in theirs]
    axes.fill_between(years, ours, gaps, color=BAND, linewidth=0, alpha=0.6)
    axes.plot(years, gaps, color=WAITS, linewidth=1.2, linestyle=(0, (4, 2)), marker="o", markersize=4)
    known = [(year, value) for year, value in zip(years, theirs, strict=True) if value is not None]
    ends = [("china", years[-1], ours[-1], LINE)] + [("kazakhstan", *known[-1], WAITS)] * bool(known)
    near = len(ends) == 2 and abs(ends[0][2] - ends[1][2]) < CLOSE * max(ours)
    top = max(end[2] for end in ends)
    for who, year, value, colour in ends:
        lift = 0 if not near else 6 if value == top else -6
        told = f"{word(f'trade.series.{who}', language)} {number(value, language, 1)}"
        axes.annotate(told, (year, value), (8, lift), textcoords="offset points", va="center", color=colour)
    axes.set_title(word(f"trade.series.{side}", language), loc="left", size=9.5, color=INK)
    axes.set_xticks(years[:: 2 if len(years) > 8 else 1])
    axes.set_xlim(years[0] - 0.3, years[-1] + ROOM * (years[-1] - years[0]))
    count_axis(axes.yaxis, language)
    plain(axes)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)


def head(figure: Figure, title: str, told: str, source: str) -> None:
    """What stands above and below a picture, at fixed distances from its edges."""
    height = float(figure.get_figheight())
    figure.text(0.02, 1 - 0.12 / height, title, size=13, weight="bold", va="top", color=INK)
    figure.text(0.02, 1 - 0.44 / height, folded(told, 150, 9), size=9, va="top", color=SOFT)
    figure.text(0.02, 0.1 / height, folded(source, 175, 9), size=7.5, va="bottom", color=SOFT)


def growth_figure(
    accounts: Mapping[str, pl.DataFrame], before: tuple[int, float], after: tuple[int, float], language: str = "en"
) -> Figure:
    """Cascades from one year's total to the other's, a block an account, not yet rendered.

    accounts : by name, `tables.trade.ACCOUNT`; before, after : year and total in million USD
    """
    blocks = {name: drawn_rows(account, language) for name, account in accounts.items()}
    rows = 2 + sum(1.6 + len(block) for block in blocks.values())
    height = HEAD_IN + FOOT_IN + ROW_IN * rows
    with drawn():
        figure = Figure(figsize=(WIDTH_IN, height))
        FigureCanvasSVG(figure)
        axes = figure.add_axes((LABELS, FOOT_IN / height, RIGHT - LABELS, ROW_IN * rows / height))
        axes.set_ylim(rows - 0.5, -0.5)
        at = 0.0
        draw_total(axes, at, before, language)
        for name, block in blocks.items():
            at += 1.6
            axes.text(
                -0.012, at - 0.35, word(f"trade.growth.{name}", language), transform=axes.get_yaxis_transform(),
                ha="right", va="center", weight="bold", color=INK, size=9,
            )  # fmt: skip
            level = before[1]
            for row in block:
                at += 1
                draw_part(axes, at - 0.3, level, row, language)
                level += row["change"]
        draw_total(axes, rows - 1.0, after, language)
        dress(axes, before[1], after[1], blocks, language)
        change = number((after[1] - before[1]) / 1e3, language, 1, signed=True)
        title = word("trade.growth.title", language, change=change, first=before[0], to=after[0])
        head(figure, title, word("trade.growth.told", language), word("trade.growth.source", language))
    return figure


def drawn_rows(account: pl.DataFrame, language: str) -> list[Row]:
    """The parts of an account with names in a language; goods of little weight as one."""
    rows = [row | {"name": named(row["part"], language)} for row in account.iter_rows(named=True)]
    goods = [row for row in rows if ": " in row["part"]]
    little = [row for row in goods if abs(row["share"]) < 100 * SMALL]
    if len(little) < 2:
        return rows
    kept = [row for row in rows if row not in little]
    whole = sum(row["change"] for row in little)
    name = word("trade.growth.small", language)
    return [*kept[:-1], {"name": name, "change": whole, "low": None, "high": None}, kept[-1]]


def draw_total(axes: Axes, at: float, total: tuple[int, float], language: str) -> None:
    """The bar of a year."""
    year, value = total
    axes.barh(at, value / 1e3, height=0.72, color=LINE)
    axes.text(
        -0.012, at, str(year), transform=axes.get_yaxis_transform(), ha="right", va="center", weight="bold", color=INK
    )  # fmt: skip
    axes.annotate(
        number(value / 1e3, language, 1), (value / 1e3, at), (5, 0), textcoords="offset points", va="center",
        weight="bold", color=LINE,
    )  # fmt: skip


def draw_part(axes: Axes, at: float, level: float, row: Row, language: str) -> None:
    """A step of the cascade with its figure, and its interval where it has one."""
    change = float(row["change"])
    shade = WORKS if change >= 0 else WAITS
    start, end = level / 1e3, (level + change) / 1e3
    axes.barh(at, end - start, left=start, height=0.62, color=shade, alpha=0.85)
    far = max(start, end)
    told = number(change / 1e3, language, 1, signed=True)
    if row["low"] is not None:
        ends = [(level + row[side]) / 1e3 for side in ("low", "high")]
        axes.plot(ends, [at, at], color=INK, linewidth=1.1)
        axes.plot(ends, [at, at], "|", color=INK, markersize=6)
        low, high = (number(row[side] / 1e3, language, 1, signed=True) for side in ("low", "high"))
        told, far = f"{told}  ({low} … {high})", max(far, *ends)
    axes.annotate(told, (far, at), (5, 0), textcoords="offset points", va="center", color=INK)
    axes.text(-0.012, at, str(row["name"]), transform=axes.get_yaxis_transform(), ha="right", va="center", color=INK)


def dress(
    axes: Axes, before: float, after: float, blocks: Mapping[str, list[Row]], language: str
) -> None:
    """The axis of money, room for figures at its right, and lines down from both totals."""
    tops = [before, after]
    for block in blocks.values():
        level = before
        for row in block:
            high = row["high"] if row["high"] is not None else row["change"]
            tops += [level + high, level + row["change"]]
            level += row["change"]
    axes.set_xlim(0, max(tops) / 1e3 * 1.24)
    for value in (before, after):
        axes.axvline(value / 1e3, color=FAINT, linewidth=1.0, zorder=0)
    plain(axes)
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    count_axis(axes.xaxis, language)
    axes.set_xlabel(word("trade.growth.axis", language), color=SOFT)
