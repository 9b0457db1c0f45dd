"""Trips along a corridor: a unit followed through its border, and the way around it."""

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from crossgauge.errors import NotFound, ResultsUnreadable, RunImpossible
from crossgauge.indicators.carbon import emissions, emissions_by
from crossgauge.indicators.corridor import tfi3, tfi4, trips
from crossgauge.indicators.speed import stop_hours_per_section
from crossgauge.indicators.travel import travel, travel_summary
from crossgauge.model.randomness import Constant
from crossgauge.study.run import input_hash, plain
from crossgauge.study.trips import trips_of
from crossgauge.study.ways import told_ways, way_named, ways_of
from study.handmade import CHAINS, CURVED, STAGES, VISITS, at, handmade_network, handmade_run
from study.small import small_network

HOURS = pl.col("left") - pl.col("entered")


def hours(stops: pl.DataFrame) -> list[tuple[str, float]]:
    """Activities and how long they last, h."""
    spent = stops.select("stage", HOURS.dt.total_milliseconds() / 3_600_000)
    return [(stage, round(spent_h, 9)) for stage, spent_h in spent.iter_rows() if spent_h]


def way_of(results, name: str = "way"):
    return way_named(told_ways(results.manifest["labels"]), name)


def test_container_is_followed_from_its_train_to_the_train_it_left_in(tmp_path: Path):
    """Each hour has one activity: the train's until it is unloaded, its own, then those of the departing train."""
    results = handmade_run(tmp_path)

    stops = trips_of(results, way_of(results), trips=1)

    at_border = stops.filter((pl.col("crossing") == "gate") & ~pl.col("moving"))
    assert hours(at_border) == [
        ("customs", 2.0), ("reception", 1.0), ("transshipment", 0.5), ("stack", 2.5), ("departure", 2.0), ("path", 2.0),
    ]  # fmt: skip
    assert at_border["place"].unique(maintain_order=True).to_list() == ["B", "C"]
    assert at_border["entered"][0].replace(tzinfo=None) == at(10)


def test_trip_can_be_followed_by_head(tmp_path: Path):
    """2 h and 1 h of halt, 10 h of border, 5 h and 1 h of halt, 3 h of customs; 100 + 30 + 200 + 30 USD; 10 t."""
    results = handmade_run(tmp_path)

    stops = trips_of(results, way_of(results), trips=1)
    trip = trips(stops).row(0, named=True)

    assert stops["entered"].min().replace(tzinfo=None) == at(7)
    assert (trip["distance_km"], trip["total_h"], trip["stop_h"], trip["move_h"]) == (320.0, 22.0, 15.0, 7.0)
    assert (trip["swd"], trip["swod"]) == pytest.approx((320 / 22, 320 / 7))
    assert trip["cost_usd"] == pytest.approx(360.0)
    assert trip["tfi3"] == pytest.approx(360.0 * (500 / 320) * (20 / 10))
    legs = dict(emissions(stops).select("section", "kg_co2e").iter_rows())
    assert legs == pytest.approx(
        {"first": 100 * 10 * 0.020, "gate": 20 * 10 * 0.020, "second": 200 * 10 * 0.030}
    )


def test_standing_per_500_km_follows_from_both_speeds_of_totals(tmp_path: Path):
    """500 (1/SWD - 1/SWOD) of totals is the standing time itself, whatever the trips."""
    results = handmade_run(tmp_path, handmade_network(CURVED), replicas=3)
    stops = trips_of(results, way_of(results), trips=40)

    speeds = {row["measure"]: row["total"] for row in tfi4(trips(stops)).iter_rows(named=True)}
    told = travel(stops)

    each = trips(stops)
    assert stop_hours_per_section(speeds["SWD"], speeds["SWOD"]) == pytest.approx(
        500.0 * each["stop_h"].sum() / each["distance_km"].sum()
    )
    assert told["stop_hours_500km"].to_list() == pytest.approx(
        (500.0 * told["stop_hours"] / told["km"]).to_list()
    )
    assert told["tfi3"].mean() == pytest.approx(tfi3(each)["mean"][0])


