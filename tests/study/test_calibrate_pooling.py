"""Small ports hear the others: normal and normal, in closed form."""

import numpy as np
import pytest

from crossgauge.study.calibrate import pooled_durations, shrunk
from crossgauge.study.calibrate.samples import sample_of


def test_estimates_are_drawn_by_their_own_share_of_the_variance():
    """Known between-variance by construction: y = 1, 3, 8 with errors of variance 1 gives Q = 26, tau² = 24/2 = 12."""
    told = shrunk([1.0, 3.0, 8.0], [1.0, 1.0, 1.0])

    assert (told.centre, told.between) == (4.0, 12.0)
    assert told.pulled == pytest.approx([1 / 13] * 3)
    assert told.estimates == pytest.approx([1 + 3 / 13, 3 + 1 / 13, 8 - 4 / 13])
    assert told.sds == pytest.approx([np.sqrt(12 / 13 + (1 / 13) ** 2 * 13 / 3)] * 3)


def test_ports_that_differ_by_chance_only_become_one():
    told = shrunk([1.0, 1.1, 0.9], [1.0, 1.0, 4.0])

    assert told.between == 0.0
    assert told.estimates == pytest.approx([told.centre] * 3)
    assert told.centre == pytest.approx((1.0 + 1.1 + 0.9 / 4) / 2.25)


def test_smaller_port_is_drawn_more():
    told = shrunk([0.0, 5.0, 10.0], [4.0, 1.0, 0.1])

    assert told.pulled[0] > told.pulled[1] > told.pulled[2]


def test_drawn_estimates_miss_less_than_the_plain_ones():
    """James and Stein: over forty rounds of eight ports, squared errors of the drawn are smaller on the whole."""
    luck = np.random.default_rng(1)
    plain = drawn = 0.0
    for _ in range(40):
        truth = luck.normal(2.0, 0.5, 8)
        error = luck.uniform(0.1, 1.0, 8)
        seen = luck.normal(truth, np.sqrt(error))
        plain += ((seen - truth) ** 2).sum()
        drawn += ((np.array(shrunk(seen.tolist(), error.tolist()).estimates) - truth) ** 2).sum()

    assert drawn < plain


def test_few_stays_of_a_port_are_drawn_to_all_ports():
    """Means of 1, 2 and 4 h with 200 stays, and one port with five stays near 2 h."""
    luck = np.random.default_rng(2)
    samples = {
        f"port {k}": sample_of(luck.lognormal(np.log(mean * 3600), 0.5, 200))
        for k, mean in enumerate((1, 2, 4))
    }
    samples["small"] = sample_of(luck.lognormal(np.log(2 * 3600), 0.5, 5))

    told = pooled_durations(samples)

    assert told["small"].pulled > 5 * told["port 0"].pulled
    assert told["small"].low < 2 * np.exp(0.125) < told["small"].high
    assert told["small"].n_ports == 4


@pytest.mark.parametrize(
    "samples", [{}, {"a": sample_of([1, 2, 3]), "b": sample_of([1, 2, 3]), "c": sample_of([5, 5, 5])}]
)
def test_fewer_than_three_ports_make_no_pool(samples):
    assert pooled_durations(samples) == {}


def test_variance_that_is_not_above_zero_is_refused():
    with pytest.raises(ValueError, match="variance above 0"):
        shrunk([1.0, 2.0], [0.0, 1.0])
