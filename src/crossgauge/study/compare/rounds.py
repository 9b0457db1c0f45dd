"""How many replicas: rounds until an interval is as narrow as wished, or the time is used.

The first stage is never shorter than `FIRST_STAGE`: a variance guessed from two or three replicas stops too early
too often. An interval looked at after every round and kept when it is narrow covers somewhat less than it says
(Chow and Robbins 1965 show that it does as the wish goes to 0); so it is told as approximate.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, isfinite, isnan
from time import monotonic

from crossgauge.errors import RunImpossible
from crossgauge.indicators.differences import amount

FIRST_STAGE = 8
GROWTH = 2.0  # of the replicas, at most, in one round
BEYOND = 1.1  # of the replicas that the variance so far asks for


@dataclass(frozen=True, slots=True)
class Wish:
    """When to stop adding replicas; all None: after the first stage.

    half_width : of the widest 95 % interval of the metric's differences, in the metric's unit
    budget_s   : seconds in which to simulate; most: replicas
    """

    half_width: float | None
    budget_s: float | None
    most: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Why no more replicas were added: 'asked', 'half-width', 'budget' or 'most', and in words."""

    reason: str
    words: str


def check_wish(wish: Wish) -> None:
    """Raises RunImpossible for a wish that cannot be."""
    if wish.half_width is not None and not (wish.half_width > 0 and isfinite(wish.half_width)):
        raise RunImpossible(f"half-width is {wish.half_width:g}. Expected more than 0.")
    if wish.budget_s is not None and not (wish.budget_s > 0 and isfinite(wish.budget_s)):
        raise RunImpossible(f"budget is {wish.budget_s:g} s. Expected more than 0.")


def first_stage(replicas: int, wish: Wish) -> int:
    """Replicas before one looks."""
    return replicas if wish.half_width is None else max(replicas, FIRST_STAGE)


def simulate_rounds(
    replicas: int,
    wish: Wish,
    bring_to: Callable[[int], None],
    width: Callable[[int], float],
    told: Callable[[int], str],
    clock: Callable[[], float] = monotonic,
) -> tuple[int, Stop]:
    """Add replicas until a wish is met; the number that there are, and why no more.

    bring_to : simulates up to so many
    width    : the widest half-width after so many; told: what of, 'h of hill.west.truck.border_h', after so many
    """
    began, count = clock(), first_stage(replicas, wish)
    bring_to(count)
    if wish.half_width is None and wish.budget_s is None:
        return count, Stop("asked", f"{count} replicas, as asked")
    while True:
        now = width(count) if wish.half_width is not None else float("nan")
        if stop := reason_to_stop(count, now, wish, told(count)):
            return count, stop
        wanted = next_count(count, now, wish)
        if wish.budget_s is not None:
            wanted = min(wanted, count + affordable(count, clock() - began, wish.budget_s))
            if wanted <= count:
                words = f"{count} replicas: the budget of {wish.budget_s:g} s is used"
                return count, Stop("budget", words + so_far(now, told(count)))
        count = wanted
        bring_to(count)


def reason_to_stop(count: int, now: float, wish: Wish, told: str) -> Stop | None:
    """Why to stop after so many replicas, None to go on."""
    if wish.half_width is not None and isnan(now):
        return Stop("asked", f"{count} replicas: {told} has no interval that more could narrow")
    if wish.half_width is not None and now <= wish.half_width:
        words = f"{count} replicas: ± {amount(now)} {told}, at most ± {amount(wish.half_width)} was wished"
        return Stop("half-width", words + APPROXIMATE)
    if count >= wish.most:
        return Stop("most", f"{count} replicas, the most{so_far(now, told)}")
    return None


APPROXIMATE = ". An interval after such a stop is approximate: it covers somewhat less than 95 %"


def so_far(now: float, told: str) -> str:
    """How wide the interval is."""
    return "" if isnan(now) else f"; ± {amount(now)} {told}"


def next_count(count: int, now: float, wish: Wish) -> int:
    """Replicas after the next round: as many as the variance so far asks for, at most twice as many.

    >>> next_count(8, 1.2, Wish(1.0, None, 9_999)), next_count(8, 5.0, Wish(1.0, None, 9_999))
    (13, 16)
    """
    most = min(wish.most, ceil(count * GROWTH))
    if wish.half_width is None:
        return most
    return max(count + 1, min(most, ceil(BEYOND * count * (now / wish.half_width) ** 2)))


def affordable(count: int, spent_s: float, budget_s: float) -> int:
    """More replicas for which the rest of the budget suffices, at the pace so far.

    >>> affordable(8, 40.0, 60.0), affordable(8, 59.0, 60.0)
    (4, 0)
    """
    return max(0, int((budget_s - spent_s) / (spent_s / count))) if spent_s > 0 else count


def widest(widths: Sequence[float]) -> float:
    """The widest of half-widths; NaN where none is known."""
    known = [width for width in widths if not isnan(width)]
    return max(known, default=float("nan"))
