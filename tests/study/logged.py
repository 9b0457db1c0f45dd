"""A small crossing of known laws, and what a port would log of its runs."""

from datetime import UTC, date, datetime, timedelta

import polars as pl

import crossgauge
from crossgauge.model.calendars import Calendar, Period
from crossgauge.model.crossings import Chain, Crossing, Post, Resource
from crossgauge.model.demand import Arrivals
from crossgauge.model.fleet import TrafficClass
from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.model.randomness import Distribution, Gamma, Lognormal
from crossgauge.model.steps import Delay, Stage, Use
from crossgauge.sources.logs import Log, log_map, read_log

HOUR, MINUTE = 3_600.0, 60.0
CONTROL, WALK = Gamma(25 * MINUTE, 0.5), Lognormal(2 * HOUR, 0.4)
OFFICE = tuple(
    Period(weekday=day, start_s=start * HOUR, end_s=end * HOUR)
    for day in range(6)
    for start, end in ((8, 12), (13, 19))
)
MAP = "columns: {unit: unit, crossing: crossing, class: chain, direction: direction, post: post, stage: stage, entered: entered, left: left}\ntime_zone: UTC"


def gate(
    control: Distribution = CONTROL,
    walk: Distribution = WALK,
    hours: str = "always",
    count: float = 3_000.0,
    **flow,
) -> Network:
    """Trucks before three officers, then on the way to the gate."""
    return Network(
        id="gate",
        name="Gate",
        clock="UTC",
        start=date(2024, 4, 1),
        end=date(2024, 5, 5),
        places=(Place(id="hill", name="Hill", latitude=44.0, longitude=80.0),),
        calendars=(Calendar(id="office", clock="Asia/Almaty", periods=OFFICE),),
        classes=(TrafficClass(id="truck", name="truck", kind="truck"),),
        crossings=(
            Crossing(
                id="hill-road",
                name="Hill Road",
                mode="road",
                posts=(Post(id="kz", name="West Hill", place="hill", country="KZ", clock="Asia/Almaty"),),
                resources=(Resource(id="officers", post="kz", count=3, hours=hours),),
                chains=(
                    Chain(
                        id="truck-west",
                        unit_class="truck",
                        direction="west",
                        arrivals=(Arrivals(count=((2024, count),), **flow),),
                        steps=(
                            Stage(stage="control", post="kz"),
                            Use(use="officers", duration=control),
                            Stage(stage="way", post="kz"),
                            Delay(delay=walk, label="walk"),
                        ),
                    ),
                ),
            ),
        ),
    )


def stages_of(network: Network, replicas: int, **options) -> pl.DataFrame:
    """The stages of some replicas."""
    stages = crossgauge.run(network, replicas=replicas, workers=1, record="units", **options).stages
    return stages.with_columns(pl.col("crossing", "chain", "direction", "post", "stage").cast(pl.String))


def logged(stages: pl.DataFrame, folder, cut: datetime | None = None, name: str = "gate.csv") -> Log:
    """What a port that logs to the second has of some stages, up to an instant: later exits are not known."""
    until = cut or datetime(2100, 1, 1, tzinfo=UTC)
    text = "%Y-%m-%d %H:%M:%S"
    rows = stages.with_columns(pl.col("entered", "left").dt.convert_time_zone("UTC")).filter(
        pl.col("entered") < until
    )
    rows = rows.with_columns(
        pl.col("entered").dt.strftime(text),
        pl.when(pl.col("left") < until).then(pl.col("left")).dt.strftime(text).alias("left"),
    )
    path = folder / name
    rows.select("unit", "crossing", "chain", "direction", "post", "stage", "entered", "left").write_csv(path)
    return read_log(path, log_map(MAP, "map.yaml"))


def at(*hours: float) -> list[datetime]:
    """Instants so many hours after the first of January 2024."""
    return [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in hours]
