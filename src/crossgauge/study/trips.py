"""Whole trips along a corridor: what a run recorded at the border, and sections and stops around it.

The time at a simulated crossing is that of a unit which passed it. Sections and other stops are drawn, each from
numbers of its own (seed, corridor, replica, element), so that two runs share the luck of the road.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.errors import RunImpossible
from crossgauge.study.draws import Floats, luck, quantiles
from crossgauge.study.followed import Passed, passed, replicas_with_stages
from crossgauge.study.tariffs import charges_in
from crossgauge.study.ways import Border, Leg, Standing, Stretch, Way
from crossgauge.tables.store import Results

Milliseconds = NDArray[np.int64]
SECTION_KM = 500.0  # halts are told for so many
HALT_KM = 250.0  # one stop under way for about so many
MOST_TRIPS = 20_000  # in a replica
WORDS = (
    "unit_class",
    "direction",
    "crossing",
    "chain",
    "post",
    "place",
    "stage",
    "country",
    "mode",
    "section",
)
NUMBERS = ("distance_km", "length_km", "g_per_tkm", "cost_usd", "mass_t")
COLUMNS = ("replica", "unit", *WORDS, "moving", "entered", "left", *NUMBERS)


def trips_of(
    results: Results,
    way: Way,
    *,
    trips: int = 400,
    seed: int | None = None,
    charges: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """`stops` as `indicators.corridor` reads them: rows of trips along a corridor, in their order.

    trips   : in each replica that recorded stages; equal seeds, equal trips, whatever their number elsewhere
    seed    : without it the run's
    charges : of `study.tariffs`; without them those of the run

    On top of what the indicators need: country, mode, section, length_km and g_per_tkm of motion. Held in memory are
    the units of one border in one replica, and the rows of the trips. Raises RunImpossible where nothing was recorded.
    """
    if not 1 <= trips <= MOST_TRIPS:
        raise RunImpossible(f"trips is {trips}. Expected 1 to {MOST_TRIPS}.")
    numbers = replicas_with_stages(results)
    if not numbers:
        wrong = f"{results.folder}: recorded no stages of units, so no trip can be followed."
        raise RunImpossible(f"{wrong} Run again with --record units.")
    own = int(results.manifest["seed"]) if seed is None else seed
    clock = results.scan("visits", numbers[0]).collect_schema()["arrived"]
    paid = charges_in(results) if charges is None else charges
    return pl.concat([replica_trips(results, way, paid, replica, trips, own, clock) for replica in numbers])


@dataclass(slots=True)
class Log:
    """The rows of the trips of a replica as they are written, and where the trips are."""

    way: Way
    n: int
    now: Milliseconds
    country: str
    km: float = 0.0
    frames: list[pl.DataFrame] = field(default_factory=list)

    def write(self, entered: Milliseconds, left: Milliseconds, km: float, **told: object) -> None:
        """A row for every trip."""
        trip = np.arange(self.n)
        frame = pl.DataFrame({"unit": trip, "entered_ms": entered, "left_ms": left})
        self.add(frame.with_columns(pl.lit(km).alias("distance_km")), **told)

    def add(self, frame: pl.DataFrame, **told: object) -> None:
        """Rows with their columns filled up: words that are not told are empty, numbers null."""
        given = {**dict.fromkeys(WORDS, ""), **dict.fromkeys(NUMBERS), "moving": False, **told}
        filled = [
            pl.lit(value, dtype=pl.Float64 if name in NUMBERS else None).alias(name)
            for name, value in given.items()
            if name not in frame.columns
        ]
        order = pl.lit(len(self.frames)).alias("order")
        names = ("unit", "order", "entered_ms", "left_ms", *WORDS, "moving", *NUMBERS)
        self.frames.append(frame.with_columns(*filled, order).select(names))


def replica_trips(
    results: Results, way: Way, charges: pl.DataFrame, replica: int, n: int, seed: int, clock: pl.DataType
) -> pl.DataFrame:
    """The trips of one replica."""
    borders = {
        k: passed(results, leg, charges, replica, luck(seed, way.id, leg.crossing, replica, count=n))
        for k, leg in enumerate(way.legs)
        if isinstance(leg, Border)
    }
    drawn = [draws_of(leg, luck_of(seed, way, k, replica, n)) for k, leg in enumerate(way.legs)]
    begins = departures(results, way, replica, seed, n, {k: one.trips for k, one in borders.items()}, drawn)
    log = Log(way, n, begins, way.country)
    log.write(log.now, log.now, 0.0, place=way.start, stage="departure", country=way.country)
    for k, leg in enumerate(way.legs):
        match leg:
            case Stretch():
                ride(log, leg, *drawn[k])
            case Border():
                cross(log, leg, borders[k], factor_near(way, k))
            case Standing():
                stand(log, leg, drawn[k][0])
    return finished(log, borders, replica, clock)


def luck_of(seed: int, way: Way, k: int, replica: int, n: int) -> tuple[Floats, Floats]:
    """Two rows of numbers of an element: how fast, and how long it stands."""
    leg = way.legs[k]
    match leg:
        case Stretch():
            name = leg.section
        case Border():
            name = leg.crossing
        case Standing():
            name = leg.place
    return luck(seed, way.id, name, replica, "motion", count=n), luck(
        seed, way.id, name, replica, "stop", count=n
    )


def draws_of(leg: Leg, shares: tuple[Floats, Floats]) -> tuple[Milliseconds, Milliseconds]:
    """Milliseconds of motion and of standing of an element; of standing first, nothing else, where it is a stop."""
    match leg:
        case Stretch():
            moving_s = leg.length_km * 1_000.0 / np.maximum(quantiles(leg.speed, shares[0]), 1e-3)
            halts_s = quantiles(leg.halts, shares[1]) * leg.length_km / SECTION_KM
            return in_ms(moving_s), in_ms(halts_s)
        case Standing():
            return in_ms(quantiles(leg.time, shares[1])), in_ms(np.zeros(len(shares[1])))
    return in_ms(np.zeros(len(shares[0]))), in_ms(np.zeros(len(shares[0])))


def in_ms(seconds: Floats) -> Milliseconds:
    """Whole milliseconds, never below 0."""
    return np.rint(np.maximum(seconds, 0.0) * 1_000.0).astype(np.int64)


def departures(
    results: Results,
    way: Way,
    replica: int,
    seed: int,
    n: int,
    borders: Mapping[int, pl.DataFrame],
    drawn: Sequence[tuple[Milliseconds, Milliseconds]],
) -> Milliseconds:
    """When the trips begin: so that they reach the first border when their units did; else through the period.

    borders : trips over each border with `arrived`, by its place in the way
    """
    if borders:
        first = min(borders)
        before = sum((moves + stands for moves, stands in drawn[:first]), np.zeros(n, np.int64))
        return np.asarray(epoch(borders[first]["arrived"]) - before)
    start = np.datetime64(results.manifest["start"], "ms").astype(np.int64)
    days = int(results.manifest["days"])
    shares = (np.arange(n) + luck(seed, way.id, replica, "departure", count=n)) / n
    return np.asarray(start + in_ms(shares * days * 86_400.0))


def epoch(instants: pl.Series) -> Milliseconds:
    """Milliseconds since 1970."""
    return instants.dt.epoch("ms").to_numpy().astype(np.int64)


def ride(log: Log, leg: Stretch, moves: Milliseconds, stands: Milliseconds) -> None:
    """A section: pieces of motion between stops under way, then its end, passed or reached."""
    halts = max(1, round(leg.length_km / HALT_KM))
    edges = [0.0, *((k + 0.5) / halts for k in range(halts)), 1.0]
    told = {"country": leg.country, "mode": leg.mode, "section": leg.section}
    begin, start_km = log.now, log.km
    if leg.country != log.country:  # so that the part in a country begins where its line does
        log.write(begin, begin, start_km, country=leg.country, stage="passing")
        log.country = leg.country
    for k, (low, high) in enumerate(pairwise(edges)):
        stood = stands * k // halts
        entered = begin + (moves * low).astype(np.int64) + stood
        left = begin + (moves * high).astype(np.int64) + stood
        km, length = start_km + high * leg.length_km, (high - low) * leg.length_km
        log.write(
            entered, left, km, **told, stage="moving", moving=True,
            length_km=length, g_per_tkm=leg.g_per_tkm, cost_usd=length * leg.usd_per_km,
        )  # fmt: skip
        if k < halts:
            log.write(
                left,
                begin + (moves * high).astype(np.int64) + stands * (k + 1) // halts,
                km,
                **told,
                stage="halt",
            )
    log.now, log.km = begin + moves + stands, start_km + leg.length_km
    log.write(log.now, log.now, log.km, place=leg.end, stage="passing", country=leg.country)


def cross(log: Log, leg: Border, found: Passed, g_per_tkm: float) -> None:
    """A simulated border: the stages of the units, moved to when the trips are there."""
    arrived = epoch(found.trips["arrived"])
    shift = log.now - arrived
    sides = {side.post: side for side in leg.sides}
    last = leg.sides[-1].post
    rows = found.stages.with_columns(
        pl.col("trip").alias("unit"),
        *(
            (pl.col(name).dt.epoch("ms") + pl.Series(shift).gather(found.stages["trip"])).alias(f"{name}_ms")
            for name in ("entered", "left")
        ),
        pl.col("post")
        .replace_strict({post: side.place for post, side in sides.items()}, default="")
        .alias("place"),
        pl.col("post")
        .replace_strict({post: side.country for post, side in sides.items()}, default="")
        .alias("country"),
        (log.km + pl.when(pl.col("post") == last).then(leg.length_km).otherwise(0.0)).alias("distance_km"),
    )
    if rows["cost_usd"].null_count() == rows.height:
        rows = with_fees(rows, leg)
    log.add(rows, crossing=leg.crossing, direction=leg.direction)
    log.now = log.now + epoch(found.trips["left"]) - arrived
    log.km += leg.length_km
    log.country = leg.sides[-1].country
    if leg.length_km:
        log.write(
            log.now, log.now, log.km, country=leg.sides[-1].country, mode=log.way.mode, section=leg.crossing,
            crossing=leg.crossing, stage="border run", moving=True, length_km=leg.length_km, g_per_tkm=g_per_tkm,
        )  # fmt: skip


def with_fees(rows: pl.DataFrame, leg: Border) -> pl.DataFrame:
    """The rows with the fee of each post on the trip's last stage there."""
    fees = {side.post: side.fee_usd for side in leg.sides}
    final = pl.int_range(pl.len()).over("trip", "post") == pl.len().over("trip", "post") - 1
    fee = pl.col("post").replace_strict(fees, default=None, return_dtype=pl.Float64)
    return rows.with_columns(pl.when(final).then(fee).alias("cost_usd"))


