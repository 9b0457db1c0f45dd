"""What a page asks of jobs: to queue one, to see them, to cancel one, and to be told as they change."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from crossgauge.app.asked import Asked
from crossgauge.app.errors import Refused
from crossgauge.app.jobs import Jobs
from crossgauge.app.limits import MOST_STREAMS
from crossgauge.app.shapes.jobs import JobTold

router = APIRouter(prefix="/api", tags=["jobs"])


def jobs_of(request: Request) -> Jobs:
    """The jobs of the server that was asked."""
    found: Jobs = request.app.state.jobs
    return found


Kept = Annotated[Jobs, Depends(jobs_of)]


async def a_stream(request: Request) -> AsyncIterator[None]:
    """Count a stream while it is open. Raises Refused where too many are."""
    if request.app.state.streams >= MOST_STREAMS:
        raise Refused(503, f"{MOST_STREAMS} pages listen already (MOST_STREAMS). Close some.")
    request.app.state.streams += 1
    try:
        yield
    finally:
        request.app.state.streams -= 1


@router.post("/jobs", status_code=202)
async def ask(asked: Asked, jobs: Kept) -> JobTold:
    """Queue a job: a process of its own works on it when its turn comes."""
    return JobTold(**jobs.told(await jobs.submit(asked)))


@router.get("/jobs")
async def all_jobs(jobs: Kept) -> list[JobTold]:
    """All jobs, the latest first."""
    return [JobTold(**told) for told in jobs.all_told()]


@router.get("/jobs/{job_id}")
async def one_job(job_id: str, jobs: Kept) -> JobTold:
    """One job."""
    return JobTold(**jobs.told(jobs.job(job_id)))


@router.post("/jobs/{job_id}/cancel")
async def cancel(job_id: str, jobs: Kept) -> JobTold:
    """Cancel a job that waits or runs."""
    return JobTold(**jobs.told(await jobs.cancel(job_id)))


@router.get("/events", response_class=EventSourceResponse, dependencies=[Depends(a_stream)])
async def events(
    jobs: Kept, last_event_id: Annotated[str | None, Header()] = None
) -> AsyncIterator[ServerSentEvent]:
    """A stream of events: `snapshot` with all jobs, then `job` with each that changes."""
    async for event in jobs.changes(last_event_id):
        yield event
