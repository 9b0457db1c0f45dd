"""Every code block in the docs runs; every link in them leads somewhere."""

import re
from pathlib import Path

import pytest

from docs.blocks import blocks_of, run_block

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    ROOT / "src/crossgauge/README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
EXECUTED = [page for page in PAGES if any(block.runs for block in blocks_of(page))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def told(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", EXECUTED, ids=told)
def test_page_runs(page: Path, tmp_path: Path):
    for block in blocks_of(page):
        if block.runs:
            run_block(block, tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=told)
def test_links_lead_somewhere(page: Path):
    text = page.read_text(encoding="utf-8")

    lost = [target for target in LINK.findall(text) if not (page.parent / target).exists()]

    assert lost == []


def test_readme_says_how_to_test():
    """.ci/run takes its command from behind this marker."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    command = re.search(r"<!-- tests -->\s*```\w*[^\n]*\n(.+?)\n```", readme, re.DOTALL)

    assert command is not None
    assert command[1].endswith("-m pytest")
