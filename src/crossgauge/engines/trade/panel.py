"""Rows of trade as a panel: which effects a row belongs to, and which countries miss their trade with themselves."""

import numpy as np

from crossgauge.engines.trade import state as s
from crossgauge.engines.trade.state import Faults, Float64s, Int64s, Panel, faults_of


def panel_of(
    exporter: Int64s,
    importer: Int64s,
    period: Int64s,
    flow: Float64s,
    regressor: Float64s,
    *,
    pair: bool = True,
) -> Panel:
    """A panel with exporter-time and importer-time effects, pair effects if asked, clustered by pair.

    `exporter`, `importer`, `period`: (n_rows,) int64, from 0; `flow`: (n_rows,) float64, value; `regressor`:
    (n_rows, n_regressors) float64. A pair has a direction: from a to b is not from b to a. Raises nothing; what is
    wrong with the numbers `ppml.estimate` says.
    Source: Yotov, Piermartini, Monteiro and Larch (2016), An advanced guide to trade policy analysis, chapter 1.

    >>> one, other = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    >>> panel = panel_of(one, other, np.zeros(4, np.int64), np.ones(4), np.ones((4, 0)), pair=False)
    >>> panel.effect.tolist(), panel.cluster.tolist()
    ([[0, 0, 1, 1], [0, 1, 0, 1]], [0, 1, 2, 3])
    """
    pairs = positions(exporter, importer)
    effects = [positions(exporter, period), positions(importer, period)] + ([pairs] if pair else [])
    return Panel(
        np.asarray(flow, np.float64), np.asarray(regressor, np.float64), np.array(effects, np.int64), pairs
    )


def positions(*keys: Int64s) -> Int64s:
    """The position of each combination of keys among those that are there, from 0, in order of the keys.

    >>> positions(np.array([5, 7, 5]), np.array([0, 0, 1])).tolist()
    [0, 2, 1]
    """
    if not len(keys[0]):
        return np.zeros(0, np.int64)
    _, at = np.unique(np.array(keys), axis=1, return_inverse=True)
    return at.ravel().astype(np.int64)


def domestic_faults(exporter: Int64s, importer: Int64s, period: Int64s, flow: Float64s) -> Faults:
    """Countries without trade with themselves in a period in which they trade, and pairs that stand twice.

    Arguments: (n_rows,), as for `panel_of`. Gravity without domestic trade tells no effect that falls on all foreign
    partners alike, and there is no general equilibrium without it. FAULT_DOMESTIC at: country; FAULT_DUPLICATE at: row.
    Source: Yotov, Piermartini, Monteiro and Larch (2016), as above.

    >>> one, other = np.array([0, 0, 1]), np.array([0, 1, 0])
    >>> domestic_faults(one, other, np.zeros(3, np.int64), np.ones(3)).at.tolist()
    [1]
    """
    rows = np.array([period, exporter, importer], np.int64)
    _, first, at = np.unique(rows, axis=1, return_index=True, return_inverse=True)
    twice = np.flatnonzero(first[at.ravel()] != np.arange(rows.shape[1]))
    home = (exporter == importer) & (flow > 0)
    has = set(zip(period[home].tolist(), exporter[home].tolist(), strict=True))
    trades = {
        (p, c) for side in (exporter, importer) for p, c in zip(period.tolist(), side.tolist(), strict=True)
    }
    return faults_of(
        [(s.FAULT_DOMESTIC, c) for _, c in trades - has] + [(s.FAULT_DUPLICATE, int(r)) for r in twice]
    )
