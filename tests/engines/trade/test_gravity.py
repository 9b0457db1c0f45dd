"""Gravity by Poisson pseudo maximum likelihood, against theory, a slow twin, known parameters and other tools."""

import numpy as np
import pytest
from scipy import stats

from crossgauge.engines.trade import state as s
from crossgauge.engines.trade.panel import domestic_faults, panel_of
from crossgauge.engines.trade.ppml import estimate, intervals
from crossgauge.engines.trade.projection import within
from crossgauge.engines.trade.state import Panel
from engines.trade.twin import dummies, poisson, sandwich
from engines.trade.worlds import TRUE, gravity_panel, gravity_rows


def one_effect(flow, regressor):
    n = len(flow)
    return Panel(
        np.asarray(flow, float), np.asarray(regressor, float), np.zeros((1, n), np.int64), np.arange(n)
    )


def test_border_of_two_countries_is_head_and_ries_index():
    """Saturated: log of the geometric mean of foreign over domestic trade (Head and Mayer, 2014, section 3.3)."""
    foreign = np.array([[0.0], [1.0], [1.0], [0.0]])
    exporter, importer = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])

    fit = estimate(
        panel_of(
            exporter, importer, np.zeros(4, np.int64), np.array([7.0, 2.0, 3.0, 11.0]), foreign, pair=False
        )
    )

    assert fit.coefficient[0] == pytest.approx(np.log(2 * 3 / (7 * 11)) / 2, abs=1e-10)


def test_fitted_trade_of_every_effect_adds_up_to_trade():
    """First-order conditions of Poisson: what makes its effects the resistances of theory (Fally, 2015)."""
    panel = gravity_panel(n=8, periods=2)

    fit = estimate(panel)

    for group in panel.effect:
        assert np.bincount(group, fit.fitted) == pytest.approx(np.bincount(group, panel.flow), rel=1e-8)


def test_answer_does_not_turn_on_units_or_order():
    panel = gravity_panel(n=8, periods=2)
    turned = np.random.default_rng(3).permutation(len(panel.flow))

    fit = estimate(panel)
    other = estimate(
        Panel(
            panel.flow[turned] * 1e6,
            panel.regressor[turned] * 100.0,
            panel.effect[:, turned],
            panel.cluster[turned],
        )
    )

    assert other.coefficient * 100.0 == pytest.approx(fit.coefficient, abs=1e-9)
    assert other.standard_error * 100.0 == pytest.approx(fit.standard_error, abs=1e-9)


def test_solver_equals_poisson_on_every_dummy():
    panel = gravity_panel(n=7, periods=2, seed=2)
    assert not (estimate(panel).row != s.KEPT).any()
    design = np.hstack([panel.regressor, dummies(panel.effect)])

    fit = estimate(panel)
    coefficient, fitted = poisson(panel.flow, design)
    covariance = sandwich(panel.flow, fitted, design, panel.cluster)

    assert fit.coefficient == pytest.approx(coefficient[:4], abs=1e-8)
    assert fit.covariance == pytest.approx(covariance[:4, :4], abs=1e-8)
    assert fit.fitted == pytest.approx(fitted, rel=1e-7)


def test_projection_equals_least_squares_on_every_dummy():
    draw = np.random.default_rng(4)
    effect = draw.integers(0, [[6], [5], [9]], (3, 60))
    column, weight = draw.normal(size=60), draw.uniform(0.01, 5.0, 60)
    root = np.sqrt(weight)

    free, _ = within(column[None], weight, effect)

    all_dummies = dummies(effect)
    left = column - all_dummies @ np.linalg.lstsq(all_dummies * root[:, None], column * root, rcond=None)[0]
    assert free[0] == pytest.approx(left, abs=1e-8)


def test_long_chain_of_partners_is_solved():
    """Each seller has two buyers, each buyer two sellers: the slowest way for means to reach one another."""
    n = 150
    seller, buyer = np.repeat(np.arange(n), 2), np.repeat(np.arange(n + 1), 2)[1:-1]
    seller, buyer = (
        np.tile(seller, 2),
        np.tile(buyer, 2),
    )  # twice: one year's chain has an effect for every row
    draw = np.random.default_rng(8)
    x = draw.normal(size=4 * n)
    flow = draw.poisson(np.exp(2 + 0.5 * x)) + 1.0
    effect = np.array([seller, buyer])

    fit = estimate(Panel(flow, x[:, None], effect, np.arange(4 * n)))

    coefficient, _ = poisson(flow, np.hstack([x[:, None], dummies(effect)]))
    assert fit.reason == s.SOLVED
    assert fit.coefficient[0] == pytest.approx(coefficient[0], abs=1e-7)


