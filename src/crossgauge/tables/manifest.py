"""What a results folder says of itself: input, seed, versions, files. Nothing of the machine or the hour."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from crossgauge.errors import ResultsUnreadable

FORMAT = 1
NAME = "manifest.json"
MOST_COUNTED = 1_000_000  # days or replicas of a run


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
    except (ValueError, OSError, RecursionError) as error:
        raise ResultsUnreadable(f"{path}: cannot be read ({error}).") from None
    told = manifest.get("format") if isinstance(manifest, dict) else None
    if told != FORMAT:
        raise ResultsUnreadable(
            f"{path}: format is {repr(told)[:40]}. Expected {FORMAT}; run again with this version of Crossgauge."
        )
    for word, wrong in wrong_words(manifest).items():
        raise ResultsUnreadable(f"{path}: '{word}' {wrong}; it was changed or damaged. Run again.")
    return dict(manifest)


def wrong_words(manifest: Mapping[str, Any]) -> dict[str, str]:
    """What is missing or of another kind among what every reader of results needs.

    >>> wrong_words({"replicas": 1, "files": {}, "network": {"id": "a", "name": "A"}})
    {}
    >>> wrong_words({"replicas": "1", "files": {}, "start": "2023"})
    {'replicas': "is '1'", 'network': "is 'None'", 'start': "is '2023'"}
    """
    known = {word: fits(manifest.get(word)) for word, fits in NEEDED.items()}
    known |= {word: fits(manifest[word]) for word, fits in TOLD.items() if word in manifest}
    return {word: f"is {str(manifest.get(word))[:40]!r}" for word, fits in known.items() if not fits}


def is_count(value: Any) -> bool:
    """Whether a value is a whole number of at least 1 that a run can have.

    >>> is_count(3), is_count(True), is_count(10**30)
    (True, False, False)
    """
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_COUNTED


def is_day(value: Any) -> bool:
    """Whether a value is a day as 2023-01-31."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def has_texts(value: Any, *words: str) -> bool:
    """Whether a value is a mapping in which these are texts.

    >>> has_texts({"id": "a"}, "id"), has_texts({"id": 1}, "id"), has_texts([], "id")
    (True, False, False)
    """
    return isinstance(value, dict) and all(isinstance(value.get(word), str) for word in words)


NEEDED: dict[str, Callable[[Any], bool]] = {
    "replicas": is_count,
    "files": lambda value: has_texts(value) and all(has_texts(entry, "sha256") for entry in value.values()),
    "network": lambda value: has_texts(value, "id", "name"),
}
TOLD: dict[str, Callable[[Any], bool]] = {"start": is_day, "days": is_count, "labels": has_texts, "versions": has_texts}
