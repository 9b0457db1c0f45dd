"""Progress as lines of JSON on standard output, for the program that started the command: `crossgauge --events …`.

{"is": "stage", "stage": "what is done", "fraction": 0.25, "message": ""}
{"is": "error", "kind": "ProjectFaulty", "detail": "…", "faults": [{"where", "wrong", "expected"}], "code": 2}
{"is": "done"}
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

CHANNEL = "CROSSGAUGE_EVENTS"  # environment: number of the file to which events are written, while there is one
BETWEEN_S = 0.1  # events of a stage come no closer


def begin_events() -> None:
    """Give standard output to events alone, and end when whoever started this process is gone.

    What is printed goes to standard error from here on. Standard input is held open by the starter and never
    written; its end is the starter's end, however that came about.
    """
    os.environ[CHANNEL] = str(os.dup(1))
    os.dup2(2, 1)
    threading.Thread(target=end_with_the_starter, daemon=True).start()


def end_with_the_starter() -> None:
    """Read standard input to its end, then end this process."""
    # os.read, because a reader of Python's own holds a lock at which the interpreter aborts when it ends.
    while os.read(0, 4096):
        pass
    os._exit(130)


def events_wanted() -> bool:
    """Whether this process tells events."""
    return CHANNEL in os.environ


def tell_event(**told: Any) -> None:
    """Write one event; nothing where none are wanted."""
    if events_wanted():
        os.write(int(os.environ[CHANNEL]), (json.dumps(told, ensure_ascii=True) + "\n").encode())


def tell_error(error: BaseException, detail: str, code: int) -> None:
    """Tell of an error as the house knows it: its first line, and its faults if it has any."""
    faults = [
        {"where": fault.where, "wrong": fault.wrong, "expected": fault.expected}
        for fault in getattr(error, "faults", ())
    ]
    first = detail.partition("\n")[0] if faults else detail
    tell_event(**{"is": "error", "kind": type(error).__name__, "detail": first, "faults": faults, "code": code})


def tell_end(code: int) -> None:
    """Tell that all is done, where it is; errors were told before."""
    sys.stdout.flush()
    if code == 0:
        tell_event(**{"is": "done"})


@contextmanager
def event_stage(title: str, before: str = "") -> Iterator[Callable[[float], None]]:
    """Tell a stage with its fraction; `before` is a message that holds until the first news."""
    last = 0.0
    tell_event(**{"is": "stage", "stage": title, "fraction": 0.0, "message": before})

    def tell(fraction: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= BETWEEN_S or fraction >= 1.0:
            last = now
            tell_event(**{"is": "stage", "stage": title, "fraction": round(fraction, 4), "message": ""})

    yield tell
