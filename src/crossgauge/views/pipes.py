"""Pictures of a pipeline: the pressure along it with a station out, and the clock of that outage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from crossgauge.views.look import FAINT, INK, LINE, SOFT, WAITS, drawn, folded, on_lines
from crossgauge.views.words import number, wide, word, written

WIDTH_IN, HEIGHT_IN = 11.0, 5.6
LEFT, RIGHT, BOTTOM, TOP = 0.065, 0.975, 0.165, 0.81
LANES = 4  # heights at which names of places stand, so that near ones do not overlap
SHADES = ("#2a6f86", "#7aa66b", "#b08a3e", "#8a6a9c")
STILL_MPA = 0.01  # a pressure that moves less is held by what is before it
FLOWS = ("nominated", "full")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above and below a picture."""

    title: str
    told: str
    source: str


def profile_figure(
    profile: pl.DataFrame,
    intact: pl.DataFrame,
    stations: Sequence[tuple[str, float]],
    out: Sequence[str],
    places: Sequence[tuple[float, str]],
    delivery_mpa: float,
    heading: Heading,
    language: str = "en",
) -> Figure:
    """Pressure over chainage, now and with everything running, not yet rendered.

    stations : id and km; out : those of them that are; places : km and name
    """
    with drawn():
        figure, axes = sheet(heading, 1)
        draw_profile(axes[0], profile, intact, delivery_mpa, language)
        draw_stations(axes[0], stations, out, language)
        draw_places(axes[0], places)
        axes[0].set_xlabel(word("pipes.km", language), color=SOFT)
        axes[0].set_ylabel(word("pipes.mpa", language), color=SOFT)
        return figure


def draw_profile(
    axes: Axes, profile: pl.DataFrame, intact: pl.DataFrame, delivery_mpa: float, language: str
) -> None:
    """Both pressures, the highest allowed and the lowest at the end."""
    shown = intact if intact.height else profile
    end = float(shown["km"].max() or 1.0)  # type: ignore[arg-type]
    top = float(shown["maop_mpa"].max() or 1.0)  # type: ignore[arg-type]
    axes.set_xlim(0, end)
    axes.set_ylim(0, top * 1.3)
    axes.plot(shown["km"], shown["maop_mpa"], color=WAITS, linewidth=1.0, linestyle=(0, (4, 3)))
    axes.annotate(
        word("pipes.maop", language), (0, top), (4, 4), textcoords="offset points", color=WAITS, size=8.5
    )
    if intact.height:
        axes.plot(intact["km"], intact["pressure_mpa"], color=SOFT, linewidth=1.1, linestyle=(0, (4, 2)))
    if profile.height:
        axes.plot(profile["km"], profile["pressure_mpa"], color=LINE, linewidth=1.9)
    axes.plot([0.985 * end, end], [delivery_mpa] * 2, color=WAITS, linewidth=2.5)
    below = -12 if delivery_mpa > 0.2 * top else 6
    told = word("pipes.least", language, value=written(f"{delivery_mpa:g}", language))
    axes.annotate(
        told, (end, delivery_mpa), (-4, below), textcoords="offset points",
        ha="right", color=WAITS, size=8.5,
    )  # fmt: skip


def draw_stations(
    axes: Axes, stations: Sequence[tuple[str, float]], out: Sequence[str], language: str
) -> None:
    """A mark and a name below each station; those that are out are crossed."""
    top = axes.get_ylim()[1]
    for name, at in stations:
        gone = name in out
        axes.axvline(at, color=FAINT, linewidth=0.8, zorder=0)
        axes.plot(
            at,
            0.035 * top,
            "X" if gone else "^",
            color=WAITS if gone else INK,
            ms=9 if gone else 6,
            clip_on=False,
        )
        axes.annotate(
            word("pipes.out", language, name=name) if gone else name, (at, 0.07 * top), (0, 2),
            textcoords="offset points", size=8.5,
            ha="left" if at == 0 else "center", color=WAITS if gone else INK, weight="bold" if gone else "normal",
        )  # fmt: skip


def draw_places(axes: Axes, places: Sequence[tuple[float, str]]) -> None:
    """Names of places above the line, in lanes where they are near each other."""
    top, end = axes.get_ylim()[1], axes.get_xlim()[1]
    free = [-np.inf] * LANES
    for at, name in places:
        room = 0.0095 * wide(name) * end
        start = at if at < 0.03 * end else at - room if at > 0.97 * end else at - room / 2
        lane = next((k for k in range(LANES) if free[k] <= start), LANES - 1)
        free[lane] = start + room + 0.01 * end
        side = "left" if at < 0.03 * end else "right" if at > 0.97 * end else "center"
        height = top * (0.965 - 0.05 * lane)
        axes.annotate(name, (at, height), ha=side, va="center", size=8.5, color=SOFT)
        axes.plot([at, at], [height - 0.022 * top, 0.79 * top], color=FAINT, linewidth=0.8, zorder=0)


