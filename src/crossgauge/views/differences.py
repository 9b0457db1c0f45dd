"""The picture of a comparison: paired differences with their intervals, a row a crossing, direction and class."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from crossgauge.indicators.differences import NO_DIFFERENCE, amount
from crossgauge.views.look import FAINT, INK, SOFT, drawn, folded, plain, svg
from crossgauge.views.words import named, wide, word, written

CELL = ["crossing", "direction", "unit_class"]
PANELS = ("border_h", "units")
LINEAR = {"border_h": 1.0, "units": 1.0}  # h and %: below it the axis is even, beyond logarithmic
COLORS = ("#1f5f7a", "#c96f1a", "#5b7f3b", "#8a4f7d", "#a08a2c", "#64747d")
MOST_ROWS = 24
WIDTH_IN, HEAD_IN, FOOT_IN, LINE_IN = 12.0, 1.3, 1.1, 0.19
LEFT, SPLIT, RIGHT = 0.29, 0.64, 0.985

Cell = tuple[str, str, str]


def picture(
    differences: pl.DataFrame, labels: Mapping[str, Any], told: Mapping[str, str], language: str = "en"
) -> str:
    """The picture as SVG text; the same differences give the same bytes.

    differences : of `indicators.differences.differences`
    labels      : of a manifest, for names of crossings and classes
    told        : 'title' and 'source' in words, 'base' the name of the first network
    """
    return svg(draw(differences, labels, told, language))


def draw(
    differences: pl.DataFrame, labels: Mapping[str, Any], told: Mapping[str, str], language: str = "en"
) -> Figure:
    """The figure, not yet rendered."""
    with drawn():
        return drawn_figure(differences, labels, told, language)


def drawn_figure(
    differences: pl.DataFrame, labels: Mapping[str, Any], told: Mapping[str, str], language: str
) -> Figure:
    """The figure, in the style that holds now."""
    scenarios = differences["scenario"].unique(maintain_order=True).to_list()
    cells = shown_cells(differences)
    row_in = LINE_IN * max(len(scenarios), 1) + 0.16
    height = HEAD_IN + row_in * max(1, len(cells)) + FOOT_IN
    figure = Figure(figsize=(WIDTH_IN, height))
    FigureCanvasSVG(figure)
    bottom, tall = FOOT_IN / height, (height - HEAD_IN - FOOT_IN) / height
    for metric, left, right in zip(PANELS, (LEFT, SPLIT + 0.03), (SPLIT, RIGHT), strict=True):
        axes = figure.add_axes((left, bottom, right - left, tall))
        rows = differences.filter(pl.col("metric") == metric)
        draw_panel(axes, rows, cells, scenarios, row_in, language)
        title = word(f"differences.{metric}", language)
        figure.text(left, (height - HEAD_IN + 0.1) / height, title, weight="bold", size=9)
    for place, cell in enumerate(cells):
        at = (height - HEAD_IN - row_in * (place + 0.5)) / height
        figure.text(0.02, at, name_of(cell, labels, language), va="center", size=9)
    tell(figure, scenarios, told, height, language)
    return figure


def shown_cells(differences: pl.DataFrame) -> list[Cell]:
    """The crossings, directions and classes that anything happens to, in order; the largest where they are too many."""
    rows = differences.filter(
        ~pl.col("same")
        & pl.col("metric").is_in(PANELS)
        & (pl.col("crossing") != "")
        & pl.col("difference").is_not_null()
    )
    if (found := rows.filter(pl.col("verdict") != NO_DIFFERENCE)).height:
        rows = found
    size = (pl.col("difference") / pl.col("base")).abs().max().fill_nan(0.0)
    cells = rows.group_by(CELL, maintain_order=True).agg(size.alias("size"))
    largest = cells.sort("size", descending=True, maintain_order=True).head(MOST_ROWS)
    kept = set(largest.select(CELL).iter_rows())
    return [cell for cell in cells.select(CELL).iter_rows() if cell in kept]


def draw_panel(
    axes: Axes,
    rows: pl.DataFrame,
    cells: Sequence[Cell],
    scenarios: Sequence[str],
    row_in: float,
    language: str,
) -> None:
    """One metric: a dot for the difference, a thick line for its own interval, a thin one for all together."""
    linear = LINEAR.get(rows["metric"][0], 1.0) if rows.height else 1.0
    reach = linear
    for place, cell in enumerate(cells):
        mine = {
            row["scenario"]: row
            for row in rows.filter(pl.struct(CELL) == pl.lit(dict(zip(CELL, cell, strict=True)))).to_dicts()
        }
        if place % 2 == 0:
            axes.axhspan(place - 0.5, place + 0.5, color=FAINT, alpha=0.35, linewidth=0)
        for number, scenario in enumerate(scenarios):
            row = mine.get(scenario)
            at = place + (number - (len(scenarios) - 1) / 2) * LINE_IN / row_in
            if row is not None and row["difference"] is not None and not row["same"]:
                color = COLORS[number % len(COLORS)]
                reach = max(reach, draw_difference(axes, scaled(row), at, color, language))
    axes.axvline(0, color=INK, linewidth=0.9)
    axes.set_xscale("symlog", linthresh=linear, linscale=1.0)
    limit = reach * 8.0  # room for the figures beside the dots
    axes.set_xlim(-limit, limit)
    axes.set_ylim(max(len(cells), 1) - 0.5, -0.5)
    axes.set_yticks([])
    decades = [10.0**power for power in range(6) if linear <= 10.0**power <= limit]
    axes.set_xticks([*(-tick for tick in reversed(decades)), 0.0, *decades])
    axes.xaxis.set_major_formatter(lambda value, _: written(f"{value:+,g}", language) if value else "0")
    axes.xaxis.set_minor_locator(NullLocator())
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    plain(axes)


def scaled(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of units as percents of the base's; others as they are."""
    if row["metric"] != "units":
        return dict(row)
    part = {name: None if row[name] is None else 100.0 * row[name] / row["base"] for name in ENDS}
    return {**row, **part}


