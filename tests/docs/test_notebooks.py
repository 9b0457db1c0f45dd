"""The example notebook runs as a reader would run it, and shows pictures that ask nothing of the internet."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
GALLERY = sorted((ROOT / "docs" / "images" / "gallery").glob("*.svg"))
LARGEST = 300_000  # bytes of a picture


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # of the kernel's own parts
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path, tmp_path):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    notebook = nbformat.read(path, as_version=4)

    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()

    shown = [
        output["data"]["text/html"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    pictures = [html for html in shown if "<svg" in html or "srcdoc" in html]
    assert len(pictures) == 4
    assert all(re.findall(r"https?://|<script", html) == [] for html in pictures)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_what_it_shows(path):
    nbformat = pytest.importorskip("nbformat")

    cells = nbformat.read(path, as_version=4).cells

    assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.stem)
def test_pictures_of_the_gallery_are_small_text_without_a_date(path):
    text = path.read_text(encoding="utf-8")

    assert len(text) < LARGEST
    assert "<text" in text
    assert "dc:date" not in text


def test_every_picture_of_the_gallery_is_on_its_page():
    page = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")

    drawn = set(re.findall(r'save\("([^"]+\.svg)"\)', page))
    assert drawn == {path.name for path in GALLERY}
    assert all(f"images/gallery/{name}" in page for name in drawn)
