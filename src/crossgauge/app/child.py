"""One child process of the command a job: started, bounded, listened to, and ended."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crossgauge.app import limits

COMMAND = (sys.executable, "-P", "-m", "crossgauge", "--events")
MOST_LINE_BYTES = 1_000_000
RESERVES = ("brief",)  # may be printed by a browser, which reserves far more address space than it uses
NICE = 5  # so that pages are answered while every processor simulates
BETWEEN_LOOKS_S = 1.0  # at what a job has written
Hear = Callable[[dict[str, Any]], None]


@dataclass(slots=True)
class Ending:
    """How a process ended: its code (minus a signal), the error that it told, and the limit that ended it."""

    code: int
    error: dict[str, Any] | None = None
    limit: str = ""


@dataclass(slots=True)
class Child:
    """A process that works on a job; `limit` is the one for which it was ended."""

    process: asyncio.subprocess.Process
    limit: str = ""
    watchers: list["asyncio.Task[None]"] = field(default_factory=list)


async def start_child(words: Sequence[str], folder: Path, log: Path, command: Sequence[str] = COMMAND) -> Child:
    """Start the command in a folder, with limits on memory and CPU time, in a session of its own.

    What it prints goes to `log`. It ends when this process does: its standard input is held open by it.
    """
    with log.open("ab") as printed:
        process = await asyncio.create_subprocess_exec(
            *command,
            *words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=printed,
            cwd=folder,
            env=environment(),
            limit=MOST_LINE_BYTES,
            start_new_session=True,
        )
    bound(process.pid, words[0])
    return Child(process)


def environment() -> dict[str, str]:
    """What a child may know: no token, no folder to import from but those of this process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CROSSGAUGE_")}
    package = str(Path(__file__).resolve().parents[2])
    paths = [package, *(path for path in sys.path if path and path != os.getcwd())]  # noqa: PTH109 - as sys.path has it
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "PYTHONSAFEPATH": "1",  # a file in the folder where it starts, or of a project, is never imported
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1",
        "POLARS_MAX_THREADS": "2",
    }


def bound(process: int, kind: str) -> None:
    """Limit memory and CPU time of a process and of all that it will start, where the system can, and be polite."""
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        if kind not in RESERVES:
            resource.prlimit(process, resource.RLIMIT_AS, (limits.MOST_MEMORY_BYTES, limits.MOST_MEMORY_BYTES))
        resource.prlimit(process, resource.RLIMIT_CPU, (limits.MOST_CPU_S, limits.MOST_CPU_S + 5))
        resource.prlimit(process, resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, process, NICE)
    with contextlib.suppress(OSError):  # Linux weighs whole sessions against each other, where that is on
        Path(f"/proc/{process}/autogroup").write_text(str(NICE))


async def hear_child(child: Child, written: Path, hear: Hear) -> Ending:
    """Pass on what a process tells until it has ended, watching its time and the disk below `written`."""
    child.watchers = [
        asyncio.create_task(watch_time(child)),
        asyncio.create_task(watch_disk(child, written)),
    ]
    error: dict[str, Any] | None = None
    try:
        async for event in events_of(child):
            if event.get("is") == "error":
                error = event
            else:
                hear(event)
        code = await child.process.wait()
    finally:
        for watcher in child.watchers:
            watcher.cancel()
    return Ending(code, error, child.limit)


async def events_of(child: Child) -> AsyncIterator[dict[str, Any]]:
    """The lines of a process as events; what is none is passed over."""
    stream = child.process.stdout
    assert stream is not None
    while True:
        try:
            line = await stream.readline()
        except ValueError:  # longer than a line may be
            continue
        if not line:
            return
        with contextlib.suppress(ValueError):
            event = json.loads(line)
            if isinstance(event, dict):
                yield event


async def watch_time(child: Child) -> None:
    """End a process that takes longer than a job may."""
    await asyncio.sleep(limits.MOST_TIME_S)
    child.limit = f"it took longer than {limits.MOST_TIME_S:,} s (MOST_TIME_S)"
    await end_child(child)


async def watch_disk(child: Child, written: Path) -> None:
    """End a process that writes more than a job may."""
    while True:
        await asyncio.sleep(BETWEEN_LOOKS_S)
        if await asyncio.to_thread(size_of, written) > limits.MOST_DISK_BYTES:
            child.limit = f"it wrote more than {limits.MOST_DISK_BYTES:,} bytes (MOST_DISK_BYTES)"
            await end_child(child)
            return


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder; those that go while one looks count nothing."""
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += (Path(root) / name).lstat().st_size
    return total


async def end_child(child: Child) -> None:
    """Ask a process to end, and end it by force after KILL_AFTER_S."""
    with contextlib.suppress(ProcessLookupError):
        child.process.terminate()
        try:
            await asyncio.wait_for(child.process.wait(), limits.KILL_AFTER_S)
        except TimeoutError:
            child.process.kill()
            await child.process.wait()


def words_on(ending: Ending, log: str) -> str:
    """What a person is told of a process that ended badly without a word of its own; `log` is where it printed."""
    if ending.limit:
        return f"The job was ended: {ending.limit}."
    if ending.code == -getattr(signal, "SIGXCPU", 0):
        return f"The job was ended: it used more than {limits.MOST_CPU_S:,} s of CPU time (MOST_CPU_S)."
    if ending.error is not None and ending.error.get("kind") == "MemoryError":
        return f"The job needed more than {limits.MOST_MEMORY_BYTES:,} bytes of memory (MOST_MEMORY_BYTES)."
    more = f"Other jobs are not touched. {log} below the runs tells more."
    if ending.code >= 0:
        return f"The job stopped unexpectedly (code {ending.code}). {more}"
    memory = f"It may have met the limit of memory, {limits.MOST_MEMORY_BYTES:,} bytes (MOST_MEMORY_BYTES)."
    return f"The job stopped unexpectedly (signal {-ending.code}). {memory} {more}"
