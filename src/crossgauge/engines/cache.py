"""Where compiled code is kept on a machine on which neither the package nor the home can be written.

Numba keeps it beside the source, else in the user's cache, else it refuses to compile: as in a container that runs
under a number without a home, from a package that root has installed.
"""

import os
import stat
import sys
from pathlib import Path
from tempfile import TemporaryFile, gettempdir, mkdtemp

CHOSEN = "NUMBA_CACHE_DIR"


def find_room() -> None:
    """Have numba keep compiled code in a folder for temporary files, if there is no better place.

    Writes: the environment, which processes of ours inherit; numba's configuration where it is imported already.
    """
    if os.name == "nt" or os.environ.get(CHOSEN) or any(can_write(folder) for folder in usual_places()):
        return
    os.environ[CHOSEN] = str(own_folder(Path(gettempdir())))
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = os.environ[CHOSEN]


def usual_places() -> list[Path]:
    """Where numba looks: beside the engine, and in the user's cache."""
    caches = os.environ.get("XDG_CACHE_HOME") or str(Path("~", ".cache"))
    beside = Path(__file__).parent / "events" / "__pycache__"
    return [beside, Path(os.path.expanduser(caches)) / "numba"]  # noqa: PTH111 - raises nothing without a home


def can_write(folder: Path) -> bool:
    """Whether a file can be made in a folder, which is made if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def own_folder(below: Path) -> Path:
    """A folder that this user alone may enter: what lies in it is run, so another's is not taken."""
    folder = below / f"crossgauge-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return Path(mkdtemp(prefix="crossgauge-", dir=below))
    private = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return folder if private and can_write(folder) else Path(mkdtemp(prefix="crossgauge-", dir=below))
