"""What passing a border costs less with a portfolio than without: hours times their value, and money paid."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.arrays.parts import steps_within
from crossgauge.indicators.money import payments, plain
from crossgauge.model.network import Network
from crossgauge.model.projects import ValueOfTime
from crossgauge.model.steps import Batch

Float64s = NDArray[np.float64]
Cell = tuple[str, str, str]  # class, direction, crossing
Chain = tuple[str, str]  # crossing, chain

AMOUNT = {"unit": "units", "tonne": "mass_t", "person": "persons"}
KEYS = ["unit_class", "direction", "crossing"]


@dataclass(frozen=True, slots=True)
class Passed:
    """What passed in a period by cell, (n_replicas,) each.

    amount  : units, tonnes or persons, as the value of time of the class counts them
    usd     : their hours at the border times the value of an hour
    units   : units; paid: USD that they paid, without charges that need rows of units
    """

    amount: Float64s
    usd: Float64s
    units: Float64s
    paid: Float64s


def gathered(network: Network, values: Sequence[ValueOfTime]) -> frozenset[Chain]:
    """Chains of batches whose members have a value of time: their hours are in those of the members already (§4.9)."""
    valued = {value.id for value in values}
    return frozenset(
        (crossing.id, step.into)
        for crossing in network.crossings
        for chain in crossing.chains
        if chain.unit_class in valued
        for step in steps_within(chain.steps)
        if isinstance(step, Batch)
    )


def passed(
    flows: pl.DataFrame,
    dwells: pl.DataFrame,
    charges: pl.DataFrame | None,
    values: Sequence[ValueOfTime],
    batches: Collection[Chain] = (),
) -> dict[Cell, Passed]:
    """What passed by cell, out of the tables of all replicas; charges None: money is not counted.

    A class without a value of time has no hours; without charges it has no money. `batches` are of `gathered`.
    """
    flows = plain(flows)
    words = [f"{crossing}.{chain}" for crossing, chain in sorted(batches)]
    inside = pl.format("{}.{}", "crossing", "chain").is_in(words)
    flows = flows.with_columns(pl.when(inside).then(0.0).otherwise(pl.col("border_h")).alias("border_h"))
    replicas = sorted(flows["replica"].unique())
    worth = {value.id: value for value in values}
    sums = ["units", "mass_t", "persons", "border_h"]
    chains = flows.group_by(["replica", *KEYS, "chain"], maintain_order=True).agg(pl.col(sums).sum())
    chains = _paid(chains, flows, dwells, charges)
    found: dict[Cell, Passed] = {}
    for (kind, direction, crossing), rows in chains.group_by(KEYS, maintain_order=True):
        value = worth.get(str(kind))
        per = AMOUNT[value.per] if value else "units"
        each = (
            rows.with_columns(
                # Mean amount of a unit of this chain times its hours.
                usd=pl.when(pl.col("units") > 0)
                .then(pl.col(per) / pl.col("units") * pl.col("border_h"))
                .otherwise(0.0)
                * (value.amount if value else 0.0),
                amount=pl.col(per).cast(pl.Float64),
                count=pl.col("units").cast(pl.Float64),
            )
            .group_by("replica", maintain_order=True)
            .agg(pl.col("amount", "usd", "count", "paid").sum())
        )
        wide = pl.DataFrame({"replica": replicas}, schema={"replica": each["replica"].dtype})
        full = wide.join(each, on="replica", how="left", maintain_order="left").fill_null(0.0)
        columns = [full[name].to_numpy() for name in ("amount", "usd", "count", "paid")]
        found[str(kind), str(direction), str(crossing)] = Passed(*columns)
    return found


def _paid(
    chains: pl.DataFrame, flows: pl.DataFrame, dwells: pl.DataFrame, charges: pl.DataFrame | None
) -> pl.DataFrame:
    """The chains with `paid`, USD."""
    if charges is None or charges.is_empty():
        return chains.with_columns(paid=pl.lit(0.0))
    nobody = [pl.DataFrame(schema=schema) for schema in (VISITS, STAGES)]
    paid = payments(charges, flows, dwells, *nobody).filter(pl.col("usd").is_not_null())
    keys = ["replica", "crossing", "chain"]
    sums = paid.group_by(keys, maintain_order=True).agg(pl.col("usd").sum().alias("paid"))
    return chains.join(sums, on=keys, how="left", maintain_order="left").with_columns(
        pl.col("paid").fill_null(0.0)
    )


WORDS = dict.fromkeys(("crossing", "chain", "post", "stage", "outcome"), pl.String)
NUMBERS = dict.fromkeys(("load", "teu", "mass_t", "persons", "stage_h"), pl.Float64)
ROWS = {"replica": pl.Int32, "unit": pl.Int64, **WORDS, **NUMBERS}
VISITS = {**ROWS, "left": pl.Datetime}
STAGES = {**ROWS, "entered": pl.Datetime, "left": pl.Datetime}


def saved(before: Mapping[Cell, Passed], after: Mapping[Cell, Passed]) -> tuple[Float64s, Float64s]:
    """USD of hours and of money that passing costs less after than before, (n_replicas,) each.

    A cell that is the same in both gives exactly 0. Money is compared at crossings that have charges in both: a new one
    that declares none is not free.
    """
    n_replicas = next((len(one.units) for one in (*before.values(), *after.values())), 0)
    hours, money = np.zeros(n_replicas), np.zeros(n_replicas)
    nobody = Passed(*np.zeros((4, n_replicas)))
    groups = dict.fromkeys(cell[:2] for cell in (*before, *after))
    for group in groups:
        cells = list(dict.fromkeys(cell for cell in (*before, *after) if cell[:2] == group))
        pairs = [(before.get(cell, nobody), after.get(cell, nobody)) for cell in cells]
        hours += saving(*arrays([(a.amount, a.usd, b.amount, b.usd) for a, b in pairs]))
        charged = [(a.units, a.paid, b.units, b.paid) for a, b in pairs if a.paid.any() and b.paid.any()]
        money += saving(*arrays(charged)) if charged else 0.0
    return hours, money


def arrays(rows: Sequence[tuple[Float64s, ...]]) -> list[Float64s]:
    """Columns of rows, each (n_rows, n_replicas)."""
    return [np.array(column) for column in zip(*rows, strict=True)]


def saving(n_before: Float64s, cost_before: Float64s, n_after: Float64s, cost_after: Float64s) -> Float64s:
    """What crossings cost their users less, (n_crossings, n_replicas) each -> (n_replicas,).

    Who stays at a crossing saves the change of its mean. Who is diverted saves the mean of the crossings that lost
    less the mean of those that won. Who passes more than before in all (as where a queue outgrew the period) saves
    half of the change of the mean where it passes: the rule of a half. If as many pass in all, this is the cost
    before less the cost after.

    >>> counts = lambda *n: np.array(n, float)[:, None]
    >>> saving(counts(10, 0), counts(50, 0), counts(6, 4), counts(18, 8)).tolist()      # 50 - 26
    [24.0]
    >>> saving(counts(10), counts(50), counts(12), counts(36)).tolist()                # 10 (5 - 3) + 2 (5 - 3) / 2
    [22.0]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        before = np.where(n_before > 0, cost_before / n_before, np.nan)
        after = np.where(n_after > 0, cost_after / n_after, np.nan)
    # Where a crossing is in one network only, nobody stays and nobody has a change of the mean.
    change = np.nan_to_num(before - after)
    before, after = np.nan_to_num(before), np.nan_to_num(after)
    stay = np.minimum(n_before, n_after)
    lost, won = n_before - stay, n_after - stay
    all_lost, all_won = lost.sum(axis=0), won.sum(axis=0)
    moved = np.minimum(all_lost, all_won)
    part_lost, part_won = (
        part / np.where(whole > 0, whole, 1.0) for part, whole in ((lost, all_lost), (won, all_won))
    )
    diverted = moved * ((part_lost * before).sum(axis=0) - (part_won * after).sum(axis=0))
    rest = (all_won - moved) * (part_won * change).sum(axis=0) / 2
    rest += (all_lost - moved) * (part_lost * change).sum(axis=0) / 2
    total: Float64s = (stay * change).sum(axis=0) + diverted + rest
    return total
