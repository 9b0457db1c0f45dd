"""The verb `brief`: one page for decision makers, on the screen, on paper and for the ear."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from crossgauge.indicators.briefing import Briefing
    from crossgauge.model.network import Network
    from crossgauge.tables.store import Results


def brief(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Results folder of a run.", show_default=False)],
    compare: Annotated[
        Path | None,
        typer.Option(metavar="OTHER", help="Another run with the same days, seed and replicas.", show_default=False),
    ] = None,
    language: Annotated[str, typer.Option(help="en, zh, ru or kk.")] = "en",
    audio: Annotated[bool, typer.Option("--audio", help="Speak it too, where espeak-ng is installed.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for brief.html and brief.pdf; else RUN-brief-LANGUAGE.", show_default=False),
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option(help="Project folder of the run; without it the embedded network.", show_default=False),
    ] = None,
    corridor: Annotated[str, typer.Option(help="Corridor whose trips are drawn; else the longest.")] = "",
    basemap: Annotated[
        Path | None, typer.Option(help="Another base map: land and borders (docs/how-to-brief.md).", show_default=False)
    ] = None,
    flows: Annotated[
        bool, typer.Option("--flows/--no-flows", help="Draw lines as wide as the tonnes over them.")
    ] = True,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Write the PDF too.")] = True,
) -> None:
    """Write a brief of a run: figures with intervals, what the results recommend by stated rules, charts, sources.

    The page is one HTML file that asks nothing of the internet; the PDF has two to four pages.

    [bold]Examples[/bold]

    crossgauge brief crossgauge-results/china-kazakhstan-001

    crossgauge brief base --compare second-track --language ru --audio
    """
    from crossgauge.tables.store import plain_faults, read_results, write_text
    from crossgauge.views.brief import page
    from crossgauge.views.words import language_of

    language_of(language)
    runs = [read_results(one) for one in (run, compare) if one is not None]
    network = network_for(runs[0], project)
    told = gathered(runs, network, project, corridor, flows)
    folder = out or run.parent / f"{run.name}-brief-{language}"
    html = page(told, network, language, basemap)
    with plain_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / "brief.html", html)
    lines = [str(folder / "brief.html")]
    if pdf:
        lines.append(printed(html, folder))
    if network is None:
        lines.append("No map and no sources: --project FOLDER tells of which network the run is.")
    if audio:
        lines += spoken(told, folder, language)
    sys.stdout.write("\n".join(lines) + "\n")


def gathered(
    runs: "list[Results]", network: "Network | None", project: Path | None, corridor: str, flows: bool
) -> "Briefing":
    """What a brief tells of a run, or of two."""
    from crossgauge.study.brief import brief as gather

    other = runs[1] if len(runs) > 1 else None
    names = names_of(runs, project)
    return gather(runs[0], other, network=network, corridor=corridor, with_flows=flows, scenarios=names)


def network_for(results: "Results", project: Path | None) -> "Network | None":
    """The network that was run, with its scenario; none where the embedded one is another and no project is told."""
    from crossgauge.cli.run import network_of, with_scenarios

    network = network_of(project)
    if network.id != results.manifest["network"]["id"]:
        return None if project is None else network
    return with_scenarios(project, str(results.manifest.get("scenario") or ""))


def names_of(runs: "list[Results]", project: Path | None) -> "dict[str, tuple[tuple[str, str], ...]]":
    """Names of the scenarios of runs, as their files tell them; those that are not there now are left out."""
    from crossgauge.cli.run import network_of
    from crossgauge.errors import CrossgaugeError
    from crossgauge.reference import folder
    from crossgauge.sources.scenarios import with_scenario

    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for run in runs:
        if asked := str(run.manifest.get("scenario") or ""):
            try:
                applied, _ = with_scenario(network_of(project), asked, project or folder())
            except CrossgaugeError:
                continue  # the run was of another project: its scenarios are called by their ids
            found |= {one.id: (("en", one.name), *one.names) for one in applied}
    return found


def printed(html: str, folder: Path) -> str:
    """Write the PDF; returns where it is, or why it is not."""
    from crossgauge.views.pdf import NoPrinter, write_pdf

    try:
        by = write_pdf(html, folder / "brief.pdf")
    except NoPrinter as why:
        return str(why)
    return f"{folder / 'brief.pdf'} (by {by})"


def spoken(told: "Briefing", folder: Path, language: str) -> list[str]:
    """Write what is said, and say it; returns where it is, or why it is not."""
    from crossgauge.tables.store import plain_faults, write_text
    from crossgauge.views.spoken import NoVoice, narration, speak

    text = narration(told, language)
    with plain_faults(folder):
        write_text(folder / "brief.txt", text)
    try:
        speak(text, folder / "brief.wav", language)
    except NoVoice as why:
        return [str(folder / "brief.txt"), str(why)]
    return [str(folder / "brief.txt"), str(folder / "brief.wav")]
