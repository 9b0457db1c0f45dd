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
from crossgauge.views.basemap import lambert
from crossgauge.views.look import INK, WAITS, drawn, svg
from crossgauge.views.mapground import frame, ground, lines
from crossgauge.views.mapwords import LETTERS, ROW_IN, WINDOW, disclaimer, legend, names, put, rows_of
from crossgauge.views.words import called, number, word

RING = 17.0  # points, radius of the longest queue
HEAD_IN, FOOT_IN = 0.52, 0.42
AROUND = 0.014  # of the earth's radius, around the borders in their window


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
    spots = spots_of(network)
    away = passed_only(network)  # what is only passed, as a strait, makes no map larger
    every = frame(axes, figure, [at for place, at in spots.items() if place not in away])
    ground(axes, told.land)
    lines(axes, network, spots, told.flows)
    near = [place for place in border_places(network) if place in spots]
    if near:
        window(figure, axes, network, spots, near, told)
    names(axes, network, spots, near, told.language, every)
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


def spots_of(network: Network) -> dict[str, tuple[float, float]]:
    """Where each place is drawn."""
    if not network.places:
        return {}
    degrees = np.array([(place.longitude, place.latitude) for place in network.places])
    found = lambert(degrees).tolist()
    return {place.id: (at[0], at[1]) for place, at in zip(network.places, found, strict=True)}


def border_places(network: Network) -> dict[str, str]:
    """A place of each crossing, and the crossing."""
    return {crossing.posts[0].place: crossing.id for crossing in network.crossings if crossing.posts}


def window(
    figure: Figure,
    whole: Axes,
    network: Network,
    spots: Mapping[str, tuple[float, float]],
    near: Sequence[str],
    told: Told,
) -> None:
    """The borders larger, with rings of their queues and their names; its frame on the whole map."""
    box = whole.get_position()
    left, bottom, width, height = WINDOW
    axes = figure.add_axes(
        (box.x0 + left * box.width, box.y0 + bottom * box.height, width * box.width, height * box.height)
    )
    unit = frame(axes, figure, [spots[place] for place in near], AROUND)
    ground(axes, told.land)
    lines(axes, network, spots, told.flows)
    ports = border_places(network)
    rings(axes, {spots[place]: told.queues.get(ports[place], 0.0) for place in near})
    crossings = {crossing.id: crossing for crossing in network.crossings}
    taken: list[tuple[float, float, float, float]] = []
    for place in sorted(near, key=lambda one: (-told.queues.get(ports[one], 0.0), one)):
        crossing = crossings[ports[place]]
        mark(axes, spots[place], centre=crossing.mode == "foot")
        put(axes, spots[place], port_name(crossing, told), unit * LETTERS, taken)
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    shown = Rectangle((west, south), east - west, north - south, fill=False, edgecolor=INK, linewidth=0.8, zorder=6)
    whole.add_patch(shown)
    for spine in axes.spines.values():
        spine.set_color(INK)


def port_name(crossing: Crossing, told: Told) -> str:
    """Both posts of a crossing, its mode and how many wait there."""
    waiting = told.queues.get(crossing.id, 0.0)
    more = f" ({number(waiting, told.language)})" if waiting else ""
    mode = word(f"map.short.{crossing.mode if crossing.mode in ('rail', 'road', 'foot') else 'road'}", told.language)
    if crossing.mode == "foot":
        return mode + more
    posts = dict.fromkeys(called(post, told.language).split(" (")[0] for post in crossing.posts)
    return " – ".join(posts) + f", {mode}{more}"


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
