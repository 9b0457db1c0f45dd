"""The words of a map: names of places where there is room, the legend and the disclaimer."""

from collections.abc import Mapping, Sequence
from math import ceil
from textwrap import wrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.views.basemap import Box
from crossgauge.views.look import INK, SOFT
from crossgauge.views.mapground import KINDS, LAND, PLANT, kind_of, pipe_kind
from crossgauge.views.words import called, wide, word

ROW_IN = 0.145  # of the legend
LETTERS_AN_INCH = 16.5  # of the legend
WINDOW = (0.497, 0.515, 0.495, 0.475)  # of the map: left, bottom, width, height
LETTERS = 6.6  # points, of names
LETTER = 0.58  # of the height of a letter, its width
SIDES = ((0.8, 0.2), (0.8, -1.1), (-0.8, 0.2), (-0.8, -1.1), (0.0, 1.3), (0.0, -1.5), (0.8, 1.4))  # right, up
MOST_NAMES = 34
ENDS = ("city", "seaport")
APART = 0.03  # of the earth's radius: nearer to a border no place is named, as the window shows it


def names(
    axes: Axes,
    network: Network,
    spots: Mapping[str, tuple[float, float]],
    near: Sequence[str],
    language: str,
    unit: float,
    taken: list[Box],
) -> None:
    """Ends of lines first, then places where many meet; none near a border, nor where something stands (`taken`)."""
    degree: dict[str, int] = {}
    for one in network.sections:
        for end in (one.start, one.end) if one.mode in ("rail", "sea") else ():
            degree[end] = degree.get(end, 0) + 1
    at = np.array([spots[place] for place in near]) if near else np.zeros((0, 2))

    def far(place: Place) -> bool:
        gaps = np.hypot(*(at - spots[place.id]).T) if len(at) else np.array([1.0])
        return bool(gaps.min(initial=1.0) > APART)

    shown = [place for place in network.places if place.id in degree and far(place)]
    ends = sorted(shown, key=lambda one: (one.kind not in ENDS, degree[one.id] != 1, -degree[one.id], one.id))
    for place in ends[:MOST_NAMES]:
        axes.plot(*spots[place.id], marker="o", markersize=2.2, color=INK, zorder=4)
        put(axes, spots[place.id], called(place, language).split(" (")[0].split(",")[0], unit * LETTERS, taken)


def window_box(axes: Axes) -> Box:
    """Where the window covers the map: west, east, south, north."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    left, bottom, width, height = WINDOW
    return (
        west + left * (east - west),
        west + (left + width) * (east - west),
        south + bottom * (north - south),
        south + (bottom + height) * (north - south),
    )


def put(
    axes: Axes,
    at: tuple[float, float],
    name: str,
    high: float,
    taken: list[Box],
) -> None:
    """A name beside its spot, where no other stands and the map does not end; nothing where there is no room."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    if not (west < at[0] < east and south < at[1] < north):
        return
    length = LETTER * high * wide(name)
    for right, up in SIDES:
        start = at[0] + right * high - (length if right < 0 else length / 2 if right == 0 else 0.0)
        box = (start, start + length, at[1] + (up - 0.5) * high, at[1] + (up + 0.6) * high)
        inside = west < box[0] and box[1] < east and south < box[2] and box[3] < north
        free = all(box[1] < o[0] or box[0] > o[1] or box[3] < o[2] or box[2] > o[3] for o in taken)
        if inside and free:
            taken.append(box)
            axes.text(
                box[0], at[1] + up * high, name, size=LETTERS, color=INK, va="center", zorder=7,
                bbox={"boxstyle": "square,pad=0.08", "facecolor": LAND, "alpha": 0.7, "linewidth": 0},
            )  # fmt: skip
            return


def entries(network: Network, language: str) -> list[tuple[Line2D, str]]:
    """What lines and marks mean."""
    used = {kind_of(way) for way in (*network.sections, *network.links)}
    used |= {pipe_kind(pipe.fluid) for pipe in network.pipelines}
    found = [
        (Line2D([], [], color=color, linewidth=max(points, 1.4), linestyle=dashes), line_words(kind, language))
        for kind, (color, points, dashes) in KINDS.items()
        if kind in used
    ]
    dot: dict[str, Any] = {"linestyle": "none", "color": "white", "markeredgecolor": INK}
    found.append((Line2D([], [], marker="o", markersize=5, **dot), word("map.port", language)))
    if any(crossing.mode == "foot" for crossing in network.crossings):
        found.append((Line2D([], [], marker="D", markersize=4, **dot), word("map.centre", language)))
    if getattr(network, "facilities", ()):
        square = Line2D([], [], marker="s", markersize=3.6, linestyle="none", color=PLANT)
        found.append((square, word("map.plant", language)))
    return found


def line_words(kind: str, language: str) -> str:
    """What a kind of line is called.

    >>> line_words("rail_1668", "en"), line_words("road", "en")
    ('rail, 1668 mm', 'road')
    """
    mode, _, gauge_mm = kind.partition("_")
    return word("map.gauge", language, mm=gauge_mm) if gauge_mm else word(f"map.{mode}", language)


def rows_of(network: Network, language: str, width_in: float) -> int:
    """Rows that the legend takes."""
    letters = sum(wide(text) + 6 for _, text in entries(network, language))
    return ceil(letters / (width_in * LETTERS_AN_INCH))


def disclaimer(language: str, width_in: float) -> list[str]:
    """The disclaimer in lines."""
    text = word("map.disclaimer", language)
    room = round(width_in * LETTERS_AN_INCH * (0.5 if language == "zh" else 1.06))
    return wrap(text, room)


def legend(
    figure: Figure, network: Network, keys: Sequence[str], language: str, source: str
) -> None:
    """What lines and marks mean, what is as wide and as large as what, and the disclaimer."""
    width, height = figure.get_size_inches()
    found, below = entries(network, language), disclaimer(language, width)
    columns = ceil(len(found) / rows_of(network, language, width))
    at = 0.06 + ROW_IN * len(below)
    figure.text(0.012, 0.07 / height, "\n".join(below), size=6.2, color=SOFT, va="bottom", linespacing=1.15)
    told = "; ".join([*keys, source] if source else keys)
    figure.text(0.012, at / height, told, size=6.6, color=SOFT, va="bottom")
    figure.legend(
        [one for one, _ in found], [text for _, text in found], loc="lower left", frameon=False, fontsize=6.8,
        ncols=columns, bbox_to_anchor=(0.004, (at + ROW_IN) / height), borderpad=0, handlelength=1.8,
        columnspacing=1.0, handletextpad=0.4, labelspacing=0.35,
    )  # fmt: skip
