"""The picture of a run: queues over the days, and where the hours at the border go."""

from datetime import date
from textwrap import wrap
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from crossgauge.indicators.border import binding_constraints, queue_by_day, queues, stage_times
from crossgauge.tables.store import Results
from crossgauge.views.look import (
    BAND,
    FAINT,
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
from crossgauge.views.words import count, day, named, number, wide, word

WIDTH_IN, ROW_IN, HEAD_IN, FOOT_IN = 12.0, 1.55, 1.2, 0.5
LEFT, SPLIT, RIGHT = 0.05, 0.5, 0.985  # of the width: queues end left of SPLIT, stages begin right of it
LETTER, LEAST_LETTER = 4.9, 6.0  # points that a letter of a stage is wide, and what is left free


def picture(results: Results, language: str = "en") -> str:
    """The picture as SVG text: a row a crossing, its queue left and its stages right. Same results, same bytes."""
    return svg(draw(results, language))


@drawn()
def draw(results: Results, language: str = "en") -> Figure:
    """The figure, not yet rendered."""
    labels = results.manifest["labels"]
    flows, resources = results.flows, results.resources
    daily = queue_by_day(resources)
    stages = stage_times(results.dwells, flows, results.replicas)
    passed = set(flows.filter(pl.col("units") > 0)["crossing"].cast(pl.String).unique())
    crossings = [crossing for crossing in labels["crossings"] if crossing in passed]
    height = HEAD_IN + ROW_IN * max(1, len(crossings)) + FOOT_IN
    figure = Figure(figsize=(WIDTH_IN, height))
    FigureCanvasSVG(figure)
    for row, crossing in enumerate(crossings):
        bottom = height - HEAD_IN - ROW_IN * (row + 1)
        place = (bottom + 0.36) / height, (ROW_IN - 0.67) / height
        left = figure.add_axes((LEFT, place[0], SPLIT - 0.04 - LEFT, place[1]))
        right = figure.add_axes((SPLIT + 0.02, place[0], RIGHT - SPLIT - 0.02, place[1]))
        draw_queue(left, daily.filter(pl.col("crossing").cast(pl.String) == crossing), language)
        name = named(labels["crossings"][crossing]["name"], language)
        figure.text(LEFT, (bottom + ROW_IN - 0.21) / height, name, weight="bold", size=10)
        here = stages.filter(pl.col("crossing").cast(pl.String) == crossing)
        draw_stages(right, here, labels, language)
    tell(figure, results, resources, height, language)
    return figure


def draw_queue(axes: Axes, daily: pl.DataFrame, language: str = "en") -> None:
    """Units waiting by day, mean and range of the replicas."""
    days = daily["day"].to_numpy()
    axes.fill_between(days, daily["least"].to_numpy(), daily["most"].to_numpy(), color=BAND, linewidth=0)
    axes.plot(days, daily["queue"].to_numpy(), color=LINE, linewidth=1.3)
    top = float(np.nanmax(daily["most"].to_numpy(), initial=0.0))
    axes.set_ylim(0, top * 1.08 if top > 0 else 1.0)
    if len(days) > 1:
        axes.set_xlim(days[0], days[-1])
    axes.yaxis.set_major_locator(MaxNLocator(3, min_n_ticks=2))
    count_axis(axes.yaxis, language)
    day_axis(axes, len(days), language)
    plain(axes)
    axes.tick_params(axis="x", pad=6)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)


def draw_stages(axes: Axes, stages: pl.DataFrame, labels: dict[str, Any], language: str = "en") -> None:
    """A bar a direction: the stages in order, of each the waiting and the work; the total behind it."""
    # In a short run some stages were not passed: they have no mean.
    ways = journeys(stages.filter(pl.col("stage_h").is_finite()), labels, language)
    longest = max((sum(row["stage_h"] for row in rows) for _, rows in ways), default=1.0) or 1.0
    axes.set_xlim(0, longest * 1.13)
    axes.set_ylim(len(ways) - 0.42, -0.62)
    for place, (title, rows) in enumerate(ways):
        axes.text(0, place - 0.33, title, color=SOFT, size=8, va="bottom")
        end = 0.0
        for row in rows:
            waited = min(row["waited_h"], row["stage_h"])
            for hours, color in ((waited, WAITS), (row["stage_h"] - waited, WORKS)):
                axes.barh(place, hours, 0.5, left=end, color=color, edgecolor="white", linewidth=0.6)
                end += hours
            write_in(axes, row, end - row["stage_h"], place, longest, language)
        told = hours_text(end, language)
        axes.text(end + longest * 0.012, place, told, va="center", size=8.5, weight="bold")
    plain(axes)
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])


