"""Money at the border: the charges of a network laid on the tables of a run. Tables in, tables out.

`charges` has a row for each charge and chain, and for each of its states where an agreement changes it: the columns of
SCHEMA. Charges for units, TEU, tonnes, loads and people that leave, for passes of a stage, and for every hour, are
linear: the recorded sums (`flows`, `dwells`) give them exactly in every replica. Hours beyond a free time, and cargo
by stage, need the rows of units (`visits`, `stages`) and are known in the replicas that recorded them.
Without a stage a unit pays on the day it leaves the crossing; with one, or by the hour, on the day the stage ends.
"""

from collections.abc import Sequence

import polars as pl

from crossgauge.indicators.averages import margins, whole

SCHEMA = pl.Schema(
    {
        **dict.fromkeys(("crossing", "post", "chain", "charge", "name", "payer", "payee"), pl.String),
        "official": pl.Boolean,
        "usd": pl.Float64,
        "per": pl.String,
        "stage": pl.String,
        "free_h": pl.Float64,
        "first_day": pl.Date,
        "last_day": pl.Date,
    }
)
UNIT = ["replica", "unit", "crossing", "chain"]
CHARGE = ["crossing", "post", "chain", "charge", "name", "payer", "payee", "official"]
PRICE = ["charge", "per", "usd", "free_h", "first_day", "last_day"]
PAID = ["replica", "year", "crossing", "chain", "charge"]
STAGE = ["crossing", "chain", "post", "stage"]
SIDE = ["crossing", "post", "direction", "chain"]
PAYMENT = ["year", "payer", "payee", "official"]
EACH = {
    "unit": "units",
    "TEU": "teu",
    "tonne": "mass_t",
    "load": "loads",
    "person": "persons",
    "hour": "hours",
}
CARGO = ("TEU", "tonne", "load", "person")
WORDS = ("crossing", "chain", "direction", "post", "stage")
STAGED, HOURLY = pl.col("stage") != "", pl.col("per") == "hour"
NEEDS_ROWS = (HOURLY & (pl.col("free_h") > 0)) | (STAGED & pl.col("per").is_in(CARGO))


def payments(
    charges: pl.DataFrame,
    flows: pl.DataFrame,
    dwells: pl.DataFrame,
    visits: pl.DataFrame,
    stages: pl.DataFrame,
) -> pl.DataFrame:
    """USD of each charge by replica, year and chain; null where it needs rows and the replica has none.

    charges : SCHEMA; the others as `tables.schema` has them, visits and stages may be empty
    Columns replica, year, crossing, post, chain, charge, name, payer, payee, official, usd.
    """
    flows, dwells = plain(flows), plain(dwells).rename({"stage_h": "hours"})
    linear, rest = charges.filter(~NEEDS_ROWS), charges.filter(NEEDS_ROWS)
    rows = stages if rest.height else stages.head(0)
    found = [
        _of_sums(linear.filter(~STAGED & ~HOURLY), flows, ["crossing", "chain"]),
        _of_sums(linear.filter(~STAGED & HOURLY), dwells, ["crossing", "chain", "post"]),
        _of_sums(linear.filter(STAGED), dwells, ["crossing", "chain", "post", "stage"]),
        paid_by_unit(rest, visits, rows).select(*PAID, "usd"),
    ]
    every = pl.concat(found, how="vertical_relaxed")
    sums = every.group_by(PAID, maintain_order=True).agg(pl.col("usd").sum())
    recorded = plain(rows.select("crossing", "chain").unique()).with_columns(pl.lit(True).alias("recorded"))
    has_rows = pl.col("replica").is_in(rows["replica"].unique().implode()) & pl.col("recorded").fill_null(
        False
    )
    known = ~pl.col("needs_rows") | has_rows
    return (
        _owed(charges, flows)
        .join(sums, on=PAID, how="left", maintain_order="left")
        .join(recorded, on=["crossing", "chain"], how="left", maintain_order="left")
        .select("replica", "year", *CHARGE, pl.when(known).then(pl.col("usd").fill_null(0.0)).alias("usd"))
    )


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its words as text, so that any two tables join."""
    return frame.with_columns(pl.col(word).cast(pl.String) for word in WORDS if word in frame.columns)


def _owed(charges: pl.DataFrame, flows: pl.DataFrame) -> pl.DataFrame:
    """A row for each replica, year and charge on a chain, whether anybody paid or not."""
    falls = charges.group_by(CHARGE, maintain_order=True).agg(NEEDS_ROWS.any().alias("needs_rows"))
    year = pl.col("day").dt.year().alias("year")
    spans = flows.select("replica", year, "crossing", "chain").unique(maintain_order=True)
    return falls.join(spans, on=["crossing", "chain"], how="inner", maintain_order="left_right")


def _of_sums(charges: pl.DataFrame, sums: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """USD from sums by day: so many of what is charged for, at the price of the day."""
    found = sums.join(charges.select(*keys, *PRICE), on=keys, maintain_order="left")
    return _priced(found.filter(pl.col("day").is_between("first_day", "last_day"))).select(*PAID, "usd")


def _priced(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with their year and USD."""
    amount = pl.lit(None, dtype=pl.Float64)
    for per, column in EACH.items():
        if column in rows.columns:
            amount = pl.when(pl.col("per") == per).then(pl.col(column).cast(pl.Float64)).otherwise(amount)
    return rows.with_columns(pl.col("day").dt.year().alias("year"), (amount * pl.col("usd")).alias("usd"))


