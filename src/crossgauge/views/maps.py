"""The map for print: ports, railways by gauge, roads, pipelines, the centre; width by flow, rings by queue."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from crossgauge.model.alignment import passed_only
from crossgauge.model.crossings import Crossing
from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.views.basemap import Box, Floats, Projection, projection_of
from crossgauge.views.look import INK, WAITS, drawn, svg
from crossgauge.views.mapground import frame, ground, lines
from crossgauge.views.mapwords import (
    LETTERS,
    ROW_IN,
    WINDOW,
    disclaimer,
    legend,
    names,
    put,
    rows_of,
    window_box,
)
from crossgauge.views.words import called, number, port_words, word

RING = 17.0  # points, radius of the longest queue
HEAD_IN, FOOT_IN = 0.52, 0.42
AROUND = 0.014  # of the earth's radius, around the borders in their window
LARGER = 2.0  # times by which a window must enlarge the borders to be worth its room


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a map shows beside the network.

    flows  : by section, any amount; `flow_text` writes the largest
    queues : by crossing, units waiting; no ring where none
    """

    title: str = ""
    source: str = ""
    flows: Mapping[str, float] = field(default_factory=dict)
    flow_text: str = ""
    queues: Mapping[str, float] = field(default_factory=dict)
    language: str = "en"
    size_in: tuple[float, float] = (11.0, 6.6)
    land: Path | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn, where its places are, by which projection, and what is told beside it."""

    network: Network
    spots: Mapping[str, tuple[float, float]]
    projection: Projection
    told: Told


def picture(network: Network, told: Told | None = None) -> str:
    """The map as SVG text. Same network, same bytes."""
    return fine(svg(draw(network, told)))


def fine(text: str) -> str:
    """An SVG with its points in hundredths, a fourth of its size."""
    return re.sub(r"(?<=[ \"(-])(\d+\.\d\d)\d+(?=[ \"),])", r"\1", text)


def draw(network: Network, told: Told | None = None) -> Figure:
    """The figure, not yet rendered. Raises ProjectFaulty for a base map of another form."""
    with drawn():
        return drawn_figure(network, told or Told())


def drawn_figure(network: Network, told: Told) -> Figure:
    """The figure, in the style that holds now."""
    width, height = told.size_in
    foot = FOOT_IN + ROW_IN * (rows_of(network, told.language, width) + len(disclaimer(told.language, width)))
    figure = Figure(figsize=told.size_in)
    FigureCanvasSVG(figure)
    head = HEAD_IN if told.title else 0.04
    axes = figure.add_axes((0.0, foot / height, 1.0, (height - head - foot) / height))
    away = passed_only(network)  # what is only passed, as a strait, makes no map larger
    projection = projection_of(degrees_of([place for place in network.places if place.id not in away]))
    spots = spots_of(network, projection)
    every = frame(axes, figure, [at for place, at in spots.items() if place not in away])
    sheet = Sheet(network, spots, projection, told)
    ground(axes, told.land, projection)
    lines(axes, network, spots, told.flows, projection)
    near = [place for place in border_places(network) if place in spots]
    taken: list[Box] = []
    if near and enlarges(axes, [spots[place] for place in near]):
        window(figure, axes, sheet, near)
        taken = [window_box(axes)]
    elif near:
        taken = ports(axes, sheet, near, every)
    names(axes, network, spots, near, told.language, every, taken)
    legend(figure, network, keys_of(told), told.language, told.source)
    title = "\n".join(wrap(told.title, round(width * 10.5))[:1])
    figure.text(0.012, 1 - 0.14 / height, title, size=12.5, weight="bold", va="top")
    return figure


def keys_of(told: Told) -> list[str]:
    """What is as wide and as large as what."""
    found = [word("map.width", told.language, most=told.flow_text)] if told.flows else []
    if most := max(told.queues.values(), default=0.0):
        found.append(word("map.queue", told.language, most=number(most, told.language)))
    return found


def degrees_of(places: Sequence[Place]) -> Floats:
    """Degrees east and north of places, (n, 2)."""
    return np.array([(place.longitude, place.latitude) for place in places], np.float64).reshape(-1, 2)


def spots_of(network: Network, projection: Projection) -> dict[str, tuple[float, float]]:
    """Where each place is drawn."""
    if not network.places:
        return {}
    found = projection.onto(degrees_of(network.places)).tolist()
    return {place.id: (at[0], at[1]) for place, at in zip(network.places, found, strict=True)}


def border_places(network: Network) -> dict[str, str]:
    """A place of each crossing, and the crossing."""
    return {crossing.posts[0].place: crossing.id for crossing in network.crossings if crossing.posts}


def enlarges(whole: Axes, near: Sequence[tuple[float, float]]) -> bool:
    """Whether a window would show the borders so much larger than the whole map does."""
    across = np.ptp(np.array(near), axis=0) + 2 * AROUND
    (west, east), (south, north) = whole.get_xlim(), whole.get_ylim()
    room = np.array([WINDOW[2] * (east - west), WINDOW[3] * (north - south)])
    return bool((room / across).min() >= LARGER)


def window(figure: Figure, whole: Axes, sheet: Sheet, near: Sequence[str]) -> None:
    """The borders larger, with rings of their queues and their names; its frame on the whole map."""
    box = whole.get_position()
    left, bottom, width, height = WINDOW
    axes = figure.add_axes(
        (box.x0 + left * box.width, box.y0 + bottom * box.height, width * box.width, height * box.height)
    )
    unit = frame(axes, figure, [sheet.spots[place] for place in near], AROUND)
    ground(axes, sheet.told.land, sheet.projection)
    lines(axes, sheet.network, sheet.spots, sheet.told.flows, sheet.projection)
    ports(axes, sheet, near, unit)
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    shown = Rectangle((west, south), east - west, north - south, fill=False, edgecolor=INK, linewidth=0.8, zorder=6)
    whole.add_patch(shown)
    for spine in axes.spines.values():
        spine.set_color(INK)


def ports(axes: Axes, sheet: Sheet, near: Sequence[str], unit: float) -> list[Box]:
    """Border ports with rings of their queues and their names; returns where names stand.

    unit : height of a letter of 1 point
    """
    told, spots, at = sheet.told, sheet.spots, border_places(sheet.network)
    rings(axes, {spots[place]: told.queues.get(at[place], 0.0) for place in near})
    crossings = {crossing.id: crossing for crossing in sheet.network.crossings}
    taken: list[Box] = []
    for place in sorted(near, key=lambda one: (-told.queues.get(at[one], 0.0), one)):
        crossing = crossings[at[place]]
        mark(axes, spots[place], centre=crossing.mode == "foot")
        put(axes, spots[place], port_name(crossing, told), unit * LETTERS, taken)
    return taken


def port_name(crossing: Crossing, told: Told) -> str:
    """What a crossing is called on a map, and how many wait there."""
    waiting = told.queues.get(crossing.id, 0.0)
    more = f" ({number(waiting, told.language)})" if waiting else ""
    posts = [called(post, told.language) for post in crossing.posts]
    begins = crossing.name.startswith(crossing.posts[0].name) if crossing.posts else False
    return port_words(called(crossing, told.language), posts if begins else [], crossing.mode, told.language) + more


def rings(axes: Axes, queues: Mapping[tuple[float, float], float]) -> None:
    """A ring at each border, its area that of the queue."""
    most = max(queues.values(), default=0.0)
    for at, waiting in queues.items():
        if waiting > 0:
            radius = RING * (waiting / most) ** 0.5
            dot: dict[str, Any] = {"marker": "o", "markersize": 2 * radius, "markeredgecolor": WAITS, "zorder": 3}
            axes.plot(*at, markerfacecolor=WAITS, alpha=0.22, **dot)
            axes.plot(*at, markerfacecolor="none", **dot)


def mark(axes: Axes, at: tuple[float, float], centre: bool = False) -> None:
    """A border port, or the cooperation centre."""
    axes.plot(
        *at, marker="D" if centre else "o", markersize=4.4, color="white", markeredgecolor=INK, mew=1.1, zorder=5
    )
