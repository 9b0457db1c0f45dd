"""The verb `forecast`: when the N-th of a year passes, and how many days earlier than last year."""

import json as texts
import sys
from datetime import date
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crossgauge.cli.languages import Language

if TYPE_CHECKING:
    from rich.table import Table

    from crossgauge.study.forecast.milestone import Band, Milestone


AsOf = Annotated[
    str | None,
    typer.Option(
        metavar="DAY",
        help="Use only what was known by this day, as 2024-02-18; else the last mark below N.",
        show_default=False,
    ),
]


def forecast(
    port: Annotated[
        str, typer.Argument(help="What is counted: a word or more of its name.", show_default=False)
    ],
    folder: Annotated[
        Path | None,
        typer.Argument(help="Project folder; without it the embedded network.", show_default=False),
    ] = None,
    count: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Which one of the year; else the next round number.", show_default=False
        ),
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="Year; else that of the last mark.", show_default=False)
    ] = None,
    as_of: AsOf = None,
    seed: Annotated[int, typer.Option(help="Same seed, same dates.")] = 1,
    paths: Annotated[int, typer.Option(help="Paths drawn.", min=100)] = 4000,
    svg: Annotated[
        Path | None,
        typer.Option("--svg", "--out", metavar="FILE", help="Write a fan chart.", show_default=False),
    ] = None,
    language: Language = "en",
    json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Tell when the N-th train of a year passes, with intervals, and how many days earlier than last year.

    It is learnt from the counts since 1 January that the network's facts report, and from nothing else: the rate
    drifts as a random walk, counts spread about it, long holidays and weekends may differ.

    [bold]Examples[/bold]

    crossgauge forecast horgos

    crossgauge forecast horgos --count 2000 --year 2024 --as-of 2024-02-18 --svg horgos.svg

    crossgauge forecast alashankou mine --json
    """
    from crossgauge.cli.run import network_of
    from crossgauge.study.forecast.marks import counter_named, counters_of
    from crossgauge.study.forecast.milestone import forecast as forecast_of

    network = network_of(folder)
    counter = counter_named(counters_of(network.facts), port)
    found = forecast_of(counter, count, year, day_asked(as_of), seed=seed, n_paths=paths)
    if svg is not None:
        write_chart(found, svg, language)
    if json:
        sys.stdout.write(texts.dumps(as_json(found), ensure_ascii=False, indent=1) + "\n")
        return
    print_forecast(found)
    if svg is not None:
        sys.stdout.write(f"Fan chart: {svg}\n")


def write_chart(found: "Milestone", path: Path, language: str) -> None:
    """Write the fan chart, with the folders above it."""
    from crossgauge.tables.store import plain_faults
    from crossgauge.views import of_milestone

    with plain_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(of_milestone(found, language).svg, encoding="utf-8")


def day_asked(text: str | None) -> date | None:
    """The day that was asked for."""
    from crossgauge.errors import ForecastImpossible

    try:
        return None if text is None else date.fromisoformat(text.strip())
    except ValueError:
        raise ForecastImpossible(f"--as-of is '{text}'. Expected a day such as 2024-02-18.") from None


def print_forecast(found: "Milestone") -> None:
    """Print the answer in a sentence, the intervals, and the marks that it is learnt from."""
    from rich.text import Text

    from crossgauge.cli.report import console

    out, counter = console(), found.counter
    out.print(Text(headline(found), style="bold"), soft_wrap=True)
    about = f"{counter.subject}. As of {found.as_of}; {found.n_paths:,} paths, seed {found.seed}."
    rate = f"The rate drifts by {found.drift:.1%} a day; variance over mean of the counts {found.dispersion:.2f}."
    out.print(Text(f"{about} {rate}", style="dim"))
    out.print(bands(found))
    if found.reached < 0.995:
        out.print(
            f"{found.count:,} are reached within {found.year} with a probability of {found.reached:.0%}."
        )
    if found.outcome is not None:
        mark = found.outcome
        told = f"Reported since, not used: {mark.count:,} by {mark.day} ({mark.fact})."
        out.print(Text(told), soft_wrap=True)
    out.print(marks(found))


def headline(found: "Milestone") -> str:
    """The answer in a sentence."""
    what = f"{found.counter.name}: {found.count:,} {found.counter.things}"
    if not isfinite(found.date.median):
        if found.reached >= 0.005:
            return f"{what} are not likely to be reached in {found.year} (probability {found.reached:.0%})"
        return f"{what} are not reached in {found.year}"
    text = f"{what} on {shown_day(found.year, found.date.median)}"
    if found.earlier is not None and isfinite(found.earlier.median):
        days = found.earlier.median
        number = f"{abs(days):.0f} day{'' if abs(days) == 1 else 's'} {'earlier' if days >= 0 else 'later'}"
        text += f", {number} than in {found.year - 1} (95 %: {span_words(found.earlier, -1)})"
    return text


def bands(found: "Milestone") -> "Table":
    """Median and intervals of the date, and of the days earlier."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    table.add_column("date", no_wrap=True)
    if found.before is not None:
        table.add_column(f"in {found.year - 1}", no_wrap=True)
        table.add_column("days earlier", justify="right", no_wrap=True)
    for name, place in (("median", None), ("50 %", 0), ("80 %", 1), ("95 %", 2)):
        row = [name, day_words(found.year, found.date, place)]
        if found.before is not None and found.earlier is not None:
            row += [day_words(found.year - 1, found.before, place), span_words(found.earlier, place)]
        table.add_row(*row)
    return table


