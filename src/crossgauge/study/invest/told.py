"""An investment study as JSON text, for scripts: the same study gives the same text."""

import json
from math import isfinite
from typing import Any

import numpy as np

from crossgauge.indicators.intervals import half_width
from crossgauge.study.invest.appraisal import Float64s
from crossgauge.study.invest.investing import Investment, Ranked
from crossgauge.study.invest.portfolios import Portfolio


def investment_json(found: Investment) -> str:
    """Programme, ranked portfolios and projects, curve, robust choices, and how it was searched."""
    programme, choice = found.programme, found.robust
    summary = {
        "programme": programme.id,
        "from": programme.first_year,
        "years": programme.years,
        "discount": programme.discount,
        "budget_usd": found.budget,
        "central": found.central,
        "benchmarks": list(programme.benchmarks),
        "days": programme.days,
        "replicas": found.replicas,
        "seed": found.seed,
        "portfolios": [row_told(row) for row in found.ranked],
        "projects": [row_told(row) for row in found.single],
        "curve": [
            {
                "budget_usd": step.budget,
                "portfolio": list(step.portfolio),
                "npv_usd": step.npv,
                "benefits_usd": step.benefits,
            }
            for step in found.curve
        ],
        "robust": {
            "best": {case: list(one) for case, one in choice.best.items()},
            "minimax_regret": regret_told(found, choice.minimax),
            "best_on_average": regret_told(found, choice.on_average),
        },
        "simulated": found.n,
        "outgrown": [
            {"crossing": crossing, "demand": setting.demand, "year": setting.year}
            for setting, crossing in found.outgrown
        ],
        "search": search_told(found),
    }
    return json.dumps(summary, ensure_ascii=False, indent=1, default=float) + "\n"


def row_told(row: Ranked) -> dict[str, Any]:
    """A portfolio with its figures, intervals included."""
    worth = row.worth
    return {
        "portfolio": list(row.portfolio),
        "cost_usd": row.cost,
        "npv_usd": figure(worth.npv),
        "eirr": figure(worth.eirr),
        "benefit_cost_ratio": figure(worth.ratio),
        "benefits_usd": figure(worth.benefits),
        "of_hours_usd": figure(worth.hours),
        "of_money_usd": figure(worth.money),
        "interaction": row.interaction,
        "beats_next": known(row.beats_next),
    }


def interval(values: Float64s) -> tuple[float, float]:
    """Mean of replicas and half of its 95 % interval; NaN where some replica has no value.

    >>> [round(x, 3) for x in interval(np.array([1.0, 2.0, 3.0]))]
    [2.0, 2.484]
    """
    if not len(values) or not np.isfinite(values).all():
        return float("nan"), float("nan")
    if len(values) == 1:
        return float(values[0]), float("nan")
    return float(values.mean()), half_width(float(values.std(ddof=1)), len(values))


def figure(values: Float64s) -> dict[str, float | None]:
    """Mean and half width, None where there is none."""
    mean, pm = interval(values)
    return {"mean": known(mean), "pm": known(pm)}


def known(value: float) -> float | None:
    """The value, None for what JSON cannot hold."""
    return value if isfinite(value) else None


def regret_told(found: Investment, portfolio: Portfolio) -> dict[str, Any]:
    """A robust choice with what it costs not to have known the demand."""
    choice = found.robust
    return {
        "portfolio": list(portfolio),
        "regret_usd": choice.regret[portfolio],
        "mean_npv_usd": choice.means[portfolio],
    }


def search_told(found: Investment) -> dict[str, Any] | None:
    """How portfolios were found where they are too many."""
    if found.search is None:
        return None
    search = found.search
    return {
        "candidates": [list(one) for one in search.candidates.portfolios],
        "surrogate_usd": search.candidates.values,
        "bound_usd": search.candidates.bound,
        "bound_on_others_usd": known(search.candidates.rest),
        "largest_error_usd": search.error,
        "selected": list(search.candidates.portfolios[search.selected.best]),
        "probability": known(search.selected.probability),
        "indifference_usd": search.selected.indifference,
        "replicas": list(search.selected.replicas),
    }
