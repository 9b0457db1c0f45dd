"""Event logs in XES (IEEE 1849): a small reader. A document type is refused, so nothing can be expanded."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.parsers import expat

import polars as pl

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.sources.logs.limits import (
    MOST_LOG_BYTES,
    MOST_LOG_COLUMNS,
    MOST_LOG_ROWS,
    MOST_XES_DEPTH,
    MOST_XES_TEXT,
)
from crossgauge.units import shown

TYPES = ("string", "date", "int", "float", "boolean", "id")
PIECE = 1 << 20
CASE = "case:"  # before the keys of a trace


class _Refused(Exception):
    """The file cannot be read on."""

    def __init__(self, wrong: str, expected: str) -> None:
        self.wrong, self.expected = wrong, expected
        super().__init__(wrong)


def xes_frame(path: Path) -> pl.DataFrame:
    """A row an event, all columns text; keys of the trace as `case:…`, the event's line in `line`.

    Raises ProjectFaulty, with file and line, for what is no XES, has a document type or passes a limit.
    """
    reader = _Reader()
    parser = reader.parser
    try:
        for piece in pieces(path):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        wrong = f"is not XML: {expat.ErrorString(error.code)}"
        raise faulty(path, error.lineno, wrong, "Expected an XES event log.") from None
    except _Refused as error:
        raise faulty(path, parser.CurrentLineNumber, error.wrong, error.expected) from None
    except (LookupError, ValueError) as error:  # of an encoding that nobody knows, or that is not this
        raise faulty(path, parser.CurrentLineNumber, f"is not XML: {error}", "Expected UTF-8.") from None
    except (OSError, EOFError, zlib.error) as error:
        raise faulty(path, 1, f"cannot be unpacked ({error})", "Expected a file packed by gzip.") from None
    if not reader.is_log:
        raise faulty(path, 1, "has no element 'log'", "Expected an XES event log.")
    names = {"line": None} | dict.fromkeys(name for row in reader.rows for name in row)
    columns = {name: [row.get(name) for row in reader.rows] for name in names}
    return pl.DataFrame(columns, dict.fromkeys(names, pl.String))


def faulty(path: Path, line: int, wrong: str, expected: str) -> ProjectFaulty:
    """The one fault of a file."""
    return ProjectFaulty(path.name, [Fault(f"{path.name}:{line}", wrong, expected)])


def pieces(path: Path) -> Iterator[bytes]:
    """The bytes of the file, unpacked where it ends in .gz, until the limit."""
    size = 0
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        stream: IO[bytes] = file  # type: ignore[assignment]
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > MOST_LOG_BYTES:
                raise _Refused(
                    f"has over {MOST_LOG_BYTES:,} bytes", "Expected a smaller log (MOST_LOG_BYTES)."
                )
            yield piece


class _Reader:
    """Takes the parser's elements: attributes of traces and events at their first level, the rest passed over."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.path: list[str] = []
        self.is_log = False
        self.trace: dict[str, str] = {}
        self.event: dict[str, str] = {}
        self.rows: list[dict[str, str]] = []
        self.columns: set[str] = set()

    def refuse(self, *_: object) -> None:
        raise _Refused("declares a document type or an entity", "Expected XES without DOCTYPE.")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if len(self.path) >= MOST_XES_DEPTH:
            raise _Refused("is nested too deep", f"Expected at most {MOST_XES_DEPTH} (MOST_XES_DEPTH).")
        above = self.path[-1] if self.path else ""
        self.path.append(name)
        if name == "log" and not above:
            self.is_log = True
        elif name == "trace":
            self.trace = {}
        elif name == "event" and above == "trace":
            self.event = {"line": str(self.parser.CurrentLineNumber)}
        elif name in TYPES and above in ("trace", "event"):
            self.take(above, attributes)

    def take(self, above: str, attributes: dict[str, str]) -> None:
        """One attribute of a trace or an event."""
        key, value = attributes.get("key"), attributes.get("value")
        if key is None or value is None:
            raise _Refused("has an attribute without key or value", "Expected both.")
        if len(value) > MOST_XES_TEXT or len(key) > MOST_XES_TEXT:
            raise _Refused(
                f"has a text of {len(value)} characters", f"Expected {MOST_XES_TEXT} (MOST_XES_TEXT)."
            )
        if above == "trace":
            self.trace[CASE + key] = value
            key = CASE + key
        else:
            self.event[key] = value
        self.columns.add(key)
        if len(self.columns) > MOST_LOG_COLUMNS:
            raise _Refused(
                f"has a {len(self.columns)}th key, {shown(key)}", "Expected fewer (MOST_LOG_COLUMNS)."
            )

    def end(self, _: str) -> None:
        name = self.path.pop()
        if name == "event":
            if len(self.rows) >= MOST_LOG_ROWS:
                raise _Refused(f"has over {MOST_LOG_ROWS:,} events", "Expected fewer (MOST_LOG_ROWS).")
            self.rows.append({**self.trace, **self.event})
