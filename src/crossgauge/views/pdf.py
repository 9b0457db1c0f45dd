"""A page as PDF: by WeasyPrint where it is installed, else by a browser of this machine."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from crossgauge.errors import CrossgaugeError

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
INSTALLED = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
FLAGS = ("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
LONGEST_S = 120


class NoPrinter(CrossgaugeError):
    """Nothing on this machine makes a PDF; the message says what would."""


def write_pdf(html: str, path: Path) -> str:
    """Write a page as PDF; returns by what. Raises NoPrinter where there is nothing to do it."""
    if by_weasyprint(html, path):
        return "WeasyPrint"
    browser = found_browser()
    if browser and by_browser(browser, html, path):
        return Path(browser).stem
    raise NoPrinter(
        "no PDF was written: neither WeasyPrint nor a browser (Chromium, Chrome, Edge) was found. Install "
        "'crossgauge[pdf]', or open the HTML page and print it."
    )


def by_weasyprint(html: str, path: Path) -> bool:
    """Whether WeasyPrint wrote the page; it needs Pango beside it."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError):
        return False
    HTML(string=html).write_pdf(path)
    return True


def found_browser() -> str | None:
    """A browser that prints, where one is installed."""
    named = (shutil.which(name) for name in BROWSERS)
    return next((one for one in (*named, *INSTALLED) if one and Path(one).exists()), None)


def by_browser(browser: str, html: str, path: Path) -> bool:
    """Whether a browser wrote the page, in a process and a profile of its own."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "brief.html"
        page.write_text(html, encoding="utf-8")
        # Chromium refuses its sandbox to root, as in containers; the page is ours and asks nothing from outside.
        root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
        command = [
            browser,
            *FLAGS,
            *root,
            f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer",
            f"--print-to-pdf={path.resolve()}",
            page.as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=LONGEST_S, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == 0 and path.is_file()
