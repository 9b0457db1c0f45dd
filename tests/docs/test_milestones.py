"""How often reported counts lay in the bands that earlier reports gave (docs/milestones.md).

What the page shows is what this test computes: `python -m docs.test_milestones` in `tests/` writes its tables anew.
"""

import re
from pathlib import Path

import pytest

import crossgauge
from crossgauge.study.forecast.coverage import Coverage, Held, backtest, coverage_of
from crossgauge.study.forecast.marks import counters_of

PATH = Path(__file__).parents[2] / "docs" / "milestones.md"
LEAST = 4  # reports of a counter, to be counted here
HEADS = {
    "date": "| band | dates held | share, 95 % interval | mean width | constant rate holds | its width, holding as many |",
    "count": "| band | counts held | share, 95 % interval | mean width | constant rate holds | its width, holding as many |",
}
RULE = "|---|---|---|---|---|---|"


def all_helds() -> list[Held]:
    counters = counters_of(crossgauge.reference().facts)
    found = [backtest(counter) for counter in counters if counter.things == "trains"]
    return [held for helds in found if len(helds) >= LEAST for held in helds]


def shown_width(of: str, width: float) -> str:
    return f"{width:.1f} d" if of == "date" else f"{width:.1%} of the count"


def row_of(of: str, row: Coverage) -> str:
    return (
        f"| {row.level:.0%} | {row.held} of {row.n} | {row.held / row.n:.0%}, {row.low:.0%} – {row.high:.0%} "
        f"| {shown_width(of, row.width)} | {row.steady_held} of {row.n} | {shown_width(of, row.steady_width)} |"
    )


def table_of(of: str, helds: list[Held]) -> str:
    return "\n".join([HEADS[of], RULE, *[row_of(of, row) for row in coverage_of(helds, of)]])


@pytest.fixture(scope="module")
def helds() -> list[Held]:
    return all_helds()


@pytest.mark.parametrize("of", ["date", "count"])
def test_page_shows_the_coverage_that_is_reached(helds: list[Held], of: str):
    assert table_of(of, helds) in PATH.read_text("utf-8")


@pytest.mark.parametrize("of", ["date", "count"])
def test_bands_hold_as_often_as_they_say_and_are_sharper_than_a_constant_rate(helds: list[Held], of: str):
    """The nominal level lies in the interval of what was reached, at 50 and 95 %; the 80 % band is too wide."""
    half, _, most = coverage_of(helds, of)

    assert half.low <= half.level <= half.high
    assert most.low <= most.level <= most.high
    for row in coverage_of(helds, of):
        assert row.width < row.steady_width
        assert row.steady_held < row.held


def rewritten(page: str, of: str, table: str) -> str:
    """The page with a table put in place."""
    return re.sub(rf"^{re.escape(HEADS[of])}\n(?:\|.*\n)+", lambda _: table + "\n", page, flags=re.MULTILINE)


if __name__ == "__main__":
    told, text = all_helds(), PATH.read_text("utf-8")
    for name in HEADS:
        text = rewritten(text, name, table_of(name, told))
    PATH.write_text(text, "utf-8")
