"""A server over results of three days, and Debian's Chromium that looks at its page."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect

PACKAGE = Path(__file__).parents[2] / "src"
DAYS = ["--from", "2023-03-06", "--to", "2023-03-08", "--warmup", "2", "--replicas", "2"]
FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
SOFTWARE = "--enable-unsafe-swiftshader"  # WebGL by the processor alone
READY_MS = 60_000
SHOTS = os.environ.get("CROSSGAUGE_SCREENSHOTS", "")  # a folder: what a test has looked at is kept there

expect.set_options(timeout=20_000)


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "crossgauge", *words]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(PACKAGE)}


def make_results(folder: Path) -> Path:
    """A folder of results: the run 'short' with its units, the comparison 'both', a file of no result, an older run."""
    for words in (
        ["run", *DAYS, "--record", "units", "--out", str(folder / "short")],
        ["compare", "base", "dostyk-closed-14-days", *DAYS, "--out", str(folder / "both")],
    ):
        done = subprocess.run(command(*words), env=environment(), capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
    older = folder / "older"
    shutil.copytree(folder / "short", older)
    manifest = older / "manifest.json"
    manifest.write_text(re.sub(r'"format": \d+', '"format": 0', manifest.read_text()))
    return folder


@contextlib.contextmanager
def serving(runs: Path) -> Iterator[str]:
    """The address of a server over a folder of results; it is told to end, and has ended, behind it."""
    words = command("serve", "--runs", str(runs), "--port", "0")
    with subprocess.Popen(words, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            yield address_of(server)
        finally:
            server.terminate()
            server.wait(20)


def address_of(server: subprocess.Popen) -> str:
    """The address that a server prints when it listens."""
    said = ""
    for line in server.stdout:
        said += line
        if found := re.search(r"http://\S+", line):
            return found[0]
    raise AssertionError(f"the server did not start:\n{said}")


@contextlib.contextmanager
def chromium(player: Playwright, *more: str) -> Iterator[Browser]:
    """The Chromium of the system, with more flags."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "no Chromium: apt-get install chromium"
    browser = player.chromium.launch(executable_path=path, args=[*FLAGS, *more])
    try:
        yield browser
    finally:
        browser.close()


@contextlib.contextmanager
def looking(browser: Browser, address: str, state: str = "", *, wide: int = 1440, high: int = 900, **context) -> Iterator[Page]:
    """A page at a state, its map drawn. Raises AssertionError for a script's fault or a request to elsewhere."""
    faults: list[str] = []
    home = browser.new_context(viewport={"width": wide, "height": high}, locale="en-GB", **context)
    page = home.new_page()
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: faults.append(asked.url) if not asked.url.startswith((address, "blob:", "data:")) else None)
    try:
        page.goto(f"{address}#{state}")
        yield page
    finally:
        home.close()
    assert faults == []


def ready(page: Page) -> Page:
    """The page, once its map is drawn."""
    page.wait_for_selector('.maps[data-ready="true"]', timeout=READY_MS)
    return page


def shot(page: Page, name: str) -> None:
    """Keep what is on the screen, to be looked at, where a folder for it is named."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png")


def until(what, seconds: float = 30.0) -> None:
    """Waits until something holds. Raises AssertionError when it does not in time."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)
