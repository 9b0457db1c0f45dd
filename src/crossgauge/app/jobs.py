"""The jobs of a server: a queue, a few at a time, each a process of its own; kept in files of the runs folder."""

import asyncio
import contextlib
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from fastapi.concurrency import run_in_threadpool
from fastapi.sse import ServerSentEvent

from crossgauge.app.asked import GIVEN, RESULT, Asked, check_asked, words_of, write_edits
from crossgauge.app.child import COMMAND, Child, Ending, end_child, hear_child, start_child, words_on
from crossgauge.app.errors import DEFECT, LOG, Refused, error_told
from crossgauge.app.limits import AT_ONCE, KILL_AFTER_S, MOST_QUEUED, MOST_STARTS
from crossgauge.app.records import (
    CANCELLED,
    DONE,
    ENDED,
    FAILED,
    LOG_FILE,
    QUEUED,
    RUNNING,
    Job,
    Records,
    now,
    told,
)
from crossgauge.app.workspace import JOBS, Workspace
from crossgauge.errors import CrossgaugeError, Fault, NotFound
from crossgauge.tables.store import plain_faults

BETWEEN_TOLD_S = 0.1  # changes of a job that come closer are told as one
GOES_ON = "The server was stopped; the job goes on from what was finished."
STOPPED_TOO_OFTEN = f"The server was stopped {MOST_STARTS} times while the job ran (MOST_STARTS). Ask for it again."
FAILED_TITLE = "The job failed"