def paid_by_unit(charges: pl.DataFrame, visits: pl.DataFrame, stages: pl.DataFrame) -> pl.DataFrame:
    """A row for each payment of each unit that has rows: row, replica, unit, crossing, chain, year, charge, usd.

    `row` is the place in `stages` of what is paid for, else of the unit's first stage at the post. Units that turned
    away or gave up pay for stages and hours only.
    """
    passes = plain(
        stages.select("replica", "unit", *STAGE, "entered", "left", "stage_h").with_row_index("row")
    )
    passes = passes.join(charges, on=["crossing", "chain", "post"], how="semi", maintain_order="left").select(
        "row",
        *UNIT,
        "post",
        "stage",
        "entered",
        pl.col("left").dt.date().alias("day"),
        pl.col("stage_h").alias("hours"),
    )
    stops = passes.group_by([*UNIT, "post"], maintain_order=True).agg(
        pl.col("row").get(pl.col("entered").arg_min()), pl.col("day").max(), pl.col("hours").sum()
    )
    at_stage = passes.join(
        charges.filter(STAGED).select(*STAGE, *PRICE), on=STAGE, maintain_order="left_right"
    )
    at_post = stops.join(
        charges.filter(~STAGED).select(*STAGE[:-1], *PRICE), on=STAGE[:-1], maintain_order="left_right"
    )
    columns = ["row", *UNIT, "day", "hours", *PRICE]
    rows = pl.concat(
        [
            at_stage.select(*columns, pl.lit(False).alias("whole")),
            at_post.select(*columns, (~HOURLY).alias("whole")),
        ]
    )
    known = visits.filter(pl.col("replica").is_in(stages["replica"].unique().implode())).select(
        *UNIT,
        pl.col("load").alias("loads"),
        *("teu", "mass_t", "persons"),
        pl.lit(1.0).alias("units"),
        pl.col("left").dt.date().alias("gone"),
        (pl.col("outcome").cast(pl.String) == "through").alias("through"),
    )
    found = rows.join(plain(known), on=UNIT, maintain_order="left").filter(
        ~pl.col("whole") | pl.col("through")
    )
    paid_on = pl.when("whole").then(pl.col("gone")).otherwise(pl.col("day"))
    beyond = (pl.col("hours") - pl.col("free_h")).clip(0.0)
    dated = found.with_columns(paid_on.alias("day"), beyond).filter(
        pl.col("day").is_between("first_day", "last_day")
    )
    return _priced(dated).select("row", *UNIT, "year", "charge", "usd")


