"""A run as the page reads it: its row in the list, headline figures, border times, stages, what binds."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from crossgauge.app.errors import without_paths
from crossgauge.app.names import Names, names_of, scenario_name, scenario_names
from crossgauge.app.results import Opened, manifest_at
from crossgauge.app.shapes import runs as shapes
from crossgauge.app.shapes.words import Column, Interval, Phrase, Texts
from crossgauge.app.texts import phrase, said, word_of
from crossgauge.app.workspace import WITHIN, Workspace
from crossgauge.errors import CrossgaugeError
from crossgauge.indicators.intervals import over_replicas
from crossgauge.sources.scenarios import BASE
from crossgauge.study.followed import replicas_with_stages
from crossgauge.tables.schema import TABLES

Told = Mapping[str, Any]
TRAINS = ("block train", "wagon train")
GATES = ("hours", "quota", "paths", "slots", "link")
NOTHING = Interval(mean=None, low=None, high=None)


def interval(row: Told, name: str) -> Interval:
    """Mean and ends of the 95 % interval out of `x` and `x_pm`, as `over_replicas` gives them."""
    mean, half = row.get(name), row.get(f"{name}_pm")
    if mean is None:
        return NOTHING
    return Interval(
        mean=mean, low=None if half is None else mean - half, high=None if half is None else mean + half
    )


def run_row(here: Workspace, run: str, scenarios: Mapping[str, Texts]) -> shapes.Row:
    """The row of a run in the list; one that cannot be read says why. scenarios : `names.scenario_names`."""
    within = run.partition(WITHIN)[0] if WITHIN in run else ""
    try:
        told = manifest_at(here, run)
    except CrossgaugeError as error:
        return unreadable(run, within, without_paths(str(error), here))
    return row_of(run, told, within, scenarios)


def unreadable(run: str, within: str, message: str) -> shapes.Row:
    """The row of a folder that cannot be read."""
    return shapes.Row(
        id=run, within=within, readable=False, message=message, scenario="",
        title=Texts(en=run, zh=run, ru=run, kk=run), network="", start=None, end=None, days=None, replicas=None,
        seed=None, record="", input="", versions={},
    )  # fmt: skip


def row_of(run: str, told: Told, within: str, scenarios: Mapping[str, Texts]) -> shapes.Row:
    """The row of a run that can be read."""
    start = date.fromisoformat(told["start"])
    end = (start + timedelta(days=int(told["days"]) - 1)).isoformat()
    name = str(told.get("scenario") or BASE).removesuffix(".yaml")
    return shapes.Row(
        id=run,
        within=within,
        readable=True,
        message="",
        scenario=name,
        title=said("run.title", scenario=scenario_name(scenarios, name), start=told["start"], end=end),
        network=str(told["network"]["name"]),
        start=told["start"],
        end=end,
        days=int(told["days"]),
        replicas=int(told["replicas"]),
        seed=int(told["seed"]),
        record=str(told.get("record", "")),
        input=str(told.get("input", "")),
        versions=dict(told.get("versions", {})),
    )


def run_told(here: Workspace, run: Opened, within: str, exports: list[str]) -> shapes.RunTold:
    """A run with its headline figures."""
    names, told = names_of(run), run.manifest
    first = first_instant(told)
    return shapes.RunTold(
        run=row_of(run.id, told, within, scenario_names(here)),
        zone=told["labels"]["clock"],
        first_instant=first.isoformat(),
        hours=(first + timedelta(days=int(told["days"])) - first) / timedelta(hours=1),
        same_network=run.same,
        recorded_replicas=replicas_with_stages(run.results),
        names={
            **names.crossings,
            **{f"{crossing}/{post}": name for (crossing, post), name in names.posts.items()},
            **{f"{crossing}/{queue}": name for (crossing, queue), name in names.queues.items()},
        },
        headlines=headlines_of(run),
        binding=bindings_of(run, names),
        tables=[table_told(run, name) for name in TABLES],
        exports=exports,
    )


def first_instant(told: Told) -> datetime:
    """Midnight of the first recorded day, in the network's clock."""
    day = date.fromisoformat(told["start"])
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(told["labels"]["clock"]))


def table_told(run: Opened, name: str) -> shapes.TableTold:
    """A table with its columns and the rows of all replicas."""
    files: dict[str, Told] = run.manifest["files"]
    rows = sum(int(entry.get("rows", 0)) for file, entry in files.items() if file.startswith(f"{name}/"))
    columns = [Column(name=one.name, unit=one.unit, meaning=one.meaning) for one in TABLES[name]]
    return shapes.TableTold(name=name, rows=rows, columns=columns)


