"""What is found of trade as plain values for JSON: the same figures give the same text."""

from dataclasses import asdict
from typing import Any

import polars as pl

from crossgauge.study.summary import rounded, rows_of
from crossgauge.study.trade.counterfactual import Counterfactual
from crossgauge.study.trade.explain import Explained
from crossgauge.study.trade.gravity import WHY, Gravity


def gravity_told(found: Gravity, level: float) -> dict[str, Any]:
    """All that was estimated, and what was left out."""
    return {
        "file": found.name,
        "rows": found.rows,
        "kept": found.kept,
        "dropped": reasons_of(found.dropped),
        "fixed": list(found.fixed),
        "cluster": found.cluster,
        "clusters": found.clusters,
        "level": level,
        "pseudo_r2": known(found.mcfadden),
        "squared_correlation": known(found.fit),
        "deviance": known(found.deviance),
        "trade_at_home": found.at_home,
        "estimates": [{k: known(v) for k, v in row.items()} for row in rows_of(found.estimates)],
    }


def reasons_of(dropped: pl.DataFrame) -> dict[str, int]:
    """How many rows were left out for each reason that there was."""
    counts = dict(dropped["reason"].value_counts().iter_rows())
    return {reason: counts[reason] for reason in WHY if reason in counts}


def known(value: Any) -> Any:
    """A figure to six digits; None where it is no number."""
    return None if isinstance(value, float) and value != value else rounded(value)


def counterfactual_told(found: Counterfactual) -> dict[str, Any]:
    """The three readings of every country and every changed pair."""
    law = found.elasticity
    return {
        "file": found.name,
        "closure": found.closure,
        "elasticity": {"middle": law.middle, "spread": rounded(law.spread)},
        "draws": found.draws,
        "solved": found.solved,
        "seed": found.seed,
        "interval": [0.05, 0.95] if found.draws else None,
        "pairs_without_trade": found.unlisted,
        "countries": [{k: known(v) for k, v in row.items()} for row in rows_of(found.countries)],
        "pairs": [{k: known(v) for k, v in row.items()} for row in rows_of(found.pairs)],
    }


def explained_told(found: Explained) -> dict[str, Any]:
    """The figures, series, accounts and words."""
    return {
        "seed": {key: rounded(value) for key, value in asdict(found.seed).items()},
        "series": rows_of(found.series),
        "partners": rows_of(found.partners),
        "from": found.first,
        "to": found.last,
        "growth": rounded(found.growth),
        "accounts": {name: rows_of(one) for name, one in found.accounts.items()},
        "words": list(found.words),
    }
