"""The page that is in the package is what its source gives, is small, and asks nobody but its own server."""

import gzip
import json
import re
from pathlib import Path

import pytest

from web.building import STATIC, WEB, copy_of_source, run_node, tool

MOST_BYTES = 700_000  # of code, compressed
# Addresses that are names or advice to developers and are never asked: namespaces, help beside error codes, credits.
NEVER_ASKED = (
    r"http://www\.w3\.org/(2000/svg|1999/xhtml|1999/xlink|XML/1998/namespace|2000/xmlns/|1998/Math/MathML)",
    r"https://svelte\.dev/e/\w+",
    r"https://maplibre\.(org|invalid)/",
    r"https://github\.com/(maplibre|mapbox)/[\w./-]+",
    r"https://wiki\.openstreetmap\.org/wiki/This_map_requires_WebGL",
)


def code() -> list[Path]:
    return sorted(file for file in STATIC.rglob("*") if file.suffix in (".js", ".css", ".html"))


@pytest.mark.slow
def test_page_in_the_package_is_what_its_source_gives(tmp_path):
    web = copy_of_source(tmp_path)

    run_node(tool("vite", "bin/vite.js"), "build", folder=web)

    built = tmp_path / "src/crossgauge/app/static"
    names = {str(file.relative_to(built)) for file in built.rglob("*") if file.is_file()}
    there = {str(file.relative_to(STATIC)) for file in STATIC.rglob("*") if file.is_file()}
    assert names == there, "run `npm run build` in web/ and commit src/crossgauge/app/static"
    assert [name for name in sorted(names) if (built / name).read_bytes() != (STATIC / name).read_bytes()] == []


@pytest.mark.slow
def test_page_has_no_fault_of_types_and_no_warning():
    run_node(tool("openapi-typescript", "bin/cli.js"), "openapi.json", "-o", "src/lib/openapi.d.ts", folder=WEB)

    run_node(tool("svelte-check", "bin/svelte-check"), "--tsconfig", "tsconfig.json", "--fail-on-warnings", folder=WEB)


@pytest.mark.slow
def test_what_the_page_computes_holds(tmp_path):
    file = tmp_path / "told.json"

    run_node(tool("vitest", "vitest.mjs"), "run", "--reporter=json", f"--outputFile={file}", folder=WEB)

    counts = json.loads(file.read_text(encoding="utf-8"))
    assert counts["success"] and counts["numPassedTests"] == counts["numTotalTests"] > 300


def test_code_of_the_page_is_under_700_kB_compressed():
    sizes = {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in code()}

    assert sum(sizes.values()) < MOST_BYTES, sizes


def test_built_files_name_no_address_that_could_be_asked():
    known = re.compile("|".join(NEVER_ASKED))
    found = {}
    for file in code():
        for address in re.findall(r"(?:https?:)?//[a-zA-Z][\w-]*(?:\.[\w-]+)+[\w./-]*", file.read_text(encoding="utf-8")):
            if not known.fullmatch(address):
                found.setdefault(address, file.name)

    assert found == {}


def test_page_needs_no_script_of_its_own_text():
    """`default-src 'self'` refuses scripts and handlers within the page."""
    html = (STATIC / "index.html").read_text(encoding="utf-8")

    assert re.findall(r"<script(?![^>]*\ssrc=)", html) == []
    assert re.findall(r"\son\w+\s*=", html) == []
    assert re.findall(r"(?:src|href)=\"(?!\./)", html) == [], "every address is relative: the page may live behind a prefix"


def test_base_map_can_be_replaced_and_says_whose_borders_it_draws():
    told = json.loads((STATIC / "basemap/basemap.json").read_text(encoding="utf-8"))

    assert set(told["disclaimer"]) == {"en", "zh", "ru", "kk"} and all(told["disclaimer"].values())
    for name, objects in ((told["files"]["land"], {"land", "countries"}), (told["files"]["water"], {"lakes", "rivers"})):
        topology = json.loads((STATIC / "basemap" / name).read_text(encoding="utf-8"))
        assert topology["type"] == "Topology" and set(topology["objects"]) == objects


def test_every_library_in_the_page_is_named_with_its_licence():
    licences = (STATIC / "licences.md").read_text(encoding="utf-8")

    for name in ("maplibre-gl", "svelte", "@observablehq/plot", "apache-arrow", "topojson-client"):
        assert name in licences
