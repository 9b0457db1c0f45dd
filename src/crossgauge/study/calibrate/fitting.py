"""Free parameters fitted to facts: weighted least squares over simulations that share their luck.

minimise  Σ ((simulated − observed) / σ)²  between the bounds,

with σ of `targets.py`, held while it is minimised, then taken anew at what was found and minimised once more; at last
whole counts are held at wholes and the others minimised again. By trust regions on finite differences as wide as a
twentieth of the bounds (Branch, Coleman and Li 1999, in scipy).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

import numpy as np
from scipy.optimize import least_squares

from crossgauge.errors import CalibrationImpossible, RunStuck
from crossgauge.model.network import Network
from crossgauge.study.calibrate.grids import Point, corners, interpolated
from crossgauge.study.calibrate.parameters import Parameter, with_values
from crossgauge.study.calibrate.simulator import Simulator
from crossgauge.study.calibrate.targets import Floats, Target, means, sigmas

WIDTH = 0.05  # of the bounds: half of a finite difference
ROUNDS = 2  # minimisations, each with σ of the last
NEAR = 2e-3  # of the bounds: steps below it end the search
FLAT = 1e-3  # relative fall of the sum below which it ends
FAR = 25.0  # residual of a fact for which nothing passed
DIGITS = 5  # of a fitted value

Progress = Callable[[int, int], None]


class Spent(Exception):
    """The budget is spent; the message says which."""


@dataclass(slots=True)
class Evaluations:
    """Figures of the facts for values of the parameters, counted against a budget.

    most, seconds : evaluations and time that may be used; None without limit
    on_progress   : is told evaluations and years run after each
    """

    network: Network
    parameters: tuple[Parameter, ...]
    simulator: Simulator
    most: int | None = None
    seconds: float | None = None
    on_progress: Progress | None = None
    began: float = field(default_factory=monotonic)
    known: dict[Point, dict[str, Floats]] = field(default_factory=dict)
    points: dict[Point, dict[str, Floats]] = field(default_factory=dict)

    def figures(self, values: Sequence[float]) -> dict[str, Floats]:
        """What each replica gives for every fact, (n_replicas,) float64; between two wholes interpolated.

        Raises Spent.
        """
        asked = tuple(float(value) for value in values)
        if asked not in self.known:
            if self.most is not None and len(self.known) >= self.most:
                raise Spent(f"the {self.most} evaluations were used")
            if self.known and self.seconds is not None and monotonic() - self.began >= self.seconds:
                raise Spent("the time was used")
            found = [(weight, self.at(point)) for weight, point in corners(self.parameters, asked)]
            names = found[0][1]
            self.known[asked] = {
                name: interpolated([(weight, one[name]) for weight, one in found]) for name in names
            }
            if self.on_progress:
                self.on_progress(len(self.known), self.simulator.runs)
        return self.known[asked]

    def at(self, point: tuple[float, ...]) -> dict[str, Floats]:
        """The figures at one point of the grid. Raises CalibrationImpossible where units wait for ever."""
        if point not in self.points:
            network = with_values(self.network, self.parameters, point)
            try:
                found = self.simulator.figures(network)
            except RunStuck as error:
                told = ", ".join(
                    f"{one.name} {value:g}" for one, value in zip(self.parameters, point, strict=True)
                )
                raise CalibrationImpossible(f"at {told}: {error} Expected narrower bounds.") from None
            self.points[point] = {name: np.array(values) for name, values in found.items()}
        return self.points[point]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Fitted parameters.

    found      where the sum of squares is least, (n_parameters,); between two wholes if a budget ended the search
    values     the same as a network can have it: whole where the parameter is, and to five digits
    sigma      standard error of each residual, (n_targets,); cost  sum of squares at `found`
    count      evaluations; ended  'converged' or which budget was spent
    """

    parameters: tuple[Parameter, ...]
    targets: tuple[Target, ...]
    found: tuple[float, ...]
    values: tuple[float, ...]
    sigma: Floats
    cost: float
    count: int
    ended: str


def fit(evaluations: Evaluations, targets: Sequence[Target]) -> Fit:
    """The parameters fitted to the targets, from their starts. Same evaluations, same fit.

    Raises CalibrationImpossible where no figure comes of a target at the start, or the budget ends before it.
    """
    problem = Problem(evaluations, tuple(targets))
    try:
        problem.begin()
    except Spent as spent:
        raise CalibrationImpossible(
            f"{spent} before the start was simulated. Expected a larger budget."
        ) from None
    ended = "converged"
    try:
        for number in range(ROUNDS):
            problem.search(central=number > 0)
            if number + 1 < ROUNDS:
                problem.weigh()
        problem.settle()
    except Spent as spent:
        ended = str(spent)
    found = problem.own(problem.best)
    return Fit(
        parameters=evaluations.parameters, targets=problem.targets, found=found,
        values=problem.possible(found), sigma=problem.sigma, cost=problem.least,
        count=len(evaluations.known), ended=ended,
    )  # fmt: skip


