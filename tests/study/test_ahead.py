"""The hours ahead of a known present: exact where all is fixed, of the right law where theory knows it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from crossgauge.arrays.compile import compile_network
from crossgauge.errors import ProjectFaulty, RunImpossible
from crossgauge.model.crossings import Chain, Crossing, Resource
from crossgauge.model.demand import Replay
from crossgauge.model.fleet import TrafficClass
from crossgauge.model.network import Network
from crossgauge.model.present import Present, Standing, Taken
from crossgauge.model.randomness import Constant
from crossgauge.model.steps import (
    Batch,
    Delay,
    Join,
    Leave,
    Release,
    Seize,
    Signal,
    Split,
    Stage,
    Transload,
    Use,
)
from crossgauge.study.ahead.present_of import without_times
from crossgauge.study.ahead.scores import BANDS, bounds, crps, held, rank
from crossgauge.study.ahead.simulating import ahead
from model.test_documents import with_document
from study.queues import HOUR, d_d_1, m_m_1
from study.small import place, posts, small_network
from study.truths import MARKS_H, instants_of, truth

NOON = datetime(2023, 1, 5, 12, tzinfo=UTC)


def trucks(*rows):
    """Trucks at the check of 'post'; a row is (hours since arrival, hours since the work in hand began or None)."""

    def before(hours):
        return None if hours is None else NOON - timedelta(hours=hours)

    standing = [
        Standing(
            crossing="post", chain="truck", stage="check", arrived=before(came), entered=before(came), begun=before(begun)
        )
        for came, begun in rows
    ]
    return Present(at=NOON, standing=tuple(standing))


def nobody_comes(service_h):
    """One officer, and nobody who comes."""
    network = d_d_1(service_h, 1.0, 1)
    return replace(network, end=network.start + timedelta(days=20))


def test_those_in_line_are_served_one_by_one_and_the_first_has_only_the_rest_before_it():
    present = trucks((4.0, 1.5), (3.0, None), (0.5, None))

    found = ahead(nobody_comes(2.0), present, hours=12, replicas=2)

    assert found.there == (3,)
    assert found.inside[0, 0].tolist() == [3, 2, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert found.gone_h[0, 0] == pytest.approx(4.5, abs=1e-4)
    assert found.hours_there[0, 0] == pytest.approx((4 + 0.5 + 3 + 2.5 + 0.5 + 4.5) / 3, abs=1e-4)


def test_who_came_first_is_served_first_whatever_the_order_of_the_rows():
    rows = [(1.0, None), (6.0, None), (3.0, None)]

    found = [ahead(nobody_comes(2.0), trucks(*order), hours=12, replicas=2) for order in (rows, rows[::-1])]

    assert np.array_equal(found[0].hours_there, found[1].hours_there)


def test_who_is_known_to_come_comes_then():
    coming = NOON + timedelta(hours=3, minutes=30)
    row = Standing(crossing="post", chain="truck", stage="arriving", arrived=coming)

    found = ahead(nobody_comes(2.0), Present(at=NOON, standing=(row,)), hours=12, replicas=2)

    assert found.inside[0, 0].tolist() == [0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0]


def test_an_exponential_queue_of_five_is_gone_after_an_erlang_time():
    """Five works of 1 h in a row: gamma with shape 5, whenever the first began."""
    network = replace(m_m_1(1.0, an_hour=1e-9), id="queue")

    found = ahead(network, trucks((9.0, 7.0), *[(2.0, None)] * 4), hours=24, replicas=400, seed=11)

    assert stats.kstest(found.gone_h[:, 0], stats.gamma(5.0).cdf).pvalue > 1e-3


def test_gone_later_than_followed_is_not_a_number_that_looks_like_one():
    found = ahead(nobody_comes(30.0), trucks(*[(1.0, None)] * 5), hours=24, replicas=2)

    assert found.gone_h[0, 0] == np.inf


def fixed_railway():
    """Trains on a track whose four boxes a crane lifts; boxes take room, gather by six and go as a train that turns."""
    instants = tuple(datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=95 * n) for n in range(140))
    train = (
        Stage(stage="waiting", post="kz"),
        Seize(seize="tracks"),
        Stage(stage="papers", post="kz"),
        Use(use="officer", duration=Constant(1_500.0)),
        Stage(stage="unloading", post="kz"),
        Transload(transload="box", machine="crane", onto="room", duration=Constant(1_200.0)),
        Release(release="tracks"),
        Stage(stage="notes", post="kz"),
        Split(split="note", count=Constant(2.0)),
        Use(use="officer", duration=Constant(600.0)),
        Join(),
    )
    note = (Stage(stage="desk", post="kz"), Use(use="desk", duration=Constant(1_100.0)), Signal())
    box = (Stage(stage="stack", post="kz"), Batch(batch=6, into="out", label="make-up"))
    out = (
        Stage(stage="departure", post="kz"),
        Use(use="officer", duration=Constant(900.0)),
        Leave(),
        Delay(delay=Constant(5 * HOUR), label="turn"),
        Release(release="room", count=6),
    )
    resources = (
        Resource(id="tracks", kind="tracks", post="kz", count=2),
        Resource(id="officer", post="kz", count=1),
        Resource(id="desk", post="kz", count=1),
        Resource(id="crane", kind="cranes", post="kz", count=1),
        Resource(id="room", kind="wagons", post="kz", count=30, stock=True),
    )
    chains = (
        Chain(id="train", unit_class="train", direction="west", arrivals=(Replay(instants=instants),), steps=train),
        Chain(id="note", unit_class="note", direction="west", steps=note),
        Chain(id="box", unit_class="box", direction="west", steps=box),
        Chain(id="out", unit_class="out", direction="west", steps=out),
    )
    kinds = {"note": "truck", "box": "container", "out": "block train"}
    return Network(
        id="fixed",
        start=datetime(2023, 1, 1, tzinfo=UTC).date(),
        end=datetime(2023, 1, 12, tzinfo=UTC).date(),
        places=(place("hill"), place("plain")),
        classes=(
            TrafficClass(id="train", name="train", kind="block train", load=Constant(4.0), carries="box"),
            *[TrafficClass(id=name, name=name, kind=kind) for name, kind in kinds.items()],
        ),
        crossings=(
            Crossing(id="rail", name="Rail", mode="rail", posts=posts(), resources=resources, chains=chains),
        ),
    )


@pytest.mark.parametrize("hour", range(30, 60, 3))
def test_where_nothing_is_left_to_chance_the_forecast_is_what_comes(hour):
    """Tracks held, a crane at work, children waited for, boxes gathering, trains on their way home with the room."""
    network = fixed_railway()
    parts = compile_network(network, start=network.start, days=8, warmup_days=0)
    at = parts[0].index.epoch + timedelta(hours=hour)
    groups = tuple(("rail", name, "west") for name in ("train", "note", "box", "out"))
    present, later = truth(network, parts, at, 1, groups)

    found = ahead(network, present, replicas=2)

    assert found.groups == groups
    assert found.inside[0][:, MARKS_H].T.tolist() == later.tolist()


def test_a_stock_that_is_out_is_not_there_to_be_taken():
    """Thirty places, all taken and no train on its way back with them: no box is lifted, no train is emptied."""
    network = fixed_railway()
    at = datetime(2023, 1, 3, tzinfo=UTC)
    row = Standing(crossing="rail", chain="train", stage="unloading", load=4)
    full, free = (
        Present(at=at, standing=(row,), taken=(Taken(crossing="rail", resource="room", count=count),))
        for count in (30, 0)
    )

    emptied = [ahead(network, present, hours=6, replicas=2).passed[0, 0, -1] for present in (full, free)]

    assert emptied[0] == 0
    assert emptied[1] > 0


def test_a_step_that_is_not_there_is_told_with_the_nearest():
    row = Standing(crossing="post", chain="truck", stage="check", step="use:offcer", where="now.csv:4")

    with pytest.raises(ProjectFaulty, match=r"now.csv:4: step is 'use:offcer'\n.*Did you mean 'use:officer'"):
        ahead(nobody_comes(2.0), Present(at=NOON, standing=(row,)))


def test_the_present_is_a_whole_hour():
    with pytest.raises(RunImpossible, match="whole hour of UTC, such as 2023-01-05T12:00"):
        ahead(nobody_comes(2.0), Present(at=NOON + timedelta(minutes=20)))


def test_the_same_seed_gives_the_same_bits_for_any_number_of_workers():
    network = small_network()
    parts, (at,) = instants_of(network, 1, np.random.default_rng(1))
    present, _ = truth(network, parts, at, 1, GROUPS)

    alone, together = (ahead(network, present, hours=24, replicas=6, seed=4, workers=n) for n in (1, 3))

    for name in ("inside", "waiting", "passed", "gone_h", "hours_there", "hours_coming", "unfinished"):
        assert np.array_equal(getattr(alone, name), getattr(together, name), equal_nan=True)


GROUPS = (("road", "truck", "west"), ("road", "car", "west"), ("rail", "train", "west"), ("rail", "box", "west"))
N_TRUTHS = 40
CHANCE = 1e-4  # that one of the bounds below fails though bands hold


@pytest.fixture(scope="module")
def scored():
    """Ranks and scores, ours and of persistence, by group and mark: (n_truths, n_groups, n_marks)."""
    network, luck = small_network(), np.random.default_rng(7)
    parts, instants = instants_of(network, N_TRUTHS, luck)
    ranks, ours, naive = (np.zeros((N_TRUTHS, len(GROUPS), len(MARKS_H))) for _ in range(3))
    for k, at in enumerate(instants):
        present, later = truth(network, parts, at, k + 1, GROUPS)
        found = ahead(network, present, hours=48, replicas=30, seed=1000 + k)
        for g in range(len(GROUPS)):
            for m, hour in enumerate(MARKS_H):
                sample, seen = found.inside[:, g, hour], later[m, g]
                ranks[k, g, m] = rank(sample, seen, luck)
                ours[k, g, m], naive[k, g, m] = crps(sample, seen), abs(found.there[g] - seen)
    return ranks, ours, naive


@pytest.mark.slow
@pytest.mark.parametrize("band", BANDS)
def test_bands_hold_as_often_as_they_say(scored, band):
    """Of 40 independent truths so many lie in the band as a binomial law allows, at every border and hour."""
    ranks, _, _ = scored
    least, most = bounds(N_TRUTHS, band, CHANCE / ranks[0].size)

    counts = np.array([[held(ranks[:, g, m], band) for m in range(len(MARKS_H))] for g in range(len(GROUPS))])

    assert (counts >= least).all()
    assert (counts <= most).all()


@pytest.mark.slow
def test_forecasts_are_nearer_than_saying_that_all_stays_as_it_is(scored):
    """CRPS over the same truths, paired: below persistence's everywhere, by more than chance can do in sum."""
    _, ours, naive = scored

    better = naive - ours
    pooled = stats.ttest_1samp(better, 0.0, axis=0, alternative="greater")

    assert (ours.mean(axis=0) < naive.mean(axis=0)).all()
    assert (pooled.pvalue < 0.005).all()
    assert stats.ttest_1samp((better / naive.mean(axis=0)).mean(axis=(1, 2)), 0.0, alternative="greater").pvalue < 1e-9


