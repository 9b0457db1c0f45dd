"""The verb `trace`: one unit's visit told in order, and what it says where there is nothing to tell."""

from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from crossgauge import read, read_results
from crossgauge.cli.command import run_command
from crossgauge.cli.trace import RUNNING, WAITING, WORKING, bar
from crossgauge.study.run import run
from crossgauge.study.story import Moment, find_unit, story_of
from study.small import small_network

FERRY = Path(__file__).parents[2] / "docs" / "classics" / "ferry"
TERMS = {"days": 7, "warmup_days": 1, "workers": 1}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week of two replicas, of which the first has its stages."""
    out = tmp_path_factory.mktemp("small") / "results"
    run(small_network(), replicas=2, out=out, **TERMS)
    return out


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cars that leave in boats."""
    out = tmp_path_factory.mktemp("ferry") / "results"
    run(read(FERRY), replicas=1, out=out, **TERMS)
    return out


def told(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> str:
    """What `crossgauge trace` prints, to the side where it belongs."""
    assert run_command(["trace", *map(str, arguments)]) == code
    out, err = capsys.readouterr()
    assert (out == "") == (code != 0)
    return out or err


def test_train_is_told_from_arrival_to_leaving(small, capsys, monkeypatch):
    """Every stage and leg of the tables is a line, in the order of time."""
    monkeypatch.setenv("COLUMNS", "120")
    unit = find_unit(read_results(small), unit_class="train")
    stages = read_results(small).stages.filter((pl.col("unit") == unit) & (pl.col("replica") == 1))

    text = told(capsys, small, "--unit", unit)
    lines = text.splitlines()

    assert lines[0].startswith(f"train {unit} of replica 1 at ")
    assert any("arrives" in line for line in lines)
    assert any(" line " in line and " link " in line and RUNNING in line for line in lines)
    assert stages.height > 0
    for stage in stages["stage"].cast(pl.String):
        assert any(stage in line for line in lines)
    dates = [
        line.split()[1:3]
        for line in lines
        if line[:4].strip() in ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
    ]
    assert dates == sorted(dates)
    assert "clock of Asia/Almaty" in text


def test_story_reads_on_a_narrow_terminal(small, capsys, monkeypatch):
    """80 characters: no line is wider, no time or word of it is cut."""
    monkeypatch.setenv("COLUMNS", "80")

    text = told(capsys, small, "--first", "train")

    assert max(map(len, text.splitlines()[2:])) <= 80
    assert "arrives" in text and "leaves" in text and "…" not in text.split("when")[1]


def test_story_spans_the_visit_and_no_more(small):
    results = read_results(small)

    for unit in results.scan("visits", 1).collect()["unit"].head(50):
        story = story_of(results, unit)

        stays = [moment for moment in story.moments if moment.waited_h is not None]
        assert all(story.visit["arrived"] <= moment.start <= moment.end for moment in story.moments)
        assert sum(moment.waited_h for moment in stays) <= story.visit["waited_h"] + 1e-9
        assert [moment.start for moment in story.moments] == sorted(moment.start for moment in story.moments)


def test_train_names_its_containers_and_they_name_it(small, capsys):
    results = read_results(small)
    train = find_unit(results, unit_class="train")
    boxes = results.scan("visits", 1).filter(pl.col("parent") == train).collect()["unit"].to_list()

    of_train = told(capsys, small, "--unit", train)
    of_box = told(capsys, small, "--unit", boxes[0])

    assert f"split into {len(boxes)} × container {min(boxes)}" in of_train
    assert f"split from train {train}" in of_box


def test_car_leaves_in_a_boat_and_the_boat_carries_it(ferry, capsys):
    car = find_unit(read_results(ferry), unit_class="car")

    boat = read_results(ferry).visits.filter(pl.col("unit") == car)["parent"].item()

    assert f"left in ferry {boat}" in told(capsys, ferry, "--unit", car)
    assert "carries" in told(capsys, ferry, "--unit", boat)


def test_longest_is_the_one_with_most_hours_of_its_class(small, capsys):
    visits = read_results(small).scan("visits", 1).filter(pl.col("unit_class") == "truck").collect()

    text = told(capsys, small, "--first", "truck", "--longest")

    longest = visits.sort("border_h", descending=True)["unit"][0]
    assert text.startswith(f"truck {longest} of replica 1")


def test_first_is_the_first_to_arrive(small, capsys):
    visits = read_results(small).scan("visits", 1).filter(pl.col("unit_class") == "truck").collect()

    text = told(capsys, small, "--first", "truck")

    assert text.startswith(f"truck {visits.sort('arrived', 'unit')['unit'][0]} of replica 1")


def test_unknown_unit_names_the_nearest_and_the_ranges(small, capsys):
    units = sorted(read_results(small).scan("visits", 1).collect()["unit"])

    text = told(capsys, small, "--unit", units[-1] + 1, code=2)

    assert f"no unit {units[-1] + 1} left" in text
    assert str(units[-1]) in text
    assert " to " in text


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--unit", 1, "--replica", 2], "no stages of replica 2 were recorded (the run says --record first)"),
        (["--unit", 1, "--replica", 2], "Expected a run with --record units or --replica 1."),
        (["--unit", 1, "--replica", 9], "no replica is called '9'. There are: 1, 2."),
        (["--first", "truk"], "no class is called 'truk'. Did you mean 'truck'?"),
        (["--first", "car"], "no unit of class 'car' has a row in replica 1."),
        ([], "Expected one of: --unit N, --first CLASS, --longest."),
        (["--unit", 1, "--longest"], "Expected one of: --unit N, --first CLASS, --longest."),
    ],
)
def test_what_cannot_be_told_says_why(small, capsys, arguments, expected):
    assert expected in told(capsys, small, *arguments, code=2)


def test_run_without_stages_says_how_to_get_them(tmp_path, capsys):
    out = tmp_path / "bare"
    run(small_network(), replicas=1, out=out, record="summary", **TERMS)

    assert "Expected a run with --record units." in told(capsys, out, "--longest", code=2)


def test_folder_that_is_none_says_so(tmp_path, capsys):
    assert "no such results folder" in told(capsys, tmp_path / "none", "--unit", 1, code=2)
    assert "not a finished results folder" in told(capsys, tmp_path, "--unit", 1, code=2)


@pytest.mark.parametrize(
    ("start", "hours", "waited", "drawn"),
    [
        (0, 32, 16.0, WAITING * 16 + WORKING * 16),
        (8, 4, 0.0, " " * 8 + WORKING * 4),
        (8, 4, None, " " * 8 + RUNNING * 4),
        (31.9, 0.1, 0.1, " " * 31 + WAITING),
        (32, 0, 0.0, " " * 31 + "│"),
    ],
)
def test_bar_stands_where_the_moment_is(start, hours, waited, drawn):
    """A visit of 32 hours on an axis of 32 characters."""
    came = datetime(2023, 1, 1)
    moment = Moment(came + timedelta(hours=start), came + timedelta(hours=start + hours), "x", "y", 1, waited)

    assert bar(moment, came, came + timedelta(hours=32), 32) == drawn
