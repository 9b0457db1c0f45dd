"""`crossgauge indicators` tells the money of a run, and another tariff without another run."""

import json

import pytest

from cli.post import PROJECT, call, write_project

pytestmark = pytest.mark.usefixtures("plain_terminal")

CHARGES = """
    charges:
      entry: {name: Entry, post: kz, payer: carrier, payee: customs, amount: {value: 50 USD, assumed: round}}
      tea: {post: kz, payer: carrier, payee: customs, official: false, amount: 5 USD}
      parking: {post: kz, payer: shipper, payee: terminal, per: hour, free: 4 h, amount: 2 USD}
facts:
"""
CHARGED = PROJECT.replace("\nfacts:\n", CHARGES)
FEW = ("--replicas", "2", "--warmup", "2", "--workers", "1")


@pytest.fixture
def ran(capsys, tmp_path):
    call(capsys, "run", write_project(tmp_path / "first", CHARGED), *FEW, "--out", "here")
    return tmp_path / "here"


def test_a_run_tells_what_a_side_costs_and_who_pays_whom(capsys, ran):
    code, out, err = call(capsys, "indicators", ran)

    assert (code, err) == (0, "")
    for words in (
        "TFI2, USD paid at each side",
        "TFI2 between replicas",
        "Money by payer, USD",
        "carrier",
        "terminal",
    ):
        assert words in out
    assert "hill-road.parking: known only where units have rows" in out


def test_json_has_every_figure(capsys, ran):
    """Entry and tea are 55 USD a truck in both replicas; parking is known in the first alone."""
    _, out, _ = call(capsys, "indicators", ran, "--json")

    told = json.loads(out)
    money = {(row["payee"], row["official"]): row for row in told["money"]}
    trucks = money["customs", True]["usd"] / 50
    assert money["customs", False]["usd"] == pytest.approx(5 * trucks)
    assert (money["customs", True]["replicas"], money["terminal", True]["replicas"]) == (2, 1)
    assert money["terminal", True]["usd_pm"] is None
    assert told["tfi2"][0]["p10"] == 55.0


def test_another_tariff_needs_no_other_run(capsys, ran, tmp_path):
    dearer = write_project(tmp_path / "dearer", CHARGED.replace("50 USD", "150 USD"))

    _, before, _ = call(capsys, "indicators", ran, "--json")
    _, after, _ = call(capsys, "indicators", ran, "--json", "--project", dearer)

    old, new = (json.loads(text)["money_by_charge"][0] for text in (before, after))
    assert old["charge"] == "entry"
    assert new["usd"] == pytest.approx(3 * old["usd"])


def test_a_project_that_would_run_differently_is_refused(capsys, ran, tmp_path):
    other = write_project(tmp_path / "other", CHARGED.replace("value: 2, assumed", "value: 3, assumed"))

    code, _, err = call(capsys, "indicators", ran, "--project", other)

    assert code == 2
    assert "by more than its charges" in err


def test_a_run_without_charges_says_so(capsys, tmp_path):
    call(capsys, "run", write_project(tmp_path / "first"), *FEW, "--out", "here")

    code, out, _ = call(capsys, "indicators", tmp_path / "here")

    assert code == 0
    assert "No charges are declared" in out


def test_faults_of_a_charge_are_told_with_their_lines(capsys, tmp_path):
    text = CHARGED.replace("50 USD", "50 EUR").replace("post: kz, payer: shipper", "post: kx, payer: shipper")

    code, _, err = call(capsys, "check", write_project(tmp_path / "first", text))

    assert code == 2
    assert "crossing.yaml:28: crossing 'hill-road', charge 'entry': amount is '50 EUR'" in err
    assert "crossing.yaml:30: crossing 'hill-road', charge 'parking': post is 'kx', which is no post" in err
