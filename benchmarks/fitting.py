"""Evaluations and error of the fit of free parameters, beside DFO-LS, on queues whose truth is known.

    PYTHONPATH=src python benchmarks/fitting.py [cases]

Four checks of one server each (Pollaczek and Khinchine); facts are the hours of two years, the second busier by a tenth.
What a run gives is rough: it moves by 0 to 1 % of itself when a parameter moves, as runs of a year do where a queue
depends on who came first. The error is the distance to the true parameters, in bounds. DFO-LS (GPL) is only measured.
"""

import sys
import time
from datetime import date

import numpy as np

from crossgauge.model.facts import Fact
from crossgauge.model.network import Network
from crossgauge.study.calibrate.fitting import ROUNDS, Evaluations, Problem, fit
from crossgauge.study.calibrate.parameters import Parameter
from crossgauge.study.calibrate.simulator import Simulator
from crossgauge.study.calibrate.targets import Target

REPLICAS, LOW, HIGH, START = 8, 8.0, 20.0, 11.0
ROUGH = (0.0, 0.003, 0.01)


def hours(minutes, per_minute):
    """Work and waiting of queues with cv 0.5; with too much load they grow all year."""
    load = np.minimum(per_minute * minutes, 0.99)
    return (minutes + per_minute * minutes**2 * 1.25 / 2 / (1 - load)) / 60 + 50 * (
        per_minute * minutes - load
    )


class Queues(Evaluations):
    """Evaluations of a formula in the place of runs."""

    def begin(self, seed, rough):
        rng = np.random.default_rng(seed)
        self.luck = 1 + 0.03 * rng.standard_normal((8, REPLICAS))
        self.rough, self.waves = rough, 40 * rng.standard_normal((8, 4))
        return self

    def at(self, point):
        minutes = np.array(point)
        both = np.concatenate([hours(minutes, 0.045), hours(minutes, 0.0495)])
        both = both * (1 + self.rough * np.sin(self.waves @ minutes))
        return {str(place): value * self.luck[place] for place, value in enumerate(both)}


def case(seed, rough):
    """Evaluations, targets and truth of one case."""
    rng = np.random.default_rng(100 + seed)
    truth = rng.uniform(12, 18, 4)
    parameters = tuple(
        Parameter(name=str(k), paths=(), how="value", unit="", low=LOW, high=HIGH, start=START, now=START)
        for k in range(4)
    )
    simulator = Simulator(Network(id="none"), (), REPLICAS, seed, 0, 1, None)
    made = Queues(Network(id="none"), parameters, simulator).begin(seed, rough)
    exact = np.concatenate([hours(truth, 0.045), hours(truth, 0.0495)])
    targets = tuple(
        Target(
            fact=Fact(id=str(k), subject="", quantity="", value="", confidence="high"),
            observed=value, stated=0.05 * value, last=date(2022, 12, 31),
        )
        for k, value in enumerate(exact)
    )  # fmt: skip
    return made, targets, truth


def ours(made, targets):
    return np.array(fit(made, targets).found)


def dfo_ls(made, targets):
    import dfols

    problem = Problem(made, targets)
    problem.begin()
    for number in range(ROUNDS):
        dfols.solve(
            problem.residuals, problem.best.copy(), bounds=(np.zeros(4), np.ones(4)), rhobeg=0.1, rhoend=2e-3,
            maxfun=200, do_logging=False,
        )  # fmt: skip
        if number + 1 < ROUNDS:
            problem.weigh()
    return np.array(problem.own(problem.best))


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    peers = {"scipy, trust region": ours}
    try:
        import dfols  # noqa: F401

        peers["DFO-LS"] = dfo_ls
    except ImportError:
        print("DFO-LS is not installed: pip install dfo-ls")
    print(f"{'':22}{'rough':>7}{'evaluations':>13}{'median error':>14}{'worst':>8}{'seconds':>9}")
    for rough in ROUGH:
        for name, solve in peers.items():
            errors, counts, began = [], [], time.perf_counter()
            for seed in range(cases):
                made, targets, truth = case(seed, rough)
                found = solve(made, targets)
                errors.append(np.abs(found - truth).max() / (HIGH - LOW))
                counts.append(len(made.known))
            spent = time.perf_counter() - began
            print(
                f"{name:22}{rough:7.1%}{np.mean(counts):13.0f}{np.median(errors):14.2%}{max(errors):8.2%}{spent:9.1f}"
            )


if __name__ == "__main__":
    main()
