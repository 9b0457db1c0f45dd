"""Pictures of what one has in hand, for a notebook, a file or a page: figures of matplotlib that show themselves."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any, Protocol

import polars as pl
from matplotlib.figure import Figure

from crossgauge.errors import NotFound
from crossgauge.indicators.border import longest_queues
from crossgauge.indicators.border import queues as all_queues
from crossgauge.indicators.briefing import Briefing
from crossgauge.indicators.spread import CELL, hour_bins
from crossgauge.model.network import Network
from crossgauge.tables.store import Results
from crossgauge.views import differences, maps, queues, tcd, tornado, violins
from crossgauge.views.brief import inlined, page
from crossgauge.views.look import drawn, png, svg
from crossgauge.views.words import count, day, named, word

FORMATS = ("svg", "png", "pdf")
MOST_CLASSES = 6
HEIGHT_PX = 900  # of a brief within a notebook


class Compared(Protocol):
    """A comparison: that of `study.compare`."""

    @property
    def differences(self) -> pl.DataFrame: ...
    @property
    def results(self) -> Mapping[str, Results]: ...
    @property
    def base(self) -> str: ...
    @property
    def replicas(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure that a notebook shows as SVG within its page, without asking anything of the internet."""

    figure: Figure

    @property
    def svg(self) -> str:
        """SVG text; the same figure gives the same bytes."""
        return maps.fine(svg(self.figure))

    def save(self, path: str | Path) -> Path:
        """Write an SVG, PNG or PDF file, by its ending; returns where it is. Raises NotFound for another ending."""
        target = Path(path)
        kind = target.suffix.lower().removeprefix(".")
        if kind == "svg":
            target.write_text(self.svg, encoding="utf-8")
        elif kind == "png":
            target.write_bytes(png(self.figure))
        elif kind == "pdf":
            with drawn():
                self.figure.savefig(target, format="pdf", metadata={"CreationDate": None})
        else:
            raise NotFound("kind of picture", kind, FORMATS)
        return target

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        text = self.svg
        prefix = "p" + hashlib.sha256(text.encode()).hexdigest()[:8]
        return f'<div style="max-width:1100px;background:#fff">{inlined(text, prefix)}</div>'


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page that a notebook shows in a frame of its own."""

    html: str

    def save(self, path: str | Path) -> Path:
        """Write the page; returns where it is."""
        Path(path).write_text(self.html, encoding="utf-8")
        return Path(path)

    def _repr_html_(self) -> str:
        style = f"width:100%;height:{HEIGHT_PX}px;border:1px solid #dfe5e8"
        return f'<iframe srcdoc="{escape(self.html, quote=True)}" style="{style}"></iframe>'


def of_run(results: Results, language: str = "en") -> Picture:
    """Queues over the days and stages of the time at the border, a row a crossing."""
    return Picture(queues.draw(results, language))


def of_network(
    network: Network,
    results: Results | None = None,
    *,
    flows: Mapping[str, float] | None = None,
    flow_text: str = "",
    title: str = "",
    language: str = "en",
    land: Path | None = None,
) -> Picture:
    """The map of a network; with results, rings as large as the longest queue of each crossing.

    flows : by section, lines as wide; `flow_text` writes the largest with its unit
    land  : another base map (docs/how-to-brief.md). Raises ProjectFaulty where it is of another form.
    """
    longest = {}
    if results is not None:
        found = longest_queues(all_queues(results.resources, results.replicas))
        longest = {str(row["crossing"]): row["longest"] for row in found.iter_rows(named=True)}
    told = maps.Told(
        title=title, flows=flows or {}, flow_text=flow_text, queues=longest, language=language, land=land
    )
    return Picture(maps.draw(network, told))


def of_trips(profile: pl.DataFrame, mean: pl.DataFrame, source: str = "", language: str = "en") -> Picture:
    """Time and cost against distance, of `indicators.profile.trip_profile` and `mean_profile`."""
    return Picture(tcd.draw(profile, mean, source, language))


def of_differences(comparison: Compared, language: str = "en") -> Picture:
    """Paired differences with their intervals, of what `compare` gave."""
    labels = labels_of(comparison)
    manifest = comparison.results[comparison.base].manifest
    inputs = ", ".join(
        f"{named(name, language)} {one.manifest['input'][:8]}" for name, one in comparison.results.items()
    )
    told = {
        "title": differences.title_of(comparison.differences, labels, language),
        "base": comparison.base,
        "source": word(
            "differences.source", language, network=named(str(manifest["network"]["name"]), language),
            days=count("days", manifest["days"], language), start=day(date.fromisoformat(manifest["start"]), language),
            replicas=count("replicas", comparison.replicas, language), seed=manifest["seed"], inputs=inputs,
            version=manifest["versions"]["crossgauge"],
        ),
    }  # fmt: skip
    return Picture(differences.draw(comparison.differences, labels, told, language))


def labels_of(comparison: Compared) -> dict[str, Any]:
    """Names of crossings and classes of all networks of a comparison."""
    found: dict[str, Any] = {"crossings": {}, "classes": {}}
    for one in comparison.results.values():
        for kind in found:
            found[kind] |= one.manifest["labels"][kind]
    return found


def of_hours(results: Results, other: Results | None = None, language: str = "en") -> Picture:
    """How hours at the border are spread, of the classes that spend most of them; of two runs side by side."""
    frames = [hour_bins(one.histograms, one.flows) for one in (results, other) if one is not None]
    labels = results.manifest["labels"]
    middle = (pl.col("lower_h") + pl.col("upper_h")) / 2
    most = (
        frames[0]
        .filter(pl.col("upper_h").is_finite())
        .group_by(CELL, maintain_order=True)
        .agg((middle * pl.col("count")).sum().alias("hours"))
        .sort("hours", descending=True, maintain_order=True)
        .head(MOST_CLASSES)
    )
    cells = [(str(a), str(b), str(c)) for a, b, c in most.select(CELL).iter_rows()]
    names = [
        "\n".join(
            (
                named(labels["crossings"][crossing]["name"], language),
                f"{named(labels['classes'][kind]['name'], language)}, {named(direction, language)}",
            )
        )
        for crossing, direction, kind in cells
    ]
    runs = [named(str(one.manifest.get("scenario") or "base"), language) for one in (results, other) if one is not None]
    size = (max(7.2, 2.2 * len(cells)), 3.4)
    return Picture(violins.draw(frames, list(zip(cells, names, strict=True)), runs, language, size))


def of_tornado(table: pl.DataFrame, told: Mapping[str, Any], language: str = "en") -> Picture:
    """What a figure is at both ends of each parameter; arguments as of `views.tornado.picture`."""
    return Picture(tornado.draw(table, told, language))


def as_brief(briefing: Briefing, network: Network | None = None, language: str = "en") -> Page:
    """A brief as a page in a notebook, of what `study.brief.brief` gathered."""
    return Page(page(briefing, network, language))
