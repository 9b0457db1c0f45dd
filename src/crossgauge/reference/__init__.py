"""The embedded network, and a small border to begin with: data files only."""

from importlib.resources import files
from pathlib import Path


def folder() -> Path:
    """The project folder of the embedded network, China–Kazakhstan."""
    return Path(str(files(__name__))) / "china-kazakhstan"


def border_folder() -> Path:
    """The project folder of a small border to begin with: a road, and a railway with a break of gauge."""
    return Path(str(files(__name__))) / "border"
