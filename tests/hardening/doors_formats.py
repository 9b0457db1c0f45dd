"""Doors of other people's formats: `crossgauge import`, `export --list` and the base map of a brief."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from crossgauge.model.links import Link
from crossgauge.model.randomness import Constant
from crossgauge.sources.formats.brought import Brought
from crossgauge.sources.formats.brought import network_of as network_in
from crossgauge.sources.formats.gaslib_in import read_gaslib
from crossgauge.sources.formats.gaslib_lines import named
from crossgauge.sources.formats.geojson import read_geojson, write_geojson
from crossgauge.sources.formats.geopackage import read_geopackage, write_geopackage_of
from crossgauge.sources.formats.gmns import read_gmns, write_gmns
from crossgauge.sources.formats.omx import Matrices, demand_of, read_omx, write_omx
from crossgauge.sources.formats.unlocode import read_entries, read_unlocode
from crossgauge.sources.formats.unlocode_match import matches
from crossgauge.views.basemap import basemap, clipped, lambert
from hardening.door import Door, Files, brought_in, network_of
from sources.formats.roads import PAIR
from sources.formats.test_gaslib import NET, SCN
from sources.formats.test_unlocode import LIST

RAIL = replace(
    PAIR,
    links=(Link(id="a", start="horgos", end="altynkol", mode="rail", gauge_m=1.435, length_m=14_000.0, tracks=2, running_time=Constant(1800.0)),),
)
MATRICES = Matrices(("mine", "town"), {"ore": np.array([[0.0, 30.0], [0.0, 0.0]]), "ore_hours": np.ones((2, 2))}, {"ore_hours": "hours"})
LAND = {"land": [[[8000, 4400, 100, 0, 0, 100, -100, 0], [8010, 4410, 10, 0, 0, 10]]], "borders": [[8000, 4400, 50, 50, 10, -20]]}
BOX = (80.0, 44.0, 80.9, 44.9)


def finished(brought: Brought, folder: Path) -> Any:
    """What the verb does with it."""
    return brought_in(network_in(brought, named(folder.name)), folder)


def read_matrices(folder: Path) -> Any:
    """Matrices as the demand of the two gates."""
    network = network_of("gates")
    return brought_in(replace(network, demand=demand_of(read_omx(folder / "trips.omx"), network, 2023)), folder)


def read_codes(folder: Path) -> Any:
    """A code list brought in, and held against places."""
    return finished(read_unlocode(folder / "list.csv", ["CN", "KZALA"]), folder), matches(network_of("post"), read_entries(folder / "list.csv"))


def read_land(folder: Path) -> Any:
    """The base map, cut and projected as a picture has it."""
    base = basemap.__wrapped__(folder / "land.json")
    rings = [*(ring for polygon in base.land for ring in polygon), *base.borders]
    return [lambert(part) for ring in rings if len(part := clipped(ring, BOX))]


def written() -> Files:
    """A right file of each format that is written, by the writers of the house."""
    with TemporaryDirectory() as made:
        at = Path(made)
        write_gmns(RAIL, at / "gmns")
        write_geojson(RAIL, at / "map.geojson")
        write_geopackage_of(RAIL, at / "map.gpkg")
        return {path.relative_to(at).as_posix(): content_of(path) for path in sorted(at.rglob("*")) if path.is_file()}


def content_of(path: Path) -> str | bytes:
    """A text where it is one."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data


def matrices() -> bytes:
    """An OMX file."""
    with TemporaryDirectory() as made:
        write_omx(MATRICES, Path(made) / "trips.omx")
        return (Path(made) / "trips.omx").read_bytes()


def format_doors() -> Iterator[Door]:
    """The formats by name; OMX without files where HDF5 is not installed."""
    made = written()
    gmns = {name: data for name, data in made.items() if name.startswith("gmns/")}
    yield Door("gmns", gmns, tuple(gmns), lambda at: finished(read_gmns(at / "gmns"), at))
    yield Door("geojson", {"map.geojson": made["map.geojson"]}, ("map.geojson",), lambda at: finished(read_geojson(at / "map.geojson"), at))
    yield Door("geopackage", {"map.gpkg": made["map.gpkg"]}, ("map.gpkg",), lambda at: finished(read_geopackage(at / "map.gpkg"), at))
    gas: Files = {"lines.net": NET, "lines.scn": SCN}
    yield Door("gaslib", gas, tuple(gas), lambda at: finished(read_gaslib(at / "lines.net", at / "lines.scn", 2024), at))
    yield Door("unlocode", {"list.csv": LIST}, ("list.csv",), read_codes)
    yield Door("basemap", {"land.json": json.dumps(LAND)}, ("land.json",), read_land)
    omx = Door("omx", {}, ("trips.omx",), read_matrices, needs="h5py")
    yield replace(omx, files={"trips.omx": matrices()}) if omx.is_open() else omx


def packed(text: str) -> bytes:
    """A text as gzip has it, at no hour."""
    return gzip.compress(text.encode(), mtime=0)


def workbook(rows: list[list[str]]) -> bytes:
    """A workbook of one sheet, numbers as numbers, with references as Excel writes them."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    texts = sorted({cell for row in rows for cell in row if cell and not is_number(cell)})
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{kinds}.sharedStrings+xml"/><Override PartName="/xl/styles.xml" ContentType="{kinds}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="gate" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}" count="{len(texts)}" uniqueCount="{len(texts)}">{"".join(f"<si><t>{escape(text)}</t></si>" for text in texts)}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd hh:mm"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><dimension ref="A1:{chr(64 + len(rows[0]))}{len(rows)}"/><sheetData>{"".join(row_text(number, row, texts) for number, row in enumerate(rows, 1))}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def is_number(text: str) -> bool:
    """Whether a cell is written as a number."""
    return text.replace(".", "", 1).isdecimal() and text.isascii()


def row_text(number: int, row: list[str], texts: list[str]) -> str:
    """A row of a sheet: large numbers in a column of dates are dates."""
    cells = []
    for letter, cell in zip("ABCDEFGHIJ", row, strict=False):
        if is_number(cell):
            style = ' s="1"' if float(cell) > 40_000 else ""
            cells.append(f'<c r="{letter}{number}"{style}><v>{cell}</v></c>')
        elif cell:
            cells.append(f'<c r="{letter}{number}" t="s"><v>{texts.index(cell)}</v></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'
