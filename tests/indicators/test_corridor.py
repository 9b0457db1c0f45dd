"""Indicators on tables small enough to follow by head; a log and a run through the same functions."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossgauge.indicators.averages import averages
from crossgauge.indicators.corridor import tfi3, tfi4, trips
from crossgauge.indicators.observed import indicators
from crossgauge.indicators.profile import mean_profile, trip_profile
from crossgauge.indicators.release import release_stages, reliability, throughput, units_present
from crossgauge.indicators.tfi import sides, tfi1, tfi2
from crossgauge.sources.logs import log_map, read_log
from crossgauge.study.logs import tables_of
from crossgauge.tables.schema import columns_of

MIDNIGHT = dt.datetime(2023, 1, 1)
MAP = """
columns: {unit: trip, class: class, place: place, distance: km, crossing: crossing, post: post, stage: activity,
          entered: entered, left: left, cost: usd, mass: t}
time_zone: UTC
"""
TRIPS = """trip,class,place,km,crossing,post,activity,entered,left,usd,t
A,truck,Urumqi,0,,,go,2023-01-01 00:00,2023-01-01 00:00,0,20
A,truck,Horgos,600,khorgos,cn,customs,2023-01-01 10:00,2023-01-01 20:00,300,20
A,truck,Nur Zholy,600,khorgos,kz,control,2023-01-01 20:00,2023-01-01 22:00,100,20
A,truck,Almaty,1000,,,end,2023-01-02 06:00,2023-01-02 06:00,0,20
B,truck,Urumqi,0,,,go,2023-01-01 00:00,2023-01-01 00:00,0,10
B,truck,Horgos,600,khorgos,cn,customs,2023-01-01 12:00,2023-01-01 16:00,100,10
B,truck,Nur Zholy,600,khorgos,kz,control,2023-01-01 16:00,2023-01-01 17:00,50,10
B,truck,Almaty,1000,,,end,2023-01-02 01:00,2023-01-02 01:00,0,10
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    path = tmp_path_factory.mktemp("log") / "trips.csv"
    path.write_text(TRIPS)
    return tables_of(read_log(path, log_map(MAP, "map.yaml")).records)


def stop(
    unit: str,
    entered_h: float,
    left_h: float | None,
    km: float | None,
    usd: float | None = None,
    moving: bool = False,
):
    at = [None if value is None else MIDNIGHT + dt.timedelta(hours=value) for value in (entered_h, left_h)]
    return {
        "replica": 1, "unit": unit, "unit_class": "", "direction": "", "place": "", "post": "", "stage": "", "moving": moving,
        "entered": at[0], "left": at[1], "distance_km": km, "cost_usd": usd, "mass_t": 20.0,
    }  # fmt: skip


def stops(*rows: dict[str, object]) -> pl.DataFrame:
    kinds = {"left": pl.Datetime("us"), "distance_km": pl.Float64, "cost_usd": pl.Float64}
    return pl.DataFrame(list(rows), schema_overrides=kinds)


def test_log_has_the_columns_of_a_run(tables: dict[str, pl.DataFrame]):
    for name in ("visits", "stages", "legs"):
        assert set(columns_of(name)) <= set(tables[name].columns)
    assert tables["visits"]["border_h"].to_list() == pytest.approx([12.0, 5.0])
    assert tables["legs"]["link"].to_list()[:3] == ["Urumqi–Horgos", "Horgos–Nur Zholy", "Nur Zholy–Almaty"]


def test_tfi1_and_tfi2_are_of_each_side(tables: dict[str, pl.DataFrame]):
    hours, money = (of(tables["stages"], tables["visits"]) for of in (tfi1, tfi2))

    assert hours.select("post", "trips", "mean", "median").rows() == [
        ("cn", 2, pytest.approx(7.0), pytest.approx(7.0)),
        ("kz", 2, pytest.approx(1.5), pytest.approx(1.5)),
    ]
    assert hours["weighted"].to_list() == pytest.approx([(10 * 20 + 4 * 10) / 30, (2 * 20 + 1 * 10) / 30])
    assert money["mean"].to_list() == pytest.approx([200.0, 75.0])


