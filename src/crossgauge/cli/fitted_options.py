"""The options of `crossgauge calibrate --facts`."""

from pathlib import Path
from typing import Annotated

import typer

BOUNDS = "'PATH*=0.8..1.2' frees a factor, 'PATH=10 min..20 min' a value; or a YAML file; again for more."
KEPT = "With --facts: folder of what was run; else the cache of this machine."

Facts = Annotated[
    list[str] | None,
    typer.Option(help="Instead of a log: facts to fit, patterns of their ids.", show_default=False),
]
Free = Annotated[list[str] | None, typer.Option(metavar="RANGE", help=BOUNDS, show_default=False)]
Evaluations = Annotated[
    int | None, typer.Option(min=1, help="With --facts: most values to try.", show_default=False)
]
Budget = Annotated[str, typer.Option(metavar="TIME", help="With --facts: time to search, as '20 min'.")]
Replicas = Annotated[int, typer.Option(help="With --facts: replicas of each year, two or more.")]
Warmup = Annotated[int, typer.Option(metavar="DAYS", help="With --facts: days simulated before each year.")]
Workers = Annotated[
    int | None, typer.Option(help="With --facts: years run beside each other.", show_default=False)
]
Keep = Annotated[Path | None, typer.Option(help=KEPT)]
