"""The pages of docs/reference/ are those that the code makes: `make docs` writes them anew."""

from dataclasses import fields

import pytest

from crossgauge.model.network import Network
from docs.reference_pages import FOLDER, PAGES, ROOT, file_rows


@pytest.mark.parametrize("page", PAGES)
def test_page_is_what_the_code_says(page: str):
    shown = (FOLDER / f"{page}.md").read_text("utf-8")

    assert shown == PAGES[page](), "run `make docs`, which writes the references anew"


def test_every_attribute_of_a_network_stands_in_the_reference():
    text = (FOLDER / "attributes.md").read_text("utf-8").split("### Network\n")[1].split("\n#")[0]

    for entry in fields(Network):
        assert f"`{entry.metadata['key'] or entry.name}`" in text


def test_every_file_says_why_it_is_there():
    for folder in {path.parent for path in (ROOT / "src/crossgauge").rglob("*.py")}:
        assert [name for name, told in file_rows(folder) if not told] == []
