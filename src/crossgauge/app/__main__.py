"""`python -m crossgauge.app`: the server of one project and one runs folder, until Ctrl-C."""

import argparse
import ipaddress
import logging
import os
import socket
import sys
import threading
import webbrowser
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType

import uvicorn

from crossgauge.app.limits import MOST_CONNECTIONS
from crossgauge.app.server import create_app
from crossgauge.app.workspace import BASEMAP, JOBS, Workspace
from crossgauge.errors import CrossgaugeError, RunImpossible
from crossgauge.tables.store import plain_faults, take_lock

TOKEN = "CROSSGAUGE_TOKEN"  # environment: a token in the words of a command can be read by everybody on a machine
LEAST_TOKEN = 16  # characters
BAD_INPUT = 2
IDLE_S = 75  # that a connection is kept for the next request: longer than a browser keeps it
CLOSING_S = 1  # that answers have to end
LOG_BYTES = 1_000_000


class PageServer(uvicorn.Server):
    """A server whose open streams end when it is told to."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Wake the streams and end what runs: uvicorn waits for both."""
        jobs = getattr(getattr(self.config.app, "state", None), "jobs", None)
        if jobs is not None:
            jobs.close()
        super().handle_exit(sig, frame)


def main() -> int:
    """Serve until a signal comes. Returns the exit code: 0, or 2 for what cannot be served, with a message."""
    options = read_options()
    token = os.environ.pop(TOKEN, "")
    try:
        check_reach(options.host, token)
        with plain_faults(options.runs):
            workspace = Workspace(options.runs, project=options.project, basemap=options.basemap)
            lock = lock_of(workspace)
        name = workspace.network.name or workspace.network.id
        listening = listen(options.host, options.port)
    except CrossgaugeError as error:
        sys.stderr.write(f"crossgauge: {error}\n")
        return BAD_INPUT
    port = int(listening.getsockname()[1])
    log_to(workspace.runs / JOBS / "server.log")
    names = [*options.name, options.host]
    config = uvicorn.Config(
        create_app(workspace, token=token, names=names, port=port),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=CLOSING_S,
        ws="none",
    )
    address = address_of(options.host, port, token)
    sys.stdout.write(f"{name}\nOpen {address}\nRuns are kept in {options.runs}. Ctrl-C ends.\n")
    sys.stdout.flush()
    if options.open:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    try:
        PageServer(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        os.close(lock)
    return 0


def read_options() -> argparse.Namespace:
    """The options of the command line; `crossgauge serve --help` explains them."""
    parser = argparse.ArgumentParser(prog="crossgauge serve", add_help=False)
    parser.add_argument("--project", type=Path)
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--basemap", type=Path, default=BASEMAP)
    parser.add_argument("--name", action="append", default=[])
    parser.add_argument("--open", action="store_true")
    return parser.parse_args()


def check_reach(host: str, token: str) -> None:
    """Raises RunImpossible for a server that others reach without a token, and for a token that can be guessed."""
    if token and len(token) < LEAST_TOKEN:
        raise RunImpossible(f"the token has {len(token)} characters. Expected {LEAST_TOKEN} or more, or 'auto'.")
    if not token and not is_loopback(host):
        raise RunImpossible(f"host {host} can be reached by others. Expected a token too: --token auto.")


def is_loopback(host: str) -> bool:
    """Whether a host is reached from this machine alone.

    >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("0.0.0.0"), is_loopback("example.org")
    (True, True, False, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def lock_of(workspace: Workspace) -> int:
    """A handle that holds the runs for this server alone while it is open. Raises RunImpossible."""
    folder = workspace.runs / JOBS
    folder.mkdir(exist_ok=True)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    if not take_lock(handle):
        os.close(handle)
        raise RunImpossible("another server serves these runs already. Expected another folder with --runs.")
    return handle


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises RunImpossible for a port in use and for a host that is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    if os.name != "nt":  # there it would share the port with whoever has it
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(256)
    except OverflowError:
        raise RunImpossible(f"port is {port}. Expected 0 to 65535.") from None
    except OSError as error:
        listening.close()
        wrong = (error.strerror or "no such host").lower()
        hint = "Expected a free port, as --port 8766 or --port 0 for any, and a host of this machine."
        raise RunImpossible(f"{host} port {port}: {wrong}. {hint}") from None
    return listening


def address_of(host: str, port: int, token: str) -> str:
    """What to open in a browser.

    >>> address_of("0.0.0.0", 8765, "")
    'http://127.0.0.1:8765/'
    """
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}/{f'?token={token}' if token else ''}"


def log_to(path: Path) -> None:
    """Write what the server has to say for itself to a file; it says nothing of tokens, and nothing on the screen."""
    handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # an answer that is still being made in a thread is not waited for
