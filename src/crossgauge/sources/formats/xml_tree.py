"""XML as a tree that keeps lines. A document type is refused, so nothing can be expanded and nothing is fetched."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.sources.formats.limits import MOST_XML_DEPTH

SPACE = " "  # between namespace and name


@dataclass(slots=True)
class Tag:
    """An element: its name without namespace, attributes, line, and the elements in it."""

    name: str
    attributes: dict[str, str]
    line: int
    children: "list[Tag]" = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> "Iterator[Tag]":
        """The elements of a name directly in it."""
        return (one for one in self.children if one.name == name)

    def first(self, name: str) -> "Tag | None":
        """The first of them; None if there is none."""
        return next(self.all(name), None)


class _Refused(Exception):
    """What cannot be read on."""


def xml_tree(path: Path, most_bytes: int, limit: str, most: int) -> Tag:
    """The root of a file's elements.

    most_bytes, limit : how large the file may be, and the name of that limit
    most              : how many elements
    Raises ProjectFaulty, with file and line, for what is no XML, has a document type or passes a limit.
    """
    if not path.is_file():
        raise ProjectFaulty(path.name, [Fault(str(path), "is not there", "Expected an XML file.")])
    if path.stat().st_size > most_bytes:
        expected = f"Expected at most {most_bytes:,} ({limit})."
        raise ProjectFaulty(path.name, [Fault(path.name, f"has {path.stat().st_size:,} bytes", expected)])
    builder = _Builder(most)
    try:
        builder.parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        fault = Fault(f"{path.name}:{error.lineno}", f"is not XML: {expat.ErrorString(error.code)}", "Expected XML.")
        raise ProjectFaulty(path.name, [fault]) from None
    except (_Refused, LookupError, ValueError) as error:
        where = f"{path.name}:{builder.parser.CurrentLineNumber}"
        raise ProjectFaulty(path.name, [Fault(where, str(error), "Expected plain XML.")]) from None
    return builder.root


class _Builder:
    """Takes the parser's elements."""

    def __init__(self, most: int) -> None:
        self.parser = expat.ParserCreate(namespace_separator=SPACE)
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.letters
        self.most = most
        self.count = 0
        self.root = Tag("", {}, 0)
        self.open: list[Tag] = []

    def refuse(self, *_: object) -> None:
        raise _Refused("declares a document type or an entity")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > self.most:
            raise _Refused(f"has more than {self.most:,} elements")
        if len(self.open) >= MOST_XML_DEPTH:
            raise _Refused(f"is nested deeper than {MOST_XML_DEPTH} (MOST_XML_DEPTH)")
        told = {key.rpartition(SPACE)[2]: value for key, value in attributes.items()}
        tag = Tag(name.rpartition(SPACE)[2], told, self.parser.CurrentLineNumber)
        if self.open:
            self.open[-1].children.append(tag)
        else:
            self.root = tag
        self.open.append(tag)

    def end(self, _: str) -> None:
        self.open.pop()

    def letters(self, text: str) -> None:
        self.open[-1].text += text
