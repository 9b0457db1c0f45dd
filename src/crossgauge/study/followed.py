"""Units that passed a border, followed through its chains: the train, its container, the train that it left in."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from crossgauge.errors import RunImpossible
from crossgauge.indicators.money import with_costs
from crossgauge.study.draws import Floats
from crossgauge.study.ways import Border
from crossgauge.tables.store import Results


@dataclass(frozen=True, slots=True)
class Passed:
    """Trips over one border in one replica.

    trips  : a row a trip, in their order: trip, unit_class, mass_t, arrived, left
    stages : a row a stage of a trip, in time: trip, chain, post, stage, entered, left, cost_usd (null: not charged)
    """

    trips: pl.DataFrame
    stages: pl.DataFrame


def replicas_with_stages(results: Results) -> list[int]:
    """The replicas that recorded their units stage by stage."""
    return [
        replica
        for replica in range(1, results.replicas + 1)
        if results.scan("stages", replica).select(pl.len()).collect().item() > 0
    ]


def passed(results: Results, border: Border, charges: pl.DataFrame, replica: int, shares: Floats) -> Passed:
    """Trips drawn from the units that passed, with their stages. Raises RunImpossible as `drawn`."""
    visits, trips, units = drawn(results, border, replica, shares)
    stages = stages_of(results, border, charges, replica, visits, trips, units)
    return Passed(trips.select("trip", "unit_class", "mass_t", "arrived", "left"), stages)


def drawn(
    results: Results, border: Border, replica: int, shares: Floats
) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """Trips drawn from the units that passed: the border's visits, the trips, and their columns of units, one a chain.

    shares : (n_trips,), within (0, 1): where in its part of the units each trip is drawn
    Raises RunImpossible as `pool_of`.
    """
    visits, pool, units = pool_of(results, border, replica)
    return visits, picked(pool, shares), units


def pool_of(results: Results, border: Border, replica: int) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """The visits of a border, its units that can be followed in the order of leaving, and their columns of units.

    Raises RunImpossible where no unit was recorded on all of the chains.
    """
    visits = recorded(results, border, replica)
    pool, units = followed(visits, border)
    if pool.height == 0:
        chains = ", ".join(border.chains)
        raise RunImpossible(
            f"{results.folder}: replica {replica} has no unit that passed {border.crossing} by {chains}."
        )
    return visits, pool.sort("left", units[0], maintain_order=True), units


def picked(pool: pl.DataFrame, shares: Floats) -> pl.DataFrame:
    """Trips: the i-th of n from the i-th n-th of the pool, `trip` is i."""
    n = len(shares)
    places = ((np.arange(n) + shares) / n * pool.height).astype(np.int64)
    return pool[places].with_columns(pl.int_range(n, dtype=pl.Int64).alias("trip"))


def recorded(results: Results, border: Border, replica: int) -> pl.DataFrame:
    """The visits of a border's chains; only their columns and rows are held in memory."""
    lazy = results.scan("visits", replica)
    schema = lazy.collect_schema()
    # On the categories: as texts, all rows of a year take seven times as long.
    for column, wanted in (("crossing", [border.crossing]), ("chain", border.chains), ("outcome", ["through"])):
        kind = schema[column]
        known = [word for word in wanted if not isinstance(kind, pl.Enum) or word in kind.categories]
        lazy = lazy.filter(pl.col(column).is_in(pl.Series(known, dtype=kind).implode()))
    words = [pl.col(word).cast(pl.String) for word in ("crossing", "chain", "direction", "unit_class", "outcome")]
    return lazy.collect().with_columns(words)


