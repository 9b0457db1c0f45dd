"""What moves: legs as they were recorded, and trips of corridors with the draws of `study.trips`, to the bit."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

import crossgauge as cg
from crossgauge.model.steps import Branch, Leave, Move
from crossgauge.study.draws import luck
from crossgauge.study.followed import picked, pool_of
from crossgauge.study.movements import A_DAY, movements
from crossgauge.study.trips import trips_of
from crossgauge.study.ways import Border, told_ways
from study.small import small_network

DAYS, TRIPS = 4, 30
START_MS = int(datetime(2023, 3, 1, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1_000)


@pytest.fixture(scope="module")
def network():
    return cg.reference()


@pytest.fixture(scope="module")
def results(network, tmp_path_factory):
    return cg.run(
        network, start="2023-03-01", days=DAYS, replicas=1, warmup_days=3, workers=1, record="units",
        out=tmp_path_factory.mktemp("moved") / "run",
    )  # fmt: skip


@pytest.fixture(scope="module")
def moved(results, network):
    return movements(results, network, trips=TRIPS)


def moves_of(steps):
    """Moves until the unit leaves, arms of branches too: the way home of an empty train is not recorded."""
    for step in steps:
        if isinstance(step, Leave):
            return
        if isinstance(step, Move):
            yield step
        if isinstance(step, Branch):
            for arm in step.arms:
                yield from moves_of(arm.steps)


def slow_legs(results, network):
    """Rows of units over links, one after the other."""
    lines = [link.id for link in network.links]
    classes = [one.id for one in network.classes]
    backs = {
        (crossing.id, chain.id, move.move): move.back
        for crossing in network.crossings
        for chain in crossing.chains
        for move in moves_of(chain.steps)
    }
    rows = results.legs.filter(pl.col("replica") == 1).to_dicts()
    trips = {unit: number for number, unit in enumerate(sorted({row["unit"] for row in rows}))}
    first = datetime.fromtimestamp(START_MS / 1_000, ZoneInfo("Asia/Shanghai"))

    def hour(instant):
        return float(np.float32((instant - first).total_seconds() / 3600))

    return sorted(
        (
            trips[row["unit"]], lines.index(row["link"]), int(backs[row["crossing"], row["chain"], row["link"]]),
            hour(row["departed"]), hour(row["arrived"]), float(row["load"]), classes.index(row["unit_class"]),
        )
        for row in rows
    )  # fmt: skip


def test_units_run_over_links_as_they_were_recorded(results, network, moved):
    expected = slow_legs(results, network)

    found = moved.filter(pl.col("trip") <= expected[-1][0])

    assert [tuple(row) for row in found.iter_rows()] == expected


def way_trips(moved, results, place):
    """The rows of the trips of the n-th corridor, numbered from 0."""
    units = results.legs.filter(pl.col("replica") == 1)["unit"].n_unique()
    first = units + place * TRIPS
    mine = moved.filter(pl.col("trip").is_between(first, first + TRIPS - 1))
    return mine.with_columns((pl.col("trip").cast(pl.Int64) - first).alias("trip"))


@pytest.mark.parametrize("place", [0, 2, 6, 7])
def test_corridors_ride_with_the_draws_of_trips_to_the_bit(results, network, moved, place):
    """§ docs/corridors.md: a section is entered when its first piece of motion begins, left when its stops are over."""
    way = told_ways(results.manifest["labels"])[place]
    sections = {one.id: number for number, one in enumerate(network.sections, start=len(network.links))}
    stops = trips_of(results, way, trips=TRIPS).filter(pl.col("section").is_in(list(sections)))
    ms = stops.select(
        "unit", "section", *((pl.col(name).dt.epoch("ms") - START_MS).alias(name) for name in ("entered", "left"))
    )
    rides = ms.group_by("unit", "section", maintain_order=True).agg(pl.col("entered").min(), pl.col("left").max())

    found = way_trips(moved, results, place).filter(pl.col("line") >= len(network.links))

    expected = {
        (unit, sections[section], np.float32(entered / 3.6e6), np.float32(left / 3.6e6))
        for unit, section, entered, left in rides.iter_rows()
    }
    assert set(found.select("trip", "line", "t0", "t1").iter_rows()) == expected
    assert len(expected) == found.height > 0


def test_followed_container_crosses_on_the_train_that_it_was_on(results, network, moved):
    """Its leg is one of those that trains ran; only one that ran before the first instant is not recorded."""
    place, way = next((k, one) for k, one in enumerate(told_ways(results.manifest["labels"])) if one.mode == "rail")
    border = next(leg for leg in way.legs if isinstance(leg, Border))
    links = [number for number, link in enumerate(network.links) if link.id.startswith("horgos-altynkol-1435")]
    trains = moved.filter(pl.col("line").is_in(links) & (pl.col("load") > 1))

    found = way_trips(moved, results, place).filter(pl.col("line").is_in(links))

    _, pool, _ = pool_of(results, border, 1)
    trips = picked(pool, luck(1, way.id, border.crossing, 1, count=TRIPS))
    missing = trips.filter(~pl.col("trip").is_in(found["trip"].cast(pl.Int64).implode()))
    assert set(found.select("t0", "t1").iter_rows()) <= set(trains.select("t0", "t1").iter_rows())
    assert found["trip"].n_unique() + missing.height == TRIPS > missing.height
    assert (missing["arrived"].dt.epoch("ms") < START_MS).all()


def test_trip_is_in_one_place_at_a_time(moved):
    """A ride begins when the one before it has ended, or later."""
    after = pl.col("t1").shift(1).over("trip")

    overlaps = moved.filter(pl.col("t0") < after)

    assert overlaps.height == 0
    assert moved.equals(moved.sort("trip", "t0", maintain_order=True))


def test_as_many_are_followed_as_days_ask(results, network):
    units = results.legs["unit"].n_unique()

    found = movements(results, network)

    assert found["trip"].max() < units + len(network.corridors) * A_DAY * DAYS


def test_run_without_corridors_and_units_has_its_legs_only(tmp_path):
    network = small_network()
    results = cg.run(network, days=5, replicas=1, warmup_days=0, workers=1, record="counts", out=tmp_path / "run")

    found = movements(results, network)

    assert found.height == results.legs.height > 0
    assert found["dir"].to_list() == [0] * found.height


def test_shuttle_that_runs_there_and_back_in_one_visit_is_told_each_way(tmp_path):
    """Three times over the line of a small network: there, back, there."""
    network = small_network()
    (rail,) = (one for one in network.crossings if one.id == "rail")
    (train,) = (one for one in rail.chains if one.id == "train-west")
    steps = (*train.steps, Move(move="line", back=True), Move(move="line"))
    chains = tuple(replace(one, steps=steps) if one is train else one for one in rail.chains)
    crossings = tuple(replace(one, chains=chains) if one is rail else one for one in network.crossings)
    shuttles = replace(network, crossings=crossings)
    results = cg.run(shuttles, days=5, replicas=1, warmup_days=0, workers=1, record="counts", out=tmp_path / "run")

    found = movements(results, shuttles)

    ways = [tuple(dirs) for dirs in found.group_by("trip", maintain_order=True).agg("dir")["dir"]]
    assert set(ways) <= {(0,), (0, 1), (0, 1, 0)}
    assert (0, 1, 0) in ways
