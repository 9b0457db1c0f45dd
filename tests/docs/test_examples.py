"""The example projects of docs/examples/ can be run, are those that the tutorials show, and say where figures come from."""

import re
from pathlib import Path

import pytest

import crossgauge
from crossgauge.sources.scenarios import with_scenario
from docs.blocks import blocks_of

DOCS = Path(__file__).parents[2] / "docs"
FOLDERS = sorted(path for path in (DOCS / "examples").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_example_and_its_scenarios_have_no_fault(folder: Path):
    network = crossgauge.read(folder)

    for path in sorted((folder / "scenarios").glob("*.yaml")):
        assert with_scenario(network, path.stem, folder)[1] != network


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_tutorial_shows_the_files_of_the_example(folder: Path):
    pages = [page for page in DOCS.glob("*.md") if f"file={folder.name}/network.yaml" in page.read_text("utf-8")]
    assert len(pages) == 1, f"one page shows {folder.name}/network.yaml as a block with file={folder.name}/network.yaml"
    page = pages[0]
    shown = {
        found[1]: block.text for block in blocks_of(page) if (found := re.search(r"file=(\S+)", block.rest))
    }
    shipped = {
        path.relative_to(DOCS / "examples").as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }

    assert {name: text for name, text in shown.items() if name.startswith(folder.name)} == shipped


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_fact_of_the_example_has_a_public_source(folder: Path):
    facts = crossgauge.read(folder).facts

    assert facts
    assert [fact.id for fact in facts if not fact.source or not fact.source_url.startswith("http")] == []
