"""Paired differences of figures: Student's t over replicas that share their luck, and Holm over each family.

A family is what one asks at a time: one figure (border hours, units through …) at all crossings, in all scenarios.

Holm, S. (1979) A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6.
Intervals that hold together are Bonferroni's; where Holm finds a difference that such an interval would not,
it is cut at 0 (Strassburger and Bretz 2008).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite, nan
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtr

from crossgauge.indicators.figures import FIGURES, KEY, METRICS, Metric
from crossgauge.indicators.intervals import LEVEL, half_width, t_factor

Float64s = NDArray[np.float64]
Key = tuple[str, str, str, str, str]  # KEY

ROUNDING = 1e-9  # of the values: a difference below it is none
NO_DIFFERENCE = "no difference found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """What replicas say of a difference, other less base; NaN where they cannot.

    base, other : means; n : pairs of replicas; pm : half of the 95 % interval of the difference by itself
    p           : probability of such a difference, or a larger one, where there is none
    saved       : part of the variance that sharing luck took away, 1 - var(difference)/(var(base) + var(other))
    """

    base: float
    other: float
    difference: float
    n: int
    pm: float
    deviation: float
    p: float
    saved: float


def paired(base: Sequence[float] | Float64s, other: Sequence[float] | Float64s) -> Paired:
    """The difference of two figures, replica by replica; pairs in which one is NaN are left out.

    >>> found = paired([1.0, 2.0, 3.0], [2.0, 4.0, 4.0])
    >>> round(found.difference, 3), round(found.pm, 3), round(found.p, 4), round(found.saved, 3)
    (1.333, 1.434, 0.0572, 0.857)
    >>> paired([5.0, 6.0], [5.0, 6.0]).p
    1.0
    """
    a, b = np.asarray(base, np.float64), np.asarray(other, np.float64)
    both = np.isfinite(a) & np.isfinite(b)
    gaps, n = b[both] - a[both], int(both.sum())
    if n == 0:
        return Paired(
            base=mean(a), other=mean(b), difference=nan, n=0, pm=nan, deviation=nan, p=nan, saved=nan
        )
    gaps[np.abs(gaps) <= ROUNDING * np.maximum(np.abs(a[both]), np.abs(b[both]))] = 0.0
    difference = float(gaps.mean())
    deviation = float(gaps.std(ddof=1)) if n > 1 else nan
    if deviation <= ROUNDING * abs(difference):
        deviation = 0.0
    apart = float(a[both].var(ddof=1) + b[both].var(ddof=1)) if n > 1 else nan
    return Paired(
        base=mean(a),
        other=mean(b),
        difference=difference,
        n=n,
        pm=half_width(deviation, n),
        deviation=deviation,
        p=p_value(difference, deviation, n),
        saved=1.0 - deviation**2 / apart if apart > 0 else nan,
    )


def mean(values: Float64s) -> float:
    """The mean of what is finite; NaN of nothing."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else nan


