"""The averages that reports print: mean, median, trimmed and weighted mean, the margin of the mean, and sums."""

import numpy as np
import polars as pl
from scipy.special import stdtrit

from crossgauge.indicators.intervals import LEVEL

TRIM = 0.1  # left out at each end of a trimmed mean
PERCENTILES = (0.1, 0.9)


def averages(frame: pl.DataFrame, keys: list[str], value: str, weight: str | None = None) -> pl.DataFrame:
    """Of `value` by `keys`: trips, mean, margin, median, trimmed, weighted, p10 and p90, in the unit of `value`.

    weight : column, such as mass_t; rows without it are left out of `weighted`, which is null if none has it

    Null values are left out. `margin` is half of the 95 % interval of the mean by Student's t, as CPMM prints it:
    for trips drawn independently, which units behind each other in one queue are not. `trimmed` leaves out 10 % of
    the trips at each end (as many as fit whole).

    >>> trips = pl.DataFrame({"post": ["cn"] * 4, "h": [1.0, 2.0, 3.0, 10.0], "t": [20.0, 20.0, 20.0, 60.0]})
    >>> averages(trips, ["post"], "h", "t").row(0)[:6]
    ('cn', 4, 4.0, 6.496..., 2.5, 4.0)
    """
    known = frame.filter(pl.col(value).is_not_null() & pl.col(value).is_finite())
    rank = pl.col(value).rank("ordinal")
    cut = (pl.len() * TRIM + 1e-9).floor()
    inside = (rank > cut) & (rank <= pl.len() - cut)
    weights = pl.col(weight) if weight else pl.lit(None, dtype=pl.Float64)
    total = (pl.col(value) * weights).sum() / weights.sum()
    found = known.group_by(keys, maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("trips"),
        pl.col(value).mean().alias("mean"),
        pl.col(value).std().alias("margin"),
        pl.col(value).median().alias("median"),
        pl.col(value).filter(inside).mean().alias("trimmed"),
        (pl.when(weights.sum() > 0).then(total) if weight else weights.first()).alias("weighted"),
        *(pl.col(value).quantile(share, "linear").alias(f"p{share * 100:.0f}") for share in PERCENTILES),
    )
    return found.with_columns(pl.col("margin") * margins(found["trips"])).sort(keys)


def margins(trips: pl.Series) -> pl.Series:
    """How many standard deviations of single trips the margin is; null for fewer than two trips.

    >>> margins(pl.Series([1, 4])).round(3).to_list()
    [None, 1.591]
    """
    counts = trips.to_numpy().astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        factors = stdtrit(counts - 1, 0.5 + LEVEL / 2) / np.sqrt(counts)
    return pl.Series("margin", factors).fill_nan(None)


def whole(column: str) -> pl.Expr:
    """The sum; null where a part of it is not known.

    >>> pl.DataFrame({"t": [1.0, 2.0], "usd": [5.0, None]}).select(whole("t"), whole("usd")).row(0)
    (3.0, None)
    """
    return pl.when(pl.col(column).is_not_null().all()).then(pl.col(column).sum()).alias(column)
