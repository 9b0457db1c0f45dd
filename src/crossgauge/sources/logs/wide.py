"""Forms with a row a unit and a column a stamp, as time-release studies fill them, as a row a stage."""

from dataclasses import replace

import polars as pl

from crossgauge.errors import nearest
from crossgauge.sources.logs.columns import LogMap, Source
from crossgauge.sources.logs.reading import ROW
from crossgauge.sources.logs.report import MENDED, Report
from crossgauge.units import shown

STAGE, ENTERED, LEFT, POST, COST = "stage of the map", "entry", "exit", "post of the map", "cost of the row"


def long_form(frame: pl.DataFrame, told: LogMap, report: Report) -> tuple[pl.DataFrame, LogMap]:
    """A row a stage, and the map that reads it; both as they are where the map names no `stages`.

    A stage without both stamps was not passed: told, not kept. What the row paid counts once, in its first stage.
    """
    if not told.stages:
        return frame, told
    missing = [name for pair in told.stages.values() for name in pair[:2] if name not in frame.columns]
    for name in missing:
        report.fault(
            None, f"has no column {shown(name)} for stages", nearest(name, set(frame.columns) - {ROW})
        )
    if missing:
        return frame, told
    stamped = {name for pair in told.stages.values() for name in pair[:2]}
    # A workbook may hold dates in one column and texts in the next.
    if len({frame.schema[name] for name in stamped}) > 1:
        frame = frame.with_columns(pl.col(name).cast(pl.String) for name in stamped)
    cost = told.fields.get("cost", Source())
    paid = cost.column if cost.column in frame.columns else None
    with_posts = any(len(pair) > 2 for pair in told.stages.values())
    parts = []
    for number, (stage, (entered, left, *post)) in enumerate(told.stages.items()):
        part = frame.with_columns(
            pl.lit(stage).alias(STAGE), pl.col(entered).alias(ENTERED), pl.col(left).alias(LEFT)
        )
        if with_posts:
            part = part.with_columns(post_of(told, post[0] if post else ""))
        if paid:
            part = part.with_columns(
                (pl.col(paid) if number == 0 else pl.lit(None, frame.schema[paid])).alias(COST)
            )
        empty = part.select(is_empty(ENTERED) & is_empty(LEFT)).to_series()
        report.note(part[ROW].filter(empty), "stage", stage, "no stamps: stage not passed", MENDED)
        parts.append(part.filter(~empty))
    fields = {name: source for name, source in told.fields.items() if name not in ("stage", "stamp", "event")}
    fields |= {
        name: Source(column=column)
        for name, column in (("stage", STAGE), ("entered", ENTERED), ("left", LEFT))
    }
    if with_posts:
        fields["post"] = Source(column=POST)
    if paid:
        fields["cost"] = replace(cost, column=COST)
    return pl.concat(parts), replace(told, fields=fields)


def post_of(told: LogMap, post: str) -> pl.Expr:
    """The post of a stage: its own, else that of the row."""
    row = told.fields.get("post", Source())
    own = pl.lit(post or row.value)
    return (own if post or not row.column else pl.col(row.column).cast(pl.String)).alias(POST)


def is_empty(name: str) -> pl.Expr:
    """Whether a cell holds nothing."""
    return pl.col(name).is_null() | (pl.col(name).cast(pl.String).str.strip_chars() == "")
