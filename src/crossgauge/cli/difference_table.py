"""A comparison on a terminal: what differs, by crossing, direction and class; and what closures leave behind."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl
from rich import box
from rich.table import Table
from rich.text import Text

from crossgauge.cli.report import console
from crossgauge.indicators.differences import NO_DIFFERENCE, amount
from crossgauge.indicators.figures import KEY, METRICS

if TYPE_CHECKING:
    from crossgauge.study.compare import Comparison

Row = dict[str, Any]
BRIEF = ("border_h", "units", "lost", "queue")  # what is printed where not all is asked for
NOTE = (
    "Differences are paired, replica by replica, with common random numbers. [ ]: 95 % intervals; for a difference that"
    " is found (Holm's test at 5 % over all rows of its figure) they hold all together (Bonferroni), else each by"
    " itself. 'No difference found' does not say that there is none: more replicas may show one."
)


def print_comparison(comparison: "Comparison", every: bool) -> None:
    """Print what differs, what recovers, and how the number of replicas came about."""
    out = console()
    told = comparison.results[comparison.base].manifest
    out.print(
        Text(f"{told['network']['name']}: {told['days']} days from {told['start']}", style="bold"),
        soft_wrap=True,
    )
    out.print(Text(f"{comparison.stop.words}. {comparison.warmup.words}."), soft_wrap=True)
    out.print(Text(NOTE, style="dim"), soft_wrap=True)
    rows, labels = comparison.differences, labels_of(comparison)
    loud = rows.filter(pl.col("verdict") != NO_DIFFERENCE).select(KEY).unique()
    asked = rows.filter(pl.col("metric") == BRIEF[0], ~pl.col("same"), pl.col("crossing") != "").select(KEY)
    wanted = pl.concat([loud, asked]).unique()
    brief = rows.filter(pl.col("metric").is_in(BRIEF)).join(wanted, on=KEY, how="semi", maintain_order="left")
    shown = rows if every else brief
    if shown.height:
        out.print(difference_table(shown, list(comparison.results), labels))
    if not loud.height:
        out.print(Text(f"No difference found in any of {n_keys(rows)} figures.", style="bold"))
    elif not every:
        n_shown = n_keys(shown.join(loud, on=KEY, how="semi"))
        out.print(Text(quiet_line(rows, n_shown, loud.height)), soft_wrap=True)
    if comparison.recoveries.height:
        out.print(Text("\nAfter closures", style="bold"))
        out.print(recovery_table(comparison.recoveries, labels))


def n_keys(rows: pl.DataFrame) -> int:
    """How many figures rows tell of."""
    return rows.select(KEY).n_unique()


def quiet_line(rows: pl.DataFrame, n_shown: int, n_loud: int) -> str:
    """What is not printed."""
    same = rows.group_by(KEY).agg(pl.col("same").all()).filter("same").height
    others = f"{n_loud - n_shown} more figures differ" if n_loud > n_shown else "No other figure differs"
    quiet = n_keys(rows) - n_loud
    none = f"; in {quiet} no difference was found" if quiet else ""
    why = f", {same} of which depend on nothing that was changed" if quiet and same else ""
    return f"{others}{none}{why}. All: --all, or differences.csv."


def labels_of(comparison: "Comparison") -> Row:
    """The names of crossings and classes of all networks."""
    merged: Row = {"crossings": {}, "classes": {}, "queues": []}
    for results in reversed(comparison.results.values()):
        told = results.manifest["labels"]
        merged["crossings"] |= told["crossings"]
        merged["classes"] |= told["classes"]
        merged["queues"] += told["queues"]
    return merged


def difference_table(rows: pl.DataFrame, names: Sequence[str], labels: Row) -> Table:
    """A row a figure: the base's value, and each scenario's verdict."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("crossing, direction, class", overflow="fold", ratio=3)
    table.add_column("figure", overflow="fold", ratio=2)
    table.add_column(names[0], justify="right", overflow="fold", min_width=7)
    for name in names[1:]:
        table.add_column(name, overflow="fold", ratio=4)
    # A figure of one crossing after the other, whatever order scenarios bring.
    order = {crossing: place for place, crossing in enumerate([*labels["crossings"], ""])}
    by_key: dict[tuple[str, ...], dict[str, Row]] = {}
    for row in rows.to_dicts():
        by_key.setdefault(tuple(row[name] for name in KEY), {})[row["scenario"]] = row
    metrics = list(METRICS)
    keys = sorted(
        by_key, key=lambda key: (order.get(key[0], 0), bool(key[3]), key[1:4], metrics.index(key[4]))
    )
    before = ""
    for key in keys:
        found, title = by_key[key], title_of(key, labels)
        base = next(iter(found.values()))["base"]
        table.add_row(
            title if title != before else "",
            f"{METRICS[key[4]].name}, {METRICS[key[4]].unit}",
            "–" if base is None else amount(base),
            *[cell_of(found.get(name)) for name in names[1:]],
        )
        before = title
    return table


