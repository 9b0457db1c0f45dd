"""What becomes of errors: one shape for all, never a path of the machine, never a trace."""

import logging
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from crossgauge.app.workspace import Workspace
from crossgauge.errors import CrossgaugeError, Fault, NotFound, ResultsUnreadable

LOG = logging.getLogger("crossgauge.app")
ABSOLUTE = re.compile(r"(?<![\w/.:~])(?:[A-Za-z]:[\\/]|/)(?:[^\s/\\:'\"]+[\\/])+([^\s/\\:'\"]*)")
DEFECT = "Something went wrong in the server. It is a defect: the server's log tells more; please report it."
TITLES = {
    400: "Not understood",
    401: "No right to ask",
    403: "Not from there",
    404: "Not found",
    405: "Not possible here",
    408: "Too slow",
    409: "Not in this state",
    413: "Too large",
    414: "Too long",
    422: "Not as expected",
    429: "Too much at once",
    500: "Unexpected",
    503: "Not ready",
}


class Refused(CrossgaugeError):
    """A request that is refused, with its status; the message says what to change."""

    def __init__(self, status: int, detail: str, faults: Sequence[Fault] = ()) -> None:
        self.status = status
        self.faults = tuple(faults)
        super().__init__(detail)


def handle_errors(app: FastAPI) -> None:
    """Have every error of an application answered in the one shape; defects are the guard's (`safety.Guard`)."""
    app.add_exception_handler(CrossgaugeError, told_of_ours)
    app.add_exception_handler(RequestValidationError, told_of_request)
    app.add_exception_handler(HTTPException, told_of_http)


async def told_of_ours(request: Request, error: Exception) -> JSONResponse:
    """What Crossgauge tells its user, as it is told in the shell, without paths."""
    workspace: Workspace = request.app.state.workspace
    faults = getattr(error, "faults", ())
    detail = str(error).partition("\n")[0] if faults else str(error)
    return shaped(status_of(error), detail, faults, workspace)


async def told_of_request(request: Request, error: Exception) -> JSONResponse:
    """A request whose parameters or body are not as described."""
    told = error.errors() if isinstance(error, RequestValidationError) else []
    faults = [
        Fault(".".join(str(part) for part in one["loc"]), str(one["msg"]), "Expected as /openapi.json describes.")
        for one in told[:20]
    ]
    return shaped(422, "The request is not as described.", faults, request.app.state.workspace)


async def told_of_http(request: Request, error: Exception) -> JSONResponse:
    """What the framework refuses: no such address, no such method."""
    status = getattr(error, "status_code", 500)
    answer = shaped(status, str(getattr(error, "detail", "")), (), request.app.state.workspace)
    answer.headers.update(getattr(error, "headers", None) or {})
    return answer


def status_of(error: Exception) -> int:
    """The status of an error of the house."""
    if isinstance(error, Refused):
        return error.status
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, ResultsUnreadable):
        return 409
    return 422


def shaped(status: int, detail: str, faults: Sequence[Fault], workspace: Workspace) -> JSONResponse:
    """The one shape: {"error": {"title", "detail", "faults": [{"where", "wrong", "expected"}]}}."""
    return JSONResponse({"error": error_told(TITLES.get(status, "Refused"), detail, faults, workspace)}, status)


def error_told(title: str, detail: str, faults: Sequence[Fault], workspace: Workspace) -> dict[str, Any]:
    """An error as the page reads it, in an answer or of a job."""
    return {
        "title": title,
        "detail": without_paths(detail, workspace),
        "faults": [
            {word: without_paths(getattr(fault, word), workspace) for word in ("where", "wrong", "expected")}
            for fault in faults
        ],
    }


def without_paths(text: str, workspace: Workspace) -> str:
    """A text in which no path of the machine is left: those within the workspace from there on, others by name."""
    for root in (workspace.runs, workspace.project, workspace.static, Path(tempfile.gettempdir()), Path.home()):
        text = text.replace(f"{root}/", "").replace(f"{root}\\", "").replace(str(root), root.name or "folder")
    return ABSOLUTE.sub(lambda found: found[1] or "a folder", text)
