"""Laws out of samples: closed forms, slow twins, known truths, and what too few data are told."""

import numpy as np
import pytest
from scipy import stats
from scipy.stats import CensoredData, binom

from crossgauge.model.randomness import Constant, Exponential, Gamma, Lognormal, Mixture, Triangular, Weibull
from crossgauge.sources.quantities import distribution
from crossgauge.sources.written import distribution_text
from crossgauge.study.calibrate import fit_duration
from crossgauge.study.calibrate.goodness import anderson_darling, goodness
from crossgauge.study.calibrate.laws import FAMILIES, draws, log_density, survival
from crossgauge.study.calibrate.likelihood import fitted, profile_interval
from crossgauge.study.calibrate.mixtures import lognormal_mixture
from crossgauge.study.calibrate.samples import Sample, sample_of, survival_steps

FAMILY = {family.name: family for family in FAMILIES}
LAWS = [
    Exponential(2.0),
    Lognormal(2.0, 0.7),
    Gamma(2.0, 0.5),
    Gamma(2.0, 1.6),
    Weibull(2.0, 1.8),
    Triangular(1.0, 1.5, 4.0),
    Mixture((0.7, 0.3), (Lognormal(1.0, 0.4), Lognormal(6.0, 0.3))),
]


def cut_sample(law, n: int, luck: np.random.Generator) -> Sample:
    """Draws of a law, a third of them cut."""
    x, until = draws(law, n, luck), draws(Exponential(4.0), n, luck)
    return sample_of(np.minimum(x, until), x > until)


def test_exponential_with_cuts_has_the_closed_form():
    """Mean = time on test over number of ends; its profile is n (r − 1 − log r), r the ratio of means."""
    sample = cut_sample(Exponential(2.0), 300, np.random.default_rng(1))
    mean = (sample.ended.sum() + sample.still.sum()) / len(sample.ended)

    theta, best = fitted(FAMILY["exponential"], sample)
    low, high = profile_interval(FAMILY["exponential"], sample, theta, best, 0)

    assert np.exp(theta[0]) == pytest.approx(mean, rel=1e-12)
    assert best == pytest.approx(-len(sample.ended) * (np.log(mean) + 1.0), rel=1e-12)
    for end in (low, high):
        ratio = mean / end
        assert 2 * len(sample.ended) * (ratio - 1 - np.log(ratio)) == pytest.approx(
            stats.chi2.ppf(0.95, 1), rel=1e-3
        )


def test_lognormal_without_cuts_has_the_moments_of_its_logarithms():
    x = np.random.default_rng(2).lognormal(1.0, 0.6, 200)

    theta, _ = fitted(FAMILY["lognormal"], sample_of(x))

    variance = np.log(x).var()
    assert np.exp(theta[0]) == pytest.approx(np.exp(np.log(x).mean() + variance / 2))
    assert np.exp(theta[1]) == pytest.approx(np.sqrt(np.expm1(variance)))


@pytest.mark.parametrize(
    ("name", "law", "peer"),
    [
        ("gamma", Gamma(2.0, 0.6), stats.gamma),
        ("weibull", Weibull(2.0, 1.5), stats.weibull_min),
        ("lognormal", Lognormal(2.0, 0.6), stats.lognorm),
    ],
)
def test_fit_with_cuts_equals_that_of_scipy(name, law, peer):
    sample = cut_sample(law, 250, np.random.default_rng(3))

    theta, best = fitted(FAMILY[name], sample)

    shape, _, scale = peer.fit(CensoredData(uncensored=sample.ended, right=sample.still), floc=0)
    theirs = (
        peer.logpdf(sample.ended, shape, 0, scale).sum() + peer.logsf(sample.still, shape, 0, scale).sum()
    )
    assert best == pytest.approx(theirs, abs=1e-3)
    assert np.exp(theta[0]) == pytest.approx(peer.mean(shape, 0, scale), rel=2e-3)


@pytest.mark.parametrize("law", LAWS, ids=repr)
def test_density_is_the_slope_of_survival_and_draws_follow_it(law):
    x = np.array([0.3, 1.2, 1.9, 3.0, 7.0])
    step = 1e-6

    slope = -(survival(law, x + step) - survival(law, x - step)) / (2 * step)
    drawn = draws(law, 4_000, np.random.default_rng(4))

    assert np.exp(log_density(law, x)) == pytest.approx(slope, abs=1e-6)
    assert stats.kstest(drawn, lambda at: 1 - survival(law, at)).pvalue > 1e-4