class Problem:
    """The sum of squares over the cube of the bounds, 0 to 1 for each parameter, and the least that was seen."""

    def __init__(self, evaluations: Evaluations, targets: tuple[Target, ...]) -> None:
        self.evaluations, self.targets = evaluations, targets
        self.parameters = evaluations.parameters
        self.low = np.array([one.low for one in self.parameters])
        self.span = np.array([one.high - one.low for one in self.parameters])
        self.observed = np.array([target.observed for target in targets])
        self.best = (np.array([one.start for one in self.parameters]) - self.low) / self.span
        self.least = np.inf
        self.sigma = np.ones(len(targets))

    def begin(self) -> None:
        """Weigh at the start. Raises CalibrationImpossible for targets without a figure."""
        self.weigh()
        lost = [
            target.fact.id
            for target, value in zip(self.targets, self.simulated(self.best), strict=True)
            if np.isnan(value)
        ]
        if lost:
            raise CalibrationImpossible(
                f"nothing passes that tells of {', '.join(lost)}. Expected --facts without."
            )

    def weigh(self) -> None:
        """Take σ at the best point. Writes: sigma, least."""
        self.sigma = sigmas(self.targets, self.chosen(self.best))
        self.least = float((self.residuals(self.best) ** 2).sum())

    def search(self, central: bool, moving: Sequence[int] | None = None) -> None:
        """Minimise from the best point, all parameters or those `moving`. Raises Spent. Writes: best, least."""
        places = list(range(len(self.parameters)) if moving is None else moving)
        still = self.best.copy()

        def whole(part: Floats) -> Floats:
            at: Floats = still.copy()
            at[places] = part
            return at

        def residuals(part: Floats) -> Floats:
            return self.residuals(whole(part))

        def slopes(part: Floats) -> Floats:
            return self.slopes(whole(part), central, places)

        least_squares(
            residuals, np.clip(still[places], 1e-6, 1 - 1e-6), jac=slopes, bounds=(0.0, 1.0),
            xtol=NEAR, ftol=FLAT, gtol=1e-6, max_nfev=100,
        )  # fmt: skip

    def settle(self) -> None:
        """Hold whole counts at the wholes next to the best point, and minimise over the others once more.

        Beside a count whose next whole makes a queue grow without end there are no slopes to follow for all together.
        Raises Spent. Writes: best, least.
        """
        if not any(one.step for one in self.parameters):
            return
        point = self.corner(self.own(self.best))
        self.best, self.least = (np.array(point) - self.low) / self.span, self.cost(point)
        moving = [place for place, one in enumerate(self.parameters) if not one.step]
        if moving:
            self.search(True, moving)

    def own(self, at: Floats) -> tuple[float, ...]:
        """A point of the cube in the parameters' own units."""
        values = self.low + np.clip(at, 0.0, 1.0) * self.span
        return tuple(
            round(value / one.step) * one.step
            if one.step and abs(value / one.step % 1 - 0.5) > 0.4999
            else float(value)
            for value, one in zip(values, self.parameters, strict=True)
        )

    def chosen(self, at: Floats) -> list[Floats]:
        """Replica values of the targets."""
        figures = self.evaluations.figures(self.own(at))
        return [figures[target.fact.id] for target in self.targets]

    def simulated(self, at: Floats) -> Floats:
        """Means over replicas, (n_targets,)."""
        return means(self.chosen(at))

    def residuals(self, at: Floats) -> Floats:
        """(simulated − observed)/σ, (n_targets,). Writes: best, least."""
        found = (self.simulated(at) - self.observed) / self.sigma
        found = np.where(np.isnan(found), FAR, found)
        total = float((found**2).sum())
        if total < self.least:
            self.best, self.least = np.array(at), total
        return found

    def slopes(self, at: Floats, central: bool, places: Sequence[int]) -> Floats:
        """Change of the residuals over the bounds of some parameters, (n_targets, n_places)."""
        ends = self.ends(at, central)
        columns = []
        for place in places:
            lower, upper = ends[place]
            ahead, behind = at.copy(), at.copy()
            ahead[place], behind[place] = upper, lower
            columns.append((self.residuals(ahead) - self.residuals(behind)) / (upper - lower))
        return np.stack(columns, axis=1)

    def ends(self, at: Floats, central: bool) -> list[tuple[float, float]]:
        """Ends of the finite difference of each parameter, within the bounds; a grid is never cut finer than a step."""
        found = []
        for value, one in zip(at, self.parameters, strict=True):
            half = max(WIDTH, one.step / (one.high - one.low))
            forward = value + half <= 1.0
            lower, upper = (value, value + half) if forward else (value - half, value)
            if central:
                lower, upper = value - half, value + half
            found.append((max(0.0, float(lower)), min(1.0, float(upper))))
        return found

    def possible(self, found: Sequence[float]) -> tuple[float, ...]:
        """The values as a network can have them: whole where they must be, to five digits."""
        return tuple(float(f"{value:.{DIGITS}g}") for value in self.corner(found))

    def corner(self, found: Sequence[float]) -> Point:
        """Of the corners of the grid about a point that with the least sum."""
        return min((point for _, point in corners(self.parameters, found)), key=self.cost)

    def cost(self, point: tuple[float, ...]) -> float:
        """Sum of squares at one point of the grid."""
        figures = self.evaluations.at(point)
        simulated = means([figures[target.fact.id] for target in self.targets])
        return float(np.nansum(((simulated - self.observed) / self.sigma) ** 2))
