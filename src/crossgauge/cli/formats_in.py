"""The verb `import`: a project folder out of a file of another's format."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from crossgauge.model.network import Network
    from crossgauge.sources.formats.brought import Brought

HELP = {"help_option_names": ["-h", "--help"]}
imported = typer.Typer(
    help="Make a project folder of a file in another's format. Logs of units: `crossgauge observe`.",
    no_args_is_help=True,
    add_completion=False,
)
Out = Annotated[Path, typer.Option(metavar="PROJECT", help="New or empty folder.", show_default=False)]
File = Annotated[Path, typer.Argument(help="File to read.", show_default=False)]


@imported.command(context_settings=HELP)
def gmns(
    folder: Annotated[Path, typer.Argument(help="Folder of node.csv and link.csv.", show_default=False)],
    out: Out,
) -> None:
    """Places and links of a GMNS network.

    Columns called as our attributes are (gauge, tracks, headway, running_time, kind, country) are read too.

    [bold]Example[/bold]: crossgauge import gmns network --out mine
    """
    from crossgauge.sources.formats.gmns import read_gmns

    finish(read_gmns(folder), out)


@imported.command(context_settings=HELP)
def geojson(file: File, out: Out) -> None:
    """Points as places, lines as links.

    A line without `from` or `to` begins and ends at the places that are there.

    [bold]Example[/bold]: crossgauge import geojson map.geojson --out mine
    """
    from crossgauge.sources.formats.geojson import read_geojson

    finish(read_geojson(file), out)


@imported.command(context_settings=HELP)
def geopackage(file: File, out: Out) -> None:
    """Points of all layers as places, lines as links.

    [bold]Example[/bold]: crossgauge import geopackage map.gpkg --out mine
    """
    from crossgauge.sources.formats.geopackage import read_geopackage

    finish(read_geopackage(file), out)


@imported.command(context_settings=HELP)
def unlocode(
    path: Annotated[Path, typer.Argument(help="CSV of a code list, or the folder of its parts.", show_default=False)],
    codes: Annotated[
        str,
        typer.Option(metavar="CODES", help="Codes, or countries by two letters: 'CNHRS,KZ'.", show_default=False),
    ],
    out: Out,
) -> None:
    """Places of a UN/LOCODE code list, as UNECE publishes it.

    [bold]Example[/bold]: crossgauge import unlocode loc241csv --codes CNHRS,KZALA --out mine
    """
    from crossgauge.sources.formats.unlocode import read_unlocode

    finish(read_unlocode(path, codes.split(",")), out)


@imported.command(context_settings=HELP)
def gaslib(
    net: Annotated[Path, typer.Argument(help="The .net file.", show_default=False)],
    out: Out,
    scn: Annotated[Path | None, typer.Option(help="The .scn file: what is nominated.", show_default=False)] = None,
    year: Annotated[int | None, typer.Option(help="Year that it is nominated for.")] = None,
) -> None:
    """Gas lines of a GasLib network: stretches between its sources, sinks and forks.

    [bold]Example[/bold]: crossgauge import gaslib GasLib-11.net --scn GasLib-11.scn --year 2024 --out gas
    """
    from crossgauge.sources.formats.gaslib_in import read_gaslib

    finish(read_gaslib(net, scn, year), out)


@imported.command(context_settings=HELP)
def omx(
    file: File,
    out: Out,
    year: Annotated[int, typer.Option(help="Year that the matrices tell of.", show_default=False)],
    places: Annotated[
        Path,
        typer.Option("--in", metavar="PROJECT", help="Project whose places and goods they name.", show_default=False),
    ],
) -> None:
    """A project whose demand is that of OMX matrices: a matrix is of goods, a zone is a place. Extra `formats`.

    [bold]Example[/bold]: crossgauge import omx trips.omx --year 2024 --in mine --out fed
    """
    from dataclasses import replace

    from crossgauge import read
    from crossgauge.sources.formats.omx import demand_of, read_omx

    network = read(places)
    demand = demand_of(read_omx(file), network, year)
    write(replace(network, demand=demand), out)
    told = f"{len(demand)} demand{'' if len(demand) == 1 else 's'}"
    sys.stdout.write(f"{out}: {told}. Next: crossgauge flows {out} --year {year}\n")


def finish(brought: "Brought", out: Path) -> None:
    """Write a project folder and tell what is in it, and what is not."""
    from crossgauge.sources.formats.brought import network_of
    from crossgauge.sources.formats.gaslib_lines import named

    write(network_of(brought, named(out.resolve().name)), out)
    counts = {"place": brought.places, "link": brought.links, "pipeline": brought.pipelines}
    told = [f"{len(some)} {word}{'' if len(some) == 1 else 's'}" for word, some in counts.items() if some]
    for note in brought.notes:
        sys.stdout.write(f"{note}\n")
    sys.stdout.write(f"{out}: {', '.join(told)}. Next: crossgauge check {out}\n")


def write(network: "Network", out: Path) -> None:
    """Write a project folder."""
    from crossgauge.sources.write import write_project
    from crossgauge.tables.store import plain_faults

    with plain_faults(out):
        write_project(network, out)
