"""The habits of the house (docs/decisions/0001), held by the same command as every other test."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "crossgauge"
FILES = sorted(PACKAGE.rglob("*.py"))

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 60
MOST_NAMES_OF_THE_FACE = 20
DRAWERS = {"utils", "util", "common", "helpers", "helper", "core", "misc", "tools"}


def told(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def run(*command: str) -> None:
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=600, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"


def test_code_reads_as_ruff_wants_it():
    run(sys.executable, "-m", "ruff", "check", "--output-format=concise", ".")


def test_types_hold_in_strict_mode():
    run(sys.executable, "-m", "mypy")


def test_imports_run_only_downward():
    """Every contract of [tool.importlinter] in pyproject.toml."""
    run(str(Path(sys.executable).with_name("lint-imports")), "--no-cache")


@pytest.mark.parametrize("path", FILES, ids=told)
def test_file_has_one_owner(path: Path):
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= MOST_LINES, f"{told(path)} has {lines} lines"


@pytest.mark.parametrize("path", FILES, ids=told)
def test_function_does_one_thing(path: Path):
    lengths = {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in functions(path)}

    assert {name: n for name, n in lengths.items() if n > MOST_LINES_OF_A_FUNCTION} == {}


def test_no_drawer_whose_owner_was_not_found():
    assert [told(path) for path in PACKAGE.rglob("*") if path.stem in DRAWERS] == []


def test_face_has_few_names():
    face = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    names = [
        constant.value
        for node in face.body
        if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "__all__" for t in node.targets)
        for constant in ast.walk(node.value)
        if isinstance(constant, ast.Constant)
    ]

    assert 0 < len(names) <= MOST_NAMES_OF_THE_FACE
