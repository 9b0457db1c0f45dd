"""Trips along a corridor: cost of a section (TFI3), speed with and without delay (TFI4, SWOD).

Input is `stops`: a row a stop of a trip, with replica, unit, unit_class, direction, entered, left, distance_km (from
any origin, growing along the trip), cost_usd, mass_t, and `moving` for rows that tell of motion, not of a stop.
"""

import polars as pl

from crossgauge.indicators.averages import averages
from crossgauge.indicators.speed import CARGO_T, SECTION_KM

TRIP = ["replica", "unit"]
CLASS = ["unit_class", "direction"]
MILLISECONDS = 3_600_000.0  # in an hour


def trips(stops: pl.DataFrame) -> pl.DataFrame:
    """A row a trip: `distance_km`, `total_h`, `stop_h`, `move_h`, `cost_usd`, `mass_t`, and its speeds and TFI3.

    swd = distance / total time, swod = distance / time in motion, km/h; tfi3 = cost (500 / distance) (20 / mass),
    USD per 500 km per 20 t. Time begins with the first entry and ends with the last exit. Stops that overlap count
    once. Null where something is missing: an exit on the way, distance, money or tonnes.

    >>> import datetime as dt
    >>> at = [dt.datetime(2023, 1, 1, hour) for hour in (0, 5, 15, 20)]
    >>> stops = pl.DataFrame({"replica": 1, "unit": "A", "unit_class": "truck", "direction": "west", "moving": False,
    ...     "entered": [at[0], at[1], at[3]], "left": [at[0], at[2], at[3]], "distance_km": [0.0, 300.0, 600.0],
    ...     "cost_usd": [200.0, 100.0, None], "mass_t": 20.0})
    >>> trips(stops).select("total_h", "stop_h", "swd", "swod", "tfi3").row(0)
    (20.0, 10.0, 30.0, 60.0, 250.0)
    """
    ordered = stops.sort([*TRIP, "entered"], maintain_order=True)
    # The latest exit of the stops before it: a stop that begins earlier counts only from there.
    stands = ~pl.col("moving")
    until = pl.when(stands).then(pl.col("left")).cum_max().forward_fill().shift(1).over(TRIP)
    begins = pl.max_horizontal("entered", until)
    stopped = (pl.col("left") - begins).dt.total_milliseconds() / MILLISECONDS
    ordered = ordered.with_columns(pl.when(stands).then(stopped.clip(0.0)).alias("stopped_h"))
    span = (pl.max_horizontal(pl.col("left").max(), pl.col("entered").max()) - pl.col("entered").min()).dt
    known = (pl.col("left").is_not_null() | (pl.col("entered") == pl.col("entered").max())).all()
    money = pl.when(pl.col("cost_usd").is_not_null().any()).then(pl.col("cost_usd").sum())
    found = ordered.group_by(TRIP, maintain_order=True).agg(
        pl.col(CLASS).first(),
        pl.len().cast(pl.Int64).alias("stops"),
        (pl.col("distance_km").max() - pl.col("distance_km").min()).alias("distance_km"),
        pl.when(known).then(span.total_milliseconds() / MILLISECONDS).alias("total_h"),
        pl.when(known).then(pl.col("stopped_h").sum()).alias("stop_h"),
        money.alias("cost_usd"),
        pl.col("mass_t").max(),
    )
    found = found.with_columns((pl.col("total_h") - pl.col("stop_h")).alias("move_h"))
    section = pl.col("cost_usd") * (SECTION_KM / pl.col("distance_km")) * (CARGO_T / pl.col("mass_t"))
    return found.with_columns(
        over("distance_km", "total_h").alias("swd"),
        over("distance_km", "move_h").alias("swod"),
        pl.when((pl.col("distance_km") > 0) & (pl.col("mass_t") > 0)).then(section).alias("tfi3"),
    )


def over(above: str, below: str) -> pl.Expr:
    """A ratio of what is there and above 0; else null."""
    return pl.when((pl.col(above) > 0) & (pl.col(below) > 0)).then(pl.col(above) / pl.col(below))


def tfi3(trips: pl.DataFrame) -> pl.DataFrame:
    """TFI3, cost to travel a section: averages over trips by class, `weighted` by tonnes, USD per 500 km per 20 t."""
    return averages(trips, CLASS, "tfi3", "mass_t")


def tfi4(trips: pl.DataFrame) -> pl.DataFrame:
    """TFI4 and its twin by class: `measure` is SWD or SWOD, km/h, in both aggregates.

    `mean` and the other averages are over the speeds of trips. `total` is total distance over total time, which is
    never above `mean` where trips are of one length (Jensen), and of which `stop_hours_per_section` is exact.
    """
    parts = []
    for measure, value, time in (("SWD", "swd", "total_h"), ("SWOD", "swod", "move_h")):
        usable = trips.filter(pl.col("swd").is_not_null() & pl.col("swod").is_not_null())
        whole = usable.group_by(CLASS).agg((pl.col("distance_km").sum() / pl.col(time).sum()).alias("total"))
        found = averages(usable, CLASS, value, "mass_t").join(
            whole, on=CLASS, how="left", maintain_order="left"
        )
        parts.append(
            found.select(
                pl.lit(measure).alias("measure"),
                *CLASS,
                "trips",
                "total",
                pl.exclude(*CLASS, "trips", "total"),
            )
        )
    return pl.concat(parts)