def with_costs(stages: pl.DataFrame, visits: pl.DataFrame, charges: pl.DataFrame) -> pl.DataFrame:
    """The stages with `cost_usd`, what the unit pays there: so that `tfi.tfi2` reads a run as it reads a log.

    Null at posts where the chain has no charge. A charge for the whole post is laid on the unit's first stage there.
    """
    paid = paid_by_unit(charges, visits, stages)
    costs = paid.group_by("row", maintain_order=True).agg(pl.col("usd").sum())
    charged = charges.select("crossing", "chain", "post", pl.lit(0.0).alias("none")).unique()
    joined = (
        plain(stages.select("crossing", "chain", "post"))
        .with_row_index("row")
        .join(costs, on="row", how="left", maintain_order="left")
        .join(charged, on=["crossing", "chain", "post"], how="left", maintain_order="left")
    )
    return stages.with_columns(joined.select(pl.coalesce("usd", "none").alias("cost_usd")).to_series())


def cost_by_side(paid: pl.DataFrame, flows: pl.DataFrame) -> pl.DataFrame:
    """TFI2 between replicas: USD at each side of a crossing for a unit that left, and for what it carries.

    paid : of `payments`

    `usd_unit`, `usd_load`, `usd_teu` and `usd_t`, each with its 95 % half width over replicas (`_pm`) where two or
    more know all charges of the side; `replicas` says how many do. Units that carry no others have no `usd_load`.
    """
    keys = ["replica", "crossing", "chain"]
    sums = (
        plain(flows)
        .group_by([*keys, "direction"], maintain_order=True)
        .agg(pl.col("units", "loads", "teu", "mass_t").sum())
    )
    sides = paid.group_by([*keys, "post"], maintain_order=True).agg(whole("usd"))
    own = pl.when(pl.col("loads") != pl.col("units")).then(pl.col("loads"))
    sums = sums.with_columns(own.alias("loads"))
    parts = {"usd_unit": "units", "usd_load": "loads", "usd_teu": "teu", "usd_t": "mass_t"}
    each = sides.join(sums, on=keys, maintain_order="left").with_columns(
        pl.when(pl.col(column) > 0).then(pl.col("usd") / pl.col(column)).alias(name)
        for name, column in parts.items()
    )
    return over_known(each, SIDE, list(parts)).filter(pl.col("replicas") > 0)


def money_by(paid: pl.DataFrame, keys: Sequence[str] = PAYMENT) -> pl.DataFrame:
    """Money by payer and payee, USD in each calendar year that the run touches: mean and 95 % half width.

    paid : of `payments`
    keys : of year, payer, payee, official, crossing, post, chain, charge, name

    >>> paid = pl.DataFrame({"replica": [1, 2, 1], "year": 2023, "payer": "carrier", "payee": "customs",
    ...     "official": True, "usd": [100.0, 140.0, 20.0]})
    >>> money_by(paid).select("payer", "usd", "replicas").rows()
    [('carrier', 130.0, 2)]
    """
    sums = paid.group_by(["replica", *keys], maintain_order=True).agg(whole("usd"))
    return over_known(sums, list(keys), ["usd"]).sort(*keys, descending=[key == "official" for key in keys])


def over_known(frame: pl.DataFrame, keys: list[str], values: list[str]) -> pl.DataFrame:
    """Mean (`x`) and 95 % half width (`x_pm`) of each value over the replicas that know it.

    `replicas` is how many know the first value; the half width is null for fewer than two.
    """
    counts = [pl.col(value).count().alias(f"{value}_n") for value in values]
    found = frame.group_by(keys, maintain_order=True).agg(
        pl.col(values[0]).count().cast(pl.Int64).alias("replicas"),
        *(pl.col(value).mean() for value in values),
        *(pl.col(value).std().alias(f"{value}_pm") for value in values),
        *counts,
    )
    widths = [
        (pl.col(f"{value}_pm") * margins(found[f"{value}_n"]).alias(f"{value}_t")).alias(f"{value}_pm")
        for value in values
    ]
    ordered = [name for value in values for name in (value, f"{value}_pm")]
    return found.with_columns(widths).select(*keys, *ordered, "replicas")


def needing_rows(charges: pl.DataFrame) -> list[str]:
    """The charges that sums cannot give, as 'crossing.charge', in their order."""
    named = charges.filter(NEEDS_ROWS).select(pl.format("{}.{}", "crossing", "charge"))
    return named.to_series().unique(maintain_order=True).to_list()