def p_value(difference: float, deviation: float, n: int) -> float:
    """Two-sided p of Student's t; 0 for a difference that is the same in every pair, NaN for fewer than two pairs."""
    if n < 2:
        return nan
    if deviation == 0.0:
        return 1.0 if difference == 0.0 else 0.0
    return 2.0 * float(stdtr(n - 1, -abs(difference) / deviation * n**0.5))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p: a difference is found where it is below 5 %, and the risk of any false one is 5 %.

    >>> holm([0.01, 0.04, 0.03, 0.005])
    [0.03, 0.06, 0.06, 0.02]
    """
    adjusted, least = [nan] * len(p_values), 0.0
    order = sorted((p, place) for place, p in enumerate(p_values) if isfinite(p))
    for rank, (p, place) in enumerate(order):
        least = max(least, min(1.0, (len(order) - rank) * p))
        adjusted[place] = least
    return adjusted


def differences(
    base: pl.DataFrame, others: Mapping[str, pl.DataFrame], same: Mapping[str, Collection[Key]] | None = None
) -> pl.DataFrame:
    """A row for each scenario and `KEY`: means, difference, intervals, p by itself and by Holm, verdict.

    base, others : of `indicators.figures.figures`, the same replicas
    same         : by scenario, keys that depend on nothing that differs: no question, so not among those of Holm
    `low`, `high` hold by themselves with 95 %; `low_all`, `high_all` with all of their figure. What is 0 in both
    is left out.
    """
    rows = [
        row
        for name, other in others.items()
        for row in paired_rows(base, other, name, (same or {}).get(name, ()))
    ]
    families: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if not row["same"] and isfinite(row["p"]):
            families.setdefault(row["metric"], []).append(row)
    for family in families.values():
        for row, p in zip(family, holm([row["p"] for row in family]), strict=True):
            row["p_holm"] = p
    for row in rows:
        widen(row, len(families.get(row["metric"], ())))
        row["verdict"] = verdict(row)
    return pl.DataFrame(rows, schema=SCHEMA).fill_nan(None)


SCHEMA = {
    "scenario": pl.String,
    **{name: kind for name, kind in FIGURES.items() if name in KEY},
    **dict.fromkeys(("base", "other", "difference"), pl.Float64),
    "n": pl.Int64,
    **dict.fromkeys(("pm", "deviation", "p", "saved"), pl.Float64),
    "same": pl.Boolean,
    **dict.fromkeys(("p_holm", "low", "high", "low_all", "high_all"), pl.Float64),
    "verdict": pl.String,
}


def paired_rows(
    base: pl.DataFrame, other: pl.DataFrame, name: str, same: Collection[Key]
) -> list[dict[str, Any]]:
    """The rows of one scenario, before all are looked at together."""
    replicas = sorted(set(base["replica"]) | set(other["replica"]))
    mine, theirs = by_key(base, replicas), by_key(other, replicas)
    none = np.full(len(replicas), nan)
    rows = []
    for key in dict.fromkeys((*mine, *theirs)):
        found = paired(mine.get(key, none), theirs.get(key, none))
        if any(isfinite(value) and value != 0.0 for value in (found.base, found.other)):
            told = dict(zip(KEY, key, strict=True))
            rows.append({"scenario": name, **told, **asdict(found), "same": key in same, "p_holm": nan})
    return rows


def by_key(figures: pl.DataFrame, replicas: Sequence[int]) -> dict[Key, Float64s]:
    """The values of each key in the order of the replicas."""
    place = {replica: number for number, replica in enumerate(replicas)}
    found: dict[Key, Float64s] = {}
    for (*key,), frame in figures.group_by(KEY, maintain_order=True):
        values = np.full(len(replicas), nan)
        values[[place[replica] for replica in frame["replica"]]] = frame["value"].fill_null(nan).to_numpy()
        crossing, direction, unit_class, resource, metric = (str(word) for word in key)
        found[crossing, direction, unit_class, resource, metric] = values
    return found


def widen(row: dict[str, Any], n_questions: int) -> None:
    """Writes the intervals: by itself, and together with all questions of its family."""
    middle, n, pm = float(row["difference"]), int(row["n"]), float(row["pm"])
    row["low"], row["high"] = middle - pm, middle + pm
    if row["same"]:
        row["low_all"], row["high_all"] = row["low"], row["high"]
        return
    factor = t_factor(n, 1.0 - (1.0 - LEVEL) / max(1, n_questions)) / n**0.5 if n > 1 else nan
    low, high = middle - factor * float(row["deviation"]), middle + factor * float(row["deviation"])
    if found(row):
        low, high = (max(low, 0.0), high) if middle > 0 else (low, min(high, 0.0))
    row["low_all"], row["high_all"] = low, high


def found(row: dict[str, Any]) -> bool:
    """Whether a row's difference is found, by Holm."""
    p = row["p_holm"]
    return bool(p < 1.0 - LEVEL)


def verdict(row: dict[str, Any]) -> str:
    """A row in words, with the interval that holds together with all others of its figure.

    >>> row = dict(metric="border_h", base=9.0, other=5.9, difference=-3.1, n=8, same=False, p_holm=0.001)
    >>> verdict(row | dict(low_all=-4.04, high_all=-2.2))
    'shorter by 3.1 h [2.2, 4.0]'
    >>> verdict(row | dict(p_holm=0.2))
    'no difference found'
    """
    values = [float(row[name]) for name in ("base", "other")]
    if not isfinite(values[0]) or not isfinite(values[1]):
        return f"only in {'the base' if isfinite(values[0]) else 'the scenario'}"
    if row["same"]:
        return NO_DIFFERENCE
    if int(row["n"]) < 2:
        return "too few replicas to tell"
    return in_words(row, METRICS[str(row["metric"])]) if found(row) else NO_DIFFERENCE


def in_words(row: dict[str, Any], metric: Metric) -> str:
    """'shorter by 3.1 h [2.2, 4.0]': the size of a difference, its interval turned the same way."""
    size, ends = float(row["difference"]), [float(row["low_all"]), float(row["high_all"])]
    word = metric.more if size > 0 else metric.less
    low, high = ends if size > 0 else (-ends[1], -ends[0])
    return f"{word} by {amount(abs(size))} {metric.unit} [{amount(low)}, {amount(high)}]"


def amount(value: float) -> str:
    """A number with as many digits as help; one that would be rounded to 0 as below 0.01, with its sign before.

    >>> amount(0.0312), amount(2.04), amount(12.34), amount(1234.5), amount(-0.0)
    ('0.03', '2.0', '12.3', '1,234', '0')
    >>> amount(0.00006), amount(-0.00006)
    ('<0.01', '-<0.01')
    """
    size = abs(value)
    if size == 0:
        return "0"
    if size < 0.005:
        return "<0.01" if value > 0 else "-<0.01"
    return f"{value:.2f}" if size < 1 else f"{value:.1f}" if size < 100 else f"{value:,.0f}"
