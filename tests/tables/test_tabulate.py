"""Traces made into tables."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from crossgauge.tables.columns import UNITS_PER_PART
from crossgauge.tables.schema import TABLES, columns_of
from crossgauge.tables.tabulate import bin_edges_h, tabulate
from crossgauge.tables.vocabulary import vocabulary_of
from traces import small_index, small_trace


@pytest.fixture
def frames():
    return tabulate(small_trace(), small_index(), replica=2)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_the_columns_that_the_schema_tells(frames, table):
    assert frames[table].columns == columns_of(table)


def test_only_units_that_left_in_the_recorded_period_have_a_visit(frames):
    visits = frames["visits"]

    assert visits["unit"].to_list() == [7, 9]
    assert visits["outcome"].to_list() == ["through", "balked"]
    assert visits["parent"].to_list() == [3, None]
    assert visits["border_h"].to_list() == [12.0, 0.0]


def test_cargo_is_the_units_own_and_that_of_its_loads(frames):
    train = frames["visits"].row(0, named=True)

    assert (train["teu"], train["mass_t"], train["persons"]) == (80.0, 400.0, 2.0)


def test_instants_are_in_the_clock_of_the_network(frames):
    left = frames["visits"]["left"]

    assert left.dtype == pl.Datetime("ms", "Asia/Almaty")
    assert left[0] == datetime(2023, 1, 1, 2, tzinfo=UTC)
    assert left.dt.hour()[0] == 8


def test_stages_are_those_of_units_with_a_visit(frames):
    assert frames["stages"]["stage"].to_list() == ["yard", "transloading"]
    assert frames["stages"]["stage_h"].sum() == frames["visits"]["border_h"][0]


def test_stages_and_visits_can_be_left_out():
    frames = tabulate(small_trace(), small_index(), replica=1, visits=False, stages=False)

    assert (frames["visits"].height, frames["stages"].height) == (0, 0)
    assert frames["dwells"]["stage_h"].sum() == 12.0


def test_legs_are_those_that_departed_in_the_period(frames):
    assert frames["legs"]["unit"].to_list() == [7]


def test_flows_count_every_day_and_chain(frames):
    flows = frames["flows"]

    assert flows.height == 4
    assert flows.row(0, named=True)["day"] == date(2023, 1, 1)
    assert flows.select("units", "lost", "loads", "teu", "mass_t", "persons").row(0) == (
        1,
        0,
        40,
        80.0,
        400.0,
        2.0,
    )
    assert flows["lost"].to_list() == [0, 0, 1, 0]


def test_resources_are_means_of_the_day_and_gates_tell_what_passed(frames):
    crane, _, gate, _, line, _ = frames["resources"].iter_rows(named=True)

    assert (crane["in_use"], crane["capacity"], crane["queue"], crane["waited_h"]) == (0.5, 2.0, 1.0, 6.0)
    assert (gate["served"], gate["in_use"], gate["kind"]) == (5, None, "hours")
    assert (line["resource"], line["crossing"], line["longest"]) == ("line", "", 0)


def test_histograms_have_a_row_for_each_filled_bin(frames):
    row = frames["histograms"].row(0, named=True)

    assert frames["histograms"].height == 1
    assert row["lower_h"] * 3600 == pytest.approx(2.0)
    assert row["upper_h"] / row["lower_h"] == pytest.approx(2 ** (1 / 12))


def test_bins_cover_every_duration():
    edges = bin_edges_h()

    assert (edges[0], edges[-1]) == (0.0, float("inf"))
    assert (edges[1:] > edges[:-1]).all()


def test_serials_of_two_parts_differ_and_their_frames_join():
    indexes = [small_index(0), small_index(1)]
    words = vocabulary_of(indexes)

    every = [tabulate(small_trace(), index, replica=1, vocabulary=words)["visits"] for index in indexes]

    assert pl.concat(every)["unit"].to_list() == [7, 9, UNITS_PER_PART + 7, UNITS_PER_PART + 9]
