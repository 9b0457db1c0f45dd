"""The verb `observe`: what a log says of a crossing or a corridor, and what became of its rows."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import polars as pl

    from crossgauge.sources.logs import Log


def observe(
    log: Annotated[
        Path | None,
        typer.Argument(help="Log in CSV, XLSX, Parquet or XES.", show_default=False),
    ] = None,
    map_file: Annotated[
        Path | None, typer.Option("--map", help="Column map in YAML: which column is what, units, clocks.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="New or empty folder for the tables, the report and the chart.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
    template: Annotated[
        Path | None, typer.Option(help="Write a blank trip sheet as CSV, with its map beside it, and stop.")
    ] = None,
) -> None:
    """Read a log and print the indicators of the field: hours and money at each border side, speeds, stages.

    What was mended and dropped is counted by reason; with --out every such row is listed in report.csv.

    [bold]Examples[/bold]

    crossgauge observe --template trips.csv

    crossgauge observe trips.csv --map trips.map.yaml --out observed
    """
    if template is not None:
        from crossgauge.cli.tripsheet import write_template

        sys.stdout.write(write_template(template))
        return
    if log is None or map_file is None:
        raise typer.BadParameter("a LOG and its --map are needed. A blank pair: --template trips.csv")
    from crossgauge.indicators.observed import indicators
    from crossgauge.sources.logs import read_log, read_map
    from crossgauge.study.logs import tables_of

    found = read_log(log, read_map(map_file))
    tables = tables_of(found.records)
    figures = indicators(tables)
    if out is not None:
        write_all(out, log.name, found, tables, figures)
    if json:
        sys.stdout.write(as_json(found, figures))
        return
    from crossgauge.cli.observed import print_observed

    print_observed(found, figures, out)


def write_all(
    out: Path, name: str, log: "Log", tables: dict[str, "pl.DataFrame"], figures: dict[str, "pl.DataFrame"]
) -> None:
    """Write tables as Parquet, figures and report as CSV, and the chart where stops have distances."""
    from crossgauge.errors import RunImpossible
    from crossgauge.indicators.profile import trip_profile
    from crossgauge.tables.store import plain_faults, write_text

    if out.is_dir() and any(out.iterdir()):
        raise RunImpossible(f"{out}: is not empty. Expected a new or empty folder.")
    with plain_faults(out):
        out.mkdir(parents=True, exist_ok=True)
        for table, frame in tables.items():
            frame.write_parquet(out / f"{table}.parquet")
        for figure, frame in figures.items():
            if frame.height:
                frame.write_csv(out / f"{figure}.csv")
        log.report.rows.write_csv(out / "report.csv")
        mean = figures["mean_trip"]
        if mean.height:
            from crossgauge.views.tcd import chart

            source = f"{name}, {log.report.rows_read:,} rows read, {log.report.rows_dropped:,} dropped. Crossgauge."
            write_text(out / "tcd.svg", chart(trip_profile(tables["stops"]), mean, source))


def as_json(log: "Log", figures: dict[str, "pl.DataFrame"]) -> str:
    """Report and figures for scripts."""
    import json
    from datetime import date, datetime

    def plain(value: object) -> str:
        assert isinstance(value, date | datetime)
        return value.isoformat()

    report = {
        "file": log.report.file,
        "rows_read": log.report.rows_read,
        "rows_dropped": log.report.rows_dropped,
        "records": log.report.records,
        "counts": log.report.counts.to_dicts(),
    }
    told = {name: frame.to_dicts() for name, frame in figures.items() if name != "trips"}
    return json.dumps({"report": report, **told}, default=plain, ensure_ascii=False, indent=1) + "\n"
