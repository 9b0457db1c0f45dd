"""The trade across the border year by year as either side records it, and its share in that with the five."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from crossgauge.errors import RunImpossible
from crossgauge.sources.trade_facts import TradeFact

PARTNER = "KAZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """The two figures of the article that began this, as the facts give them.

    total     of the year, million USD: exports + imports
    share     of the trade with the five, per cent, from the partner's total and the five's; stated, as a fact says it
    low, high of the share, as the two totals are rounded
    """

    year: int
    exports: float
    imports: float
    total: float
    of_five: float
    five: float
    share: float
    low: float
    high: float
    stated: float


def by_year(facts: Iterable[TradeFact], what: str, partner: str | None = None) -> dict[int, TradeFact]:
    """The facts that are this, of a partner, by year; the last where several are."""
    return {one.year: one for one in facts if one.what == what and partner in (None, one.partner)}


def series_of(facts: Sequence[TradeFact], partner: str = PARTNER) -> pl.DataFrame:
    """Exports and imports of each year with both, beside what the partner records: columns of `tables.trade.SERIES`.

    A mirror total without its exports gives them as what is left of it.
    """
    names = ("exports", "imports", "mirror exports", "mirror imports", "mirror total")
    found = {name: by_year(facts, name, partner) for name in names}
    rows = []
    for year in sorted(found["exports"].keys() & found["imports"].keys()):
        cited = [found[name][year] for name in names if year in found[name]]
        values = {one.what: one.value for one in cited}
        exports, imports = values["exports"], values["imports"]
        mirror_imports = values.get("mirror imports")
        mirror_exports = values.get("mirror exports")
        if mirror_exports is None and mirror_imports is not None and "mirror total" in values:
            mirror_exports = values["mirror total"] - mirror_imports
        rows.append(
            {
                "year": year,
                "exports": exports,
                "imports": imports,
                "total": exports + imports,
                "mirror_exports": mirror_exports,
                "mirror_imports": mirror_imports,
                "exports_ratio": None if mirror_exports is None else mirror_exports / exports,
                "imports_ratio": None if mirror_imports is None else mirror_imports / imports,
                "gap": None if mirror_exports is None else exports - mirror_exports,
                "facts": ", ".join(one.id for one in cited),
            }
        )
    if not rows:
        raise RunImpossible(f"no year has exports and imports with {partner}. Expected both in trade.csv.")
    kinds = {name: pl.Float64 for name in rows[0] if name not in ("year", "facts")}
    return pl.DataFrame(rows, schema_overrides=kinds)


def partners_of(facts: Sequence[TradeFact]) -> pl.DataFrame:
    """Trade with each of the five in the years that have it: columns of `tables.trade.PARTNERS`."""
    five = by_year(facts, "five")
    rows = [
        {
            "year": one.year,
            "partner": one.partner,
            "total": one.value / 1e3,
            "share": 100.0 * one.value / five[one.year].value,
            "confidence": one.confidence,
            "fact": one.id,
        }
        for one in facts
        if one.what == "of five" and one.year in five
    ]
    return pl.DataFrame(rows).sort("year", "total", descending=[False, True])


def seed_of(facts: Sequence[TradeFact], year: int = 2022, partner: str = PARTNER) -> Seed:
    """The total of a year and the share in the trade with the five."""
    series = series_of(facts, partner).filter(pl.col("year") == year).row(0, named=True)
    one, five = by_year(facts, "of five", partner)[year], by_year(facts, "five")[year]
    half_one, half_five = rounding(one.value), rounding(five.value)
    return Seed(
        year=year,
        exports=series["exports"],
        imports=series["imports"],
        total=series["total"],
        of_five=one.value,
        five=five.value,
        share=100.0 * one.value / five.value,
        low=100.0 * (one.value - half_one) / (five.value + half_five),
        high=100.0 * (one.value + half_one) / (five.value - half_five),
        stated=by_year(facts, "share of five", partner)[year].value,
    )


def rounding(million: float) -> float:
    """Half of the last digit in which so many million USD are stated in bn.

    >>> rounding(70_200.0), rounding(31_170.0)
    (50.0, 5.0)
    """
    return 50.0 if abs(million / 100 - round(million / 100)) < 1e-6 else 5.0
