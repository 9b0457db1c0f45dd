"""The brief of a run: made by a job when it is first asked for, given at once from then on."""

import asyncio
import contextlib
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse

from crossgauge.app.asked import Asked, Id
from crossgauge.app.errors import Refused
from crossgauge.app.jobs import Jobs
from crossgauge.app.limits import MOST_BRIEF_S
from crossgauge.app.records import CANCELLED, DONE, ENDED, FAILED, Job
from crossgauge.app.routes_jobs import Kept
from crossgauge.app.workspace import Here
from crossgauge.errors import NotFound

# A page of its own: it holds all that it shows, and no script.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:"
TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}
FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the brief",
        "content": {"text/html": {"schema": {"type": "string"}}, "application/pdf": {"schema": {"type": "string"}}},
    }
}
Language = Literal["en", "zh", "ru", "kk"]
router = APIRouter(prefix="/api", tags=["runs"])


@router.get("/runs/{run}/brief.{kind}", response_class=FileResponse, responses=FILES)
async def brief(
    run: Id,
    kind: Literal["html", "pdf"],
    here: Here,
    jobs: Kept,
    language: Annotated[Language, Query(description="language of the brief")] = "en",
    compare: Annotated[Id | None, Query(description="another run with the same days, seed and replicas")] = None,
) -> FileResponse:
    """The brief of a run as one page or as PDF; takes as long as a job does when it is first asked for."""
    other = {} if compare is None else {"compare": compare}
    asked = Asked.model_validate({"kind": "brief", "run": run, "language": language, **other})
    job = made(asked, jobs) or await waited(asked, jobs)
    file = here.folder_of(job.id) / f"brief.{kind}"
    if not file.is_file():
        raise NotFound("file of the brief", file.name, [path.name for path in file.parent.glob("brief.*")])
    return FileResponse(file, media_type=TYPES[kind], headers={"content-security-policy": POLICY})


def made(asked: Asked, jobs: Jobs) -> Job | None:
    """The latest job that has made this brief, if its result is there."""
    same = [job for job in jobs.jobs.values() if same_brief(job.asked, asked) and job.state == DONE]
    there = [job for job in same if (jobs.workspace.runs / job.id).is_dir()]
    return max(there, key=lambda job: job.created, default=None)


def same_brief(one: Asked, other: Asked) -> bool:
    """Whether two jobs make the same brief."""
    return all(getattr(one, word) == getattr(other, word) for word in ("kind", "run", "other", "language"))


async def waited(asked: Asked, jobs: Jobs) -> Job:
    """The job that makes this brief, once it has: one that is on its way, or a new one. Raises Refused."""
    async with jobs.asking:  # so that of many who ask at once one makes it
        going = [job for job in jobs.jobs.values() if same_brief(job.asked, asked) and job.state not in ENDED]
        job = made(asked, jobs) or (going[0] if going else await jobs.submit(asked))
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(jobs.ended(job), MOST_BRIEF_S)
    if job.state == DONE:
        return job
    if job.state == FAILED:
        raise Refused(422, str((job.error or {}).get("detail", "The brief could not be made.")))
    if job.state == CANCELLED:
        raise Refused(409, "The job that makes the brief was cancelled. Ask for it again.")
    raise Refused(503, "Jobs before it are not done yet. The brief is made when its turn comes; ask for it again then.")
