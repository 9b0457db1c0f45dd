"""Right files spoiled by their own structure: XML, JSON, workbooks, GeoPackages, OMX, packed texts."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

from hardening.spoiling import (
    DATES,
    NUMBERS,
    TOKENS,
    Raw,
    change_bytes,
    change_tree,
    slots,
    spoiled_cells,
    spoiled_text,
    spoiled_tree,
)

WORDS_OF_JSON = [
    "null", "true", "false", "[]", "{}", "[[]]", "0", "-1", "1e400", "-0.0", "1e-400", "NaN", "Infinity", "9" * 400, "1.5", '""', '"\\ud800"', '"\\u0000"',
    "[" * 3_000 + "]" * 3_000, "[" * 40 + "1" + "]" * 40, '{"a": 1, "a": 2}', "[1, 2]", "[181, 91]", "[1e308, 1e308]", '["a", "b"]', "[" + "0, " * 9_000 + "0]",
]  # fmt: skip
WORDS_OF_XML = [
    '<!DOCTYPE a [<!ENTITY b "' + "x" * 99 + '"><!ENTITY c "&b;&b;&b;">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">', '<?xml version="1.0" encoding="utf-16"?>',
    '<?xml version="1.1"?>', '<?xml version="1.0" encoding="no-such"?>', "<!--", "<![CDATA[", "]]>", "&amp;", "&lt;", "&nobody;", "&#0;", "&#xD800;", "</a>", "<a>" * 60,
    '<a b="1" b="2"/>', "<a:b/>", "\0",
]  # fmt: skip
REFERENCES = ["A0", "XFD1048576", "XFE1", "A1048577", "ZZZZZZZZ9", "A99999999999", "1A", "a1", "A1:XFD1048576", "B2:A1", "$A$1", "", "R1C1", "A-1", "Ж1"]
WORDS_OF_SQL = [
    "DELETE FROM {table}", "DROP TABLE {table}", "UPDATE {table} SET {column} = NULL", "UPDATE {table} SET {column} = {other}", "UPDATE {table} SET {column} = x'00ff'",
    "UPDATE {table} SET {column} = 9223372036854775807", "UPDATE {table} SET {column} = 9e999", "UPDATE {table} SET {column} = -1", "UPDATE {table} SET {column} = substr({column}, 1, 9)",
    "UPDATE {table} SET {column} = zeroblob(200000)", "UPDATE {table} SET {column} = CAST({column} AS BLOB)", "ALTER TABLE {table} RENAME TO {new}",
    "ALTER TABLE {table} RENAME COLUMN {column} TO {new}", "ALTER TABLE {table} DROP COLUMN {column}", "ALTER TABLE {table} ADD COLUMN {new} DEFAULT 7",
    "CREATE VIEW {new} AS SELECT * FROM {table}", "INSERT INTO {table} SELECT * FROM {table}", "UPDATE {table} SET {column} = {column} || {column}",
]  # fmt: skip


def spoiled_xml(text: str, other: str, draw: Random) -> str:
    """An XML text with one to three changes of its elements."""
    root = ElementTree.fromstring(text)
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        change_elements(root, draw)
    told = ElementTree.tostring(root, encoding="unicode")
    if draw.random() < 0.1:
        at = draw.choice([0, draw.randrange(len(told))])
        told = told[:at] + draw.choice(WORDS_OF_XML) + told[at:]
    return told


def change_elements(root: ElementTree.Element, draw: Random) -> None:
    """One change: an attribute, a text, an element gone, twice, elsewhere, of another name, or nested deep."""
    elements = list(root.iter())
    one, two = draw.choice(elements), draw.choice(elements)
    names = [(tag, name) for tag in elements for name in tag.attrib]
    owner, name = draw.choice(names) if names else (one, "a")
    match draw.randrange(12):
        case 0 | 1 | 2:
            owner.set(name, draw.choice(TOKENS))
        case 3:
            owner.set(name, draw.choice(REFERENCES + NUMBERS))
        case 4:
            owner.attrib.pop(name, None)
        case 5:
            other, other_name = draw.choice(names) if names else (two, "b")
            owner.attrib[name], other.attrib[other_name] = other.get(other_name, ""), owner.get(name, "")
        case 6 | 7:
            with_text = [tag for tag in elements if tag.text and tag.text.strip()] or [one]
            draw.choice(with_text).text = draw.choice(TOKENS + NUMBERS)
        case 8:
            if len(one):
                one.remove(draw.choice(list(one)))
        case 9:
            if not any(tag is two for tag in one.iter()):
                two.insert(draw.randrange(len(two) + 1), one)
        case 10:
            one.tag, two.tag = two.tag, one.tag
        case _:
            inner = one
            for _ in range(draw.choice([2, 15, 80])):
                inner = ElementTree.SubElement(inner, one.tag, dict(one.attrib))


@cache
def tree_of_json(text: str) -> Any:
    """A JSON text as the tree that `spoiling` changes; numbers and the like stay raw."""

    def plain(node: Any) -> Any:
        if isinstance(node, dict):
            return ("map", [[key, plain(value)] for key, value in node.items()])
        if isinstance(node, list):
            return ("list", [plain(value) for value in node])
        return node if isinstance(node, str) else Raw(json.dumps(node))

    return plain(json.loads(text))


def json_of(node: Any) -> str:
    """The tree as JSON; a key may come twice."""
    if isinstance(node, tuple):
        kind, inner = node
        if kind == "list":
            return "[" + ", ".join(json_of(one) for one in inner) + "]"
        return "{" + ", ".join(f"{json.dumps(str(key))}: {json_of(value)}" for key, value in inner) + "}"
    return str(node) if isinstance(node, Raw) else json.dumps(node)


def spoiled_json(text: str, other: str, draw: Random) -> str:
    """A JSON text with one to three changes in its tree."""
    tree = deep(tree_of_json(text))
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        places = list(slots(tree))
        if places and draw.random() < 0.5:
            held, at = draw.choice(places)
            held[at] = Raw(draw.choice(WORDS_OF_JSON))
        else:
            change_tree(tree, "{a: [1, {b: c}]}", draw)
    return json_of(tree)


def deep(node: Any) -> Any:
    """The tree anew; a list that stood in two places stands in two."""
    if isinstance(node, tuple):
        return (node[0], [deep(one) for one in node[1]])
    return [deep(one) for one in node] if isinstance(node, list) else node


def spoiled_workbook(data: bytes, other: str, draw: Random) -> bytes:
    """A workbook with a part of its archive spoiled, gone, twice or under another name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheets = [name for name in parts if "sheet1" in name or "Strings" in name]
    name = draw.choice(sheets) if draw.random() < 0.6 else draw.choice(sorted(parts))
    match draw.randrange(10):
        case 0:
            del parts[name]
        case 1:
            parts[draw.choice(sorted(parts))] = parts[name]
        case 2:
            parts[draw.choice([name.upper(), "../" + name, "/" + name, name + "/", "xl/" + draw.choice(TOKENS)[:60].strip("/")])] = parts.pop(name)
        case 3 | 4:
            parts[name] = change_bytes(parts[name], other.encode("utf-8", "replace"), draw)
        case _:
            parts[name] = spoiled_xml(parts[name].decode(), other, draw).encode("utf-8", "replace")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(zipfile.ZipInfo(part.replace("\0", "")), text, draw.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED]))
    return out.getvalue()


