"""What a calibration on facts found, on a terminal and for scripts."""

import json
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from crossgauge.cli.report import console, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossgauge.sources.edits import Edit
    from crossgauge.study.calibrate.heldout import Miss
    from crossgauge.study.calibrate.to_facts import FactCalibration

MOST_ROWS = 40


def print_fitted(
    name: str,
    found: "FactCalibration",
    edits: "Sequence[Edit]",
    out: Path | None,
    anew: bool,
) -> None:
    """Print parameters with intervals, what cannot be told, facts before and after, errors, and what was written."""
    page, fit = console(), found.fit
    until = f" up to {found.until}" if found.until else ""
    n = len(fit.targets)
    facts = "1 fact" if n == 1 else f"{n} facts"
    page.print(Text(f"{name}: fitted to {facts}{until}", style="bold"), soft_wrap=True)
    page.print(
        Text(
            f"{fit.count} evaluations, {ended(fit.ended)}; {found.runs} years of a part were run.",
            style="dim",
        )
    )
    page.print()
    page.print(parameter_table(found))
    for sentence in found.identified.words:
        page.print(Text(sentence), soft_wrap=True)
    if found.identified.ratio > 1.0:
        more = f"{found.identified.ratio:.1f} times what the errors of the facts explain"
        told = f"Residuals are {more}; intervals are wider by it."
        page.print(Text(told), soft_wrap=True)
    page.print()
    page.print(miss_table(found.rows[:MOST_ROWS]))
    if len(found.rows) > MOST_ROWS:
        page.print(Text(f"and {len(found.rows) - MOST_ROWS} more: --json", style="dim"))
    page.print()
    page.print(error_table(found.rows))
    if found.unmoved:
        page.print(
            Text(f"Left out, as no parameter works on them: {', '.join(found.unmoved)}."), soft_wrap=True
        )
    page.print(Text(f"\n{last_line(len(edits), out, anew)}"), soft_wrap=True)


def ended(why: str) -> str:
    """How the search ended."""
    return why if why == "converged" else f"stopped early: {why}"


def last_line(n: int, out: Path | None, anew: bool) -> str:
    """What was written, or could be."""
    values = "1 value" if n == 1 else f"{n} values"
    if out is None:
        return (
            f"{values} could be written into a copy of the project: --out NEWFOLDER"
            if n
            else "Nothing changed."
        )
    how = "the project written anew, without its comments" if anew else "a copy of the project"
    return f"{out}: {how}, with {values} fitted. Next: crossgauge check {out}"


def parameter_table(found: "FactCalibration") -> Table:
    """A row a parameter."""
    from crossgauge.study.calibrate.fitted_values import parameter_words as words

    table, fit, told = (
        table_of(("parameter", "left"), ("was", "right"), ("fitted", "right"), ("95 %", "left")),
        found.fit,
        found.identified,
    )
    for place, one in enumerate(fit.parameters):
        low, high = told.low[place], told.high[place]
        between = (
            f"at its {told.at_bound[place]} bound"
            if told.at_bound[place]
            else f"{words(fit, place, low)} – {words(fit, place, high)}"
        )
        doubt = "" if told.told[place] or told.at_bound[place] else "  not told"
        cells = (one.name, words(fit, place, one.now), words(fit, place, fit.values[place]), between + doubt)
        table.add_row(*(Text(cell) for cell in cells))
    return table


def miss_table(rows: "Sequence[Miss]") -> Table:
    """A row a fact."""
    from crossgauge.study.calibrate.heldout import what_of

    table = table_of(
        ("fact", "left"),
        ("", "left"),
        ("observed", "right"),
        ("before", "right"),
        ("after", "right"),
        ("± σ", "right"),
    )
    for row in rows:
        day = what_of(row) == "date_of"
        figures = [
            figure(value, row.target.observed, day) for value in (row.target.observed, row.before, row.after)
        ]
        unit = "" if day or row.target.fact.unit == "count" else f" {row.target.fact.unit}"
        sigma = figure(row.sigma, row.target.observed if not day else 1.0, False) + (" d" if day else unit)
        cells = (row.target.fact.id, row.group, *figures, sigma)
        table.add_row(*(Text(cell) for cell in cells))
    return table


def error_table(rows: "Sequence[Miss]") -> Table:
    """Errors of the two groups before and after."""
    from crossgauge.study.calibrate.heldout import summary

    table = table_of(
        ("", "left"), ("facts", "right"), ("mean error", "right"), ("rms in σ", "right"), ("hold", "right")
    )
    for one in summary(rows).iter_rows(named=True):
        cells = [one["group"], str(one["facts"])]
        for name, text in (("error", percent), ("rms", two), ("hold", str)):
            cells.append(f"{text(one[f'{name}_before'])} → {text(one[f'{name}_after'])}")
        table.add_row(*(Text(cell) for cell in cells))
    return table


def figure(value: float, size: float, is_day: bool) -> str:
    """A figure with as many digits as it is worth, or a day."""
    if is_day:
        from datetime import date

        return date.fromordinal(round(value)).isoformat()
    size = abs(size)
    return f"{value:,.0f}" if size >= 1000 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def percent(value: float | None) -> str:
    """A share in per cent."""
    return "–" if value is None else f"{100 * value:.1f} %"


def two(value: float | None) -> str:
    """Two decimals."""
    return "–" if value is None else f"{value:.2f}"


def as_json(found: "FactCalibration") -> str:
    """Everything for scripts."""
    from crossgauge.study.calibrate.heldout import summary, table_of_misses

    fit, told = found.fit, found.identified
    parameters = [
        {
            "name": one.name, "paths": list(one.paths), "how": one.how, "unit": one.unit, "bounds": [one.low, one.high],
            "before": one.now, "fitted": fit.found[place], "written": fit.values[place],
            "low": number(told.low[place]), "high": number(told.high[place]),
            "told": told.told[place], "at_bound": told.at_bound[place],
        }
        for place, one in enumerate(fit.parameters)
    ]  # fmt: skip
    facts = [{**row, "last_day": str(row["last_day"])} for row in table_of_misses(found.rows).to_dicts()]
    everything: dict[str, Any] = {
        "until": str(found.until) if found.until else None,
        "parameters": parameters,
        "not_told": list(told.words),
        "singular_values": [number(value) for value in told.singular],
        "correlations": [[number(value) for value in row] for row in told.correlations],
        "ratio": number(told.ratio),
        "evaluations": fit.count,
        "ended": fit.ended,
        "errors": summary(found.rows).to_dicts(),
        "facts": facts,
        "not_moved": list(found.unmoved),
    }
    return json.dumps(everything, ensure_ascii=False, indent=1) + "\n"


def number(value: float) -> float | None:
    """A number for JSON, to ten digits; nothing where there is none."""
    return None if isnan(value) else float(f"{value:.10g}")