def journeys(
    stages: pl.DataFrame, labels: dict[str, Any], language: str = "en"
) -> list[tuple[str, list[dict[str, Any]]]]:
    """For each direction the chain with the longest stages, with its title and its stages in order."""
    classes = {row["crossing"] + "." + row["chain"]: row["unit_class"] for row in labels["chains"]}
    known = stages.filter(pl.col("stage_h").is_not_null())
    chains = known.group_by("direction", "chain", maintain_order=True).agg(pl.col("stage_h").sum())
    longest = chains.sort("stage_h", descending=True, maintain_order=True).unique(
        "direction", keep="first", maintain_order=True
    )
    found = []
    for direction, chain, _ in longest.sort(pl.col("direction").cast(pl.String), descending=True).iter_rows():
        rows = known.filter(pl.col("chain") == chain).to_dicts()
        kind = named(labels["classes"][classes[f"{rows[0]['crossing']}.{chain}"]]["name"], language)
        found.append((f"{named(direction, language)}: {kind}" if direction else kind, rows))
    return found


def write_in(
    axes: Axes, row: dict[str, Any], start: float, place: float, longest: float, language: str
) -> None:
    """The name of a stage in its bar, where there is room for it."""
    points = axes.get_position().width * axes.get_figure(root=True).get_figwidth() * 72  # type: ignore[union-attr]
    room = row["stage_h"] / (longest * 1.13) * points
    name = named(row["stage"], language)
    for text in (f"{name} {hours_text(row['stage_h'], language)}", name):
        if wide(text) * LETTER + LEAST_LETTER < room:
            axes.text(
                start + row["stage_h"] / 2, place, text, ha="center", va="center", size=7.5, color="white"
            )
            return


def hours_text(hours: float, language: str = "en") -> str:
    """Hours or minutes, as one would say them.

    >>> hours_text(0.25), hours_text(3.21), hours_text(252.4), hours_text(3.21, "ru")
    ('15 min', '3.2 h', '252 h', '3,2 ч')
    """
    if hours < 1:
        return word("minutes", language, value=number(hours * 60, language))
    return word("hours", language, value=number(hours, language, 1 if hours < 100 else 0))


def tell(figure: Figure, results: Results, resources: pl.DataFrame, height: float, language: str) -> None:
    """Title with the message, what the two sides show, and the source."""
    told = results.manifest
    lines = wrap(message(results, resources, language), 92)[:2]
    figure.text(LEFT, 1 - 0.18 / height, "\n".join(lines), size=14, weight="bold", va="top", linespacing=1.15)
    top = (height - HEAD_IN + 0.20) / height
    figure.text(LEFT, top, word("queues.left", language), color=SOFT, size=9)
    figure.text(SPLIT + 0.02, top, word("queues.right", language), color=SOFT, size=9)
    works, waits = (f"■ {word(key, language)}" for key in ("queues.work", "queues.waiting"))
    figure.text(RIGHT, top, works, color=WORKS, weight="bold", size=9, ha="right")
    at = RIGHT - 0.0088 * wide(works) - 0.008
    figure.text(at, top, waits, color=WAITS, weight="bold", size=9, ha="right")
    source = word(
        "queues.source",
        language,
        network=named(results.network, language),
        days=count("days", told["days"], language),
        start=told["start"] if language == "en" else day(date.fromisoformat(told["start"]), language),
        replicas=count("replicas", results.replicas, language),
        seed=told["seed"],
        version=told["versions"]["crossgauge"],
        input=told["input"][:12],
    )
    figure.text(LEFT, 0.18 / height, source, color=SOFT, size=8)


def message(results: Results, resources: pl.DataFrame, language: str = "en") -> str:
    """What the picture says: where most hours were waited, and for what."""
    labels = results.manifest["labels"]
    binding = binding_constraints(queues(resources, results.replicas))
    rows = [row for row in binding.iter_rows(named=True) if row["crossing"] in labels["crossings"]]
    if not rows:
        return word("queues.nobody", language, network=named(results.network, language))
    row = max(rows, key=lambda one: one["queued_h"])
    crossing = named(labels["crossings"][row["crossing"]]["name"], language)
    return word("queues.message", language, crossing=crossing, what=binding_name(row, labels, language))


def binding_name(row: dict[str, Any], labels: dict[str, Any], language: str = "en") -> str:
    """What a row of `binding_constraints` waits for, in words."""
    if row["kind"] in ("hours", "quota", "paths", "slots"):
        return word(f"binds.{row['kind']}", language)
    names = {(one["crossing"], one["id"]): one["name"] or one["id"] for one in labels["queues"]}
    return named(names.get((row["crossing"], row["resource"]), row["resource"]), language)
