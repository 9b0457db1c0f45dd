"""Which parameters the facts can tell, and how well: slopes at the optimum, singular values, intervals, words.

Gauss–Newton: the covariance of the parameters is (JᵀJ)⁻¹ with J the slopes of the residuals, whose σ holds what is
stated of the facts, the luck of the year that was and the replicas' own error. Where residuals are larger than their
σ tells, intervals are wider by the ratio of Birge (1932). A direction is not told where its standard error, less what
luck adds to the slopes, is that of a uniform draw between the bounds: then the facts say no more than the bounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log, sqrt

import numpy as np
from scipy.stats import norm, t

from crossgauge.study.calibrate.fitting import WIDTH, Evaluations, Fit, Problem
from crossgauge.study.calibrate.parameters import Parameter
from crossgauge.study.calibrate.targets import Floats

UNTOLD = 1.0 / sqrt(12.0)  # standard deviation of a uniform draw between the bounds
AT_BOUND = 0.005  # of the bounds
MEMBER = 0.2  # least share of a parameter in a direction, to be named in it
ALIKE = (0.8, 1.25)  # exponents called 1
TOGETHER = 0.95  # correlation that is named
LEVEL = 0.95
PULL = 0.1  # fall of the sum of squares, a twentieth of the bounds further on, that is a pull


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """What the facts tell of fitted parameters.

    low, high     95 % interval of each, in its unit, within the bounds; NaN where it is at a bound
    told          whether the facts tell it better than its bounds do
    at_bound      'lower', 'upper' or ''
    singular      singular values of the slopes over the bounds, less luck and over the ratio, largest first
    correlations  of the estimates, (n_parameters, n_parameters); NaN at bounds
    ratio         root of the sum of squares over its expectation; intervals are wider by it where it is above 1
    words         what cannot be told, a sentence each
    """

    low: Floats
    high: Floats
    told: tuple[bool, ...]
    at_bound: tuple[str, ...]
    singular: Floats
    correlations: Floats
    ratio: float
    words: tuple[str, ...]


def identified(evaluations: Evaluations, fitted: Fit) -> Identified:
    """What the targets of a fit tell of its parameters; a few evaluations more, not counted against the budget."""
    evaluations.most = evaluations.seconds = None
    problem = Problem(evaluations, fitted.targets)
    problem.sigma = fitted.sigma
    at = (np.array(fitted.found) - problem.low) / problem.span
    slopes, luck = slopes_of(problem, at)
    bounds = tuple("lower" if u < AT_BOUND else "upper" if u > 1 - AT_BOUND else "" for u in at)
    free = np.array([not side for side in bounds])
    residuals = problem.residuals(at)
    spare = len(residuals) - int(free.sum())
    ratio = sqrt(float((residuals**2).sum()) / spare) if spare > 0 else 0.0
    doubt = max(1.0, ratio)
    slopes, luck = slopes / doubt, luck / doubt**2
    singular, covariance, untold = spread(slopes[:, free], luck[:, free])
    wide = t.ppf(0.5 + LEVEL / 2, spare) if ratio > 1.0 else norm.ppf(0.5 + LEVEL / 2)
    half = np.full(len(at), np.nan)
    half[free] = wide * np.sqrt(np.diag(covariance))
    low, high = (problem.low + np.clip(at + sign * half, 0, 1) * problem.span for sign in (-1, 1))
    members = np.zeros(len(at), bool)
    members[free] = (np.abs(untold) >= MEMBER).any(axis=0) if len(untold) else False
    names = [one for one, kept in zip(fitted.parameters, free, strict=True) if kept]
    own = [value for value, kept in zip(fitted.found, free, strict=True) if kept]
    correlations = np.full((len(at), len(at)), np.nan)
    correlations[np.ix_(free, free)] = covariance / np.sqrt(
        np.outer(np.diag(covariance), np.diag(covariance))
    )
    strength = np.maximum((slopes[:, free] ** 2 - luck[:, free]).sum(axis=0), 0.0)
    words = [
        *bound_words(fitted.parameters, bounds, at, slopes, residuals),
        *(direction_words(names, own, direction, strength) for direction in untold),
        *pair_words(fitted.parameters, correlations, members),
    ]
    return Identified(
        low=low, high=high, told=tuple(bool(kept and not one) for kept, one in zip(free, members, strict=True)),
        at_bound=bounds, singular=singular, correlations=correlations, ratio=ratio, words=tuple(words),
    )  # fmt: skip


def slopes_of(problem: Problem, at: Floats) -> tuple[Floats, Floats]:
    """Slopes of the residuals over the bounds, (n_targets, n_parameters), and the variance that luck gives them.

    The replicas on both sides share their luck, so the variance is that of their paired differences. Of a whole
    count the flatter side is taken: one less may make a queue grow without end, which tells nothing of one more.
    """
    columns, variances = [], []
    for place, (lower, upper) in enumerate(problem.ends(at, central=True)):
        sides = [(lower, upper)]
        if problem.parameters[place].step:
            sides = [(one, other) for one, other in ((lower, at[place]), (at[place], upper)) if one < other]
        found = [difference(problem, at, place, *side) for side in sides]
        slope, variance = min(found, key=lambda one: float(np.linalg.norm(one[0])))
        columns.append(slope)
        variances.append(variance)
    return np.stack(columns, axis=1), np.stack(variances, axis=1)


def difference(problem: Problem, at: Floats, place: int, lower: float, upper: float) -> tuple[Floats, Floats]:
    """Slope of each residual between two values of one parameter, and the variance of that slope."""
    ahead, behind = at.copy(), at.copy()
    ahead[place], behind[place] = upper, lower
    pairs = zip(problem.chosen(ahead), problem.chosen(behind), problem.sigma, strict=True)
    each = [(one - other) / (sigma * (upper - lower)) for one, other, sigma in pairs]
    known = [values[~np.isnan(values)] for values in each]
    slope = [values.mean() if len(values) else 0.0 for values in known]
    variance = [values.var(ddof=1) / len(values) if len(values) > 1 else 0.0 for values in known]
    return np.array(slope), np.array(variance)


def spread(slopes: Floats, luck: Floats) -> tuple[Floats, Floats, Floats]:
    """Singular values, covariance over the bounds, and the directions that are not told, (n, n_parameters).

    A direction that is not told has the width of the bounds.
    """
    n = slopes.shape[1]
    if n == 0:
        return np.zeros(0), np.zeros((0, 0)), np.zeros((0, 0))
    _, values, directions = np.linalg.svd(np.vstack([slopes, np.zeros((n, n))]), full_matrices=False)
    by_luck = np.array([float((luck * direction**2).sum()) for direction in directions])
    clean = np.sqrt(np.maximum(values**2 - by_luck, 0.0))
    is_told = clean > 1.0 / UNTOLD
    weights = np.where(is_told, 1.0 / np.where(is_told, values, 1.0) ** 2, 1.0)
    return np.sort(clean)[::-1], (directions.T * weights) @ directions, sparse(directions[~is_told])


def sparse(rows: Floats) -> Floats:
    """The same space with as few parameters in each direction as elimination leaves; rows of length 1."""
    made = rows.copy()
    for row in range(len(made)):
        pivot = int(np.abs(made[row]).argmax())
        for other in range(len(made)):
            if other != row:
                made[other] -= made[row] * made[other, pivot] / made[row, pivot]
    length = np.linalg.norm(made, axis=1, keepdims=True)
    return np.array(made / np.where(length > 0, length, 1.0))


def bound_words(
    parameters: Sequence[Parameter], bounds: Sequence[str], at: Floats, slopes: Floats, residuals: Floats
) -> list[str]:
    """Parameters at their bounds; whether the facts pull them on."""
    found = []
    for place, side in enumerate(bounds):
        if side:
            pull = -float(slopes[:, place] @ residuals) * (1 if side == "upper" else -1)
            more = "; the facts pull it beyond" if 2.0 * WIDTH * pull > PULL else ""
            found.append(f"{parameters[place].name} is at its {side} bound{more}.")
    return found


def direction_words(
    parameters: Sequence[Parameter], values: Sequence[float], direction: Floats, strength: Floats
) -> str:
    """One direction along which the facts stay as they are. strength : squared slopes of each, less luck."""
    members = [place for place, part in enumerate(direction) if abs(part) >= MEMBER]
    names = [parameters[place].name for place in members]
    if len(members) == 1:
        if strength[members[0]] < 1.0 / UNTOLD**2:
            return f"The facts do not tell {names[0]}: between its bounds they move no more than they are in doubt."
        return f"The facts do not tell {names[0]} apart from the others."
    if len(members) == 2:
        return f"{names[0]} and {names[1]} move the same facts; {known_of(parameters, values, direction, members)}."
    listed = ", ".join(names[:-1]) + " and " + names[-1]
    return f"{listed} move the same facts; one combination of them is not known."


def known_of(
    parameters: Sequence[Parameter], values: Sequence[float], direction: Floats, members: Sequence[int]
) -> str:
    """Which combination of two is known: where both change by small parts of themselves, aˣ bʸ stays."""
    first, second = (
        direction[place] * (parameters[place].high - parameters[place].low) / values[place]
        if values[place]
        else inf
        for place in members
    )
    exponent = -first / second
    if abs(log(abs(exponent) or 1e-9)) <= log(ALIKE[1]):
        return "only their product is known" if exponent > 0 else "only their ratio is known"
    names = [parameters[place].name for place in members]
    return f"only {names[0]} × {names[1]}^{exponent:.2g} is known"


def pair_words(parameters: Sequence[Parameter], correlations: Floats, untold: Floats) -> list[str]:
    """Pairs that are told, but mostly together."""
    found = []
    for one in range(len(parameters)):
        for other in range(one + 1, len(parameters)):
            value = correlations[one, other]
            if abs(value) > TOGETHER and not (untold[one] or untold[other]):
                names = f"{parameters[one].name} and {parameters[other].name}"
                found.append(f"{names} are told mostly together (correlation {value:+.2f}).")
    return found
