"""The table of docs/corridors.md beside CPMM: observed figures are the facts', bold is what lies in our interval."""

import re
from pathlib import Path

import pytest

import crossgauge
from crossgauge.indicators.speed import stop_hours_per_section

PAGE = (Path(__file__).parents[2] / "docs" / "corridors.md").read_text("utf-8")
FACTS = {fact.id: fact.value for fact in crossgauge.reference().facts if fact.id.startswith("cpmm.")}
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| (Kazakhstan|China|…)", line)
]
COUNTRIES = {
    "Kazakhstan, rail": "kaz.rail",
    "Kazakhstan, road": "kaz.road",
    "China, rail": "prc.rail",
    "China, road": "prc.road",
}


def numbers(cell: str) -> tuple[float, float]:
    """A figure and the half width behind it, 0 if there is none."""
    mean, _, half = cell.replace("**", "").replace(",", "").partition("±")
    return float(mean), float(half or 0)


def keyed() -> list[tuple[str, list[str]]]:
    """The rows with the key of their facts; a row that begins with … goes on with the country above it."""
    key, found = "", []
    for row in ROWS:
        key = next((value for name, value in COUNTRIES.items() if row[0].startswith(name)), key)
        found.append((key, row))
    return found


def test_table_has_all_four_countries_and_modes():
    assert {key for key, _ in keyed()} == set(COUNTRIES.values())


@pytest.mark.parametrize(("key", "row"), keyed(), ids=lambda one: one[0] if isinstance(one, list) else one)
def test_observed_figures_are_those_of_cpmm(key: str, row: list[str]):
    swd, swod, tfi3 = (float(FACTS[f"cpmm.{key}.2022.{name}"]) for name in ("SWD", "SWOD", "TFI3"))

    assert numbers(row[3])[0] == swd
    assert numbers(row[5])[0] == swod
    assert numbers(row[7])[0] == pytest.approx(stop_hours_per_section(swd, swod), abs=0.06)
    assert numbers(row[9])[0] == tfi3


@pytest.mark.parametrize(("key", "row"), keyed(), ids=lambda one: one[0] if isinstance(one, list) else one)
def test_bold_is_what_lies_within_the_interval(key: str, row: list[str]):
    """And standing follows from both speeds of the row, as it is printed."""
    for ours, theirs in ((2, 3), (6, 7), (8, 9)):
        mean, half = numbers(row[ours])
        inside = abs(mean - numbers(row[theirs])[0]) <= half

        assert row[theirs].startswith("**") == inside, (row[0], row[ours], row[theirs])
    assert stop_hours_per_section(numbers(row[2])[0], numbers(row[4])[0]) == pytest.approx(
        numbers(row[6])[0], rel=0.03
    )
