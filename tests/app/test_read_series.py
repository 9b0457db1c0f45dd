"""What the server shows over time: rings, movements, train graphs, corridors, facts, milestones."""

from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import polars as pl
import pytest

import crossgauge as cg
from app.reading import answer_of, near, plain_interval, told
from cli.post import PROJECT, write_project
from crossgauge.app.workspace import Workspace
from crossgauge.indicators.travel import travel, travel_summary
from crossgauge.study.forecast.marks import counters_of
from crossgauge.study.movements import MOVEMENTS, movements
from crossgauge.study.observe import observation_of
from crossgauge.study.trips import trips_of
from crossgauge.study.ways import told_ways, way_named

START = datetime(2023, 3, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = timedelta(hours=1)
ROAD, WAY = "khorgos-road", "xian-aktau"


def text(column):
    return pl.col(column).cast(pl.String)


def overlap(begin, end, low, high):
    """Hours of a time that lie in another."""
    return max(0.0, min(end, high) - max(begin, low))


def hours(instant):
    return (instant - START) / HOUR


def test_rings_are_hours_waited_in_each_step(seen):
    """A slow reading of stages and visits of replica 1, unit by unit; cars, which have no rows, by their day."""
    stages = seen.results.stages.filter((pl.col("replica") == 1) & (text("crossing") == ROAD)).to_dicts()
    visits = seen.results.visits.filter((pl.col("replica") == 1) & (text("crossing") == ROAD)).to_dicts()
    cars = seen.results.flows.filter(
        (pl.col("replica") == 1) & (text("crossing") == ROAD) & (text("chain") == "car-west")
    ).sort("day")
    steps = [(24.0 + 6 * k, 30.0 + 6 * k) for k in range(8)]
    waits = [(hours(row["entered"]), hours(row["entered"]) + row["waited_h"]) for row in stages]
    present = [(hours(row["arrived"]), hours(row["left"])) for row in visits]
    expected = [
        sum(overlap(*one, *step) for one in waits) / 6.0 + cars["waited_h"][int(step[0] // 24)] / 24.0
        for step in steps
    ]

    found = told(seen.workspace, "/api/runs/short/waiting?from_h=24&to_h=72&step_h=6")

    assert found["basis"] == "stages"
    assert found["hours"] == [step[0] for step in steps]
    (mine,) = [one for one in found["crossings"] if one["crossing"] == ROAD]
    assert mine["waiting"] == pytest.approx(expected, abs=2e-3)
    assert mine["present"] == pytest.approx(
        [sum(overlap(*one, *step) for one in present) / 6.0 for step in steps], abs=2e-3
    )


def table_of(answer):
    assert answer.headers["content-type"] == "application/vnd.apache.arrow.stream"
    return pl.read_ipc_stream(BytesIO(answer.content))


def test_movements_of_a_window_are_the_rides_under_way(seen):
    every = movements(seen.results, seen.workspace.network)

    answer = answer_of(seen.workspace, "/api/runs/short/movements?from_h=30&to_h=40&limit=100000")

    rows = [row for row in every.iter_rows() if row[4] >= 30 and row[3] <= 40]
    found = table_of(answer)
    assert dict(found.schema) == MOVEMENTS
    assert list(found.iter_rows()) == rows
    assert answer.headers["x-sample"] == "1 dot = 1 unit"
    assert int(answer.headers["x-trips"]) == len({row[0] for row in rows})


def test_movements_beyond_the_limit_are_a_stated_sample_of_whole_trips(seen):
    whole = table_of(answer_of(seen.workspace, "/api/runs/short/movements?from_h=30&to_h=40&limit=100000"))

    answer = answer_of(seen.workspace, "/api/runs/short/movements?from_h=30&to_h=40&limit=50")

    found, one_in = table_of(answer), int(answer.headers["x-one-in"])
    assert answer.headers["x-sample"] == f"1 dot = {one_in} units"
    assert found["trip"].n_unique() <= 50
    assert found.equals(whole.filter(pl.col("trip") % one_in == 0))


def test_lines_and_classes_of_the_network_are_those_of_movements(seen):
    network = seen.workspace.network
    shown = told(seen.workspace, "/api/runs/short/network")
    moved = movements(seen.results, network)

    assert [line["number"] for line in shown["lines"]] == list(range(len(shown["lines"])))
    ridden = [shown["lines"][number]["id"] for number in sorted(moved["line"].unique())]
    known = [one.id for one in network.links] + [one.id for one in network.sections]
    assert ridden == [known[number] for number in sorted(moved["line"].unique())]
    assert {shown["classes"][number]["kind"] for number in moved["class"].unique()} >= {"block train", "truck", "bus"}


def test_width_of_a_link_is_what_ran_over_it(seen):
    """Of a link that is run one way only, the other way is not told."""
    legs = seen.results.legs.filter(text("link") == "khorgos-strip")
    counts = {
        (way, name): [legs.filter((pl.col("replica") == n) & (text("direction") == way)) for n in (1, 2)]
        for way in ("west", "east")
        for name in ("units", "loads")
    }

    flows = told(seen.workspace, "/api/runs/short/lines")["flows"]

    mine = {one["dir"]: one for one in flows if one["id"] == "khorgos-strip"}
    for back, way in enumerate(("west", "east")):
        assert near(mine[back]["units"], plain_interval(frame.height for frame in counts[way, "units"]))
        assert near(mine[back]["loads"], plain_interval(frame["load"].sum() for frame in counts[way, "loads"]))
    assert {one["dir"] for one in flows if one["id"] == "alashankou-dostyk-1435"} == {0}


def test_train_graph_of_a_link_is_its_rides_from_end_to_end(seen):
    link = "alashankou-dostyk-1435"
    legs = seen.results.legs.filter(
        (pl.col("replica") == 1) & (text("link") == link) & (pl.col("load") > 1)
        & (pl.col("departed") <= START + 48 * HOUR) & (pl.col("arrived") >= START + 24 * HOUR)
    ).sort("departed")  # fmt: skip

    found = told(seen.workspace, f"/api/runs/short/traingraph?line={link}&from_h=24&to_h=48&limit=5000")

    assert [(stop["place"], stop["km"]) for stop in found["stations"]] == [("alashankou", 0.0), ("dostyk", 12.0)]
    trains = sorted(train["points"] for train in found["trains"] if train["load"] > 1)
    expected = [
        [hours(row["departed"]), 0.0, hours(row["arrived"]), 12.0] for row in legs.iter_rows(named=True)
    ]
    assert [[value for point in points for value in point] for points in trains] == [
        pytest.approx(row, abs=1e-3) for row in expected
    ]


def test_train_graph_of_a_corridor_passes_its_places_in_order(seen):
    found = told(seen.workspace, f"/api/runs/short/traingraph?line={WAY}&from_h=0&to_h=400&limit=5000")

    km = [stop["km"] for stop in found["stations"]]
    assert km == sorted(km)
    assert found["stations"][0]["place"] == "xian"
    assert found["stations"][-1]["place"] == "aktau"
    long = [train for train in found["trains"] if train["points"][-1][1] == km[-1]]
    assert long
    assert all(train["points"] == sorted(train["points"]) for train in long)
    assert {point[1] for train in found["trains"] for point in train["points"]} <= set(km)


def test_corridor_is_told_as_the_indicators_have_it(seen):
    way = way_named(told_ways(seen.results.manifest["labels"]), WAY)
    summary = travel_summary(travel(trips_of(seen.results, way))).to_dicts()

    found = told(seen.workspace, f"/api/runs/short/corridors/{WAY}")

    whole = {one["measure"]: one["value"] for one in found["measures"] if one["country"] == ""}
    assert {name: value["mean"] for name, value in whole.items()} == {row["measure"]: row["mean"] for row in summary}
    assert whole["hours"]["high"] == pytest.approx(summary[1]["mean"] + summary[1]["pm"])
    assert found["replicas"] == [1, 2]
    last = found["profile"][-1]
    assert last["place"]["kk"] == "Ақтау порты"
    assert last["hours"]["low"] < last["hours"]["mean"] < last["hours"]["high"]


def test_facts_of_the_run_s_time_stand_beside_it(tmp_path):
    """A count of 21 days beside a run of the same days; another of a year that the run does not cover is left out."""
    yearly = PROJECT[PROJECT.index("  hill.april:") :].replace("hill.april", "hill.year")
    yearly = yearly.replace("1-21 Apr 2024", "2024").replace("2024-04-01", "2024-01-01").replace("2024-04-21", "2024-12-31")
    project = write_project(tmp_path / "first", PROJECT + yearly)
    network = cg.read(project)
    results = cg.run(network, replicas=3, warmup_days=2, workers=1, out=tmp_path / "runs" / "april")
    (one,) = (fact for fact in network.facts if fact.id == "hill.april")
    expected = observation_of(network, one, {2024: results})

    found = told(Workspace(tmp_path / "runs", project=project), "/api/runs/april/observed")

    (row,) = found["rows"]
    assert (row["fact"], row["observed"], row["holds"]) == ("hill.april", 860.0, expected.holds)
    assert row["simulated"] == {"mean": expected.mean, "low": expected.low, "high": expected.high}
    assert found["left_out"] == 1


def test_cumulative_counts_are_departures_so_far(seen):
    """The trains of the railway port of Horgos, told by its facts, are departures on its links."""
    counter, measure = "horgos-railway-port", measure_of(seen.workspace.network, "horgos-railway-port")
    flows = seen.results.flows.filter((text("crossing") == measure.crossing) & text("chain").is_in(list(measure.chains)))
    so_far = [
        [flows.filter((pl.col("replica") == n) & (pl.col("day").dt.day() <= day))["units"].sum() for n in (1, 2)]
        for day in range(1, 6)
    ]

    (found,) = [
        one
        for one in told(seen.workspace, "/api/runs/short/milestones")["milestones"]
        if one["counter"] == counter
    ]

    assert found["days"] == [f"2023-03-0{n}" for n in range(1, 6)]
    assert found["lowest"] == [min(pair) for pair in so_far]
    assert found["highest"] == [max(pair) for pair in so_far]
    assert found["count"]["mean"] == [sum(pair) / 2 for pair in so_far]
    assert found["marks"] == []  # the run does not begin with the year


def measure_of(network, counter):
    """What a run must count for a counter."""
    facts = {fact.id: fact.measure for fact in network.facts}
    (mine,) = [one for one in counters_of(network.facts) if one.id == counter]
    return next(facts[mark.fact] for mark in mine.marks if facts[mark.fact])
