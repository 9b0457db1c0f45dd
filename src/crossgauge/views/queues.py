"""The picture of a run: queues over the days, and where the hours at the border go."""

import io
from textwrap import wrap
from typing import Any

import matplotlib
import matplotlib.dates as dates
import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from crossgauge.indicators.border import binding_constraints, queue_by_day, queues, stage_times
from crossgauge.tables.store import Results

INK, SOFT, FAINT = "#22313a", "#64747d", "#dfe5e8"
LINE, BAND = "#1f5f7a", "#bcd3dc"
WAITS, WORKS = "#c96f1a", "#6f8b97"
WIDTH_IN, ROW_IN, HEAD_IN, FOOT_IN = 12.0, 1.55, 1.2, 0.5
LEFT, SPLIT, RIGHT = 0.05, 0.5, 0.985  # of the width: queues end left of SPLIT, stages begin right of it
DAYS_IN_YEAR = 366
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "text.color": INK,
    "axes.labelcolor": SOFT,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "axes.edgecolor": FAINT,
    "svg.hashsalt": "crossgauge",
    "svg.fonttype": "path",
}


def picture(results: Results) -> str:
    """The picture as SVG text: a row a crossing, its queue left and its stages right. Same results, same bytes."""
    with matplotlib.rc_context(STYLE):
        return svg(draw(results))


def draw(results: Results) -> Figure:
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
        draw_queue(left, daily.filter(pl.col("crossing").cast(pl.String) == crossing))
        name = labels["crossings"][crossing]["name"]
        figure.text(LEFT, (bottom + ROW_IN - 0.21) / height, name, weight="bold", size=10)
        draw_stages(right, stages.filter(pl.col("crossing").cast(pl.String) == crossing), labels)
    tell(figure, results, resources, height)
    return figure


def draw_queue(axes: Axes, daily: pl.DataFrame) -> None:
    """Units waiting by day, mean and range of the replicas."""
    days = daily["day"].to_numpy()
    axes.fill_between(days, daily["least"].to_numpy(), daily["most"].to_numpy(), color=BAND, linewidth=0)
    axes.plot(days, daily["queue"].to_numpy(), color=LINE, linewidth=1.3)
    top = float(np.nanmax(daily["most"].to_numpy(), initial=0.0))
    axes.set_ylim(0, top * 1.08 if top > 0 else 1.0)
    if len(days) > 1:
        axes.set_xlim(days[0], days[-1])
    axes.yaxis.set_major_locator(MaxNLocator(3, min_n_ticks=2))
    axes.yaxis.set_major_formatter(
        lambda value, _: f"{value:,.0f}" if value >= 1 or value == 0 else f"{value:g}"
    )
    locator = dates.AutoDateLocator(minticks=4, maxticks=13)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    formatter = dates.ConciseDateFormatter(locator, show_offset=False)  # type: ignore[no-untyped-call]
    if len(days) <= DAYS_IN_YEAR:
        formatter.zero_formats[1] = "%b"  # the year is told at the foot
    axes.xaxis.set_major_formatter(formatter)
    plain(axes)
    axes.tick_params(axis="x", pad=6)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)


def draw_stages(axes: Axes, stages: pl.DataFrame, labels: dict[str, Any]) -> None:
    """A bar a direction: the stages in order, of each the waiting and the work; the total behind it."""
    # In a short run some stages were not passed: they have no mean.
    ways = journeys(stages.filter(pl.col("stage_h").is_finite()), labels)
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
            write_in(axes, row, end - row["stage_h"], place, longest)
        axes.text(end + longest * 0.012, place, hours_text(end), va="center", size=8.5, weight="bold")
    plain(axes)
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])


def journeys(stages: pl.DataFrame, labels: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
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
        kind = labels["classes"][classes[f"{rows[0]['crossing']}.{chain}"]]["name"]
        found.append((f"{direction}: {kind}" if direction else kind, rows))
    return found


def write_in(axes: Axes, row: dict[str, Any], start: float, place: float, longest: float) -> None:
    """The name of a stage in its bar, where there is room for it."""
    room = row["stage_h"] / (longest * 1.13) * (RIGHT - SPLIT - 0.02) * WIDTH_IN * 72
    for text in (f"{row['stage']} {hours_text(row['stage_h'])}", row["stage"]):
        if len(text) * 4.9 + 6 < room:
            axes.text(
                start + row["stage_h"] / 2, place, text, ha="center", va="center", size=7.5, color="white"
            )
            return


def hours_text(hours: float) -> str:
    """Hours or minutes, as one would say them.

    >>> hours_text(0.25), hours_text(3.21), hours_text(252.4)
    ('15 min', '3.2 h', '252 h')
    """
    if hours < 1:
        return f"{hours * 60:.0f} min"
    return f"{hours:.1f} h" if hours < 100 else f"{hours:,.0f} h"


def svg(figure: Figure) -> str:
    """The figure as SVG text. Same figure, same bytes."""
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": "Crossgauge"})
    return text.getvalue()


def plain(axes: Axes) -> None:
    """No frame but the ground line, no tick marks."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, pad=3)
    axes.patch.set_visible(False)


def tell(figure: Figure, results: Results, resources: pl.DataFrame, height: float) -> None:
    """Title with the message, what the two sides show, and the source."""
    told = results.manifest
    title = message(results, resources)
    lines = wrap(title, 92)[:2]
    figure.text(LEFT, 1 - 0.18 / height, "\n".join(lines), size=14, weight="bold", va="top", linespacing=1.15)
    top = height - HEAD_IN + 0.20
    figure.text(
        LEFT, top / height, "Units waiting, daily mean over replicas; band: their range", color=SOFT, size=9
    )
    at = SPLIT + 0.02
    figure.text(at, top / height, "Where the hours at the border go:", color=SOFT, size=9)
    figure.text(at + 0.187, top / height, "waiting", color=WAITS, weight="bold", size=9)
    figure.text(at + 0.239, top / height, "and", color=SOFT, size=9)
    figure.text(at + 0.265, top / height, "work", color=WORKS, weight="bold", size=9)
    replicas = "1 replica" if results.replicas == 1 else f"{results.replicas} replicas"
    source = (
        f"{results.network}, {told['days']} days from {told['start']}, {replicas}, seed {told['seed']}."
        f" Simulated with Crossgauge {told['versions']['crossgauge']}; input {told['input'][:12]}."
        " Per direction, the class with the longest stages."
    )
    figure.text(LEFT, 0.18 / height, source, color=SOFT, size=8)


def message(results: Results, resources: pl.DataFrame) -> str:
    """What the picture says: where most hours were waited, and for what."""
    labels = results.manifest["labels"]
    binding = binding_constraints(queues(resources, results.replicas))
    rows = [row for row in binding.iter_rows(named=True) if row["crossing"] in labels["crossings"]]
    if not rows:
        return f"{results.network}: nobody waited"
    row = max(rows, key=lambda one: one["queued_h"])
    crossing = labels["crossings"][row["crossing"]]
    names = {(one["crossing"], one["id"]): one["name"] or one["id"] for one in labels["queues"]}
    name = names.get((row["crossing"], row["resource"]), row["resource"])
    kinds = {
        "hours": "opening hours",
        "quota": "the daily quota",
        "paths": "departure paths",
        "slots": "booked slots",
    }
    return f"Most hours were waited at {crossing['name']}, for {kinds.get(row['kind'], name)}"
