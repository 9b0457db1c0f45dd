"""Gravity by Poisson pseudo maximum likelihood: elasticities of trade, with effects taken out and clustered errors.

Source: Santos Silva and Tenreyro (2006), The log of gravity, Review of Economics and Statistics 88; Correia, Guimarães
and Zylkin (2020), Fast Poisson estimation with high-dimensional fixed effects, Stata Journal 20.
"""

from typing import NamedTuple

import numpy as np
from scipy import stats

from crossgauge.engines.trade import state as s
from crossgauge.engines.trade.projection import SWEEPS, within
from crossgauge.engines.trade.screening import panel_faults, screen, separated, untold
from crossgauge.engines.trade.state import Bools, Faults, Float64s, GravityFit, Int64s, Panel, faults_of

STEPS = 200  # of reweighting, at most; about ten as a rule, about forty with separated zeros
STEP = (
    1e-8  # the last step's size, root mean square weighted by the fitted flows: the next would be its square
)
FINE, COARSE = 1e-11, 1e-4  # tolerances of the projections, from the first step to the last
FALLING = 0.05  # a zero whose logarithm still falls by more than this in the last step may be separated


class Reweighted(NamedTuple):
    """Where reweighting ended: coefficients, columns free of effects, log fitted flows and their last step."""

    coefficient: Float64s
    free: Float64s
    log_fitted: Float64s
    last_step: Float64s
    steps: int
    solved: bool


def estimate(panel: Panel) -> GravityFit:
    """Elasticities of trade by Poisson pseudo maximum likelihood, with errors clustered as the panel says.

    Rows that tell nothing and separated zeros are left out and told (`GravityFit.row`). A regressor that effects or the
    regressors before it tell, or separated zeros alone, is refused: FAULT_COLLINEAR, FAULT_SEPARATED. The covariance is
    the sandwich of the sums of scores by cluster, times clusters / (clusters - 1).
    Raises nothing: `reason` and `faults` say what is wrong.
    Source: as above; for the covariance Cameron and Miller (2015), Journal of Human Resources 50, section II.

    >>> trade = np.array([8.0, 2.0, 1.0, 16.0])  # of two countries with themselves and each other
    >>> border, one, other = np.array([[0.0], [1.0], [1.0], [0.0]]), [0, 0, 1, 1], [0, 1, 0, 1]
    >>> fit = estimate(Panel(trade, border, np.array([one, other]), np.arange(4)))
    >>> round(float(fit.coefficient[0]), 9)  # log(2 × 1 / (8 × 16)) / 2: Head and Ries
    -2.079441542
    >>> estimate(Panel(trade, border * 0, np.array([one, other]), np.arange(4))).faults.code.tolist()
    [6]
    """
    faults = panel_faults(panel)
    if len(faults.code):
        return refused(panel, faults, np.zeros(len(panel.flow), np.int64))
    regressor = np.ascontiguousarray(panel.regressor.T, np.float64)
    row = screen(panel.flow, panel.effect, np.zeros(len(panel.flow), np.int64))
    unknown = s.FAULT_COLLINEAR
    while True:
        keep = row == s.KEPT
        if faulty := rows_faulty(panel, regressor, keep, unknown):
            return refused(panel, faults_of(faulty), row)
        effect = np.array([np.unique(group, return_inverse=True)[1] for group in panel.effect[:, keep]])
        _, size = untold(regressor[:, keep], effect)
        scaled = regressor[:, keep] / size[:, None]
        unit = float(panel.flow[keep].mean())
        found = reweigh(panel.flow[keep] / unit, scaled, effect)
        falling = (panel.flow[keep] == 0) & (found.last_step < -FALLING)
        endless = separated(scaled, effect, falling)
        if not endless.any():
            return told(panel, found, keep, row, size, unit)
        row[np.flatnonzero(keep)[endless]] = s.SEPARATED
        row = screen(panel.flow, panel.effect, row)
        # What was told before these zeros left and is not now was told by them alone.
        unknown = s.FAULT_SEPARATED


def rows_faulty(panel: Panel, regressor: Float64s, keep: Bools, unknown: int) -> list[tuple[int, int]]:
    """Why the rows that are kept tell no elasticities; `unknown`: the fault of a regressor that nothing tells."""
    if not keep.any():
        return [(s.FAULT_EMPTY, s.NOBODY)]
    if len(np.unique(panel.cluster[keep])) < 2:
        return [(s.FAULT_CLUSTERS, s.NOBODY)]
    told_by_others, _ = untold(regressor[:, keep], panel.effect[:, keep])
    return [(unknown, int(k)) for k in np.flatnonzero(told_by_others)]


