"""A folder that appears whole or not at all: written beside its place, then renamed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crossgauge.errors import RunImpossible


def check_free(folder: Path) -> None:
    """Raises RunImpossible for a folder that is there and not empty, or a file."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RunImpossible(
            f"{folder}: is there and not empty. Expected a new folder; nothing is overwritten."
        )


@contextmanager
def draft_of(folder: Path) -> Iterator[Path]:
    """A hidden path beside a folder, to make as a folder: it takes the place when all is in it, else nothing is left.

    folder : not there, or empty. What a killed one has left is removed first. Raises OSError of the disk.
    """
    target = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow a link that is replaced
    draft = target.with_name(f".{target.name}.partial")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(draft, ignore_errors=True)
    try:
        yield draft
        if target.is_dir():
            target.rmdir()
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
