"""The lowest versions that are tested (`make lowest`) are those that pyproject.toml allows."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PINNED = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.]+)")


def pinned():
    lines = (ROOT / "tests/hardening/lowest.txt").read_text(encoding="utf-8").splitlines()
    return dict(PINNED.fullmatch(line).group("name", "version") for line in lines if line and line[0] != "#")


def parts(version):
    """Numbers of a version, without zeros at its end.

    24.6.1 is the first of 24.6 that was published.
    """
    return tuple(int(part) for part in re.sub(r"(\.0)+$", "", version).split("."))


def test_every_dependency_is_tested_at_its_lower_bound():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    bounds = dict(re.match(r"([\w.-]+)>=([\d.]+)", one).groups() for one in told["project"]["dependencies"])

    tested = pinned()

    assert bounds.keys() <= tested.keys()
    for name, bound in bounds.items():
        n = len(parts(bound))
        assert parts(tested[name])[:n] == parts(bound), name