ENDS = ("difference", "low", "high", "low_all", "high_all")


def draw_difference(axes: Axes, row: Mapping[str, Any], at: float, color: str, language: str) -> float:
    """One difference; hollow where none was found. Returns how far from 0 it reaches."""
    ends = [row[name] for name in ENDS if row[name] is not None]
    if row["low_all"] is not None:
        axes.plot(
            (row["low_all"], row["high_all"]), (at, at), color=color, linewidth=0.9, solid_capstyle="butt"
        )
        axes.plot(
            (row["low"], row["high"]), (at, at), color=color, linewidth=3.0, solid_capstyle="butt", alpha=0.55
        )
    found = row["verdict"] != NO_DIFFERENCE
    axes.plot(
        [row["difference"]], [at], "o", color=color, markerfacecolor=color if found else "white", markersize=5
    )
    if found:
        right = row["difference"] > 0
        sign = "+" if right else "−"
        axes.annotate(
            sign + written(amount(abs(row["difference"])), language),
            (max(ends) if right else min(ends), at),
            xytext=(6 if right else -6, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center",
            size=7.5,
            color=color,
        )
    return float(max(abs(end) for end in ends))


def name_of(cell: Cell, labels: Mapping[str, Any], language: str = "en") -> str:
    """'Hill Road, west truck'."""
    crossing = labels["crossings"].get(cell[0], {}).get("name") or cell[0]
    kind = labels["classes"].get(cell[2], {}).get("name") or cell[2]
    told = f"{named(crossing, language)}, {named(cell[1], language)} {named(kind, language)}"
    return folded(told.replace("  ", " "), 46)


def tell(
    figure: Figure, scenarios: Sequence[str], told: Mapping[str, str], height: float, language: str
) -> None:
    """Title, what is what, and the source."""
    lines = folded(told["title"], 92)
    figure.text(0.02, 1 - 0.18 / height, lines, size=14, weight="bold", va="top", linespacing=1.15)
    at, line = 0.02, (height - HEAD_IN + 0.42) / height
    for number, scenario in enumerate(scenarios):
        color = COLORS[number % len(COLORS)]
        name = named(scenario, language)
        figure.text(at, line, f"● {name}", color=color, weight="bold", size=9)
        at += 0.0067 * wide(name) + 0.03
    less = word("differences.less", language, base=named(told["base"], language))
    figure.text(at, line, less, color=SOFT, size=9)
    figure.text(0.02, 0.52 / height, word("differences.key", language), color=SOFT, size=8)
    figure.text(0.02, 0.14 / height, folded(told["source"], 170), color=SOFT, size=8)


def title_of(differences: pl.DataFrame, labels: Mapping[str, Any], language: str = "en") -> str:
    """What the picture says: the largest change of hours at a border that was found."""
    found = differences.filter(
        (pl.col("metric") == "border_h")
        & (pl.col("crossing") != "")
        & (pl.col("p_holm") < 0.05)
        & pl.col("difference").is_not_null()
    )
    if found.is_empty():
        return word("differences.none", language)
    row = found.sort(pl.col("difference").abs(), descending=True).row(0, named=True)
    cell = (row["crossing"], row["direction"], row["unit_class"])
    name = name_of(cell, labels, language).replace("\n", " ")
    change = "longer" if row["difference"] > 0 else "shorter"
    size = written(amount(abs(row["difference"])), language)
    scenario = named(row["scenario"], language)
    return word(f"differences.{change}", language, name=name, amount=size, scenario=scenario)
