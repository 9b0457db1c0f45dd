"""A fact in USD beside simulated years."""

from dataclasses import replace
from datetime import date

import pytest

from crossgauge.model.charges import Charge
from crossgauge.model.facts import Measure
from crossgauge.model.randomness import Constant
from crossgauge.study.observe import observe
from crossgauge.study.years import run_years
from study.small import fact, small_network

PER_BOX = Charge(
    id="lift",
    post="kz",
    chains=("train-west",),
    payer="shipper",
    payee="terminal",
    per="load",
    amount=Constant(30.0),
)
PAPERS = replace(PER_BOX, id="papers", chains=("boxes",), per="unit", amount=Constant(12.0))
STORAGE = replace(PER_BOX, id="storage", per="hour", free_s=3_600.0)
BOX = Measure(what="usd", crossing="rail", chains=("train-west", "boxes"), post="kz", start=date(2023, 1, 1))


def charged(*charges, told="42"):
    """The small network with charges on its railway and one fact in USD."""
    network = small_network()
    rail = replace(network.crossings[1], charges=charges)
    return replace(
        network, crossings=(network.crossings[0], rail), facts=(fact("box.usd", told, "USD", BOX),)
    )


@pytest.fixture(scope="module")
def years(tmp_path_factory):
    """Run without any charge: those of the network that asks count."""
    return run_years(charged(), [2023], replicas=2, seed=1, workers=1, out=tmp_path_factory.mktemp("years"))


def test_money_of_a_box_is_that_of_the_train_a_load_and_its_own(years):
    """30 USD for each load of the train and 12 USD for the box itself."""
    (found,) = observe(charged(PER_BOX, PAPERS), years)

    assert found.values == pytest.approx((42.0, 42.0))
    assert found.holds is not None


def test_another_post_has_its_own_money(years):
    network = charged(PER_BOX, replace(PAPERS, post="cn"))

    (found,) = observe(network, years)

    assert found.values == pytest.approx((30.0, 30.0))


def test_what_needs_rows_is_not_told_from_counts(years):
    (found,) = observe(charged(PER_BOX, STORAGE), years)

    assert found.values == ()
    assert found.mean is None