def headlines_of(run: Opened) -> list[shapes.Headline]:
    """Trains and trucks over border links, cargo and people; the part of the time that is waiting; longest queues.

    What a unit carries is counted where it is a unit itself, so that nothing is counted twice.
    """
    replicas = run.results.replicas
    chains = pl.DataFrame(run.manifest["labels"]["chains"])
    carriers = chains.filter(pl.sum_horizontal("teu_load", "mass_t_load", "persons_load") > 0)
    keys = ["crossing", "chain"]
    flows = run.results.flows.with_columns(pl.col(keys).cast(pl.String))
    single = flows.join(carriers, on=keys, how="anti")
    sums = single.group_by("replica").agg(pl.col("teu", "mass_t", "persons").sum())
    amounts = sums.with_columns(pl.lit("").alias("crossing")).join(passes(run), on="replica", how="left")
    columns = ["teu", "mass_t", "trains", "trucks", "persons"]
    row = over_replicas(amounts.sort("replica"), ["crossing"], columns, replicas).row(0, named=True)
    told = {"teu": "TEU", "mass_t": "t", "trains": "1", "trucks": "1", "persons": "1"}
    found = [
        headline("tonnes" if name == "mass_t" else name, told[name], "", interval(row, name)) for name in told
    ]
    waits = flows.group_by("replica", "crossing", maintain_order=True).agg(
        pl.col("waited_h", "border_h").sum()
    )
    shares = waits.with_columns((pl.col("waited_h") / pl.col("border_h")).fill_nan(None).alias("share"))
    waited = over_replicas(shares, ["crossing"], ["share"], replicas).to_dicts()
    found += [headline("waited_share", "fraction", one["crossing"], interval(one, "share")) for one in waited]
    longest = run.summary.get("longest_queues", ())
    found += [headline("longest_queue", "units", one["crossing"], interval(one, "longest")) for one in longest]
    return found


def headline(key: str, unit: str, crossing: str, value: Interval) -> shapes.Headline:
    """A headline figure with its name."""
    return shapes.Headline(
        key=key, name=word_of(f"headline.{key}"), unit=unit, crossing=crossing, value=value
    )


def passes(run: Opened) -> pl.DataFrame:
    """Trains and trucks that ran over border links, by replica."""
    kinds = {name: one["kind"] for name, one in run.manifest["labels"]["classes"].items()}
    counts = run.results.scan("legs").group_by("replica", "unit_class").len().collect()
    kind = pl.col("unit_class").cast(pl.String).replace_strict(kinds, default="")
    replicas = pl.DataFrame({"replica": range(1, run.results.replicas + 1)}, schema={"replica": pl.Int32})
    by_replica = counts.with_columns(kind.alias("kind")).group_by("replica").agg(
        pl.col("len").filter(pl.col("kind").is_in(TRAINS)).sum().cast(pl.Float64).alias("trains"),
        pl.col("len").filter(pl.col("kind") == "truck").sum().cast(pl.Float64).alias("trucks"),
    )  # fmt: skip
    return replicas.join(by_replica, on="replica", how="left").with_columns(
        pl.col("trains", "trucks").fill_null(0.0)
    )


def bindings_of(run: Opened, names: Names) -> list[shapes.Binding]:
    """What binds each crossing, in words of every language."""
    return [
        shapes.Binding(
            crossing=row["crossing"],
            resource=row["resource"],
            kind=row["kind"],
            post=row["post"],
            share=Interval(mean=row.get("share"), low=None, high=None),
            queued_h=interval(row, "queued_h"),
            utilisation=interval(row, "utilisation"),
            words=binding_words(row, names, plain_name(run, row)),
        )
        for row in run.summary.get("binding", ())
    ]


def plain_name(run: Opened, row: Told) -> str:
    """The name of a resource, gate or link as the run tells it."""
    known = {
        (one["crossing"], one["id"]): one["name"] or one["id"] for one in run.manifest["labels"]["queues"]
    }
    return str(known.get((row["crossing"], row["resource"]), row["resource"]))


def binding_words(row: Told, names: Names, plain: str) -> Phrase:
    """`indicators.border.in_words` in four languages."""
    post = names.posts.get((row["crossing"], row["post"]))
    empty = Texts(en="", zh="", ru="", kk="")
    at = said("bound.at", post=post) if post else empty
    if row["kind"] in GATES:
        return phrase(f"bound.{row['kind']}", name=plain, at=at)
    share = row.get("utilisation")
    use = empty if share is None else said("bound.use", percent=100.0 * share)
    return phrase("bound.resource", name=names.queue(row["crossing"], row["resource"]), at=at, use=use)


def crossings_told(run: Opened) -> shapes.Crossings:
    """Border times by chain, queues by resource, and what binds."""
    names = names_of(run)
    return shapes.Crossings(
        rows=[crossing_row(row, names) for row in run.summary.get("border", ())],
        queues=[
            shapes.QueueRow(
                crossing=row["crossing"], resource=row["resource"], name=names.queue(row["crossing"], row["resource"]),
                kind=row["kind"], post=row["post"], utilisation=interval(row, "utilisation"),
                longest=interval(row, "longest"), queue=interval(row, "queue"), queued_h=interval(row, "queued_h"),
            )
            for row in run.summary.get("queues", ())
        ],
        binding=bindings_of(run, names),
    )  # fmt: skip


def crossing_row(row: Told, names: Names) -> shapes.CrossingRow:
    """A chain of a crossing."""
    figures = {name: interval(row, name) for name in ("units", "lost", "loads", "teu", "mass_t", "persons")}
    times = {name: interval(row, name) for name in ("median_h", "p90_h", "waited_share")}
    return shapes.CrossingRow(
        crossing=row["crossing"],
        direction=row["direction"],
        chain=row["chain"],
        unit_class=row["unit_class"],
        name=names.unit_class(row["unit_class"]),
        border_h=interval(row, "mean_h"),
        **figures,
        **times,
    )
