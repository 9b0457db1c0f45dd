"""Prices at which every country sells what it has, by Newton's steps.

Each step solves its equations by GMRES, which asks for products with tables only: no table of slopes is formed, and
no threaded library is called, so that the answer is the same however many workers share the machine.

Source: the system is that of `equilibrium`; Saad and Schultz (1986), GMRES, SIAM Journal on Scientific and Statistical
Computing 7.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from crossgauge.engines.trade import state as s
from crossgauge.engines.trade.state import Float64s

STEPS = 500  # at most; four or five as a rule
ROUNDING = 1e-12  # of logarithms: the equations hold when none misses by more
KRYLOV = 60  # products with the slopes in one step, at most
NARROW = 1e-3  # a Newton step is solved when this share of what the equations miss is left, and less near the answer


class World(NamedTuple):
    """A table of trade at its new costs, in shares of world output.

    offer     (n, n)  float64  share of the importer's spending, times the change of cost to the power 1 - sigma
    output    (n,)    float64
    spending  (n,)    float64
    sigma     elasticity of substitution
    closure   RATIO, DEFICIT, BALANCED or FIXED
    """

    offer: Float64s
    output: Float64s
    spending: Float64s
    sigma: float
    closure: int


class Look(NamedTuple):
    """What prices lead to: sales, how far the equations miss, and what the next step needs.

    miss    (n,)    float64  logarithm of what is sold over what is on offer
    buyer   (n, n)  float64  share of each importer in what an exporter sells
    seller  (n, n)  float64  share of each exporter in what an importer buys
    own, column, row         of `spending`
    size    the largest miss; infinite where prices are impossible
    """

    miss: Float64s
    buyer: Float64s
    seller: Float64s
    own: Float64s
    column: Float64s
    row: Float64s
    size: float


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def by_rows(table: Any, vector: Any) -> Any:
    """The table times a column."""
    n, m = table.shape
    product = np.empty(n)
    for i in range(n):
        total = 0.0
        for j in range(m):
            total += table[i, j] * vector[j]
        product[i] = total
    return product


@njit(cache=True, nogil=True)
def by_columns(vector: Any, table: Any) -> Any:
    """A row times the table."""
    n, m = table.shape
    product = np.zeros(m)
    for i in range(n):
        for j in range(m):
            product[j] += vector[i] * table[i, j]
    return product


def world_of(trade: Float64s, cost_change: Float64s, elasticity: float, closure: int) -> World:
    """The table at its new costs; arguments without faults.

    >>> world_of(np.array([[3.0, 1.0], [1.0, 3.0]]), np.ones((2, 2)), 5.0, s.RATIO).offer.tolist()
    [[0.75, 0.25], [0.25, 0.75]]
    """
    total, spending = trade.sum(), trade.sum(axis=0)
    offer = trade / spending * cost_change ** (1.0 - elasticity)
    return World(offer, trade.sum(axis=1) / total, spending / total, elasticity, closure)


def spending(world: World, log_price: Float64s) -> tuple[Float64s, Float64s, Float64s, Float64s]:
    """Spending at given prices, in shares of the old world output, and how it answers to prices.

    Returns spending (n,) and its elasticities in log prices as own (n,), and a column (n,) times a row (n,).

    >>> rich = World(np.eye(2), np.array([0.5, 0.5]), np.array([0.4, 0.6]), 5.0, s.DEFICIT)
    >>> spending(rich, np.log([1.0, 3.0]))[0].round(6).tolist()
    [0.3, 1.7]
    """
    worth = world.output * np.exp(log_price)
    whole, n = worth.sum(), len(worth)
    if world.closure == s.RATIO:
        wanted = world.spending * np.exp(log_price)
        return wanted * (whole / wanted.sum()), np.ones(n), np.ones(n), worth / whole - wanted / wanted.sum()
    if world.closure == s.DEFICIT:
        deficit = (world.spending - world.output) * whole
        spent = worth + deficit
        return spent, worth / spent, deficit / spent, worth / whole
    if world.closure == s.BALANCED:
        return worth, np.ones(n), np.zeros(n), np.zeros(n)
    return world.spending, np.zeros(n), np.zeros(n), np.zeros(n)


def settle(world: World) -> tuple[Float64s, int, int]:
    """Logarithms of prices at which every country sells what it has, the steps, and SOLVED or UNSOLVED.

    Prices have a level of no meaning: the mean of their logarithms is 0. A Newton step that brings the equations no
    nearer is halved; if that does not help either, each price is set as if the others stood. Raises nothing.

    >>> alike = World(np.array([[0.9, 0.1], [0.1, 0.9]]), np.full(2, 0.5), np.full(2, 0.5), 5.0, s.RATIO)
    >>> settle(alike)[0].tolist(), settle(alike)[2] == s.SOLVED
    ([0.0, 0.0], True)
    """
    # The own price's power: with incomes held, output keeps its value and one power falls away.
    power = world.sigma - 1.0 if world.closure == s.FIXED else world.sigma
    x = np.zeros(len(world.output))
    with np.errstate(all="ignore"):
        now = look(world, x, power)
        for steps in range(STEPS):
            if now.size < ROUNDING * power:
                return x, steps, s.SOLVED
            direction = newton(world, now, power)
            for share in (1.0, 0.5, 0.25, 0.0625, 0.0):
                ahead = x + (share * direction if share else now.miss / power)
                ahead -= ahead.mean()
                there = look(world, ahead, power)
                if there.size < now.size:
                    break
            if not np.isfinite(there.size):
                return x, steps, s.UNSOLVED
            x, now = ahead, there
    return x, STEPS, s.UNSOLVED


def look(world: World, x: Float64s, power: float) -> Look:
    """What the logarithms of prices `x` lead to."""
    weight = np.exp((1.0 - world.sigma) * x)
    pull = by_columns(weight, world.offer)
    spent, own, column, row = spending(world, x)
    sales = world.offer * (spent / pull)
    sold = sales.sum(axis=1)
    miss = np.log(sold / world.output) - power * x
    size = float(np.abs(miss).max()) if (spent > 0).all() else np.inf
    seller = world.offer * weight[:, None] / pull
    return Look(miss, sales / sold[:, None], seller, own, column, row, size if np.isfinite(size) else np.inf)


def newton(world: World, now: Look, power: float) -> Float64s:
    """The step of log prices that would close the misses if the equations were straight, (n,).

    Source: Saad and Schultz (1986), as above; the slopes are those of `Look.miss`.
    """
    n = len(now.miss)
    base, small = np.zeros((KRYLOV + 1, n)), np.zeros((KRYLOV + 1, KRYLOV))
    length = float(np.linalg.norm(now.miss))
    base[0] = now.miss / length
    done = 0
    for done in range(1, min(KRYLOV, n) + 1):
        v = base[done - 1]
        answer = now.own * v + now.column * (now.row @ v)
        answer += (world.sigma - 1.0) * by_columns(v, now.seller)
        # All prices together move nothing: the mean fills that direction in, and is taken out of the step.
        w = power * v - by_rows(now.buyer, answer) + v.mean()
        for _ in range(2):
            along = base[:done] @ w
            small[:done, done - 1] += along
            w = w - along @ base[:done]
        small[done, done - 1] = float(np.linalg.norm(w))
        aim = np.zeros(done + 1)
        aim[0] = length
        part = np.linalg.lstsq(small[: done + 1, :done], aim, rcond=None)[0]
        left = float(np.linalg.norm(small[: done + 1, :done] @ part - aim))
        if left < NARROW * min(now.size, 1.0) * length or small[done, done - 1] < 1e-14 * power:
            break
        base[done] = w / small[done, done - 1]
    step: Float64s = part @ base[:done]
    return step