def followed(visits: pl.DataFrame, border: Border) -> tuple[pl.DataFrame, list[str]]:
    """The units of the chain that is split no further, with the unit that each was on every chain.

    Back from a child to what it was split from: by parent, or by arrival where a batch has become its parent since
    (a child arrives when its parent arrived). On from a member to the batch it left in, by parent. Who cannot be
    followed from the first chain to the last is left out: the run began or ended in between.
    Returns the frame, and the names of its columns of units in the order of the chains.
    """
    frames = [visits.filter(pl.col("chain") == chain) for chain in border.chains]
    finest = next((k for k in range(len(frames) - 1) if left_in(frames[k], frames[k + 1])), len(frames) - 1)
    names = [f"unit_{k}" for k in range(len(frames))]
    own = frames[finest].select(
        pl.col("unit").alias(names[finest]), "parent", "unit_class", "mass_t", "arrived", "left"
    )
    pool, parent = own, "parent"
    for k in range(finest + 1, len(frames)):
        batches = frames[k].select(
            pl.col("unit").alias(names[k]), pl.col("parent").alias(f"parent_{k}"), pl.col("left").alias("out")
        )
        pool = pool.join(
            batches, left_on=parent, right_on=names[k], how="inner", coalesce=False, maintain_order="left"
        )
        pool = pool.with_columns(pl.max_horizontal("left", "out").alias("left")).drop("out")
        parent = f"parent_{k}"
    parent = "parent"
    for k in range(finest - 1, -1, -1):
        sources = frames[k].select(
            pl.col("unit").alias(names[k]),
            pl.col("parent").alias(f"parent_{k}"),
            pl.col("arrived").alias("came"),
        )
        by_parent = pool[parent].is_in(sources[names[k]].implode()).any()
        left_on, right_on = (parent, names[k]) if by_parent else ("arrived", "came")
        sources = sources.unique(right_on, keep="first", maintain_order=True)
        pool = pool.join(
            sources, left_on=left_on, right_on=right_on, how="inner", coalesce=False, maintain_order="left"
        )
        pool = pool.with_columns(pl.min_horizontal("arrived", "came").alias("arrived")).drop("came")
        parent = f"parent_{k}"
    return pool, names


def left_in(members: pl.DataFrame, batches: pl.DataFrame) -> bool:
    """Whether members left in these batches: then a batch is their parent."""
    return bool(members["parent"].is_in(batches["unit"].implode()).any())


def stages_of(
    results: Results,
    border: Border,
    charges: pl.DataFrame,
    replica: int,
    visits: pl.DataFrame,
    trips: pl.DataFrame,
    units: list[str],
) -> pl.DataFrame:
    """The stages of the followed units, each chain's only until the next one's begin, with what the trip pays."""
    pairs = pl.concat(
        [
            trips.select("trip", pl.lit(k).alias("k"), pl.col(name).alias("unit"))
            for k, name in enumerate(units)
        ]
    )
    wanted = pairs["unit"].unique().implode()
    words = [pl.col(word).cast(pl.String) for word in ("crossing", "chain", "direction", "post", "stage")]
    rows = results.scan("stages", replica).filter(pl.col("unit").is_in(wanted)).with_columns(words).collect()
    mine = charges.filter((pl.col("crossing") == border.crossing) & pl.col("chain").is_in(border.chains))
    rows = with_share(rows, visits.filter(pl.col("unit").is_in(wanted)), mine)
    found = pairs.join(rows, on="unit", how="inner", maintain_order="left_right")
    begins = found.group_by("trip", "k").agg(pl.col("entered").min().alias("begins")).sort("trip", "k")
    begins = begins.with_columns(pl.col("begins").shift(-1).over("trip").alias("until"))
    found = found.join(begins, on=["trip", "k"], maintain_order="left")
    cut = pl.col("entered") < pl.col("until").fill_null(pl.col("left").max() + pl.duration(milliseconds=1))
    found = found.filter(cut | (pl.col("cost_usd") > 0)).with_columns(
        pl.min_horizontal("entered", "until").alias("entered"),
        pl.min_horizontal("left", "until").alias("left"),
    )
    return found.sort("trip", "entered", "k", maintain_order=True).select(
        "trip", "chain", "post", "stage", "entered", "left", "cost_usd"
    )


def with_share(stages: pl.DataFrame, visits: pl.DataFrame, charges: pl.DataFrame) -> pl.DataFrame:
    """The stages with `cost_usd`: what the unit pays there over its loads, the share of one of them.

    Null where the crossing charges nobody on these chains.
    """
    if charges.height == 0:
        return stages.with_columns(pl.lit(None, dtype=pl.Float64).alias("cost_usd"))
    loads = visits.select("unit", pl.col("load").clip(1).alias("loads"))
    paid = with_costs(stages, visits, charges).join(loads, on="unit", how="left", maintain_order="left")
    return paid.with_columns((pl.col("cost_usd") / pl.col("loads").fill_null(1)).alias("cost_usd")).drop(
        "loads"
    )
