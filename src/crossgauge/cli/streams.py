"""Output that is closed, that cannot write a letter, or whose reader has gone: none of it ends a run."""

import os
import sys


def made_patient() -> None:
    """Have letters that the terminal cannot write replaced, and output that is closed go nowhere. Writes: sys."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - held to the end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def reader_gone() -> None:
    """Let what is still to be written go nowhere: whoever read has gone."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - held to the end
    held = sys.__stdout__
    if held is not None and not held.closed:
        os.dup2(sys.stdout.fileno(), held.fileno())  # what it still holds is written when the process ends


def is_pacified() -> bool:
    """Whether click has found that the reader has gone: it ends with 1 then, as if it were a fault."""
    return type(sys.stdout).__name__ == "PacifyFlushWrapper"
