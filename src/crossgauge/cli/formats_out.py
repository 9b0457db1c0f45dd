"""The verb `export`: a project, its flows or a run in another's format."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from crossgauge.model.network import Network
    from crossgauge.sources.formats.omx import Matrices
    from crossgauge.study.flows import Flowed

HELP = {"help_option_names": ["-h", "--help"]}
exported = typer.Typer(
    help="Write a project, its flows or a run in another's format.", no_args_is_help=True, add_completion=False
)
Project = Annotated[
    Path | None, typer.Argument(help="Project folder; without it the embedded network.", show_default=False)
]
Out = Annotated[Path, typer.Option(metavar="PATH", help="New file.", show_default=False)]


def network_of(project: Path | None, out: Path) -> "Network":
    """The network of a project. Raises RunImpossible where `out` is there: nothing is overwritten."""
    from crossgauge.cli.run import network_of as read
    from crossgauge.errors import RunImpossible

    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise RunImpossible(f"{out}: is there. Expected a new path; nothing is overwritten.")
    out.resolve().parent.mkdir(parents=True, exist_ok=True)
    return read(project)


def tell(out: Path, *notes: str) -> None:
    """Say what was written, and what not."""
    for note in notes:
        sys.stdout.write(f"{note}\n")
    sys.stdout.write(f"{out}: written.\n")


def written(write: Callable[["Network", Path], object], project: Path | None, out: Path) -> None:
    """Write the network of a project by what writes one format, and say so."""
    from crossgauge.tables.store import plain_faults

    network = network_of(project, out)
    with plain_faults(out):
        write(network, out)
    tell(out)


@exported.command(context_settings=HELP)
def gmns(
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="New or empty folder.", show_default=False)],
    project: Project = None,
) -> None:
    """Places and links as node.csv and link.csv of GMNS, our attributes in more columns.

    [bold]Example[/bold]: crossgauge export gmns mine --out gmns
    """
    from crossgauge.sources.formats.gmns import write_gmns

    written(write_gmns, project, out)


@exported.command(context_settings=HELP)
def geojson(out: Out, project: Project = None) -> None:
    """Places as points and links as lines, for any map. The map of a run: `crossgauge serve`.

    [bold]Example[/bold]: crossgauge export geojson mine --out mine.geojson
    """
    from crossgauge.sources.formats.geojson import write_geojson

    written(write_geojson, project, out)


@exported.command(context_settings=HELP)
def geopackage(out: Out, project: Project = None) -> None:
    """Places and links as layers of a GeoPackage, for QGIS.

    [bold]Example[/bold]: crossgauge export geopackage mine --out mine.gpkg
    """
    from crossgauge.sources.formats.geopackage import write_geopackage_of

    written(write_geopackage_of, project, out)


@exported.command(context_settings=HELP)
def unlocode(
    out: Out,
    project: Project = None,
    codes: Annotated[
        Path | None,
        typer.Option("--list", help="Code list of UNECE: tell each place's code, or the nearest.", show_default=False),
    ] = None,
) -> None:
    """The places that have a UN/LOCODE as rows of a code list; with --list, every place beside its entry.

    [bold]Example[/bold]: crossgauge export unlocode mine --list loc241csv --out codes.csv
    """
    from crossgauge.sources.formats.unlocode import read_entries
    from crossgauge.sources.formats.unlocode_match import matches, write_matches, write_unlocode
    from crossgauge.tables.store import plain_faults

    network = network_of(project, out)
    with plain_faults(out):
        if codes is None:
            count = write_unlocode(network, out)
            tell(out, f"{count} of {len(network.places)} places have a code.")
            return
        found = matches(network, read_entries(codes))
        write_matches(found, out)
    counts = {word: sum(one.by == word for one in found) for word in ("code", "name", "none")}
    tell(out, f"By code {counts['code']}, by the nearest name {counts['name']}, not found {counts['none']}.")


@exported.command(context_settings=HELP)
def gaslib(
    out: Out,
    project: Project = None,
    scn: Annotated[Path | None, typer.Option(help="New file for what is nominated.", show_default=False)] = None,
    year: Annotated[int | None, typer.Option(help="Year whose nominations it has.")] = None,
) -> None:
    """Gas lines as a GasLib .net file, and what is nominated for a year as .scn.

    [bold]Example[/bold]: crossgauge export gaslib --out lines.net --scn lines.scn --year 2023
    """
    from crossgauge.errors import RunImpossible
    from crossgauge.sources.formats.gaslib_out import write_gaslib
    from crossgauge.tables.store import plain_faults

    if (scn is None) != (year is None):
        raise RunImpossible("--scn and --year belong together. Expected both, or neither.")
    network = network_of(project, out)
    with plain_faults(out):
        notes = write_gaslib(network, out, scn, year)
    tell(out, *notes)


@exported.command(context_settings=HELP)
def omx(
    out: Out,
    project: Project = None,
    scenario: Annotated[str, typer.Option(help="Name of a scenario, several joined by '+'.")] = "",
    year: Annotated[int | None, typer.Option(help="Year; else the network's.")] = None,
) -> None:
    """Loads and hours from origin to destination by goods, of `crossgauge flows`, as OMX matrices. Extra `formats`.

    [bold]Example[/bold]: crossgauge export omx --year 2023 --out flows.omx
    """
    from crossgauge.cli.flow_answers import silent_library
    from crossgauge.cli.run import progress, with_scenarios
    from crossgauge.sources.formats.omx import hdf5, write_omx
    from crossgauge.study.flows import flows
    from crossgauge.tables.store import plain_faults

    hdf5()
    network_of(project, out)
    with progress("flows"), silent_library():
        flowed = flows(with_scenarios(project, scenario), year=year)
    with plain_faults(out):
        write_omx(matrices_of(flowed), out)
    tell(out, f"Loads and hours of {flowed.start} and {flowed.days} days.")


def matrices_of(flowed: "Flowed") -> "Matrices":
    """Carried loads by goods, and their mean hours, from place to place."""
    import numpy as np

    from crossgauge.sources.formats.omx import Matrices
    from crossgauge.study.flow_ways import ways

    zones = tuple(dict.fromkeys(place for one in flowed.net.demand for place in (one.start, one.end)))
    at = {zone: number for number, zone in enumerate(zones)}
    values = {one.goods: np.zeros((len(zones), len(zones))) for one in flowed.net.demand}
    hours = {goods: np.zeros_like(loads) for goods, loads in values.items()}
    for row in ways(flowed).iter_rows(named=True):
        pair = at[row["from"]], at[row["to"]]
        values[row["goods"]][pair] += row["loads"]
        hours[row["goods"]][pair] += row["loads"] * row["hours"]
    for goods, loads in values.items():
        np.divide(hours[goods], loads, out=hours[goods], where=loads > 0)
    named = {f"{goods}_hours": one for goods, one in hours.items()}
    return Matrices(zones, values | named, dict.fromkeys(named, "hours"))


@exported.command(context_settings=HELP)
def xes(
    run: Annotated[Path, typer.Argument(help="Results folder of a run.", show_default=False)],
    out: Out,
    replica: Annotated[int, typer.Option(help="Which replica; stages of others: run --record units.")] = 1,
) -> None:
    """Stages of every unit of a run as an event log in XES, for process mining; packed where it ends in .gz.

    [bold]Example[/bold]: crossgauge export xes crossgauge-results/china-kazakhstan-001 --out log.xes.gz
    """
    from crossgauge.errors import RunImpossible
    from crossgauge.sources.formats.xes import write_xes
    from crossgauge.tables.store import plain_faults, read_results

    results = read_results(run)
    if out.exists():
        raise RunImpossible(f"{out}: is there. Expected a new path; nothing is overwritten.")
    if not 1 <= replica <= results.replicas:
        raise RunImpossible(f"--replica is {replica}. Expected 1 to {results.replicas}.")
    visits, stages = (results.scan(name, replica).collect() for name in ("visits", "stages"))
    if not stages.height:
        raise RunImpossible(f"replica {replica} of {run} has no stages. Expected a run with --record units.")
    with plain_faults(out):
        events = write_xes(visits, stages, out)
    tell(out, f"{events:,} events.")