def reweigh(flow: Float64s, regressor: Float64s, effect: Int64s) -> Reweighted:
    """Iteratively reweighted least squares, each step on columns free of effects.

    `flow`: (n_rows,) with mean 1; `regressor`: (n_regressors, n_rows). The free columns of one step start the next:
    they differ from the regressors by effects alone, and by ever less from the answer. Raises nothing.

    >>> found = reweigh(np.array([0.5, 1.5]), np.array([[0.0, 1.0]]), np.zeros((1, 2), np.int64))
    >>> round(float(found.coefficient[0]), 9)
    1.098612289
    """
    fitted = (flow + 1.0) / 2.0
    log_fitted = np.log(fitted)
    free = np.vstack([regressor, log_fitted[None]])
    target = log_fitted
    tolerance, deviance = COARSE, np.inf
    coefficient, change, solved, steps = np.zeros(len(regressor)), np.zeros(len(flow)), False, 0
    while not solved and steps < STEPS:
        steps += 1
        wanted = log_fitted + (flow - fitted) / fitted
        # A sum free of effects stays so: only what the target moved by is new to it.
        free[-1] += wanted - target
        target = wanted
        free, sweeps = within(free, fitted, effect, tolerance=tolerance)
        coefficient = weighted_least_squares(free, fitted)
        change = wanted - (free[-1] - coefficient @ free[:-1]) - log_fitted
        for _ in range(20):
            new = np.exp(log_fitted + change)
            if (now := 2.0 * float(new.sum() - flow @ (log_fitted + change))) <= deviance + 1e-9 * len(flow):
                break
            change = change / 2.0  # a step too far raises the deviance
        log_fitted, fitted, deviance = log_fitted + change, new, now
        length = float(np.sqrt(np.mean(new * np.minimum(change**2, 1.0))))
        solved = length < STEP and tolerance <= FINE and sweeps < SWEEPS
        tolerance = min(max(length * 1e-3, FINE), COARSE) if length > STEP else FINE
    return Reweighted(coefficient, free[:-1], log_fitted, change, steps, solved)


def weighted_least_squares(free: Float64s, weight: Float64s) -> Float64s:
    """Coefficients of the last of `free` (n_regressors + 1, n_rows) on the others."""
    heavy = free * weight
    solution: Float64s = np.linalg.lstsq(heavy[:-1] @ free[:-1].T, heavy[:-1] @ free[-1], rcond=None)[0]
    return solution


def told(
    panel: Panel, found: Reweighted, keep: Bools, row: Int64s, size: Float64s, unit: float
) -> GravityFit:
    """The answer in the units of the panel, with its covariance."""
    flow, fitted = panel.flow[keep], np.exp(found.log_fitted) * unit
    free, _ = within(found.free, fitted, panel.effect[:, keep], tolerance=FINE)
    free = free * size[:, None]
    bread = np.linalg.pinv((free * fitted) @ free.T, hermitian=True)
    _, cluster = np.unique(panel.cluster[keep], return_inverse=True)
    scores = np.array([np.bincount(cluster, column * (flow - fitted)) for column in free])
    clusters = int(cluster.max()) + 1
    scores = scores.reshape(len(free), clusters)
    covariance = clusters / (clusters - 1) * bread @ (scores @ scores.T) @ bread
    positive = flow > 0
    logs = float(flow[positive] @ np.log(flow[positive] / fitted[positive]))
    whole = np.zeros(len(panel.flow))
    whole[keep] = fitted
    return GravityFit(
        coefficient=found.coefficient / size if found.solved else np.full(len(size), np.nan),
        standard_error=np.sqrt(np.diag(covariance)) if found.solved else np.full(len(size), np.nan),
        covariance=covariance if found.solved else np.full(covariance.shape, np.nan),
        fitted=whole,
        row=row,
        deviance=2.0 * (logs - float((flow - fitted).sum())),
        clusters=clusters,
        steps=found.steps,
        reason=s.SOLVED if found.solved else s.UNSOLVED,
        faults=faults_of([]),
    )


def refused(panel: Panel, faults: Faults, row: Int64s) -> GravityFit:
    """An answer without numbers."""
    k = panel.regressor.shape[1] if panel.regressor.ndim == 2 else 0
    nothing = np.full(k, np.nan)
    return GravityFit(
        nothing, nothing, np.full((k, k), np.nan), np.zeros(len(row)), row, np.nan, 0, 0, s.REFUSED, faults
    )


def intervals(fit: GravityFit, *, level: float = 0.9) -> Float64s:
    """Low and high end of the interval of each coefficient, (2, n_regressors), by Student over clusters - 1.

    Source: Cameron and Miller (2015), as for `estimate`, section VI. Raises nothing: NaN where nothing was solved.

    >>> trade, border = np.array([8.0, 2.0, 1.0, 16.0]), np.array([[0.0], [1.0], [1.0], [0.0]])
    >>> fit = estimate(Panel(trade, border, np.zeros((1, 4), np.int64), np.arange(4)))
    >>> intervals(fit).round(3).ravel().tolist()
    [-2.985, -1.174]
    """
    half = stats.t.ppf((1.0 + level) / 2.0, max(fit.clusters - 1, 1)) * fit.standard_error
    return np.array([fit.coefficient - half, fit.coefficient + half])
