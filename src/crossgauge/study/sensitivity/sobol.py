"""Sobol's indices: which part of a figure's variance each parameter brings, alone and with others.

Saltelli, A. et al. (2010) Variance based sensitivity analysis of model output, Computer Physics Communications 181;
by SALib, with its bootstrap intervals.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.errors import RunImpossible
from crossgauge.indicators.differences import Key
from crossgauge.indicators.figures import METRICS
from crossgauge.indicators.intervals import LEVEL
from crossgauge.model.network import Network
from crossgauge.study.compare.metric import metric_of, said
from crossgauge.study.run import Period, Progress, check_numbers, period_of, usual_workers
from crossgauge.study.sensitivity.evaluating import figures_of, mean_figure, only_what_matters, untouched
from crossgauge.study.sensitivity.parameters import Parameter, varied

Float64s = NDArray[np.float64]

RESAMPLES = 1_000  # of the bootstrap
LEAST_N = 16


@dataclass(frozen=True, eq=False)
class Indices:
    """Sobol's indices of a figure.

    table : a row a parameter, the largest first: `first` (alone) and `total` (with others), each with half of its
            95 % bootstrap interval (`first_pm`, `total_pm`); null where the figure does not vary at all
    evaluations : networks simulated; mean, deviation: of the figure over them, in `unit`
    """

    metric: str
    unit: str
    table: pl.DataFrame
    evaluations: int
    mean: float
    deviation: float


def sobol_indices(
    names: Sequence[str],
    bounds: Sequence[tuple[float, float]],
    evaluate: Callable[[Float64s], Float64s],
    n: int,
    seed: int,
) -> tuple[pl.DataFrame, Float64s]:
    """Indices of a function of independent uniform parameters, and its values.

    evaluate : (rows, parameters) -> (rows,); asked once, for n × (parameters + 2) rows; n a power of two

    >>> table, _ = sobol_indices(["a", "b"], [(0, 1), (0, 1)], lambda x: 3 * x[:, 0] + x[:, 1], 256, 1)
    >>> table.select("parameter", pl.col("total").round(1)).rows()  # 9 and 1 of 10 parts
    [('a', 0.9), ('b', 0.1)]
    """
    sample, analyze = library()
    problem = {"num_vars": len(names), "names": list(names), "bounds": [list(ends) for ends in bounds]}
    # SALib draws from generators that it is handed a seed for: 32 bits.
    seed = seed % (1 << 32)
    rows = sample(problem, n, calc_second_order=False, seed=seed)
    values = np.asarray(evaluate(rows), np.float64)
    nothing = [None] * len(names)
    columns: dict[str, Any] = {"parameter": list(names)}
    if values.std() == 0.0:
        columns |= dict.fromkeys(("first", "first_pm", "total", "total_pm"), nothing)
        return pl.DataFrame(columns, schema=SCHEMA), values
    found = analyze(
        problem, values, calc_second_order=False, num_resamples=RESAMPLES, conf_level=LEVEL, seed=seed
    )
    told = {"first": "S1", "first_pm": "S1_conf", "total": "ST", "total_pm": "ST_conf"}
    columns |= {name: np.asarray(found[key], np.float64) for name, key in told.items()}
    return pl.DataFrame(columns, schema=SCHEMA).sort("total", descending=True, maintain_order=True), values


SCHEMA = {"parameter": pl.String, **dict.fromkeys(("first", "first_pm", "total", "total_pm"), pl.Float64)}


def library() -> tuple[Any, Any]:
    """SALib's sampler and analysis. Raises RunImpossible where it is not installed."""
    try:
        from SALib.analyze.sobol import analyze
        from SALib.sample.sobol import sample
    except ImportError:
        raise RunImpossible(
            "Sobol indices need SALib. Install it with: pip install 'crossgauge[sensitivity]'"
        ) from None
    return sample, analyze


def sobol(
    network: Network,
    parameters: Sequence[Parameter],
    n: int,
    *,
    metric: str | None = None,
    start: date | str | None = None,
    days: int | None = None,
    end: date | str | None = None,
    replicas: int = 1,
    seed: int = 1,
    workers: int | None = None,
    warmup_days: int = 30,
    on_progress: Progress | None = None,
    on_plan: Callable[[str], None] | None = None,
) -> Indices:
    """Sobol's indices of a figure over the ranges of parameters, the same luck in every network.

    n       : base sample, a power of two from 16; n × (parameters + 2) networks are simulated
    metric  : as in `tornado`
    on_plan : is told how many, and about how long it takes, before they are
    The indices are of the mean of the replicas: with one replica, of one year's luck. Raises RunImpossible,
    RunStuck, NotFound.
    """
    if n < LEAST_N or n & (n - 1):
        raise RunImpossible(f"the base sample is {n}. Expected a power of two, {LEAST_N} or more.")
    period = period_of(network, start, days, end, warmup_days)
    check_numbers(replicas, seed, workers, "counts")
    library()
    key = key_of(metric, network, parameters, period, seed)
    small, count = only_what_matters(network, key), n * (len(parameters) + 2)
    began = monotonic()
    mean_figure(small, period, seed, replicas, key)
    crew = workers or usual_workers(count)
    if on_plan:
        seconds = (monotonic() - began) * count / crew
        on_plan(f"{count} networks, {replicas} replicas each: about {spoken(seconds)}")

    def figure_at(row: Float64s) -> float:
        changed = varied(network, dict(zip(parameters, row.tolist(), strict=True)))
        return mean_figure(only_what_matters(changed, key), period, seed, replicas, key)

    def evaluate(rows: Float64s) -> Float64s:
        values = np.empty(len(rows))
        # Threads: the kernel lets go of the interpreter while it runs.
        with ThreadPoolExecutor(crew) as pool:
            for place, value in enumerate(pool.map(figure_at, rows)):
                values[place] = value
                if on_progress:
                    on_progress((place + 1) / len(rows))
        return values

    names = [parameter.text for parameter in parameters]
    table, values = sobol_indices(names, [(one.low, one.high) for one in parameters], evaluate, n, seed)
    unit = METRICS[key[4]].unit
    return Indices(said(key), unit, table, count, float(values.mean()), float(values.std(ddof=1)))


def key_of(
    metric: str | None, network: Network, parameters: Sequence[Parameter], period: Period, seed: int
) -> Key:
    """The figure that is asked; without one, of the class with the most hours waited among those touched."""
    figures = figures_of(network, period, seed, 1)
    if metric is not None:
        return metric_of(metric, figures)
    ends = [varied(network, {one: value}) for one in parameters for value in (one.low, one.high)]
    return metric_of(None, figures, untouched(network, ends, period, figures))


def spoken(seconds: float) -> str:
    """A time as one would say it.

    >>> spoken(0.4), spoken(75.0), spoken(7_300.0)
    ('1 s', '2 min', '2.0 h')
    """
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    return f"{-(-seconds // 60):.0f} min" if seconds < 3_600 else f"{seconds / 3_600:.1f} h"
