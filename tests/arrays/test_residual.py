"""What is left of a work of which a part is done."""

import numpy as np
import pytest

from crossgauge.arrays.draws import DrawTable
from crossgauge.arrays.residual import rest_of, rest_unknown
from crossgauge.model.randomness import Constant, Empirical, Exponential, Lognormal, Mixture, Uniform


def laws_of(*declared):
    table = DrawTable()
    rows = [table.add(one, 1.0) for one in declared]
    return table.rows(), rows


def test_the_rest_of_an_exponential_work_is_as_long_as_the_whole():
    laws, (law,) = laws_of(Exponential(1000.0))

    assert rest_of(laws, law, 0, 5000.0) == pytest.approx(rest_of(laws, law, 0, 0.0))


def test_the_rest_of_a_fixed_work_is_what_is_missing():
    laws, (law,) = laws_of(Constant(600.0))

    assert rest_of(laws, law, 0, 250.0).tolist() == [350.0]
    assert rest_of(laws, law, 0, 700.0).tolist() == [0.0]


def test_the_rest_of_a_uniform_work_is_uniform():
    laws, (law,) = laws_of(Uniform(0.0, 100.0))

    rest = rest_of(laws, law, 0, 40.0)

    assert np.sort(rest) == pytest.approx((np.arange(256) + 0.5) / 256 * 60.0)


@pytest.mark.parametrize("declared", [Empirical((1.0, 3.0, 8.0)), Mixture((0.5, 0.5), (Constant(1.0), Constant(8.0)))])
def test_the_rest_of_what_lasted_longer_than_most_is_of_the_longest(declared):
    laws, (law,) = laws_of(declared)

    assert set(rest_of(laws, law, 0, 4.0).tolist()) == {4.0}


def test_seen_at_random_a_work_has_half_its_mean_and_more_the_more_it_varies_before_it():
    """Mean of the equilibrium law: (1 + cv²) / 2 times the mean (Cox, Renewal Theory)."""
    laws, rows = laws_of(Constant(100.0), Exponential(100.0), Lognormal(100.0, 0.5))

    means = [rest_unknown(laws, law, 0).mean() for law in rows]

    assert means == pytest.approx([50.0, 100.0, 62.5], rel=0.02)