def test_estimates_are_centred_on_the_truth():
    """Two-way Poisson has no incidental parameter problem (Fernández-Val and Weidner, 2016): the mean of 40 worlds."""
    found = np.array([estimate(gravity_panel(n=12, periods=2, seed=seed)).coefficient for seed in range(40)])

    off = found.mean(axis=0) - TRUE
    error = found.std(axis=0, ddof=1) / np.sqrt(len(found))
    # One chance in 5,000 that any of four is beyond it, were the truth the centre.
    assert (np.abs(off) < stats.t.ppf(1 - 1 / 40_000, 39) * error).all()
    assert (error < 0.1).all()


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Flows that err together in 100 clusters, 200 worlds."""
    held, worlds = 0, 200
    for seed in range(worlds):
        draw = np.random.default_rng(seed)
        cluster = np.repeat(np.arange(100), 3)
        x = np.repeat(draw.normal(size=100), 3) + draw.normal(0, 0.3, 300)
        mean = np.exp(2 + 0.3 * x) * np.repeat(draw.gamma(8.0, 1 / 8.0, 100), 3)
        panel = Panel(draw.poisson(mean).astype(float), x[:, None], np.zeros((1, 300), np.int64), cluster)
        low, high = intervals(estimate(panel), level=0.9)[:, 0]
        held += low <= 0.3 <= high

    # Robust errors of 100 clusters are a little short: true coverage is taken to be between 0.87 and 0.91.
    assert stats.binom.ppf(1e-4, worlds, 0.87) <= held <= stats.binom.ppf(1 - 1e-4, worlds, 0.91)


@pytest.mark.parametrize(
    ("how", "coefficient", "error", "deviance", "kept"),
    [
        (
            {"pair": False},
            [-0.7682141496, 0.3786296615, 0.4567564415, -2.1348120548],
            [0.1080779741, 0.2282810612, 0.1021686852, 0.2692111913],
            1124.5373295402,
            900,
        ),
        ({"pair": True, "columns": [2]}, [0.1951269935], [0.1660476641], 710.9363618644, 856),
    ],
)
def test_equals_pyfixest(how, coefficient, error, deviance, kept):
    """pyfixest 0.60.0: fepois(fixef_tol=1e-12, iwls_tol=1e-13, ssc=ssc(k_adj=False), vcov={"CRV1": pair})."""
    fit = estimate(gravity_panel(**how))

    assert fit.coefficient == pytest.approx(coefficient, abs=1e-8)
    assert fit.standard_error == pytest.approx(error, abs=1e-8)
    assert fit.deviance == pytest.approx(deviance, rel=1e-8)
    assert (fit.row == s.KEPT).sum() == kept


def test_counts_of_a_clinical_trial_as_published():
    """Dobson (1990), page 93, as R's `?glm` fits it: outcome -0.4543, -0.2930; deviance 5.1291.

    Counts, coefficients and deviance were compared with R's output (`glm.D93`: 3.045, -0.4543, -0.2930; 5.1291 on 4
    degrees of freedom) as earlier documentation of GLM.jl prints it, beside its own fit with 5.129141; the present
    one changes two of the counts.
    """
    counts = np.array([18, 17, 15, 20, 10, 20, 25, 13, 12], float)
    outcome, treatment = np.tile(np.arange(3), 3), np.repeat(np.arange(3), 3)
    regressor = (outcome[:, None] == [1, 2]).astype(float)

    fit = estimate(Panel(counts, regressor, treatment[None], np.arange(9)))

    assert fit.coefficient == pytest.approx([-0.4543, -0.2930], abs=5e-5)
    assert fit.deviance == pytest.approx(5.1291, abs=5e-5)


# Correia, Guimarães and Zylkin (2019), example 1 of their collection: y, x1, x2, x3, x4; the fifth row is separated.
EXAMPLE = np.array(
    [[0, 0, 0, 2, 10], [0, 0, 0, 0, -2], [0, 0, 0, 0, 6], [0, 0, 0, 4, 5], [0, 1, 0, 0, 3], [2, 0, 0, 0, 3],
     [2, 0, 0, 0, 4], [2, 0, 0, -2, 15], [2, 0, 0, 0, -7], [4, 0, 0, -3, 15], [6, -3, -3, 0, 4], [6, 0, 0, 0, 4]],
    float,
)  # fmt: skip


def test_separated_zero_is_told_as_published():
    fit = estimate(one_effect(EXAMPLE[:, 0], EXAMPLE[:, 1:]))

    assert np.flatnonzero(fit.row == s.SEPARATED).tolist() == [4]
    assert fit.reason == s.REFUSED
    # Without that row x2 is x1: it was told by the separated zero alone.
    assert list(zip(*(part.tolist() for part in fit.faults), strict=True)) == [(s.FAULT_SEPARATED, 1)]


def test_what_separated_zeros_leave_is_the_published_fit():
    """The same example without its separated row, x1 for both: glm gives x3 -0.47085, x4 -0.03779, x1 -17.78017 + 17.32952."""
    rest = np.delete(EXAMPLE, 4, axis=0)

    fit = estimate(one_effect(rest[:, 0], rest[:, [1, 3, 4]]))

    assert fit.coefficient == pytest.approx([-0.45065, -0.47085, -0.03779], abs=6e-6)


def test_separated_zeros_leave_the_other_elasticities_as_without_them():
    """A zero that a dummy of its own fits does not bear on the rest."""
    draw = np.random.default_rng(5)
    x = draw.normal(size=80)
    flow = draw.poisson(np.exp(1 + 0.5 * x)).astype(float) + 1.0
    flow[:3] = 0.0
    sanction = (np.arange(80) < 3) * 1.0
    sanction[3] = -1.0  # and a row with trade from which it can be told

    fit = estimate(one_effect(flow, np.column_stack([x, sanction])))
    without = estimate(one_effect(flow[3:], np.column_stack([x, sanction])[3:]))

    assert np.flatnonzero(fit.row == s.SEPARATED).tolist() == []  # the row with trade bounds it
    assert fit.reason == without.reason == s.SOLVED
    sanction[3] = 0.0
    alone = estimate(one_effect(flow, np.column_stack([x, sanction])))
    assert np.flatnonzero(alone.row == s.SEPARATED).tolist() == [0, 1, 2]
    assert list(zip(*(part.tolist() for part in alone.faults), strict=True)) == [(s.FAULT_SEPARATED, 1)]


def test_country_without_sales_is_left_out():
    i, j, t, flow, regressor = gravity_rows(n=6, periods=1)
    flow = np.where(i == 2, 0.0, flow + 1.0)

    fit = estimate(panel_of(i, j, t, flow, regressor[:, [0]], pair=False))

    assert set(i[fit.row == s.NO_TRADE]) == {2}
    assert (fit.fitted[fit.row == s.NO_TRADE] == 0).all()
    without = i != 2
    again = estimate(
        panel_of(i[without], j[without], t[without], flow[without], regressor[without][:, [0]], pair=False)
    )
    assert fit.coefficient == pytest.approx(again.coefficient, abs=1e-10)


def test_row_that_an_effect_sees_alone_is_left_out_of_the_errors():
    """It fits itself whatever the elasticity, and would count as a cluster."""
    i, j, t, flow, regressor = gravity_rows(n=6, periods=2)
    once = (i == 1) & (j == 4) & (t == 0)  # the pair is seen in period 1 alone

    fit = estimate(panel_of(i[~once], j[~once], t[~once], flow[~once] + 1.0, regressor[~once][:, [2]]))

    alone = (i == 1) & (j == 4)
    assert (fit.row == s.SINGLETON).tolist() == alone[~once].tolist()
    without = estimate(
        panel_of(i[~alone], j[~alone], t[~alone], flow[~alone] + 1.0, regressor[~alone][:, [2]])
    )
    assert fit.coefficient == pytest.approx(without.coefficient, abs=1e-9)
    assert fit.standard_error == pytest.approx(without.standard_error, abs=1e-9)
    assert fit.clusters == without.clusters == 35


def test_regressor_that_effects_tell_is_refused():
    """Size of the exporter with exporter-time effects, and a regressor that is twice another."""
    i, j, t, flow, regressor = gravity_rows(n=6, periods=2)
    columns = np.column_stack([regressor[:, 0], i * 1.0, 2 * regressor[:, 0]])

    fit = estimate(panel_of(i, j, t, flow, columns, pair=False))

    assert fit.reason == s.REFUSED
    assert list(zip(*(part.tolist() for part in fit.faults), strict=True)) == [
        (s.FAULT_COLLINEAR, 1),
        (s.FAULT_COLLINEAR, 2),
    ]
    assert np.isnan(fit.coefficient).all()


@pytest.mark.parametrize(
    ("change", "code", "at"),
    [
        ({"flow": [1.0, np.nan, 1.0]}, s.FAULT_NUMBER, 1),
        ({"flow": [1.0, 2.0, -1.0]}, s.FAULT_NEGATIVE, 2),
        ({"effect": [[-1, 0, 0]]}, s.FAULT_CODE, 0),
        ({"flow": [1.0, 2.0]}, s.FAULT_SHAPE, s.NOBODY),
        ({"cluster": [0, 0, 0]}, s.FAULT_CLUSTERS, s.NOBODY),
        ({"flow": [0.0, 0.0, 0.0]}, s.FAULT_EMPTY, s.NOBODY),
    ],
)
def test_faulty_panel_is_refused_with_its_place(change, code, at):
    sound = one_effect([1.0, 2.0, 4.0], [[0.0], [1.0], [0.5]])

    fit = estimate(sound._replace(**{name: np.array(value) for name, value in change.items()}))

    assert fit.reason == s.REFUSED
    assert list(zip(*(part.tolist() for part in fit.faults), strict=True)) == [(code, at)]


def test_missing_domestic_trade_and_double_rows_are_told():
    exporter, importer = np.array([0, 0, 1, 1, 0]), np.array([0, 1, 0, 1, 1])
    flow = np.array([5.0, 1.0, 1.0, 0.0, 1.0])

    faults = domestic_faults(exporter, importer, np.zeros(5, np.int64), flow)

    assert list(zip(*(part.tolist() for part in faults), strict=True)) == [
        (s.FAULT_DOMESTIC, 1),
        (s.FAULT_DUPLICATE, 4),
    ]
