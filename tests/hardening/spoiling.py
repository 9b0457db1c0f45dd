"""Right texts spoiled: in their bytes and lines, in the tree of a YAML text, in the cells of a CSV text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

from ruamel.yaml import YAML

NUMBERS = [
    "0", "-0", "-1", "1e308", "1e400", "-1e400", "1e-400", "nan", "inf", "-inf", "0x10", "1_000", "1,5", "１２", "٣", "2147483648",
    "9223372036854775807", "9223372036854775808", "1e18", "9" * 400, "1e99999999999", ".", "1.", "+5", "−5", "½", "1e5 %", "100.0001 %",
]  # fmt: skip
QUANTITIES = [
    "18 h", "-5 min", "nan h", "inf h", "1e308 h", "1e300 years", "9" * 60 + " h", "1 h 1 h", "h", "h 18", "0 s", "1e-320 s", "18 H", "18 hh",
    "18 м", "5 m USD", "5 USD/h", "50 km/h", "1435 mm", "110 TEU", "1e308 TEU", "20 t", "0 kg",
    "uniform(2 h, 1 h)", "uniform(1 h, 1 h)", "uniform(-1 h, 1 h)", "uniform(1 h)", "uniform(,)", "lognormal(mean 3 h, cv 1e300)",
    "lognormal(mean 0 h, cv 0)", "lognormal(mean 3 h, cv -1)", "exponential(0 s)", "exponential(1e308 h)", "triangular(1 h, 1 h, 1 h)",
    "triangular(3, 5, 8)", "gamma(mean 1 h, cv 1e-300)", "weibull(mean 1 h, cv 90)", "mixture(0.5: 1 h, 0.5: mixture(1: 2 h))",
    "mixture(" * 40 + "1: 1 h" + ")" * 40, "mixture(0: 1 h)", "mixture(1e308: 1 h, 1e308: 2 h)", "column(facts.csv, value, unit h)",
    "column(../x.csv, a, unit h)", "column(/dev/zero, a, unit h)", "column(facts.csv, nothing, unit h)", "constant(5 h)", "unknown(5 h)",
    "log(x.csv)", "lognormal(mean 3 h, cv 0.6", "(", "))", "normal(mean 5 h, cv 1)", "erlang(mean 1 h, shape 1000000000)",
]  # fmt: skip
DATES = [
    "2023-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "1900-01-01", "2023-01-01", "2023-12-31T23:59", "-0001-01-01",
    "2023-W01-1", "20230101", "2024-03-10T02:30", "2023-01-01T00:00+99:00", "2023-01-01T00:00+23:59", "9999-12-31T23:59-12:00",
    "0001-01-01T00:00+14:00", "01.02.2023 08:00", "1/2/2023", "2023-01-01 25:00", "2023-06-01T08:00:00.123456789Z", "08:00-08:00", "24:00-00:00",
    "25:00", "08:00", "20:00-08:00", "00:00-24:00", "always", "daily", "sun", "mon-sun", "Asia/Nowhere", "UTC", "Asia/Almaty", "../UTC", "1e3",
    "1700000000", "99999999999999",
]  # fmt: skip
LETTERS = [
    "", " ", "\t", "\x0b", "\x1f", "\x7f", "\x85", "\u2028", "\u200b", "\u202e", "\ufeff", "İ", "ı", "ß", "ﬀ", "é", "👩‍👩‍👧", "霍尔果斯", "Қорғас", "؟",
    "\U000e0001", "\ufffe", "x" * 25_000, "名" * 9_000, "a.b.c", "..", ".", "*", "con", "C:\\x", "/etc/passwd", "/dev/zero", "../../etc/passwd",
    "%s%n", "{0}", "{}", "$(id)", "';--", "[bold]", "[/]", "\\x00", "\\", "<a href=x>", "=1+1", "None", "self", "__class__", "id", "#row", "row",
]  # fmt: skip
WORDS_OF_YAML = [
    "~", "null", "yes", "no", "true", "!!python/object/apply:os.system [ls]", "!include /etc/passwd", "!!binary aGk=", "!!timestamp 2023-01-01",
    "!!set {a}", "!!omap [a: 1]", "!<!> x", "&a [*a]", "*nobody", "&a x", "{<<: *nobody}", "{<<: {a: 1}}", "? x", "- -", "\n---\n", "\n...\n", "%YAML 9.9",
    "|", "|2-\n", ">+\n", "{", "}", "[", "]", "'", '"', "#", "@", "`", "[" * 60 + "]" * 60, "{a: " * 60 + "}" * 60, "{? [a] : b}", "{a: 1, a: 2}", ": ",
]  # fmt: skip
TOKENS = NUMBERS + QUANTITIES + DATES + LETTERS
Pairs = list[list[Any]]  # a mapping that may have a key twice


class Raw(str):
    """A text that is written into YAML without quotes."""


@cache
def tree_of(text: str) -> Any:
    """A YAML text as lists of pairs, lists and texts."""

    def plain(node: Any) -> Any:
        if isinstance(node, dict):
            return ("map", [[str(key), plain(value)] for key, value in node.items()])
        if isinstance(node, list):
            return ("list", [plain(value) for value in node])
        return "~" if node is None else str(node)

    return plain(YAML(typ="safe", pure=True).load(text))


def written(node: Any) -> str:
    """The tree as YAML in flow form."""
    if isinstance(node, tuple):
        kind, inner = node
        if kind == "list":
            return "[" + ", ".join(written(one) for one in inner) + "]"
        return "{" + ", ".join(f"{written(key)}: {written(value)}" for key, value in inner) + "}"
    return str(node) if isinstance(node, Raw) else "'" + node.replace("'", "''") + "'"


def slots(node: Any) -> Iterator[tuple[list[Any], int]]:
    """Every place of the tree that holds a value: (list, position)."""
    if isinstance(node, tuple):
        for at, one in enumerate(node[1]):
            held, place = (one, 1) if node[0] == "map" else (node[1], at)
            yield held, place
            yield from slots(held[place])


def maps(node: Any) -> Iterator[Pairs]:
    """Every mapping of the tree."""
    if isinstance(node, tuple):
        if node[0] == "map":
            yield node[1]
        for one in node[1]:
            yield from maps(one[1] if node[0] == "map" else one)


def spoiled_tree(text: str, other: str, draw: Random) -> str:
    """A YAML text with one to three changes in its tree."""
    tree = deepcopy(tree_of(text))
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        change_tree(tree, other, draw)
    return written(tree)


def change_tree(tree: Any, other: str, draw: Random) -> None:
    """One change: a value put elsewhere, of another type, gone or twice; a key that is another's."""
    places, mappings = list(slots(tree)), [one for one in maps(tree) if one]
    if not places or not mappings:
        return
    (held, at), (held_2, at_2) = draw.choice(places), draw.choice(places)
    pairs, pairs_2 = draw.choice(mappings), draw.choice(mappings)
    pair, pair_2 = draw.choice(pairs), draw.choice(pairs_2)
    match draw.randrange(13):
        case 0 | 1 | 2:
            held[at] = draw.choice(TOKENS)
        case 3:
            held[at] = Raw(draw.choice(WORDS_OF_YAML))
        case 4:
            held[at], held_2[at_2] = deepcopy(held_2[at_2]), deepcopy(held[at])
        case 5:
            pair[0], pair_2[0] = pair_2[0], pair[0]
        case 6:
            pair[0] = draw.choice([*TOKENS, *(Raw(word) for word in WORDS_OF_YAML)])
        case 7:
            pairs.remove(pair)
        case 8:
            pairs.insert(draw.randrange(len(pairs) + 1), deepcopy(pair_2))
        case 9:
            held[at] = ("list", [deepcopy(held[at])] * draw.choice([1, 2, 30]))
        case 10:
            held[at] = ("map", [["value", deepcopy(held[at])], [draw.choice(["assumed", "fact", "unit", "range"]), draw.choice(TOKENS)]])
        case 11:
            for _ in range(draw.choice([2, 15, 80])):
                held[at] = ("map", [[pair[0], held[at]]])
        case _:
            held[at] = deepcopy(draw.choice(list(slots(tree_of(other))) or [([""], 0)])[0])[0]


