"""The embedded network: data files only."""

from importlib.resources import files
from pathlib import Path


def folder() -> Path:
    """The project folder of the embedded network, China–Kazakhstan."""
    return Path(str(files(__name__))) / "china-kazakhstan"
