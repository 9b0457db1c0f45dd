"""How hours at the border are spread over units."""

import polars as pl

CELL = ["crossing", "direction", "unit_class"]


def hour_bins(histograms: pl.DataFrame, flows: pl.DataFrame) -> pl.DataFrame:
    """Bins of hours at the border by crossing, direction and class: `lower_h`, `upper_h` and `count` of all replicas.

    >>> words = {"crossing": "a", "chain": "x", "direction": "west"}
    >>> bins = words | {"stage": ["", "", "lane"], "lower_h": [0.0, 0.0, 0.0], "upper_h": 1.0, "count": [2, 3, 9]}
    >>> hour_bins(pl.DataFrame(bins), pl.DataFrame(words | {"unit_class": ["truck"]})).rows()
    [('a', 'west', 'truck', 0.0, 1.0, 5)]
    """
    words = ["crossing", "chain", "direction"]
    classes = flows.select(pl.col("crossing", "chain", "unit_class").cast(pl.String)).unique()
    whole = histograms.filter(pl.col("stage") == "").with_columns(pl.col(words).cast(pl.String))
    cells = [*CELL, "lower_h", "upper_h"]
    return whole.join(classes, on=["crossing", "chain"]).group_by(cells).agg(pl.col("count").sum()).sort(cells)