def test_side_runs_from_first_entry_to_last_exit_and_is_unknown_while_open():
    """Waiting between two stages of a post belongs to the side; a stage without exit makes it unknown."""
    at = [MIDNIGHT + dt.timedelta(hours=h) for h in range(9)]
    rows = [("A", at[0], at[2]), ("A", at[5], at[8]), ("B", at[0], at[2]), ("B", at[5], None)]
    stages = pl.DataFrame(
        [
            {
                "replica": 1,
                "unit": u,
                "crossing": "x",
                "chain": "",
                "direction": "",
                "post": "cn",
                "entered": e,
                "left": x,
            }
            for u, e, x in rows
        ]
    )

    assert sides(stages)["side_h"].to_list() == [pytest.approx(8.0), None]
    assert tfi1(stages)["trips"].to_list() == [1]


def test_both_speed_aggregates_and_cost_of_a_section(tables: dict[str, pl.DataFrame]):
    """A: 1000 km in 30 h, 18 h in motion. B: 1000 km in 25 h, 20 h in motion."""
    travelled = trips(tables["stops"])
    speeds = {row["measure"]: row for row in tfi4(travelled).iter_rows(named=True)}

    assert (speeds["SWD"]["mean"], speeds["SWD"]["total"]) == pytest.approx(((1000 / 30 + 40) / 2, 2000 / 55))
    assert (speeds["SWOD"]["mean"], speeds["SWOD"]["total"]) == pytest.approx(
        ((1000 / 18 + 50) / 2, 2000 / 38)
    )
    assert tfi3(travelled)["mean"].to_list() == pytest.approx([(400 / 2 + 150 / 2 * 2) / 2])


def test_stops_that_overlap_count_once_and_motion_is_no_stop():
    found = trips(
        stops(
            stop("A", 0, 0, 0.0),
            stop("A", 5, 9, 200.0, 10.0),
            stop("A", 7, 10, 200.0),
            stop("A", 10, 14, None, 40.0, moving=True),
            stop("A", 14, 14, 400.0),
        )
    )

    assert found.select("total_h", "stop_h", "move_h", "cost_usd").row(0) == pytest.approx(
        (14.0, 5.0, 9.0, 50.0)
    )


def test_trip_with_an_unknown_exit_on_the_way_has_no_speed():
    found = trips(stops(stop("A", 0, 0, 0.0), stop("A", 5, None, 200.0), stop("A", 9, 9, 400.0)))

    assert found.select("distance_km", "total_h", "swd", "swod").row(0) == (400.0, None, None, None)


def test_trimmed_mean_leaves_out_a_tenth_at_each_end():
    frame = pl.DataFrame({"key": "a", "h": [-1000.0, *[1.0] * 8, 1000.0]})

    assert averages(frame, ["key"], "h")["trimmed"].to_list() == [1.0]


@given(values=st.lists(st.floats(0, 1e4), min_size=2, max_size=40))
def test_margin_is_of_students_t(values: list[float]):
    from scipy.stats import t

    found = averages(pl.DataFrame({"key": "a", "h": values}), ["key"], "h").row(0, named=True)

    low, high = t.interval(
        0.95, len(values) - 1, np.mean(values), np.std(values, ddof=1) / np.sqrt(len(values)) + 1e-300
    )
    assert found["margin"] == pytest.approx((high - low) / 2, rel=1e-6, abs=1e-9)


def test_profile_stands_at_stops_and_slopes_between(tables: dict[str, pl.DataFrame]):
    trip = trip_profile(tables["stops"].filter(pl.col("unit") == "A"))

    assert trip["km"].to_list() == [0, 0, 600, 600, 600, 600, 1000, 1000]
    assert trip["hours"].to_list() == pytest.approx([0, 0, 10, 20, 20, 22, 30, 30])
    assert trip["cost_usd"].to_list() == [0, 0, 0, 300, 300, 400, 400, 400]


def test_mean_trip_is_the_mean_over_trips_at_each_place(tables: dict[str, pl.DataFrame]):
    mean = mean_profile(tables["stops"])

    assert mean.filter("after").select("place", "km", "trips").rows() == [
        ("Urumqi", 0.0, 2), ("Horgos", 600.0, 2), ("Nur Zholy", 600.0, 2), ("Almaty", 1000.0, 2),
    ]  # fmt: skip
    assert mean["hours"][-1] == pytest.approx((30 + 25) / 2)
    assert mean["cost_usd"][-1] == pytest.approx((400 + 150) / 2)
    assert mean["hours"].is_sorted()


