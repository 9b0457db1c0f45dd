"""A job and what is kept of it on the disk, so that it outlives a page and a server."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from crossgauge.app.asked import Asked, title_of
from crossgauge.app.limits import MOST_KEPT_JOBS
from crossgauge.app.workspace import JOBS, Workspace

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
ENDED = (DONE, FAILED, CANCELLED)
RECORD = "job.json"
LOG_FILE = "log.txt"  # what the process printed
LEAST_TOLD = 0.02  # fraction below which nobody can say how long it takes


@dataclass(slots=True)
class Job:
    """One question to a server, from being asked to its answer.

    id      : also that of the result that it makes
    state   : queued, running, done, failed or cancelled
    error   : title, detail and faults where it failed
    starts  : how often a process was started for it
    began   : instant at which the stage began, in seconds of a monotonic clock
    version : counts up with every change of any job of the server
    """

    id: str
    asked: Asked
    created: str
    state: str = QUEUED
    stage: str = ""
    fraction: float = 0.0
    message: str = ""
    error: dict[str, Any] | None = None
    started: str | None = None
    ended: str | None = None
    starts: int = 0
    began: float = field(default=0.0, compare=False)
    version: int = field(default=0, compare=False)


def now() -> str:
    """This instant in UTC, as ISO text."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def told(job: Job, seconds: float) -> dict[str, Any]:
    """A job as the page reads it; `seconds` of the clock that `began` is of."""
    asked = job.asked.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"title"})
    left = None
    if job.state == RUNNING and LEAST_TOLD <= job.fraction < 1:
        left = round((seconds - job.began) * (1 - job.fraction) / job.fraction, 1)
    return {
        "id": job.id,
        "kind": job.asked.kind,
        "title": title_of(job.asked),
        "state": job.state,
        "stage": job.stage,
        "fraction": job.fraction,
        "seconds_left": left,
        "message": job.message or None,
        "error": job.error,
        "options": asked,
        "result": job.id if job.state == DONE else None,
        "created": job.created,
        "started": job.started,
        "ended": job.ended,
    }


class Records:
    """The jobs of a runs folder on the disk: one folder a job, with its record, its log and what it was given."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.folder = workspace.runs / JOBS
        self.folder.mkdir(parents=True, exist_ok=True)

    def folder_of(self, job_id: str) -> Path:
        """The folder of a job."""
        return self.folder / job_id

    def new_id(self, kind: str) -> str:
        """The first id of a kind that no job and no result has, above all that are there."""
        names = [path.name for path in (*self.folder.iterdir(), *self.workspace.runs.iterdir())]
        stem = f"{kind}-"
        numbers = [int(name[len(stem) :]) for name in names if name.startswith(stem) and name[len(stem) :].isdecimal()]
        return f"{stem}{max(numbers, default=0) + 1:04d}"

    def keep(self, job: Job) -> None:
        """Write a job down, whole or not at all."""
        asked = job.asked.model_dump(mode="json", by_alias=True, exclude_unset=True)
        words = ("id", "created", "state", "stage", "fraction", "message", "error", "started", "ended", "starts")
        record = {**{word: getattr(job, word) for word in words}, "asked": asked}
        # Whole or not at all, but not waited for until the disk has it: pages are answered meanwhile.
        draft = self.folder_of(job.id) / f"{RECORD}.draft"
        draft.write_text(json.dumps(record, ensure_ascii=True, indent=1), encoding="utf-8")
        draft.replace(draft.with_name(RECORD))

    def read(self) -> Iterator[Job]:
        """The jobs that were written down, in the order in which they were asked; what is damaged is passed over."""
        found = []
        for path in sorted(self.folder.glob(f"*/{RECORD}")):
            try:
                record = json.loads(path.read_text(encoding="utf-8"))
                job = Job(asked=Asked.model_validate(record.pop("asked")), **record)
            except (ValueError, TypeError, KeyError, ValidationError, OSError):
                continue
            if job.id == path.parent.name:
                found.append(job)
        yield from sorted(found, key=lambda job: (job.created, job.id))

    def forget_oldest(self, jobs: dict[str, Job]) -> list[str]:
        """Delete records of ended jobs beyond those that are kept; their results stay. Returns their ids."""
        ended = sorted((job for job in jobs.values() if job.state in ENDED), key=lambda job: (job.created, job.id))
        gone = [job.id for job in ended[: max(0, len(ended) - MOST_KEPT_JOBS)]]
        for job_id in gone:
            shutil.rmtree(self.folder_of(job_id), ignore_errors=True)
        return gone
