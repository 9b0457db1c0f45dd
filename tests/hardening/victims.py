"""What `kills.py` kills: a process that says `go` when its work begins, and does it in about a second.

    python -m hardening.victims ensemble FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import crossgauge as cg
from cli import post
from cli.test_calibrate_facts import CHECKED, FIT, LATER
from crossgauge.cli.command import run_command
from crossgauge.study.ensemble import ensemble
from study.small_ensemble import ASKED, networks

PARTS_OF_A_RUN = 6  # replicas


def run_ensemble(folder: Path, workers: int) -> None:
    """Two networks, two samples, three replicas."""
    ensemble(networks(), folder / "out", **ASKED, workers=workers)


def run_run(folder: Path) -> None:
    """Two parts, six replicas."""
    cg.run(networks()["base"], days=28, replicas=PARTS_OF_A_RUN, workers=1, warmup_days=5, out=folder / "out")


def run_calibration(folder: Path) -> None:
    """Two free parameters of a road post fitted to the hours of a year, and the project written with them."""
    project = folder / "first"
    if not project.is_dir():
        draft = folder / "draft"
        if not draft.is_dir():
            post.write_project(draft, CHECKED)
        (draft / "crossing.yaml").write_text(CHECKED, encoding="utf-8")
        draft.rename(project)
    few = ("--replicas", "2", "--warmup", "2", "--workers", "1", "--evaluations", "6")
    words = [project, *FIT, "--free", f"{LATER}=2..4", *few, "--keep", folder / "kept", "--out", folder / "out"]
    code = run_command(["calibrate", *map(str, words)])
    if code:
        raise SystemExit(code)


VICTIMS: dict[str, Callable[[Path], None]] = {
    "ensemble": lambda folder: run_ensemble(folder, 1),
    "ensemble-of-two-processes": lambda folder: run_ensemble(folder, 2),
    "run": run_run,
    "calibration": run_calibration,
}


def results(folder: Path) -> dict[str, bytes]:
    """Every file that an undisturbed victim leaves, by its path; how much was simulated anew is no result."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in sorted(found.items()) if not name.startswith("kept/")}


if __name__ == "__main__":
    print("go", flush=True)
    VICTIMS[sys.argv[1]](Path(sys.argv[2]))
