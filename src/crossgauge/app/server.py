"""The application of a workspace: its routers, what is served beside them, and what guards them."""

from importlib import import_module

from fastapi import APIRouter, FastAPI

from crossgauge import __version__
from crossgauge.app.errors import handle_errors
from crossgauge.app.workspace import Workspace

ROUTERS: tuple[str, ...] = ()  # modules of this folder whose `router` is served


def create_app(workspace: Workspace) -> FastAPI:
    """The application that serves a workspace. Starts nothing and writes nothing until it is asked."""
    app = FastAPI(title="Crossgauge", version=__version__)
    app.state.workspace = workspace
    handle_errors(app)
    for name in ROUTERS:
        router: APIRouter = import_module(f"crossgauge.app.{name}").router
        app.include_router(router)
    return app
