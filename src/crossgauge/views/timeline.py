"""The picture of a period: curves of a run above, and below them what happened, each event at its day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Protocol

import polars as pl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from crossgauge.model.timeline import Event
from crossgauge.views.look import (
    FAINT,
    INK,
    LINE,
    SOFT,
    WAITS,
    WORKS,
    count_axis,
    day_axis,
    drawn,
    plain,
    svg,
)
from crossgauge.views.words import day, wide, word

WIDTH_IN, CURVE_IN, HEAD_IN, FOOT_IN, ROW_IN, GAP_IN = 12.0, 1.55, 0.95, 0.45, 0.2, 0.42
LEFT, RIGHT, EDGE = 0.055, 0.72, 0.985  # of the width; behind RIGHT the last events have their words
NARROWEST = 0.35  # of the width that curves have at least
FLAT = 0.02  # of the highest: a curve that stays below it is left out
LETTER_IN = 0.0675  # of a label's type, on average
COLOURS = {"rail": LINE, "road": WAITS, "foot": WORKS}
CURVES = ("waiting", "persons")


class ToldEvent(Protocol):
    """An event, and how many values of the model it changed."""

    @property
    def event(self) -> Event: ...

    @property
    def changes(self) -> int: ...


def picture(
    curves: pl.DataFrame, told: Sequence[ToldEvent], start: date, end: date, network: str, language: str = "en"
) -> str:
    """The picture as SVG text. curves : `study.timeline.CURVES`, of which the months of the days are drawn."""
    return svg(draw(curves, told, start, end, network, language))


def draw(
    curves: pl.DataFrame, told: Sequence[ToldEvent], start: date, end: date, network: str, language: str = "en"
) -> Figure:
    """The figure, not yet rendered."""
    with drawn():
        return drawn_figure(curves, told, (start, end), network, language)


def drawn_figure(
    curves: pl.DataFrame, told: Sequence[ToldEvent], span: tuple[date, date], network: str, language: str
) -> Figure:
    """The figure, in the style that holds now."""
    start, end = span
    curves = curves.filter(pl.col("month").is_between(start.replace(day=1), end))
    kinds = [what for what in CURVES if curves.filter(pl.col("what") == what).height]
    labels = [label_of(one.event, language) for one in told]
    parts = [part_of(one.event, start, end) for one in told]
    widths = [LETTER_IN * wide(label) for label in labels]
    across = width_in(parts, widths)
    rows = rows_of([part * across for part in parts], widths)
    height = HEAD_IN + len(kinds) * (CURVE_IN + GAP_IN) + ROW_IN * (max(rows, default=0) + 1) + FOOT_IN
    figure = Figure(figsize=(WIDTH_IN, height))
    FigureCanvasSVG(figure)
    top = height - HEAD_IN
    for what in kinds:
        axes = figure.add_axes((LEFT, (top - CURVE_IN) / height, across / WIDTH_IN, CURVE_IN / height))
        draw_curve(axes, curves.filter(pl.col("what") == what), (start, end), language)
        figure.text(LEFT, (top + 0.07) / height, word(f"timeline.{what}", language), color=SOFT, size=9)
        top -= CURVE_IN + GAP_IN
    depth = top + GAP_IN - 0.24 - FOOT_IN
    axes = figure.add_axes((LEFT, FOOT_IN / height, across / WIDTH_IN, depth / height))
    axes.set_xlim(0, across)
    axes.set_ylim(0, depth)
    axes.axis("off")
    for one, label, row, part in zip(told, labels, rows, parts, strict=True):
        draw_event(axes, label, one.changes > 0, (part * across, depth), depth - ROW_IN * (row + 0.75))
    figure.text(LEFT, 1 - 0.22 / height, word("timeline.title", language), size=14, weight="bold", va="top")
    figure.text(LEFT, 1 - 0.50 / height, word("timeline.told", language), color=SOFT, size=9, va="top")
    figure.text(LEFT, 0.14 / height, word("timeline.source", language, network=network), color=SOFT, size=8)
    return figure


def width_in(parts: Sequence[float], widths: Sequence[float]) -> float:
    """Inches that the curves have, so that the words behind the last events have room too.

    >>> width_in([0.5], [1.0]) == (RIGHT - LEFT) * WIDTH_IN
    True
    """
    room = [(EDGE - LEFT) * WIDTH_IN - width for width in widths]
    asked = [inches / part for inches, part in zip(room, parts, strict=True) if part > 0]
    return max(min([(RIGHT - LEFT) * WIDTH_IN, *asked]), NARROWEST * WIDTH_IN)


def label_of(event: Event, language: str) -> str:
    """An event's day and name.

    >>> label_of(Event(id="a", name="Summit", kind="summit", start=date(2023, 5, 18), fact="f"), "en")
    '18 May  Summit'
    """
    name = dict(event.names).get(language, event.name)
    shown = {"day": lambda: day(event.start, language, "short"), "month": lambda: word_of_month(event, language)}
    when = shown.get(event.known_to, lambda: str(event.start.year))()
    return f"{when}  {name}"


def word_of_month(event: Event, language: str) -> str:
    """The month of an event whose day is not known."""
    return word(f"month.alone.{event.start.month}", language)


def part_of(event: Event, start: date, end: date) -> float:
    """How far along the picture an event's day is, 0 to 1; one that began before stands at its beginning."""
    return (max(event.start, start) - start).days / max((end - start).days, 1)


