"""The figures of docs/pipelines.md are those that the lines give."""

import re
from pathlib import Path

import polars as pl
import pytest

from crossgauge.reference import folder
from crossgauge.sources.project import read_project
from crossgauge.study.pipes import overview, study_line

PAGE = (Path(__file__).parents[2] / "docs" / "pipelines.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def network():
    return read_project(folder())


def cells(words: str) -> list[str]:
    """The cells of the first row of a table with these words."""
    row = next(line for line in PAGE.splitlines() if line.startswith("|") and words in line)
    return [cell.strip() for cell in row.strip("|").split("|")]


def first(cell: str) -> float:
    """The first number of a cell."""
    return float(re.findall(r"[\d.,]+\d|\d", cell)[0].replace(",", ""))


def test_table_of_lines_is_that_of_the_overview(network):
    for row in overview(network).filter(pl.col("feeds") == "").iter_rows(named=True):
        if row["line"] == "gas-b":
            continue  # stands in the row of A
        _, km, design, computed, flow, worst = cells(f"`{row['line']}`")

        assert first(km) == pytest.approx(row["km"], abs=0.5)
        assert first(design) == row["design"]
        assert first(computed) == pytest.approx(row["capacity"], abs=0.05)
        if row["nominated"] is not None:
            assert first(flow) == pytest.approx(row["nominated"], abs=0.05)
            assert f"{row['used']:.0%}".replace("%", " %") in flow
            assert first(worst) == pytest.approx(row["worst"], abs=0.05)


def test_table_of_outages_is_that_of_line_c(network):
    found = study_line(network, "gas-c", ["kp4"])

    for station in ("kp1", "kp2", "kp3", "kp4", "kp5", "kp6", "kp7"):
        words = f"| {station} (head) |" if station == "kp1" else f"| {station} |"
        _, carried, binding, nominated, full = cells(words)
        row = found.capacities.filter(pl.col("out") == station).row(0, named=True)
        hours = {
            one["flow"]: one["hours"]
            for one in found.times.clocks.filter(pl.col("out") == station).iter_rows(named=True)
        }
        assert first(carried) == pytest.approx(row["carried"], abs=0.05)
        assert binding.split(";")[0] in row["binding"]
        assert first(nominated) == pytest.approx(hours["nominated"], abs=0.55)
        assert first(full) == pytest.approx(hours["full"], abs=0.06)
    year = found.year_of_outages
    told = f"line C {year.expected:.2f} ± {year.half_width:.2f} bcm a year expected (95 %), {year.p10:.1f} or more in 90 %"
    assert told in PAGE
