"""Columns of what is told of trade: elasticities, effects of changed costs, the series of a border and its accounts."""

from crossgauge.tables.schema import Column

ESTIMATES = (
    Column("term", "", "what explains trade, as asked for"),
    Column("coefficient", "1", "change of the logarithm of trade by one of the term; an elasticity if that is one too"),
    Column("standard_error", "1", "clustered"),
    Column("low", "1", "lower end of the interval"),
    Column("high", "1", "upper end"),
    Column("p_value", "fraction", "how often so large a coefficient is found where there is none"),
    Column("percent", "%", "by how much trade is larger for one more of the term; null for logarithms"),
)
DROPPED = (
    Column("line", "1", "of the file"),
    Column("exporter", "", "code"),
    Column("importer", "", "code"),
    Column("year", "", "as in the file"),
    Column("reason", "", "no trade, singleton or separated"),
)
COUNTRY_EFFECTS = (
    Column("country", "", "code"),
    Column("of", "", "exports, imports, real income or real spending"),
    Column("effect", "", "partial, conditional or full; of incomes full alone"),
    Column("percent", "%", "change at the middle of what is uncertain"),
    Column("low", "%", "5 % of the draws lie below; null without draws"),
    Column("high", "%", "5 % of the draws lie above"),
)
PAIR_EFFECTS = (
    Column("exporter", "", "code"),
    Column("importer", "", "code"),
    Column("trade", "unit of the file", "before"),
    Column("cost_percent", "%", "change of the cost of trade, its middle"),
    *COUNTRY_EFFECTS[2:],
)
SERIES = (
    Column("year", "1", "calendar year"),
    Column("exports", "million USD", "of the first country to the second, as the first records them"),
    Column("imports", "million USD", "of the first from the second, as the first records them"),
    Column("total", "million USD", "both"),
    Column("mirror_exports", "million USD", "the same as the second records them, as its imports; null: not usable"),
    Column("mirror_imports", "million USD", "the same as the second records them, as its exports"),
    Column("exports_ratio", "1", "recorded by the second over recorded by the first"),
    Column("imports_ratio", "1", "recorded by the second over recorded by the first"),
    Column("gap", "million USD", "exports recorded by the first that the second does not record as its imports"),
    Column("facts", "", "ids of the facts"),
)
PARTNERS = (
    Column("year", "1", "calendar year"),
    Column("partner", "", "code"),
    Column("total", "bn USD", "exports and imports"),
    Column("share", "%", "of the stated total of the five"),
    Column("confidence", "", "of the fact"),
    Column("fact", "", "id of the fact"),
)
ACCOUNT = (
    Column("part", "", "what the growth is put down to"),
    Column("change", "million USD", "its share of the growth; parts add up to the whole"),
    Column("low", "million USD", "5 % of the draws lie below; null where nothing was estimated"),
    Column("high", "million USD", "5 % of the draws lie above"),
    Column("share", "%", "of the whole growth"),
    Column("why", "", "figures that it rests on"),
)
