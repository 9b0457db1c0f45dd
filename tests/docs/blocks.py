"""The fenced code of a page, and how it is run.

Run are blocks opened with ```bash, ```python, or ```yaml file=NAME (written to that file). A block opened with
any other word, or with `no-run` behind it, is only shown. Blocks of one page share one folder, in their order.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(?P<word>\w*) *(?P<rest>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: where it starts, its language, what stands behind it, its text."""

    line: int
    word: str
    rest: str
    text: str

    @property
    def runs(self) -> bool:
        if "no-run" in self.rest:
            return False
        return self.word in ("bash", "python") or (self.word in ("yaml", "csv") and "file=" in self.rest)


def blocks_of(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(line, found["word"], found["rest"], found["text"])


def run_block(block: Block, folder: Path) -> str:
    """What the block prints; raises AssertionError with its output where it fails."""
    if block.word in ("yaml", "csv"):
        name = re.search(r"file=(\S+)", block.rest)
        assert name is not None
        path = folder / name[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        return ""
    if block.word == "python":
        return _output([sys.executable, "-W", "error", "-c", block.text], folder, block)
    # `crossgauge` is the package of this interpreter, whatever is on the PATH.
    here = f'crossgauge() {{ {shlex.quote(sys.executable)} -m crossgauge "$@"; }}\n'
    return _output(["bash", "-eu", "-o", "pipefail", "-c", here + block.text], folder, block)


def _output(command: list[str], folder: Path, block: Block) -> str:
    environment = os.environ | {"NO_COLOR": "1", "MPLBACKEND": "Agg", "COLUMNS": "120", "PYTHONUTF8": "1"}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"line {block.line}:\n{block.text}\n{done.stdout}\n{done.stderr}"
    return done.stdout
