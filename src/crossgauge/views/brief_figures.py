"""Charts of a brief, small enough for its page: map, trips, queues and stages, spread of hours, timeline."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from textwrap import wrap

import matplotlib.dates as dates
import polars as pl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from crossgauge.indicators.briefing import Briefing, Event, Passage
from crossgauge.model.network import Network
from crossgauge.views import maps, sankey, violins
from crossgauge.views.brief_speaker import Speaker
from crossgauge.views.look import BAND, FAINT, INK, LINE, SOFT, WAITS, WORKS, drawn, plain
from crossgauge.views.queues import draw_queue, draw_stages
from crossgauge.views.tcd import draw_measure, in_language, title_of
from crossgauge.views.words import called, day, named, number, wide, word

WIDTH_IN = 7.2
MAP_IN = 4.3
BANDS_IN = 2.7
ROW_IN, HEAD_IN, FOOT_IN = 1.02, 0.42, 0.03
LEFT, SPLIT, RIGHT = 0.048, 0.47, 0.992
MOST_VIOLINS = 6
MOST_EVENTS = 11
EVENT_IN = 0.155
LETTERS_ACROSS = 100  # of the names below violins


def map_figure(told: Briefing, network: Network, language: str, land: Path | None = None) -> Figure:
    """The network with the longest queue of each crossing, as wide as flows where they are told."""
    most = max(told.flows.values(), default=0.0)
    flows = {name: value for name, value in told.flows.items() if value > 0}
    return maps.draw(
        network,
        maps.Told(
            flows=flows,
            flow_text=word("unit.mt", language, value=number(most, language, 1)),
            queues=told.queued,
            language=language,
            size_in=(WIDTH_IN, MAP_IN),
            land=land,
        ),
    )


def trips_figure(told: Briefing, language: str) -> Figure:
    """Time and, where any is told, cost against distance of one corridor's trips."""
    assert told.trips is not None
    profile, mean = (in_language(frame, language) for frame in told.trips)
    shown = [
        one for one in (("hours", LINE), ("cost_usd", WAITS)) if one[0] == "hours" or float(mean[one[0]].sum()) > 0
    ]
    with drawn():
        figure = Figure(figsize=(WIDTH_IN, 2.55))
        FigureCanvasSVG(figure)
        room = (0.955 - 0.06) / len(shown)
        for place, (value, color) in enumerate(shown):
            axes = figure.add_axes((0.06 + place * room, 0.115, room - 0.095, 0.655))
            draw_measure(axes, profile, mean, value, color, language)
            axes.tick_params(labelsize=7)
            axes.text(1.0, -0.145, word("unit.km", language), transform=axes.transAxes, ha="right", color=SOFT, size=7)
            label = word(f"tcd.{value}", language)
            figure.text(0.06 + place * room, 0.815, label, color=color, weight="bold", size=7.5)
        trips = profile.select(pl.struct("replica", "unit").n_unique()).item()
        figure.text(0.01, 0.93, title_of(mean, trips, language), size=8.5, weight="bold")
        return figure


def queues_figure(told: Briefing, language: str) -> Figure:
    """Queue and stages of the crossings where most hours are waited."""
    labels = told.manifests[0]["labels"]
    height = HEAD_IN + ROW_IN * max(1, len(told.worst)) + FOOT_IN
    with drawn():
        figure = Figure(figsize=(WIDTH_IN, height))
        FigureCanvasSVG(figure)
        for row, crossing in enumerate(told.worst):
            bottom = height - HEAD_IN - ROW_IN * (row + 1)
            place = (bottom + 0.2) / height, (ROW_IN - 0.42) / height
            left = figure.add_axes((LEFT, place[0], SPLIT - 0.03 - LEFT, place[1]))
            right = figure.add_axes((SPLIT + 0.012, place[0], RIGHT - SPLIT - 0.012, place[1]))
            here = pl.col("crossing").cast(pl.String) == crossing
            draw_queue(left, told.daily.filter(here), language)
            draw_stages(right, told.stages.filter(here), labels, language)
            for axes in (left, right):
                axes.tick_params(labelsize=6.5)
                axes.tick_params(axis="x", pad=4)
                for text in axes.texts:
                    text.set_fontsize(6.6)
            name = named(labels["crossings"][crossing]["name"], language)
            figure.text(0.01, (bottom + ROW_IN - 0.16) / height, name, weight="bold", size=7.5)
        top = (height - 0.18) / height
        figure.text(0.01, top, word("brief.queue_title", language), size=7.5, color=SOFT)
        figure.text(SPLIT + 0.012, top, word("queues.right", language), size=7.5, color=SOFT)
        works, waits = (f"■ {word(key, language)}" for key in ("queues.work", "queues.waiting"))
        figure.text(RIGHT, top, works, color=WORKS, weight="bold", size=7.5, ha="right")
        at = RIGHT - 0.0125 * wide(works) - 0.012
        figure.text(at, top, waits, color=WAITS, weight="bold", size=7.5, ha="right")
        return figure


def violins_figure(told: Briefing, language: str) -> Figure | None:
    """Spread of hours at the border of what spends most of them there; of two runs side by side."""
    cells = violin_cells(told)
    if not cells:
        return None
    room = LETTERS_ACROSS // len(cells)
    named_cells = [
        ((one.crossing, one.direction, one.unit_class), cell_name(one, told, language, room)) for one in cells
    ]
    runs = Speaker(told, language).runs()
    return violins.draw(told.hours, named_cells, runs, language, (WIDTH_IN, 2.35))