def test_without_times_the_same_units_are_there():
    present = trucks((4.0, 1.0), (3.0, None))

    assert [one.begun for one in without_times(present).standing] == [None, None]
    assert ahead(nobody_comes(2.0), without_times(present), hours=6, replicas=2).gone_h[0, 0] == pytest.approx(4.0, abs=1e-3)


def test_an_exponential_work_in_hand_is_no_shorter_for_having_begun():
    """Memoryless: known or not, the first leaves after an exponential hour."""
    network = m_m_1(1.0, an_hour=1e-9)

    found = [ahead(network, trucks(row), hours=6, replicas=300, seed=2).gone_h[:, 0] for row in ((5, 5), (5, None))]

    assert all(stats.kstest(one, stats.expon.cdf).pvalue > 1e-3 for one in found)


PAGE = Path(__file__).parents[2] / "docs" / "how-to-ahead.md"


@pytest.mark.slow
def test_the_page_tells_these_scores(scored):
    ranks, ours, naive = scored
    names = ("trucks, office hours", "cars, office hours", "trains", "containers of the trains")

    rows = [
        f"| {name} | +{hour} h | {held(ranks[:, g, m], 0.5)} | {held(ranks[:, g, m], 0.8)} | {held(ranks[:, g, m], 0.9)}"
        f" | {ours[:, g, m].mean():.2f} | {naive[:, g, m].mean():.2f} |"
        for g, name in enumerate(names)
        for m, hour in enumerate(MARKS_H)
    ]

    page = PAGE.read_text(encoding="utf-8")
    assert [row for row in rows if row not in page] == []


@pytest.mark.parametrize("ahead_h", [0.0, 2.0])
def test_papers_on_their_way_go_on_from_where_they_are(ahead_h):
    """A truck an hour, half an hour at customs, a note of 190 min: forecast and truth are the same to the unit."""
    step = Delay(delay=Constant(190 * 60.0), label="way")
    network = with_document(d_d_1(0.5, 1.0, 8), steps=(step,), ahead_s=ahead_h * HOUR)
    parts = compile_network(network, start=network.start, days=8, warmup_days=0)
    at = parts[0].index.epoch + timedelta(hours=50)
    groups = (("post", "truck", "west"), ("post", "note", "west"))
    present, _ = truth(network, parts, at, 1, groups)

    found = ahead(network, present, hours=12, replicas=2)

    waits_h = 190 / 60 - ahead_h
    assert found.groups == groups
    assert found.hours_coming[0, 0] == pytest.approx(waits_h, abs=1e-3)
    # Work in hand is as old as whole minutes.
    assert found.hours_there[0, 0] == pytest.approx(waits_h, abs=1.5 / 60)
    assert set(found.inside[0, 0].tolist()) <= {np.floor(waits_h), np.ceil(waits_h)}
