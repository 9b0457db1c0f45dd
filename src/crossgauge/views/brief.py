"""The brief for decision makers: one self-contained page in one language, for the screen and for print."""

import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from crossgauge.indicators.briefing import Briefing
from crossgauge.model.network import Network
from crossgauge.views import brief_figures as figures
from crossgauge.views.brief_rows import (
    change_rows,
    manifest_rows,
    observed_rows,
    passage_rows,
    sentences,
    subtitle,
    tiles,
)
from crossgauge.views.brief_speaker import Speaker
from crossgauge.views.look import SHOWN, svg
from crossgauge.views.maps import fine
from crossgauge.views.words import count, language_of, named, number

FEW_ROWS, FEW_CHANGES, MOST_ROWS = 11, 8, 40  # in print, and on the screen
FEW_SOURCES = 12
DAGGER = "†"
HEADS = ("advice", "bands", "timeline", "sources", "manifest")


def page(
    told: Briefing, network: Network | None = None, language: str = "en", land: Path | None = None
) -> str:
    """The brief as HTML that asks nothing of the internet; the same briefing gives the same bytes.

    network : for the map; without it a brief has none
    land    : another base map (docs/how-to-brief.md)
    Raises NotFound for a language that is not there, ProjectFaulty for a base map of another form.
    """
    from jinja2 import Environment

    speaker = Speaker(told, language_of(language))
    template = files("crossgauge.views").joinpath("pages/brief.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=False, keep_trailing_newline=True)
    return environment.from_string(template).render(**context(speaker, network, land))


def context(speaker: Speaker, network: Network | None, land: Path | None) -> dict[str, Any]:
    """Everything that the template shows."""
    told, language = speaker.told, speaker.language
    manifest = told.manifests[0]
    said = sentences(speaker)
    marks = {rule: str(place) for place, rule in enumerate(dict.fromkeys(one["rule"] for one in said), start=1)}
    foot = speaker.say(
        "brief.foot",
        seed=manifest["seed"],
        version=manifest["versions"]["crossgauge"],
        input=", ".join(str(one["input"])[:12] for one in told.manifests),
    )
    timeline = figures.timeline_figure(told, language)
    bands = figures.bands_figure(told, language)
    assumed = {"n_assumed": number(told.n_assumed, language), "n_cited": number(told.n_cited, language)}
    known = told.n_assumed + told.n_cited > 0
    left = len(told.sources) - FEW_SOURCES
    return {
        "language": language,
        "fonts": SHOWN,
        "title": named(str(manifest["network"]["name"]), language),
        "kind": speaker.say("brief.kind"),
        "under": subtitle(speaker),
        "tiles": tiles(speaker),
        "dagger": DAGGER if known else "",
        "heads": {name: speaker.say(f"brief.section.{name}") for name in HEADS},
        "sentences": [{**one, "mark": marks[one["rule"]]} for one in said],
        "rules_word": speaker.say("brief.rules"),
        "rules": [{"mark": mark, "text": speaker.say(f"brief.rule.{rule}")} for rule, mark in marks.items()],
        "charts": charts(speaker, network, land),
        "tables": tables(speaker),
        "bands": inline(bands, "bands") if bands else "",
        "timeline": inline(timeline, "timeline") if timeline else "",
        "sources": [{"text": plain(one.text), "ids": ", ".join(one.ids)} for one in told.sources],
        "few_sources": FEW_SOURCES,
        "more_sources": count("brief.more_sources", left, language) if left > 0 else "",
        "manifest": manifest_rows(speaker),
        "assumed": speaker.say("brief.assumed", **assumed) if known else "",
        "contents": speaker.say("brief.contents"),
        "foot_css": foot,
    }


def charts(speaker: Speaker, network: Network | None, land: Path | None) -> dict[str, list[dict[str, str]]]:
    """The map on the first page; trips, queues and stages after it."""
    told, language = speaker.told, speaker.language
    front, middle = [], []
    if network is not None and network.places:
        note = speaker.say("brief.flow_note") if told.flows else ""
        drawn = figures.map_figure(told, network, language, land)
        front.append({"head": speaker.say("brief.section.map"), "svg": inline(drawn, "map"), "note": note})
    if told.trips is not None:
        name = dict(told.corridor_names).get(language) or told.corridor
        middle.append(
            {
                "head": speaker.say("brief.section.trips"),
                "svg": inline(figures.trips_figure(told, language), "trips"),
                "note": speaker.say("brief.trips_note", corridor=name),
            }
        )
    if told.worst:
        drawn = figures.queues_figure(told, language)
        middle.append({"head": speaker.say("brief.section.queues"), "svg": inline(drawn, "queues"), "note": ""})
    return {"front": front, "middle": middle}


def tables(speaker: Speaker) -> list[dict[str, Any]]:
    """Comparison where there is one, times at the border, observed beside simulated."""
    told, language = speaker.told, speaker.language
    spread = figures.violins_figure(told, language)
    chart = inline(spread, "spread") if spread else ""
    found = []
    if told.compared:
        rows, left = change_rows(speaker, FEW_CHANGES)
        head = columns(speaker, "crossing traffic", "mean mean difference", "verdict")
        head[2]["text"], head[3]["text"] = (f"{name}, {speaker.say('unit.h')}" for name in speaker.runs())
        more = count("brief.more_changes", left, language) if left else ""
        found.append(sheet(speaker, "changes", rows, head, note=more, chart=chart))
    rows, left = passage_rows(speaker, MOST_ROWS)
    head = columns(speaker, "crossing traffic", "units mean median p90 waiting")
    few, _ = passage_rows(speaker, FEW_ROWS)
    shown = rows if told.compared is False and len(rows) <= FEW_ROWS else few
    found.append(sheet(speaker, "passages", shown, head, chart="" if told.compared else chart))
    if told.observed:
        rows, _ = observed_rows(speaker, MOST_ROWS)
        head = columns(speaker, "figure period", "observed simulated", "holds fact")
        held = speaker.say("brief.held", n_held=told.n_checked[0], n_checked=told.n_checked[1])
        found.append(sheet(speaker, "observed", rows, head, note=held))
    return found


def sheet(
    speaker: Speaker, name: str, rows: Sequence[Any], head: Sequence[Any], note: str = "", chart: str = ""
) -> dict[str, Any]:
    """A table of the page; what is beyond the first rows is for the screen alone."""
    left = len(rows) - FEW_ROWS
    more = count("brief.more_rows", left, speaker.language) if left > 0 else ""
    title = speaker.say(f"brief.section.{name}")
    return {"head": title, "rows": rows, "columns": head, "few": FEW_ROWS, "more": more, "note": note, "chart": chart}


def columns(speaker: Speaker, words: str, numbers: str, last: str = "") -> list[dict[str, Any]]:
    """Heads of columns: of words, of numbers set right, of words again."""
    groups = ((words, False), (numbers, True), (last, False))
    return [
        {"text": speaker.say(f"brief.col.{name}"), "n": right} for names, right in groups for name in names.split()
    ]


def inline(figure: Figure, prefix: str) -> str:
    """A figure as SVG to stand within a page, its ids told apart by a prefix."""
    return inlined(fine(svg(figure)), prefix)


def inlined(text: str, prefix: str) -> str:
    """SVG text without its head, metadata and namespaces, ids prefixed.

    >>> inlined('<?xml version="1.0"?><svg xmlns="x" id="a"><use xlink:href="#b" mask="url(#c)"/></svg>', "m")
    '<svg id="m-a"><use href="#m-b" mask="url(#m-c)"/></svg>'
    """
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", text)
    text = text.replace("xlink:href=", "href=")
    text = re.sub(r'\bid="', f'id="{prefix}-', text)
    text = text.replace("url(#", f"url(#{prefix}-")
    return re.sub(r'href="#', f'href="#{prefix}-', text).strip()


def plain(text: str) -> str:
    """A source without addresses: its facts have them."""
    return re.sub(r"\s*\b(?:https?://|www\.)\S+", "", text).strip()
