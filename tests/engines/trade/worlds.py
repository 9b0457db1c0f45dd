"""Trade made up from known parameters."""

import numpy as np

from crossgauge.engines.trade.panel import panel_of

TRUE = np.array([-0.8, 0.4, 0.5, -2.0])  # log distance, contiguity, agreement, border


def gravity_rows(n=15, periods=4, seed=1, spread=0.5):
    """Rows of a gravity world: exporter, importer, period, flow, regressors. `spread`: of the flows about their mean."""
    draw = np.random.default_rng(seed)
    i, j, t = (a.ravel() for a in np.meshgrid(*map(np.arange, (n, n, periods)), indexing="ij"))
    at = draw.uniform(0, 10, (n, 2))
    distance = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) + 0.5
    foreign = ~np.eye(n, dtype=bool)
    since = np.triu(draw.uniform(0, 2 * periods, (n, n)), 1)
    agreed = (since + since.T)[i, j] < t
    regressor = np.column_stack(
        [np.log(distance)[i, j], ((distance < 2.5) & foreign)[i, j], agreed & (i != j), i != j]
    ).astype(float)
    seller, buyer = draw.normal(0, 1, (2, n, periods))
    mean = np.exp(3 + regressor @ TRUE + seller[i, t] + buyer[j, t])
    flow = draw.poisson(mean * draw.gamma(spread**-2, spread**2, len(mean))).astype(float)
    return i, j, t, flow, regressor


def gravity_panel(*, pair=False, columns=slice(None), **how):
    i, j, t, flow, regressor = gravity_rows(**how)
    return panel_of(i, j, t, flow, regressor[:, columns], pair=pair)


def trade_table(n, seed=1, home=0.8):
    """A table of trade with zeros, unbalanced, where about `home` of output stays."""
    draw = np.random.default_rng(seed)
    size, at = np.exp(draw.normal(0, 1.5, n)), draw.uniform(0, 10, (n, 2))
    distance = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) + 0.5
    trade = np.outer(size, size * draw.uniform(0.8, 1.2, n)) / distance
    trade[draw.uniform(size=(n, n)) < 0.1] = 0.0
    np.fill_diagonal(trade, 0.0)
    np.fill_diagonal(trade, trade.sum(axis=1) * home / (1 - home) + 1e-3 * trade.sum() / n)
    return trade


def dearer(n, seed=2, spread=0.1):
    """Changes of cost of foreign trade about 1, none at home."""
    change = np.exp(np.random.default_rng(seed).normal(0, spread, (n, n)))
    np.fill_diagonal(change, 1.0)
    return change
