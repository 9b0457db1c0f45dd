"""Gravity of one's own panel: elasticities with clustered errors, what was left out, or why nothing can be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl
from scipy import special, stats

from crossgauge.engines.trade import state as s
from crossgauge.engines.trade.panel import positions
from crossgauge.engines.trade.ppml import estimate, intervals
from crossgauge.engines.trade.screening import untold
from crossgauge.engines.trade.state import Float64s, GravityFit, Int64s
from crossgauge.engines.trade.state import Panel as Rows
from crossgauge.errors import Fault, ProjectFaulty, RunImpossible
from crossgauge.sources.trade import Panel

LEVEL = 0.95
REASONS = {s.NO_TRADE: "no trade", s.SINGLETON: "singleton", s.SEPARATED: "separated"}
WHY = {
    "no trade": "a fixed effect of the row sees no trade at all",
    "singleton": "a fixed effect of the row sees this row alone",
    "separated": "a zero that terms and fixed effects fit without limit",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gravity:
    """What was estimated.

    estimates   columns of `tables.trade.ESTIMATES`
    dropped     columns of `tables.trade.DROPPED`
    rows, kept  of the panel; clusters, among the rows kept
    mcfadden    1 - log likelihood / that of a constant alone; depends on the unit of trade
    fit         squared correlation of trade and what is fitted; does not
    deviance    in the unit of trade
    at_home     whether the panel has trade at home
    """

    name: str
    estimates: pl.DataFrame
    dropped: pl.DataFrame
    rows: int
    kept: int
    clusters: int
    fixed: tuple[str, ...]
    cluster: str
    mcfadden: float
    fit: float
    deviance: float
    steps: int
    at_home: bool


def estimate_gravity(panel: Panel, fixed: Sequence[str], cluster: str, *, level: float = LEVEL) -> Gravity:
    """Elasticities by PPML, with intervals of this level by Student over clusters - 1.

    fixed : names of `panel.groups` whose effects are taken out; none: a constant
    Raises ProjectFaulty that names each term nothing is left of, and who tells it; RunImpossible if it does not settle.
    Source: Santos Silva and Tenreyro (2006), as `engines.trade.ppml`.

    >>> rows = {"#row": [2, 3, 4, 5], "exporter": ["KAZ", "KAZ", "CHN", "CHN"], "importer": ["KAZ", "CHN"] * 2}
    >>> rows |= {"year": [""] * 4, "value": [8.0, 2.0, 1.0, 16.0], "on border": [0.0, 1.0, 1.0, 0.0]}
    >>> groups = {"exporter": ("exporter",), "importer": ("importer",), "pair": ("exporter", "importer")}
    >>> panel = Panel("two.csv", pl.DataFrame(rows), ("border",), groups, True)
    >>> found = estimate_gravity(panel, ["exporter", "importer"], "pair")
    >>> round(found.estimates["coefficient"].item(), 4)  # log(2 × 1 / (8 × 16)) / 2: Head and Ries
    -2.0794
    """
    frame = panel.frame
    regressor = frame.select(f"on {term}" for term in panel.terms).to_numpy().astype(np.float64)
    regressor = regressor.reshape(frame.height, len(panel.terms))
    effects = [codes_of(frame, panel.groups[name]) for name in fixed] or [np.zeros(frame.height, np.int64)]
    rows = Rows(
        frame["value"].to_numpy().astype(np.float64),
        regressor,
        np.array(effects, np.int64),
        codes_of(frame, panel.groups[cluster]),
    )
    fit = estimate(rows)
    if fit.reason == s.REFUSED:
        raise ProjectFaulty(panel.name, faults_of(fit, rows, panel, tuple(fixed), cluster))
    if fit.reason == s.UNSOLVED:
        told = f"{panel.name}: the estimate did not settle in {fit.steps} steps."
        raise RunImpossible(f"{told} Expected terms of like size: put large ones in logarithms.")
    kept = fit.row == s.KEPT
    flow, fitted = rows.flow[kept], fit.fitted[kept]
    return Gravity(
        name=panel.name,
        estimates=estimates_of(panel.terms, fit, level),
        dropped=dropped_of(frame, fit.row),
        rows=frame.height,
        kept=int(kept.sum()),
        clusters=fit.clusters,
        fixed=tuple(fixed),
        cluster=cluster,
        mcfadden=1.0 - log_likelihood(flow, fitted) / log_likelihood(flow, np.full(len(flow), flow.mean())),
        fit=float(np.corrcoef(flow, fitted)[0, 1] ** 2) if np.ptp(fitted) > 0 else float("nan"),
        deviance=fit.deviance,
        steps=fit.steps,
        at_home=panel.at_home,
    )


def codes_of(frame: pl.DataFrame, columns: Sequence[str]) -> Int64s:
    """The position of each row's combination of columns, from 0."""
    keys = [frame[name].cast(pl.String).fill_null("").rank("dense").to_numpy().astype(np.int64) for name in columns]
    return positions(*keys)


