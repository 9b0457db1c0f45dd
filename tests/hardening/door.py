"""What a door is, and what is done with what comes in by one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crossgauge.arrays.compile import compile_network
from crossgauge.model.network import Network
from crossgauge.sources.project import read_project
from crossgauge.sources.write import write_project
from sources import post, test_investments, test_worth
from study import two_gates

Files = dict[str, str | bytes]
DAYS = 3


@dataclass(frozen=True, slots=True)
class Door:
    """files: a right folder; spoiled: names of those that are; read: gives something back or raises.

    needs : a library without which the door is shut
    often : how often it is taken beside the others
    """

    name: str
    files: Files
    spoiled: tuple[str, ...]
    read: Callable[[Path], Any]
    needs: str = ""
    often: float = 1.0

    def is_open(self) -> bool:
        """Whether its library is installed."""
        return not self.needs or find_spec(self.needs) is not None


@cache
def network_of(stem: str) -> Network:
    """The network of a right folder."""
    texts = {
        "post": post.FILES,
        "worth": {"network.yaml": test_worth.NETWORK},
        "hill": {"network.yaml": test_investments.NETWORK},
        "gates": {"network.yaml": two_gates.NETWORK},
    }[stem]
    with TemporaryDirectory() as folder:
        for name, text in texts.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        return read_project(Path(folder))


def read_whole(folder: Path) -> Any:
    """The project read; what is accepted is compiled, as a run of three days does first."""
    network = read_project(folder)
    return compile_network(network, start=network.start or date(2023, 1, 1), days=DAYS, warmup_days=1)


def brought_in(network: Network, folder: Path) -> Path:
    """The project folder that `crossgauge import` makes of it: written, and read back by the writer."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    write_project(network, out)
    return out
