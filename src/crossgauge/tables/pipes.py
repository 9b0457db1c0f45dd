"""What the pipeline engine found, labelled and in human units: capacities with what binds, profiles, trips, batches.

A yearly amount is in bcm at the line's base, or in Mt; which, the line says.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from crossgauge.arrays.index import LineIndex
from crossgauge.engines.pipes.state import (
    BYPASS,
    CHOKED,
    DELIVERY,
    MAOP,
    NOBODY,
    PASSES,
    POWER,
    PUMPS,
    RATIO,
    SUCTION,
    VAPOUR,
    BatchArrivals,
    Bools,
    Capacity,
    Clock,
    Course,
    Float64s,
)
from crossgauge.tables.schema import Column

DAY_S, HOUR_S = 86_400.0, 3_600.0
CAPACITIES = (
    Column("out", "", "stations out, empty if none"),
    Column("n_out", "1", "how many"),
    Column("carried", "bcm or Mt", "most that is delivered in a year; null where nothing passes"),
    Column("share", "fraction", "of what passes with every station running"),
    Column("limit", "", "what more flow would break: suction, delivery, choked, vapour"),
    Column("binding", "", "that, and what holds the last station before it, in words"),
)
PROFILES = (
    Column("km", "km", "chainage"),
    Column("pressure_mpa", "MPa", "absolute; twice at a station: before and behind"),
    Column("maop_mpa", "MPa", "highest allowed"),
)
COURSES = (
    Column("hour", "h", "since the trip"),
    Column("where", "", "station whose suction it is, or 'delivery'"),
    Column("pressure_mpa", "MPa", "absolute"),
    Column("least_mpa", "MPa", "lowest allowed there"),
)
CLOCKS = (
    Column("out", "", "station that trips"),
    Column("flow", "", "'nominated' or 'full': what is taken at the end"),
    Column("amount", "bcm", "that flow over a year"),
    Column("hours", "h", "until a limit breaks; null: not within the days looked at"),
    Column("breaks", "", "which, in words"),
    Column("lost", "mcm", "most linepack lost in the days looked at"),
)
BATCHES = (
    Column("batch", "1", "in the order in which they are pumped in"),
    Column("grade", "", "grade of oil"),
    Column("mass_kt", "kt", "how much"),
    Column("enters_d", "d", "its head at the start of the line"),
    Column("arrives_d", "d", "its head at the end; null: still under way when pumping stopped"),
    Column("arrived_d", "d", "its tail at the end"),
    Column("mixed_m3", "m3", "interface before its head, between 1 and 99 % of it"),
)
FLOWS = (
    Column("year", "1", "calendar year"),
    Column("nominated", "bcm or Mt", "delivered"),
    Column("capacity", "bcm or Mt", "most that could be, every station running"),
)
LIMITS = {
    SUCTION: "suction", DELIVERY: "delivery", CHOKED: "choked", VAPOUR: "vapour", MAOP: "MAOP",
}  # fmt: skip
HOLDS = {
    MAOP: "{} is at the highest pressure allowed",
    RATIO: "{} is at its highest ratio",
    POWER: "{} has no more power",
    PUMPS: "the pumps of {} lift no higher",
}


def capacity_table(
    index: LineIndex, sets: Bools, carried: Float64s, found: Capacity, legs_from_m: Float64s
) -> pl.DataFrame:
    """Capacity under every set of outages, (n_sets, n_stations), the first of which is none."""
    names = np.array(index.stations, dtype=object)
    return pl.DataFrame(
        {
            "out": [", ".join(names[out]) for out in sets],
            "n_out": sets.sum(axis=1).astype(int),
            "carried": carried,
            "share": carried / carried[0],
            "limit": [LIMITS.get(int(limit), "") for limit in found.limit],
            "binding": [binding(index, found, row, legs_from_m) for row in range(len(sets))],
        },
        schema_overrides={"out": pl.String, "limit": pl.String, "binding": pl.String},
    ).with_columns(pl.col("carried", "share").fill_nan(None))


def binding(index: LineIndex, found: Capacity, row: int, legs_from_m: Float64s) -> str:
    """What keeps more from passing, in words."""
    what = broken(index, int(found.limit[row]), int(found.limit_at[row]), legs_from_m)
    if np.isnan(found.flow[row]):
        return f"nothing passes: {what}"
    held, at = int(found.held_by[row]), int(found.held_at[row])
    if held in HOLDS and at != NOBODY:
        return f"{what}; {HOLDS[held].format(index.stations[at])}"
    return f"{what}; no station runs before it" if held == BYPASS and index.stations else what


def broken(index: LineIndex, limit: int, at: int, legs_from_m: Float64s) -> str:
    """A limit and its place in words."""
    match limit:
        case _ if limit == PASSES:
            return "nothing"
        case _ if limit == SUCTION:
            return f"suction of {index.stations[at]} is at its lowest"
        case _ if limit == DELIVERY:
            return "delivery pressure is at its lowest"
        case _ if limit == CHOKED:
            where = f" behind km {legs_from_m[at] / 1e3:.0f}" if 0 <= at < len(legs_from_m) else ""
            return f"friction takes all pressure{where}"
        case _ if limit == VAPOUR:
            return f"the oil would boil behind km {legs_from_m[at] / 1e3:.0f}"
    return "the line is refused"


def profile_table(at_m: Float64s, pressure_pa: Float64s, maop_pa: Float64s) -> pl.DataFrame:
    """Pressure along the line, all arguments (n_points,)."""
    return pl.DataFrame({"km": at_m / 1e3, "pressure_mpa": pressure_pa / 1e6, "maop_mpa": maop_pa / 1e6})


def course_table(
    index: LineIndex, course: Course, suction_min_pa: Float64s, delivery_pa: float
) -> pl.DataFrame:
    """Pressure over time at the inlet of every station and at the delivery, as long as there are numbers."""
    hours = course.time_s / HOUR_S
    parts = [
        pl.DataFrame({"hour": hours, "where": name, "pressure_mpa": pressure / 1e6, "least_mpa": least / 1e6})
        for name, pressure, least in [
            *zip(index.stations, course.suction_pa.T, suction_min_pa, strict=True),
            ("delivery", course.delivery_pa, delivery_pa),
        ]
    ]
    return pl.concat(parts).filter(pl.col("pressure_mpa").is_not_nan())


def clock_row(
    index: LineIndex, out: str, flow: str, amount: float, clock: Clock, m3_per_kg: float
) -> dict[str, object]:
    """A row of the table of clocks; `amount` in bcm a year."""
    hours = clock.survival_s / HOUR_S
    return {
        "out": out,
        "flow": flow,
        "amount": amount,
        "hours": hours if np.isfinite(hours) else None,
        "breaks": broken(index, clock.limit, clock.limit_at, np.empty(0)) if np.isfinite(hours) else "",
        "lost": clock.lost_kg * m3_per_kg / 1e6,
    }


def batch_table(grades: Sequence[str], mass_t: Sequence[float], found: BatchArrivals) -> pl.DataFrame:
    """The way of every batch; `grades` and `mass_t` are of the batches."""
    return pl.DataFrame(
        {
            "batch": np.arange(1, len(grades) + 1),
            "grade": list(grades),
            "mass_kt": np.array(mass_t) / 1e3,
            "enters_d": found.enters_s / DAY_S,
            "arrives_d": found.arrives_s / DAY_S,
            "arrived_d": found.arrived_s / DAY_S,
            "mixed_m3": found.mixed_m3,
        }
    ).with_columns(pl.col("enters_d", "arrives_d", "arrived_d").fill_nan(None))


def flow_table(rows: Sequence[tuple[int, float]], capacity: float) -> pl.DataFrame:
    """Yearly deliveries beside the capacity."""
    return pl.DataFrame(
        {"year": [year for year, _ in rows], "nominated": [amount for _, amount in rows]},
        schema={"year": pl.Int64, "nominated": pl.Float64},
    ).with_columns(pl.lit(capacity).alias("capacity"))
