"""A process that simulates the replicas it is told to, until its parent says no more or is gone.

It reads pickled messages of its own parent (the job, then replica numbers, then None) and answers in lines
of JSON. A process of our own rather than multiprocessing, because that imports the caller's script again:
a script without `if __name__ == "__main__"` would start runs without end.
"""

import json
import os
import pickle
import queue
import sys
import threading
import traceback
from typing import IO, Any

from crossgauge.errors import RunStuck
from crossgauge.study.replicas import Job, Stopped, simulate_replica

BETWEEN_TOLD = 0.01  # of a replica: progress is told no finer


def main() -> None:
    """Serve the parent on standard input and output."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    messages: queue.Queue[Any] = queue.Queue()
    threading.Thread(target=listen, args=(sys.stdin.buffer, messages), daemon=True).start()
    job: Job = messages.get()
    while (replica := messages.get()) is not None:
        if not serve(job, replica, answers):
            break
    answers.flush()
    os._exit(0)


def listen(stream: IO[bytes], messages: "queue.Queue[Any]") -> None:
    """Pass messages on; where the parent is gone, so is this process, whatever it is doing."""
    try:
        while True:
            messages.put(pickle.load(stream))
    except (EOFError, OSError, pickle.UnpicklingError):
        os._exit(1)


def serve(job: Job, replica: int, answers: IO[str]) -> bool:
    """Simulate one replica and tell how it went; False where it failed."""
    told = 0.0

    def tell(fraction: float) -> None:
        nonlocal told
        if fraction - told >= BETWEEN_TOLD:
            told = fraction
            answers.write(json.dumps({"is": "progress", "replica": replica, "fraction": fraction}) + "\n")

    answer: dict[str, Any] = {"is": "done", "replica": replica}
    try:
        simulate_replica(job, replica, tell, lambda: False)
    except Stopped:
        answer["is"] = "stopped"
    except RunStuck as error:
        answer.update({"is": "stuck", "text": str(error)})
    except OSError as error:
        answer.update({"is": "disk", "errno": error.errno, "text": error.strerror or str(error)})
    except MemoryError:
        answer.update({"is": "memory"})
    except Exception as error:
        answer.update({"is": "fault", "text": repr(error), "traceback": traceback.format_exc()})
    answers.write(json.dumps(answer) + "\n")
    return bool(answer["is"] == "done")


if __name__ == "__main__":
    main()
