"""The verb `ensemble`: many scenarios, samples and replicas in one folder, and SQL over it."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from crossgauge.cli.compare import networks_of
from crossgauge.cli.run import progress

USUAL_SAMPLES = 16
RUN = "run"


class RunUnlessNamed(TyperGroup):
    """A group whose first verb need not be said: `ensemble base` is `ensemble run base`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the first verb in front where none is named."""
        return super().parse_args(ctx, args if args and args[0] in self.commands else [RUN, *args])


ensemble = typer.Typer(
    cls=RunUnlessNamed,
    help="Run many scenarios, samples and replicas; query what they gave.",
    add_completion=False,
)


def told(*names: str, **how: Any) -> Any:
    """An option without a default that is shown."""
    return typer.Option(*names, show_default=False, **how)


SCENARIOS = "Scenarios of the project; 'base' is the network itself, 'a+b' both."
Names = Annotated[list[str], typer.Argument(metavar="SCENARIO…", help=SCENARIOS, show_default=False)]
Out = Annotated[Path, told(help="Folder for the tables. A run that was killed goes on there.")]
Project = Annotated[Path | None, told(help="Project folder; without it the embedded network.")]
Start = Annotated[str | None, told("--from", metavar="DAY", help="First day; else the network's own.")]
End = Annotated[str | None, told("--to", metavar="DAY", help="Last day, included.")]
Replicas = Annotated[int, typer.Option(help="Years of luck, the same for every scenario and sample.")]
RANGE = "'PATH*=0.8..1.2' draws a factor of what is declared, 'PATH=10 min..20 min' a value; again for more."
Ranges = Annotated[list[str] | None, told("--sample", metavar="RANGE", help=RANGE)]
Samples = Annotated[int | None, told(help=f"Draws, each a network; {USUAL_SAMPLES} where a range is said.")]
Design = Annotated[str, typer.Option(help="'latin' hypercube, or 'sobol' for a power of two.")]
Seed = Annotated[int, typer.Option(help="Same seed, same results, to the byte.")]
Workers = Annotated[int | None, told(help="Processes; results do not depend on it.")]
ADDRESS = "Workers of a Dask scheduler instead, as tcp://10.0.0.7:8786."
Cluster = Annotated[str | None, told(metavar="ADDRESS", help=ADDRESS)]
Warmup = Annotated[int, typer.Option(metavar="DAYS", help="Days before the first, not counted.")]
Daily = Annotated[bool, typer.Option("--daily", help="Keep a row a day, not only totals.")]
Every = Annotated[bool, typer.Option("--all", help="Print all classes, not only the busiest.")]


@ensemble.command(name=RUN)
def run(
    names: Names,
    out: Out,
    project: Project = None,
    start: Start = None,
    end: End = None,
    replicas: Replicas = 8,
    ranges: Ranges = None,
    samples: Samples = None,
    design: Design = "latin",
    seed: Seed = 1,
    workers: Workers = None,
    cluster: Cluster = None,
    warmup: Warmup = 30,
    daily: Daily = False,
    every: Every = False,
) -> None:
    """Simulate every scenario with every sample in every replica, and print means with their intervals.

    All meet the same samples and the same luck. A piece is one replica of one network; finished pieces are kept in
    --out, and the same command goes on from them after Ctrl-C or a crash. Workers of a cluster need not share the
    disk: pieces come back over the wire and are written here.

    [bold]Examples[/bold]

    crossgauge ensemble base second-track --replicas 100 --out many

    crossgauge ensemble base --sample 'crossings.*.chains.*.arrivals.count*=0.8..1.2' --samples 64 --out demand

    crossgauge ensemble base --replicas 1000 --cluster tcp://10.0.0.7:8786 --out many

    crossgauge ensemble query many "select scenario, sum(teu) from flows group by scenario"
    """
    from crossgauge.cli.ensemble_table import print_ensemble
    from crossgauge.study.ensemble import ensemble as simulate

    networks = networks_of(names, project)
    with progress(" and ".join(networks)) as tell:
        found = simulate(
            networks,
            out,
            start=start,
            end=end,
            replicas=replicas,
            samples=samples if samples is not None else USUAL_SAMPLES * bool(ranges),
            ranges=ranges or (),
            design=design,
            seed=seed,
            workers=workers,
            cluster=cluster,
            warmup_days=warmup,
            daily=daily,
            on_progress=tell,
        )
    print_ensemble(found, networks, every)


@ensemble.command()
def query(
    folder: Annotated[Path, typer.Argument(help="Folder of an ensemble.", show_default=False)],
    sql: Annotated[
        str,
        typer.Argument(
            metavar="SELECT",
            help="One SELECT over flows, dwells, resources, histograms, samples, means.",
            show_default=False,
        ),
    ],
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for files and other programs.")] = False,
) -> None:
    """Ask an ensemble's tables in SQL (DuckDB), read-only; no other file can be read.

    Columns are those of a run's tables, with scenario and sample. A query has 60 s and 2 GB.

    [bold]Example[/bold]

    crossgauge ensemble query many "select scenario, unit_class, avg(teu) from flows group by all"
    """
    from crossgauge.cli.ensemble_table import print_answer
    from crossgauge.study.ensemble.query import query as ask

    found = ask(folder, sql)
    if csv:
        sys.stdout.write(found.write_csv())
    else:
        print_answer(found)
