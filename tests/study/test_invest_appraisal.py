"""Worth by head: present values, rates of return, costs by year, and what crossings save their users."""

import numpy as np
import pytest

from crossgauge.model.projects import Programme, Project
from crossgauge.study.invest.appraisal import by_year, costs_of, eirr, npv, worth_of
from crossgauge.study.invest.savings import Passed, saved, saving


def head(**told):
    return Programme(
        **{"id": "p", "first_year": 2030, "years": 4, "discount": 0.1, "benchmarks": (2031,)} | told
    )


def project(**told):
    return Project(**{"id": "a", "scenario": "x", "cost": 100.0, "life": 40.0, "service": 2031} | told)


def column(*numbers):
    return np.array(numbers, float)[:, None]


def test_present_value_by_head():
    """-100 + 55/1.1 + 60.5/1.21 = 0; the first year counts whole."""
    assert npv(np.array([-100.0, 55.0, 60.5]), 0.1) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        ([-100.0, 110.0], 0.1),
        ([-100.0, 0.0, 144.0], 0.2),
        ([-100.0, 50.0], -0.5),
        ([-100.0, *[10.0] * 60, 110.0], 0.1),  # a bond
    ],
)
def test_rate_of_return_by_head(flows, rate):
    assert eirr(np.array(flows)) == pytest.approx(rate, abs=1e-9)


@pytest.mark.parametrize("flows", [[-1.0, 0.0], [-1.0, -1.0], [0.0, 0.0], [0.0, 5.0]])
def test_what_never_pays_or_costs_nothing_has_no_rate_of_return(flows):
    assert np.isnan(eirr(np.array(flows)))


def test_rate_of_return_makes_the_present_value_nothing():
    rng = np.random.default_rng(4)
    for _ in range(50):
        flows = np.concatenate([-rng.uniform(50, 100, 3), rng.uniform(10, 40, 20)])

        assert npv(flows, eirr(flows)) == pytest.approx(0.0, abs=1e-6)


def test_costs_are_spent_before_service_in_their_parts():
    costs = costs_of(head(years=6), [project(service=2033, spending=(0.2, 0.5, 0.3), upkeep=4.0)])

    assert costs.built.tolist() == [20.0, 50.0, 30.0, 0.0, 0.0, 0.0]
    assert costs.upkeep.tolist() == [0.0, 0.0, 0.0, 4.0, 4.0, 4.0]


def test_a_short_life_is_renewed_and_what_is_left_comes_back():
    """In service 2031 to 2033 and again to 2036: of the second life of three years, one is left in 2035."""
    costs = costs_of(head(years=6), [project(life=3.0)])

    assert costs.built.tolist() == [100.0, 0.0, 0.0, 0.0, 100.0, 0.0]
    assert costs.residual[-1] == pytest.approx(100.0 / 3)


def test_a_life_that_ends_with_the_horizon_leaves_nothing():
    costs = costs_of(head(), [project(life=3.0)])

    assert costs.built.tolist() == [100.0, 0.0, 0.0, 0.0]
    assert costs.residual.tolist() == [0.0] * 4


def test_worth_by_head():
    """Costs 100 in the first year, 75 % left at the end; 121 saved in the third: 100 saved now."""
    hours = np.array([[0.0, 0.0, 121.0, 0.0]])

    worth = worth_of(head(), [project(life=12.0)], hours, np.zeros((1, 4)))

    costs = 100.0 - 75.0 / 1.331
    assert worth.benefits[0] == pytest.approx(100.0)
    assert worth.costs[0] == pytest.approx(costs)
    assert worth.npv[0] == pytest.approx(100.0 - costs)
    assert worth.ratio[0] == pytest.approx(100.0 / costs)


def test_benefits_go_by_the_straight_line_and_stay_outside():
    values = by_year(2030, 6, (2031, 2034), np.array([[1.0, 0.0], [4.0, 6.0]]))

    assert values.tolist() == [[1, 1, 2, 3, 4, 4], [0, 0, 2, 4, 6, 6]]


def test_the_same_before_and_after_saves_exactly_nothing():
    n, cost = np.array([[3.0, 7.0], [0.0, 1.0]]), np.array([[0.1, 0.7], [0.0, 0.3]])

    assert saving(n, cost, n, cost).tolist() == [0.0, 0.0]


def test_where_as_many_pass_the_saving_is_the_difference_of_costs():
    rng = np.random.default_rng(7)
    before, after = rng.integers(0, 50, (4, 200)).astype(float), rng.integers(0, 50, (4, 200)).astype(float)
    after[0] += np.maximum(0, before.sum(axis=0) - after.sum(axis=0))
    before[0] += np.maximum(0, after.sum(axis=0) - before.sum(axis=0))
    costs = [n * rng.uniform(1, 9, (4, 200)) for n in (before, after)]

    found = saving(before, costs[0], after, costs[1])

    assert found == pytest.approx(costs[0].sum(axis=0) - costs[1].sum(axis=0))


def test_who_passes_more_saves_half():
    """Two crossings; the slow one lets 110 pass at 9 h where 100 passed at 10 h: 100 h and 10/2 h."""
    found = saving(column(100, 500), column(1000, 500), column(110, 500), column(990, 500))

    assert found.tolist() == [105.0]


def test_a_new_crossing_saves_those_who_are_diverted():
    """40 of 100 leave a crossing of 10 h, where 60 now take 6 h, for one of 3 h: 60 · 4 + 40 · 7."""
    found = saving(column(100, 0), column(1000, 0), column(60, 40), column(360, 120))

    assert found.tolist() == [520.0]


def test_a_crossing_without_charges_is_not_free():
    """At 10 USD a unit before and 8 after: 6 stay and save 12; 4 are gone, at half: 4."""
    ten, six, four = (np.array([n]) for n in (10.0, 6.0, 4.0))
    none = np.array([0.0])
    before = {("car", "west", "old"): Passed(ten, none, ten, ten * 10)}
    after = {
        ("car", "west", "old"): Passed(six, none, six, six * 8),
        ("car", "west", "new"): Passed(four, none, four, none),
    }

    hours, money = saved(before, after)

    assert (hours.tolist(), money.tolist()) == ([0.0], [12.0 + 4.0])


def test_hours_of_a_class_that_moved_nothing_are_nothing():
    hours, money = saved({}, {})

    assert (hours.tolist(), money.tolist()) == ([], [])
