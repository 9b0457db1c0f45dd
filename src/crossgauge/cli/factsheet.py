"""Observed beside simulated, on a terminal."""

from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from crossgauge.cli.report import console

if TYPE_CHECKING:
    from crossgauge.model.network import Network
    from crossgauge.study.observe import Observation

COLUMNS = (("observed", 18), ("simulated", 12), ("95 % of years", 25), ("holds", 7))
RIGHT = sum(width for _, width in COLUMNS)
LEAST = 26  # of the words before the figures; narrower terminals get them on a line of their own


def print_facts(network: "Network", observations: "tuple[Observation, ...]", replicas: int) -> None:
    """Print the facts in groups by subject, each with its source; then how many hold."""
    out = console()
    if not observations:
        out.print(Text(none_words(network)), soft_wrap=True)
        return
    title = f"{network.name or network.id}: observed beside simulated, {replicas} replicas a year"
    out.print(Text(title, style="bold"), soft_wrap=True)
    if out.width >= RIGHT + LEAST:
        out.print(Text(" " * (out.width - RIGHT) + figures([name for name, _ in COLUMNS]), style="dim"))
    subjects = dict.fromkeys(one.fact.subject for one in observations)
    for subject in subjects:
        out.print(Text(f"\n{subject}", style="bold"), soft_wrap=True)
        for one in (each for each in observations if each.fact.subject == subject):
            print_fact(out, one)
    out.print()
    for role, words in (("check", "held against the result"), ("input", "put into the network")):
        mine = [one for one in observations if one.fact.role == role and one.holds is not None]
        if mine:
            out.print(
                f"{sum(1 for one in mine if one.holds)} of {len(mine)} facts {words} hold", highlight=False
            )


def none_words(network: "Network") -> str:
    """Why nothing is held against a run, and what to write."""
    name, n = network.name or network.id, len(network.facts)
    if not n:
        return f"{name} has no facts. facts.csv holds them, one a row: docs/project-format.md, Facts."
    held = "that a run can be held against: in YAML, `measure` says what of a run it is"
    return f"{name} has {n} fact{'' if n == 1 else 's'}, none {held} (docs/project-format.md, Facts)."


def print_fact(out: Console, one: "Observation") -> None:
    """A fact: what it is and the figures, then its id, role and source in grey."""
    fact = one.fact
    about = "  " + ", ".join(word for word in (fact.quantity, fact.period) if word)
    between = f"{shown(one.low, one)} – {shown(one.high, one)}" if one.low is not None else "–"
    told = [observed_words(one), shown(one.mean, one), between]
    room = out.width - RIGHT
    if room >= LEAST:
        lines = wrap(about, room - 1, subsequent_indent="  ", drop_whitespace=False)
        line = Text(lines[0] + " " * (room - cell_len(lines[0])))
        rest = lines[1:]
    else:
        line, rest = Text(about + "\n  "), []
    line.append(figures(told))
    line.append(verdict(one))
    out.print(line, soft_wrap=True)
    for more in rest:
        out.print(Text(more), soft_wrap=True)
    notes = [fact.id, f"{fact.role}, confidence {fact.confidence}", fact.source, one.why]
    note = " · ".join(word for word in notes if word)
    for part in wrap(note, out.width - 4, initial_indent="    ", subsequent_indent="    "):
        out.print(Text(part, style="dim"), soft_wrap=True)
    missed = shortfall(one)
    for part in wrap(missed, out.width - 4, initial_indent="    ", subsequent_indent="    "):
        out.print(Text(part), soft_wrap=True)


def shortfall(one: "Observation") -> str:
    """By how much a run misses border hours, and what would have to be true; '' where it reaches them."""
    hours = one.fact.measure is not None and one.fact.measure.what == "hours"
    if one.mean is None or one.observed is None or not hours or (one.holds and not one.fact.needs):
        return ""
    missing = one.observed - one.mean
    share = one.mean / one.observed
    words = f"Capacity, hours, paths and wagons explain {one.mean:.1f} of {one.observed:.1f} h ({share:.0%})"
    if missing <= 0:
        words = f"The run is {-missing:.1f} h slower than observed"
    return f"{words}. {one.fact.needs}".rstrip()


def figures(words: list[str]) -> str:
    """Words set right in their columns."""
    pairs = zip(words, COLUMNS, strict=False)
    return "".join(" " * max(1, width - cell_len(word)) + word for word, (_, width) in pairs)


def observed_words(one: "Observation") -> str:
    """The observed figure with its unit."""
    unit = "" if one.is_date or one.fact.unit == "count" else f" {one.fact.unit}"
    return (one.fact.value if one.observed is None else shown(one.observed, one)) + unit


def shown(value: float | None, one: "Observation") -> str:
    """A figure with as many digits as it is worth, or a day."""
    if value is None:
        return "–"
    if one.is_date:
        return date.fromordinal(round(value)).isoformat()
    size = max(abs(one.mean or 0.0), abs(one.observed or 0.0))
    return f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def verdict(one: "Observation") -> Text:
    """yes, no or –, in colour where there is any."""
    width = COLUMNS[-1][1]
    if one.holds is None:
        return Text("–".rjust(width))
    return Text(("yes" if one.holds else "no").rjust(width), style="green" if one.holds else "red")
