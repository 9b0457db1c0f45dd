"""The map of flows: every section as wide as the tonnes that go over it, every border as large as its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from crossgauge.model.places import Place
from crossgauge.views.look import INK, SOFT, drawn, folded, svg
from crossgauge.views.words import named, number, wide, word

MODES = {"rail": "#27566b", "road": "#c96f1a", "sea": "#6fa3b5"}
OTHER, CLOSED = "#8a8a8a", "#b3261e"
WIDTH_IN, HEIGHT_IN, HEAD_IN, FOOT_IN = 14.0, 6.6, 0.9, 0.75
WIDEST, LEAST_WIDE = 11.0, 0.5  # points
ARC = 0.18  # how far a way over sea bends from the straight line
APART = 4.0  # degrees from a border within which places have no name: the window has them
WINDOW = (0.73, 0.57, 0.26, 0.32)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A section between two places with its mode and Mt, and the places that it passes between."""

    start: str
    end: str
    mode: str
    mt: float
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A border at a place: Mt through it, and whether it is closed."""

    place: str
    name: str
    mt: float
    closed: bool = False


def picture(
    places: Mapping[str, Place],
    stretches: Sequence[Stretch],
    marks: Sequence[Mark],
    told: Mapping[str, str],
    language: str = "en",
) -> str:
    """The map as SVG text; the same flows give the same bytes.

    told : 'title' and 'source'
    """
    return svg(sheet(places, stretches, marks, told, language))


def sheet(
    places: Mapping[str, Place],
    stretches: Sequence[Stretch],
    marks: Sequence[Mark],
    told: Mapping[str, str],
    language: str = "en",
) -> Figure:
    """The figure, not yet rendered."""
    with drawn():
        figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN))
        FigureCanvasSVG(figure)
        tall = (HEIGHT_IN - HEAD_IN - FOOT_IN) / HEIGHT_IN
        axes = figure.add_axes((0.01, FOOT_IN / HEIGHT_IN, 0.98, tall))
        draw(axes, places, stretches, marks, language)
        if marks:
            zoom(figure, axes, places, stretches, marks, language)
        legend(figure, stretches, language)
        title = folded(told["title"], 110)
        figure.text(0.02, 1 - 0.2 / HEIGHT_IN, title, size=15, weight="bold", va="top", linespacing=1.15)
        figure.text(0.02, 0.16 / HEIGHT_IN, told["source"], color=SOFT, size=8)
        return figure


def draw(
    axes: Axes,
    places: Mapping[str, Place],
    stretches: Sequence[Stretch],
    marks: Sequence[Mark],
    language: str,
) -> None:
    """The whole of the network, with the names of its ends and of its busiest places."""
    axes.axis("off")
    lines(axes, places, stretches, marks)
    used = sorted({place for one in stretches for place in (one.start, one.end)})
    frame(axes, [spot(places[name]) for name in (*used, *(mark.place for mark in marks))])
    near = [spot(places[mark.place]) for mark in marks]
    weight = weights(stretches)
    far = [
        name for name in used if all(np.hypot(*np.subtract(spot(places[name]), at)) > APART for at in near)
    ]
    for_ends = sorted(
        far,
        key=lambda name: (
            -(degree(stretches, name) < 2 or places[name].kind == "seaport"),
            -weight[name],
            name,
        ),
    )
    label(axes, [(name, short_name(places[name], language)) for name in for_ends], places, 1.0)


def short_name(place: Place, language: str) -> str:
    """The name of a place in a language, without what stands behind a comma or in brackets."""
    return dict(place.names).get(language, place.name).split(" (")[0].split(",")[0]


def zoom(
    figure: Figure,
    whole: Axes,
    places: Mapping[str, Place],
    stretches: Sequence[Stretch],
    marks: Sequence[Mark],
    language: str,
) -> None:
    """The borders in a window of their own, where the map is empty, and the frame of the window on the map."""
    axes = figure.add_axes(WINDOW)
    lines(axes, places, stretches, marks)
    east, north = np.array([spot(places[mark.place]) for mark in marks]).T
    box = (east.min() - 1.6, east.max() + 3.2, north.min() - 0.9, north.max() + 0.7)
    box = show(axes, box)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(SOFT)
    order = sorted(marks, key=lambda mark: (-mark.mt, mark.name))
    told = [(mark.place, f"{named(mark.name, language)}: {state(mark, language)}") for mark in order]
    label(axes, told, places, (box[3] - box[2]) / 20.0)
    shown = Rectangle(
        (box[0], box[2]), box[1] - box[0], box[3] - box[2], fill=False, edgecolor=SOFT, linewidth=0.8
    )
    whole.add_patch(shown)


def state(mark: Mark, language: str) -> str:
    """What goes through a border, or that it is closed."""
    return word("flowmap.closed", language) if mark.closed else amount(mark.mt, language)


def amount(mt: float, language: str = "en") -> str:
    """Mt, or kt where they are few."""
    if mt >= 1.0:
        return word("unit.mt", language, value=number(mt, language, 1))
    return word("unit.kt", language, value=number(mt * 1_000, language))


def weights(stretches: Sequence[Stretch]) -> dict[str, float]:
    """Mt that begin, end or pass at each place."""
    found: dict[str, float] = {}
    for one in stretches:
        for place in (one.start, one.end):
            found[place] = found.get(place, 0.0) + one.mt
    return found


def degree(stretches: Sequence[Stretch], name: str) -> int:
    """Neighbours of a place."""
    return len(
        {one.start if one.end == name else one.end for one in stretches if name in (one.start, one.end)}
    )


def lines(
    axes: Axes, places: Mapping[str, Place], stretches: Sequence[Stretch], marks: Sequence[Mark]
) -> None:
    """Sections, the wide ones below; then places, then borders."""
    most = max((one.mt for one in stretches), default=1.0) or 1.0
    for one in sorted(stretches, key=lambda one: -one.mt):
        line(axes, [spot(places[name]) for name in (one.start, *one.via, one.end)], one, most)
    for name in sorted({place for one in stretches for place in (one.start, one.end)}):
        axes.plot(*spot(places[name]), marker="o", markersize=2.6, color=INK, zorder=4)
    for mark in sorted(marks, key=lambda mark: -mark.mt):
        axes.plot(
            *spot(places[mark.place]),
            marker="X" if mark.closed else "o",
            markersize=10.0 if mark.closed else 4.0 + 9.0 * sqrt(mark.mt / most),
            markerfacecolor=CLOSED if mark.closed else "white",
            markeredgecolor=CLOSED if mark.closed else INK,
            markeredgewidth=1.2,
            zorder=6 if mark.closed else 5,
        )


def spot(place: Place) -> tuple[float, float]:
    """Where a place is drawn: degrees, east shortened as at 45 degrees north."""
    return place.longitude * cos(radians(45.0)), place.latitude


def line(axes: Axes, way: Sequence[tuple[float, float]], one: Stretch, most: float) -> None:
    """One section; over the sea, where it passes no place, in a bow to the south."""
    width = max(WIDEST * one.mt / most, LEAST_WIDE)
    color = MODES.get(one.mode, OTHER)
    if one.mode != "sea" or len(way) > 2:
        axes.plot(
            *zip(*way, strict=True), color=color, linewidth=width, solid_capstyle="round",
            solid_joinstyle="round", zorder=1 if one.mode == "sea" else 2,
        )  # fmt: skip
        return
    begin, end = way
    bend = ARC if begin[0] < end[0] else -ARC
    axes.add_patch(
        FancyArrowPatch(
            begin,
            end,
            arrowstyle="-",
            connectionstyle=f"arc3,rad={bend}",
            color=color,
            linewidth=width,
            zorder=1,
        )
    )


def frame(axes: Axes, where: Sequence[tuple[float, float]]) -> None:
    """A window around all that is drawn, with room for names."""
    east, north = np.array(where).T if where else np.zeros((2, 1))
    show(axes, (east.min() - 2.0, east.max() + 5.0, north.min() - 3.0, north.max() + 3.0))


def show(axes: Axes, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Set the window to a box, made wider or higher so that a degree is as long both ways; returns what is shown."""
    west, east, south, north = box
    place = axes.get_position()
    ratio = place.width * WIDTH_IN / (place.height * HEIGHT_IN)
    wide, high = max(east - west, (north - south) * ratio), max(north - south, (east - west) / ratio)
    middle, centre = (west + east) / 2, (south + north) / 2
    shown = (middle - wide / 2, middle + wide / 2, centre - high / 2, centre + high / 2)
    axes.set_xlim(shown[0], shown[1])
    axes.set_ylim(shown[2], shown[3])
    return shown


