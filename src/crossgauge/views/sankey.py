"""Flows from where they begin by the border to where they go, as bands whose width is their tonnes."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from crossgauge.views.look import INK, SOFT, drawn, folded, svg
from crossgauge.views.words import named, word, written

PALETTE = (
    "#27566b",
    "#c96f1a",
    "#6fa3b5",
    "#7a8450",
    "#8c5a7c",
    "#b89b3e",
    "#4f6f9f",
    "#a0522d",
    "#5f8f7b",
    "#999999",
)
WIDTH_IN, HEIGHT_IN = 13.0, 8.6
TOP, BOTTOM = 0.88, 0.08
GAP = 0.012  # between two boxes, in parts of the height
BOX = 0.018
LEFT, MIDDLE, RIGHT = 0.16, 0.5, 0.84

Band = tuple[str, str, str, float]  # from, by, to, tonnes
Boxes = dict[str, tuple[float, float]]  # name -> bottom and height


def picture(bands: Sequence[Band], told: Mapping[str, str], language: str = "en") -> str:
    """The figure as SVG text; the same bands give the same bytes.

    bands : (from, by, to, tonnes in the unit of the title); names of the middle have a colour each
    told  : 'title' and 'source'
    """
    return svg(sheet(bands, told, language))


def sheet(bands: Sequence[Band], told: Mapping[str, str], language: str = "en") -> Figure:
    """The figure, not yet rendered."""
    with drawn():
        figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN))
        FigureCanvasSVG(figure)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.axis("off")
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        draw(axes, bands, language)
        title = folded(told["title"], 100)
        figure.text(0.02, 1 - 0.2 / HEIGHT_IN, title, size=15, weight="bold", va="top", linespacing=1.15)
        for place, key in ((LEFT, "sankey.from"), (MIDDLE, "sankey.by"), (RIGHT, "sankey.to")):
            figure.text(place, TOP + 0.012, word(key, language), color=SOFT, size=9, ha="center")
        figure.text(0.02, 0.16 / HEIGHT_IN, told["source"], color=SOFT, size=8)
        return figure


def draw(axes: Axes, bands: Sequence[Band], language: str, gap: float = GAP, size: float = 8.5) -> None:
    """Boxes of three columns and the bands between them."""
    sums = [sums_of(bands, column) for column in range(3)]
    most = max((len(one) for one in sums), default=1)
    total = sum(band[3] for band in bands) or 1.0
    scale = (TOP - BOTTOM - gap * (most - 1)) / total
    columns = [boxes_of(one, scale) for one in sums]
    colour = {name: PALETTE[place % len(PALETTE)] for place, name in enumerate(sums[1])}
    for first, places in ((0, (LEFT, MIDDLE)), (1, (MIDDLE, RIGHT))):
        join(axes, bands, columns, first, places, scale, colour)
    for place, boxes, side in zip((LEFT, MIDDLE, RIGHT), columns, ("right", "left", "left"), strict=True):
        for name, (bottom, height) in boxes.items():
            face = colour.get(name, INK) if boxes is columns[1] else INK
            axes.add_patch(
                Rectangle((place - BOX / 2, bottom), BOX, height, facecolor=face, linewidth=0, zorder=3)
            )
            told = f"{named(name, language)}  {written(figure_of(height / scale), language)}"
            at = place - BOX if side == "right" else place + BOX
            axes.text(
                at, bottom + height / 2, told, ha=side, va="center", size=size, zorder=4,
                bbox={"facecolor": "white", "alpha": 0.6, "linewidth": 0, "pad": 0.8} if boxes is columns[1] else None,
            )  # fmt: skip


def figure_of(tonnes: float) -> str:
    """An amount with as many decimals as it needs.

    >>> figure_of(3.456), figure_of(1234.4)
    ('3.5', '1,234')
    """
    return f"{tonnes:,.0f}" if tonnes >= 20 else f"{tonnes:.1f}"


def sums_of(bands: Sequence[Band], column: int) -> dict[str, float]:
    """Sums by name of a column, the most first, others last."""
    found: dict[str, float] = {}
    for band in bands:
        name = band[column]
        found[str(name)] = found.get(str(name), 0.0) + band[3]
    return dict(sorted(found.items(), key=lambda pair: (pair[0] == "others", -pair[1], pair[0])))


def boxes_of(sums: Mapping[str, float], scale: float) -> Boxes:
    """Boxes of a column from the top down, spread over the height."""
    used = sum(sums.values()) * scale
    gap = (TOP - BOTTOM - used) / max(len(sums) - 1, 1) if len(sums) > 1 else 0.0
    boxes, at = {}, TOP
    for name, mt in sums.items():
        at -= mt * scale
        boxes[name] = (at, mt * scale)
        at -= gap
    return boxes


def join(
    axes: Axes,
    bands: Sequence[Band],
    columns: Sequence[Boxes],
    first: int,
    places: tuple[float, float],
    scale: float,
    colour: Mapping[str, str],
) -> None:
    """Bands from one column to the next, in the order of the boxes so that few cross."""
    ranks = [{name: place for place, name in enumerate(boxes)} for boxes in columns]
    free = [{name: bottom + height for name, (bottom, height) in boxes.items()} for boxes in columns]
    pairs: dict[tuple[str, str], float] = {}
    for band in bands:
        pair = (str(band[first]), str(band[first + 1]))
        pairs[pair] = pairs.get(pair, 0.0) + band[3]
    starts: dict[tuple[str, str], float] = {}
    for one, other in sorted(pairs, key=lambda pair: (ranks[first][pair[0]], ranks[first + 1][pair[1]])):
        starts[one, other] = free[first][one]
        free[first][one] -= pairs[one, other] * scale
    for one, other in sorted(pairs, key=lambda pair: (ranks[first + 1][pair[1]], ranks[first][pair[0]])):
        height = pairs[one, other] * scale
        end = free[first + 1][other]
        free[first + 1][other] -= height
        name = other if first == 0 else one
        ribbon(
            axes, (places[0] + BOX / 2, starts[one, other]), (places[1] - BOX / 2, end), height, colour[name]
        )


def ribbon(
    axes: Axes, begin: tuple[float, float], end: tuple[float, float], height: float, colour: str
) -> None:
    """One band from the top left to the top right corner, `height` high."""
    (x0, y0), (x1, y1) = begin, end
    half = (x0 + x1) / 2
    vertices = np.array([
        (x0, y0), (half, y0), (half, y1), (x1, y1),
        (x1, y1 - height), (half, y1 - height), (half, y0 - height), (x0, y0 - height), (x0, y0),
    ])  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    axes.add_patch(PathPatch(Path(vertices, codes), facecolor=colour, alpha=0.45, linewidth=0, zorder=2))
