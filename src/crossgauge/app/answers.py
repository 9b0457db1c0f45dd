"""Answers that were made are given again, as long as no file that they may come from has changed."""

import asyncio
import contextlib
import hashlib
import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crossgauge.app.workspace import Workspace
from crossgauge.tables.manifest import NAME

NEVER = ("/api/jobs", "/api/events", "/api/projects")  # change without a file that is looked at
MOST_ANSWER_BYTES = 4_000_000  # of one that is kept, as it is sent
MOST_BYTES = 128_000_000  # of all that are kept
BETWEEN_LOOKS_S = 1.0  # at all files; a result that comes or goes is seen at once


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was sent: status, headers and body, compressed if it was."""

    start: Message
    body: bytes
    tag: str


class Answers:
    """Keeps whole answers to GET by address and encoding; results are never changed once they are there."""

    def __init__(self, app: ASGIApp, workspace: Workspace) -> None:
        self.app = app
        self.workspace = workspace
        self.kept: OrderedDict[Hashable, Answer] = OrderedDict()
        self.bytes = 0
        self.making: dict[Hashable, asyncio.Lock] = {}
        self.stamp: Hashable = None
        self.files: Hashable = None
        self.looked_s = 0.0
        self.looking = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give a kept answer, or have it made once and keep it."""
        if scope["type"] != "http" or not may_be_kept(scope):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        key = (scope["raw_path"], scope["query_string"], "gzip" in headers.get("accept-encoding", ""))
        await self.look()
        answer = self.kept.get(key)
        if answer is None:
            async with self.making.setdefault(key, asyncio.Lock()):
                answer = self.kept.get(key)
                if answer is None:
                    try:
                        await self.make(key, scope, receive, send)
                    finally:
                        self.making.pop(key, None)
                    return
        self.kept.move_to_end(key)
        await give(answer, headers, send)

    async def look(self) -> None:
        """Forget all answers if a file has changed."""
        if self.files is None or time.monotonic() - self.looked_s >= BETWEEN_LOOKS_S:
            async with self.looking:
                if self.files is None or time.monotonic() - self.looked_s >= BETWEEN_LOOKS_S:
                    self.files = await asyncio.to_thread(files_of, self.workspace)
                    self.looked_s = time.monotonic()
        stamp = (self.files, self.workspace.runs.stat().st_mtime_ns)
        if stamp != self.stamp:
            self.stamp, self.bytes = stamp, 0
            self.kept.clear()

    async def make(self, key: Hashable, scope: Scope, receive: Receive, send: Send) -> None:
        """Have an answer made, pass it on as it comes, and keep it if it is whole, good and not too large."""
        parts: list[bytes] = []
        start: Message = {}
        size, stamp = 0, self.stamp

        async def pass_on(message: Message) -> None:
            nonlocal start, size
            if message["type"] == "http.response.start":
                start = {**message, "headers": list(message["headers"])}
                MutableHeaders(scope=message)["cache-control"] = "no-cache"
            else:
                size += len(message.get("body", b""))
                if size <= MOST_ANSWER_BYTES:
                    parts.append(message.get("body", b""))
                if not message.get("more_body") and start.get("status") == 200 and stamp == self.stamp:
                    self.keep(key, start, parts, size)
            await send(message)

        await self.app(scope, receive, pass_on)

    def keep(self, key: Hashable, start: Message, parts: list[bytes], size: int) -> None:
        """Keep an answer, and forget those that were not asked for the longest."""
        if size > MOST_ANSWER_BYTES:
            return
        body = b"".join(parts)
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = MutableHeaders(scope=start)
        headers["etag"], headers["cache-control"], headers["content-length"] = tag, "no-cache", str(len(body))
        self.kept[key] = Answer(start, body, tag)
        self.bytes += size
        while self.bytes > MOST_BYTES:
            self.bytes -= len(self.kept.popitem(last=False)[1].body)


def may_be_kept(scope: Scope) -> bool:
    """Whether an answer is made of files alone."""
    path: str = scope["path"]
    return scope["method"] == "GET" and path.startswith("/api/") and not path.startswith(NEVER)


async def give(answer: Answer, headers: Headers, send: Send) -> None:
    """Send a kept answer, or that it has not changed for whoever has it."""
    if headers.get("if-none-match") == answer.tag:
        told = [(b"etag", answer.tag.encode()), (b"cache-control", b"no-cache")]
        await send({"type": "http.response.start", "status": 304, "headers": told})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({**answer.start, "headers": list(answer.start["headers"])})
    await send({"type": "http.response.body", "body": answer.body})


def files_of(workspace: Workspace) -> Hashable:
    """What changes when a file of the project or a result does."""
    results = (workspace.runs / name for name in workspace.results())
    return workspace.stamp(), tuple(stamp_of(folder) for folder in results)


def stamp_of(folder: Path) -> Hashable:
    """Name and times of a result: of its folder, and of its manifest if it has one."""
    times = []
    for path in (folder, folder / NAME):
        with contextlib.suppress(OSError):
            times.append(path.stat().st_mtime_ns)
    return folder.name, *times
