"""The lowest versions that are tested (`make lowest`) are those that pyproject.toml allows, the newest are not kept out."""

import re
import tomllib
from pathlib import Path

import pytest

from hardening.versions import installed, pinned, table

ROOT = Path(__file__).resolve().parents[2]
TOLD = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
READERS = ("pandas", "pyarrow", "duckdb")  # that read our tables, in the environment that tests


def parts(version):
    """Numbers of a version, without zeros at its end.

    24.6.1 is the first of 24.6 that was published.
    """
    return tuple(int(part) for part in re.sub(r"(\.0)+$", "", version).split("."))


def test_every_dependency_is_tested_at_its_lower_bound():
    bounds = dict(re.match(r"([\w.-]+)>=([\d.]+)", one).groups() for one in TOLD["dependencies"])

    tested = pinned()

    assert bounds.keys() <= tested.keys()
    for name, bound in bounds.items():
        n = len(parts(bound))
        assert parts(tested[name])[:n] == parts(bound), name


@pytest.mark.parametrize("name", READERS)
def test_every_reader_of_our_tables_is_tested_at_its_lower_bound(name):
    (bound,) = (one.removeprefix(f"{name}>=") for one in TOLD["optional-dependencies"]["dev"] if one.startswith(name))

    tested = pinned()[name]

    assert parts(tested)[: len(parts(bound))] == parts(bound)


def test_no_upper_bound_keeps_out_a_newer_release():
    """The usual environment has the newest, so that the whole suite judges them."""
    readers = [one for one in TOLD["optional-dependencies"]["dev"] if one.startswith(READERS)]

    bounds = [*TOLD["dependencies"], *readers]

    assert len(readers) == len(READERS)
    assert [one for one in bounds if not re.fullmatch(r"[\w.-]+>=[\d.]+", one)] == []


def test_versions_stand_beside_each_other(tmp_path):
    """As pip and uv leave them; an underline or a hyphen in a name is the same."""
    for environment, name, version in [("old", "numpy", "1.26.0"), ("new", "numpy", "2.4.6"), ("new", "ruamel_yaml", "0.19")]:
        folder = tmp_path / environment / "lib/python3.11/site-packages" / f"{name}-{version}.dist-info"
        folder.mkdir(parents=True)
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")

    lines = [line.split() for line in table([tmp_path / "old", tmp_path / "new"])]

    assert installed(tmp_path / "new") == {"numpy": "2.4.6", "ruamel-yaml": "0.19"}
    assert lines[0] == ["old", "new"]
    assert ["numpy", "1.26.0", "2.4.6"] in lines
    assert ["ruamel.yaml", "–", "0.19"] in lines
    assert ["polars", "–", "–"] in lines
    assert len(lines) == 1 + len(pinned())
