"""A project that is sent as a zip: unpacked within limits, into a folder of its own, and read before it is kept."""

import io
import re
import shutil
import stat
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from crossgauge.app import limits
from crossgauge.app.errors import Refused
from crossgauge.app.workspace import PROJECTS, Workspace
from crossgauge.errors import Fault
from crossgauge.model.network import Network
from crossgauge.sources.project import read_project

ENDINGS = (".yaml", ".csv", ".md", ".txt")  # all that a project is made of; none of it is ever executed
FORBIDDEN = re.compile(r"[\x00-\x1f<>:\"|?*\\]")
CHUNK_BYTES = 1 << 20


def keep_project(packed: bytes, workspace: Workspace) -> tuple[str, Network]:
    """The id under which a zipped project is kept from now on, and its network.

    Raises Refused with every fault of the zip and with the limit's name, ProjectFaulty with every fault of the
    project; then nothing is kept.
    """
    home = workspace.runs / PROJECTS
    home.mkdir(exist_ok=True)
    kept = workspace.projects()
    if len(kept) >= limits.MOST_PROJECTS:
        raise Refused(429, f"{len(kept)} projects are kept. Expected at most {limits.MOST_PROJECTS} (MOST_PROJECTS).")
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=home))
    try:
        unpack(packed, draft)
        inner = [path for path in draft.iterdir() if not path.name.startswith(".")]
        project = inner[0] if len(inner) == 1 and inner[0].is_dir() else draft
        network = read_project(project)
        stem = re.sub(r"[^0-9A-Za-z_-]+", "-", network.id).strip("-")[:60] or "project"
        numbers = (number for number in range(1, limits.MOST_PROJECTS + 2))
        name = next(name for number in numbers if (name := f"{stem}-{number:02d}") not in kept)
        project.rename(home / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return name, network


def unpack(packed: bytes, folder: Path) -> None:
    """Write the files of a zip below a folder. Raises Refused with every fault; then the folder may hold some."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused(422, "The body is not a zip. Expected a project folder packed as one.") from None
    with archive:
        entries = archive.infolist()
        check_size(entries, len(packed))
        faults = [fault for entry in entries if (fault := fault_of(entry)) is not None]
        faults += twins(entries)
        if faults:
            raise Refused(422, "The zip holds what a project may not.", faults[:50])
        left = limits.MOST_UNPACKED_BYTES
        for entry in entries:
            if not entry.is_dir():
                left = write_entry(archive, entry, folder, left)


def check_size(entries: list[zipfile.ZipInfo], packed: int) -> None:
    """Raises Refused for more files or more bytes than may be unpacked, as the zip says of itself."""
    if len(entries) > limits.MOST_UPLOAD_FILES:
        most = limits.MOST_UPLOAD_FILES
        raise Refused(413, f"The zip has {len(entries):,} entries. Expected at most {most:,} (MOST_UPLOAD_FILES).")
    total = sum(entry.file_size for entry in entries)
    if total > limits.MOST_UNPACKED_BYTES:
        raise Refused(413, too_large())
    if total > limits.MOST_PACKED_TIMES * max(packed, 1):
        most = limits.MOST_PACKED_TIMES
        raise Refused(413, f"The zip unpacks to more than {most} times its size (MOST_PACKED_TIMES).")


def too_large() -> str:
    """What is said of a zip that unpacks to too much."""
    return f"The zip unpacks to more than {limits.MOST_UNPACKED_BYTES:,} bytes (MOST_UNPACKED_BYTES)."


def fault_of(entry: zipfile.ZipInfo) -> Fault | None:
    """What is wrong with one entry of a zip, None where nothing is."""
    name, where = PurePosixPath(entry.filename), repr(entry.filename[:120])
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return Fault(where, "is a link or a device", "Expected plain files and folders.")
    if name.is_absolute() or ".." in name.parts or not name.parts or FORBIDDEN.search(entry.filename):
        return Fault(where, "leads out of the project or has letters that a name may not", "Expected plain names.")
    if len(name.parts) - 1 > limits.MOST_UPLOAD_DEPTH:
        most = limits.MOST_UPLOAD_DEPTH
        return Fault(where, "lies too deep", f"Expected at most {most} folders in each other (MOST_UPLOAD_DEPTH).")
    if any(len(part.encode("utf-8", "replace")) > 200 or part.endswith((" ", ".")) for part in name.parts):
        return Fault(where, "has a name that not every system can hold", "Expected a shorter one.")
    if entry.flag_bits & 1:
        return Fault(where, "is encrypted", "Expected a zip without a password.")
    if not entry.is_dir() and name.suffix not in ENDINGS:
        return Fault(where, "is no part of a project", f"Expected {', '.join(ENDINGS)}.")
    return None


def twins(entries: list[zipfile.ZipInfo]) -> list[Fault]:
    """Faults of names that stand in a zip twice, or differ in capitals only."""
    seen: set[str] = set()
    found = []
    for entry in entries:
        name = entry.filename.rstrip("/").casefold()
        if name in seen:
            found.append(Fault(repr(entry.filename[:120]), "stands in the zip twice", "Expected every name once."))
        seen.add(name)
    return found


def write_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, left: int) -> int:
    """Write one file, however large it says it is; returns the bytes that may still come. Raises Refused."""
    target = folder / entry.filename
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as source, target.open("xb") as file:
            while chunk := source.read(CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    raise Refused(413, too_large())
                file.write(chunk)
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, ValueError, RuntimeError):
        raise Refused(422, f"The zip is damaged at {entry.filename[:120]!r}.") from None
    return left
