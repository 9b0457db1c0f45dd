"""Trips along corridors, printed, written and drawn."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crossgauge.cli.report import console, form_of
from crossgauge.cli.visits import as_json, make_folder
from crossgauge.errors import RunImpossible
from crossgauge.indicators.carbon import emissions, emissions_by
from crossgauge.indicators.corridor import tfi3, tfi4, trips
from crossgauge.indicators.profile import mean_profile, trip_profile
from crossgauge.indicators.travel import travel, travel_summary
from crossgauge.study.tariffs import charges_in
from crossgauge.study.trips import trips_of
from crossgauge.study.ways import Way, told_ways, way_named, ways_of
from crossgauge.tables.store import Results, plain_faults, write_text


@dataclass(frozen=True, slots=True)
class Told:
    """One corridor with its figures by name."""

    way: Way
    replicas: int
    figures: dict[str, pl.DataFrame]


def tell_corridors(
    results: Results,
    names: Sequence[str],
    *,
    trips: int,
    seed: int | None,
    project: Path | None,
    out: Path | None,
    json: bool,
) -> None:
    """Print the figures of the corridors, all where none is named; with `out` write tables and charts."""
    ways, charges = ways_for(results, project)
    chosen = [way_named(ways, name) for name in names] or list(ways)
    if not chosen:
        raise RunImpossible(
            f"{results.folder}: its network has no corridors. Give a project that has: --project."
        )
    if out is not None:
        make_folder(out)
    told = []
    for way in chosen:
        stops = trips_of(results, way, trips=trips, seed=seed, charges=charges)
        one = Told(way, stops["replica"].n_unique(), figures_of(stops))
        told.append(one)
        if out is not None:
            write_corridor(out, results, one, stops)
    if json:
        sys.stdout.write(as_json({one.way.id: plain(one) for one in told}))
        return
    print_corridors(console(), results, told, out)


def ways_for(results: Results, project: Path | None) -> tuple[tuple[Way, ...], pl.DataFrame]:
    """Corridors and charges of a project folder, else those that the run holds."""
    if project is None:
        return told_ways(results.manifest["labels"]), charges_in(results)
    from crossgauge import read

    network = read(project)
    return ways_of(network), charges_in(results, network)


def figures_of(stops: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Everything that is told of one corridor."""
    each, legs, by_replica = trips(stops), emissions(stops), travel(stops)
    return {
        "summary": travel_summary(by_replica),
        "replicas": by_replica,
        "countries": countries(stops),
        "legs": emissions_by(legs, ["section", "mode", "country"]),
        "modes": emissions_by(legs, ["mode"]),
        "tfi3": tfi3(each),
        "tfi4": tfi4(each),
        "trips": each.join(
            legs.group_by("replica", "unit").agg(pl.col("kg_co2e").sum()),
            on=["replica", "unit"],
            how="left",
            maintain_order="left",
        ),
        "mean_trip": mean_profile(stops),
    }


def countries(stops: pl.DataFrame) -> pl.DataFrame:
    """The part of the trip in each country, as the national tables of CPMM have it: measures with their intervals."""
    parts = []
    for country in stops["country"].unique(maintain_order=True):
        found = travel_summary(travel(stops.filter(pl.col("country") == country)))
        parts.append(found.select(pl.lit(country).alias("country"), pl.all()))
    return pl.concat(parts)


def plain(told: Told) -> dict[str, object]:
    """A corridor for scripts; its single trips are left out."""
    kept = {name: frame.to_dicts() for name, frame in told.figures.items() if name != "trips"}
    return {"name": told.way.name, "mode": told.way.mode, **kept}


def write_corridor(out: Path, results: Results, told: Told, stops: pl.DataFrame) -> None:
    """Write the figures as CSV and the time-cost-distance chart as SVG and PNG into a folder of the corridor's name."""
    from crossgauge.views.tcd import chart, photo

    folder = out / told.way.id
    make_folder(folder)
    with plain_faults(folder):
        for name, frame in told.figures.items():
            frame.write_csv(folder / f"{name}.csv")
        stops.write_parquet(folder / "stops.parquet")
        manifest = results.manifest
        replicas = "1 replica" if told.replicas == 1 else f"{told.replicas} replicas"
        source = (
            f"{results.network}, {replicas} of {manifest['days']} days from {manifest['start']}, seed "
            f"{manifest['seed']}. Border simulated, sections drawn. Crossgauge."
        )
        profile, mean = trip_profile(stops), told.figures["mean_trip"]
        write_text(folder / "tcd.svg", chart(profile, mean, source))
        (folder / "tcd.png").write_bytes(photo(profile, mean, source))


def print_corridors(page: Console, results: Results, told: Sequence[Told], out: Path | None) -> None:
    """A table a corridor: what is measured, its mean, its interval; then its countries."""
    for one in told:
        n_trips = one.figures["replicas"]["trips"].sum()
        counted = f"{n_trips:,} trips in {one.replicas} of {results.replicas} replicas"
        page.print(Text(f"\n{one.way.name} ({one.way.id}): {counted}", style="bold"), soft_wrap=True)
        page.print(sheet(one.figures["summary"], one.figures["countries"]))
    if told and told[0].replicas < 2:
        hint = "One replica recorded stages, so there are no intervals: run with --record units and more replicas."
        page.print(Text(hint), soft_wrap=True)
    note = "Speeds are total distance over total time. CO2e well to wheel (ISO 14083), hubs left out."
    page.print(Text(note), soft_wrap=True)
    if out is not None:
        page.print(Text(f"Tables, tcd.svg and tcd.png of each corridor: {out}"), soft_wrap=True)


def sheet(summary: pl.DataFrame, parts: pl.DataFrame) -> Table:
    """Measures by row; the whole trip and the part in each country by column."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("")
    table.add_column("")
    table.add_column("whole trip", justify="right")
    table.add_column("± 95 %", justify="right")
    names = parts["country"].unique(maintain_order=True).to_list()
    for name in names:
        table.add_column(name, justify="right")
    by_country = {(row["country"], row["measure"]): row["mean"] for row in parts.iter_rows(named=True)}
    for row in summary.iter_rows(named=True):
        nationals = [figure(by_country.get((name, row["measure"]))) for name in names]
        table.add_row(row["meaning"], row["unit"], figure(row["mean"]), spread(row["pm"]), *nationals)
    return table


def spread(width: float | None) -> str:
    """A half width; nothing where all replicas are the same."""
    return "–" if width is None else figure(width) if width >= 0.005 else ""


def figure(value: float | None) -> str:
    """A figure as fine as it is."""
    return "–" if value is None else form_of(abs(value)).format(value)
