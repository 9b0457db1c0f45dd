"""A tariff is of the results, not of the simulation: changed, it changes the money and no file."""

from dataclasses import replace
from datetime import date

import pytest

from crossgauge.errors import RunImpossible
from crossgauge.indicators.money import money_by, paid_by_unit
from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.charges import Charge
from crossgauge.model.checks import check_network
from crossgauge.model.randomness import Constant, Uniform
from crossgauge.model.tariffs import tariffs_of, without_charges
from crossgauge.study.run import input_hash, run
from crossgauge.study.tariffs import charges_in, payments_of
from study.small import small_network

ENTRY = Charge(id="entry", post="kz", payer="carrier", payee="customs", amount=Constant(20.0))
PATH = "crossings.road.charges.entry.amount"
RISE = Agreement(
    id="rise",
    name="Dearer entry",
    start=date(2023, 1, 15),
    changes=(Change(path=PATH, verb="scale", value=2.0),),
)


def charged(*charges, agreements=()):
    """The small network with charges on its road."""
    network = small_network()
    road = replace(network.crossings[0], charges=charges)
    return replace(network, crossings=(road, *network.crossings[1:]), agreements=agreements)


@pytest.fixture(scope="module")
def results():
    return run(charged(ENTRY, agreements=(RISE,)), replicas=2, warmup_days=2, workers=1, record="units")


def test_charges_and_their_agreements_do_not_change_the_input_hash():
    bare, told = charged(), charged(ENTRY, agreements=(RISE,))

    assert input_hash(told) == input_hash(bare)
    assert without_charges(told) == bare


def test_an_agreement_that_changes_more_keeps_the_rest():
    both = replace(
        RISE,
        changes=(*RISE.changes, Change(path="crossings.road.resources.lanes.count", verb="set", value=3)),
    )

    kept = without_charges(charged(ENTRY, agreements=(both,))).agreements

    assert [change.path for change in kept[0].changes] == ["crossings.road.resources.lanes.count"]


def test_a_charge_falls_on_every_chain_that_passes_its_post_at_its_price_of_the_day():
    network = charged(replace(ENTRY, amount=Uniform(10.0, 30.0)), agreements=(RISE,))

    told = [
        (row.chain, row.usd, row.first_day.day, row.last_day.day)
        for row in tariffs_of(network, date(2023, 1, 1), 28)
    ]

    assert told == [
        ("truck-west", 20.0, 1, 14),
        ("truck-west", 40.0, 15, 28),
        ("car-west", 20.0, 1, 14),
        ("car-west", 40.0, 15, 28),
    ]


def test_results_keep_their_charges(results):
    """Every vehicle that left pays the price of its day."""
    price = {day: 20.0 if day < date(2023, 1, 15) else 40.0 for day in results.flows["day"].unique()}
    road = results.flows.filter(results.flows["crossing"].cast(str) == "road")
    due = sum(price[day] * units for day, units in road.select("day", "units").iter_rows()) / 2

    money = money_by(payments_of(results, charges_in(results)))

    assert money["usd"].to_list() == [due]


def test_rows_of_a_run_add_up_to_its_sums(results):
    """Trucks have rows, cars have not."""
    charges = charges_in(results).filter(charges_in(results)["chain"] == "truck-west")

    rows = paid_by_unit(charges, results.visits, results.stages)

    assert rows.height > 100
    assert rows["usd"].sum() == payments_of(results, charges)["usd"].sum()


def test_another_tariff_is_laid_on_the_same_simulation(results):
    dearer = charged(replace(ENTRY, amount=Constant(200.0)), agreements=(RISE,))

    before = money_by(payments_of(results, charges_in(results)))
    after = money_by(payments_of(results, charges_in(results, dearer)))

    assert after["usd"].to_list() == [10 * value for value in before["usd"]]


def test_another_tariff_of_another_network_is_refused(results):
    network = charged(ENTRY)
    lanes = replace(network.crossings[0].resources[0], count=5)
    other = replace(
        network, crossings=(replace(network.crossings[0], resources=(lanes,)), *network.crossings[1:])
    )

    with pytest.raises(RunImpossible, match="more than its charges"):
        charges_in(results, other)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"post": "xx"}, "is 'xx', which is no post"),
        ({"chains": ("truck-wst",)}, "'truck-wst', which is no chain"),
        ({"stage": "custom"}, "is 'custom', which is no stage at post 'kz'"),
        ({"chains": ("truck-west",), "stage": "waiting area"}, "which is no stage at post 'kz'"),
        ({"free_s": 3_600.0}, "is given for a charge per unit"),
        ({"amount": Constant(-1.0)}, "amount is"),
        ({"payer": "nobody"}, "is 'nobody'"),
    ],
)
def test_a_faulty_charge_is_told(told, words):
    faults = check_network(charged(replace(ENTRY, **told)))

    assert any(words in fault.wrong and "charge 'entry'" in fault.wrong for fault in faults)


def test_a_charge_for_a_post_that_a_named_chain_does_not_pass_is_told():
    rail = small_network().crossings[1]
    network = replace(
        small_network(),
        facts=(),
        crossings=(replace(rail, charges=(replace(ENTRY, post="cn", chains=("boxes",)),)),),
    )

    assert [fault.wrong for fault in check_network(network)] == [
        "crossing 'rail', charge 'entry': chains names 'boxes', which does not always pass post 'cn'"
    ]
