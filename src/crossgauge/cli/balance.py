"""The verb `balance`: flows and simulated waits made to agree."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossgauge.cli.run import with_scenarios

if TYPE_CHECKING:
    from crossgauge.study.balance import Balance, Round


def balance(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Project folder; without it the embedded network.", show_default=False),
    ] = None,
    scenario: Annotated[str, typer.Option(help="Name of a scenario, several joined by '+'.")] = "",
    year: Annotated[int | None, typer.Option(help="Year; else the network's.")] = None,
    method: Annotated[str, typer.Option(help="choice or equilibrium.")] = "choice",
    gap: Annotated[float, typer.Option(help="Gap at which flows and waits agree.")] = 0.002,
    rounds: Annotated[int, typer.Option(help="Most rounds.", min=1, max=200)] = 15,
    days: Annotated[int, typer.Option(help="Days simulated in a round.", min=7, max=366)] = 90,
    replicas: Annotated[int, typer.Option(help="Times each round is simulated.", min=1)] = 4,
    seed: Annotated[int, typer.Option(help="Same seed, same results.")] = 1,
    workers: Annotated[int | None, typer.Option(help="Processes; results do not depend on it.")] = None,
    naive: Annotated[bool, typer.Option("--naive", help="Show the naive way beside it.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Make flows and simulated waits agree: solve flows, simulate the ports, scale each port's waiting curve, again.

    The gap is, of a choice, the part of all loads that would go another way at the simulated hours; of an
    equilibrium, what is paid above the cheapest ways at these hours. Rounds share their luck. At the end the flows
    are simulated once more with other luck, which tells what of the gap is chance.

    [bold]Example[/bold]

    crossgauge balance --naive
    """
    from crossgauge.cli.visits import as_json
    from crossgauge.errors import RunImpossible
    from crossgauge.study.balance import balance as balanced

    if method not in ("choice", "equilibrium"):
        raise RunImpossible(f"method is '{method}'. Expected choice or equilibrium.")
    found = balanced(
        with_scenarios(folder, scenario), year=year, method=method, gap=gap, rounds=rounds, days=days,
        replicas=replicas, seed=seed, workers=workers, naive=naive, on_round=None if json else tell,
    )  # fmt: skip
    if json:
        told = {"agreed": found.agreed, "gap": found.gap, "other_gap": found.other_gap}
        sys.stdout.write(as_json({**told, "rounds": [asdict(one) for one in found.rounds]}))
        return
    show(found)


def tell(number: int, one: "Round") -> None:
    """A line a round, as it is done."""
    beside = "" if one.naive_gap is None else f"   the naive way {one.naive_gap:.4f}"
    sys.stdout.write(f"round {number:2d}: gap {one.gap:.4f}{beside}\n")
    sys.stdout.flush()


def show(found: "Balance") -> None:
    """Print the ports with their loads, hours of curve and of simulation, and the factor; then what it is worth."""
    from rich.text import Text

    from crossgauge.cli.report import console
    from crossgauge.cli.route import new_table

    page, last = console(), found.rounds[-1]
    table = new_table("border", "loads a day", "h of the curve", "h simulated", "scale factor")
    for name, hours in last.simulated_h.items():
        table.add_row(
            name,
            f"{last.loads_a_day[name]:,.1f}",
            f"{last.curve_h[name]:.1f}",
            f"{hours:.1f}",
            f"{last.factors[name]:.2f}",
        )
    page.print()
    page.print(table)
    count = "1 round" if len(found.rounds) == 1 else f"{len(found.rounds)} rounds"
    word = "Agreed" if found.agreed else "Not agreed"
    page.print(
        Text(f"\n{word} after {count}: gap {found.gap:.4f}, wanted {found.wanted:g}.", style="bold"),
        soft_wrap=True,
    )
    page.print(
        Text(
            f"With other luck the same flows have a gap of {found.other_gap:.4f}: so much of any gap is chance."
        ),
        soft_wrap=True,
    )
