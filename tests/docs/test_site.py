"""The site builds without a warning, has every page, asks nothing of other machines, and shows formulas without scripts."""

import html
import re
from pathlib import Path

import pytest

from docs import site
from docs.site import ROOT, build_site

OUTSIDE = re.compile(
    r"""<(?:script|link|img|iframe|source|video|audio)\b[^>]*?\b(?:src|href|srcset)=["']?(?:https?:)?//"""
    r"""|url\(["']?(?:https?:)?//|@import ["'](?:https?:)?//"""
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(tmp_path_factory.mktemp("site"))


def test_every_page_is_built_and_stands_in_the_navigation(built: Path):
    pages = [path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")]
    first = (built / "index.html").read_text("utf-8")

    assert [page for page in pages if not (built / page).is_file()] == []
    shown = set(re.findall(r'href="(?:\./)?([^"#]+\.html)"', first))
    assert {page.as_posix() for page in pages} - shown == set()


def test_site_asks_nothing_of_other_machines(built: Path):
    asked = [
        (path.name, found[0])
        for path in built.rglob("*")
        if path.suffix in (".html", ".css")
        for found in OUTSIDE.finditer(path.read_text("utf-8"))
        if 'rel="canonical"' not in found[0]
    ]

    assert asked == []


def test_every_link_within_the_site_leads_to_a_file_and_a_place_in_it(built: Path):
    """What is only in the source (a folder, a script) is no link: who reads the site has no source."""
    pages = {path: path.read_text("utf-8") for path in built.rglob("*.html") if path.name != "404.html"}  # its links begin at the root
    anchors = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in pages.items()}
    broken = []
    for page, text in pages.items():
        for link in map(html.unescape, re.findall(r'<a\b[^>]*?\bhref="([^":]+)"', text)):
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.is_file() or (anchor and target in anchors and anchor not in anchors[target]):
                broken.append((page.relative_to(built).as_posix(), link))

    assert broken == []


def test_what_would_ask_is_seen():
    assert OUTSIDE.search('<link rel="stylesheet" href="https://fonts.example/css">')
    assert OUTSIDE.search('<script defer src=//cdn.example/a.js>')
    assert not OUTSIDE.search('<a href="https://example.org">')


def test_formulas_are_drawn_and_none_is_left_as_it_was_typed(built: Path):
    for path in (ROOT / "docs" / "theory").glob("*.md"):
        page = (built / "theory" / f"{path.stem}.html").read_text("utf-8")
        article = page.split("<article")[1].split("</article>")[0]

        typed = len(re.findall(r"(?<!\$)\$(?!\$)[^$]+\$(?!\$)|\$\$[^$]+\$\$", path.read_text("utf-8")))
        assert article.count("<math") == typed > 0
        assert "$" not in re.sub(r"<[^>]*>", "", article)


def test_blocks_show_the_file_that_they_are(built: Path):
    assert '<span class="filename">first/crossing.yaml</span>' in (built / "tutorial-1.html").read_text("utf-8")


def test_link_that_leads_nowhere_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n[lost](nowhere.md)\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: Home\nnav:\n  - Home: index.md\n", "utf-8")
    monkeypatch.setattr(site, "ROOT", tmp_path)

    with pytest.raises(AssertionError, match=r"nowhere\.md"):
        build_site(tmp_path / "work")