def label(axes: Axes, names: Sequence[tuple[str, str]], places: Mapping[str, Place], unit: float) -> None:
    """Names beside their places, in order, where no other name stands already.

    unit : degrees by which a line of text is high
    """
    taken: list[tuple[float, float, float]] = []
    for place, name in names:
        east, north = spot(places[place])
        length = 0.55 * wide(name) * unit
        for right, down in (
            (0.3, 0.9),
            (0.3, -1.5),
            (-length / unit, 0.9),
            (-length / unit, -1.5),
            (0.5, 2.1),
            (0.5, -2.7),
        ):
            at, begin = north + down * unit, east + right * unit
            free = all(
                abs(at - other) > 1.25 * unit or begin + length < start or begin > start + long
                for start, other, long in taken
            )
            if free:
                taken.append((begin, at, length))
                axes.text(
                    begin, at, name, size=7.8, color=INK, va="center", zorder=7, clip_on=True,
                    bbox={"boxstyle": "square,pad=0.08", "facecolor": "white", "alpha": 0.7, "linewidth": 0},
                )  # fmt: skip
                break


def legend(figure: Figure, stretches: Sequence[Stretch], language: str) -> None:
    """Modes by colour, and what the widest line carries."""
    at = 0.02
    for mode in dict.fromkeys(one.mode for one in sorted(stretches, key=lambda one: one.mode)):
        name = f"▬ {named(mode, language)}"
        figure.text(at, 0.45 / HEIGHT_IN, name, color=MODES.get(mode, OTHER), weight="bold", size=9)
        at += 0.019 + 0.006 * wide(name)
    most = max((one.mt for one in stretches), default=0.0)
    told = word("flowmap.told", language, most=word("unit.mt", language, value=number(most, language, 1)))
    figure.text(at + 0.01, 0.45 / HEIGHT_IN, told, color=SOFT, size=8.5)
