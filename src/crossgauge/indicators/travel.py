"""What a corridor asks of a trip: hours, money, emissions, speeds, with intervals between replicas."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.indicators.carbon import emissions
from crossgauge.indicators.corridor import trips
from crossgauge.indicators.intervals import half_width, over_replicas
from crossgauge.indicators.speed import SECTION_KM

MEASURES = (
    ("km", "km", "distance"),
    ("hours", "h", "time of a trip"),
    ("stop_hours", "h", "of it standing"),
    ("border_hours", "h", "of it at simulated borders"),
    ("usd", "USD", "cost of a trip"),
    ("kg_co2e", "kg", "CO2e of a trip, well to wheel"),
    ("tfi3", "USD", "TFI3, for 500 km and 20 t"),
    ("swd", "km/h", "TFI4, speed with delay (SWD)"),
    ("swod", "km/h", "speed without delay (SWOD)"),
    ("stop_hours_500km", "h", "standing in 500 km"),
)
NAMES = [name for name, _, _ in MEASURES]
ROWS = {"replica": pl.Int32, "trips": pl.Int64, **dict.fromkeys(NAMES, pl.Float64)}
SUMMARY = {
    "measure": pl.String,
    "mean": pl.Float64,
    "pm": pl.Float64,
    "unit": pl.String,
    "meaning": pl.String,
}
MILLISECONDS = 3_600_000.0  # in an hour
RATIOS = {
    "swd": (pl.col("km"), pl.col("hours")),
    "swod": (pl.col("km"), pl.col("hours") - pl.col("stop_hours")),
    "stop_hours_500km": (SECTION_KM * pl.col("stop_hours"), pl.col("km")),
}
Floats = NDArray[np.float64]


def travel(stops: pl.DataFrame) -> pl.DataFrame:
    """A row a replica: the means of its trips, and their speeds as total distance over total time.

    stops : as of `study.trips.trips_of`; columns replica, trips and the MEASURES
    Standing in 500 km is 500 (1/SWD - 1/SWOD) exactly, since both speeds are of totals.
    """
    each = trips(stops)
    if each.height == 0:
        return pl.DataFrame(schema=ROWS)
    carbon = emissions(stops).group_by("replica", "unit").agg(pl.col("kg_co2e").sum())
    span = (pl.col("left").max() - pl.col("entered").min()).dt.total_milliseconds() / MILLISECONDS
    at_border = stops.filter((pl.col("crossing") != "") & ~pl.col("moving"))
    passes = at_border.group_by("replica", "unit", "crossing").agg(span.alias("border_h"))
    border = passes.group_by("replica", "unit").agg(pl.col("border_h").sum())
    joined = each.join(carbon, on=["replica", "unit"], how="left", maintain_order="left").join(
        border, on=["replica", "unit"], how="left", maintain_order="left"
    )
    distance, total, moving = (pl.col(name).sum() for name in ("distance_km", "total_h", "move_h"))
    sums = joined.group_by("replica", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("trips"),
        pl.col("distance_km").mean().alias("km"),
        pl.col("total_h").mean().alias("hours"),
        pl.col("stop_h").mean().alias("stop_hours"),
        pl.col("border_h").fill_null(0.0).mean().alias("border_hours"),
        pl.col("cost_usd").mean().alias("usd"),
        pl.col("kg_co2e").mean(),
        pl.col("tfi3").mean(),
        pl.when((distance > 0) & (total > 0)).then(distance / total).alias("swd"),
        pl.when((distance > 0) & (moving > 0)).then(distance / moving).alias("swod"),
    )
    standing = SECTION_KM * (1.0 / pl.col("swd") - 1.0 / pl.col("swod"))
    return sums.with_columns(standing.alias("stop_hours_500km"))


def travel_summary(rows: pl.DataFrame) -> pl.DataFrame:
    """A row a measure: mean over replicas, `pm` (half of its 95 % interval, null for one replica), unit, meaning.

    rows : of `travel`

    Speeds and standing in 500 km are ratios of the sums of all replicas, so that the one follows from the others;
    their intervals are those of ratio estimators (Cochran, Sampling Techniques, 1977, section 6.3).

    >>> rows = pl.DataFrame({"replica": [1, 2], "trips": 5, **{name: [10.0, 14.0] for name in NAMES}})
    >>> rows = rows.with_columns(km=pl.lit(120.0), stop_hours=pl.lit(4.0))
    >>> travel_summary(rows).filter(pl.col("measure").is_in(["hours", "swd", "swod"])).select("mean", "pm").rows()
    [(12.0, 25.412...), (10.0, 21.177...), (15.0, 47.648...)]
    """
    found = over_replicas(rows.with_columns(pl.lit("").alias("key")), ["key"], NAMES, rows.height)
    means = found.row(0, named=True) if found.height else {}
    told = []
    for name, unit, meaning in MEASURES:
        mean, half = means.get(name), means.get(f"{name}_pm")
        if mean is not None and name in RATIOS:
            above, below = (rows.select(part.alias("part"))["part"] for part in RATIOS[name])
            mean, half = ratio(above.to_numpy(), below.to_numpy())
        told.append((name, mean, half, unit, meaning))
    return pl.DataFrame(told, schema=SUMMARY, orient="row")


def ratio(above: Floats, below: Floats) -> tuple[float, float | None]:
    """Sum over sum, and half of its 95 % interval from the spread of replicas; none for one of them."""
    mean, n = float(above.sum() / below.sum()), len(below)
    if n < 2:
        return mean, None
    deviation = float(np.std(above - mean * below, ddof=1))
    return mean, half_width(deviation, n) / float(below.mean())