def test_places_read_off_another_odometer_stay_one_step():
    rows = [
        stop(unit, *at, km) | {"place": place}
        for unit, shift in (("A", -2.0), ("B", 0.0), ("C", 2.0))
        for place, km, *at in (("a", 0.0, 0, 0), ("b", 500.0 + shift, 5, 9), ("c", 1000.0, 14, 14))
    ]

    mean = mean_profile(stops(*rows))

    assert mean["hours"].to_list() == pytest.approx([0, 0, 5, 9, 14, 14])


def test_trip_that_passes_without_a_stop_counts_with_when_it_passes():
    mean = mean_profile(
        stops(
            *(
                stop("A", 0, 0, 0.0) | {"place": "a"},
                stop("A", 5, 9, 500.0) | {"place": "b"},
                stop("A", 14, 14, 1000.0) | {"place": "c"},
            ),
            *(stop("B", 0, 0, 0.0) | {"place": "a"}, stop("B", 10, 10, 1000.0) | {"place": "c"}),
        )
    )

    at_b = mean.filter(pl.col("place") == "b")
    assert at_b["hours"].to_list() == pytest.approx([5.0, 7.0])  # 5 and 5 before, 9 and 5 after


def test_stages_come_in_their_order_with_their_share(tables: dict[str, pl.DataFrame]):
    found = release_stages(tables["stages"])

    assert found.select("post", "stage").rows() == [("cn", "customs"), ("kz", "control")]
    assert found["share"].to_list() == pytest.approx([14 / 17, 3 / 17])


def test_buffer_time_is_what_one_must_plan_above_the_mean():
    hours = pl.DataFrame(
        {
            "crossing": "x",
            "direction": "",
            "unit_class": "",
            "outcome": "through",
            "border_h": [2.0] * 90 + [12.0] * 10,
        }
    )

    found = reliability(hours).row(0, named=True)

    assert (found["mean_h"], found["p95_h"]) == pytest.approx((3.0, 12.0))
    assert (found["buffer_time_index"], found["planning_time_index"]) == pytest.approx((3.0, 6.0))


def test_throughput_counts_what_left(tables: dict[str, pl.DataFrame]):
    found = throughput(tables["visits"], "1d").row(0, named=True)

    assert (found["units"], found["mass_t"], found["teu"]) == (2.0, 30.0, None)


def test_units_present_are_hours_of_stay_over_24(tables: dict[str, pl.DataFrame]):
    """A was at the border for 12 h of the day, B for 5; one more still stands there when the log ends at 22:00."""
    visits = tables["visits"]
    waiting = visits.head(1).with_columns(
        pl.lit(None, dtype=visits.schema["left"]).alias("left"), pl.lit("open").alias("outcome")
    )

    found = units_present(pl.concat([visits, waiting]))

    assert found["units"].to_list() == pytest.approx([(12 + 5 + 12) / 24])


def test_clock_that_skips_a_midnight_has_days_all_the_same():
    """Tehran's clock had no 00:00 on 22 March 2022."""
    at = pl.Series([dt.datetime(2022, 3, 20, 12), dt.datetime(2022, 3, 23, 12)]).dt.replace_time_zone(
        "Asia/Tehran"
    )
    visits = pl.DataFrame(
        {
            "replica": 1,
            "crossing": "x",
            "direction": "",
            "unit_class": "",
            "outcome": "through",
            "load": None,
            "teu": None,
            "mass_t": 20.0,
            "persons": None,
        }
    )
    visits = visits.with_columns(pl.lit(at[0]).alias("arrived"), pl.lit(at[1]).alias("left"))

    assert units_present(visits)["units"].to_list() == pytest.approx([0.5, 1.0, 1.0, 0.5])
    assert throughput(visits, "1d")["units"].to_list() == [1.0]


def test_run_goes_through_the_same_functions(tmp_path):
    """TFI1, stages, dwell and throughput of a simulated run: sides add up to no more than its border hours."""
    from crossgauge.study.run import run
    from study.small import small_network

    results = run(small_network(), start="2023-01-02", end="2023-01-15", replicas=2, workers=1, warmup_days=2, out=tmp_path / "run", record="units")  # fmt: skip
    tables = {"visits": results.visits, "stages": results.stages}

    found = indicators(tables)

    trucks = found["tfi1"].filter(pl.col("crossing") == "road")
    border = found["dwell"].filter((pl.col("crossing") == "road") & (pl.col("unit_class") == "truck"))
    assert trucks.height > 0
    assert trucks["mean"].sum() <= border["mean"][0] + 1e-6
    assert found["tfi2"].height == 0
    assert found["throughput"]["units"].sum() > 0