def test_part_in_a_country_begins_and_ends_at_its_border(tmp_path: Path):
    results = handmade_run(tmp_path)
    stops = trips_of(results, way_of(results), trips=1)

    parts = {
        country: trips(stops.filter(pl.col("country") == country)).row(0, named=True)
        for country in ("CN", "KZ")
    }

    assert [(part["distance_km"], part["total_h"]) for part in parts.values()] == [
        (100.0, 5.0),
        (200.0, 17.0),
    ]


def test_same_seed_gives_same_trips_and_another_seed_others(tmp_path: Path):
    results = handmade_run(tmp_path, handmade_network(CURVED), replicas=2)
    way = way_of(results)

    first, again, other = (trips_of(results, way, trips=20, seed=seed) for seed in (None, 1, 2))

    assert first.equals(again)
    assert not first.equals(other)
    assert trips(first)["total_h"].n_unique() == 40


def test_two_runs_share_the_luck_of_the_road(tmp_path: Path):
    """Five hours more at the border are five hours more in every trip, and nothing else."""
    slow = [(*row[:4], *(hour + 5 if hour >= 12 else hour for hour in row[4:])) for row in STAGES]
    late = [(*row[:4], *(hour + 5 if hour >= 12 else hour for hour in row[4:])) for row in VISITS]
    (tmp_path / "slow").mkdir()
    network = handmade_network(CURVED)
    before = handmade_run(tmp_path, network)
    after = handmade_run(tmp_path / "slow", network, visits=late, stages=slow)

    longer = [trips(trips_of(one, way_of(one), trips=30)) for one in (before, after)]

    assert (longer[1]["total_h"] - longer[0]["total_h"]).to_list() == pytest.approx([5.0] * 30)
    assert longer[0]["move_h"].to_list() == pytest.approx(longer[1]["move_h"].to_list(), rel=1e-12)


def test_container_that_leaves_by_itself_is_found_by_its_parent(tmp_path: Path):
    """Where no batch has become its parent, a child names what it was split from, though another came that hour."""
    visits = [
        (1, "train", None, 50, 10, 15),
        (3, "train", None, 50, 10, 15),
        (2, "box", 3, 1, 10, 20),
        (4, "box", 3, 1, 10, 20),
    ]
    stages = [(1, "train", "cn", "wrong", 10, 12), (3, "train", "cn", "right", 10, 13), *STAGES[3:5]]
    results = handmade_run(tmp_path, handmade_network(chains=CHAINS[:2]), visits=visits, stages=stages)

    stops = trips_of(results, way_of(results), trips=2)

    assert {stage for stage, _ in hours(stops.filter(pl.col("crossing") != ""))} == {
        "right",
        "transshipment",
        "stack",
    }


def test_charges_of_the_run_take_the_place_of_fees(tmp_path: Path):
    """A train of 40 that pays 400 USD is 10 USD for a container."""
    charge = {
        "crossing": "gate", "post": "kz", "chain": "out", "charge": "path", "name": "path", "payer": "carrier",
        "payee": "railway", "official": True, "usd": 400.0, "per": "unit", "stage": "", "free_h": 0.0,
        "first_day": "2023-01-01", "last_day": "2023-12-31",
    }  # fmt: skip
    results = handmade_run(tmp_path, charges=[charge])

    stops = trips_of(results, way_of(results), trips=1)

    assert stops.filter(pl.col("crossing") == "gate")["cost_usd"].sum() == pytest.approx(10.0)


