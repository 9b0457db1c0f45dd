"""What a results folder says of itself: input, seed, versions, files. Nothing of the machine or the hour."""

import hashlib
import json
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from crossgauge.errors import ResultsUnreadable

FORMAT = 1
NAME = "manifest.json"


def versions() -> dict[str, str]:
    """The versions that a result depends on."""
    # Not an import statement: the face imports every floor, and imports run only downward.
    told = {"crossgauge": str(import_module("crossgauge").__version__)}
    for package in ("numpy", "numba", "polars"):
        try:
            told[package] = version(package)
        except PackageNotFoundError:
            told[package] = "unknown"
    return told


def key_of(terms: Mapping[str, Any]) -> str:
    """A short key of what decides a replica's files: equal keys, equal bytes."""
    return hashlib.sha256(canonical(terms).encode()).hexdigest()[:16]


def canonical(value: Any) -> str:
    """JSON with sorted keys, one way to write each thing."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256_of(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder. Raises ResultsUnreadable where it is missing or of another version."""
    path = folder / NAME
    if not folder.is_dir():
        raise ResultsUnreadable(
            f"{folder}: no such results folder. Expected one that `crossgauge run --out` wrote."
        )
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ResultsUnreadable(f"{folder}: has no {NAME}, so it is not a finished results folder.") from None
    except (ValueError, OSError) as error:
        raise ResultsUnreadable(f"{path}: cannot be read ({error}).") from None
    told = manifest.get("format") if isinstance(manifest, dict) else None
    if told != FORMAT:
        raise ResultsUnreadable(
            f"{path}: format is {told!r}. Expected {FORMAT}; run again with this version of Crossgauge."
        )
    return dict(manifest)
