"""What a brief tells of a run, or of two: figures with intervals, rules' advice, what was observed, and sources."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from crossgauge.errors import RunImpossible
from crossgauge.indicators import advice
from crossgauge.indicators.border import (
    binding_constraints,
    border_times,
    longest_queues,
    queue_by_day,
    queues,
    stage_times,
)
from crossgauge.indicators.briefing import Advice, Briefing, Change, Headline, Names, Passage
from crossgauge.indicators.differences import NO_DIFFERENCE, differences
from crossgauge.indicators.figures import figures
from crossgauge.indicators.intervals import over_replicas
from crossgauge.indicators.spread import hour_bins
from crossgauge.model.network import Network
from crossgauge.study.brief_context import (
    corridor_names,
    events_of,
    flows_of,
    observed_of,
    sources_of,
    trips_along,
)
from crossgauge.tables.store import Results

MOST_WORST = 4  # crossings with charts
FEWEST = 0.5  # units a replica: a class with fewer has no row
ALIKE = ("start", "days", "seed", "replicas", "warmup_days")


def brief(
    results: Results,
    other: Results | None = None,
    *,
    network: Network | None = None,
    corridor: str = "",
    with_flows: bool = False,
    scenarios: Mapping[str, Names] | None = None,
) -> Briefing:
    """What there is to tell of results, and of others with the same period, seed and replicas beside them.

    network    : for facts, agreements, sources and flows; without it a brief has none
    corridor   : id of the one whose trips are drawn; without it the one with most places, none if there is none
    with_flows : also find which way goods go (`study.flows`), which takes some seconds
    scenarios  : names of scenarios by id, as pairs of language and name; others are called by their id
    Raises RunImpossible for runs that cannot be paired, NotFound for a corridor.
    """
    if other is not None:
        check_pair(results, other)
    found = queues(results.resources, results.replicas)
    passages = passages_of(results)
    changes, n_changes = changes_of(results, other) if other is not None else ((), 0)
    seen = observed_of(results, network) if network is not None else ()
    checked = [one for one in seen if one.role == "check" and one.holds is not None]
    n_checked = (sum(1 for one in checked if one.holds), len(checked))
    first = advice.waits(found)
    worst = first.figures.get("crossing", "")
    told = advised(first, found, changes, other, n_checked, results.replicas)
    trips = trips_along(results, corridor)
    values = network.provenance if network is not None else ()
    flows, bands = flows_of(network, results) if network is not None and with_flows else ({}, ())
    return Briefing(
        manifests=tuple(one.manifest for one in (results, other) if one is not None),
        headlines=headlines(worst, passages, found, changes, other, results),
        advice=told,
        passages=passages,
        changes=changes,
        n_changes=n_changes,
        observed=seen,
        n_checked=n_checked,
        events=events_of(results, network) if network is not None else (),
        sources=sources_of(network) if network is not None else (),
        n_assumed=sum(1 for value in values if value.assumed),
        n_cited=sum(1 for value in values if value.fact),
        worst=worst_of(found),
        queued={str(row["crossing"]): row["longest"] for row in longest_queues(found).iter_rows(named=True)},
        daily=queue_by_day(results.resources),
        stages=stage_times(results.dwells, results.flows, results.replicas),
        hours=tuple(hour_bins(one.histograms, one.flows) for one in (results, other) if one is not None),
        corridor=trips[0] if trips else "",
        corridor_names=corridor_names(trips[0] if trips else "", network),
        trips=(trips[1], trips[2]) if trips else None,
        flows=flows,
        bands=bands,
        scenarios=scenarios or {},
    )


def check_pair(results: Results, other: Results) -> None:
    """Raises RunImpossible where two runs cannot be paired replica by replica, with every reason."""
    mine, theirs = results.manifest, other.manifest
    wrong = [
        f"{name} is {mine.get(name)} here and {theirs.get(name)} there"
        for name in ALIKE
        if mine.get(name) != theirs.get(name)
    ]
    if mine["network"]["id"] != theirs["network"]["id"]:
        wrong.insert(0, f"network is '{mine['network']['id']}' here and '{theirs['network']['id']}' there")
    if wrong:
        raise RunImpossible(
            f"{results.folder} and {other.folder} cannot be paired: {'; '.join(wrong)}.\n"
            "Expected runs of one network and one of its scenarios with the same days, seed and replicas."
        )


def passages_of(results: Results) -> tuple[Passage, ...]:
    """Every class in every direction at every crossing, in the order of the network."""
    table = border_times(results.flows, results.histograms, visits_in(results), results.replicas)
    order = list(results.manifest["labels"]["crossings"])
    named = table.with_columns(pl.col("crossing", "direction", "unit_class").cast(pl.String))
    kept = named.filter((pl.col("units") >= FEWEST) & pl.col("mean_h").is_not_null())
    passages = [Passage(**row) for row in kept.select(Passage.__slots__).iter_rows(named=True)]
    return tuple(sorted(passages, key=lambda one: order.index(one.crossing) if one.crossing in order else len(order)))


def visits_in(results: Results) -> pl.LazyFrame | None:
    """Rows of units, where the run recorded any."""
    return None if results.manifest["record"] == "counts" else results.scan("visits")


def changes_of(results: Results, other: Results) -> tuple[tuple[Change, ...], int]:
    """Border hours paired by replica, the largest found differences first; and of how many classes.

    What is equal in every replica depends on nothing that differs, so it is no question and not among those of Holm.
    """
    mine, theirs = (
        figures(one.flows, one.histograms, one.resources).filter(
            (pl.col("metric") == "border_h") & (pl.col("crossing") != "")
        )
        for one in (results, other)
    )
    key = ["replica", "crossing", "direction", "unit_class", "resource", "metric"]
    both = mine.join(theirs, on=key, how="full", suffix="_other", coalesce=True)
    equal = both.group_by(key[1:]).agg(pl.col("value").eq_missing(pl.col("value_other")).all().alias("equal"))
    same = {"": frozenset(row[:-1] for row in equal.filter("equal").iter_rows())}
    rows = differences(mine, {"": theirs}, same).filter(~pl.col("same"))
    changes = [change_of(row) for row in rows.iter_rows(named=True)]
    found = sorted(changes, key=lambda one: (one.verdict not in ("shorter", "longer"), -abs(one.difference or 0.0)))
    return tuple(found), len(changes)


def change_of(row: Mapping[str, Any]) -> Change:
    """One row of `indicators.differences`."""
    words = str(row["verdict"])
    verdict = words.split(" ")[0] if words.startswith(("shorter", "longer")) else "none"
    if words != NO_DIFFERENCE and verdict == "none":
        verdict = "few"
    return Change(
        crossing=row["crossing"],
        direction=row["direction"],
        unit_class=row["unit_class"],
        base=row["base"],
        other=row["other"],
        difference=row["difference"],
        low=row["low_all"],
        high=row["high_all"],
        p_holm=row["p_holm"],
        verdict=verdict,
    )


def advised(
    first: Advice,
    found: pl.DataFrame,
    changes: tuple[Change, ...],
    other: Results | None,
    n_checked: tuple[int, int],
    replicas: int,
) -> tuple[Advice, ...]:
    """What the rules say, in the order in which one reads it."""
    told: list[Advice | None] = [first]
    worst = first.figures.get("crossing", "")
    binding = binding_constraints(found).with_columns(pl.col("crossing", "resource", "kind", "post").cast(pl.String))
    told += [advice.binds(row) for row in binding.iter_rows(named=True) if worst and row["crossing"] == worst]
    if other is not None:
        told.append(advice.prefers(changes, scenario_of(other)))
        told.append(advice.reaches(changes, worst))
    elif worst:
        told.append(Advice(rule="test"))
    told += [advice.trust(*n_checked), advice.sure(replicas)]
    return tuple(one for one in told if one is not None)


def scenario_of(results: Results) -> str:
    """The scenario of a run; 'base' where it is the network itself."""
    return str(results.manifest.get("scenario") or "base")


def headlines(
    worst: str,
    passages: tuple[Passage, ...],
    found: pl.DataFrame,
    changes: tuple[Change, ...],
    other: Results | None,
    results: Results,
) -> tuple[Headline, ...]:
    """Four figures: hours at the crossing where most are waited, their 90 %, its queue or the change, and all cargo."""
    told: list[Headline] = []
    here = [one for one in passages if one.crossing == worst]
    if here:
        most = max(here, key=lambda one: one.mean_h * one.units * (one.waited_share or 0.0))
        about = Headline(key="", value=0.0, crossing=worst, direction=most.direction, unit_class=most.unit_class)
        told.append(replace(about, key="mean_h", value=most.mean_h, pm=most.mean_h_pm))
        if most.p90_h is not None:
            told.append(replace(about, key="p90_h", value=most.p90_h, pm=most.p90_h_pm))
    decided = [one for one in changes if one.verdict in ("shorter", "longer")]
    if other is not None and decided:
        one = decided[0]
        told.append(
            Headline(
                key="difference",
                value=one.difference or 0.0,
                low=one.low,
                high=one.high,
                crossing=one.crossing,
                direction=one.direction,
                unit_class=one.unit_class,
            )
        )
    else:
        longest = longest_queues(found).with_columns(pl.col("crossing").cast(pl.String))
        told += [
            Headline(key="longest", value=row["longest"], pm=row["longest_pm"], unit="units", crossing=worst)
            for row in longest.filter(pl.col("crossing") == worst).iter_rows(named=True)
        ]
    told.append(cargo_of(results))
    return tuple(told)


def cargo_of(results: Results) -> Headline:
    """Tonnes of cargo through all crossings, each load counted once: of classes that carry it out of the border."""
    loads = results.flows.group_by("replica", "crossing", "chain").agg(pl.col("mass_t").sum())
    kinds = pl.DataFrame(results.manifest["labels"]["chains"]).select("crossing", "chain", "kind")
    words = [pl.col("crossing").cast(pl.String), pl.col("chain").cast(pl.String)]
    counted = (
        loads.with_columns(words)
        .join(kinds, on=["crossing", "chain"])
        .filter(~pl.col("kind").str.contains("train"))
        .group_by("replica")
        .agg(pl.col("mass_t").sum())
        .with_columns(pl.lit("").alias("all"))
    )
    row = over_replicas(counted, ["all"], ["mass_t"], results.replicas).to_dicts()
    if not row:
        return Headline(key="mass_t", value=0.0, unit="t")
    return Headline(key="mass_t", value=row[0]["mass_t"], pm=row[0]["mass_t_pm"], unit="t")


def worst_of(found: pl.DataFrame) -> tuple[str, ...]:
    """The crossings where most hours are waited, the first first."""
    waited = (
        found.filter((pl.col("kind") != "batch") & (pl.col("queued_h") > 0))
        .group_by(pl.col("crossing").cast(pl.String), maintain_order=True)
        .agg(pl.col("queued_h").sum())
        .filter(pl.col("crossing") != "")
        .sort("queued_h", descending=True, maintain_order=True)
    )
    return tuple(waited["crossing"].head(MOST_WORST))
