"""What moves where and when, of one replica: rides over links and sections, as a table that a map can play.

Two kinds of trips. Every unit that ran over a link of a border: as it was recorded, with its loads. And containers and
trucks that are followed along the corridors: over the sections before and behind the border with the very draws of
`study.trips`, over the border's link with the train that they were on. Sections of a corridor are not simulated, so
nothing else runs on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from crossgauge.errors import RunImpossible
from crossgauge.model.network import Network
from crossgauge.model.steps import Branch, Leave, Move, Step
from crossgauge.study.draws import luck
from crossgauge.study.followed import picked, pool_of
from crossgauge.study.trips import Milliseconds, departures, draws_of, epoch, luck_of
from crossgauge.study.ways import Border, Standing, Stretch, Way, told_ways
from crossgauge.tables.store import Results

A_DAY = 10  # trips followed along each corridor
MOST_FOLLOWED = 5_000  # along each, in a run
HOUR_MS = 3_600_000.0
Pools = dict[tuple[str, tuple[str, ...]], tuple[pl.DataFrame, list[str]]]  # by crossing and chains
OTHER = 255  # class of what no class is declared for
MOVEMENTS = {
    "trip": pl.UInt32,
    "line": pl.UInt16,
    "dir": pl.UInt8,
    "t0": pl.Float32,
    "t1": pl.Float32,
    "load": pl.Float32,
    "class": pl.UInt8,
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of lines and classes: links, then sections, in the network's order; classes, then corridors' modes."""

    lines: Mapping[str, int]
    starts: Mapping[str, str]  # of sections: the name of the place where each begins
    classes: Mapping[str, int]


def numbers_of(network: Network) -> Numbers:
    """The numbers of a network's lines and classes."""
    names = {place.id: place.name for place in network.places}
    lines = [*(one.id for one in network.links), *(one.id for one in network.sections)]
    modes = dict.fromkeys(one.mode for one in network.corridors)
    classes = [*(one.id for one in network.classes), *modes]
    return Numbers(
        {name: number for number, name in reversed(list(enumerate(lines)))},
        {one.id: names[one.start] for one in network.sections},
        {name: number for number, name in reversed(list(enumerate(classes)))},
    )


def movements(
    results: Results, network: Network, *, replica: int = 1, trips: int | None = None
) -> pl.DataFrame:
    """`MOVEMENTS`: a row a ride, sorted by trip, then t0. dir 0 runs from a line's start to its end, 1 back.

    t0, t1 : hours since the first recorded instant, in single precision: a run of a year is told to 2 s
    trips  : followed along each corridor, `A_DAY` if not told; a ride over a section is one row, its halts within
    A trip stands between its rows where the last one ended. Links that the network does not have are left out.
    """
    numbers, start_ms = numbers_of(network), first_ms(results)
    links = legs_of(results, network, replica)
    parts = [unit_rides(links)]
    n_units = int(links["trip"].max() or 0) + 1 if links.height else 0  # type: ignore[arg-type]
    n = min(A_DAY * int(results.manifest["days"]), MOST_FOLLOWED) if trips is None else trips
    pools: Pools = {}
    for place, way in enumerate(told_ways(results.manifest["labels"])):
        found = way_rides(results, way, numbers, links, replica, n, pools)
        parts.append(found.with_columns(pl.col("trip") + n_units + place * n))
    hours = [
        ((pl.col(name) - start_ms) / HOUR_MS).alias(told) for name, told in (("t0_ms", "t0"), ("t1_ms", "t1"))
    ]
    classes = pl.col("unit_class").replace_strict(numbers.classes, default=OTHER).alias("class")
    rows = pl.concat(parts).sort("trip", "t0_ms", maintain_order=True)
    return rows.with_columns(*hours, classes).select(
        pl.col(name).cast(kind) for name, kind in MOVEMENTS.items()
    )


def first_ms(results: Results) -> int:
    """The first recorded instant, ms since 1970."""
    clock = ZoneInfo(results.manifest["labels"]["clock"])
    day = date.fromisoformat(results.manifest["start"])
    return int(datetime(day.year, day.month, day.day, tzinfo=clock).timestamp() * 1_000)


def legs_of(results: Results, network: Network, replica: int) -> pl.DataFrame:
    """The recorded legs with line, direction and the trip's number: units in the order of their ids."""
    numbers, ways = numbers_of(network).lines, directions(network)
    words = [pl.col(word).cast(pl.String) for word in ("crossing", "chain", "link", "unit_class")]
    times = [
        pl.col(old).dt.epoch("ms").alias(new) for old, new in (("departed", "t0_ms"), ("arrived", "t1_ms"))
    ]
    legs = results.scan("legs", replica).select("unit", *words, "load", *times)
    known = pl.DataFrame(
        [(*key, numbers[key[2]], backs) for key, backs in ways.items()],
        schema={
            **dict.fromkeys(("crossing", "chain", "link"), pl.String),
            "line": pl.Int64,
            "backs": pl.List(pl.Int64),
        },
        orient="row",
    )
    found = legs.collect().join(known, on=["crossing", "chain", "link"], how="inner", maintain_order="left")
    found = found.sort("unit", "t0_ms", maintain_order=True)
    nth = pl.lit(0)
    if any(len(backs) > 1 for backs in ways.values()):
        nth = pl.min_horizontal(pl.int_range(pl.len()).over("unit", "link"), pl.col("backs").list.len() - 1)
    trip = (pl.col("unit") != pl.col("unit").shift()).fill_null(value=False).cum_sum().cast(pl.Int64).alias("trip")
    return found.with_columns(pl.col("backs").list.get(nth).alias("dir"), trip).drop("backs")


