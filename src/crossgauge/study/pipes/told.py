"""A line's study as JSON text and as pictures: the same study gives the same text."""

import json
from typing import Any

import numpy as np
import polars as pl

from crossgauge.model.pipelines import length_m
from crossgauge.study.pipes.line import LineStudy
from crossgauge.study.pipes.twin import FIGURES
from crossgauge.study.substitution import Substitution
from crossgauge.study.summary import rows_of
from crossgauge.views.pipes import Heading, batch_picture, clock_picture, profile_picture

ASSUMED = "Spacing, power and pumps of stations are assumed; see crossgauge facts --assumed."


def base_words(study: LineStudy) -> str:
    """How its amounts are counted: 'bcm a year at standard 20 °C' or 'Mt a year'."""
    gas = study.line.fluid == "gas"
    return f"{study.unit} a year at {study.line.base}" if gas else f"{study.unit} a year"


def line_json(study: LineStudy, substitution: Substitution | None = None) -> str:
    """All that is found of a line, and of what goes elsewhere."""
    year = study.year_of_outages
    told: dict[str, Any] = {
        "line": study.line.id,
        "name": study.line.name,
        "fluid": study.line.fluid,
        "counted": base_words(study),
        "km": length_m(study.line) / 1e3,
        "year": study.year,
        "nominated": study.asked,
        "out": study.outage.words,
        "carried": known(study.carried),
        "binding": study.binding,
        "short": study.short,
        "figures": None
        if study.steady is None
        else {
            name: {"value": value, "unit": FIGURES[name][0]} for name, value in study.steady.figures.items()
        },
        "random_outages": {
            "expected": year.expected,
            "half_width_95": known(year.half_width),
            "p10": year.p10,
            "p1": year.p1,
            "nothing_share": year.nothing_share,
            "years": len(year.year_mean),
        },
        "capacities": rows_of(study.capacities),
        "flows": rows_of(study.flows),
        "profile": rows_of(study.profile),
        "tripped": study.times.tripped,
        "clocks": rows_of(study.times.clocks),
        "recovery_h": study.times.recovery_h,
        "tanks_h": study.times.tanks_h,
        "batches": rows_of(study.times.batches),
    }
    if substitution is not None:
        told["substitution"] = substitution_told(substitution)
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def substitution_told(found: Substitution) -> dict[str, Any]:
    """Who carries what, and the border's figures that differ."""
    differences = pl.DataFrame() if found.comparison is None else found.comparison.differences
    return {
        "short_t_per_day": found.short_t_per_day,
        "left_t_per_day": found.left_t_per_day,
        "start": found.start.isoformat(),
        "days": found.days,
        "carriers": [
            {
                "id": one.id,
                "crossing": one.crossing,
                "chain": one.chain,
                "tonnes_a_unit": one.unit_t,
                "units_per_day_before": one.before,
                "units_per_day_wanted": one.wanted,
                "units_per_day_room": known(one.room.units_per_day),
                "binding": one.room.binding,
                "units_per_day_taken": one.taken,
                "tonnes_per_day": one.tonnes_per_day,
            }
            for one in found.carriers
        ],
        "differences": rows_of(differences.filter(~pl.col("same"))) if differences.height else [],
    }


def known(value: float) -> float | None:
    """The value, None where there is none."""
    return float(value) if np.isfinite(value) else None


def title_of(study: LineStudy) -> str:
    """What a picture shows, in a sentence."""
    name = study.line.name
    if not study.outage.words:
        return f"{name} carries {amount(study.capacity)} {base_words(study)} with every station running"
    if np.isnan(study.carried):
        return f"{name} with {study.outage.words} out: nothing passes"
    carried = f"carries {amount(study.carried)} of {amount(study.capacity)} {base_words(study)}"
    return f"{name} with {study.outage.words} out {carried}"


def amount(value: float) -> str:
    """Three digits of a yearly amount.

    >>> amount(18.98), amount(10.14), amount(0.5)
    ('19.0', '10.1', '0.500')
    """
    return f"{value:#.3g}".removesuffix(".")


def pictures(study: LineStudy, source: str) -> dict[str, str]:
    """SVG texts by file name: the pressure along the line, and what takes time."""
    if study.steady is None:
        at = "Nothing passes"
    else:
        scale = 1e9 if study.line.fluid == "gas" else 1e6
        at = f"Solid: with {amount(study.steady.amount / scale)} {base_words(study)} delivered"
    told = f"{at}. Dashed: every station running. What binds: {study.binding}."
    foot = f"{source} {ASSUMED}"
    found = {
        "profile.svg": profile_picture(
            study.profile,
            study.intact,
            [(name, at_m / 1e3) for name, at_m in study.stations],
            study.outage.stations,
            [(at_m / 1e3, name) for at_m, name in study.places],
            study.line.delivery_pa / 1e6,
            Heading(title=title_of(study), told=told, source=foot),
        )
    }
    if study.times.courses:
        found["clock.svg"] = trip_picture(study, foot)
    elif study.times.batches.height:
        tanks = study.times.tanks_h, study.line.storage_t / 1e3
        words = (
            f"With {amount(min(study.asked or study.capacity, study.carried))} {base_words(study)} pumped in."
        )
        heading = Heading(title=title_of(study), told=words, source=foot)
        found["clock.svg"] = batch_picture(study.times.batches, length_m(study.line) / 1e3, tanks, heading)
    return found


def trip_picture(study: LineStudy, foot: str) -> str:
    """The clock of the trip asked for, or of the hardest."""
    mine = study.times.clocks.filter(pl.col("out") == study.times.tripped)
    clocks = {row["flow"]: (row["hours"], row["breaks"]) for row in mine.iter_rows(named=True)}
    first = next(iter(clocks.values()))[0]
    after = "breaks no limit" if first is None else f"breaks a limit after {first:.0f} h"
    back = study.times.recovery_h
    recovery = "" if back is None else f" An outage of 12 h is made good {back:.0f} h after the return."
    heading = Heading(
        title=f"{study.line.name}: a trip of {study.times.tripped} {after}",
        told=f"Delivery goes on as before, from the linepack; dashed: lowest pressure allowed there.{recovery}",
        source=foot,
    )
    return clock_picture(study.times.courses, clocks, heading)
