"""Trade: gravity of 28,566 rows, equilibria of 180 countries, and pyfixest beside the gravity where it is installed.

Rows: 69 countries, 6 periods, a quarter of the flows zero; two-way (exporter-time, importer-time; five regressors) and
three-way (pairs too; one regressor), clustered by pair. pyfixest (extra `trade-peer`) may stand in
an environment of its own; without it, only the engine is measured.

    PYTHONPATH=src python benchmarks/trade.py
"""

import time

import numpy as np

from crossgauge.engines.trade import state as s
from crossgauge.engines.trade.draws import effects_over
from crossgauge.engines.trade.equilibrium import effects
from crossgauge.engines.trade.panel import panel_of
from crossgauge.engines.trade.ppml import estimate
from crossgauge.engines.trade.settling import settle, world_of

COUNTRIES, PERIODS, WORLD, DRAWS = 69, 6, 180, 500


def seconds(work, times=3):
    """The fastest of a few runs, wall clock and this process's own, with compilation before."""
    answer = work()
    best = (np.inf, np.inf)
    for _ in range(times):
        wall, own = time.perf_counter(), time.process_time()
        answer = work()
        best = min(best, (time.perf_counter() - wall, time.process_time() - own))
    return *best, answer


def told(name, work, times=3, unit=1.0, word="s"):
    wall, own, answer = seconds(work, times)
    print(f"{name:52} {wall / unit:8.2f} {word} (own processor time {own / unit:.2f})")
    return answer


def places(draw, n):
    at = draw.uniform(0, 10, (n, 2))
    return np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) + 0.3


def rows():
    """Exporter, importer, period, flow, regressors of a gravity world."""
    draw = np.random.default_rng(1)
    n, i_j_t = COUNTRIES, np.meshgrid(*map(np.arange, (COUNTRIES, COUNTRIES, PERIODS)), indexing="ij")
    i, j, t = (a.ravel() for a in i_j_t)
    distance = places(draw, n)
    near = (distance < 1) & ~np.eye(n, dtype=bool)
    language, since = (np.triu(draw.uniform(size=(n, n)), 1) for _ in range(2))
    language, since = language + language.T, since + since.T
    agreed = (since[i, j] < 0.1 * t) & (i != j)
    columns = [np.log(distance)[i, j], near[i, j], (language < 0.2)[i, j], agreed, i != j]
    regressor = np.column_stack(columns).astype(float)
    seller, buyer = draw.normal(0, 1.5, (2, n, PERIODS))
    mean = np.exp(5 + regressor @ [-0.8, 0.4, 0.2, 0.5, -2.0] + seller[i, t] + buyer[j, t])
    return i, j, t, draw.poisson(mean * draw.gamma(1.0, 1.0, len(mean))).astype(float), regressor


def peer(i, j, t, flow, regressor):
    """The same two fits by pyfixest with its own tolerances; the largest difference of a coefficient."""
    try:
        import pandas as pd
        import pyfixest as pf
    except ImportError:
        return print(
            "pyfixest is not installed here: pip install 'crossgauge[trade-peer]' in an environment of its own"
        )
    frame = pd.DataFrame(regressor, columns=[f"x{k}" for k in range(regressor.shape[1])])
    frame = frame.assign(flow=flow, it=i * PERIODS + t, jt=j * PERIODS + t, ij=i * COUNTRIES + j)
    for pair, regressors, effect in (
        (False, "x0 + x1 + x2 + x3 + x4", "it + jt"),
        (True, "x3", "it + jt + ij"),
    ):
        formula = f"flow ~ {regressors} | {effect}"
        how = "three" if pair else "two"
        fit = told(
            f"pyfixest {pf.__version__}, {how}-way",
            lambda f=formula: pf.fepois(f, frame, vcov={"CRV1": "ij"}),
        )
        ours = estimate(panel_of(i, j, t, flow, regressor[:, [3]] if pair else regressor, pair=pair))
        print(
            f"  largest difference of a coefficient {np.abs(fit.coef().to_numpy() - ours.coefficient).max():.1e}"
        )
    return None


def table(n):
    """Unbalanced trade of n countries, about 80 % of it at home."""
    draw = np.random.default_rng(2)
    size = np.exp(draw.normal(0, 2, n))
    trade = np.outer(size, size * draw.uniform(0.8, 1.2, n)) / places(draw, n)
    np.fill_diagonal(trade, 0.0)
    np.fill_diagonal(trade, 4 * trade.sum(axis=1))
    return trade


def main():
    i, j, t, flow, regressor = rows()
    two, three = panel_of(i, j, t, flow, regressor, pair=False), panel_of(i, j, t, flow, regressor[:, [3]])
    print(f"{len(flow):,} rows, {np.mean(flow == 0):.0%} of them zero")
    told("gravity, two-way, five regressors", lambda: estimate(two))
    told("gravity, three-way, one regressor", lambda: estimate(three))
    peer(i, j, t, flow, regressor)

    trade, draw = table(WORLD), np.random.default_rng(3)
    change = np.exp(draw.normal(-0.02, 0.05, (WORLD, WORLD)))
    np.fill_diagonal(change, 1.0)
    for name, closure in (("ratio", s.RATIO), ("deficit", s.DEFICIT), ("balanced", s.BALANCED)):
        world = world_of(trade, change, 6.0, closure)
        told(f"{WORLD} countries, one solve, {name}", lambda w=world: settle(w), 9, 1e-3, "ms")
    told(
        f"{WORLD} countries, partial, conditional and full",
        lambda: effects(trade, change, 6.0),
        9,
        1e-3,
        "ms",
    )
    sigma = draw.uniform(4, 8, DRAWS)
    found = told(f"{DRAWS} draws of it", lambda: effects_over(trade, (change for _ in sigma), sigma), 1)
    low, high = np.quantile(found.real_income[:, 0], [0.05, 0.95])
    print(
        f"  real income of the first country, 90 % of draws: {100 * (low - 1):+.2f} to {100 * (high - 1):+.2f} %"
    )


if __name__ == "__main__":
    main()
