"""The application of a workspace: its routers, the page, and what guards them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib import import_module

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse, HTMLResponse
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from crossgauge import __version__
from crossgauge.app.answers import Answers
from crossgauge.app.child import COMMAND
from crossgauge.app.errors import handle_errors
from crossgauge.app.jobs import Jobs
from crossgauge.app.safety import Guard
from crossgauge.app.shapes.words import Failure
from crossgauge.app.workspace import Workspace

ROUTERS: tuple[str, ...] = (  # modules of this folder whose `router` is served
    "routes_jobs",
    "routes_projects",
    "routes_brief",
    "read_network",
    "read_scenarios",
    "read_runs",
    "read_series",
    "read_corridors",
    "read_studies",
    "exports",
)
NOT_BUILT = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Crossgauge</title><h1>The page is not built</h1>"
    "<p>This is a checkout of the source. In its folder <code>web</code> run <code>npm ci</code> and"
    " <code>npm run build</code>, then start the server again."
    "<p>The server itself works: <a href=/openapi.json>openapi.json</a> describes it."
)
ABOUT = "The network, its scenarios and runs, and the jobs that make them. Every error has one shape, `Failure`."
REFUSALS = {  # what any route may answer
    400: "not understood",
    401: "no token was shown",
    403: "asked from another page",
    404: "no such thing",
    408: "the body took too long",
    409: "not in this state",
    413: "too large",
    414: "address too long",
    422: "not as described",
    429: "too much at once",
    503: "not ready",
}
GZIP_LEVEL = 5  # 9 takes 2 to 3 times as long for 1–2 % less
GZIP_LEAST_BYTES = 1_000


def create_app(
    workspace: Workspace,
    *,
    token: str = "",
    names: Sequence[str] = (),
    port: int = 0,
    command: Sequence[str] = COMMAND,
) -> FastAPI:
    """The application that serves a workspace, behind its guard. Starts nothing and writes nothing until it is run.

    token, names, port : as `safety.Guard` has them
    command            : the words that start the command for a job
    """

    @asynccontextmanager
    async def alive(app: FastAPI) -> AsyncIterator[None]:
        app.state.jobs = Jobs(workspace, command)
        await app.state.jobs.start()
        try:
            yield
        finally:
            await app.state.jobs.stop()

    app = FastAPI(
        title="Crossgauge",
        version=__version__,
        description=ABOUT,
        lifespan=alive,
        docs_url=None,  # their pages fetch scripts from elsewhere
        redoc_url=None,
        responses={status: {"model": Failure, "description": words} for status, words in REFUSALS.items()},
    )
    app.state.workspace = workspace
    app.state.streams = 0
    handle_errors(app)
    app.add_middleware(GZipMiddleware, minimum_size=GZIP_LEAST_BYTES, compresslevel=GZIP_LEVEL)
    app.add_middleware(Answers, workspace=workspace)
    app.add_middleware(Guard, token=token, names=names, port=port)
    for name in ROUTERS:
        router: APIRouter = import_module(f"crossgauge.app.{name}").router
        app.include_router(router)
    serve_page(app, workspace)
    return app


def serve_page(app: FastAPI, workspace: Workspace) -> None:
    """Serve the built page and the base map; a page that says how to build where there is none."""

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    def page() -> Response:
        index = workspace.static / "index.html"
        return FileResponse(index) if index.is_file() else HTMLResponse(NOT_BUILT, 503)

    if workspace.basemap.is_dir():
        app.mount("/basemap", StaticFiles(directory=workspace.basemap))
    if workspace.static.is_dir():
        app.mount("/", StaticFiles(directory=workspace.static))
