"""Two or more networks over the same luck: paired differences, and what closures leave behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from crossgauge.errors import RunImpossible
from crossgauge.indicators.border import binding_constraints, queues
from crossgauge.indicators.differences import Key, differences, paired_rows
from crossgauge.indicators.figures import METRICS, figures
from crossgauge.model.network import Network
from crossgauge.study.compare.closures import recoveries
from crossgauge.study.compare.metric import metric_of, said
from crossgauge.study.compare.rounds import Stop, Wish, check_wish, simulate_rounds, widest
from crossgauge.study.compare.same import same_keys
from crossgauge.study.compare.trials import Trial, opened, publish_all, results_of, simulate_all
from crossgauge.study.compare.warmup import Warmup, found_warmup
from crossgauge.study.crew import simulate as by_crew
from crossgauge.study.run import MOST_REPLICAS, Keeper, Period, Progress, Simulate, check_numbers, period_of
from crossgauge.tables.store import Results

AUTO = "auto"


@dataclass(frozen=True, eq=False)
class Comparison:
    """What a comparison gave; the first network is the base of all differences.

    results     : of each network by name
    figures     : by replica (`indicators.figures`), with the column `scenario`
    differences : `indicators.differences.differences`
    recoveries  : `study.compare.closures.recoveries`
    same        : by scenario, the figures that depend on nothing that differs from the base
    metric      : the figure by which the number of replicas was decided
    """

    results: dict[str, Results]
    figures: pl.DataFrame
    differences: pl.DataFrame
    recoveries: pl.DataFrame
    same: dict[str, frozenset[Key]]
    metric: str
    replicas: int
    stop: Stop
    warmup: Warmup
    keeper: Any = None

    @property
    def base(self) -> str:
        """Name of the network that the others are compared with."""
        return next(iter(self.results))


def compare(
    network: Network,
    others: Mapping[str, Network],
    *,
    name: str = "base",
    start: date | str | None = None,
    days: int | None = None,
    end: date | str | None = None,
    replicas: int = 8,
    seed: int = 1,
    workers: int | None = None,
    warmup_days: int | str = 30,
    half_width: float | None = None,
    metric: str | None = None,
    budget_s: float | None = None,
    out: str | Path | None = None,
    record: str = "counts",
    on_progress: Progress | None = None,
    simulate: Simulate = by_crew,
) -> Comparison:
    """Networks simulated over the same luck, and their differences from the first, replica by replica.

    others      : by name; parts that they share with `network` are simulated once, and differ by exactly 0
    warmup_days : 'auto' finds them by MSER-5 (`study.compare.warmup`)
    half_width, budget_s : replicas are added, at least 8, until the 95 % intervals of `metric` are so narrow (in its
                  unit), or so many seconds are used; `metric` as in `study.compare.metric.metric_of`
    out         : folder of one results folder a network; a comparison that was killed goes on there, and one that
                  was finished is read, or taken further
    simulate    : runs the replicas of a job, as `study.crew.simulate`
    Raises RunImpossible, RunStuck, NotFound; networks are not checked.
    """
    networks = {name: network, **others}
    check_networks(network, networks, others)
    automatic = warmup_days == AUTO
    period = period_of(network, start, days, end, 0 if automatic else whole(warmup_days))
    wish = Wish(half_width, budget_s, max(MOST_REPLICAS if half_width or budget_s else 0, replicas))
    check_numbers(replicas, seed, workers, record)
    check_wish(wish)
    keeper = Keeper() if out is None else None
    place = keeper.folder if keeper else Path(out or "")
    warmup = Warmup(period.warmup_days, f"{period.warmup_days} days of warm-up, as asked")
    if automatic:
        warmup = found_warmup(networks, period, seed, workers, simulate, on_progress)
        period = Period(period.start, period.days, warmup.days)
    with opened(networks, period, seed, record, place) as trials:
        looked = Looked(trials, metric)
        count, stop = simulate_rounds(
            replicas,
            wish,
            lambda count: simulate_all(trials, count, workers, simulate, on_progress),
            looked.width,
            looked.words,
        )
        told, gaps, same = tables_of(trials, count)
        back = recoveries(
            networks, {one.name: results_of(one, count) for one in trials}, period.start, period.days
        )
        metric = looked.said(count)
        results = publish_all(trials, count, keeper)
    return Comparison(results, told, gaps, back, same, metric, count, stop, warmup, keeper)


class Looked:
    """The metric of a comparison, chosen when the first stage is there, and how wide its intervals are."""

    def __init__(self, trials: list[Trial], asked: str | None) -> None:
        self.trials, self.asked = trials, asked
        self.key: Key | None = None

    def chosen(self, count: int) -> Key:
        """The key of the metric."""
        if self.key is None:
            told = figures_of(results_of(self.trials[0], count))
            same = [same_keys(self.trials[0], trial, told) for trial in self.trials[1:]]
            always = set.intersection(*map(set, same)) if same else set()
            self.key = metric_of(self.asked, told, always)
        return self.key

    def width(self, count: int) -> float:
        """The widest half of a 95 % interval, over the networks that have the metric."""
        key = self.chosen(count)
        base, *others = [figures_of(results_of(trial, count)) for trial in self.trials]
        rows = [row for one in others for row in paired_rows(base, one, "", ()) if key == key_of(row)]
        return widest([row["pm"] for row in rows])

    def words(self, count: int) -> str:
        """'h of hill.west.truck.border_h'."""
        return f"{METRICS[self.chosen(count)[4]].unit} of {self.said(count)}"

    def said(self, count: int) -> str:
        """The metric as one writes it."""
        return said(self.chosen(count))


def key_of(row: Mapping[str, Any]) -> Key:
    """The key of a row."""
    return row["crossing"], row["direction"], row["unit_class"], row["resource"], row["metric"]


def check_networks(network: Network, networks: Mapping[str, Network], others: Mapping[str, Network]) -> None:
    """Raises RunImpossible for names or clocks that do not go together."""
    if not others or len(networks) != len(others) + 1:
        raise RunImpossible(
            "one network is not enough to compare. Expected two or more, each with its own name."
        )
    for name, other in others.items():
        if other.clock != network.clock:
            raise RunImpossible(
                f"network '{name}' counts days by {other.clock}. Expected {network.clock}, as the base."
            )


def whole(warmup_days: int | str) -> int:
    """Days of warm-up. Raises RunImpossible for a word other than 'auto'."""
    if isinstance(warmup_days, str):
        raise RunImpossible(f"warm-up is '{warmup_days}'. Expected days, or '{AUTO}'.")
    return warmup_days


def figures_of(results: Results, bound: set[tuple[str, str]] | None = None) -> pl.DataFrame:
    """The figures of results, by replica."""
    visits = None if results.manifest["record"] == "counts" else results.scan("visits")
    return figures(results.flows, results.histograms, results.resources, visits, sorted(bound or ()))


def tables_of(
    trials: list[Trial], count: int
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, frozenset[Key]]]:
    """Figures of all networks, their differences from the first, and what is the same in it.

    Of queues those are told that bind anywhere.
    """
    results = {trial.name: results_of(trial, count) for trial in trials}
    bound = {
        (str(row["crossing"]), str(row["resource"]))
        for one in results.values()
        for row in binding_constraints(queues(one.resources, count)).iter_rows(named=True)
    }
    told = {name: figures_of(one, bound) for name, one in results.items()}
    mine, rest = told[trials[0].name], {trial.name: told[trial.name] for trial in trials[1:]}
    same = {trial.name: same_keys(trials[0], trial, mine) for trial in trials[1:]}
    named = [frame.select(pl.lit(name).alias("scenario"), pl.all()) for name, frame in told.items()]
    return pl.concat(named), differences(mine, rest, same), same
