"""The sentences, tiles and rows of a brief in one language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crossgauge.indicators.briefing import Advice, Change, Headline, Seen
from crossgauge.views.brief_speaker import NONE, Cell, Speaker
from crossgauge.views.words import count, day, named, number

RULES = {  # which rule a sentence is of
    **dict.fromkeys(("waits", "nobody"), "waits"),
    **dict.fromkeys(("gate", "full", "bursts"), "binds"),
    **dict.fromkeys(("for", "against", "weigh", "undecided", "few"), "prefers"),
    **dict.fromkeys(("there", "elsewhere"), "reaches"),
    **dict.fromkeys(("holds", "doubt"), "trust"),
    "test": "test",
    "replicas": "replicas",
}
UNITS = {
    "trains": "trains",
    "count": "",
    "vehicles": "vehicles",
    "persons": "persons",
    "mt": "mt",
    "t": "t",
    "teu": "teu",
    "h": "h",
    "d": "d",
    "min": "min",
    "usd": "usd",
    "date": "",
}


def tiles(speaker: Speaker) -> list[dict[str, Any]]:
    """The headline figures: value, its interval, what it is."""
    return [tile(speaker, one) for one in speaker.told.headlines]


def tile(speaker: Speaker, one: Headline) -> dict[str, Any]:
    """One headline figure."""
    scenario = speaker.scenario(-1)
    label = speaker.say(f"brief.head.{one.key}", scenario=scenario)
    if one.unit == "t":
        value = speaker.say("brief.all_mt", value=number(one.value / 1e6, speaker.language, 1))
        wide = None if one.pm is None else number(one.pm / 1e6, speaker.language, 2)
    elif one.unit == "units":
        value = number(one.value, speaker.language)
        wide = None if one.pm is None else number(one.pm, speaker.language)
    else:
        value = speaker.say("hours", value=speaker.hours(one.value, signed=one.key == "difference"))
        wide = None if one.pm is None else speaker.hours(one.pm, beside=one.value)
    spread = f"± {wide}" if wide is not None else ""
    if one.low is not None and one.high is not None:
        spread = f"[{speaker.hours(one.low, True)}; {speaker.hours(one.high, True)}]"
    return {"value": value, "raw": one.value, "spread": spread, "label": label, "what": speaker.what(one)}


def sentences(speaker: Speaker) -> list[dict[str, str]]:
    """What the rules say, and which rule said it."""
    return [{"text": sentence(speaker, one), "rule": RULES[one.rule]} for one in speaker.told.advice]


def sentence(speaker: Speaker, one: Advice) -> str:
    """One rule's sentence."""
    figures = dict(one.figures)
    crossing = str(figures.get("crossing", ""))
    told: dict[str, Any] = {
        "crossing": speaker.crossing(crossing),
        "share": speaker.percent(figures.get("share")),
        "use": "",
        "scenario": speaker.scenario(-1),
        "base": speaker.scenario(0),
        "what": waited_for(speaker, figures) if "resource" in figures else "",
        "change": change_text(speaker, figures["change"]) if "change" in figures else "",
    }
    if (use := figures.get("utilisation")) is not None:  # work that outlasts a shift makes it more than all
        told["use"] = speaker.percent(min(use, 1.0))
    counts = ("n", "n_shorter", "n_longer", "n_held", "n_checked")
    told |= {name: number(figures[name], speaker.language) for name in counts if name in figures}
    return speaker.say(f"brief.say.{one.rule}", **told)


def waited_for(speaker: Speaker, figures: Mapping[str, Any]) -> str:
    """What is waited for, and at which post."""
    kind, crossing = str(figures["kind"]), str(figures["crossing"])
    post = speaker.labels["crossings"].get(crossing, {}).get("posts", {}).get(figures["post"], {}).get("name", "")
    if kind in ("hours", "quota", "paths", "slots"):
        name = speaker.say(f"binds.{kind}")
        return f"{name}, {named(post, speaker.language)}" if post else name
    names = {(row["crossing"], row["id"]): row["name"] or row["id"] for row in speaker.labels["queues"]}
    return named(names.get((crossing, str(figures["resource"])), str(figures["resource"])), speaker.language)


def change_text(speaker: Speaker, one: Change) -> str:
    """'Container of 40 feet west, Alashankou – Dostyk rail: −24.3 h [−41.1; −7.5]'."""
    return speaker.say(
        "brief.change",
        what=speaker.what(one),
        difference=speaker.hours(one.difference, signed=True),
        low=speaker.hours(one.low, signed=True),
        high=speaker.hours(one.high, signed=True),
    )


def passage_rows(speaker: Speaker, most: int) -> tuple[list[list[Cell]], int]:
    """Rows of the table of times, those where most hours are spent, in the order of the network; how many are left."""
    rows = speaker.told.passages
    kept = sorted(rows, key=lambda one: -(one.mean_h * one.units))[:most]
    shown = [one for one in rows if one in kept]
    found, before = [], ""
    for one in shown:
        name = speaker.port(one.crossing) if one.crossing != before else ""
        before = one.crossing
        pm = "" if one.mean_h_pm is None else f" ± {speaker.hours(one.mean_h_pm, beside=one.mean_h)}"
        p90 = "" if one.p90_h_pm is None else f" ± {speaker.hours(one.p90_h_pm, beside=one.p90_h)}"
        found.append(
            [
                Cell(name),
                Cell(speaker.traffic(one.unit_class, one.direction)),
                Cell(number(one.units, speaker.language), one.units),
                Cell(speaker.hours(one.mean_h) + pm, one.mean_h),
                Cell(speaker.hours(one.median_h), one.median_h),
                Cell(speaker.hours(one.p90_h) + p90, one.p90_h),
                Cell(speaker.percent(one.waited_share), one.waited_share),
            ]
        )
    return found, len(rows) - len(shown)


