"""Wheel and source distribution as they are released, and an environment with the package and its dependencies alone."""

import os
import re
import subprocess
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
WITHOUT_OURS = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}


def ran(*command: object, cwd: Path, **more: str) -> str:
    """What a command prints, without our source on its path. Raises AssertionError with its output where it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=WITHOUT_OURS | {"PYTHONUTF8": "1", "NO_COLOR": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"} | more,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def built(folder: Path) -> tuple[Path, Path]:
    """Wheel and source distribution in a folder; the wheel is made of what the source distribution holds."""
    ran(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (wheel,), (source,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, source


def needed(requirements: list[str], found: dict[str, Distribution]) -> dict[str, Distribution]:
    """Every distribution that requirements ask for on this machine, those of dependencies too, extras as they are asked."""
    for text in requirements:
        wanted = Requirement(text)
        extras = {"", *wanted.extras}
        if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if name not in found:
            found[name] = distribution(name)
            below = [Requirement(one) for one in found[name].requires or []]
            asked = [
                one
                for one in below
                if not one.marker or any(one.marker.evaluate({"extra": extra}) for extra in extras)
            ]
            for one in asked:
                one.marker = None
            needed([str(one) for one in asked], found)
    return found


def bare_environment(wheel: Path, folder: Path) -> Path:
    """The Python of a new environment that holds the wheel and, as links, what its metadata ask for: nothing else."""
    ran(sys.executable, "-m", "venv", "--without-pip", folder, cwd=wheel.parent)
    python = folder / "bin" / "python"
    packages = Path(ran(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    with ZipFile(wheel) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode()
    requirements = [line for line in re.findall(r"^Requires-Dist: (.*)$", metadata, re.MULTILINE) if "extra ==" not in line]
    for brought in needed(requirements, {}).values():
        for top in {path.parts[0] for path in brought.files or [] if path.parts[0] not in ("..", "__pycache__")}:
            if not (packages / top).exists():
                (packages / top).symlink_to(Path(str(brought.locate_file(top))))
    ran(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    return python
