"""A run as layers of a map: lines with what ran over them, crossings with their queues, places."""

import polars as pl

from crossgauge.app.results import Opened
from crossgauge.app.shapes.network import NetworkTold
from crossgauge.app.told_flows import flows_over
from crossgauge.app.told_runs import crossings_told
from crossgauge.indicators.intervals import over_replicas
from crossgauge.sources.geo_out import Feature, Kind, Layer, Value
from crossgauge.views.words import LANGUAGES

NAMES: dict[str, Kind] = {f"name_{language}": "TEXT" for language in LANGUAGES}
LINES: dict[str, Kind] = {
    "id": "TEXT",
    **NAMES,
    **dict.fromkeys(("kind", "mode"), "TEXT"),
    **dict.fromkeys(("gauge_mm", "length_km"), "REAL"),
    "assumed": "INTEGER",
    **dict.fromkeys(("sources", "corridors"), "TEXT"),
    **dict.fromkeys(("units_forward", "units_back", "loads_forward", "loads_back"), "REAL"),
}
CROSSINGS: dict[str, Kind] = {
    "id": "TEXT",
    **NAMES,
    "mode": "TEXT",
    **dict.fromkeys(("queue", "queue_low", "queue_high", "longest", "queued_h"), "REAL"),
    "binds_en": "TEXT",
}
PLACES: dict[str, Kind] = {
    "id": "TEXT",
    **NAMES,
    **dict.fromkeys(("kind", "country"), "TEXT"),
    "assumed": "INTEGER",
    "sources": "TEXT",
}


def layers_of(run: Opened, told: NetworkTold) -> list[Layer]:
    """Lines, crossings and places of a run. Units and loads: of the period, mean over replicas; null if not counted."""
    counted = counts_of(run)
    lines = [
        Feature(
            tuple(one.path),
            (
                one.id, *named(one.name), one.kind, one.mode, one.gauge_mm, one.length_km, int(one.assumed),
                ", ".join(one.sources), ", ".join(one.corridors), *counted.get(one.id, (None,) * 4),
            ),
        )
        for one in told.lines
    ]  # fmt: skip
    places = [
        Feature(
            ((one.lon, one.lat),),
            (one.id, *named(one.name), one.kind, one.country, int(one.assumed), ", ".join(one.sources)),
        )
        for one in told.places
    ]
    title = f"{run.scenario}, {run.manifest['days']} days from {run.manifest['start']}"
    return [
        Layer(name="lines", title=f"Lines: {title}", points=False, columns=LINES, features=lines),
        Layer(
            name="crossings",
            title=f"Queues: {title}",
            points=True,
            columns=CROSSINGS,
            features=queued(run, told),
        ),
        Layer(name="places", title="Places", points=True, columns=PLACES, features=places),
    ]


def named(texts: object) -> tuple[str, ...]:
    """A name in each language."""
    return tuple(str(getattr(texts, language)) for language in LANGUAGES)


def counts_of(run: Opened) -> dict[str, tuple[Value, ...]]:
    """Units and loads over each link, forward and back."""
    rows = {(row["link"], row["back"]): row for row in flows_over(run).iter_rows(named=True)}
    return {
        link: tuple(rows.get((link, back), {}).get(name, 0.0) for name in ("units", "loads") for back in (0, 1))
        for link, _ in rows
    }


def queued(run: Opened, told: NetworkTold) -> list[Feature]:
    """Crossings with all that wait there (batches left out), their longest queue, and what binds."""
    keys = ["replica", "crossing"]
    rows = run.results.resources.filter(pl.col("kind") != "batch").with_columns(
        pl.col("crossing").cast(pl.String)
    )
    days = rows.group_by(*keys, "day", maintain_order=True).agg(pl.col("queue").sum())
    longest = rows.group_by(keys, maintain_order=True).agg(pl.col("longest").max().cast(pl.Float64))
    each = days.group_by(keys, maintain_order=True).agg(
        pl.col("queue").mean(), (pl.col("queue").sum() * 24.0).alias("queued_h")
    )
    both = each.join(longest, on=keys, maintain_order="left")
    found = {
        row["crossing"]: row
        for row in over_replicas(
            both, ["crossing"], ["queue", "longest", "queued_h"], run.results.replicas
        ).to_dicts()
    }
    binds = {one.crossing: one.words.text.en for one in crossings_told(run).binding}
    features = []
    for one in told.crossings:
        row = found.get(one.id, {})
        mean, half = row.get("queue"), row.get("queue_pm")
        ends = (None, None) if mean is None or half is None else (mean - half, mean + half)
        values = (mean, *ends, row.get("longest"), row.get("queued_h"), binds.get(one.id))
        features.append(Feature(((one.lon, one.lat),), (one.id, *named(one.name), one.mode, *values)))
    return features
