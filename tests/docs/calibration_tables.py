"""The tables of docs/calibration.md, made of the stored result that `crossgauge calibrate --json` printed."""

import json
from datetime import date
from pathlib import Path

STORED = Path(__file__).parents[2] / "docs" / "calibration" / "reference.json"


def stored() -> dict:
    return json.loads(STORED.read_text(encoding="utf-8"))


def parameter_rows(told: dict) -> list[str]:
    """name | before | fitted | 95 %"""
    rows = []
    for one in told["parameters"]:
        show = (lambda x: f"× {x:.3f}") if one["how"] == "scale" else (lambda x: f"{x:.1f}")
        at = one["at_bound"]
        between = f"at its {at} bound" if at else f"{show(one['low'])} – {show(one['high'])}"
        between += "" if one["told"] or at else ", not told"
        before = show(one["before"]) if one["how"] == "scale" else f"{one['before']:.0f}"
        rows.append(f"| {one['name']} | {before} | {show(one['fitted'])} | {between} |")
    return rows


def error_rows(told: dict) -> list[str]:
    """group | facts | mean error | rms in σ | hold"""
    return [
        f"| {one['group']} | {one['facts']} | {one['error_before']:.1%} | {one['error_after']:.1%} "
        f"| {one['rms_before']:.2f} | {one['rms_after']:.2f} | {one['hold_before']} | {one['hold_after']} |"
        for one in told["errors"]
    ]


def fact_rows(told: dict, group: str, years: tuple[int, ...]) -> list[str]:
    """fact | observed | before | after | σ, of a group and of last days in some years"""
    return [
        f"| `{one['fact']}` | {figure(one, 'observed')} | {figure(one, 'before')} | {figure(one, 'after')} "
        f"| {sigma(one)} |"
        for one in told["facts"]
        if one["group"] == group and int(one["last_day"][:4]) in years
    ]


def figure(fact: dict, name: str) -> str:
    if fact["unit"] == "date":
        return date.fromordinal(round(fact[name])).isoformat()
    unit = "" if name != "observed" or fact["unit"] in ("count", "trains", "vehicles") else f" {fact['unit']}"
    return plain(fact[name], fact["observed"]) + unit


def sigma(fact: dict) -> str:
    return f"{fact['sigma']:.0f} d" if fact["unit"] == "date" else plain(fact["sigma"], fact["observed"])


def plain(value: float, size: float) -> str:
    return f"{value:,.0f}" if size >= 1000 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def tables(told: dict) -> dict[str, list[str]]:
    """Every table of the page by its name."""
    return {
        "parameters": parameter_rows(told),
        "errors": error_rows(told),
        "fitted": fact_rows(told, "fitted", (2021, 2022)),
        "before": fact_rows(told, "held out", (2020, 2021, 2022)),
        "2023": fact_rows(told, "held out", (2023,)),
        "2024": fact_rows(told, "held out", (2024,)),
    }


def year_error(told: dict, year: int, name: str) -> float:
    """Mean error of held-out facts of a year, dates and days left out."""
    errors = [
        abs(one[name] / one["observed"] - 1)
        for one in told["facts"]
        if one["group"] == "held out"
        and one["last_day"].startswith(str(year))
        and one["unit"] not in ("date", "d", "days")
    ]
    return sum(errors) / len(errors)
