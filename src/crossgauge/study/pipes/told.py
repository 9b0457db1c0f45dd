"""A line's study as JSON text: the same study gives the same text."""

import json
from typing import Any

import numpy as np
import polars as pl

from crossgauge.model.pipelines import length_m
from crossgauge.study.pipes.line import LineStudy
from crossgauge.study.pipes.twin import FIGURES
from crossgauge.study.substitution import Substitution
from crossgauge.study.summary import rows_of


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
