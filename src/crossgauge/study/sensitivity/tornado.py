"""One parameter at a time: what a figure is at the low and the high end of each, over the same luck."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from crossgauge.indicators.figures import KEY, METRICS
from crossgauge.model.network import Network
from crossgauge.study.compare.comparing import compare, key_of
from crossgauge.study.compare.metric import metric_of, said
from crossgauge.study.run import Progress
from crossgauge.study.sensitivity.parameters import Parameter, varied
from crossgauge.study.sensitivity.parameters import said as value_said

LOW, HIGH = "low", "high"
NONE = {"difference": 0.0, "pm": 0.0}  # of a figure that is 0 at both ends, as units lost


@dataclass(frozen=True, eq=False)
class Tornado:
    """What a figure depends on, one parameter at a time.

    metric : as one writes it; unit: of it; base: its mean
    table  : a row a parameter, the widest first: `parameter`, whether it `touches` what the figure depends on, and
             for each end (`low`, `high`) the value put in (`low_value`), the paired difference from the base (`low`),
             half of its 95 % interval (`low_pm`); what is not touched comes last
    """

    metric: str
    unit: str
    base: float
    table: pl.DataFrame
    replicas: int


def tornado(
    network: Network,
    parameters: Sequence[Parameter],
    *,
    metric: str | None = None,
    start: date | str | None = None,
    days: int | None = None,
    end: date | str | None = None,
    replicas: int = 4,
    seed: int = 1,
    workers: int | None = None,
    warmup_days: int = 30,
    on_progress: Progress | None = None,
    on_plan: Callable[[str], None] | None = None,
) -> Tornado:
    """A figure at both ends of each parameter, less the base, replica by replica.

    metric  : as in `study.compare.metric.metric_of`; without one, the hours of the class with the most hours waited
              among those that a parameter touches
    on_plan : is told how many networks are simulated, before they are
    Raises RunImpossible, RunStuck, NotFound.
    """
    ends = {
        f"{number}.{which}": varied(network, {parameter: value})
        for number, parameter in enumerate(parameters)
        for which, value in ((LOW, parameter.low), (HIGH, parameter.high))
    }
    if on_plan:
        on_plan(
            f"{len(ends) + 1} networks, {replicas} replicas each; parts that no parameter touches are run once"
        )
    found = compare(
        network, ends, start=start, days=days, end=end, replicas=replicas, seed=seed, workers=workers,
        warmup_days=warmup_days, on_progress=on_progress,
    )  # fmt: skip
    base = found.figures.filter(pl.col("scenario") == found.base).drop("scenario")
    untouched = [
        found.same[f"{number}.{LOW}"] & found.same[f"{number}.{HIGH}"] for number in range(len(parameters))
    ]
    key = metric_of(metric, base, frozenset.intersection(*untouched) if untouched else ())
    rows = {row["scenario"]: row for row in found.differences.to_dicts() if key_of(row) == key}
    table = [
        {
            "parameter": parameter.text,
            "touches": key not in untouched[number],
            **{f"{which}_value": value_said(parameter, getattr(parameter, which)) for which in (LOW, HIGH)},
            **{which: rows.get(f"{number}.{which}", NONE)["difference"] for which in (LOW, HIGH)},
            **{f"{which}_pm": rows.get(f"{number}.{which}", NONE)["pm"] for which in (LOW, HIGH)},
        }
        for number, parameter in enumerate(parameters)
    ]
    width = pl.max_horizontal(pl.col(LOW, HIGH, "zero")) - pl.min_horizontal(pl.col(LOW, HIGH, "zero"))
    ordered = (
        pl.DataFrame(table)
        .with_columns(zero=0.0)
        .sort("touches", width, descending=True, maintain_order=True)
    )
    mine = base.filter(pl.all_horizontal(pl.col(name) == word for name, word in zip(KEY, key, strict=True)))
    mean = mine.select(pl.col("value").mean()).item()
    return Tornado(said(key), METRICS[key[4]].unit, float(mean or 0.0), ordered.drop("zero"), found.replicas)
