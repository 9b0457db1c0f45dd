"""What can be estimated from a panel: faults, rows that tell nothing, regressors that nothing tells.

Source: Santos Silva and Tenreyro (2010), On the existence of the maximum likelihood estimates in Poisson regression,
Economics Letters 107; Correia, Guimarães and Zylkin (2019), Verifying the existence of maximum likelihood estimates
for generalized linear models, arXiv 1903.01633.
"""

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from crossgauge.engines.trade import state as s
from crossgauge.engines.trade.projection import within
from crossgauge.engines.trade.state import Bools, Faults, Float64s, Int64s, Panel, faults_of

TOLD = 1e-7  # a regressor of which less than this part is left when others are taken out is told by them
DIRECTION = (
    1e-6  # of a separating direction whose largest element is 1: less is rounding of the linear programme
)


def panel_faults(panel: Panel) -> Faults:
    """Arrays of unlike length, numbers that are none, negative flows and codes, too few rows or clusters.

    >>> one, two = np.array([1.0]), np.zeros(2, np.int64)
    >>> panel_faults(Panel(one, np.ones((2, 1)), two[None], two)).code.tolist() == [s.FAULT_SHAPE]
    True
    """
    n = len(panel.flow)
    even = (
        panel.flow.ndim == 1
        and panel.regressor.ndim == panel.effect.ndim == 2
        and len(panel.regressor) == n == panel.effect.shape[1]
        and panel.cluster.shape == (n,)
    )
    if not even:
        return faults_of([(s.FAULT_SHAPE, s.NOBODY)])
    rows: list[tuple[int, int]] = []
    finite = np.isfinite(panel.flow) & np.isfinite(panel.regressor).all(axis=1)
    for code, wrong in (
        (s.FAULT_NUMBER, ~finite),
        (s.FAULT_NEGATIVE, panel.flow < 0),
        (s.FAULT_CODE, (panel.effect < 0).any(axis=0) | (panel.cluster < 0)),
    ):
        rows.extend((code, int(at)) for at in np.flatnonzero(wrong))
    if not n or not len(panel.effect):
        rows.append((s.FAULT_EMPTY, s.NOBODY))
    elif len(np.unique(panel.cluster)) < 2:
        rows.append((s.FAULT_CLUSTERS, s.NOBODY))
    return faults_of(rows)


def screen(flow: Float64s, effect: Int64s, row: Int64s) -> Int64s:
    """What becomes of each row before anything is estimated, told by its effects alone.

    `row`: (n_rows,) int64, what became of it so far. Rows of an effect that sees no trade, then rows of an effect that
    sees one row, again and again until none is left. Raises nothing.

    >>> screen(np.array([1.0, 0.0, 2.0, 5.0]), np.array([[0, 1, 0, 2]]), np.zeros(4, np.int64)).tolist()
    [0, 1, 0, 2]
    """
    row = row.copy()
    before = -1
    while before != (before := int((row == s.KEPT).sum())):
        for group in effect:
            total = np.bincount(group, np.where(row == s.KEPT, flow, 0.0))
            row[(row == s.KEPT) & (total[group] == 0)] = s.NO_TRADE
            count = np.bincount(group, row == s.KEPT)
            row[(row == s.KEPT) & (count[group] == 1)] = s.SINGLETON
    return row


def untold(regressor: Float64s, effect: Int64s) -> tuple[Bools, Float64s]:
    """Regressors told by the effects or by regressors before them, and the size of what is left of each.

    `regressor`: (n_regressors, n_rows). Returns (n_regressors,) bool and float64, the size as a root mean square.
    Raises nothing.

    >>> told, _ = untold(np.array([[1.0, 1.0, 2.0], [0.0, 1.0, 0.0], [0.0, 2.0, 0.0]]), np.array([[0, 0, 1]]))
    >>> told.tolist()
    [True, False, True]
    """
    n_regressors, n = regressor.shape
    free, _ = within(regressor, np.ones(n), effect)
    size = np.sqrt((free**2).mean(axis=1))
    whole = np.sqrt((regressor**2).mean(axis=1))
    told = ~(size > TOLD * whole)
    # Each against those before it that were not told: Gram and Schmidt, twice for the rounding.
    base = np.empty((0, n))
    for k in range(n_regressors):
        if told[k]:
            continue
        left = free[k] / size[k]
        for _ in range(2):
            left = left - base.T @ (base @ left)
        length = float(np.linalg.norm(left))
        if length < TOLD * np.sqrt(n):
            told[k] = True
        else:
            base = np.vstack([base, left / length])
    return told, size


def separated(regressor: Float64s, effect: Int64s, candidate: Bools) -> Bools:
    """Rows among the candidates that some direction of regressors and effects moves, and moves no other row.

    `regressor`: (n_regressors, n_rows); `candidate`: (n_rows,) bool, zeros whose fitted value keeps falling. Along such
    a direction the likelihood rises without end. A linear programme finds the direction that moves most; it is asked
    again until it moves nothing more. Raises nothing.
    Source: Correia, Guimarães and Zylkin (2019), proposition 1.

    >>> separated(np.array([[1.0, 0.0, 0.0]]), np.array([[0, 0, 0]]), np.array([True, False, False])).tolist()
    [True, False, False]
    """
    n = len(candidate)
    scale = np.abs(regressor).max(axis=1, initial=0.0)
    blocks = [sparse.csr_array((regressor / np.where(scale > 0, scale, 1.0)[:, None]).T)]
    blocks += [sparse.csr_array((np.ones(n), group, np.arange(n + 1))) for group in effect]
    design = sparse.csr_array(sparse.hstack(blocks))
    found = np.zeros(n, bool)
    while (left := candidate & ~found).any():
        # What was found may move anywhere: enough of its own direction makes up for it.
        low, high = np.where(found, -np.inf, 0.0), np.where(found, np.inf, np.where(left, 1.0, 0.0))
        answer = milp(
            -np.asarray(design[left].sum(axis=0)).ravel(),
            constraints=LinearConstraint(design, low, high),
            bounds=Bounds(-np.inf, np.inf),
        )
        if answer.x is None:
            break
        new = left & (np.asarray(design @ answer.x) > DIRECTION)
        if not new.any():
            break
        found |= new
    return found
