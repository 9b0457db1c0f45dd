"""Paired differences by head: t intervals, Holm, and words."""

import polars as pl
import pytest

from crossgauge.indicators.differences import differences, holm, paired
from crossgauge.indicators.figures import FIGURES, figures


def told(values, metric="border_h", crossing="hill", unit_class="truck"):
    """Figures of one class, a value a replica."""
    row = {
        "crossing": crossing,
        "direction": "west",
        "unit_class": unit_class,
        "resource": "",
        "metric": metric,
    }
    rows = [row | {"replica": n, "value": value} for n, value in enumerate(values, 1)]
    return pl.DataFrame(rows, schema=FIGURES)


def test_holm_by_head():
    """Smallest first: 4 × 0.005, 3 × 0.01, 2 × 0.03; 0.04 may not be below the one before it."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.9]) == [1.0, 1.0]


def test_difference_of_pairs_has_the_interval_of_their_differences():
    """Differences 1, 2, 3: mean 2, deviation 1, t of 2 degrees 4.3027 over the root of 3."""
    found = paired([10.0, 20.0, 30.0], [11.0, 22.0, 33.0])

    assert found.difference == 2.0
    assert found.pm == pytest.approx(4.30265 / 3**0.5, rel=1e-5)
    assert found.saved == pytest.approx(1 - 1.0 / (100.0 + 121.0))


def test_replica_in_which_nobody_passed_is_no_pair():
    found = paired([1.0, float("nan"), 3.0], [2.0, 5.0, 4.0])

    assert (found.n, found.difference) == (2, 1.0)


def test_two_alike_have_exactly_no_difference():
    row = differences(told([3.1, 4.7, 5.2]), {"twin": told([3.1, 4.7, 5.2])}).row(0, named=True)

    assert (row["difference"], row["low"], row["high"], row["p"]) == (0.0, 0.0, 0.0, 1.0)
    assert row["verdict"] == "no difference found"


def test_difference_of_rounding_is_none():
    found = paired([0.1 + 0.2, 0.3], [0.3, 0.1 + 0.2])

    assert (found.difference, found.p) == (0.0, 1.0)


def test_verdict_says_how_much_with_the_interval_of_all_together():
    base, less = told([9.0, 9.4, 8.8, 9.2]), told([5.0, 5.6, 4.7, 5.2])

    row = differences(base, {"faster": less}).row(0, named=True)

    assert row["low"] == row["low_all"]
    assert row["verdict"] == "shorter by 4.0 h [3.8, 4.2]"


def test_more_questions_make_intervals_wider_and_findings_rarer():
    """One p of 0.03 is a finding alone, and none among three of its figure; other figures are other questions."""
    base, other = [1.0, 2.0, 3.0, 4.0], [2.0, 2.2, 4.1, 4.5]
    alone = differences(told(base), {"x": told(other)}).row(0, named=True)
    quiet = [told(base, crossing=crossing) for crossing in ("dale", "ford")]
    apart = [told(base, "units"), told(base, "waited_h")]

    among = differences(pl.concat([told(base), *quiet]), {"x": pl.concat([told(other), *quiet])}).row(
        0, named=True
    )

    other_figures = differences(pl.concat([told(base), *apart]), {"x": pl.concat([told(other), *apart])})

    assert other_figures.row(0, named=True)["verdict"] == alone["verdict"]
    assert 0.01 < alone["p"] == among["p"] < 0.05
    assert alone["verdict"].startswith("longer by")
    assert among["verdict"] == "no difference found"
    assert among["high_all"] - among["low_all"] > alone["high_all"] - alone["low_all"]


def test_interval_of_a_finding_ends_at_zero_where_only_holm_finds_it():
    """p of 0.03 after one far smaller: Holm asks for 0.05, Bonferroni for 0.025."""
    base = pl.concat([told([1.0, 2.0, 3.0, 4.0]), told([1.0, 2.0, 3.0, 4.0], crossing="dale")])
    other = pl.concat([told([2.0, 2.2, 4.1, 4.5]), told([9.0, 10.1, 11.0, 12.0], crossing="dale")])

    row = differences(base, {"x": other}).row(0, named=True)

    assert 0.025 < row["p"] < 0.05
    assert row["low_all"] == 0.0 < row["low"]
    assert row["verdict"].startswith("longer by")


def test_what_is_in_one_network_only_is_said():
    rows = differences(told([1.0, 2.0]), {"x": told([3.0, 4.0], crossing="plain")})

    assert rows["verdict"].to_list() == ["only in the base", "only in the scenario"]


def test_what_does_not_depend_on_the_change_is_no_question():
    key = ("hill", "west", "truck", "", "border_h")

    row = differences(told([1.0, 2.0]), {"x": told([1.0, 2.0])}, {"x": {key}}).row(0, named=True)

    assert (row["same"], row["p_holm"], row["high_all"]) == (True, None, 0.0)


def test_nobody_lost_in_either_is_left_out():
    assert differences(told([0.0, 0.0], "lost"), {"x": told([0.0, 0.0], "lost")}).is_empty()


def test_class_at_two_crossings_has_a_row_for_both():
    """Mean a visit: (3 h + 5 h) over 1 + 3 units."""
    cell = {"replica": 1, "direction": "west", "unit_class": "truck", "lost": 0, "teu": 0.0, "mass_t": 0.0}
    flows = pl.DataFrame(
        [
            cell | {"crossing": "hill", "chain": "a", "units": 1, "border_h": 3.0, "waited_h": 1.0},
            cell | {"crossing": "plain", "chain": "b", "units": 3, "border_h": 5.0, "waited_h": 1.0},
        ]
    )
    none = {
        "replica": pl.Int64,
        "crossing": pl.String,
        "chain": pl.String,
        "direction": pl.String,
        "stage": pl.String,
    }
    bins = pl.DataFrame(schema=none | {"lower_h": pl.Float64, "upper_h": pl.Float64, "count": pl.Int64})
    queues = pl.DataFrame(
        schema={"replica": pl.Int64, "crossing": pl.String, "resource": pl.String, "queue": pl.Float64}
    )

    rows = figures(flows, bins, queues).filter(crossing="", metric="border_h")

    assert rows["value"].to_list() == [2.0]
