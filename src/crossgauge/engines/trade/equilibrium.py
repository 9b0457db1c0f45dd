"""What a change of trade costs does, by exact hat algebra: partial, conditional and full effects side by side.

Countries sell what they are endowed with; buyers tell goods apart by their origin with one elasticity of substitution
sigma. With l_ij the share of importer j's spending on exporter i, c_ij the change of the cost of trade, p the change of
the price of output, P of the price index, e of spending and Y output, all at baseline or as ratios to it:

    A_ij = l_ij c_ij^(1-sigma)          P_j^(1-sigma) = sum_i A_ij p_i^(1-sigma)
    Y_i p_i^sigma = sum_j A_ij E_j e_j / P_j^(1-sigma)

The conditional effect is the same system with output and spending held: Y_i p_i^(sigma-1) on the left, e = 1.

Source: Dekle, Eaton and Kortum (2007), Unbalanced trade, American Economic Review 97; Anderson and van Wincoop (2003),
Gravity with gravitas, American Economic Review 93; Head and Mayer (2014), Gravity equations: workhorse, toolkit and
cookbook, section 4; Baier, Yotov and Zylkin (2019), On the widely differing effects of free trade agreements, Journal
of International Economics 116.
"""

import numpy as np

from crossgauge.engines.trade import state as s
from crossgauge.engines.trade.settling import World, settle, spending, world_of
from crossgauge.engines.trade.state import Change, Effects, Faults, Float64s, faults_of


def effects(
    trade: Float64s,
    cost_change: Float64s,
    elasticity: float,
    *,
    closure: int = s.RATIO,
    domestic: bool = True,
) -> Effects:
    """Partial, conditional and full effects of a change of trade costs.

    `trade`: (n, n) float64, value from exporter (row) to importer (column), with trade within each country on the
    diagonal; `cost_change`: (n, n) float64, cost of trade as a factor, new over old; `elasticity`: of substitution,
    sigma, above 1 (of trade to its cost: sigma - 1); `closure`: RATIO, DEFICIT or BALANCED, for the full effect.
    `domestic`: False allows countries without trade with themselves. BALANCED ends deficits too, so that without a
    change of costs something still happens unless trade was balanced.
    Raises nothing: `faults` say what is wrong, `reason` of each effect whether it was solved.
    Source: as above.

    >>> trade, dearer = np.array([[9.0, 1.0], [1.0, 9.0]]), np.array([[1.0, 1.1], [1.1, 1.0]])
    >>> found = effects(trade, dearer, 5.0)
    >>> round(float(found.partial.trade[0, 1]), 6), round(float(found.full.trade[0, 1]), 6)
    (0.683013, 0.705373)
    >>> effects(trade * [[1.0, 1.0], [1.0, 0.0]], dearer, 5.0).faults.code.tolist() == [s.FAULT_DOMESTIC]
    True
    """
    faults = effect_faults(trade, cost_change, elasticity, closure, domestic=domestic)
    if len(faults.code):
        none = refused(len(trade))
        return Effects(none, none, none, faults)
    world = world_of(trade, cost_change, elasticity, closure)
    return Effects(
        partial(trade, cost_change, elasticity),
        change_of(trade, world._replace(closure=s.FIXED)),
        change_of(trade, world),
        faults,
    )


def effect_faults(
    trade: Float64s, cost_change: Float64s, elasticity: float, closure: int, *, domestic: bool = True
) -> Faults:
    """Tables of unlike shape, numbers that are none, countries that do not sell, buy or trade with themselves.

    >>> effect_faults(np.eye(2), np.zeros((2, 2)), 1.0, s.RATIO).code.tolist()
    [13, 13, 14]
    """
    if (
        trade.ndim != 2
        or trade.shape[0] != trade.shape[1]
        or trade.shape != cost_change.shape
        or not len(trade)
    ):
        return faults_of([(s.FAULT_SHAPE, s.NOBODY)])
    finite = np.isfinite(trade) & np.isfinite(cost_change)
    marks = [
        (s.FAULT_NUMBER, ~finite.all(axis=1)),
        (s.FAULT_NEGATIVE, (trade < 0).any(axis=1)),
        (s.FAULT_COST, (cost_change <= 0).any(axis=1)),
        (s.FAULT_OUTPUT, trade.sum(axis=1) == 0),
        (s.FAULT_SPENDING, trade.sum(axis=0) == 0),
        (s.FAULT_DOMESTIC, (np.diag(trade) == 0) & domestic),
    ]
    rows = [(code, int(at)) for code, wrong in marks for at in np.flatnonzero(wrong)]
    if not 1.0 < elasticity < np.inf:
        rows.append((s.FAULT_ELASTICITY, s.NOBODY))
    if closure not in (s.RATIO, s.DEFICIT, s.BALANCED):
        rows.append((s.FAULT_CLOSURE, s.NOBODY))
    return faults_of(rows)


def partial(trade: Float64s, cost_change: Float64s, elasticity: float) -> Change:
    """Each flow answering to its own cost alone: cost_change^(1 - elasticity).

    >>> day_less = np.full((1, 1), np.exp(-0.01))  # a day at 1 % a day, trade elasticity 5
    >>> round(float(partial(np.ones((1, 1)), day_less, 6.0).trade[0, 0]), 5)
    1.05127
    """
    n = len(trade)
    ratio = np.where(trade > 0, cost_change ** (1.0 - elasticity), 1.0)
    still = np.ones(n)
    return Change(ratio, exports_ratio(trade, ratio), still, still, still, still, 0, s.SOLVED)


def exports_ratio(trade: Float64s, ratio: Float64s) -> Float64s:
    """Sales abroad, new over old, (n,); NaN for who had none.

    >>> exports_ratio(np.array([[5.0, 1.0], [0.0, 2.0]]), np.full((2, 2), 2.0)).tolist()
    [2.0, nan]
    """
    abroad = trade * (1.0 - np.eye(len(trade)))
    before = abroad.sum(axis=1)
    answer = np.full(len(trade), np.nan)
    np.divide((abroad * ratio).sum(axis=1), before, out=answer, where=before > 0)
    return answer


def change_of(trade: Float64s, world: World) -> Change:
    """The world after its prices have settled, as ratios to the world before."""
    log_price, steps, reason = settle(world)
    if reason != s.SOLVED:
        return refused(len(trade))._replace(steps=steps, reason=reason)
    weight = np.exp((1.0 - world.sigma) * log_price)
    pull = weight @ world.offer  # P^(1-sigma)
    if world.closure == s.FIXED:
        # In conditional effects p is the resistance of sellers; incomes, and so prices at the gate, stand still.
        spent, price = np.ones(len(trade)), np.ones(len(trade))
    else:
        spent, price = spending(world, log_price)[0] / world.spending, np.exp(log_price)
    index = pull ** (1.0 / (1.0 - world.sigma))
    share = np.divide(world.offer * trade.sum(axis=0), trade, out=np.ones_like(trade), where=trade > 0)
    ratio = np.where(trade > 0, share * weight[:, None] * (spent / pull), 1.0)
    return Change(
        ratio, exports_ratio(trade, ratio), price, index, price / index, spent / index, steps, reason
    )


def refused(n: int) -> Change:
    """A change without numbers."""
    nothing = np.full(n, np.nan)
    return Change(np.full((n, n), np.nan), nothing, nothing, nothing, nothing, nothing, 0, s.REFUSED)