def marks(found: "Milestone") -> "Table":
    """The marks used, each with its fact."""
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, title="Marks used", title_justify="left", title_style="bold"
    )
    for name, side in (("by", "left"), (found.counter.things, "right"), ("fact", "left"), ("stated", "left")):
        table.add_column(name, justify="right" if side == "right" else "left", overflow="fold")
    for mark in found.marks:
        stated = "reported" if mark.reported else "worked out from what was said a year later"
        table.add_row(str(mark.day), f"{mark.count:,}", mark.fact, stated)
    return table


def day_words(year: int, band: "Band", place: int | None) -> str:
    """A date, or the two ends of an interval."""
    if place is None:
        return shown_day(year, band.median)
    low, high = shown_day(year, band.low[place]), shown_day(year, band.high[place])
    return low if low == high else f"{low} – {high}"


def span_words(band: "Band", place: int | None) -> str:
    """Days earlier, or the two ends of an interval."""
    if place is None:
        return shown_days(band.median)
    low, high = shown_days(band.low[place]), shown_days(band.high[place])
    return low if low == high else f"{low} to {high}"


def shown_day(year: int, day: float) -> str:
    """A date, or that it is none of the year.

    >>> shown_day(2023, 96.0), shown_day(2023, float("inf"))
    ('2023-04-07', 'not in 2023')
    """
    from crossgauge.study.forecast.milestone import day_of

    found = day_of(year, day)
    return f"not in {year}" if found is None else found.isoformat()


def shown_days(days: float) -> str:
    """Days earlier; less than none are later.

    >>> shown_days(10.0), shown_days(-3.0), shown_days(float("inf"))
    ('10', '−3', '–')
    """
    return f"{days:.0f}".replace("-", "−") if isfinite(days) else "–"


def as_json(found: "Milestone") -> dict[str, Any]:
    """The answer for scripts: days as text, none where the year does not reach it."""
    from crossgauge.study.forecast.milestone import LEVELS

    def dates(year: int, band: "Band") -> dict[str, Any]:
        def told(day: float) -> str | None:
            return shown_day(year, day) if isfinite(day) else None

        ends = zip(LEVELS, band.low, band.high, strict=True)
        return {"median": told(band.median)} | {
            f"{lev:.0%}": [told(low), told(high)] for lev, low, high in ends
        }

    def days(band: "Band") -> dict[str, Any]:
        def told(value: float) -> int | None:
            return int(value) if isfinite(value) else None

        ends = zip(LEVELS, band.low, band.high, strict=True)
        return {"median": told(band.median)} | {
            f"{lev:.0%}": [told(low), told(high)] for lev, low, high in ends
        }

    def mark_of(mark: Any) -> dict[str, Any]:
        return {"day": str(mark.day), "count": mark.count, "fact": mark.fact, "reported": mark.reported}

    return {
        "counter": found.counter.id,
        "subject": found.counter.subject,
        "things": found.counter.things,
        "count": found.count,
        "year": found.year,
        "as_of": str(found.as_of),
        "date": dates(found.year, found.date),
        "date_year_before": dates(found.year - 1, found.before) if found.before else None,
        "days_earlier": days(found.earlier) if found.earlier else None,
        "probability_within_year": round(found.reached, 4),
        "drift_per_day": float(f"{found.drift:.6g}"),
        "dispersion": float(f"{found.dispersion:.6g}"),
        "paths": found.n_paths,
        "seed": found.seed,
        "marks": [mark_of(mark) for mark in found.marks],
        "reported_since": mark_of(found.outcome) if found.outcome else None,
    }
