"""A run of one container, written down by hand, and a corridor around its border that can be followed by head.

a ─100 km─ b │ border, 20 km │ c ─200 km─ d
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl

from crossgauge.model.corridors import BorderStop, Corridor, Fee, Ride, Section, Stop
from crossgauge.model.crossings import Chain, Crossing, Post
from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.model.randomness import Constant, Distribution, Lognormal
from crossgauge.model.steps import Batch, Split, Stage
from crossgauge.study.run import plain
from crossgauge.study.ways import ways_of
from crossgauge.tables.manifest import FORMAT, NAME, sha256_of
from crossgauge.tables.store import Results, file_of

HOUR = 3_600.0
CLOCK = "Asia/Almaty"
FIFTY = Constant(50 / 3.6)  # km/h
CURVED = Lognormal(50 / 3.6, 0.3)
CHAINS = ("train", "box", "out")
# unit, chain, parent, load, arrived, left: the box came with train 1 and left in train 9
VISITS = [(1, "train", None, 50, 10, 15), (2, "box", 9, 1, 10, 20), (9, "out", None, 40, 16, 20)]
STAGES = [
    (1, "train", "cn", "customs", 10, 12),
    (1, "train", "kz", "reception", 12, 13),
    (1, "train", "kz", "transshipment", 13, 15),
    (2, "box", "kz", "transshipment", 13, 13.5),
    (2, "box", "kz", "stack", 13.5, 20),
    (9, "out", "kz", "departure", 16, 18),
    (9, "out", "kz", "path", 18, 20),
]


def at(hour: float) -> dt.datetime:
    """An hour of the first day."""
    return dt.datetime(2023, 1, 1) + dt.timedelta(hours=hour)


def handmade_network(speed: Distribution = FIFTY, chains: tuple[str, ...] = CHAINS) -> Network:
    """The corridor: 2 h and a halt of 1 h, the border, 5 h and a halt of 1 h, customs of 3 h at d."""
    first = Section(
        id="first", start="a", end="b", mode="rail", country="CN", length_m=100_000.0, speed=speed,
        halts=Constant(5 * HOUR), cost_usd_per_km=1.0, emission_g_per_tkm=20.0,
    )  # fmt: skip
    second = Section(
        id="second", start="d", end="c", mode="rail", country="KZ", length_m=200_000.0, speed=Constant(40 / 3.6),
        halts=Constant(2.5 * HOUR), cost_usd_per_km=2.0, emission_g_per_tkm=30.0,
    )  # fmt: skip
    border = BorderStop(
        crossing="gate", direction="west", chains=chains, length_m=20_000.0,
        fees=(Fee(post="cn", amount_usd=10.0), Fee(post="kz", amount_usd=20.0)),
    )  # fmt: skip
    customs = Stop(at="d", activity="customs of the city", time=Constant(3 * HOUR), cost_usd=30.0)
    route = (Ride(section="first"), border, Ride(section="second", cost_usd_per_km=1.0), customs)
    return Network(
        id="handmade",
        places=tuple(Place(id=name, name=name.upper(), country="CN" if name in "ab" else "KZ", latitude=44.0, longitude=80.0) for name in "abcd"),
        crossings=(gate(),),
        sections=(first, second),
        corridors=(Corridor(id="way", name="A to D", mode="rail", start="a", route=route),),
    )  # fmt: skip


def gate() -> Crossing:
    """A crossing of trains that are split into boxes, which leave in trains."""
    posts = tuple(
        Post(id=name, name=name, place=place, country=name.upper(), clock=CLOCK)
        for name, place in (("kz", "c"), ("cn", "b"))
    )
    steps = {
        "train": (Stage(stage="customs", post="cn"), Split(split="box")),
        "box": (Batch(batch=40, into="out"),),
    }
    return Crossing(
        id="gate", name="Gate", mode="rail", posts=posts,
        chains=tuple(Chain(id=name, unit_class=name, direction="west", steps=steps.get(name, ())) for name in CHAINS),
    )  # fmt: skip


def handmade_run(
    folder: Path,
    network: Network | None = None,
    *,
    visits: list[tuple[Any, ...]] = VISITS,
    stages: list[tuple[Any, ...]] = STAGES,
    charges: list[dict[str, Any]] | None = None,
    replicas: int = 1,
) -> Results:
    """Results of that run; every replica is later by a day than the one before it."""
    files: dict[str, Any] = {}
    for replica in range(1, replicas + 1):
        for table, frame in frames_of(visits, stages, replica).items():
            path = folder / file_of(table, replica)
            path.parent.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(path)
            files[file_of(table, replica)] = {"rows": frame.height, "sha256": sha256_of(path)}
    labels = {
        "ways": plain(ways_of(network or handmade_network())),
        "charges": charges or [],
        "crossings": {},
    }
    told = {
        "format": FORMAT, "seed": 1, "replicas": replicas, "start": "2023-01-01", "days": 7, "files": files,
        "network": {"id": "handmade", "name": "Handmade"}, "labels": labels,
    }  # fmt: skip
    (folder / NAME).write_text(json.dumps(told), encoding="utf-8")
    return Results(folder, json.loads(json.dumps(told)))


def frames_of(
    visits: list[tuple[Any, ...]], stages: list[tuple[Any, ...]], replica: int
) -> dict[str, pl.DataFrame]:
    """The two tables that trips are read from."""
    instant = pl.Datetime("ms")
    columns = {
        "unit": pl.Int64,
        "chain": pl.String,
        "parent": pl.Int64,
        "load": pl.Int64,
        "arrived": pl.Float64,
        "left": pl.Float64,
    }
    places = {
        "unit": pl.Int64,
        "chain": pl.String,
        "post": pl.String,
        "stage": pl.String,
        "entered": pl.Float64,
        "left": pl.Float64,
    }
    told = {
        "crossing": "gate",
        "direction": "west",
        "replica": replica,
        "outcome": "through",
        "unit_class": pl.col("chain"),
    }
    shared = [
        pl.lit(value).alias(name) if isinstance(value, str | int) else value.alias(name)
        for name, value in told.items()
    ]

    def instants(*names: str) -> list[pl.Expr]:
        hours = (
            pl.lit(at(24.0 * (replica - 1))) + pl.duration(microseconds=3.6e9 * pl.col(name))
            for name in names
        )
        return [
            expr.cast(instant).dt.replace_time_zone(CLOCK).alias(name)
            for name, expr in zip(names, hours, strict=True)
        ]

    cargo = [
        pl.col("load").cast(pl.Float64).mul(10.0).alias("mass_t"),
        pl.lit(0.0).alias("teu"),
        pl.lit(0.0).alias("persons"),
    ]
    return {
        "visits": pl.DataFrame(visits, columns, orient="row").with_columns(*shared, *cargo, *instants("arrived", "left")),
        "stages": pl.DataFrame(stages, places, orient="row")
        .with_columns((pl.col("left") - pl.col("entered")).alias("stage_h"))
        .with_columns(*shared, *instants("entered", "left")),
    }  # fmt: skip
