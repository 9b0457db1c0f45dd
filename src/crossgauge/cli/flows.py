"""The verb `flows`: what goes which way, what a scenario moves, what is left behind, and what capacity is worth."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from crossgauge.cli.languages import Language
from crossgauge.cli.run import progress


def flows(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Project folder; without it the embedded network.", show_default=False),
    ] = None,
    scenario: Annotated[str, typer.Option(help="Name of a scenario, several joined by '+'.")] = "",
    year: Annotated[int | None, typer.Option(help="Year; else the network's.")] = None,
    month: Annotated[int | None, typer.Option(help="One month of it, 1 to 12.")] = None,
    months: Annotated[
        bool,
        typer.Option("--months", help="All months of the year at once, with stores between; least-cost."),
    ] = False,
    method: Annotated[str, typer.Option(help="choice, equilibrium, optimum or least-cost.")] = "choice",
    out: Annotated[
        Path | None, typer.Option(help="New folder for tables, map and Sankey figure.", show_default=False)
    ] = None,
    language: Language = "en",
    json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Tell which way goods go: by border, mode and goods, what moved against the base, cost and CO2, what is unmet.

    A scenario that closes borders for a time is asked for those days, unless --year or --month says otherwise, and
    beside it stands the network without it on the same days.

    [bold]Example[/bold]

    crossgauge flows --scenario dostyk-closed-14-days --out flows
    """
    from crossgauge.cli.flow_answers import answers
    from crossgauge.cli.flow_report import print_flows, told_flows, write_flows
    from crossgauge.cli.visits import as_json

    if months:
        from crossgauge.cli.flow_months import tell_months

        tell_months(folder, scenario, year, month, method, out, json)
        return
    with progress("flows"):
        asked = answers(folder, scenario, year, month, method)
        if out is not None:
            write_flows(out, asked, language)
    if json:
        sys.stdout.write(as_json({name: table.to_dicts() for name, table in told_flows(asked).items()}))
        return
    print_flows(asked, out)
