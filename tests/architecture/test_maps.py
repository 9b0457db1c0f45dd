"""Every map of a folder names what is in it, and nothing that is not.

A map are the tables of a README whose first column is headed `file` or `folder`. The files of the package are told by
docs/reference/files.md, made of their first sentences (tests/docs/test_reference_pages.py).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAPPED = ("src/crossgauge", "tests", "tests/hardening", "benchmarks", "web")
FOLDERS = [name for name in MAPPED if (ROOT / name).exists()]  # the source distribution has no web
HEADS = ("file", "folder")
NAME = re.compile(r"`([^`\s]+)`")
LEFT = {"__pycache__", "node_modules", "build", "dist", "openapi.d.ts"}


def rows_of(page: Path) -> Iterator[str]:
    """The first cells of the tables of files and folders on a page."""
    told = False
    for line in page.read_text(encoding="utf-8").splitlines():
        first = line.split("|")[1].strip() if line.startswith("|") else ""
        told = bool(first) and (told or first in HEADS)
        if told and first not in HEADS:
            yield first


def named_on(page: Path) -> set[Path]:
    """What the rows of a map name; a name that is not below the page's folder is beside the first of its row."""
    found = set()
    for row in rows_of(page):
        names = NAME.findall(row)
        beside = page.parent / (names[0] if names else "")
        for name in names:
            near = [at for at in (page.parent / name, beside.parent / name, beside.parent.parent / name) if at.exists()]
            found.add(near[0] if near else page.parent / name)
    return found


def kept_in(folder: Path) -> set[Path]:
    """The files below a folder, without what machines leave there."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path for path in files if not any(part in LEFT or part[0] == "." for part in path.relative_to(folder).parts)}


def unnamed(folder: Path) -> list[str]:
    """The files of a folder that neither its map names, nor a folder that it names."""
    named = named_on(folder / "README.md")
    files = (path for path in kept_in(folder) if path != folder / "README.md")
    return sorted(path.relative_to(folder).as_posix() for path in files if not named & {path, *path.parents})


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_map_names_all_that_is_there(folder: str):
    assert unnamed(ROOT / folder) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_map_names_nothing_that_is_not_there(folder: str):
    lost = [path.relative_to(ROOT).as_posix() for path in named_on(ROOT / folder / "README.md") if not path.exists()]

    assert sorted(lost) == []


def test_what_tests_share_is_named_one_by_one():
    """A file that is no test has a reader in other files; those of a folder with a map of its own stand there."""
    tests = ROOT / "tests"
    named = named_on(tests / "README.md")
    shared = [path for path in kept_in(tests) if path.suffix == ".py" and not path.name.startswith(("test_", "conftest", "__"))]
    told = [path for path in shared if not (path.parent / "README.md").exists() or path.parent == tests]

    assert len(told) > 30
    assert sorted(path.relative_to(tests).as_posix() for path in told if path not in named) == []


def test_the_judge_sees_what_is_missing_and_what_is_gone(tmp_path: Path):
    for name in ("one.py", "deep/two.py", "deep/three.py", "other/four.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    words = "\n| word | is |\n|---|---|\n| `one.py` | a word here, no file |\n"
    (tmp_path / "README.md").write_text(
        "| file | is |\n|---|---|\n| `deep/two.py`, `three.py` | two |\n| `gone.py` | lost |\n" + words
    )

    assert unnamed(tmp_path) == ["one.py", "other/four.py"]
    assert [path.name for path in named_on(tmp_path / "README.md") if not path.exists()] == ["gone.py"]
