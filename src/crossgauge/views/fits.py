"""The picture of a calibration: what was seen of each duration, and the law that was fitted."""

from collections.abc import Sequence
from typing import Any, Protocol

from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from crossgauge.views.look import BAND, FAINT, INK, LINE, SOFT, WAITS, drawn, svg
from crossgauge.views.words import count, number, word, written

WIDTH_IN, ROW_IN, HEAD_IN, FOOT_IN = 11.0, 2.1, 0.95, 0.45
LEFT, SPLIT, RIGHT = 0.06, 0.55, 0.985
MOST_ROWS = 24
MINUTES_BELOW_H = 3.0  # a picture that ends before is told in minutes


class Panel(Protocol):
    """Lines of one duration, times in hours: those of `study.calibrate.shapes.Shape`."""

    @property
    def title(self) -> str: ...
    @property
    def law(self) -> str: ...
    @property
    def n(self) -> int: ...
    @property
    def n_open(self) -> int: ...
    @property
    def logarithmic(self) -> bool: ...
    @property
    def at(self) -> Any: ...
    @property
    def density(self) -> Any: ...
    @property
    def survival(self) -> Any: ...
    @property
    def edges(self) -> Any: ...
    @property
    def seen(self) -> Any: ...
    @property
    def steps(self) -> Any: ...
    @property
    def share(self) -> Any: ...
    @property
    def cuts(self) -> Any: ...


def picture(panels: Sequence[Panel], source: str, language: str = "en") -> str:
    """The picture as SVG text: a row a duration, its histogram left and its survival right. Same panels, same bytes."""
    return svg(draw(panels, source, language))


def draw(panels: Sequence[Panel], source: str, language: str = "en") -> Figure:
    """The figure, not yet rendered."""
    with drawn():
        return drawn_figure(panels[:MOST_ROWS], source, len(panels), language)


def drawn_figure(panels: Sequence[Panel], source: str, n_all: int, language: str) -> Figure:
    """The figure, in the style that holds now."""
    height = HEAD_IN + ROW_IN * max(len(panels), 1) + FOOT_IN
    figure = Figure(figsize=(WIDTH_IN, height))
    FigureCanvasSVG(figure)
    for row, panel in enumerate(panels):
        bottom = height - HEAD_IN - ROW_IN * (row + 1)
        place = (bottom + 0.42) / height, (ROW_IN - 0.95) / height
        figure.text(LEFT, (bottom + ROW_IN - 0.2) / height, panel.title, weight="bold", size=9.5)
        figure.text(LEFT, (bottom + ROW_IN - 0.4) / height, told_of(panel, language), color=LINE, size=8.5)
        scale = 60.0 if float(panel.at[-1]) < MINUTES_BELOW_H else 1.0
        left = figure.add_axes((LEFT, place[0], SPLIT - 0.05 - LEFT, place[1]))
        right = figure.add_axes((SPLIT, place[0], RIGHT - SPLIT, place[1]))
        draw_density(left, panel, scale, language)
        draw_survival(right, panel, scale, language)
    title = word("fits.title", language, durations=count("fits.durations", n_all, language))
    figure.text(LEFT, 1 - 0.2 / height, title, size=14, weight="bold", va="top")
    figure.text(LEFT, 1 - 0.52 / height, word("fits.told", language), color=SOFT, size=8.5, va="top")
    left_out = n_all - len(panels)
    more = " " + word("fits.more", language, n=number(left_out, language)) if left_out else ""
    figure.text(LEFT, 0.14 / height, source + more, color=SOFT, size=8)
    return figure


def told_of(panel: Panel, language: str) -> str:
    """The law, of how many it was fitted, and how many of them were still open."""
    told = {"law": panel.law, "n": number(panel.n, language)}
    if not panel.n_open:
        return word("fits.told.law", language, **told)
    return word("fits.told.open", language, **told, still=number(panel.n_open, language))


def draw_density(axes: Axes, panel: Panel, scale: float, language: str) -> None:
    """Bars of what was seen, and the law's density."""
    axes.stairs(panel.seen, panel.edges * scale, fill=True, color=BAND)
    axes.plot(panel.at * scale, panel.density, color=LINE, linewidth=1.6)
    top = max(float(panel.seen.max()), *(float(value) for value in panel.density if value == value), 1e-12)
    # A law with a pole at 0 would press all else flat.
    axes.set_ylim(0, min(top, 1.6 * float(panel.seen.max()) or top) * 1.08)
    axes.set_yticks([])
    plain(axes, panel, scale, language)


def draw_survival(axes: Axes, panel: Panel, scale: float, language: str) -> None:
    """The Kaplan–Meier curve with its cuts, and the law's survival."""
    edges = [0.0, *(panel.steps * scale)]
    last = max(float(panel.at[-1]) * scale, edges[-1])
    axes.stairs(
        [1.0, *panel.share], [*edges, last + 1e-9], baseline=None, color=WAITS, linewidth=3.2, alpha=0.6
    )
    axes.plot(panel.at * scale, panel.survival, color=LINE, linewidth=1.3)
    if len(panel.cuts):
        shares = [1.0, *panel.share]
        heights = [shares[int((panel.steps <= cut).sum())] for cut in panel.cuts]
        axes.plot(panel.cuts * scale, heights, "|", color=INK, markersize=6, markeredgewidth=0.8)
        axes.text(1, 0.97, f"| {word('fits.open', language)}", ha="right", va="top", color=INK, size=8,
                  transform=axes.transAxes)  # fmt: skip
    axes.set_ylim(0, 1.04)
    axes.set_yticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    plain(axes, panel, scale, language)


def plain(axes: Axes, panel: Panel, scale: float, language: str) -> None:
    """No frame, time along the ground with its unit at the end."""
    if panel.logarithmic:
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(10, (1.0, 2.0, 5.0), numticks=12))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(lambda value, _: written(f"{value:g}", language))
        axes.set_xlim(float(panel.at[0]) * scale, float(panel.at[-1]) * scale)
    else:
        axes.set_xlim(0, float(panel.at[-1]) * scale)
        axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.set_xlabel(word("unit.h" if scale == 1.0 else "unit.min", language), loc="right", labelpad=-1)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, pad=4)
