"""The verb `serve`: the page, with map, charts, scenarios and runs."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

RUNS = Path("crossgauge-results")


def serve(
    project: Annotated[
        Path | None,
        typer.Argument(help="Project folder; without it the embedded network.", show_default=False),
    ] = None,
    runs: Annotated[Path, typer.Option(help="Folder of results: those that are there are shown.")] = RUNS,
    host: Annotated[str, typer.Option(help="Address to listen on; others than this machine's own need --token.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for any that is free.", min=0, max=65535)] = 8765,
    token: Annotated[
        str,
        typer.Option(
            envvar="CROSSGAUGE_TOKEN", help="Secret that a browser must show; 'auto' draws one.", show_default=False
        ),
    ] = "",
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Name by which others reach this server.", show_default=False),
    ] = None,
    basemap: Annotated[
        Path | None, typer.Option(help="Folder of another base map.", show_default=False)
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Serve the page: the network moving on a map, charts, scenarios to edit, run and compare. Ctrl-C ends.

    Nothing is fetched from outside, and nobody but this machine can reach it unless --host says otherwise. What was
    asked and not finished goes on when the server is started again.

    [bold]Examples[/bold]

    crossgauge serve --open

    crossgauge serve mine --runs mine-results --host 0.0.0.0 --token auto --name planning.example.org
    """
    if token == "auto":
        import secrets

        token = secrets.token_urlsafe(24)
    words = [f"--runs={runs}", f"--host={host}", f"--port={port}"]
    words += [f"--project={project}"] if project is not None else []
    words += [f"--basemap={basemap}"] if basemap is not None else []
    words += [f"--name={one}" for one in name or ()]
    words += ["--open"] if open_page else []
    become([sys.executable, "-P", "-m", "crossgauge.app", *words], {**os.environ, "CROSSGAUGE_TOKEN": token})


def become(command: list[str], environment: dict[str, str]) -> None:
    """Be another program from here on; where a system cannot, start it and end with its exit code."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(command[0], command, environment)
    import subprocess

    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)
