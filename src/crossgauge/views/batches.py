"""The picture of oil on its way: where batches are over time, and how tanks fill of what a line cannot take."""

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossgauge.views.look import INK, LINE, SOFT, WAITS, drawn, on_lines
from crossgauge.views.pipes import SHADES, Heading, sheet
from crossgauge.views.words import named, number, word


def batch_figure(
    batches: pl.DataFrame,
    length_km: float,
    tanks: tuple[float | None, float],
    heading: Heading,
    language: str = "en",
) -> Figure:
    """Where batches of oil are over time, and beside it how tanks fill of what the line cannot take; not yet rendered.

    batches : columns grade, enters_d, arrives_d; tanks : hours until they are full (None: never), free room in kt
    """
    with drawn():
        figure, axes = sheet(heading, 2 if tanks[0] is not None else 1)
        draw_batches(axes[-1], batches, length_km, language)
        if tanks[0] is not None:
            draw_tanks(axes[0], tanks[0], tanks[1], language)
        return figure


def draw_batches(axes: Axes, batches: pl.DataFrame, length_km: float, language: str) -> None:
    """The head of every batch from the start to the end of the line, straight between."""
    grades = list(dict.fromkeys(batches["grade"]))
    told: set[str] = set()
    arrived = batches.filter(pl.col("arrives_d").is_not_null())
    near, before, lift = 0.1 * float(arrived["arrives_d"].max() or 1.0), -np.inf, 0  # type: ignore[arg-type]
    for row in arrived.iter_rows(named=True):
        shade = SHADES[grades.index(row["grade"]) % len(SHADES)]
        label = None if row["grade"] in told else named(row["grade"], language)
        told.add(row["grade"])
        axes.plot(
            [row["enters_d"], row["arrives_d"]], [0, length_km], color=shade, linewidth=1.8, label=label
        )
        lift = (lift + 1) % 3 if row["arrives_d"] - before < near else 0
        before = row["arrives_d"]
        arrives = number(row["arrives_d"], language, 1)
        axes.annotate(
            word("pipes.day", language, batch=row["batch"], day=arrives), (row["arrives_d"], length_km),
            (0, 5 + 12 * lift),
            textcoords="offset points", ha="right" if lift else "center", size=8.5, color=shade,
        )  # fmt: skip
    axes.set_ylim(0, length_km * 1.16)
    axes.set_xlabel(word("pipes.in_days", language), color=SOFT)
    axes.set_ylabel(word("pipes.km", language), color=SOFT)
    axes.set_title(word("pipes.batches", language), size=9.5, color=INK, loc="left")
    if told:
        axes.legend(frameon=False, fontsize=8.5, loc="lower right")
    on_lines(axes)


def draw_tanks(axes: Axes, hours: float, room_kt: float, language: str) -> None:
    """Oil that gathers at the start, until the tanks are full."""
    axes.plot([0, hours], [0, room_kt], color=LINE, linewidth=1.9)
    axes.plot([0, 1.3 * hours], [room_kt] * 2, color=WAITS, linewidth=1.0, linestyle=(0, (4, 3)))
    axes.axvline(hours, color=WAITS, linewidth=1.2)
    axes.annotate(
        word("pipes.full_after", language, hours=number(hours, language)), (hours, 0.06 * room_kt), (-6, 0),
        textcoords="offset points",
        ha="right", color=WAITS, weight="bold", size=9,
    )  # fmt: skip
    axes.set_xlim(0, 1.3 * hours)
    axes.set_ylim(0, room_kt * 1.15)
    axes.set_xlabel(word("pipes.since_outage", language), color=SOFT)
    axes.set_ylabel(word("pipes.left_over", language), color=SOFT)
    axes.set_title(word("pipes.tanks", language), size=9.5, color=INK, loc="left")
    on_lines(axes)
