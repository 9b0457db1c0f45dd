"""Means over replicas with their intervals (Student's t)."""

from collections.abc import Callable, Mapping
from math import floor, log10, nan, sqrt
from typing import Any

import polars as pl
from scipy.special import stdtrit

LEVEL = 0.95


def t_factor(replicas: int, level: float = LEVEL) -> float:
    """How many standard errors the interval reaches; NaN for fewer than two replicas.

    >>> round(t_factor(8), 3)
    2.365
    >>> t_factor(1)
    nan
    """
    return float(stdtrit(replicas - 1, 0.5 + level / 2)) if replicas > 1 else nan


def half_width(deviation: float, replicas: int) -> float:
    """Half of the interval in which the mean of endless replicas lies, from the replicas' standard deviation.

    >>> round(half_width(2.0, 8), 3)
    1.672
    """
    return t_factor(replicas) * deviation / sqrt(replicas)


def prediction_half_width(deviation: float, replicas: int) -> float:
    """Half of the interval in which one more replica, a new year, falls.

    >>> round(prediction_half_width(2.0, 8), 3)
    5.016
    """
    return t_factor(replicas) * deviation * sqrt(1.0 + 1.0 / replicas)


def over_replicas(frame: pl.DataFrame, keys: list[str], values: list[str], replicas: int) -> pl.DataFrame:
    """Mean (`x`) and half width (`x_pm`) of each value over the replicas of each key; null where it has none."""
    factor = t_factor(replicas) / sqrt(replicas)
    means = [pl.col(value).mean() for value in values]
    widths = [(pl.col(value).std() * factor).alias(f"{value}_pm") for value in values]
    ordered = [name for value in values for name in (value, f"{value}_pm")]
    return (
        frame.group_by(keys, maintain_order=True)
        .agg(*means, *widths)
        .select(*keys, *ordered)
        .with_columns(pl.selectors.ends_with("_pm").fill_nan(None))
    )


def signed(value: float) -> str:
    """A change with its sign and two digits that count, whole from a hundred on.

    >>> signed(-0.01234), signed(0.5), signed(1234.5), signed(0.0), signed(-1e-9)
    ('−0.012', '+0.50', '+1,234', '0', '−<1e-7')
    """
    if value == 0:
        return "0"
    size = abs(value)
    if size < 1e-7:
        return "+<1e-7" if value > 0 else "−<1e-7"
    decimals = 0 if size >= 100 else min(7, max(0, 1 - floor(log10(size))))
    return f"{value:+,.{decimals}f}".replace("-", "−")


def spread(row: Mapping[str, Any], name: str, form: Callable[[float], str] = signed) -> str:
    """'−2.7 [−2.9, −2.5]'; '0' where draws differ in nothing and are 0."""
    low, middle, high = (row[f"{name}_low"], row[name], row[f"{name}_high"])
    if low == middle == high:
        return form(middle)
    return f"{form(middle)} [{form(low)}, {form(high)}]"
