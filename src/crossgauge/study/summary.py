"""The summary of a run: the border's indicators, for people and for scripts alike."""

import json
from typing import Any

import polars as pl

from crossgauge.indicators.border import (
    binding_constraints,
    border_times,
    busiest_resources,
    in_words,
    longest_queues,
    queues,
    stage_times,
)
from crossgauge.indicators.growing import growing_queues
from crossgauge.indicators.papers import paper_waits
from crossgauge.tables.store import Results

DIGITS = 6


def summary_of(results: Results) -> str:
    """The summary as JSON text: the period, border times, stages, queues and what binds."""
    told = results.manifest
    flows, dwells, resources = results.flows, results.dwells, results.resources
    found = queues(resources, results.replicas)
    border = border_times(flows, results.histograms, results.scan("visits"), results.replicas)
    summary = {
        "network": told["network"],
        "start": told["start"],
        "days": told["days"],
        "replicas": told["replicas"],
        "seed": told["seed"],
        "input": told["input"],
        "border": rows_of(border.filter(pl.col("units") + pl.col("lost") > 0)),
        "stages": rows_of(stage_times(dwells, flows, results.replicas)),
        "queues": rows_of(found),
        "longest_queues": rows_of(longest_queues(found)),
        "busiest_resources": rows_of(busiest_resources(found)),
        "binding": [told_in_words(results, row) for row in rows_of(binding_constraints(found))],
    }
    growing = growing_queues(resources, results.replicas)
    if not growing.is_empty():
        summary["growing"] = rows_of(growing)
    papers = paper_waits(results.histograms, dwells, results.replicas)
    if not papers.is_empty():
        summary["papers"] = rows_of(papers)
    return json.dumps(summary, ensure_ascii=False, indent=1) + "\n"


def rows_of(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries, floats rounded so that the same run gives the same text."""
    return [{key: rounded(value) for key, value in row.items()} for row in frame.iter_rows(named=True)]


def rounded(value: Any) -> Any:
    """A float to six significant digits."""
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def told_in_words(results: Results, row: dict[str, Any]) -> dict[str, Any]:
    """A binding constraint with its sentence."""
    labels = results.manifest["labels"]
    crossing = labels["crossings"].get(row["crossing"], {})
    post = crossing.get("posts", {}).get(row["post"], {}).get("name", "")
    names = {(one["crossing"], one["id"]): one["name"] or one["id"] for one in labels["queues"]}
    name = names.get((row["crossing"], row["resource"]), row["resource"])
    return {**row, "words": in_words(row, name, post)}
