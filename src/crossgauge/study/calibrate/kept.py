"""Figures of facts that were simulated before, kept on disk by all that decides them."""

import json
from collections.abc import Sequence
from pathlib import Path

from crossgauge.study.years import cache_folder

MOST_KEPT = 24  # files in the cache of this machine; the oldest go

Values = tuple[float, ...]


class Kept:
    """Replica values of facts by key; a line of the file each, so that a run that was killed loses one at most."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.values: dict[str, Values] = {}
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        for line in text.splitlines():
            try:
                key, values = json.loads(line)
                self.values[str(key)] = tuple(float(value) for value in values)
            except (ValueError, TypeError):  # the line at which a run was killed
                continue
        if text and not text.endswith("\n"):
            self._append("\n")

    def add(self, found: Sequence[tuple[str, Values]]) -> None:
        """Keep figures. Writes: the file, the values."""
        self._append("".join(json.dumps([key, list(values)]) + "\n" for key, values in found))
        self.values.update(found)

    def _append(self, text: str) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as end:
            end.write(text)


def kept_in_cache(name: str) -> Kept:
    """The figures of one calibration in the cache of this machine."""
    folder = cache_folder().parent / "calibrations"
    made = Kept(folder / f"{name}.jsonl")
    files = sorted(folder.glob("*.jsonl"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in files[MOST_KEPT:]:
        old.unlink(missing_ok=True)
    return made
