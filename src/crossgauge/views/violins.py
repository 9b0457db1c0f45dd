"""How hours at the border are spread, a violin a class: one run, or two with a half each."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from numpy.typing import NDArray

from crossgauge.indicators.spread import CELL
from crossgauge.views.look import FAINT, INK, LINE, SOFT, count_axis, drawn, plain, svg
from crossgauge.views.words import word

Floats = NDArray[np.float64]
OTHER = "#9aa8b0"
HALF = 0.42  # of the room of a class, the widest half of a violin
POINTS = 120
TOP = 0.985  # of the units are drawn; the slowest would press all else flat
LEVELS = (0.5, 0.9)

Cell = tuple[str, str, str]


def picture(
    hours: Sequence[pl.DataFrame], cells: Sequence[tuple[Cell, str]], runs: Sequence[str], language: str = "en"
) -> str:
    """The picture as SVG text. Same bins, same bytes.

    hours : a frame a run, `crossing`, `direction`, `unit_class`, `lower_h`, `upper_h`, `count`; one run or two
    cells : what is drawn and what it is called; runs: what runs are called
    """
    return svg(draw(hours, cells, runs, language))


def draw(
    hours: Sequence[pl.DataFrame],
    cells: Sequence[tuple[Cell, str]],
    runs: Sequence[str],
    language: str = "en",
    size_in: tuple[float, float] = (7.2, 2.6),
) -> Figure:
    """The figure, not yet rendered."""
    with drawn():
        figure = Figure(figsize=size_in)
        FigureCanvasSVG(figure)
        axes = figure.add_axes((0.075, 0.275, 0.915, 0.585))
        draw_violins(axes, hours, [cell for cell, _ in cells])
        axes.set_xticks(range(len(cells)), [name for _, name in cells], size=6.4, color=INK)
        axes.set_ylabel(word("violins.hours", language), size=7.5)
        count_axis(axes.yaxis, language)
        axes.tick_params(axis="y", labelsize=7)
        names = dict(zip("ab", runs, strict=False))
        title = word("violins.title" if len(hours) > 1 else "violins.alone", language, **names)
        figure.text(0.01, 0.93, title, size=8.5, weight="bold")
        return figure


def draw_violins(axes: Axes, hours: Sequence[pl.DataFrame], cells: Sequence[Cell]) -> None:
    """Violins side by side; of two runs the first left in grey, the second right in colour."""
    sides = ((-1, OTHER), (1, LINE)) if len(hours) > 1 else ((0, LINE),)
    top = 0.0
    for place, cell in enumerate(cells):
        for frame, (side, color) in zip(hours, sides, strict=True):
            edges, cumulated = cumulated_of(frame, cell)
            if len(edges) < 2:
                continue
            at, dense = density_of(edges, cumulated)
            width = HALF * dense / (dense.max() or 1.0)
            left = place - (width if side <= 0 else 0.0 * width)
            right = place + (width if side >= 0 else 0.0 * width)
            axes.fill_betweenx(at, left, right, color=color, linewidth=0, alpha=0.9)
            for share in LEVELS:
                height = float(np.interp(share, cumulated, edges))
                ends = (place - 0.2 if side <= 0 else place, place + 0.2 if side >= 0 else place)
                axes.plot(ends, (height, height), color=INK, linewidth=0.9)
            top = max(top, float(at[-1]))
    axes.set_xlim(-0.6, max(len(cells), 1) - 0.4)
    axes.set_ylim(0, top * 1.03 or 1.0)
    plain(axes)
    axes.grid(axis="y", color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", colors=SOFT)


def cumulated_of(frame: pl.DataFrame, cell: Cell) -> tuple[Floats, Floats]:
    """Edges of the filled bins of a cell and the share of units that took no longer; the open last bin is left out.

    >>> bins = pl.DataFrame({"crossing": "a", "direction": "w", "unit_class": "t", "lower_h": [0.0, 2.0],
    ...     "upper_h": [1.0, 3.0], "count": [1, 3]})
    >>> [values.tolist() for values in cumulated_of(bins, ("a", "w", "t"))]
    [[0.0, 1.0, 2.0, 3.0], [0.0, 0.25, 0.25, 1.0]]
    """
    rows = frame.filter(
        *[pl.col(name).cast(pl.String) == value for name, value in zip(CELL, cell, strict=True)],
        pl.col("upper_h").is_finite(),
    ).sort("lower_h")
    if rows.is_empty():
        return np.zeros(0), np.zeros(0)
    lower, upper, counts = (rows[name].to_numpy().astype(np.float64) for name in ("lower_h", "upper_h", "count"))
    share = np.cumsum(counts) / counts.sum()
    edges = np.column_stack([lower, upper]).ravel()
    cumulated = np.column_stack([np.r_[0.0, share[:-1]], share]).ravel()
    kept = np.r_[True, np.diff(edges) > 0]
    return edges[kept], cumulated[kept]


def density_of(edges: Floats, cumulated: Floats) -> tuple[Floats, Floats]:
    """Hours evenly apart and how dense units are there, smoothed a little; up to what nearly all stay within."""
    top = float(np.interp(TOP, cumulated, edges))
    at = np.linspace(float(edges[0]), max(top, float(edges[0]) + 1e-9), POINTS)
    dense = np.gradient(np.interp(at, edges, cumulated), at)
    for _ in range(3):
        dense = np.convolve(np.pad(dense, 1, mode="edge"), (0.25, 0.5, 0.25), mode="valid")
    return at, dense
