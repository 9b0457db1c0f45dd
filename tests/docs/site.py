"""The site of the documentation, built by Zensical: `python -m docs.site` in `tests/` writes it into build/docs/site/.

Pages are built from a copy, in which what stands behind the opening of a block (`file=NAME`, `no-run`) is a title or gone.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OPENING = re.compile(r"^(```\w+) +(?:file=(\S+))?[^\n]*$", re.MULTILINE)


def for_the_site(text: str) -> str:
    """A page whose blocks are opened as the generator knows it.

    >>> for_the_site("```yaml file=first/crossing.yaml")
    '```yaml title="first/crossing.yaml"'
    >>> for_the_site("```sh no-run")
    '```sh'
    """
    return OPENING.sub(lambda found: found[1] + (f' title="{found[2]}"' if found[2] else ""), text)


def completed(settings: str, pages: list[str]) -> str:
    """Settings in whose navigation every page stands: decisions in its last part, others that nobody put there "Further".

    >>> print(completed("nav:\\n  - Decisions:\\n      - decisions/index.md", ["decisions/0001.md", "new.md"]))
    nav:
      - Decisions:
          - decisions/index.md
          - decisions/0001.md
      - Further:
          - new.md
    <BLANKLINE>
    """
    missing = [page for page in pages if not re.search(rf"[:-] {re.escape(page)}$", settings, re.MULTILINE)]
    missing.sort(key=lambda page: not page.startswith("decisions/"))
    lines = [f"      - {page}" for page in missing]
    further = sum(page.startswith("decisions/") for page in missing)
    if further < len(lines):
        lines.insert(further, "  - Further:")
    return "\n".join([settings.rstrip("\n"), *lines]) + "\n"


def build_site(work: Path) -> Path:
    """The folder of the site, built strictly in a folder that is emptied. Raises AssertionError with what is wrong."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(ROOT / "docs", work / "docs", ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    pages = sorted((work / "docs").rglob("*.md"))
    for page in pages:
        page.write_text(for_the_site(page.read_text("utf-8")), "utf-8")
    names = [page.relative_to(work / "docs").as_posix() for page in pages]
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    (work / "mkdocs.yml").write_text(completed(settings, names), "utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", "mkdocs.yml"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    return work / "site"


if __name__ == "__main__":
    print(build_site(ROOT / "build" / "docs") / "index.html")
