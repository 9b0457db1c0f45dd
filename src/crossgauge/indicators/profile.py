"""Time–cost–distance: hours and money since the start of a trip, against distance.

Source: UNESCAP, Time/Cost-Distance Methodology: distance on one axis, time or cost since the origin on the other;
what stands is a step, what moves is a slope. Input is `stops`, as in `indicators.corridor`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

TRIP = ["replica", "unit"]
SHARES = (0.1, 0.5, 0.9)
METRE_KM = 0.001
MILLISECONDS = 3_600_000.0  # in an hour
Floats = NDArray[np.float64]


def trip_profile(stops: pl.DataFrame) -> pl.DataFrame:
    """Two rows a stop of each trip, on arriving and on leaving: `km`, `hours` and `cost_usd` since the start.

    km from the first stop that has a distance; money counts when a stop is left. Rows without a distance take
    that of the stop before. `motion` rows (`moving`) add their money and no step. Place and activity are named.
    Trips whose exit is not known on the way are left out from there.

    >>> import datetime as dt
    >>> at = [dt.datetime(2023, 1, 1, hour) for hour in (0, 5, 15)]
    >>> stops = pl.DataFrame({"replica": 1, "unit": "A", "moving": False, "place": ["a", "b"], "stage": ["go", "rest"],
    ...     "post": "", "entered": [at[0], at[1]], "left": [at[0], at[2]], "distance_km": [10.0, 310.0],
    ...     "cost_usd": [5.0, 100.0]})
    >>> trip_profile(stops).select("km", "hours", "cost_usd").with_columns(pl.all().round(3)).rows()
    [(0.0, 0.0, 0.0), (0.0, 0.0, 5.0), (300.0, 5.0, 5.0), (300.0, 15.0, 105.0)]
    """
    ordered = stops.sort([*TRIP, "entered"], maintain_order=True)
    known = pl.col("left").is_not_null() | pl.col("moving")
    km = pl.col("distance_km").forward_fill().over(TRIP)
    begin = pl.col("entered").min().over(TRIP)
    paid = pl.col("cost_usd").fill_null(0.0).cum_sum().over(TRIP)
    rows = ordered.with_columns(
        (km - pl.col("distance_km").min().over(TRIP)).alias("km"),
        pl.int_range(pl.len()).over(TRIP).alias("n"),
        known.cast(pl.Int8).cum_min().over(TRIP).cast(pl.Boolean).alias("known"),
        hours_since(pl.col("entered"), begin).alias("arrives"),
        hours_since(pl.col("left"), begin).alias("leaves"),
        (paid - pl.col("cost_usd").fill_null(0.0)).alias("before"),
        paid.alias("after"),
    ).filter(pl.col("km").is_not_null() & ~pl.col("moving"))
    name = ["place", "post", "stage"]
    arriving = rows.filter(pl.col("known").shift(1).over(TRIP).fill_null(value=True)).select(
        *TRIP,
        "n",
        pl.lit(0).alias("end"),
        "km",
        pl.col("arrives").alias("hours"),
        pl.col("before").alias("cost_usd"),
        *name,
    )
    leaving = rows.filter("known").select(
        *TRIP,
        "n",
        pl.lit(1).alias("end"),
        "km",
        pl.col("leaves").alias("hours"),
        pl.col("after").alias("cost_usd"),
        *name,
    )
    both = pl.concat([arriving, leaving]).sort([*TRIP, "n", "end"], maintain_order=True)
    return both.with_columns(pl.col("hours").cum_max().over(TRIP)).drop("n", "end")


def hours_since(instant: pl.Expr, begin: pl.Expr) -> pl.Expr:
    """Hours between two instants."""
    return (instant - begin).dt.total_milliseconds() / MILLISECONDS


@dataclass(frozen=True, slots=True)
class _Trip:
    """One trip as arrays, in order: where, when, how much."""

    km: Floats
    hours: Floats
    cost_usd: Floats


def mean_profile(stops: pl.DataFrame) -> pl.DataFrame:
    """The mean trip: two rows a place, before and after its stop, with the mean and percentiles over trips.

    km, place and activity (the stages there, in their order); `trips` that passed it; `hours`, `hours_p10`, `_p50`,
    `_p90` and the same of `cost_usd`, since the start. The places are those where a tenth of the trips or more
    stop, at their median distance. A trip that passes without a stop counts with the time at which it passes.
    Empty where stops have no distances.
    """
    profile = trip_profile(stops)
    if profile.height == 0:
        return pl.DataFrame(schema=_SCHEMA)
    profile = profile.with_columns(place_name().alias("at"))
    places = places_of(profile)
    # Each trip stops at a place where the others do, so that steps stay steps, whatever its odometer said.
    common = profile.join(places.select("at", "order_km"), on="at", how="left", maintain_order="left")
    common = common.with_columns(pl.coalesce("order_km", "km").cum_max().over(TRIP).alias("km"))
    order_km = places["order_km"].to_numpy()
    passed = np.array(  # (n_trips, before and after, n_places, hours and money)
        [values_at(_trip_of(part), order_km) for _, part in common.group_by(TRIP, maintain_order=True)]
    )
    rows = []
    for n, (place, activity, km) in enumerate(places.select("at", "activity", "km").iter_rows()):
        for after in (False, True):
            values = passed[:, int(after), n]
            values = values[~np.isnan(values[:, 0])]
            if len(values):
                rows.append((km, place, activity, after, len(values), *summed(values)))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _trip_of(part: pl.DataFrame) -> _Trip:
    return _Trip(*(part[name].to_numpy().astype(np.float64) for name in ("km", "hours", "cost_usd")))


_SCHEMA = {
    **{"km": pl.Float64, "place": pl.String, "activity": pl.String, "after": pl.Boolean, "trips": pl.Int64},
    **{
        name: pl.Float64
        for what in ("hours", "cost_usd")
        for name in (what, *(f"{what}_p{s * 100:.0f}" for s in SHARES))
    },
}


def place_name() -> pl.Expr:
    """Place, else post, else distance."""
    names = (pl.col(name).replace("", None) for name in ("place", "post"))
    return pl.coalesce(*names, pl.col("km").round(0).cast(pl.String))


def places_of(profile: pl.DataFrame) -> pl.DataFrame:
    """The places `at` which a tenth of the trips stop, along the way: `activity`, median `km`, and `order_km`.

    order_km : km, a metre more for each place that is no further than the one before it
    """
    n_trips = profile.select(pl.struct(TRIP).n_unique()).item()
    found = profile.group_by("at", maintain_order=True).agg(
        pl.struct(TRIP).n_unique().alias("trips"),
        pl.col("km", "hours").median(),
        pl.col("stage")
        .replace("", None)
        .drop_nulls()
        .unique(maintain_order=True)
        .str.join(", ")
        .alias("activity"),
    )
    kept = found.filter(pl.col("trips") >= 0.1 * n_trips).sort("km", "hours", maintain_order=True)
    ordered: list[float] = []
    for km in kept["km"]:
        ordered.append(max(km, ordered[-1] + METRE_KM) if ordered else km)
    return kept.with_columns(pl.Series("order_km", ordered, pl.Float64))


def values_at(trip: _Trip, km: Floats) -> Floats:
    """Hours and money of a trip at distances, before what it does there and after; NaN where it does not go.

    km : (n_places,), km. Returns (2, n_places, 2): before and after; hours and USD.

    >>> trip = _Trip(np.array([0.0, 0.0, 100.0, 100.0]), np.array([0.0, 1.0, 3.0, 9.0]), np.array([0.0, 5.0, 5.0, 8.0]))
    >>> values_at(trip, np.array([100.0, 50.0, 101.0]))[:, :, 0]
    array([[ 3.,  2., nan],
           [ 9.,  2., nan]])
    """
    last = len(trip.km) - 1
    goes = (km >= trip.km[0]) & (km <= trip.km[last])
    at_or_above = np.clip(np.searchsorted(trip.km, km, "left"), 0, last)
    at_or_below = np.clip(np.searchsorted(trip.km, km, "right") - 1, 0, last)
    stops = trip.km[at_or_above] == km
    found = np.empty((2, len(km), 2))
    for column, values in enumerate((trip.hours, trip.cost_usd)):
        low, high = values[at_or_below], values[at_or_above]
        length = np.where(stops, 1.0, trip.km[at_or_above] - trip.km[at_or_below])
        between = low + (high - low) * (km - trip.km[at_or_below]) / np.where(goes, length, 1.0)
        # At a stop, the first row there is its arrival and the last its leaving.
        found[0, :, column] = np.where(goes, np.where(stops, high, between), np.nan)
        found[1, :, column] = np.where(goes, np.where(stops, low, between), np.nan)
    return found


def summed(passed: Floats) -> Sequence[float]:
    """Mean and percentiles of hours, then of money. passed : (n_trips, 2)."""
    found: list[float] = []
    for column in passed.T:
        found += [float(column.mean()), *(float(value) for value in np.quantile(column, SHARES))]
    return found
