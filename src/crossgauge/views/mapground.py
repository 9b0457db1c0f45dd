"""Under a map's words: land, borders, and the lines of a network as wide as their flow."""

from collections.abc import Mapping, Sequence
from math import dist
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from crossgauge.model.alignment import course_of, passed
from crossgauge.model.network import Network
from crossgauge.views.basemap import Box, Floats, Projection, basemap, clipped

PLANT = "#5d4a72"
WATER, LAND, BORDER, COAST = "#e9f0f4", "#f7f5ef", "#a9a294", "#c3ccd0"
KINDS: dict[str, tuple[str, float, Any]] = {  # colour, points, dashes; letters and dashes, not colour alone
    "rail_1435": ("#1f5f7a", 1.5, "-"),
    "rail_1520": ("#b3412e", 1.5, "-"),
    "rail_1000": ("#3f7d3a", 1.5, "-"),
    "rail_1067": ("#7a4f95", 1.5, "-"),
    "rail_1600": ("#8c6d1f", 1.5, "-"),
    "rail_1668": ("#b3412e", 1.5, (0, (7, 1.2))),
    "rail_1676": ("#a8327a", 1.5, "-"),
    "rail": ("#44505a", 1.5, "-"),
    "road": ("#8a6d2f", 1.0, (0, (4, 1.5))),
    "sea": ("#5b9bb5", 1.2, (0, (1, 1.5))),
    "oil": ("#6b4f7d", 1.0, (0, (6, 1.5, 1, 1.5))),
    "gas": ("#4d8b57", 1.0, (0, (6, 1.5, 1, 1.5))),
}
WIDEST, THINNEST = 7.0, 0.7  # points
MARGIN = 0.035  # of the earth's radius, around what is drawn
FAR_AT_SEA = 0.4  # of it: a longer way over sea without places between is not drawn, as it would go over land


def ground(axes: Axes, land: Path | None, projection: Projection) -> None:
    """Water, land with its coasts, and borders dashed."""
    axes.set_facecolor(WATER)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(COAST)
    base = basemap(land)
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    more = 0.02 * (east - west)  # so that the edge of what is cut is not seen
    box = (west - more, east + more, south - more, north + more)
    for polygon in base.land:
        whole = [part for ring in polygon if len(part := clipped(ring, projection.box)) > 2]
        cut = [clipped(projection.onto(ring), box) for ring in whole]
        rings = [ring for ring in cut if len(ring) > 2]
        if not rings:
            continue
        codes = [np.r_[Outline.MOVETO, np.full(len(ring) - 1, Outline.LINETO)] for ring in rings]
        outline = Outline(np.concatenate(rings), np.concatenate(codes).astype(Outline.code_type))
        axes.add_patch(PathPatch(outline, facecolor=LAND, edgecolor=COAST, linewidth=0.4, zorder=0))
    shared = [projection.onto(line) for line in base.borders if within_box(line, projection.box)]
    seen = [line for line in shared if on(line, box)]
    dashed = LineCollection(seen, colors=BORDER, linewidths=0.5, linestyles=(0, (4, 2)), zorder=0.5)
    axes.add_collection(dashed, autolim=False)


def within_box(line: Floats, box: Box) -> bool:
    """Whether all of a line is in a box of west, east, south, north."""
    (west, south), (east, north) = line.min(axis=0), line.max(axis=0)
    return bool(west >= box[0] and east <= box[1] and south >= box[2] and north <= box[3])


def on(line: Floats, box: Box) -> bool:
    """Whether any of a line may be in a box of west, east, south, north."""
    (west, south), (east, north) = line.min(axis=0), line.max(axis=0)
    return bool(west < box[1] and east > box[0] and south < box[3] and north > box[2])


def lines(
    axes: Axes,
    network: Network,
    spots: Mapping[str, tuple[float, float]],
    flows: Mapping[str, float],
    projection: Projection,
) -> None:
    """Pipelines below, roads, then railways by gauge; as wide as their flow where one is told."""
    for pipe in network.pipelines:
        way = [spots[name] for name in course_of(pipe) if name in spots]
        color, points, dashes = KINDS[pipe_kind(pipe.fluid)]
        axes.plot(*np.array(way).T, color=color, linewidth=points, linestyle=dashes, zorder=1.0)
    most = max(flows.values(), default=0.0)
    order = ("road", "sea", *(kind for kind in reversed(KINDS) if kind.startswith("rail")))
    sections = [one for one in network.sections if one.start in spots and one.end in spots]
    for one in sorted(sections, key=lambda one: order.index(kind_of(one))):
        color, points, dashes = KINDS[kind_of(one)]
        flow = flows.get(one.id, 0.0)
        points = max(THINNEST, WIDEST * flow / most) if most else points
        way = [spots[name] for name in passed(one) if name in spots]
        if one.mode == "sea" and len(way) == 2 and dist(*way) > FAR_AT_SEA:
            continue
        axes.plot(
            *np.array(way).T, color=color, linewidth=points, linestyle=dashes if points < 2.5 else "-", zorder=2.0,
            solid_capstyle="round", solid_joinstyle="round", alpha=0.9,
        )  # fmt: skip
    for link in network.links:
        if link.start in spots and link.end in spots:
            color, points, dashes = KINDS[kind_of(link)]
            axes.plot(*np.array([spots[link.start], spots[link.end]]).T, color=color, linewidth=points, zorder=2.1)
    for plant in getattr(network, "facilities", ()):
        at = projection.onto(np.array([[plant.longitude, plant.latitude]]))[0]
        axes.plot(*at, marker="s", markersize=3.4, color=PLANT, markeredgecolor="white", mew=0.4, zorder=4)


def kind_of(way: Any) -> str:
    """What a section or link is drawn as: its mode, for rail its gauge.

    >>> from types import SimpleNamespace as Way
    >>> kind_of(Way(mode="rail", gauge_m=1.435)), kind_of(Way(mode="rail", gauge_m=0.6)), kind_of(Way(mode="bus"))
    ('rail_1435', 'rail', 'road')
    """
    if way.mode == "rail":
        gauge = f"rail_{(way.gauge_m or 0.0) * 1000:.0f}"
        return gauge if gauge in KINDS else "rail"
    return way.mode if way.mode in KINDS else "road"


def pipe_kind(fluid: str) -> str:
    """What a pipeline is drawn as.

    >>> pipe_kind("crude oil"), pipe_kind("gas")
    ('oil', 'gas')
    """
    return "gas" if fluid == "gas" else "oil"


def frame(axes: Axes, figure: Figure, where: Sequence[tuple[float, float]], margin: float = MARGIN) -> float:
    """Show all of `where` and a margin, a radius as long both ways; returns the height of a letter of 1 point."""
    east, north = np.array(where).T if where else np.zeros((2, 1))
    low, high = np.array([east.min(), north.min()]) - margin, np.array([east.max(), north.max()]) + margin
    place, (width, height) = axes.get_position(), figure.get_size_inches()
    ratio = place.width * width / (place.height * height)
    wide_by, high_by = max(high[0] - low[0], (high[1] - low[1]) * ratio), max(
        high[1] - low[1], (high[0] - low[0]) / ratio
    )
    middle = (low + high) / 2
    axes.set_xlim(middle[0] - wide_by / 2, middle[0] + wide_by / 2)
    axes.set_ylim(middle[1] - high_by / 2, middle[1] + high_by / 2)
    return float(high_by / (place.height * height * 72))