def clock_figure(
    courses: Mapping[str, pl.DataFrame],
    clocks: Mapping[str, tuple[float | None, str]],
    heading: Heading,
    language: str = "en",
) -> Figure:
    """Pressures after a trip, a panel a flow, of those places that come nearest to their limit; not yet rendered.

    courses : by flow, columns hour, where, pressure_mpa, least_mpa; clocks: hours until a limit breaks, and which
    """
    with drawn():
        figure, axes = sheet(heading, len(courses))
        for panel, (flow, course) in zip(axes, courses.items(), strict=True):
            draw_course(panel, course, *clocks[flow], language)
            title = word(f"pipes.flow.{flow}", language) if flow in FLOWS else flow
            panel.set_title(title, size=9.5, color=INK, loc="left")
            panel.set_xlabel(word("pipes.since_trip", language), color=SOFT)
        axes[0].set_ylabel(word("pipes.mpa", language), color=SOFT)
        return figure


def draw_course(
    axes: Axes, course: pl.DataFrame, hours: float | None, breaks: str, language: str
) -> None:
    """The places with the least room above their limits, each with its limit dashed, and when the first breaks."""
    pressure, least = pl.col("pressure_mpa"), pl.col("least_mpa")
    room = course.group_by("where", maintain_order=True).agg(
        ((pressure - least) / least).min().alias("room"), (pressure.max() - pressure.min()).alias("moved")
    )
    moving = room.filter((pl.col("moved") > STILL_MPA) | (pl.col("where") == "delivery"))
    shown = moving.sort("room", maintain_order=True)["where"][: len(SHADES)].to_list()
    end = float(course["hour"].max() or 1.0)  # type: ignore[arg-type]
    for name, shade in zip(shown, SHADES, strict=False):
        rows = course.filter(pl.col("where") == name)
        axes.plot(
            rows["hour"],
            rows["pressure_mpa"],
            color=shade,
            linewidth=1.8,
            label=word("pipes.delivery" if name == "delivery" else "pipes.suction", language, name=name),
        )
        axes.plot(rows["hour"], rows["least_mpa"], color=shade, linewidth=0.9, linestyle=(0, (3, 3)))
    axes.set_xlim(-0.02 * end, end)
    axes.set_ylim(bottom=0)
    axes.axvline(0, color=INK, linewidth=0.9)
    if hours is not None:
        axes.axvline(hours, color=WAITS, linewidth=1.2)
        right = hours < 0.5 * end
        clock = word("hours", language, value=number(hours, language, 1))
        axes.annotate(
            f"{clock}\n{folded(breaks, 26, 4)}", (hours, 0.30 if right else 0.03), (6 if right else -6, 4),
            xycoords=("data", "axes fraction"), textcoords="offset points", color=WAITS, va="bottom",
            ha="left" if right else "right", size=9, weight="bold",
        )  # fmt: skip
    else:
        axes.annotate(
            word("pipes.holds", language),
            (0.98, 0.03),
            xycoords="axes fraction",
            ha="right",
            color=INK,
            size=9,
            weight="bold",
        )
    early = hours is not None and hours < 0.5 * end
    axes.legend(frameon=False, fontsize=8.5, loc="lower right" if early else "lower left")
    on_lines(axes)


def sheet(heading: Heading, panels: int) -> tuple[Figure, list[Axes]]:
    """A figure with its heading and so many panels beside each other."""
    figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN))
    FigureCanvasSVG(figure)
    gap = 0.07
    width = (RIGHT - LEFT - gap * (panels - 1)) / panels
    axes = [
        figure.add_axes((LEFT + k * (width + gap), BOTTOM, width, TOP - BOTTOM - 0.03)) for k in range(panels)
    ]
    title = folded(heading.title, 104)
    figure.text(LEFT, 0.975, title, size=12.5, weight="bold", va="top")
    figure.text(LEFT, 0.88 if "\n" in title else 0.915, folded(heading.told, 150), color=SOFT, size=9, va="top")
    figure.text(LEFT, 0.02, folded(heading.source, 165), color=SOFT, size=7.5, va="bottom")
    for one in axes:
        on_lines(one)
    return figure, axes
