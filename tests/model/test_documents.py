"""Documents: papers with desks of their own, for which vehicles wait."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from crossgauge.indicators import papers
from crossgauge.indicators.papers import paper_waits
from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.charges import Charge
from crossgauge.model.checks import check_network
from crossgauge.model.crossings import Resource
from crossgauge.model.documents import WAITING, Document
from crossgauge.model.papers import with_papers
from crossgauge.model.randomness import Constant, Exponential
from crossgauge.model.steps import Delay, Split, Stage, Use
from crossgauge.sources.project import read_project
from crossgauge.sources.write import as_declared, write_project
from crossgauge.study.run import input_hash, run
from study.queues import HOUR, START, d_d_1, m_m_1

DESK = Use(use="desk", duration=Exponential(0.5 * HOUR), label="write")


def with_document(network, steps=(DESK,), **told):
    """A network whose trucks go on to an exit, for which they need a note."""
    crossing = network.crossings[0]
    chain = crossing.chains[0]
    chain = replace(chain, steps=(*chain.steps, Stage(stage="exit", post="kz")))
    note = Document(
        **({"id": "note", "name": "note", "post": "kz", "chains": ("truck",), "before": "exit", "steps": steps} | told)
    )
    desk = Resource(id="desk", kind="officers", post="kz", count=1)
    changed = replace(
        crossing, chains=(chain,), resources=(*crossing.resources, desk), documents=(note,)
    )
    return replace(network, crossings=(changed,))


def hours(results, chain="truck"):
    """Mean hours at the border of each replica."""
    found = results.visits.filter(pl.col("chain").cast(pl.String) == chain)
    return found.group_by("replica").agg(pl.col("border_h").mean()).sort("replica")["border_h"].to_numpy()


def stage_hours(results, stage):
    """Mean hours of a stage of each replica."""
    rows = results.dwells.filter(pl.col("stage").cast(pl.String) == stage)
    found = rows.group_by("replica").agg(pl.col("stage_h").sum() / pl.col("units").sum()).sort("replica")
    return found["stage_h"].to_numpy()


def equals(sample, expected):
    """Whether a mean of replicas is what theory says: within four standard errors, which are small."""
    error = sample.std(ddof=1) / np.sqrt(len(sample))
    return abs(sample.mean() - expected) < 4 * error and error < 0.04 * expected


def test_a_vehicle_with_a_desk_as_busy_as_its_officer_waits_for_the_later_of_both():
    """Fork and join of two M/M/1 with the same arrivals: (12 - rho) / 8 of a queue's time (Flatto and Hahn 1984;
    Nelson and Tantawi 1988). Rate 1 an hour, both serve in half an hour: 11.5 / 8 * 1 h."""
    results = run(with_document(m_m_1(0.5)), replicas=16, days=120, seed=3, workers=1)

    assert equals(hours(results), (12 - 0.5) / 8)


def test_a_paper_that_stands_in_no_line_holds_up_by_what_it_is_longer():
    """S exponential of mean 1 h (M/M/1), D exponential of mean 3 h: the wait is 3 * 3 / (3 + 1) h."""
    network = with_document(m_m_1(0.5), steps=(Delay(delay=Exponential(3 * HOUR)),))
    results = run(network, replicas=12, days=120, seed=4, workers=1)

    assert equals(stage_hours(results, WAITING), 9 / 4)


def test_a_paper_sent_ahead_holds_up_by_what_is_left_of_it_and_hours_count_from_the_coming():
    """The same two hours ahead: 3 exp(-2/3) * 3 / 4 h more than the 1 h of the officer."""
    network = with_document(m_m_1(0.5), steps=(Delay(delay=Exponential(3 * HOUR)),), ahead_s=2 * HOUR)
    results = run(network, replicas=12, days=120, seed=4, workers=1)
    flows = results.flows.filter(pl.col("chain").cast(pl.String) == "truck")
    bins = results.histograms.filter((pl.col("chain").cast(pl.String) == "truck") & (pl.col("stage") == ""))

    late = 9 / 4 * np.exp(-2 / 3)
    assert equals(hours(results), 1 + late)
    assert flows["border_h"].sum() / flows["units"].sum() == pytest.approx(hours(results).mean(), rel=0.01)
    middle = (bins["lower_h"] + bins["upper_h"]) / 2
    assert (middle * bins["count"]).sum() / bins["count"].sum() == pytest.approx(1 + late, rel=0.05)
    assert "announced" not in results.dwells["stage"].cast(pl.String).unique().to_list()


def test_those_that_are_announced_come_when_they_would_have_come():
    """A truck every three hours: sent an hour ahead or not, it comes at the same instant."""
    plain, ahead = (
        run(
            with_document(d_d_1(1.0, 3.0, 3), steps=(Delay(delay=Constant(HOUR)),), ahead_s=told),
            replicas=1, days=3, warmup_days=0, workers=1,
        ).visits.filter(pl.col("chain").cast(pl.String) == "truck")["arrived"].to_list()
        for told in (0.0, HOUR)
    )  # fmt: skip

    assert set(plain) == set(ahead)


def test_a_rejected_paper_goes_round_as_often_as_it_is_rejected():
    """Geometric: a quarter rejected, each round 30 min without a line: 30 / (1 - 1/4) min."""
    network = with_document(m_m_1(0.5), steps=(Delay(delay=Constant(0.5 * HOUR)),), rejected=0.25)
    results = run(network, replicas=8, days=60, seed=5, workers=1)

    assert equals(hours(results, "note"), 0.5 / 0.75)


def test_who_waits_for_papers_is_told_with_how_long():
    """No truck is served longer than half an hour, every note takes an hour: all wait; half of them need one: half."""
    network = with_document(d_d_1(0.5, 1.0, 20), steps=(Delay(delay=Constant(HOUR)),), share=0.5)
    results = run(network, replicas=2, days=20, warmup_days=0, workers=1)

    (row,) = paper_waits(results.histograms, results.dwells, results.replicas).iter_rows(named=True)

    assert papers.WAITING == WAITING
    assert row["wait_h"] == pytest.approx(0.5, abs=0.01)
    assert abs(row["waited_share"] - 0.5) < 4 * np.sqrt(0.25 / (2 * 480))


def test_sent_with_the_stage_that_needs_it_it_comes_behind_the_other_work():
    network = with_document(d_d_1(0.5, 1.0, 5), steps=(Delay(delay=Constant(HOUR)),), sent="exit")
    results = run(network, replicas=1, days=4, warmup_days=1, workers=1)

    assert hours(results).tolist() == pytest.approx([1.5])


def test_a_dated_change_of_a_document_holds_from_its_day():
    network = with_document(d_d_1(0.5, 1.0, 20), steps=(Delay(delay=Constant(HOUR), label="way"),))
    path = "crossings.post.documents.note.steps.way.delay"
    changes = (Change(path=path, verb="set", value=Constant(2 * HOUR)),)
    agreed = replace(network, agreements=(Agreement(id="slow", name="Slow", start=START.replace(day=11), changes=changes),))

    results = run(agreed, replicas=1, days=20, warmup_days=0, workers=1)

    daily = results.dwells.filter(pl.col("stage").cast(pl.String) == "document").sort("day")
    mean = (daily["stage_h"] / daily["units"]).to_list()
    assert check_network(agreed) == ()
    assert (mean[5], mean[15]) == (1.0, 2.0)


def test_without_documents_nothing_is_another():
    network = m_m_1(0.5)

    assert with_papers(network) is network
    assert input_hash(network) == "890a2a7858e629bde39ef498b0c29b29a17f0a0a872fd38e0c2d6711f3685744"


def test_a_document_is_read_as_it_was_written(tmp_path):
    charge = Charge(
        id="fee", post="kz", chains=("note",), payer="shipper", payee="railway", amount=Constant(43.0)
    )
    network = with_document(m_m_1(0.5), ahead_s=6 * HOUR, share=0.4, rejected=0.05)
    network = replace(network, crossings=(replace(network.crossings[0], charges=(charge,)),))
    write_project(network, tmp_path / "written")

    read = read_project(tmp_path / "written")

    assert as_declared(read) == as_declared(network)


@pytest.mark.parametrize(
    ("told", "wrong", "expected"),
    [
        ({"before": "exti"}, "before is 'exti', which is no stage of chain 'truck'", "Did you mean 'exit'?"),
        ({"chains": ("trucks",)}, "chains is 'trucks', which is no chain", "Did you mean 'truck'?"),
        ({"chains": ()}, "chains is empty", "Expected chains"),
        ({"post": "cn"}, "post is 'cn', which is no post", "There are: kz."),
        ({"id": "truck"}, "has the name of a chain", "a name of its own"),
        ({"ahead_s": 1800.0}, "ahead is 1800 s", "whole hours"),
        ({"ahead_s": HOUR, "sent": "check"}, "ahead is told beside 'sent'", "Expected one of them."),
        ({"sent": "lunch"}, "sent is 'lunch', which is no stage", "Expected a stage"),
        ({"steps": ()}, "steps is empty", "Expected what happens to it"),
        ({"steps": (Split(split="truck"),)}, "is a split, which a document does not do", "Expected stage, use"),
        ({"steps": (replace(DESK, use="dekc"),)}, "use is 'dekc', which is no resource", "Did you mean 'desk'?"),
        ({"share": 1.5}, "share", "at most"),
    ],
)
def test_what_is_wrong_with_a_document_is_told_where_it_is(told, wrong, expected):
    faults = check_network(with_document(m_m_1(0.5), **told))

    (first, *_) = [fault for fault in faults if wrong in fault.wrong]
    assert expected in first.expected
    assert first.where.startswith("crossings.post.documents.")