class Jobs:
    """What is queued, runs and has ended. All of it is touched by the server's event loop alone.

    command : the words before those of a job, which start the command
    epoch   : marks this server's ids of events, so that those of an earlier one are not taken for its own
    """

    def __init__(self, workspace: Workspace, command: Sequence[str] = COMMAND) -> None:
        self.workspace = workspace
        self.command = tuple(command)
        self.records = Records(workspace)
        self.jobs: dict[str, Job] = {}
        self.children: dict[str, Child] = {}
        self.queue: asyncio.Queue[str] = asyncio.Queue()
        self.workers: list[asyncio.Task[None]] = []
        self.news = asyncio.Event()
        self.asking = asyncio.Lock()
        self.version = 0
        self.epoch = secrets.token_hex(4)
        self.closing = False

    async def start(self) -> None:
        """Read what was kept, queue again what had not ended, and begin."""
        for job in self.records.read():
            self.jobs[job.id] = job
            if job.state == RUNNING:
                self.take_up(job)
            if job.state == QUEUED:
                self.queue.put_nowait(job.id)
        self.workers = [asyncio.create_task(self.work()) for _ in range(AT_ONCE)]

    def take_up(self, job: Job) -> None:
        """Decide on a job that ran when its server was stopped."""
        if (self.workspace.runs / job.id).is_dir():
            job.state, job.fraction, job.ended = DONE, 1.0, now()
        elif job.starts >= MOST_STARTS:
            self.fail(job, STOPPED_TOO_OFTEN)
        else:
            job.state, job.message = QUEUED, GOES_ON
        self.keep(job)

    def close(self) -> None:
        """Let no stream wait any longer and begin to end what runs; may be called from a signal's handler."""
        self.closing = True
        self.news.set()
        for child in self.children.values():
            with contextlib.suppress(ProcessLookupError):
                child.process.terminate()

    async def stop(self) -> None:
        """End every process; what ran is queued again for the next server."""
        self.close()
        await asyncio.gather(*(end_child(child) for child in self.children.values()))
        for _ in self.workers:
            self.queue.put_nowait("")  # whoever waits for a job is woken, and sees that there is none
        await asyncio.wait(self.workers, timeout=KILL_AFTER_S)

    async def submit(self, asked: Asked) -> Job:
        """Queue a job. Raises Refused where too many wait, and whatever the command would say of it."""
        self.check_room()
        await run_in_threadpool(lambda: check_asked(asked, self.workspace.of_project(asked.project)))
        self.check_room()
        job = Job(self.records.new_id(asked.kind), asked, now())
        with plain_faults(Path(job.id)):
            write_edits(asked, self.records.folder_of(job.id), self.workspace.of_project(asked.project))
            self.records.keep(job)
        self.jobs[job.id] = job
        self.tell(job)
        for gone in self.records.forget_oldest(self.jobs):
            del self.jobs[gone]
        self.queue.put_nowait(job.id)
        return job

    def check_room(self) -> None:
        """Raises Refused where too many jobs wait."""
        waiting = sum(job.state == QUEUED for job in self.jobs.values())
        if waiting >= MOST_QUEUED:
            raise Refused(429, f"{waiting} jobs wait already. Expected fewer than {MOST_QUEUED} (MOST_QUEUED).")

    def job(self, job_id: str) -> Job:
        """A job by its id. Raises NotFound."""
        if job_id not in self.jobs:
            raise NotFound("job", job_id[:100], self.jobs)
        return self.jobs[job_id]

    async def cancel(self, job_id: str) -> Job:
        """Let a job be cancelled: one that waits never starts, one that runs is ended. Raises NotFound, Refused."""
        job = self.job(job_id)
        if job.state in ENDED:
            raise Refused(409, f"job '{job_id}' has ended already: it is {job.state}.")
        job.state, job.ended, job.message = CANCELLED, now(), ""
        self.keep(job)
        child = self.children.get(job_id)
        if child is not None:
            await end_child(child)
        return job

    async def work(self) -> None:
        """Do one job after the other."""
        while not self.closing:
            job = self.jobs.get(await self.queue.get())
            if job is not None and job.state == QUEUED:
                await self.do(job)

    async def do(self, job: Job) -> None:
        """Do one job, whatever comes of it."""
        job.state, job.started, job.message = RUNNING, now(), ""
        job.starts += 1
        job.began = time.monotonic()
        self.keep(job)
        folder = self.records.folder_of(job.id)
        try:
            words = await run_in_threadpool(self.words, job, folder)
            child = await start_child(words, folder / GIVEN, folder / LOG_FILE, self.command)
            self.children[job.id] = child
            if self.closing or job.state != RUNNING:  # while the process was started
                await end_child(child)
            ending = await hear_child(child, folder, partial(self.hear, job))
            self.settle(job, ending, folder / RESULT)
        except CrossgaugeError as error:
            self.fail(job, str(error), getattr(error, "faults", ()))
        except OSError as error:
            self.fail(job, f"The job could not be done: {error.strerror or 'the system refused'}.")
        except Exception as error:  # the next job is not to suffer from it
            LOG.error("unexpected, in job %s", job.id, exc_info=error)
            self.fail(job, DEFECT)
        finally:
            self.children.pop(job.id, None)
            self.keep(job)
        if job.state in ENDED:
            await run_in_threadpool(clear, folder)

    def words(self, job: Job, folder: Path) -> list[str]:
        """The words of the command that does a job."""
        return words_of(job.asked, folder, self.workspace.of_project(job.asked.project))

    def hear(self, job: Job, event: dict[str, Any]) -> None:
        """Take up what the process of a job tells."""
        if event.get("is") != "stage":
            return
        stage, fraction = str(event.get("stage", ""))[:200], event.get("fraction", 0.0)
        if stage != job.stage or not job.fraction:
            job.began = time.monotonic()
        job.stage, job.message = stage, str(event.get("message", ""))[:500]
        job.fraction = min(1.0, max(0.0, float(fraction))) if isinstance(fraction, int | float) else 0.0
        self.tell(job)

    def settle(self, job: Job, ending: Ending, result: Path) -> None:
        """Settle a job whose process has ended: its result is moved to the runs, whole, or there is none."""
        if job.state != RUNNING:
            return
        if ending.code == 0 and result.exists():
            result.rename(self.workspace.runs / job.id)
            job.state, job.fraction, job.ended = DONE, 1.0, now()
        elif self.closing:
            job.state, job.message = QUEUED, GOES_ON
        else:
            self.fail_as_told(job, ending)

    def fail_as_told(self, job: Job, ending: Ending) -> None:
        """Fail in the words of the process; in our own where it had none that a person can use."""
        error = ending.error
        if error is None or ending.limit or error.get("code") == 1:
            self.fail(job, words_on(ending, f"{JOBS}/{job.id}/{LOG_FILE}"))
            return
        faults = [Fault(one["where"], one["wrong"], one["expected"]) for one in error.get("faults", [])]
        self.fail(job, str(error.get("detail", "")), faults)

    def fail(self, job: Job, detail: str, faults: Sequence[Fault] = ()) -> None:
        """Let a job have failed."""
        job.state, job.ended = FAILED, now()
        job.error = error_told(FAILED_TITLE, detail, faults, self.workspace)

    def keep(self, job: Job) -> None:
        """Write a job down and tell of it; what the disk refuses is told to the log, and the job goes on."""
        try:
            self.records.keep(job)
        except OSError as error:
            LOG.error("job %s cannot be written down: %s", job.id, error.strerror)
        self.tell(job)

    def tell(self, job: Job) -> None:
        """Let every stream know that a job has changed."""
        self.version += 1
        job.version = self.version
        self.news.set()
        self.news = asyncio.Event()

    async def ended(self, job: Job) -> None:
        """Wait until a job has ended, or the server does."""
        while job.state not in ENDED and not self.closing:
            await self.news.wait()

    def told(self, job: Job) -> dict[str, Any]:
        """A job as the page reads it."""
        return told(job, time.monotonic())

    def all_told(self) -> list[dict[str, Any]]:
        """Every job as the page reads it, the latest first."""
        return [self.told(job) for job in sorted(self.jobs.values(), key=lambda job: job.created, reverse=True)]

    async def changes(self, last: str | None) -> AsyncIterator[ServerSentEvent]:
        """All jobs, then each one as it changes; whoever names the last event that it saw gets what came since."""
        epoch, _, number = (last or "").partition("-")
        seen = int(number) if epoch == self.epoch and number.isdecimal() and len(number) < 16 else None
        if seen is None:
            seen = self.version
            yield ServerSentEvent(data={"jobs": self.all_told()}, event="snapshot", id=f"{self.epoch}-{seen}")
        while not self.closing:
            news = self.news
            fresh = sorted((job for job in self.jobs.values() if job.version > seen), key=lambda job: job.version)
            for job in fresh:
                seen = max(seen, job.version)
                yield ServerSentEvent(data=self.told(job), event="job", id=f"{self.epoch}-{job.version}")
            if fresh:
                await asyncio.sleep(BETWEEN_TOLD_S)
            else:
                await news.wait()


def clear(folder: Path) -> None:
    """Delete what an ended job has left beside its record and its log."""
    for left in (*folder.glob(f"{RESULT}*"), *folder.glob(f".{RESULT}*")):
        shutil.rmtree(left, ignore_errors=True)
