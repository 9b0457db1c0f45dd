"""What the server tells of runs is what lies in their folders, computed plainly."""

import json
import shutil

import polars as pl
import pytest

from app.reading import answer_of, near, plain_interval, told
from crossgauge.app.workspace import Workspace

TRAINS = ("container-train-1435", "container-train-1520", "wagon-train-1435", "wagon-train-1520")
ALASHANKOU = "alashankou-dostyk-rail"


def text(column):
    return pl.col(column).cast(pl.String)


def by_replica(frame, column):
    return [frame.filter(pl.col("replica") == number)[column].sum() for number in (1, 2)]


def test_run_is_listed_with_what_it_is_of(seen):
    listed = told(seen.workspace, "/api/runs")

    (row,) = [one for one in listed["runs"] if one["id"] == "short"]
    assert row["readable"]
    assert (row["start"], row["end"], row["days"], row["replicas"]) == ("2023-03-01", "2023-03-05", 5, 2)
    assert row["input"] == seen.results.manifest["input"]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda folder: edit(folder, format=0), "format is 0"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "cannot be read"),
        (lambda folder: (folder / "manifest.json").unlink(), "manifest.json"),
        (lambda folder: edit(folder, labels=None), "labels"),
    ],
)
def test_run_that_cannot_be_read_is_listed_with_the_reason(seen, tmp_path, damage, words):
    """An older format and a damaged folder are no reason to hide the others."""
    for name in ("good", "bad"):
        shutil.copytree(seen.results.folder, tmp_path / "runs" / name)
    damage(tmp_path / "runs" / "bad")

    rows = {row["id"]: row for row in told(Workspace(tmp_path / "runs"), "/api/runs")["runs"]}

    assert rows["good"]["readable"]
    assert not rows["bad"]["readable"]
    assert words in rows["bad"]["message"]
    assert str(tmp_path) not in json.dumps(rows)
    answer = answer_of(Workspace(tmp_path / "runs"), "/api/runs/bad")
    assert answer.status_code == 409
    assert str(tmp_path) not in answer.text


def edit(folder, **changes):
    """Change words of a manifest; None takes one away."""
    path = folder / "manifest.json"
    manifest = {**json.loads(path.read_text()), **changes}
    path.write_text(json.dumps({name: value for name, value in manifest.items() if value is not None}))


def test_changed_summary_is_told_as_such(seen, tmp_path):
    shutil.copytree(seen.results.folder, tmp_path / "runs" / "run")
    summary = tmp_path / "runs" / "run" / "summary.json"
    summary.write_text(summary.read_text().replace("units", "unit", 1))

    answer = answer_of(Workspace(tmp_path / "runs"), "/api/runs/run/crossings")

    assert answer.status_code == 409
    assert "summary.json" in answer.json()["error"]["detail"]


def test_headlines_count_trains_and_cargo_once(seen):
    """Trains on the links between the posts; containers, wagons and trucks by themselves, not in their trains too."""
    legs = seen.results.legs.with_columns(text("unit_class"))
    trains = [legs.filter((pl.col("replica") == n) & pl.col("unit_class").is_in(TRAINS)).height for n in (1, 2)]
    boxes = seen.results.flows.filter(text("unit_class") == "container")

    found = {(one["key"], one["crossing"]): one["value"] for one in told(seen.workspace, "/api/runs/short")["headlines"]}

    assert near(found["trains", ""], plain_interval(trains))
    assert near(found["teu", ""], plain_interval(by_replica(boxes, "teu")))


def test_share_of_waiting_is_hours_waited_over_hours(seen):
    mine = seen.results.flows.filter(text("crossing") == ALASHANKOU)
    shares = [
        waited / hours for waited, hours in zip(by_replica(mine, "waited_h"), by_replica(mine, "border_h"), strict=True)
    ]

    found = {(one["key"], one["crossing"]): one["value"] for one in told(seen.workspace, "/api/runs/short")["headlines"]}

    assert near(found["waited_share", ALASHANKOU], plain_interval(shares))


def test_border_times_are_those_of_the_units(seen):
    visits = seen.results.visits.filter(
        (text("crossing") == "khorgos-road") & (text("chain") == "truck-west") & (text("outcome") == "through")
    )
    means = [visits.filter(pl.col("replica") == n)["border_h"].mean() for n in (1, 2)]
    slow = [visits.filter(pl.col("replica") == n)["border_h"].quantile(0.9, "linear") for n in (1, 2)]

    rows = told(seen.workspace, "/api/runs/short/crossings")["rows"]

    (row,) = [one for one in rows if (one["crossing"], one["chain"]) == ("khorgos-road", "truck-west")]
    assert near(row["border_h"], plain_interval(means))
    assert near(row["p90_h"], plain_interval(slow))
    assert row["name"]["ru"] == "Гружёный грузовик"


def test_what_binds_is_said_in_english_as_the_summary_says_it(seen):
    summary = json.loads((seen.results.folder / "summary.json").read_text())

    found = told(seen.workspace, "/api/runs/short/crossings")["binding"]

    assert [one["words"]["text"]["en"] for one in found] == [row["words"] for row in summary["binding"]]
    assert all(one["words"]["text"][language] for one in found for language in ("zh", "ru", "kk"))


def test_hours_of_a_stage_are_those_of_a_unit_that_left(seen):
    chain = (text("crossing") == "khorgos-road") & (text("chain") == "truck-west")
    dwells = seen.results.dwells.filter(chain & (text("stage") == "export check"))
    units = by_replica(seen.results.flows.filter(chain), "units")
    hours, waiting = (
        [total / left for total, left in zip(by_replica(dwells, name), units, strict=True)]
        for name in ("stage_h", "waited_h")
    )

    stages = told(seen.workspace, "/api/runs/short/stages?crossing=khorgos-road&direction=west")["rows"]

    (row,) = [one for one in stages if (one["chain"], one["stage"]) == ("truck-west", "export check")]
    assert near(row["hours"], plain_interval(hours))
    assert near(row["waiting"], plain_interval(waiting))
    assert row["name"]["zh"] == "出口检查"


def test_queue_of_a_day_is_its_mean_over_replicas(seen):
    days = seen.results.resources.filter(
        (text("crossing") == "khorgos-road") & (text("resource") == "kz-lanes")
    )
    third = [days.filter(pl.col("replica") == n).sort("day")["queue"][2] for n in (1, 2)]

    found = told(seen.workspace, "/api/runs/short/queues?crossing=khorgos-road")

    assert found["days"][2] == "2023-03-03"
    (series,) = [one for one in found["series"] if one["resource"] == "kz-lanes"]
    band = {name: series["queue"][name][2] for name in ("mean", "low", "high")}
    assert near(band, plain_interval(third), digits=3)


def test_queues_are_told_a_part_at_a_time(seen):
    first = told(seen.workspace, "/api/runs/short/queues?limit=3")
    rest = told(seen.workspace, "/api/runs/short/queues?limit=2&offset=1")

    assert len(first["series"]) == 3 < first["total"]
    assert rest["series"] == first["series"][1:]
