"""The picture of the hours ahead: who is inside by the hour, with bands, a panel for each of the largest."""

from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap

import matplotlib.dates as dates
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from crossgauge.views.look import FAINT, INK, LINE, SOFT, count_axis, drawn, plain, svg
from crossgauge.views.words import day as day_in
from crossgauge.views.words import named, number, word

WIDTH_IN, ROW_IN, HEAD_IN, FOOT_IN = 11.0, 2.25, 0.75, 0.2
LEFT, RIGHT, BETWEEN, COLUMNS = 0.05, 0.975, 0.065, 2
SHADES = ("#dbe8ed", "#b4d0da")  # 90, 50 %
LETTERS = 84  # of a panel's title


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One class at one crossing.

    now            number there at the present
    median         (n_hours + 1,)    inside at the end of each hour, from 0 on
    low, high      (2, n_hours + 1)  ends of the 90 and 50 % bands
    """

    crossing: str
    unit_class: str
    direction: str
    now: int
    median: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursAhead:
    """What is drawn. `at` is on the clock of the network."""

    at: datetime
    replicas: int
    panels: tuple[Panel, ...]


def picture(told: HoursAhead, language: str = "en") -> str:
    """The picture as SVG text. Same figures, same bytes."""
    return svg(draw(told, language))


@drawn()
def draw(told: HoursAhead, language: str = "en") -> Figure:
    """The figure, not yet rendered."""
    rows = max(1, -(-len(told.panels) // COLUMNS))
    height = HEAD_IN + ROW_IN * rows + FOOT_IN
    figure = Figure(figsize=(WIDTH_IN, height))
    FigureCanvasSVG(figure)
    width = (RIGHT - LEFT - BETWEEN * (COLUMNS - 1)) / COLUMNS
    for place, panel in enumerate(told.panels):
        row, column = divmod(place, COLUMNS)
        bottom = (FOOT_IN + ROW_IN * (rows - row - 1) + 0.35) / height
        left = LEFT + column * (width + BETWEEN)
        axes = figure.add_axes((left, bottom, width, (ROW_IN - 0.85) / height))
        draw_panel(axes, panel, told.at, language)
    when = f"{day_in(told.at.date(), language, 'long')} {told.at:%H:%M}"
    title = word("ahead.title", language, when=when)
    figure.text(LEFT - 0.02, 1 - 0.22 / height, title, size=12.5, weight="bold", va="top")
    about = word("ahead.about", language, replicas=number(told.replicas, language))
    figure.text(LEFT - 0.02, 1 - 0.52 / height, about, color=SOFT, size=9, va="top")
    return figure


def draw_panel(axes: Axes, panel: Panel, at: datetime, language: str) -> None:
    """One class: bands, median, and the number now."""
    start = float(dates.date2num(at.replace(tzinfo=None)))  # type: ignore[no-untyped-call]
    when = start + np.arange(len(panel.median)) / 24
    for low, high, shade in zip(panel.low, panel.high, SHADES, strict=True):
        axes.fill_between(when, low, high, color=shade, linewidth=0)
    axes.plot(when, panel.median, color=LINE, linewidth=1.6)
    axes.plot([start], [panel.now], "o", color=INK, ms=5, clip_on=False, zorder=5)
    axes.annotate(
        number(panel.now, language), (start, panel.now), (7, 6), textcoords="offset points", color=INK, zorder=6,
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.7},
    )  # fmt: skip
    parts = [named(part, language) for part in (panel.crossing, panel.unit_class, panel.direction) if part]
    title = wrap(" · ".join(parts), LETTERS)
    axes.set_title(title[0], loc="left", size=8.5, weight="bold", pad=8)
    axes.set_xlim(when[0], when[-1])
    axes.set_ylim(0, max(1.0, float(panel.high.max()), panel.now) * 1.15)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    count_axis(axes.yaxis, language)
    hours = range(0, 24, 6 if len(when) <= 73 else 24)
    axes.xaxis.set_major_locator(dates.HourLocator(byhour=hours))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(lambda value, _: hour_text(value, language))
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    plain(axes)


def hour_text(value: float, language: str) -> str:
    """An hour under the axis; a midnight by its day.

    >>> hour_text(19783.25, "en")
    '06'
    """
    told = dates.num2date(value)  # type: ignore[no-untyped-call]
    return f"{told:%H}" if told.hour else day_in(told.date(), language, "short")