def violin_cells(told: Briefing) -> list[Passage]:
    """What is drawn: where a change was found, else where most hours are spent; in the order of the network."""
    changed = {(one.crossing, one.direction, one.unit_class) for one in told.changes if one.verdict != "none"}
    rows = [one for one in told.passages if (one.crossing, one.direction, one.unit_class) in changed]
    if not rows:
        rows = [one for one in told.passages if one.crossing in told.worst]
    most = sorted(rows, key=lambda one: -(one.mean_h * one.units))[:MOST_VIOLINS]
    return [one for one in told.passages if one in most]


def cell_name(one: Passage, told: Briefing, language: str, room: int) -> str:
    """Crossing, direction and class in lines of so many letters."""
    labels = told.manifests[0]["labels"]
    kind = named(labels["classes"][one.unit_class]["name"], language)
    lines = (Speaker(told, language).port(one.crossing), named(one.direction, language), kind)
    return "\n".join(part for line in lines for part in wrap(line, room if language != "zh" else room // 2)[:2])


def bands_figure(told: Briefing, language: str) -> Figure | None:
    """Tonnes from where they begin by the border to where they go."""
    if not told.bands:
        return None
    speaker = Speaker(told, language)
    bands = [
        (named(one, language).split(" (")[0], by_name(speaker, by), named(other, language).split(" (")[0], mt)
        for one, by, other, mt in told.bands
    ]
    with drawn():
        figure = Figure(figsize=(WIDTH_IN, BANDS_IN))
        FigureCanvasSVG(figure)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.axis("off")
        axes.set_xlim(0, 1)
        axes.set_ylim(sankey.BOTTOM - 0.03, sankey.TOP + 0.07)
        sankey.draw(axes, bands, language, gap=0.045, size=6.6)
        places = (sankey.LEFT, sankey.MIDDLE, sankey.RIGHT)
        for place, key in zip(places, ("sankey.from", "sankey.by", "sankey.to"), strict=True):
            axes.text(place, sankey.TOP + 0.03, word(key, language), color=SOFT, size=7, ha="center")
        return figure


def by_name(speaker: Speaker, by: str) -> str:
    """A crossing's posts and mode, or the way without one."""
    known = by in speaker.labels["crossings"]
    return speaker.port(by) if known else named(by, speaker.language)


def timeline_figure(told: Briefing, language: str) -> Figure | None:
    """Agreements, measures and works as bars over time; the simulated period shaded."""
    events = shown_events(told)
    if not events:
        return None
    start = date.fromisoformat(str(told.manifests[0]["start"]))
    end = start + timedelta(int(told.manifests[0]["days"]))
    first = max(min(one.start for one in events if one.start), start - timedelta(366))
    last = max([end + timedelta(60), *(one.start + timedelta(120) for one in events if one.start)])
    height = 0.42 + EVENT_IN * len(events)
    with drawn():
        figure = Figure(figsize=(WIDTH_IN, height))
        FigureCanvasSVG(figure)
        axes = figure.add_axes((0.012, 0.2 / height, 0.976, (height - 0.24) / height))
        axes.axvspan(at(start), at(end), color=BAND, alpha=0.35, linewidth=0)
        for place, event in enumerate(events):
            begins = max(event.start or first, first)
            ends = min(event.end + timedelta(1) if event.end else last, last)
            axes.barh(place, at(ends) - at(begins), 0.5, left=at(begins), color=LINE, alpha=0.35, linewidth=0)
            axes.plot([at(begins)] * 2, [place - 0.3, place + 0.3], color=LINE, linewidth=1.4)
            when = day(event.start, language, "middle") if event.start else ""
            name = f"{when}  {called(event, language)}"
            late = at(begins) > at(first) + 0.55 * (at(last) - at(first))
            axes.text(
                at(begins) + (-6 if late else 6), place, name, ha="right" if late else "left", va="center", size=6.6,
                color=INK,
            )  # fmt: skip
        years = [date(year, 1, 1) for year in range(first.year, last.year + 2) if first <= date(year, 1, 1) <= last]
        axes.set_xticks([at(one) for one in years], [str(one.year) for one in years], size=7)
        axes.set_xlim(at(first) - 8, at(last))
        axes.set_ylim(len(events) - 0.5, -0.7)
        axes.set_yticks([])
        axes.grid(axis="x", color=FAINT, linewidth=0.8)
        axes.set_axisbelow(True)
        plain(axes)
        return figure


def shown_events(told: Briefing) -> Sequence[Event]:
    """The events nearest to the period, in order; works that only go on with another name come once."""
    start = date.fromisoformat(str(told.manifests[0]["start"]))
    once: dict[str, Event] = {}
    for event in told.events:
        once.setdefault(event.name, event)
    nearest = sorted(once.values(), key=lambda one: abs(((one.start or start) - start).days))[:MOST_EVENTS]
    return [one for one in once.values() if one in nearest]


def at(told: date) -> float:
    """A day as matplotlib counts days."""
    return float(dates.date2num(told))  # type: ignore[no-untyped-call]
