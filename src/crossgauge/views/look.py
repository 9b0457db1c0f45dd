"""How pictures look: colours, letters of every language, axes, and the figure as SVG or PNG."""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from textwrap import wrap
from typing import Any

import matplotlib
import matplotlib.dates as dates
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossgauge.views.words import LONGEST_YEAR, day, month, number, wide, written

INK, SOFT, FAINT = "#22313a", "#64747d", "#dfe5e8"
LINE, BAND = "#1f5f7a", "#bcd3dc"
WAITS, WORKS = "#c96f1a", "#6f8b97"
DRAWN = "DejaVu Sans"  # comes with matplotlib, so that letters have the same room everywhere; all but Chinese
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
    "SimHei",
)
SHOWN = (  # for who opens the SVG: the first that is installed
    "'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Segoe UI',"
    " 'DejaVu Sans', sans-serif"
)
STYLE: Any = {
    "font.family": DRAWN,
    "font.size": 8.5,
    "text.color": INK,
    "axes.labelcolor": SOFT,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "axes.edgecolor": FAINT,
    "svg.hashsalt": "crossgauge",
    "svg.fonttype": "none",
}
MEASURED = re.compile(rf"'{DRAWN}'(?:, '[^']+')*")  # what matplotlib writes: the fonts of this machine
CYRILLIC_LETTER, LATIN_OVER_CYRILLIC = re.compile("[\u0400-\u04ff]"), 0.86  # widths of their letters, bold
CHINESE_LETTER = re.compile("[\u3400-\u9fff]")
CLOSING = "，。；：、）》」”%"  # never begin a line
CHINESE_PARTS = re.compile(rf"[\u3000-\uffef][{CLOSING}]*|[^\s\u3000-\uffef]+[{CLOSING}]*|\s+")
NO_GLYPH = r"Glyph .* missing from"  # where no Chinese font is installed, its letters have a guessed width


@cache
def families() -> tuple[str, ...]:
    """The fonts that text is measured by, and PNG drawn with: one for Chinese where any is installed."""
    installed = {one.name for one in font_manager.fontManager.ttflist}
    return (DRAWN, *[name for name in CHINESE if name in installed][:1])


@contextmanager
def drawn() -> Iterator[None]:
    """The style of our pictures, while one is drawn or rendered."""
    style = {**STYLE, "font.family": list(families())}
    with matplotlib.rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", NO_GLYPH, UserWarning)
        yield


def svg(figure: Figure) -> str:
    """The figure as SVG text, its letters as text. Same figure, same bytes."""
    text = io.StringIO()
    with drawn():
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": "Crossgauge"})
    return MEASURED.sub(SHOWN, text.getvalue())


def png(figure: Figure, dots_per_inch: int = 160) -> bytes:
    """The figure as PNG. Same figure, same bytes."""
    dots = io.BytesIO()
    with drawn():
        figure.savefig(dots, format="png", dpi=dots_per_inch, metadata={"Software": None})
    return dots.getvalue()


def folded(text: str, letters: int, lines: int = 2) -> str:
    """The first lines of a text, each of so many Latin letters at most; others take more room.

    >>> folded("one two three", 8)
    'one two\\nthree'
    >>> folded("自三月起，十四天。", 10)
    '自三月起，\\n十四天。'
    """
    if 2 * len(CYRILLIC_LETTER.findall(text)) > len(text):
        letters = int(letters * LATIN_OVER_CYRILLIC)
    if not CHINESE_LETTER.search(text):
        return "\n".join(wrap(text, letters)[:lines])
    found = [""]
    for part in CHINESE_PARTS.findall(text):
        if wide(found[-1] + part.rstrip()) > letters and found[-1]:
            found.append("")
        found[-1] += part if found[-1] else part.lstrip()
    return "\n".join(line.rstrip() for line in found[:lines])


def plain(axes: Axes) -> None:
    """No frame but the ground line, no tick marks."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, pad=3)
    axes.patch.set_visible(False)


def on_lines(axes: Axes, pad: float = 5) -> None:
    """No frame but the ground line, no tick marks; thin level lines behind what is drawn."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, pad=pad)


def count_axis(axis: Any, language: str) -> None:
    """Numbers along an axis, with as many digits as they need."""

    def text(value: float, _: object) -> str:
        whole = abs(value) >= 1 or value == 0
        return number(value, language) if whole and value == int(value) else written(f"{value:g}", language)

    axis.set_major_formatter(text)


def day_axis(axes: Axes, n_days: int, language: str) -> None:
    """Days along the ground line: months by name, days within a month by number, years where there are several."""
    locator = dates.AutoDateLocator(minticks=4, maxticks=13)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)

    def text(value: float, _: object) -> str:
        told = dates.num2date(value)  # type: ignore[no-untyped-call]
        if told.day != 1:
            return str(told.day) if n_days > 31 else day(told, language, "short")
        return str(told.year) if told.month == 1 and n_days > LONGEST_YEAR else month(told, language)

    axes.xaxis.set_major_formatter(text)
