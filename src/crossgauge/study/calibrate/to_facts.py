"""A network calibrated on published facts: chosen, fitted, identified, held against what was held out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from crossgauge.errors import CalibrationImpossible
from crossgauge.model.network import Network
from crossgauge.study.calibrate.fitting import Evaluations, Fit, Progress, fit
from crossgauge.study.calibrate.free import Free
from crossgauge.study.calibrate.heldout import FITTED, HELD_OUT, Miss, misses
from crossgauge.study.calibrate.identify import Identified, identified
from crossgauge.study.calibrate.kept import Kept
from crossgauge.study.calibrate.parameters import Parameter, as_written, parameters_of, with_values
from crossgauge.study.calibrate.simulator import Simulator, simulator_of
from crossgauge.study.calibrate.targets import Floats, Target, split, targets_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCalibration:
    """A network fitted to facts.

    network    with the fitted values
    until      last day of the facts that were fitted; None for all
    rows       facts that were fitted, and those held out that came out otherwise, before and after
    unmoved    of the facts chosen, those on which no parameter works
    runs       years of a part of the network that were simulated
    """

    network: Network
    fit: Fit
    identified: Identified
    until: date | None
    rows: tuple[Miss, ...]
    unmoved: tuple[str, ...]
    runs: int


def calibrated(
    network: Network,
    free: Sequence[Free],
    facts: Sequence[str],
    *,
    until: date | None = None,
    most: int | None = None,
    seconds: float | None = None,
    replicas: int = 8,
    seed: int = 1,
    warmup_days: int = 30,
    workers: int | None = None,
    kept: Kept | None = None,
    on_progress: Progress | None = None,
) -> FactCalibration:
    """A network with its free parameters fitted to the facts that patterns of ids mean, up to a day.

    most, seconds : evaluations and time to spend; a spent budget gives the best so far
    kept          : figures of before, so that what was simulated is not again; without it the cache of this machine
    Same input and evaluations, same result to the bit; with `seconds` it depends on the machine.
    Raises CalibrationImpossible, ProjectFaulty for free parameters with faults, RunStuck.
    """
    if replicas < 2:
        raise CalibrationImpossible(
            f"replicas is {replicas}. Expected 2 or more: their spread weighs the facts."
        )
    chosen, others = split(targets_of(network), facts, until)
    parameters = parameters_of(network, free)

    def over(targets: Sequence[Target]) -> Simulator:
        ids = [target.fact for target in targets]
        return simulator_of(
            network, ids, replicas=replicas, seed=seed, warmup_days=warmup_days, workers=workers, kept=kept
        )

    moved = moved_by(network, parameters, over([*chosen, *others]))
    fitted = tuple(target for target in chosen if target.fact.id in set().union(*moved.values()))
    check_moving(parameters, moved, chosen)
    simulator = over(fitted)
    evaluations = Evaluations(network, parameters, simulator, most, seconds, on_progress)
    found = fit(evaluations, fitted)
    told = identified(evaluations, found)
    after = as_written(with_values(network, parameters, found.values), parameters)
    held = tuple(target for target in others if target.fact.id in set().union(*moved.values()))
    aside = over(held)
    old, new = arrays(aside, network), arrays(aside, after)
    changed = [target for target in held if not np.array_equal(old[target.fact.id], new[target.fact.id])]
    rows = [
        *misses(fitted, FITTED, arrays(simulator, network), arrays(simulator, after)),
        *misses(changed, HELD_OUT, old, new),
    ]
    return FactCalibration(
        network=after, fit=found, identified=told, until=until,
        rows=tuple(row for row in rows if not (np.isnan(row.before) or np.isnan(row.after))),
        unmoved=tuple(target.fact.id for target in chosen if target not in fitted),
        runs=simulator.runs + aside.runs,
    )  # fmt: skip


def moved_by(network: Network, parameters: Sequence[Parameter], simulator: Simulator) -> dict[str, set[str]]:
    """The facts on whose runs each parameter works at one of its bounds. Nothing is run."""
    start = [one.start for one in parameters]
    base = simulator.keys(with_values(network, parameters, start))
    found: dict[str, set[str]] = {}
    for place, one in enumerate(parameters):
        found[one.name] = set()
        for bound in (one.low, one.high):
            values = [*start[:place], bound, *start[place + 1 :]]
            keys = simulator.keys(with_values(network, parameters, values))
            found[one.name] |= {name for name, key in keys.items() if key != base[name]}
    return found


def check_moving(
    parameters: Sequence[Parameter], moved: dict[str, set[str]], chosen: Sequence[Target]
) -> None:
    """Raises CalibrationImpossible for parameters on which no fact hangs."""
    ids = {target.fact.id for target in chosen}
    idle = [one for one in parameters if not moved[one.name] & ids]
    if idle:
        names = ", ".join(f"'{one.name}'" for one in idle)
        raise CalibrationImpossible(
            f"no fact that is to be fitted depends on {names}. Expected other facts, or parameters without; where a"
            " dated change sets a value in the years of the facts, free that change: agreements.ID.PATH."
        )


def arrays(simulator: Simulator, network: Network) -> dict[str, Floats]:
    """What each replica gives, by fact."""
    return {name: np.array(values) for name, values in simulator.figures(network).items()}
