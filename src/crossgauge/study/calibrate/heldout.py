"""How far facts are missed before and after a calibration, those that were fitted and those held out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from crossgauge.indicators.intervals import prediction_half_width
from crossgauge.study.calibrate.targets import Floats, Target, means, sigmas
from crossgauge.study.observe import SIGNED

FITTED, HELD_OUT = "fitted", "held out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One fact before and after. Figures in its unit; holds : whether one simulated year may be the observed."""

    target: Target
    group: str
    before: float
    after: float
    sigma: float
    holds_before: bool
    holds_after: bool


def misses(
    targets: Sequence[Target], group: str, before: Mapping[str, Floats], after: Mapping[str, Floats]
) -> list[Miss]:
    """Each target beside what the network gave before and gives after; σ of after weighs both."""
    old = [np.asarray(before[target.fact.id]) for target in targets]
    new = [np.asarray(after[target.fact.id]) for target in targets]
    figures = zip(targets, means(old), means(new), sigmas(targets, new), old, new, strict=True)
    return [
        Miss(
            target=target, group=group, before=float(was), after=float(now), sigma=float(sigma),
            holds_before=holds(target, one), holds_after=holds(target, other),
        )
        for target, was, now, sigma, one, other in figures
    ]  # fmt: skip


def holds(target: Target, values: Floats) -> bool:
    """Whether the observed figure lies in the 95 % interval of one new year."""
    known = values[~np.isnan(values)]
    if len(known) < 2:
        return False
    half = prediction_half_width(float(known.std(ddof=1)), len(known))
    return bool(abs(known.mean() - target.observed) <= half)


def summary(rows: Sequence[Miss]) -> pl.DataFrame:
    """A row a group: facts, mean error in per cent of the observed, root mean square in σ, how many hold.

    Dates and days have no error in per cent: those columns are over the other facts.
    """
    made = []
    for group in (FITTED, HELD_OUT):
        mine = [row for row in rows if row.group == group]
        told: dict[str, object] = {"group": group, "facts": len(mine)}
        for when in ("before", "after"):
            values = np.array([getattr(row, when) for row in mine])
            observed = np.array([row.target.observed for row in mine])
            sigma = np.array([row.sigma for row in mine])
            sized = np.array([what_of(row) not in SIGNED and row.target.observed != 0 for row in mine], bool)
            told[f"error_{when}"] = (
                float(np.mean(np.abs(values[sized] / observed[sized] - 1.0))) if sized.any() else None
            )
            told[f"rms_{when}"] = (
                float(np.sqrt(np.mean(((values - observed) / sigma) ** 2))) if mine else None
            )
            told[f"hold_{when}"] = sum(getattr(row, f"holds_{when}") for row in mine)
        made.append(told)
    return pl.DataFrame(made, schema=SUMMARY)


def table_of_misses(rows: Sequence[Miss]) -> pl.DataFrame:
    """A row a fact."""
    return pl.DataFrame(
        [
            {
                "fact": row.target.fact.id, "group": row.group, "unit": row.target.fact.unit,
                "last_day": row.target.last, "observed": row.target.observed, "before": row.before,
                "after": row.after, "sigma": row.sigma,
            }
            for row in rows
        ],
        schema={
            "fact": pl.String, "group": pl.String, "unit": pl.String, "last_day": pl.Date, "observed": pl.Float64,
            "before": pl.Float64, "after": pl.Float64, "sigma": pl.Float64,
        },
    )  # fmt: skip


def what_of(row: Miss) -> str:
    """The quantity of a fact."""
    return row.target.fact.measure.what if row.target.fact.measure else ""


SUMMARY = {
    "group": pl.String, "facts": pl.Int64,
    "error_before": pl.Float64, "rms_before": pl.Float64, "hold_before": pl.Int64,
    "error_after": pl.Float64, "rms_after": pl.Float64, "hold_after": pl.Int64,
}  # fmt: skip