def spoiled_store(data: bytes, other: str, draw: Random) -> bytes:
    """A GeoPackage with one to three statements run on it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        path.write_bytes(data)
        with closing(sqlite3.connect(path, isolation_level=None)) as store:
            store.execute("PRAGMA synchronous = OFF")
            for _ in range(draw.choice([1, 1, 2, 3])):
                with suppress(sqlite3.Error):
                    change_store(store, draw)
        return path.read_bytes()


def change_store(store: sqlite3.Connection, draw: Random) -> None:
    """One change: a value of a row, a byte of a geometry, or a statement."""
    tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    table = draw.choice([*tables, *(["places", "links"] * 3 if {"places", "links"} <= {*tables} else [])])
    columns = [row[1] for row in store.execute(f'PRAGMA table_info("{table}")')]
    column, second = draw.choice(columns), draw.choice(columns)
    rows = [number for (number,) in store.execute(f'SELECT rowid FROM "{table}"')]
    row = draw.choice(rows) if rows else 0
    if draw.random() < 0.5:
        (value,) = store.execute(f'SELECT "{column}" FROM "{table}" WHERE rowid = {row}').fetchone() or (None,)
        told: Any = draw.choice([draw.choice(TOKENS), draw.choice([0, -1, 2**62, 4326, 1e308, float("inf"), None, b"", b"\0GP"])])
        if isinstance(value, bytes) and value:
            told = change_bytes(value, b"GP\0\1", draw)
        store.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (told, row))
        return
    new = '"' + draw.choice([*tables, *columns, "id", "geom", "from", draw.choice(DATES)]).replace('"', "") + '"'
    told = draw.choice(WORDS_OF_SQL)
    store.execute(told.format(table=f'"{table}"', column=f'"{column}"', other=f'"{second}"', new=new))


def spoiled_matrices(data: bytes, other: str, draw: Random) -> bytes:
    """An OMX file with one to three datasets, groups or attributes put anew."""
    import h5py

    held = io.BytesIO(data)
    with h5py.File(held, "r+") as file:
        for _ in range(draw.choice([1, 1, 2, 3])):
            with suppress(KeyError, ValueError, RuntimeError, TypeError, OSError):
                change_matrices(file, draw)
    return held.getvalue()


def change_matrices(file: Any, draw: Random) -> None:
    """One change of an HDF5 file."""
    import h5py
    import numpy as np

    names: list[str] = []
    file.visit(names.append)
    name = draw.choice(names or ["data"])
    token = draw.choice(TOKENS).replace("\0", "")[:200]
    values: list[Any] = [
        np.ones((2, 3)), np.ones(2), 3.0, np.array([["a", "b"], ["c", "d"]], "S1"), np.full((2, 2), np.nan), np.full((2, 2), -1.0), np.full((2, 2), 1e308),
        np.ones((2, 2), complex), np.array([[2**63 - 1] * 2] * 2), np.ones((2, 2), bool), np.array([token.encode()] * 2), np.array([b"mine", token.encode() or b"x"]),
        np.array([2**31 - 1, 0]), h5py.Empty("f8"), np.ones((0, 0)), np.zeros((2, 2), [("a", "f8"), ("b", "i4")]), token, [token, token], np.ones((2, 2, 2)),
    ]  # fmt: skip
    match draw.randrange(9):
        case 0:
            del file[name]
        case 1 | 2:
            del file[name]
            file[name] = draw.choice(values)
        case 3:
            file[draw.choice(["data/", "lookup/", "/"]) + token] = draw.choice(values)
        case 4:
            file.attrs[draw.choice(["SHAPE", "OMX_VERSION"])] = draw.choice([*values, [2, 2], [10**9, 10**9], [-1, -1], [2], [2, 2, 2], ["a", "b"], 2])
        case 5:
            file[name].attrs["measure"] = draw.choice([*values, "hours", "tonnes", "teu", b"persons", "nothing"])
        case 6:
            link = draw.choice([h5py.SoftLink("/data/ore"), h5py.SoftLink("/nowhere"), h5py.ExternalLink("/etc/passwd", "/"), h5py.SoftLink("/data")])
            del file[name]
            file[name] = link
        case 7:
            file.move(name, draw.choice(["data/", "lookup/", "/"]) + draw.choice(["ore", "place", "x", token]))
        case _:
            file[name].attrs.clear()
            file.attrs.pop("SHAPE", None)


def spoiled_packed(data: bytes, other: str, draw: Random) -> bytes:
    """A packed XML text, spoiled before it is packed."""
    text = gzip.decompress(data).decode()
    told = spoiled_xml(text, other, draw).encode("utf-8", "replace") if draw.random() < 0.7 else spoiled_text(text, other, draw)
    return gzip.compress(told, mtime=0)


TREES: dict[str, Callable[[str, str, Random], str]] = {
    ".yaml": spoiled_tree, ".csv": spoiled_cells, ".json": spoiled_json, ".geojson": spoiled_json, ".xes": spoiled_xml, ".net": spoiled_xml, ".scn": spoiled_xml,
}  # fmt: skip
PACKED: dict[str, Callable[[bytes, str, Random], bytes]] = {
    ".xlsx": spoiled_workbook, ".gpkg": spoiled_store, ".omx": spoiled_matrices, ".gz": spoiled_packed,
}  # fmt: skip


def spoiled(name: str, right: str | bytes, other: str, draw: Random) -> bytes:
    """What becomes of a right file: two of three times its structure is changed, else its letters or bytes."""
    ending = name[name.rfind(".") :]
    if isinstance(right, bytes):
        by_parts = PACKED.get(ending)
        if by_parts is not None and draw.random() < 0.65:
            return by_parts(right, other, draw)
        for _ in range(draw.choice([1, 1, 2, 5])):
            right = change_bytes(right, other.encode("utf-8", "replace"), draw)
        return right
    by_structure = TREES.get(ending)
    if by_structure is None or draw.random() < 0.35:
        return spoiled_text(right, other, draw)
    text = by_structure(right, other, draw)
    return spoiled_text(text, other, draw) if draw.random() < 0.1 else text.encode("utf-8", "replace")