def rows_of(places: Sequence[float], widths: Sequence[float]) -> list[int]:
    """The row of every label, 0 at the top, so that no leader runs through a label and no label on another.

    A label stands right of its leader. Leaders that come down within its width must end above it, so a label lies one
    row below the deepest of them.

    >>> rows_of([0.0, 1.0, 9.0], [3.0, 3.0, 3.0])
    [1, 0, 0]
    """
    rows = [0] * len(places)
    for nth in reversed(range(len(places))):
        within = [
            rows[other] + 1
            for other in range(nth + 1, len(places))
            if places[other] <= places[nth] + widths[nth]
        ]
        rows[nth] = max(within, default=0)
    return rows


def draw_curve(axes: Axes, curve: pl.DataFrame, span: tuple[date, date], language: str) -> None:
    """A line a mode, named at its end."""
    start, end = span
    top = max(curve["value"].to_list(), default=1.0) or 1.0
    ends = []
    for mode, rows in sorted(curve.group_by("mode"), key=lambda pair: str(pair[0][0])):
        name = str(mode[0])
        days = [month + timedelta(days=14) for month in rows.sort("month")["month"]]
        values = rows.sort("month")["value"].to_list()
        if max(values) < FLAT * top:
            continue
        axes.plot(days, values, color=COLOURS.get(name, INK), linewidth=1.7)
        ends.append((values[-1], name))
    axes.set_ylim(0, 1.12 * top)
    axes.set_xlim(start, end)  # type: ignore[arg-type]
    lowest = -1.0
    for value, name in sorted(ends):
        lowest = max(value, lowest + 0.14 * top)
        axes.annotate(
            word(f"timeline.mode.{name}", language) if name in COLOURS else name, (1.0, lowest),
            xycoords=("axes fraction", "data"), xytext=(6, 0), textcoords="offset points", va="center",
            color=COLOURS.get(name, INK), size=8.5,
        )  # fmt: skip
    count_axis(axes.yaxis, language)
    axes.locator_params(axis="y", nbins=3)
    day_axis(axes, (end - start).days, language)
    plain(axes)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)


def draw_event(axes: Axes, label: str, changes: bool, head: tuple[float, float], foot: float) -> None:
    """A leader from the ground line down to a label; in colour where the event changed the model."""
    at, ground = head
    colour: Any = WAITS if changes else SOFT
    axes.plot([at, at], [ground, foot], color=colour, linewidth=0.9 if changes else 0.6, clip_on=False)
    axes.plot([at], [ground], marker="o", markersize=3.4, color=colour, clip_on=False)
    axes.text(at + 0.05, foot, label, color=colour if changes else INK, size=8, va="center")