def test_trips_cover_the_period_in_order_of_leaving(tmp_path: Path):
    """The i-th of n trips is drawn from the i-th n-th of the units."""
    visits = [(unit, "train", None, 1, 10 + unit, 12 + unit) for unit in range(100)]
    stages = [(unit, "train", "cn", "customs", 10 + unit, 12 + unit) for unit in range(100)]
    results = handmade_run(tmp_path, handmade_network(chains=CHAINS[:1]), visits=visits, stages=stages)

    stops = trips_of(results, way_of(results), trips=10)

    arrived = stops.filter(pl.col("stage") == "customs")["entered"].to_list()
    tens = [(instant.replace(tzinfo=None) - at(10)).total_seconds() // 36_000 for instant in arrived]
    assert tens == list(range(10))


def test_way_without_a_simulated_border_begins_through_the_period(tmp_path: Path):
    network = handmade_network()
    corridor = network.corridors[0]
    alone = replace(corridor, route=corridor.route[:1], mass_t=25.0)
    results = handmade_run(tmp_path, replace(network, corridors=(alone,)))

    each = trips(stops := trips_of(results, way_of(results), trips=14))

    assert each.select("total_h", "cost_usd", "mass_t").unique().rows() == [(3.0, 100.0, 25.0)]
    starts = stops.filter(pl.col("stage") == "departure")["entered"].dt.day().to_list()
    assert set(starts) >= {2, 3, 4, 5, 6}


def test_intervals_are_between_replicas(tmp_path: Path):
    results = handmade_run(tmp_path, handmade_network(CURVED), replicas=3)

    rows = travel(trips_of(results, way_of(results), trips=10))
    told = {row["measure"]: row for row in travel_summary(rows).iter_rows(named=True)}

    assert rows["trips"].to_list() == [10, 10, 10]
    assert told["hours"]["mean"] == pytest.approx(rows["hours"].mean())
    assert told["hours"]["pm"] == pytest.approx(4.302653 * rows["hours"].std() / 3**0.5)  # t of two degrees
    assert told["km"]["pm"] == pytest.approx(0.0)


def test_summary_keeps_the_identity_of_totals(tmp_path: Path):
    """Speeds are ratios of the sums of all replicas, whose standing is the same; the interval is that of hours."""
    results = handmade_run(tmp_path, handmade_network(CURVED), replicas=4)

    rows = travel(trips_of(results, way_of(results), trips=5))
    told = {row["measure"]: row for row in travel_summary(rows).iter_rows(named=True)}

    swd, swod, standing = (told[name]["mean"] for name in ("swd", "swod", "stop_hours_500km"))
    assert standing == pytest.approx(stop_hours_per_section(swd, swod))
    assert swd == pytest.approx(told["km"]["mean"] / told["hours"]["mean"])
    assert told["swd"]["pm"] / swd == pytest.approx(told["hours"]["pm"] / told["hours"]["mean"])


def test_leg_without_a_factor_has_no_emissions(tmp_path: Path):
    """Nothing is put in for what is not known."""
    results = handmade_run(tmp_path)
    stops = trips_of(results, way_of(results), trips=1).with_columns(
        pl.when(pl.col("section") != "second").then("g_per_tkm").alias("g_per_tkm")
    )

    found = dict(emissions_by(emissions(stops), ["section"]).select("section", "kg_co2e").iter_rows())

    assert found["second"] is None
    assert found["first"] == pytest.approx(20.0)


def test_manifest_gives_the_corridors_back():
    network = handmade_network(CURVED)

    written = json.loads(json.dumps({"ways": plain(ways_of(network))}))

    assert told_ways(written) == ways_of(network)


def test_corridors_do_not_change_what_a_run_simulates():
    """Cached runs stay valid when a corridor is drawn over them."""
    network = small_network()
    more = handmade_network()

    with_corridors = replace(
        network, places=(*network.places, *more.places), sections=more.sections, corridors=more.corridors
    )

    assert input_hash(network) == input_hash(with_corridors)


def test_what_cannot_be_told_says_what_to_do(tmp_path: Path):
    results = handmade_run(tmp_path, stages=[])
    way = way_of(results)

    with pytest.raises(RunImpossible, match=r"recorded no stages of units.*--record units"):
        trips_of(results, way)
    with pytest.raises(RunImpossible, match=r"trips is 0\. Expected 1 to 20000"):
        trips_of(results, way, trips=0)
    with pytest.raises(NotFound, match=r"no corridor is called 'wey'\. Did you mean 'way'"):
        way_named((way,), "wey")
    with pytest.raises(ResultsUnreadable, match="Give the project with --project"):
        told_ways({})


def test_nobody_on_the_chains_is_told(tmp_path: Path):
    results = handmade_run(tmp_path, visits=VISITS[:1])

    with pytest.raises(RunImpossible, match="replica 1 has no unit that passed gate by train, box, out"):
        trips_of(results, way_of(results))


def test_constant_speed_is_kept(tmp_path: Path):
    """Speed without delay of one section is its speed."""
    network = handmade_network(Constant(20.0))
    results = handmade_run(tmp_path, network)

    stops = trips_of(results, way_of(results), trips=3)

    first = trips(stops.filter((pl.col("section") == "first") | (pl.col("place") == "A")))
    assert first["swod"].to_list() == pytest.approx([72.0] * 3)
