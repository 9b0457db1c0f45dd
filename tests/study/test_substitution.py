"""What a line cannot carry, by rail and road: the room at the border, and the border with the extra units."""

from datetime import date

import polars as pl
import pytest

from crossgauge.errors import RunImpossible
from crossgauge.reference import folder as reference_folder
from crossgauge.sources.project import read_project
from crossgauge.study.pipes import study_line
from crossgauge.study.room import needs
from crossgauge.study.substitution import substitute
from sources.pipeline_post import spoilt, write_lines

FEW = {"start": date(2024, 4, 1), "days": 20, "replicas": 4, "workers": 1, "warmup_days": 5}


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return read_project(write_lines(tmp_path_factory.mktemp("lines")))


@pytest.fixture(scope="module")
def short(network):
    return study_line(network, "oil", ["ps1"])


def test_extra_trucks_end_where_nine_tenths_of_the_officers_are_used(network, short):
    """Two officers of 20 min: 129.6 trucks a day at nine tenths; 80 come, which leaves 49.6."""
    found = substitute(network, short, ["road"], **FEW)
    road = found.carriers[0]

    assert found.short_t_per_day == pytest.approx(short.short * 1e6 / 365)
    assert (road.unit_t, road.room.binding) == (20.0, "officers")
    # Poisson arrivals over 80 days: the mean has a standard error of 1 truck a day.
    assert abs(road.before - 80.0) < 4.0
    assert abs(road.taken - 49.6) < 4.0
    assert road.wanted == pytest.approx(found.short_t_per_day / 20.0)
    assert found.left_t_per_day == pytest.approx(found.short_t_per_day - 20.0 * road.taken)


def test_border_hours_after_come_with_their_interval_and_rise_with_the_trucks(network, short):
    found = substitute(network, short, ["road"], **FEW)
    rows = found.comparison.differences
    row = rows.filter((pl.col("metric") == "border_h") & (pl.col("crossing") == "hill-road")).row(
        0, named=True
    )
    units = rows.filter((pl.col("metric") == "units") & (pl.col("crossing") == "hill-road")).row(
        0, named=True
    )

    assert row["low"] > 0
    assert row["low"] <= row["difference"] <= row["high"]
    assert units["other"] / units["base"] == pytest.approx(
        1 + found.carriers[0].taken / found.carriers[0].before, rel=0.05
    )


def test_pushing_all_through_leaves_nothing_behind_and_the_border_pays(network, short):
    within = substitute(network, short, ["road"], **FEW)
    pushed = substitute(network, short, ["road"], push=True, **FEW)

    def hours(found):
        rows = found.comparison.differences
        return rows.filter((pl.col("metric") == "border_h") & (pl.col("crossing") == "hill-road"))["other"][0]

    assert pushed.left_t_per_day == pytest.approx(0.0, abs=1e-6)
    assert hours(pushed) > 2 * hours(within)


def test_line_that_carries_what_is_asked_sends_nothing_elsewhere(network):
    with pytest.raises(RunImpossible, match="line 'oil' carries what is asked of it"):
        substitute(network, study_line(network, "oil"), ["road"], **FEW)


def test_unknown_substitute_is_told_with_those_there_are(network, short):
    with pytest.raises(RunImpossible, match=r"has no substitute 'rail'. It has road"):
        substitute(network, short, ["rail"], **FEW)


def test_chain_by_timetable_cannot_be_more(tmp_path):
    timetable = '{times: ["08:00", "12:00"], clock: Asia/Almaty}'
    text = spoilt("{count: {2024: 29280}, clock: Asia/Almaty}", timetable)
    network = read_project(write_lines(tmp_path, text))

    with pytest.raises(RunImpossible, match="has a timetable or a log"):
        substitute(network, study_line(network, "oil", ["ps1"]), ["road"], **FEW)


def test_needs_of_a_wagon_train_follow_its_wagons_to_the_other_gauge():
    """65 wagons of an hour each at the fronts; half of the trains go home empty; 50 wagons make a train of 1435 mm."""
    network = read_project(reference_folder())
    crossing = next(one for one in network.crossings if one.id == "alashankou-dostyk-rail")

    found = needs(network, crossing, "wagons-east")

    assert found["cn-bulk-fronts"] == pytest.approx(65 * 3_600.0)
    assert found["handover-east"] == 1.0
    assert found["dostyk-moiynty"] == pytest.approx(0.5)
    assert found["alashankou-jinghe"] == pytest.approx(65 / 50)
    assert found["cn-inspection"] == pytest.approx(0.1 * 6 * 3_600)