def title_of(key: Sequence[str], labels: Row) -> str:
    """Crossing with direction and class, or with the queue."""
    crossing = labels["crossings"].get(key[0], {}).get("name") or key[0] or "all crossings"
    if key[3]:
        names = {(one["crossing"], one["id"]): one["name"] or one["id"] for one in labels["queues"]}
        return f"{crossing}, before {names.get((key[0], key[3]), key[3])}"
    kind = labels["classes"].get(key[2], {}).get("name") or key[2]
    return f"{crossing}, {key[1]} {kind}".replace("  ", " ")


def cell_of(row: Mapping[str, Any] | None) -> Text:
    """A verdict; where nothing was found, dim and with what was measured."""
    if row is None:
        return Text("–")
    words = str(row["verdict"])
    if words.startswith("only in the scenario"):
        return Text(f"only here: {amount(row['other'])}")
    if words != NO_DIFFERENCE:
        return Text(words)
    if row["same"] or row["low"] is None:
        return Text("as in the base" if row["same"] else words, style="dim")
    ends = f"[{signed(row['low'])}, {signed(row['high'])}]"
    return Text(f"{signed(row['difference'])} {METRICS[row['metric']].unit} {ends}: {words}", style="dim")


def signed(value: float) -> str:
    """'+3.1', '−12': an amount with its sign.

    >>> signed(3.14), signed(-12.34), signed(0.0)
    ('+3.1', '−12.3', '0')
    """
    return amount(value).replace("-", "−") if value <= 0 else f"+{amount(value)}"


def recovery_table(rows: pl.DataFrame, labels: Row) -> Table:
    """A row a closure: how many more waited, and for how long after the reopening."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("scenario, crossing", overflow="fold", ratio=3)
    for title in ("closed", "more waiting, worst day", "back in the usual band", "backlog gone"):
        table.add_column(title, overflow="fold", ratio=2)
    for row in rows.to_dicts():
        crossing = labels["crossings"].get(row["crossing"], {}).get("name") or row["crossing"]
        closed = f"{row['shut']:%d %b %Y %H:%M} to {row['opened']:%d %b %H:%M}"
        table.add_row(
            f"{row['scenario']}, {crossing}",
            closed.replace(" 00:00", ""),
            within(row["most"], row["most_pm"], "units"),
            after(row, "back"),
            after(row, "gone"),
        )
    return table


def within(value: float, pm: float | None, unit: str) -> str:
    """'120 ± 8 units'."""
    return f"{amount(value)}{'' if pm is None else f' ± {amount(pm)}'} {unit}"


def after(row: Row, what: str) -> str:
    """Days since the reopening, with what was not seen said."""
    seen, replicas = row[f"n_{what}"], row["replicas"]
    if not seen:
        return "not within the period"
    told = f"after {within(row[f'{what}_d'], row[f'{what}_pm'], 'days')}"
    return (
        told
        if seen == replicas
        else f"{told} in {seen} of {replicas} replicas, in the others not within the period"
    )
