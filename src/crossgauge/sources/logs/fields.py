"""The columns of a log as the fields of the map: texts, numbers in their units, stamps as instants."""

import polars as pl

from crossgauge.errors import nearest
from crossgauge.sources.logs.columns import NUMBERS, STAMPS, TEXTS, LogMap
from crossgauge.sources.logs.reading import ROW
from crossgauge.sources.logs.report import MENDED, Report
from crossgauge.sources.logs.stamps import instants
from crossgauge.units import shown

THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$"
WORDS = (*TEXTS, "event")


def fields_of(frame: pl.DataFrame, told: LogMap, report: Report) -> pl.DataFrame:
    """`#row` and every field of the map; what the map does not name is null. Faults are put in the report.

    Texts are stripped, empty ones null. cost USD, mass t, distance km, teu TEU; stamps in the map's clock.
    """
    columns = {name: source.column or name for name, source in told.fields.items()}
    known = [name for name in frame.columns if name != ROW]
    for name, source in told.fields.items():
        if source.column and source.column not in known:
            report.fault(
                None, f"has no column {shown(source.column)} for {name}", nearest(source.column, known)
            )
    if report.faults:
        return frame
    picked = frame.select(ROW, *(picked_field(name, told) for name in (*WORDS, *STAMPS, *NUMBERS)))
    # A sheet holds the numbers of wagons as 94012345.0.
    floats = [name for name in WORDS if picked[name].dtype.is_float() and (picked[name] % 1 == 0).all()]
    picked = picked.with_columns(pl.col(floats).cast(pl.Int64))
    picked = picked.with_columns(pl.col(WORDS).cast(pl.String).str.strip_chars().replace("", None))
    for name in NUMBERS:
        if name in told.fields:
            values = numbers(picked, name, columns[name], told, report)
            picked = picked.with_columns(values.alias(name))
        else:
            picked = picked.with_columns(pl.col(name).cast(pl.Float64))
    named = [name for name in STAMPS if name in told.fields]
    return instants(picked, named, columns, told, report)


def picked_field(name: str, told: LogMap) -> pl.Expr:
    """A field as it stands in the log; its one value; or null."""
    source = told.fields.get(name)
    if source is None:
        return pl.lit(None, dtype=pl.String).alias(name)
    return (pl.col(source.column) if source.column else pl.lit(source.value)).alias(name)


def numbers(frame: pl.DataFrame, name: str, column: str, told: LogMap, report: Report) -> pl.Series:
    """The field's numbers in its own unit; text and what is below 0 is left out and told."""
    values = frame[name]
    if values.dtype == pl.String:
        text = values.str.strip_chars().replace("", None)
        plain = text.str.replace_all(r"[\s\u{a0}\u{202f}']", "")
        if told.decimal == "comma":
            plain = plain.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
        elif plain.str.contains(",", literal=True).any():
            grouped = plain.str.contains(THOUSANDS)
            cut = plain.str.replace_all(",", "", literal=True)
            plain = pl.select(pl.when(grouped).then(cut).otherwise(plain)).to_series()
        found = plain.cast(pl.Float64, strict=False)
    else:
        text, found = values, values.cast(pl.Float64, strict=False)
    found = pl.select(pl.when(found.is_finite()).then(found)).to_series()
    wrong = frame.select(ROW, text.alias("found")).filter(found.is_null() & text.is_not_null())
    report.unreadable(wrong, column, "a number", told.tolerate, len(text) - text.null_count())
    below = (found < 0).fill_null(value=False)
    report.note(frame[ROW].filter(below), column, text.filter(below), "below 0: left out", MENDED)
    return pl.select(pl.when(~below).then(found * told.fields[name].factor)).to_series()
