"""The fan chart: the count of a year, what was reported of it, and where it may go until it reaches a number."""

from dataclasses import dataclass
from datetime import date, timedelta

import matplotlib.dates as dates
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from crossgauge.views.look import INK, LINE, SOFT, WAITS, count_axis, drawn, folded, on_lines, svg
from crossgauge.views.words import day as day_in
from crossgauge.views.words import named, number, word

WIDTH_IN, HEIGHT_IN = 11.0, 6.0
LEFT, RIGHT, BOTTOM, TOP = 0.075, 0.965, 0.135, 0.80
SHADES = ("#dbe8ed", "#b4d0da", "#86b3c3")  # 95, 80, 50 %
LEVELS = ("50 %", "80 %", "95 %")
AHEAD = 1.18  # of the span to the latest date of the 95 % interval
LEAST_DAYS = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Reported counts: days since 1 January and how many by then."""

    days: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FanChart:
    """What is drawn. Days are since 1 January; a date that the year does not reach is infinite.

    median       (n_days,)    count by the end of each day
    low, high    (n_days, 3)  ends of the 50, 80, 95 % intervals
    date         median, lower and upper ends of the day on which `count` is reached
    date_before  median of that day a year before; None where nothing tells it
    """

    title: str
    source: str
    things: str
    year: int
    count: int
    median: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    marks: Curve
    before: Curve
    date: tuple[float, tuple[float, ...], tuple[float, ...]]
    date_before: float | None


def chart(fan: FanChart, language: str = "en") -> str:
    """The chart as SVG text. Same figures, same bytes."""
    return svg(draw(fan, language))


@drawn()
def draw(fan: FanChart, language: str = "en") -> Figure:
    """The figure, not yet rendered."""
    figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN))
    FigureCanvasSVG(figure)
    axes = figure.add_axes((LEFT, BOTTOM, RIGHT - LEFT, TOP - BOTTOM))
    last = last_day(fan)
    draw_before(axes, fan, last, language)
    draw_bands(axes, fan, last)
    draw_number(axes, fan, last, language)
    draw_marks(axes, fan, language)
    dress(axes, fan, last, language)
    title = folded(fan.title, 104)
    figure.text(LEFT, 0.955, title, size=12.5, weight="bold", va="top", linespacing=1.2)
    things = named(fan.things, language)
    told = word("fan.told", language, things=f"{things[:1].upper()}{things[1:]}", before=fan.year - 1)
    figure.text(LEFT, 0.845, told, color=SOFT, size=9)
    figure.text(LEFT, 0.03, folded(fan.source, 150), color=SOFT, size=7.5, va="bottom")
    return figure


def last_day(fan: FanChart) -> int:
    """How many days of the year are shown: some beyond the latest date, never more than there are."""
    ends = [*fan.date[2], fan.date[0], fan.date_before or 0.0, *fan.marks.days, LEAST_DAYS]
    known = [day for day in ends if np.isfinite(day)]
    reached = np.isfinite(fan.date[2][-1])
    return int(min(len(fan.median), max(known) * AHEAD + 3)) if reached else len(fan.median)


def when(fan: FanChart, day: float) -> float:
    """A day of the year as matplotlib counts days."""
    return float(dates.date2num(date(fan.year, 1, 1))) + day  # type: ignore[no-untyped-call]


def draw_bands(axes: Axes, fan: FanChart, last: int) -> None:
    """Shades and median from the last mark on; the counts are by the ends of days."""
    start = fan.marks.days[-1] if fan.marks.days else 0.0
    base = float(fan.marks.counts[-1]) if fan.marks.counts else 0.0
    ahead = np.arange(int(np.ceil(start)), last)
    days = np.array([when(fan, start), *[when(fan, day + 1.0) for day in ahead]])
    for place, shade in zip((2, 1, 0), SHADES, strict=True):
        low = np.append(base, fan.low[ahead, place])
        high = np.append(base, fan.high[ahead, place])
        axes.fill_between(days, low, high, color=shade, linewidth=0)
    axes.plot(days, np.append(base, fan.median[ahead]), color=LINE, linewidth=1.6)


def draw_before(axes: Axes, fan: FanChart, last: int, language: str) -> None:
    """Last year's marks, and its date."""
    if not fan.before.days:
        return
    known = [(0.0, 0), *zip(fan.before.days, fan.before.counts, strict=True)]
    if fan.date_before is not None and np.isfinite(fan.date_before):
        known = sorted({*known, (fan.date_before + 0.5, fan.count)})
    days, counts = np.array(known).T
    shown = np.unique(np.append(days[days < last], last))
    height = np.interp(shown, days, counts, right=np.nan)
    axes.plot([when(fan, day) for day in shown], height, color=SOFT, linewidth=1.0, linestyle=(0, (4, 3)))
    if fan.date_before is not None and np.isfinite(fan.date_before):
        axes.plot(when(fan, fan.date_before + 0.5), fan.count, "o", color="white", mec=SOFT, ms=6, zorder=5)
        told = date(fan.year - 1, 1, 1) + timedelta(int(fan.date_before))
        later = fan.date_before >= fan.date[0]
        axes.annotate(
            day_in(told, language, "middle"), (when(fan, fan.date_before + 0.5), fan.count),
            (9, -13) if later else (-9, 8),
            textcoords="offset points", ha="left" if later else "right", color=SOFT, zorder=7,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.75},
        )  # fmt: skip


