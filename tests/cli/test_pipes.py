"""The verb pipes: tables, pictures, JSON, and errors without a traceback."""

import json

import pytest

from cli.post import call
from sources.pipeline_post import spoilt, write_lines

pytestmark = pytest.mark.usefixtures("plain_terminal")


@pytest.fixture
def project(tmp_path):
    return write_lines(tmp_path / "lines")


def test_lines_are_listed_with_their_base_of_volume(capsys, project):
    code, out, err = call(capsys, "pipes", "--project", project)

    assert (code, err) == (0, "")
    for words in (
        "bcm a year at standard 20 °C; oil in Mt a year",
        "Gas line",
        "Oil line",
        "15.0",
        "(kp1)",
        "(ps1)",
    ):
        assert words in out


def test_line_with_a_station_out_is_told_with_its_clock_and_pictures(capsys, project, tmp_path):
    code, out, err = call(
        capsys, "pipes", "--project", project, "--line", "gas", "--out-of-service", "kp2", "--out", "found"
    )

    assert (code, err) == (0, "")
    for words in (
        "Gas line: with kp2 out carries 25.0 bcm a year; delivery pressure is at its lowest",
        "of the 30.0 bcm of 2024 are short",
        "In bcm a year at standard 20 °C, delivered at its end.",
        "kp1, kp2",
        "± ",
        "in 90 % of the hours",
        "linepack",
        "How long a trip is borne",
        "What was delivered",
    ):
        assert words in out
    assert {path.name for path in (tmp_path / "found").iterdir()} == {
        "pipes.json", "capacities.csv", "profile.csv", "profile.svg", "clock.svg",
    }  # fmt: skip


def test_json_says_the_same_and_nothing_else(capsys, project):
    code, out, _ = call(
        capsys, "pipes", "--project", project, "--line", "oil", "--out-of-service", "ps1", "--json"
    )

    told = json.loads(out)
    assert code == 0
    assert (told["counted"], told["out"], told["nominated"]) == ("Mt a year", "ps1", 15.0)
    assert told["short"] == pytest.approx(15.0 - told["carried"])
    assert [row["out"] for row in told["capacities"]] == ["", "ps1", "ps2", "ps1, ps2"]


def test_border_is_told_before_and_after_with_intervals(capsys, project):
    code, out, err = call(
        capsys, "pipes", "--project", project, "--line", "oil", "--out-of-service", "ps1", "--by-road", "--push",
        "--from", "2024-04-01", "--days", "10", "--replicas", "3", "--workers", "1",
    )  # fmt: skip

    assert (code, err) == (0, "")
    for words in (
        "Instead of the line",
        "hill-road.truck-east",
        "before, h",
        "after, h",
        "95 %",
        "Hill Road, east truck",
    ):
        assert words in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--line", "gaz"), "no pipeline is called 'gaz'. Did you mean 'gas'?"),
        (
            ("--line", "gas", "--out-of-service", "kp9"),
            "no station of 'gas' is called 'kp9'. Did you mean 'kp",
        ),
        (("--line", "gas", "--year", "2020"), "has no nomination for 2020. It has 2023, 2024."),
        (("--out-of-service", "kp2"), "Expected --line"),
        (("--line", "gas", "--by-rail", "--year", "2023"), "carries what is asked of it"),
        (("--line", "oil", "--out-of-service", "ps1", "--by-rail"), "has no substitute 'rail'. It has road."),
        (("--line", "oil", "--out-of-service", "ps1", "--by-road", "--from", "soon"), "soon"),
        (
            ("--line", "oil", "--out-of-service", "ps1", "--by-road", "--days", "0"),
            "--days is 0. Expected at least 1.",
        ),
    ],
)
def test_wrong_asking_is_answered_with_what_was_expected(capsys, project, words, told):
    code, out, err = call(capsys, "pipes", "--project", project, *words)

    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


def test_folder_that_is_not_empty_is_left_alone(capsys, project):
    code, _, err = call(capsys, "pipes", "--project", project, "--line", "oil", "--out", project)

    assert code == 2
    assert "is not empty" in err


def test_pump_curve_that_rises_is_told_at_its_line(capsys, tmp_path):
    text = spoilt("flow: 1800 m3/h, head: 263 m", "flow: 1800 m3/h, head: 295 m")
    folder = write_lines(tmp_path / "wrong", text)

    code, _, err = call(capsys, "pipes", "--project", folder)

    assert code == 2
    assert "lines.yaml:" in err
    assert "the curve does not fall" in err
