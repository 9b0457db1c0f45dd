"""What the verbs of `trade` share: options, a folder that is free, and what is written and printed."""

import json as texts
import sys
from pathlib import Path
from typing import Annotated, Any

import typer


def told(*names: str, **how: Any) -> Any:
    """An option without a default that is shown."""
    return typer.Option(*names, show_default=False, **how)


PanelFile = Annotated[Path, typer.Argument(metavar="PANEL.csv", help="Rows of trade.", show_default=False)]
TableFile = Annotated[
    Path, typer.Argument(metavar="TABLE.csv", help="Who sells to whom, at home too.", show_default=False)
]
ON = "Columns that explain trade, by commas; 'log(distance)' takes a logarithm."
FIXED = "Fixed effects, by commas: columns joined by '-', 'pair', or 'none'; usually exporter-year,importer-year."
Exporter = Annotated[str, typer.Option(metavar="COLUMN", help="Who sells: ISO 3166 codes.")]
Importer = Annotated[str, typer.Option(metavar="COLUMN", help="Who buys.")]
YearColumn = Annotated[str, typer.Option(metavar="COLUMN", help="When, if the file has it.")]
Value = Annotated[str, typer.Option(metavar="COLUMN", help="How much: 0 or more, any unit of money.")]
Json = Annotated[bool, typer.Option("--json", help="Print what is found as JSON, and nothing else.")]
Out = Annotated[Path | None, told(help="New folder for tables and pictures.")]
CHANGES = "CSV file: exporter, importer, cost_percent ('-2', '-2±0.5', '-3..-1'); '*' is every other."
ELASTICITY = "Of trade to its cost: 4, 4±0.5 (standard deviation), 4..6 or triangular(3, 5, 8)."
CLOSURE = "What becomes of trade deficits: 'ratio', 'deficit' or 'balanced'."


def check_free(out: Path | None) -> None:
    """Raises RunImpossible if the folder holds something: nothing is overwritten."""
    from crossgauge.errors import RunImpossible

    if out is not None and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise RunImpossible(f"{out} is not empty. Expected a new folder; nothing is overwritten.")


def deliver(found: dict[str, Any], tables: dict[str, str], out: Path | None, json: bool) -> bool:
    """Write the files where asked, print JSON where asked; whether words are still to be printed."""
    from crossgauge.tables.store import plain_faults, write_text

    text = texts.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if out is not None:
        with plain_faults(out):
            out.mkdir(parents=True, exist_ok=True)
            for name, content in ({"trade.json": text} | tables).items():
                write_text(out / name, content)
    if json:
        sys.stdout.write(text)
    return not json