def stand(log: Log, leg: Standing, stands: Milliseconds) -> None:
    """A stop that is drawn."""
    told = {"place": leg.place, "country": leg.country, "stage": leg.activity}
    log.write(log.now, log.now + stands, log.km, **told, cost_usd=leg.usd)
    log.now = log.now + stands


def factor_near(way: Way, k: int) -> float:
    """g CO2e for a tonne-kilometre of the section before an element, else of the one behind it; 0 if none."""
    around = [*reversed(way.legs[:k]), *way.legs[k:]]
    return next((leg.g_per_tkm for leg in around if isinstance(leg, Stretch)), 0.0)


def finished(log: Log, borders: dict[int, Passed], replica: int, clock: pl.DataType) -> pl.DataFrame:
    """The rows in the order of the trips, with instants, class and cargo."""
    if borders:
        cargo = borders[min(borders)].trips.select(pl.col("trip").alias("unit"), "unit_class", "mass_t")
    else:
        cargo = pl.DataFrame({"unit": np.arange(log.n)}).with_columns(
            pl.lit(log.way.mode).alias("unit_class"), pl.lit(log.way.mass_t, dtype=pl.Float64).alias("mass_t")
        )
    direction = next((leg.direction for leg in log.way.legs if isinstance(leg, Border)), "")
    rows = pl.concat(log.frames).sort("unit", "order", "entered_ms", maintain_order=True)
    zone = getattr(clock, "time_zone", None) or "UTC"
    instants = [
        pl.col(f"{name}_ms").cast(pl.Datetime("ms", "UTC")).dt.convert_time_zone(zone).alias(name)
        for name in ("entered", "left")
    ]
    found = rows.drop("unit_class", "mass_t", "direction").join(cargo, on="unit", maintain_order="left")
    told = (pl.lit(replica, pl.Int32).alias("replica"), pl.lit(direction).alias("direction"), *instants)
    return found.with_columns(told).select(COLUMNS)