def log_likelihood(flow: Float64s, fitted: Float64s) -> float:
    """Of Poisson; flows need not be whole numbers.

    >>> round(log_likelihood(np.array([2.0]), np.array([2.0])), 4)  # log(exp(-2) 2² / 2!)
    -1.3069
    """
    return float((special.xlogy(flow, fitted) - fitted - special.gammaln(flow + 1.0)).sum())


def estimates_of(terms: Sequence[str], fit: GravityFit, level: float) -> pl.DataFrame:
    """The table of coefficients."""
    low, high = intervals(fit, level=level)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(fit.coefficient / fit.standard_error)
    logs = [term.replace(" ", "").startswith(("log(", "ln(")) for term in terms]
    return pl.DataFrame(
        {
            "term": list(terms),
            "coefficient": fit.coefficient,
            "standard_error": fit.standard_error,
            "low": low,
            "high": high,
            "p_value": 2.0 * stats.t.sf(t, max(fit.clusters - 1, 1)),
            "percent": [
                None if log else float(100 * np.expm1(c)) for log, c in zip(logs, fit.coefficient, strict=True)
            ],
        },
        schema_overrides={"term": pl.String, "percent": pl.Float64},
    )


def dropped_of(frame: pl.DataFrame, row: Int64s) -> pl.DataFrame:
    """The rows that were left out, each with its reason."""
    at = np.flatnonzero(row != s.KEPT)
    reasons = pl.Series("reason", [REASONS[int(code)] for code in row[at]], pl.String)
    lines = frame[at].select(pl.col("#row").alias("line"), "exporter", "importer", "year")
    return lines.with_columns(reasons)


def faults_of(
    fit: GravityFit, rows: Rows, panel: Panel, fixed: tuple[str, ...], cluster: str
) -> list[Fault]:
    """What keeps anything from being told, in words."""
    faults = []
    for code, at in zip(fit.faults.code.tolist(), fit.faults.at.tolist(), strict=True):
        if code == s.FAULT_COLLINEAR:
            faults.append(collinear(panel, rows, fit, at, fixed))
        elif code == s.FAULT_SEPARATED:
            wrong = f"{panel.terms[at]} varies only among zeros that it fits without limit: its estimate has no end"
            faults.append(Fault(panel.name, wrong, "Expected trade on both sides of it, or the term left out."))
        elif code == s.FAULT_CLUSTERS:
            wrong = f"{cluster} makes fewer than two clusters of the rows that are kept"
            faults.append(Fault(panel.name, wrong, "Expected a finer --cluster, such as pair."))
        else:
            wrong = f"no row is left: {', '.join(fixed) or 'a constant'} fit every one or see no trade"
            faults.append(Fault(panel.name, wrong, "Expected rows with trade, and fewer fixed effects: --fixed."))
    return faults


def collinear(panel: Panel, rows: Rows, fit: GravityFit, at: int, fixed: tuple[str, ...]) -> Fault:
    """Who tells a term: the fewest fixed effects that do, else fixed effects and the terms before it."""
    keep = np.isin(fit.row, (s.KEPT, s.SEPARATED))
    term, column = panel.terms[at], rows.regressor[keep, at][None]
    if not np.ptp(column):
        wrong = f"{term} is {column[0, 0]:g} in every row that is kept"
        return Fault(panel.name, wrong, "Expected a term that differs between rows.")
    effect = rows.effect[:, keep]
    for many in range(1, len(fixed) + 1):
        for some in combinations(range(len(fixed)), many):
            if untold(column, effect[list(some)])[0][0]:
                names = " and ".join(fixed[k] for k in some)
                wrong = f"{term} is collinear with the fixed effects {names}: within them nothing of it is left"
                return Fault(panel.name, wrong, f"Expected the term left out, or --fixed without {names}.")
    before = ", ".join(panel.terms[:at])
    wrong = f"{term} is collinear with the terms before it ({before}), fixed effects taken out"
    return Fault(panel.name, wrong, "Expected one of them left out: --on.")
