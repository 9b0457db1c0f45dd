"""Effects over draws of what is not known well: elasticities and changes of cost."""

from collections.abc import Iterable

import numpy as np

from crossgauge.engines.trade import state as s
from crossgauge.engines.trade.equilibrium import effects
from crossgauge.engines.trade.state import EffectsOver, Float64s


def effects_over(
    trade: Float64s, cost_changes: Iterable[Float64s], elasticities: Float64s, *, closure: int = s.RATIO
) -> EffectsOver:
    """Partial, conditional and full effects for each draw, in the order of the draws.

    `trade`: (n, n) float64; `cost_changes`: n_draws tables (n, n), made one by one if it is a generator;
    `elasticities`: (n_draws,) float64, of substitution. Draws do not lean on one another, so that any part of them
    gives the same numbers. Take quantiles over axis 0 for an interval.
    Raises ValueError if there are not as many cost changes as elasticities; faults of a draw are in `reason`.
    Source: as `equilibrium.effects`.

    >>> trade, dearer = np.array([[9.0, 1.0], [1.0, 9.0]]), np.array([[1.0, 1.1], [1.1, 1.0]])
    >>> found = effects_over(trade, (dearer for _ in range(2)), np.array([5.0, 7.0]))
    >>> found.exports_full[:, 0].round(4).tolist()
    [0.7054, 0.5902]
    """
    n, n_draws = len(trade), len(elasticities)
    partial, conditional, full, income, spent = np.full((5, n_draws, n), np.nan)
    reason = np.full(n_draws, s.REFUSED, np.int64)
    for d, (change, sigma) in enumerate(zip(cost_changes, elasticities.tolist(), strict=True)):
        found = effects(trade, change, sigma, closure=closure)
        partial[d], conditional[d] = found.partial.exports, found.conditional.exports
        full[d], income[d], spent[d] = found.full.exports, found.full.real_income, found.full.real_spending
        reason[d] = max(found.conditional.reason, found.full.reason)
    return EffectsOver(partial, conditional, full, income, spent, reason)