def directions(network: Network) -> dict[tuple[str, str, str], list[int]]:
    """By crossing, chain and link, how the chain runs it each time: 0 from its start to its end, 1 back.

    What comes behind `leave` (an empty train's way home) is not recorded.
    """
    found: dict[tuple[str, str, str], list[int]] = {}
    for crossing in network.crossings:
        for chain in crossing.chains:
            for move in moves_in(chain.steps):
                found.setdefault((crossing.id, chain.id, move.move), []).append(int(move.back))
    return found


def moves_in(steps: tuple[Step, ...]) -> list[Move]:
    """The moves of a visit in their order, those in arms of branches too."""
    found: list[Move] = []
    for step in steps:
        if isinstance(step, Leave):
            break
        if isinstance(step, Move):
            found.append(step)
        elif isinstance(step, Branch):
            found += [move for arm in step.arms for move in moves_in(arm.steps)]
    return found


def unit_rides(legs: pl.DataFrame) -> pl.DataFrame:
    """Rides of units over links."""
    return legs.select("trip", "line", "dir", "t0_ms", "t1_ms", pl.col("load").cast(pl.Float64), "unit_class")


def units_at(results: Results, border: Border, replica: int) -> tuple[pl.DataFrame, list[str]]:
    """The units that can be followed over a border; none where none was recorded."""
    try:
        _, pool, names = pool_of(results, border, replica)
    except RunImpossible:
        return pl.DataFrame(), []
    return pool, names


NONE = pl.DataFrame(
    schema={
        "trip": pl.Int64, "line": pl.Int64, "dir": pl.Int64, "t0_ms": pl.Int64, "t1_ms": pl.Int64,
        "load": pl.Float64, "unit_class": pl.String,
    }
)  # fmt: skip


def way_rides(
    results: Results, way: Way, numbers: Numbers, legs: pl.DataFrame, replica: int, n: int, pools: Pools
) -> pl.DataFrame:
    """Rides of n trips along a corridor; none where no unit was recorded at one of its borders. Writes: pools."""
    seed = int(results.manifest["seed"])
    borders: dict[int, pl.DataFrame] = {}
    units: dict[int, list[str]] = {}
    for k, leg in enumerate(way.legs):
        if isinstance(leg, Border):
            key = (leg.crossing, leg.chains)
            if key not in pools:
                pools[key] = units_at(results, leg, replica)
            pool, units[k] = pools[key]
            if pool.height == 0:
                return NONE
            borders[k] = picked(pool, luck(seed, way.id, leg.crossing, replica, count=n))
    draws = [draws_of(leg, luck_of(seed, way, k, replica, n)) for k, leg in enumerate(way.legs)]
    now, place = departures(results, way, replica, seed, n, borders, draws), way.start
    parts = [NONE]
    for k, leg in enumerate(way.legs):
        match leg:
            case Stretch():
                left = now + draws[k][0] + draws[k][1]
                parts.append(section_ride(leg, place, numbers, now, left))
                now, place = left, leg.end
            case Border():
                arrived = epoch(borders[k]["arrived"])
                parts.append(border_ride(borders[k], units[k], legs, now - arrived))
                now, place = now + epoch(borders[k]["left"]) - arrived, leg.sides[-1].place
            case Standing():
                now = now + draws[k][0]
    classes = borders[min(borders)]["unit_class"].cast(pl.String) if borders else pl.Series([way.mode] * n)
    rows = pl.concat(parts)
    return rows.with_columns(classes.gather(rows["trip"]).alias("unit_class"))


def section_ride(
    leg: Stretch, place: str, numbers: Numbers, begins: Milliseconds, ends: Milliseconds
) -> pl.DataFrame:
    """A ride of every trip over a section; none where the network has no such section."""
    if leg.section not in numbers.lines or leg.section not in numbers.starts:
        return NONE
    back = numbers.starts[leg.section] != place
    return pl.DataFrame({"trip": np.arange(len(begins)), "t0_ms": begins, "t1_ms": ends}).select(
        "trip", pl.lit(numbers.lines[leg.section], pl.Int64).alias("line"), pl.lit(int(back), pl.Int64).alias("dir"),
        "t0_ms", "t1_ms", pl.lit(1.0).alias("load"), pl.lit("").alias("unit_class"),
    )  # fmt: skip


def border_ride(
    trips: pl.DataFrame, units: list[str], legs: pl.DataFrame, shift: Milliseconds
) -> pl.DataFrame:
    """The legs of the units that each trip was on, moved in time with the trip, while it is at the border."""
    since = pl.col("arrived").dt.epoch("ms").alias("from_ms")
    pairs = pl.concat([trips.select("trip", pl.col(name).alias("unit"), since) for name in units])
    pairs = pairs.unique(["trip", "unit"], maintain_order=True)
    found = pairs.join(legs.drop("trip", "unit_class", "load"), on="unit", how="inner", maintain_order="left")
    found = found.filter(pl.col("t0_ms") >= pl.col("from_ms"))
    moved = pl.Series(shift).gather(found["trip"])
    return found.select(
        "trip", "line", "dir", pl.col("t0_ms") + moved, pl.col("t1_ms") + moved,
        pl.lit(1.0).alias("load"), pl.lit("").alias("unit_class"),
    )  # fmt: skip
