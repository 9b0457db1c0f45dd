"""Emissions of trips: tonne-kilometres times a factor, well to wheel, by trip, leg and mode.

Convention: ISO 14083, CO2e of driving and of providing its energy (well to wheel), for a tonne of cargo over the
distance of the line or road. The factor holds empty running; hubs and transshipment are left out.
"""

import polars as pl

from crossgauge.indicators.averages import whole

TRIP = ["replica", "unit"]
GRAMS = 1_000.0  # in a kilogram


def emissions(stops: pl.DataFrame) -> pl.DataFrame:
    """A row a leg of a trip: `km`, `tkm` and `kg_co2e`, well to wheel.

    stops : rows of motion have `section` (the leg), `mode`, `country`, `length_km`, `g_per_tkm` and `mass_t`;
            rows without a length are left out, one without factor or mass makes its leg null

    >>> stops = pl.DataFrame({"replica": 1, "unit": 7, "section": ["plain", "plain", "pass", ""],
    ...     "mode": ["rail", "rail", "rail", ""], "country": "KZ", "length_km": [100.0, 200.0, 50.0, None],
    ...     "g_per_tkm": [28.0, 28.0, 30.0, None], "mass_t": 20.0})
    >>> emissions(stops).select("section", "km", "tkm", "kg_co2e").rows()
    [('plain', 300.0, 6000.0, 168.0), ('pass', 50.0, 1000.0, 30.0)]
    """
    tkm = pl.col("length_km") * pl.col("mass_t")
    moved = stops.filter(pl.col("length_km").is_not_null()).with_columns(
        tkm.alias("tkm"), (tkm * pl.col("g_per_tkm") / GRAMS).alias("kg_co2e")
    )
    return moved.group_by([*TRIP, "section", "mode", "country"], maintain_order=True).agg(
        pl.col("length_km").sum().alias("km"), whole("tkm"), whole("kg_co2e")
    )


def emissions_by(legs: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """kg CO2e, tonne-km and km of the mean trip by `keys` (section, mode, country), and grams for a tonne-km.

    legs : of `emissions`; every trip counts, those without such a leg with 0

    >>> legs = pl.DataFrame({"replica": 1, "unit": [1, 1, 2], "mode": ["rail", "road", "rail"], "km": [10.0, 5.0, 10.0],
    ...     "tkm": [100.0, 50.0, 100.0], "kg_co2e": [3.0, 5.0, 3.0]})
    >>> emissions_by(legs, ["mode"]).rows()
    [('rail', 10.0, 100.0, 3.0, 30.0), ('road', 2.5, 25.0, 2.5, 100.0)]
    """
    trips = legs.select(pl.struct(TRIP).n_unique()).item()
    sums = legs.group_by(keys, maintain_order=True).agg(pl.col("km").sum(), whole("tkm"), whole("kg_co2e"))
    means = sums.with_columns(pl.col("km", "tkm", "kg_co2e") / trips)
    return means.with_columns((pl.col("kg_co2e") * GRAMS / pl.col("tkm")).alias("g_per_tkm"))