def test_kaplan_meier_equals_the_count_by_hand():
    """At 2 one of five goes, one of four is cut at 3, at 5 one of three goes, at 8 the last two."""
    times, share = survival_steps(sample_of([2, 3, 5, 8, 8], [False, True, False, False, False]))

    assert times.tolist() == [2, 5, 8]
    assert share.tolist() == pytest.approx([4 / 5, 4 / 5 * 2 / 3, 0])


def test_mixture_is_found_again_though_a_part_is_cut():
    """A green and a red channel; the log ends while some of the red are inside."""
    truth = Mixture((0.8, 0.2), (Lognormal(0.5, 0.3), Lognormal(6.0, 0.4)))
    luck = np.random.default_rng(5)
    x, until = draws(truth, 800, luck), luck.uniform(2.0, 40.0, 800)

    fit = fit_duration(np.minimum(x, until), x > until, n_draws=60)

    found = {one.name: (one.low, one.high) for one in fit.parameters}
    assert fit.name == "mixture"
    for name, value in {"share": 0.8, "mean 1": 0.5, "cv 1": 0.3, "mean 2": 6.0, "cv 2": 0.4}.items():
        assert found[name][0] < value < found[name][1], name


def test_likelihood_of_a_mixture_is_not_below_its_best_part():
    """Two parts hold one; the climb ends where a round gains less than a millionth for each duration."""
    for seed in range(5):
        sample = cut_sample(Lognormal(2.0, 0.5), 200, np.random.default_rng(seed))

        assert lognormal_mixture(sample)[1] >= fitted(FAMILY["lognormal"], sample)[1] - 0.05


def test_one_lognormal_is_seldom_taken_for_two():
    """A second part pays only with strong evidence."""
    names = [
        fit_duration(np.random.default_rng(seed).lognormal(0, 0.5, 150), n_draws=0).name for seed in range(20)
    ]

    assert names.count("mixture") <= int(binom.ppf(0.9999, 20, 0.02))


def test_p_is_small_as_often_as_it_says():
    """Of samples of the law itself, p is at most one fifth in one fifth; composite, cut and rounded."""
    family, few = FAMILY["gamma"], 0
    for seed in range(60):
        luck = np.random.default_rng(seed)
        x, until = np.ceil(draws(Gamma(30.0, 0.5), 80, luck)), luck.uniform(10.0, 120.0, 80)
        sample = sample_of(np.minimum(x, np.ceil(until)), x > until)
        law = family.law(fitted(family, sample)[0])
        few += goodness(law, sample, lambda s: family.law(fitted(family, s)[0]), 19, seed).p <= 0.2

    assert binom.ppf(1e-4, 60, 0.2) <= few <= binom.ppf(1 - 1e-4, 60, 0.2)


def test_wrong_law_is_refused():
    x = np.random.default_rng(6).uniform(1.0, 2.0, 400) ** 6

    fit = fit_duration(x, n_draws=99)

    assert fit.goodness.p == 1 / 100
    assert not fit.holds


def test_anderson_darling_equals_the_textbook():
    """Stephens 1974: for one value at the median of the law, A² = −1 + 2 log 2."""
    law = Exponential(1.0 / np.log(2.0))

    assert anderson_darling(law, sample_of([1.0])) == pytest.approx(-1 + 2 * np.log(2))


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ([], "no stay seen to its end; a law needs 20."),
        ([3.0], "1 stay seen to its end; a law needs 20."),
        ([1.0, 2.0, 3.0], "3 stays seen to their end; a law needs 20, the mean within ±20 % about 25."),
    ],
)
def test_too_few_are_told_with_how_many_are_needed(hours, told):
    fit = fit_duration(hours)

    assert fit.law is None
    assert fit.why == told


def test_durations_that_are_all_alike_are_a_constant():
    fit = fit_duration([0.5] * 30)

    assert fit.law == Constant(1800.0)
    assert fit.text == "30 min"


def test_minutes_of_a_clerk_do_not_refuse_the_law():
    """Stamps to five minutes make steps in the sample; the test draws with the same steps."""
    x = np.random.default_rng(7).lognormal(3.2, 0.5, 600)

    fit = fit_duration(np.round(x / 5) * 5 / 60, n_draws=99)

    assert fit.sample.grain_s == 300.0
    assert fit.name == "lognormal"
    assert fit.holds


@pytest.mark.parametrize("law", LAWS, ids=repr)
def test_text_of_a_law_reads_back_as_the_law(law):
    text = distribution_text(law)

    assert distribution(text, "s") == law


@pytest.mark.parametrize("wrong", [[-1.0], [float("nan")], [float("inf")]])
def test_durations_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="below 0 or not a number"):
        fit_duration(wrong)