def change_rows(speaker: Speaker, most: int) -> tuple[list[list[Cell]], int]:
    """Rows of the comparison, found differences first; how many are left out."""
    shown = speaker.told.changes[:most]
    found = []
    for one in shown:
        ends = ""
        if one.low is not None and one.high is not None:
            ends = f" [{speaker.hours(one.low, True)}; {speaker.hours(one.high, True)}]"
        found.append(
            [
                Cell(speaker.port(one.crossing)),
                Cell(speaker.traffic(one.unit_class, one.direction)),
                Cell(speaker.hours(one.base), one.base),
                Cell(speaker.hours(one.other), one.other),
                Cell(speaker.hours(one.difference, signed=True) + ends, one.difference),
                Cell(speaker.say(f"brief.verdict.{one.verdict}")),
            ]
        )
    return found, speaker.told.n_changes - len(shown)


def observed_rows(speaker: Speaker, most: int) -> tuple[list[list[Cell]], int]:
    """Rows of observed beside simulated, those that did not go in first; how many are left out."""
    rows = sorted(speaker.told.observed, key=lambda one: (one.role != "check", one.crossing, one.id))
    return [observed_row(speaker, one) for one in rows[:most]], len(rows) - len(rows[:most])


def observed_row(speaker: Speaker, one: Seen) -> list[Cell]:
    """A fact beside the run."""
    post = speaker.labels["crossings"].get(one.crossing, {}).get("posts", {}).get(one.post, {}).get("name", "")
    nth = number(one.nth or 0, speaker.language)
    what = speaker.say(f"brief.measure.{one.what}", post=named(post, speaker.language), nth=nth)
    known = UNITS.get(one.unit.strip().lower())
    unit = one.unit if known is None else speaker.say(f"brief.unit.{known}") if known else ""
    if one.what in ("teu", "hours", "transload_minutes", "usd", "date_of"):
        unit = ""
    interval = "" if one.low is None else f" [{figure(speaker, one, one.low)}; {figure(speaker, one, one.high)}]"
    holds = NONE if one.holds is None else speaker.say("brief.yes" if one.holds else "brief.no")
    return [
        Cell(f"{speaker.port(one.crossing)}: {what}" + (f", {unit}" if unit else "")),
        Cell(span(one.first, one.last, speaker.language)),
        Cell(figure(speaker, one, one.observed), one.observed),
        Cell(figure(speaker, one, one.simulated) + interval, one.simulated),
        Cell(holds),
        Cell(f"{one.id} ({speaker.say(f'brief.role.{one.role}')})" if one.role != "context" else one.id),
    ]


def figure(speaker: Speaker, one: Seen, value: float | None) -> str:
    """A figure of a fact with as many digits as it is worth, or a day."""
    if value is None:
        return NONE
    if one.is_date:
        return day(date.fromordinal(round(value)), speaker.language, "short")
    size = max(abs(one.observed or 0.0), abs(one.simulated or 0.0))
    return number(value, speaker.language, 0 if size >= 100 else 1 if size >= 10 else 2)


def span(first: date, last: date, language: str) -> str:
    """A time from a day to a day, as one says it.

    >>> span(date(2023, 1, 1), date(2023, 12, 31), "en"), span(date(2023, 1, 1), date(2023, 7, 11), "en")
    ('2023', '1 Jan – 11 Jul 2023')
    """
    if first == date(first.year, 1, 1) and last == date(first.year, 12, 31):
        return str(first.year)
    form = "short" if first.year == last.year else "middle"
    return f"{day(first, language, form)} – {day(last, language, 'middle')}"  # type: ignore[arg-type]


def subtitle(speaker: Speaker) -> str:
    """Period, replicas and, of two runs, their names."""
    manifest, language = speaker.told.manifests[0], speaker.language
    parameters = {
        "days": count("days", int(manifest["days"]), language),
        "start": day(date.fromisoformat(str(manifest["start"])), language),
        "replicas": count("replicas", int(manifest["replicas"]), language),
    }
    if speaker.told.compared:
        return speaker.say("brief.beside", base=speaker.scenario(0), scenario=speaker.scenario(1), **parameters)
    return speaker.say("brief.alone", **parameters)


def manifest_rows(speaker: Speaker) -> list[tuple[str, str]]:
    """What one needs to do it again."""
    told, language = speaker.told.manifests, speaker.language
    first = told[0]
    start = date.fromisoformat(str(first["start"]))
    days = count("days", int(first["days"]), language)
    numbers = (first["replicas"], first["seed"], first["warmup_days"])
    versions = ", ".join(f"{name} {version}" for name, version in sorted(first["versions"].items()))
    network = f"{named(str(first['network']['name']), language)} ({first['network']['id']})"
    return [
        (speaker.say("brief.manifest.network"), network),
        (speaker.say("brief.manifest.scenario"), ", ".join(speaker.scenario(place) for place in range(len(told)))),
        (speaker.say("brief.manifest.period"), f"{day(start, language)}, {days}"),
        (speaker.say("brief.manifest.replicas"), ", ".join(str(value) for value in numbers)),
        (speaker.say("brief.manifest.input"), ", ".join(str(one["input"]) for one in told)),
        (speaker.say("brief.manifest.made"), versions),
    ]
