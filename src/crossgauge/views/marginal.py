"""The marginal curve: what the best portfolio is worth under every budget."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from crossgauge.views.look import (
    BAND,
    FAINT,
    INK,
    LINE,
    SOFT,
    WAITS,
    count_axis,
    drawn,
    folded,
    on_lines,
    svg,
)
from crossgauge.views.words import word, written

WIDTH_IN, HEIGHT_IN = 11.0, 6.2
LEFT, RIGHT, BOTTOM, TOP = 0.085, 0.965, 0.15, 0.80
ROOM = 1.04  # of the last step or the budget, on the axis
LONGEST = 64  # letters of a label
MOST_LABELS = 14
UNITS = {"bn USD": "unit.bn_usd", "m USD": "unit.m_usd", "USD": "unit.usd"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginalStep:
    """From `budget` on a portfolio is the best: USD that it is worth and saves, and what it has more or less."""

    budget: float
    npv: float
    benefits: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginalChart:
    """What is drawn, USD. `steps` begin with nothing at a budget of 0."""

    title: str
    source: str
    note: str
    steps: Sequence[MarginalStep]
    budget: float


def chart(told: MarginalChart, language: str = "en") -> str:
    """The chart as SVG text. Same figures, same bytes."""
    return svg(draw(told, language))


@drawn()
def draw(told: MarginalChart, language: str = "en") -> Figure:
    """The figure, not yet rendered."""
    figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN))
    FigureCanvasSVG(figure)
    axes = figure.add_axes((LEFT, BOTTOM, RIGHT - LEFT, TOP - BOTTOM))
    size, unit = scale_of(told)
    last = max(told.budget, told.steps[-1].budget) * ROOM / size
    top = max(step.benefits for step in told.steps) / size or 1.0
    low = min(0.0, *(step.npv / size for step in told.steps))
    axes.set_xlim(0, last)
    axes.set_ylim(low * ROOM, top * 1.12)
    unit = word(UNITS[unit], language)
    draw_steps(axes, told, size, last, language)
    draw_budget(axes, told, size, unit, language)
    draw_labels(axes, told, size, language)
    dress(axes, unit, language)
    title = folded(told.title, 100)
    figure.text(0.02, 0.965, title, size=13, weight="bold", va="top", linespacing=1.2)
    below = 0.905 if "\n" not in title else 0.865
    note = folded(told.note, 165)
    figure.text(0.02, below, note, size=8.5, color=SOFT, va="top", linespacing=1.3)
    figure.text(0.02, 0.02, folded(told.source, 175), size=7.5, color=SOFT, va="bottom")
    return figure


def scale_of(told: MarginalChart) -> tuple[float, str]:
    """USD of a unit of the axes, and its name."""
    most = max(told.budget, *(max(step.budget, step.benefits) for step in told.steps))
    return (1e9, "bn USD") if most >= 1e9 else (1e6, "m USD") if most >= 1e6 else (1.0, "USD")


def draw_steps(axes: Axes, told: MarginalChart, size: float, last: float, language: str) -> None:
    """Stairs: present value of benefits as a band, net present value as a line."""
    edges = [*(step.budget / size for step in told.steps), last]
    benefits = [step.benefits / size for step in told.steps]
    worth = [step.npv / size for step in told.steps]
    axes.stairs(benefits, edges, baseline=0.0, fill=True, color=BAND, alpha=0.55, linewidth=0)
    axes.stairs(worth, edges, baseline=None, color=LINE, linewidth=2.0)
    axes.axhline(0, color=SOFT, linewidth=0.8)
    # Words stand where band and line are far apart for long.
    room = [(edges[i + 1] - edges[i]) * (benefits[i] - worth[i]) for i in range(len(worth))]
    widest = room.index(max(room))
    middle = (edges[widest] + edges[widest + 1]) / 2
    for key, values, color, up in (("marginal.benefits", benefits, SOFT, -4), ("marginal.npv", worth, LINE, 4)):
        axes.annotate(
            word(key, language), (middle, values[widest]), (0, up), textcoords="offset points", ha="center",
            va="bottom" if up > 0 else "top", color=color, weight="bold", size=8.5,
        )  # fmt: skip


def draw_budget(axes: Axes, told: MarginalChart, size: float, unit: str, language: str) -> None:
    """The budget that was asked about."""
    at = told.budget / size
    axes.axvline(at, color=WAITS, linewidth=1.2, linestyle=(0, (4, 3)))
    words = word("marginal.budget", language, value=written(f"{at:,.3g}", language), unit=unit)
    axes.annotate(
        words, (at, 1.0), (-5, -3), xycoords=("data", "axes fraction"),
        textcoords="offset points", ha="right", va="top", color=WAITS, weight="bold",
    )  # fmt: skip


def draw_labels(axes: Axes, told: MarginalChart, size: float, language: str) -> None:
    """What comes in at each step: a dot on the line, a number, and the numbers' meaning below one another."""
    shown = told.steps[1 : MOST_LABELS + 1]
    numbers: list[tuple[float, float]] = []
    width, (low, high) = axes.get_xlim()[1], axes.get_ylim()
    for number, step in enumerate(shown, start=1):
        x, y = step.budget / size, step.npv / size
        axes.plot(x, y, "o", color=LINE, mec="white", ms=7, zorder=5)
        # A number that would lie on the one before goes below its dot.
        near = any(abs(x - a) < 0.018 * width and abs(y - b) < 0.05 * (high - low) for a, b in numbers)
        axes.annotate(
            f"{number}", (x, y), (0, -14 if near else 7), textcoords="offset points", ha="center", color=INK,
            weight="bold", zorder=6,
        )  # fmt: skip
        numbers.append((x, y))
    lines = [
        f"{number}  {written(f'{step.budget / size:,.3g}', language)}: {cut(step.label)}"
        for number, step in enumerate(shown, start=1)
    ]
    left = shown[0].budget / size > 0.4 * width if shown else False
    axes.text(
        0.015 if left else 0.985, 0.05, "\n".join(lines), transform=axes.transAxes, ha="left" if left else "right",
        va="bottom", multialignment="left", size=8, color=INK, linespacing=1.35, zorder=7,
        bbox={"boxstyle": "square,pad=0.5", "facecolor": "white", "edgecolor": FAINT, "alpha": 0.92},
    )  # fmt: skip


def cut(text: str) -> str:
    """The text, cut where it is long."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def dress(axes: Axes, unit: str, language: str) -> None:
    """Axes without frames, thin lines behind."""
    axes.set_xlabel(word("marginal.x", language, unit=unit))
    axes.set_ylabel(word("marginal.y", language, unit=unit))
    for axis in (axes.xaxis, axes.yaxis):
        count_axis(axis, language)
    on_lines(axes)
