"""Tables and maps of a run as files: CSV, Parquet, GeoPackage, GeoJSON."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response, StreamingResponse
from starlette.background import BackgroundTask

from crossgauge.app.read_network import told_with_network
from crossgauge.app.results import Opened, opened
from crossgauge.app.told_map import layers_of
from crossgauge.app.told_movements import prepared
from crossgauge.app.workspace import Here
from crossgauge.errors import NotFound
from crossgauge.sources.geo_out import geojson, write_geopackage
from crossgauge.tables.schema import TABLES

MOST_ROWS = 10_000_000  # in one file
USUAL_ROWS = 1_000_000
CHUNK = 100_000  # rows of a CSV that are in memory at a time
MAP = "map"
Format = Literal["csv", "parquet", "gpkg", "geojson"]
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "gpkg": "application/geopackage+sqlite3",
    "geojson": "application/geo+json",
}
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA.values()}}
}
router = APIRouter(prefix="/api/runs/{run}/export", tags=["exports"])


SUMMARIES = {"crossings": "border", "stage-means": "stages", "queues": "queues", "binding": "binding"}
MOVEMENTS = "movements"


def names_of_exports() -> list[str]:
    """Every file that a run can be exported as."""
    tables = [f"{name}.{kind}" for name in (*TABLES, *SUMMARIES, MOVEMENTS) for kind in ("csv", "parquet")]
    return [*tables, f"{MAP}.gpkg", f"{MAP}.geojson"]


@router.get("/{what}.{kind}", response_class=Response, responses=FILE)
def read_export(
    here: Here,
    run: str,
    what: str,
    kind: Format,
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS, description="most rows")] = USUAL_ROWS,
    offset: Annotated[int, Query(ge=0, le=10_000_000_000)] = 0,
) -> Response:
    """A table as CSV or Parquet, the map as GeoPackage or GeoJSON. Header X-Total: rows of the whole table."""
    if f"{what}.{kind}" not in names_of_exports():
        raise NotFound("export", f"{what}.{kind}"[:100], names_of_exports())
    found = opened(here, run)
    name = f"{run}-{what}.{kind}"
    if what == MAP:
        return map_file(found, kind, name)
    table = table_of(found, what)
    total = int(table.select(pl.len()).collect().item())
    rows = table.slice(offset, limit)
    told = {"X-Total": str(total), "Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "csv":
        n = max(0, min(limit, total - offset))
        return StreamingResponse(csv_of(rows, n), media_type=MEDIA[kind], headers=told)
    path = spare_file(kind)
    rows.collect().write_parquet(path)
    return sent(path, kind, name, told)


def table_of(run: Opened, what: str) -> pl.LazyFrame:
    """A table of the run, of its summary, or its movements."""
    if what in TABLES:
        return run.results.scan(what)
    if what == MOVEMENTS:
        return prepared(run).lazy()
    return pl.LazyFrame(run.summary.get(SUMMARIES[what], ()), infer_schema_length=None)


def csv_of(rows: pl.LazyFrame, n: int) -> Iterator[bytes]:
    """A table as CSV, `CHUNK` rows at a time."""
    for start in range(0, max(n, 1), CHUNK):
        yield rows.slice(start, CHUNK).collect().write_csv(include_header=start == 0).encode()


def map_file(run: Opened, kind: Format, name: str) -> Response:
    """The map of a run."""
    layers = layers_of(run, told_with_network(run.network, run.scenario))
    if kind == "geojson":
        told = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(geojson(layers).encode(), media_type=MEDIA[kind], headers=told)
    path = spare_file(kind)
    write_geopackage(path, layers)
    return sent(path, kind, name, {})


def spare_file(kind: str) -> Path:
    """A new file for one answer."""
    with tempfile.NamedTemporaryFile(prefix="crossgauge-", suffix=f".{kind}", delete=False) as held:
        return Path(held.name)


def sent(path: Path, kind: Format, name: str, headers: dict[str, str]) -> FileResponse:
    """A file that is sent and then removed."""
    gone = BackgroundTask(path.unlink, missing_ok=True)
    return FileResponse(path, media_type=MEDIA[kind], filename=name, headers=headers, background=gone)
