"""An ensemble on a terminal: means with intervals by scenario, and whose the spread is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl
from rich import box
from rich.table import Table
from rich.text import Text

from crossgauge.cli.report import console
from crossgauge.indicators.differences import amount

if TYPE_CHECKING:
    from crossgauge.model.network import Network
    from crossgauge.study.ensemble import Ensemble

Row = dict[str, Any]
CELL = ["crossing", "direction", "unit_class"]
COLUMNS = {"units": "units", "border_h": "border h", "waited_h": "of it waiting", "p95_h": "95 % h"}
BUSIEST = 12  # classes that are printed
MOST_PRINTED = 200  # rows of an answer
LUCK = "Means over replicas; ± is half of their 95 % interval: luck alone"
SAMPLES = (
    ", for just these samples. In brackets, least and greatest mean of a sample; 'from samples' is their part of the"
    " variance of the border hours of one replica, the rest is luck."
)


def print_ensemble(ensemble: "Ensemble", networks: "Mapping[str, Network]", every: bool) -> None:
    """Print the busiest classes of each scenario, or all, and where the tables are."""
    out, plan = console(), ensemble.plan
    network = next(iter(networks.values()))
    drawn = len(plan.brief.draws)
    counts = [counted(len(networks), "scenario"), counted(plan.replicas, "replica")]
    title = ", ".join([counts[0], *([counted(drawn, "sample")] if drawn else []), counts[1]])
    period = f"{plan.brief.period.days} days from {plan.brief.period.start}"
    out.print(Text(f"{network.name or network.id}: {period}, {title}", style="bold"), soft_wrap=True)
    if ensemble.kept:
        out.print(Text(f"{counted(ensemble.kept, 'piece')} of an earlier run went in."), soft_wrap=True)
    out.print(Text(f"{LUCK}{SAMPLES if drawn else '.'}", style="dim"), soft_wrap=True)
    rows = ensemble.means.filter((pl.col("resource") == "") & (pl.col("crossing") != ""))
    busy = busiest(rows)
    shown = busy if every else busy.head(BUSIEST)
    out.print(means_table(rows, shown, networks, bool(drawn)))
    if shown.height < busy.height:
        rest = busy.height - shown.height
        out.print(Text(f"{counted(rest, 'class', 'classes')} with fewer hours waited are left out (--all)."))
    out.print(
        Text(f"Tables: {ensemble.folder}. Ask them: crossgauge ensemble query {ensemble.folder} 'select …'")
    )


def counted(count: int, one: str, more: str = "") -> str:
    """'1 scenario', '2 scenarios'."""
    return f"{count} {one if count == 1 else more or one + 's'}"


def busiest(rows: pl.DataFrame) -> pl.DataFrame:
    """Crossing, direction and class, those with the most hours waited in any scenario first."""
    wide = rows.filter(pl.col("metric").is_in(["waited_h", "units"])).pivot(
        "metric", index=["scenario", *CELL], values="mean"
    )
    hours = (pl.col("waited_h") * pl.col("units")).max().alias("hours")
    return (
        wide.group_by(CELL, maintain_order=True)
        .agg(hours, pl.col("units").max())
        .filter(pl.col("units") > 0)
        .sort("hours", descending=True, nulls_last=True, maintain_order=True)
        .select(CELL)
    )


def means_table(
    rows: pl.DataFrame, cells: pl.DataFrame, networks: "Mapping[str, Network]", drawn: bool
) -> Table:
    """A row for each class and scenario."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("crossing, direction, class", overflow="fold", ratio=3)
    table.add_column("scenario", overflow="fold", ratio=2)
    for title in COLUMNS.values():
        table.add_column(title, justify="right", overflow="fold", ratio=2)
    if drawn:
        table.add_column("from samples", justify="right", overflow="fold")
    names = names_of(networks)
    found = {tuple(row[name] for name in ("scenario", *CELL, "metric")): row for row in rows.to_dicts()}
    for cell in cells.iter_rows():
        title = f"{names.get(cell[0], cell[0])}, {cell[1]} {names.get(cell[2], cell[2])}"
        for name in networks:
            figures = [found.get((name, *cell, metric)) for metric in COLUMNS]
            if all(row is None for row in figures):
                continue
            texts = [said(row) for row in figures]
            share = found.get((name, *cell, "border_h"), {}).get("samples_share")
            more = [] if not drawn else ["–" if share is None else f"{share:.0%}".replace("%", " %")]
            table.add_row(title, name, *texts, *more)
            title = ""
    return table


def names_of(networks: "Mapping[str, Network]") -> dict[str, str]:
    """Names of crossings and classes by id, of the first network that has one."""
    named: dict[str, str] = {}
    for network in networks.values():
        for crossing in network.crossings:
            named.setdefault(crossing.id, crossing.name or crossing.id)
        for unit_class in network.classes:
            named.setdefault(unit_class.id, unit_class.name or unit_class.id)
    return named


def said(row: Row | None) -> str:
    """'12.3 ± 0.4 [10.1–15.0]'; a dash where nothing passed."""
    if row is None or row["mean"] is None:
        return "–"
    interval = "" if row["pm"] is None else f" ± {amount(row['pm'])}"
    spread = "" if row["low"] is None else f" [{amount(row['low'])}–{amount(row['high'])}]"
    return f"{amount(row['mean'])}{interval}{spread}"


def print_answer(found: pl.DataFrame) -> None:
    """Print the rows of a query, the first `MOST_PRINTED`."""
    out = console()
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for name, kind in found.schema.items():
        table.add_column(name, justify="right" if kind.is_numeric() else "left", overflow="fold")
    for row in found.head(MOST_PRINTED).iter_rows():
        table.add_row(*[worded(value) for value in row])
    out.print(table)
    if found.height > MOST_PRINTED:
        out.print(Text(f"{found.height - MOST_PRINTED} more rows; --csv prints all."))


def worded(value: object) -> Text:
    """A value in a cell; floats to six digits."""
    if value is None:
        return Text("–")
    return Text(f"{value:.6g}" if isinstance(value, float) else str(value))