def draw_number(axes: Axes, fan: FanChart, last: int, language: str) -> None:
    """The number asked for as a line, and the date at which the median reaches it, with its intervals."""
    axes.axhline(fan.count, color=WAITS, linewidth=1.0)
    axes.annotate(
        number(fan.count, language), (0, fan.count), (4, 4), xycoords=("axes fraction", "data"),
        textcoords="offset points", color=WAITS, weight="bold",
    )  # fmt: skip
    median, lows, highs = fan.date
    if not np.isfinite(median):
        return
    for low, high, width in zip(lows, highs, (6.0, 3.5, 1.4), strict=True):
        ends = [when(fan, low), when(fan, min(high + 1.0, len(fan.median)))]
        axes.plot(ends, [fan.count] * 2, color=WAITS, linewidth=width, solid_capstyle="butt", zorder=4)
    axes.plot([when(fan, median + 0.5)] * 2, [0, fan.count], color=WAITS, linewidth=0.9, linestyle=":")
    axes.plot(when(fan, median + 0.5), fan.count, "o", color=WAITS, mec="white", ms=8, zorder=6)
    lines = [day_text(fan, median, language)]
    ranges = zip(LEVELS, lows, highs, strict=True)
    lines += [f"{name}: {range_text(fan, low, high, language)}" for name, low, high in ranges]
    right = median < 0.55 * last
    axes.annotate(
        "\n".join(lines), (when(fan, median + 0.5), 0.05 * fan.count), (8 if right else -8, 0),
        textcoords="offset points", ha="left" if right else "right", va="bottom", color=INK, linespacing=1.4,
        bbox={"boxstyle": "square,pad=0.3", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}, zorder=7,
    )  # fmt: skip


def draw_marks(axes: Axes, fan: FanChart, language: str) -> None:
    """What was reported, each with its count and day where there is room."""
    axes.plot(
        [when(fan, day) for day in (0.0, *fan.marks.days)], [0, *fan.marks.counts], color=INK, linewidth=1.2
    )
    apart, shown, early = 0.055 * fan.count, -np.inf, 0.2 * last_day(fan)
    for day, count in zip(fan.marks.days, fan.marks.counts, strict=True):
        axes.plot(when(fan, day), count, "o", color=INK, ms=5, zorder=6)
        if count - shown >= apart:
            told = day_text(fan, np.ceil(day) - 1, language)
            axes.annotate(
                word("fan.on", language, count=number(count, language), day=told), (when(fan, day), count),
                (-7, 5) if day > early else (7, -5), textcoords="offset points", color=INK,
                ha="right" if day > early else "left", va="bottom" if day > early else "top",
            )  # fmt: skip
            shown = count


def dress(axes: Axes, fan: FanChart, last: int, language: str) -> None:
    """Axes without frames, months below, thin lines behind."""
    axes.set_xlim(when(fan, 0), when(fan, last))
    reached = fan.high[last - 1, 2]
    axes.set_ylim(0, max(min(float(reached), fan.count * 1.25), fan.count * 1.1))
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    count_axis(axes.yaxis, language)
    locator = dates.AutoDateLocator(minticks=4, maxticks=10)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(lambda at, _: tick_text(at, language))
    on_lines(axes)


def tick_text(at: float, language: str) -> str:
    """A day under the axis."""
    return day_in(dates.num2date(at).date(), language, "short")  # type: ignore[no-untyped-call]


def day_text(fan: FanChart, day: float, language: str) -> str:
    """A day of the year as one writes it; the median with its year."""
    if not np.isfinite(day):
        return word("fan.not_in", language, year=fan.year)
    told = date(fan.year, 1, 1) + timedelta(int(day))
    return day_in(told, language, "long" if day == fan.date[0] else "short")


def range_text(fan: FanChart, low: float, high: float, language: str) -> str:
    """The two ends of an interval."""
    first, last = (
        day_in(date(fan.year, 1, 1) + timedelta(int(day)), language, "short")
        if np.isfinite(day)
        else word("fan.not_in", language, year=fan.year)
        for day in (low, high)
    )
    return f"{first} – {last}"