def spoiled_cells(text: str, other: str, draw: Random) -> str:
    """A CSV text with one to three changes in its cells, columns or rows."""
    rows = [list(row) for row in csv.reader(io.StringIO(text))]
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        change_cells(rows, other, draw)
    out = io.StringIO()
    end, mark = draw.choice(["\n", "\n", "\n", "\r\n", "\r"]), draw.choice([",", ",", ",", ",", ";", "\t", "|"])
    csv.writer(out, delimiter=mark, lineterminator=end).writerows(rows)
    return out.getvalue()


def change_cells(rows: list[list[str]], other: str, draw: Random) -> None:
    """One change of a table."""
    if len(rows) < 2 or not all(rows):
        return
    row, row_2 = draw.choice(rows), draw.choice(rows)
    at = draw.randrange(len(row))
    match draw.randrange(12):
        case 0 | 1 | 2 | 3:
            row[at] = draw.choice(TOKENS)
        case 4:
            row[at], row_2[at % len(row_2)] = row_2[at % len(row_2)], row[at]
        case 5:
            rows[0][at % len(rows[0])] = draw.choice([*TOKENS, *rows[0]])
        case 6:
            for one in rows:
                del one[at : at + 1]
        case 7:
            for one in rows:
                one.insert(at, one[at] if at < len(one) else "")
        case 8:
            row[at:at] = [draw.choice(TOKENS)] * draw.choice([1, 3, 600])
        case 9:
            rows.insert(draw.randrange(len(rows)), list(row))
        case 10:
            rows[1:] = []
        case _:
            for one in rows[1:]:
                if at < len(one):
                    one[at] = draw.choice(TOKENS) if draw.random() < 0.5 else other[:20]


