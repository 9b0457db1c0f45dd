"""docs/calibration.md says what the stored result says, and what is free there is free in the network that is shipped."""

from pathlib import Path

import pytest

from crossgauge import reference
from crossgauge.study.calibrate.free import read_free
from crossgauge.study.calibrate.parameters import parameters_of
from docs.calibration_tables import stored, tables, year_error

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "calibration.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(tables(stored())))
def test_table_is_the_stored_result(name):
    rows = tables(stored())[name]

    assert rows
    assert "\n".join(rows) + "\n" in PAGE


@pytest.mark.parametrize("year", [2020, 2023, 2024])
def test_errors_of_held_out_years_are_those_of_the_facts(year):
    told = stored()
    before, after = (year_error(told, year, name) for name in ("before", "after"))

    assert f"| {year} | {before:.1%} | {after:.1%} |" in PAGE


def test_shipped_network_stays_since_it_is_better_on_what_was_held_out():
    """The sentence of the page: better where it was fitted, worse in 2024."""
    told = stored()
    fitted = told["errors"][0]

    assert fitted["error_after"] < fitted["error_before"]
    assert year_error(told, 2024, "after") > year_error(told, 2024, "before")


def test_what_is_free_is_in_the_shipped_network_as_it_was_when_it_was_fitted():
    network = reference()
    now = parameters_of(network, read_free([str(DOCS / "calibration" / "free.yaml")]))
    then = stored()["parameters"]

    assert [one.name for one in now] == [one["name"] for one in then]
    assert [list(one.paths) for one in now] == [one["paths"] for one in then]
    assert [one.now for one in now] == [one["before"] for one in then]
