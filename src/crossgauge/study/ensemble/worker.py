"""A process that simulates the pieces it is told to, until its parent says no more or is gone.

Its parent sends pickled messages: the brief, then task after task. It answers in pickled tuples: ("piece", piece,
archive) for each piece, ("done",) for the task, or how it failed. See `study.worker` for why it is of our own.
"""

import os
import pickle
import queue
import sys
import threading
import traceback
from typing import IO, Any

from crossgauge.errors import CrossgaugeError
from crossgauge.study.ensemble.pieces import simulate_pieces
from crossgauge.study.ensemble.plan import Brief, Piece
from crossgauge.study.worker import listen


def main() -> None:
    """Serve the parent on standard input and output."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    messages: queue.Queue[Any] = queue.Queue()
    threading.Thread(target=listen, args=(sys.stdin.buffer, messages), daemon=True).start()
    brief: Brief = messages.get()
    while serve(brief, messages.get(), answers):
        pass
    os._exit(0)


def serve(brief: Brief, pieces: tuple[Piece, ...], answers: IO[bytes]) -> bool:
    """Simulate a task's pieces and tell how it went; False where it failed."""

    def answer(*told: Any) -> None:
        pickle.dump(told, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()

    try:
        simulate_pieces(brief, pieces, lambda piece, archive: answer("piece", piece, archive))
    except (CrossgaugeError, OSError) as error:
        answer("failed", type(error).__name__, str(error), "")
    except MemoryError:
        answer("failed", "MemoryError", "out of memory. Use fewer --workers.", "")
    except Exception as error:
        answer("failed", "fault", repr(error), traceback.format_exc())
    else:
        answer("done")
        return True
    return False


if __name__ == "__main__":
    main()
