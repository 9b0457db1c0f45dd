"""Time and cost at a border crossing, each side for itself: TFI1 and TFI2 of CAREC's CPMM.

Source: CAREC Corridor Performance Measurement and Monitoring; a border post is counted by side, the outbound post of
the country that is left and the inbound post of the country that is entered. From a log or a run alike: the input
is the table `stages` of `tables.schema`.
"""

import polars as pl

from crossgauge.indicators.averages import averages

SIDE = ["crossing", "post", "direction", "chain"]
VISIT = ["replica", "unit", "crossing", "direction", "chain"]
MILLISECONDS = 3_600_000.0  # in an hour


def sides(stages: pl.DataFrame, visits: pl.DataFrame | None = None) -> pl.DataFrame:
    """A row a unit and post: `side_h` from first entry to last exit there, `cost_usd` paid, `mass_t` carried.

    stages : of a log or a run. cost_usd : its sum, null where no stage has one
    visits : gives the tonnes; without it `mass_t` is null

    Null `side_h` where an exit is not known.
    """
    if "cost_usd" not in stages.columns:
        stages = stages.with_columns(pl.lit(None, dtype=pl.Float64).alias("cost_usd"))
    keys = [*VISIT, "post"]
    span = (pl.col("left").max() - pl.col("entered").min()).dt.total_milliseconds() / MILLISECONDS
    paid = pl.when(pl.col("cost_usd").is_not_null().any()).then(pl.col("cost_usd").sum())
    whole = pl.when(pl.col("left").is_not_null().all()).then(span)
    found = stages.group_by(keys, maintain_order=True).agg(whole.alias("side_h"), paid.alias("cost_usd"))
    if visits is None:
        return found.with_columns(pl.lit(None, dtype=pl.Float64).alias("mass_t"))
    masses = visits.group_by(VISIT).agg(pl.col("mass_t").max())
    return found.join(masses, on=VISIT, how="left", maintain_order="left")


def tfi1(stages: pl.DataFrame, visits: pl.DataFrame | None = None) -> pl.DataFrame:
    """TFI1, hours to clear each side of a crossing: averages over trips, `weighted` by tonnes, h.

    TFI1 = mean over trips of (exit - entry) at the post. The time of a crossing is the sum of its two sides.

    >>> import datetime as dt
    >>> stages = pl.DataFrame({"replica": 1, "unit": ["A", "A"], "crossing": "khorgos", "chain": "truck",
    ...     "direction": "west", "post": ["cn", "kz"], "stage": ["exit", "entry"],
    ...     "entered": [dt.datetime(2023, 1, 1, 8), dt.datetime(2023, 1, 1, 12)],
    ...     "left": [dt.datetime(2023, 1, 1, 11), dt.datetime(2023, 1, 1, 14)]})
    >>> tfi1(stages).select("post", pl.col("mean").round(6)).rows()
    [('cn', 3.0), ('kz', 2.0)]
    """
    return averages(sides(stages, visits), SIDE, "side_h", "mass_t")


def tfi2(stages: pl.DataFrame, visits: pl.DataFrame | None = None) -> pl.DataFrame:
    """TFI2, money paid at each side of a crossing: averages over trips, `weighted` by tonnes, USD.

    TFI2 = mean over trips of the sum of all fees and payments at the post, official and not. A run has them by
    `indicators.money.with_costs`; without charges it is empty.
    """
    return averages(sides(stages, visits), SIDE, "cost_usd", "mass_t")
