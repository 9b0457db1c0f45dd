"""What is installed of what Crossgauge is tested with at both ends: a table of versions, one column an environment.

    python3 tests/hardening/versions.py .venv-lowest .venv
"""

import re
import sys
from importlib.metadata import distributions
from pathlib import Path

LOWEST = Path(__file__).with_name("lowest.txt")
PINNED = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.]+)")


def pinned() -> dict[str, str]:
    """The lowest version of each package, as tests/hardening/lowest.txt has it."""
    found = (PINNED.fullmatch(line) for line in LOWEST.read_text(encoding="utf-8").splitlines())
    return {one["name"]: one["version"] for one in found if one}


def installed(environment: Path) -> dict[str, str]:
    """The version of each package in a virtual environment, by its name in small letters with hyphens."""
    places = [str(place) for place in environment.glob("lib/python*/site-packages")]
    return {plain(one.metadata["Name"]): one.version for one in distributions(path=places)}


def plain(name: str) -> str:
    """A package's name as indexes compare it.

    >>> plain("ruamel_yaml")
    'ruamel-yaml'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def table(environments: list[Path]) -> list[str]:
    """Lines of the table; a package that an environment lacks has a dash."""
    found = [installed(environment) for environment in environments]
    rows = [("", *(environment.name for environment in environments))]
    rows += [(name, *(one.get(plain(name), "–") for one in found)) for name in pinned()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


if __name__ == "__main__":
    print("\n".join(table([Path(word) for word in sys.argv[1:]])))