def spoiled_text(text: str, other: str, draw: Random) -> bytes:
    """A text with one to three changes of its lines, letters, encoding or bytes."""
    data = text.encode("utf-8", "replace")
    for _ in range(draw.choice([1, 1, 2, 3])):
        data = change_bytes(data, other.encode("utf-8", "replace"), draw)
    return data


def change_bytes(data: bytes, other: bytes, draw: Random) -> bytes:
    """One change of bytes."""
    at, to = sorted((draw.randrange(len(data) + 1), draw.randrange(len(data) + 1)))
    near = min(len(data), at + draw.randrange(1, 30))
    lines = data.splitlines(keepends=True) or [b""]
    line = draw.randrange(len(lines))
    match draw.randrange(15):
        case 0:
            return data[:at]
        case 1:
            return data[:at] + data[near:]
        case 2:
            return data[:at] + data[at:near] * draw.choice([2, 3, 500]) + data[near:]
        case 3 | 4 | 5:
            return data[:at] + draw.choice(TOKENS + WORDS_OF_YAML).encode("utf-8", "replace") + data[draw.choice([at, near]) :]
        case 6:
            return data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]
        case 7:
            return draw.choice([b"\xef\xbb\xbf", b"\xef\xbb\xbf" * 2, b"\xff\xfe", b"\0", b"\x1f\x8b", b"PK\3\4", b"PAR1"]) + data
        case 8:
            return data.replace(b"\n", draw.choice([b"\r\n", b"\r", b"\n\n", b"\x0b", b"\xe2\x80\xa8", b"", b"\n "]))
        case 9:
            text = data.decode("utf-8", "replace")
            return text.encode(draw.choice(["utf-16", "utf-16-be", "utf-32", "cp1251", "gb18030", "utf-7"]), "replace")
        case 10:
            lines.insert(draw.randrange(len(lines)), lines[line])
            return b"".join(lines)
        case 11:
            draw.shuffle(lines)
            return b"".join(lines)
        case 12:
            indent = draw.choice([b" ", b"\t", b"        "])
            lines[line] = lines[line].lstrip() if draw.random() < 0.5 else indent + lines[line]
            return b"".join(lines)
        case 13:
            return data[:at] + other[: draw.randrange(len(other) + 1)] + data[to:]
        case _:
            return data[:at] + data[at:to][::-1] + data[to:]
