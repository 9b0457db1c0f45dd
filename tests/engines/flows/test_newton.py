"""One step of all commodities at once: it keeps what a flow must keep, and goes down."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossgauge.engines.flows.certificate import class_flows, objective_of
from crossgauge.engines.flows.charges import charges_of
from crossgauge.engines.flows.choice import choice_sets
from crossgauge.engines.flows.newton import step_together
from crossgauge.engines.flows.prepare import prepare
from crossgauge.engines.flows.trees import tails
from engines.flows.networks import queueing, ring, rising


@given(st.integers(0, 10_000), st.sampled_from([rising, queueing]), st.booleans())
@settings(max_examples=40)
def test_a_step_lowers_the_objective_and_carries_the_same(seed, curve, marginal):
    """From even shares over four ways a commodity: demand as before, nothing negative, loads those of the ways."""
    net, _order = prepare(ring(8, 24, 10, seed, curve, n_classes=3))
    empty = charges_of(net, choice_sets(net, tails(net), np.ones((3, 34)), 1, 2.0), marginal)
    paths = choice_sets(net, tails(net), empty.weight, 4, 3.0)
    share = np.repeat(net.demand / np.diff(paths.first), np.diff(paths.first))
    paths = paths._replace(flow=share.copy())
    now = charges_of(net, paths, marginal)
    before = objective_of(net, now, class_flows(net, paths), marginal)

    far = step_together(net, now, paths, np.zeros(len(net.curve) + 1, np.int64), marginal)

    anew = charges_of(net, paths, marginal)
    after = objective_of(net, anew, class_flows(net, paths), marginal)
    assert 0.0 <= far <= 1.0
    assert after < before or far == 0.0
    assert paths.flow.min() >= 0
    assert np.add.reduceat(paths.flow, paths.first[:-1]) == pytest.approx(net.demand, rel=1e-12)
    assert now.load == pytest.approx(anew.load, rel=1e-9, abs=1e-9)
    assert now.charge == pytest.approx(anew.charge, rel=1e-6)
