"""Whatever bytes a file of another's format has, it is read or refused with a message: nothing else is raised."""

import random
from dataclasses import replace

import numpy as np
import pytest

from crossgauge.errors import CrossgaugeError
from crossgauge.model.links import Link
from crossgauge.model.randomness import Constant
from crossgauge.sources.formats.gaslib_in import read_gaslib
from crossgauge.sources.formats.geojson import read_geojson, write_geojson
from crossgauge.sources.formats.geopackage import read_geopackage, write_geopackage_of
from crossgauge.sources.formats.gmns import read_gmns, write_gmns
from crossgauge.sources.formats.omx import Matrices, read_omx, write_omx
from crossgauge.sources.formats.unlocode import read_unlocode
from sources.formats.roads import PAIR
from sources.formats.test_gaslib import NET, SCN
from sources.formats.test_unlocode import LIST

TIMES = 40
SNIPPETS = (b",", b'"', b"\n", b"-", b"9", b"e999", b"<", b"&", b"{", b"[", b"nan", b"\xff", b"\0", "é".encode(), b" ")
RAIL = replace(PAIR, links=(Link(id="a", start="horgos", end="altynkol", mode="rail", length_m=14_000.0, running_time=Constant(1800.0)),))
READERS = {
    "gmns/node.csv": lambda folder: read_gmns(folder / "gmns"),
    "gmns/link.csv": lambda folder: read_gmns(folder / "gmns"),
    "gmns/config.csv": lambda folder: read_gmns(folder / "gmns"),
    "a.geojson": lambda folder: read_geojson(folder / "a.geojson"),
    "a.gpkg": lambda folder: read_geopackage(folder / "a.gpkg"),
    "a.net": lambda folder: read_gaslib(folder / "a.net", folder / "a.scn", 2024),
    "a.scn": lambda folder: read_gaslib(folder / "a.net", folder / "a.scn", 2024),
    "list.csv": lambda folder: read_unlocode(folder / "list.csv", ["CN", "KZALA"]),
    "a.omx": lambda folder: read_omx(folder / "a.omx"),
}


@pytest.fixture
def folder(tmp_path):
    pytest.importorskip("h5py")
    write_gmns(RAIL, tmp_path / "gmns")
    write_geojson(RAIL, tmp_path / "a.geojson")
    write_geopackage_of(RAIL, tmp_path / "a.gpkg")
    write_omx(Matrices(("a", "b"), {"ore": np.ones((2, 2))}), tmp_path / "a.omx")
    for name, text in (("a.net", NET), ("a.scn", SCN), ("list.csv", LIST)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def spoilt(raw, draw):
    """The bytes with one to six bytes changed, put in, taken out or repeated."""
    raw = bytearray(raw)
    for _ in range(draw.randint(1, 6)):
        at = draw.randrange(len(raw))
        match draw.randrange(4):
            case 0:
                raw[at] = draw.randrange(256)
            case 1:
                raw[at:at] = draw.choice(SNIPPETS)
            case 2:
                del raw[at : at + draw.randint(1, 12)]
            case _:
                start = draw.randrange(len(raw))
                raw[at:at] = raw[start : start + draw.randint(1, 30)]
    return bytes(raw)


@pytest.mark.parametrize("name", READERS)
def test_spoilt_file_is_read_or_refused(name, folder):
    draw, whole = random.Random(name), (folder / name).read_bytes()
    READERS[name](folder)

    for _ in range(TIMES):
        (folder / name).write_bytes(spoilt(whole, draw))
        try:
            READERS[name](folder)
        except CrossgaugeError as error:
            assert len(str(error)) < 100_000
