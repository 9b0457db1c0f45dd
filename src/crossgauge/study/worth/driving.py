"""What drives an answer: one input at a time at both ends of its 90 %, the others at their medians."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.indicators.intervals import half_width
from crossgauge.model.randomness import Constant
from crossgauge.study.worth.chain import Chain, Outcome, outcome
from crossgauge.study.worth.hours import Luck
from crossgauge.study.worth.inputs import Input, Values, values_at

Float64s = NDArray[np.float64]
LOW, HIGH = 0.05, 0.95
LUCK = "luck of a year: hours saved in one replica or another"
MILLION = 1e6
SCHEMA = {
    "parameter": pl.String,
    "touches": pl.Boolean,
    "low_value": pl.String,
    "low": pl.Float64,
    "low_pm": pl.Float64,
    "high_value": pl.String,
    "high": pl.Float64,
    "high_pm": pl.Float64,
}


def tornado_of(
    chain: Chain, lucks: Sequence[Luck], inputs: Sequence[Input], closure: str
) -> tuple[float, float, pl.DataFrame]:
    """Change of the home's trade with all partners, full and partial effect, million USD a year, and what moves it.

    Returns the means over replicas with every input at its median, and a row an input (or group that is drawn
    together), the widest first, as `views.tornado.picture` wants it: differences of the full effect from that mean,
    replica by replica, with half of their 95 % interval. One row is what replicas differ by.
    """

    def trade(values: Values) -> Float64s:
        return np.array([traded_musd(outcome(chain, luck, values, closure))[0] for luck in lucks])

    medians = values_at(inputs, 0.5)
    both = np.array([traded_musd(outcome(chain, luck, medians, closure)) for luck in lucks])
    middle = both[:, 0]
    groups: dict[str, list[Input]] = {}
    for one in inputs:
        groups.setdefault(one.group, []).append(one)
    rows = []
    for group, members in groups.items():
        if all(isinstance(one.distribution, Constant) for one in members):
            continue
        row: dict[str, object] = {"parameter": group, "touches": True}
        for end, share in (("low", LOW), ("high", HIGH)):
            values = values_at(inputs, share, group)
            row |= ended(end, shown(members, values, share), trade(values) - middle)
        row["touches"] = bool(row["low"]) or bool(row["high"])
        rows.append(row)
    if len(lucks) > 1:
        row = {"parameter": LUCK, "touches": bool(np.ptp(middle))}
        for end, share in (("low", LOW), ("high", HIGH)):
            gap = float(np.quantile(middle, share)) - float(middle.mean())
            row |= {f"{end}_value": f"{100 * share:.0f} %", end: gap, f"{end}_pm": None}
        rows.append(row)
    rows.sort(key=lambda row: (not row["touches"], -abs(float(row["high"]) - float(row["low"]))))  # type: ignore[arg-type]
    full, partial = both.mean(axis=0).tolist()
    return full, partial, pl.DataFrame(rows, schema=SCHEMA, orient="row")


def traded_musd(found: Outcome) -> tuple[float, float]:
    """Change of the home's trade with all partners, full and partial effect, million USD a year."""
    full, partial = (float((found.value * change).sum()) / MILLION for change in (found.full, found.partial))
    return full, partial


def ended(end: str, words: str, gaps: Float64s) -> dict[str, object]:
    """The cells of one end of a row: what is put in, the mean difference, half of its 95 % interval."""
    width = half_width(float(gaps.std(ddof=1)), len(gaps)) if len(gaps) > 1 else None
    return {f"{end}_value": words, end: float(gaps.mean()), f"{end}_pm": width}


def shown(members: Sequence[Input], values: Values, share: float) -> str:
    """What is put in: the value of a single input with its unit, the quantile of a group.

    >>> shown([Input("x", "x", "%", Constant(0.2))], {"x": 0.2}, 0.05)
    '20 %'
    """
    if len(members) > 1:
        return f"{100 * share:.0f} %"
    value, unit = values[members[0].name], members[0].unit
    number = f"{100 * value:.3g}" if unit == "%" else f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"{number} {unit}".strip()
