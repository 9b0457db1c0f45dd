"""The verb `indicators`: TFI1, stages, dwell and reliability of a run, by the functions that read a log."""

from pathlib import Path
from typing import Annotated

import typer


def indicators(
    folder: Annotated[Path, typer.Argument(help="Results folder of a run.", show_default=False)],
    out: Annotated[Path | None, typer.Option(help="New or empty folder for the figures as CSV.")] = None,
) -> None:
    """Print the indicators of a run that a log has too: hours at each border side, stages, how reliable.

    They are of units recorded one by one (`crossgauge run --record units` for all replicas; stages of the first
    replica without it). Half widths are over units, as CPMM prints them.

    [bold]Example[/bold]: crossgauge indicators crossgauge-results/china-kazakhstan-001
    """
    from rich.text import Text

    from crossgauge.cli.observed import print_sheets
    from crossgauge.cli.report import console
    from crossgauge.errors import RunImpossible
    from crossgauge.indicators.observed import indicators as all_indicators
    from crossgauge.tables.store import plain_faults, read_results

    results = read_results(folder)
    visits, stages = results.visits, results.stages
    if visits.height == 0:
        raise RunImpossible(f"{folder}: has no visits. Run again with --record first or --record units.")
    figures = all_indicators({"visits": visits, "stages": stages})
    if out is not None:
        if out.is_dir() and any(out.iterdir()):
            raise RunImpossible(f"{out}: is not empty. Expected a new or empty folder.")
        with plain_faults(out):
            out.mkdir(parents=True, exist_ok=True)
            for name, frame in figures.items():
                if frame.height:
                    frame.write_csv(out / f"{name}.csv")
    page = console()
    page.print(Text(f"{results.network}: {visits.height:,} visits, {stages.height:,} stages", style="bold"))
    print_sheets(figures, page)
