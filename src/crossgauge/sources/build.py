"""Trees into declared classes, by what their attributes say of themselves."""

import types
from dataclasses import MISSING, Field, is_dataclass
from datetime import date, datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

from crossgauge.errors import nearest
from crossgauge.model.attribute import attributes_of
from crossgauge.model.paths import Path
from crossgauge.model.places import LANGUAGES, Names
from crossgauge.model.randomness import Constant, Distribution
from crossgauge.sources import texts
from crossgauge.sources.quantities import distribution
from crossgauge.sources.reading import FAILED, Failed, Reading, told
from crossgauge.sources.tree import Listing, Mapping, Node, Scalar, described, is_empty
from crossgauge.units import NotAQuantity, shown

_attributes: dict[type[Any], dict[str, Field[Any]]] = {}
_kinds: dict[type[Any], dict[str, Any]] = {}


def attributes(declared: type[Any]) -> dict[str, Field[Any]]:
    """The attributes of a declared class by their words in YAML, remembered."""
    if declared not in _attributes:
        _attributes[declared] = attributes_of(declared)
    return _attributes[declared]


def kinds(declared: type[Any]) -> dict[str, Any]:
    """The types of a declared class's attributes by name, remembered."""
    if declared not in _kinds:
        _kinds[declared] = get_type_hints(declared)
    return _kinds[declared]


def build(reading: Reading, declared: type[Any], node: Node, path: Path, given: dict[str, Any]) -> Any:
    """An instance of a declared class from a mapping; what fails is noted and filled in for the rest to go on.

    given : values that do not stand in the mapping, as the id.
    """
    node = reading.unwrapped(node, path)
    if is_empty(node):
        node = Mapping(node.where)
    if not isinstance(node, Mapping):
        wanted = f"Expected a mapping with {', '.join(list(_open(declared, given))[:8])}."
        reading.fault(path, node.where, f"is {described(node)}", wanted)
        return declared(**_placeholders(declared, given))
    values = dict(given)
    known = _open(declared, given)
    names: dict[str, str] = {}
    for key, value in node.entries.items():
        entry = known.get(key) or _by_full_name(known, key)
        where = node.lines.get(key, value.where)
        if entry is None:
            if is_empty(value) and any(_is_cut(other) for other in node.entries.values()):
                continue  # the rest of a distribution that a comma has cut; its fault is told there
            reading.unknown(path, where, key, list(known))
            continue
        if entry.name in names:
            reading.fault(
                (*path, key), where, "is given twice", f"Expected it once; it is also '{names[entry.name]}'."
            )
            continue
        names[entry.name] = key
        word = next(word for word, other in known.items() if other is entry)
        reading.lines.setdefault((*path, word), where)
        values.update(_read(reading, value, declared, entry, (*path, word), bare=_says_unit(entry, key)))
    for key, entry in known.items():
        if entry.name not in values and entry.default is MISSING and entry.name not in names:
            reading.fault(
                path, reading.lines.get(path, node.where), f"has no '{key}'", f"Expected {told(entry)}."
            )
    return declared(**_placeholders(declared, values))


def _read(
    reading: Reading, node: Node, declared: type[Any], entry: Field[Any], path: Path, bare: bool
) -> dict[str, Any]:
    """The attribute's value by its name; a name in languages gives two attributes, a failure none."""
    if entry.name == "name" and "names" in {other.name for other in attributes(declared).values()}:
        return _names(reading, node, path)
    value = attribute_value(reading, node, declared, entry, path, bare)
    if isinstance(value, Failed):
        kind = required(kinds(declared)[entry.name])
        return {entry.name: _placeholder(kind)} if is_distribution(kind) else {}
    return {entry.name: value}


def attribute_value(
    reading: Reading, node: Node, declared: type[Any], entry: Field[Any], path: Path, bare: bool = False
) -> Any:
    """What the node says for one attribute of a declared class; FAILED if it cannot be."""
    node = reading.unwrapped(node, path)
    kind = kinds(declared)[entry.name]
    if is_empty(node):
        if types.NoneType in get_args(kind):
            return None
        if entry.default is MISSING or not isinstance(entry.default, str):
            return reading.fault(path, node.where, "is empty", f"Expected {told(entry)}.")
        return entry.default
    reader = reading.readers.get((declared, entry.name))
    if reader is not None:
        return reader(reading, node, path)
    return _value(reading, node, required(kind), entry, path, bare)


def _open(declared: type[Any], given: dict[str, Any]) -> dict[str, Field[Any]]:
    return {
        key: entry
        for key, entry in attributes(declared).items()
        if entry.name not in given and entry.name != "names"
    }


def _by_full_name(known: dict[str, Field[Any]], key: str) -> Field[Any] | None:
    return next((entry for entry in known.values() if entry.name == key), None)


def _is_cut(node: Node) -> bool:
    return isinstance(node, Scalar) and node.text.count("(") > node.text.count(")")


def _says_unit(entry: Field[Any], key: str) -> bool:
    """Whether the key is as `length_m`, so that its value may be a bare number."""
    return entry.name == key and bool(unit := entry.metadata.get("unit")) and key.endswith(f"_{unit}")


def required(kind: Any) -> Any:
    """The kind without None."""
    if get_origin(kind) in (Union, types.UnionType) and types.NoneType in get_args(kind):
        rest = tuple(part for part in get_args(kind) if part is not types.NoneType)
        return rest[0] if len(rest) == 1 else Union[rest]  # noqa: UP007 - built from parts
    return kind


def is_distribution(kind: Any) -> bool:
    """Whether the kind is one of the distributions."""
    return get_origin(kind) in (Union, types.UnionType) and set(get_args(kind)) >= set(get_args(Distribution))


def _value(reading: Reading, node: Node, kind: Any, entry: Field[Any], path: Path, bare: bool) -> Any:
    if get_origin(kind) is tuple:
        return _many(reading, node, get_args(kind)[0], entry, path)
    if is_dataclass(kind) and isinstance(kind, type):
        return build(reading, kind, node, path, {})
    if not isinstance(node, Scalar):
        return reading.fault(path, node.where, f"is {described(node)}", f"Expected {_wanted(entry)}.")
    try:
        return _one(reading, node.text.strip(), kind, entry, bare)
    except NotAQuantity as error:
        return reading.fault(path, node.where, error.wrong, error.expected)


def _wanted(entry: Field[Any]) -> str:
    return f"one value: {told(entry)}"


def _one(reading: Reading, text: str, kind: Any, entry: Field[Any], bare: bool) -> Any:
    """One value out of its text. Raises NotAQuantity."""
    unit = entry.metadata.get("unit", "")
    if not text and entry.metadata.get("refers") and entry.default != "":
        raise NotAQuantity("is empty", f"Expected {told(entry)}.")
    if is_distribution(kind):
        return distribution(text, unit, reading.column)
    if kind is bool:
        return texts.truth(text)
    if kind is int or kind is float:
        value = texts.whole(text) if kind is int else texts.real(text, unit, bare)
        texts.bounded(value, text, entry)
        return value
    if kind is datetime:
        return texts.instant(text)
    if kind is date:
        return texts.day(text)
    words = entry.metadata.get("one_of", ())
    return texts.word_in(text, words) if words else text


def _many(reading: Reading, node: Node, kind: Any, entry: Field[Any], path: Path) -> Any:
    """A tuple: elements by id, elements in a list, or plain values."""
    if is_dataclass(kind) and isinstance(kind, type):
        if "id" in attributes(kind):
            return elements(reading, kind, node, path)
        return _listed(reading, kind, node, path)
    if isinstance(node, Scalar):
        node = Listing(node.where, tuple(Scalar(node.where, part.strip()) for part in node.text.split(",")))
    if not isinstance(node, Listing):
        return reading.fault(path, node.where, f"is {described(node)}", f"Expected a list: {told(entry)}.")
    values: list[Any] = []
    for index, item in enumerate(node.items):
        within = (*path, str(index))
        item = reading.unwrapped(item, within)
        if not isinstance(item, Scalar):
            values.append(
                reading.fault(within, item.where, f"is {described(item)}", f"Expected {_wanted(entry)}.")
            )
            continue
        try:
            of_day = kind is float and entry.metadata.get("unit") == "s"
            values.append(
                texts.time_of_day(item.text)
                if of_day
                else _one(reading, item.text.strip(), kind, entry, True)
            )
        except NotAQuantity as error:
            values.append(reading.fault(within, item.where, error.wrong, error.expected))
    return FAILED if FAILED in values else tuple(values)


def _listed(reading: Reading, kind: type[Any], node: Node, path: Path) -> Any:
    items = (node,) if isinstance(node, Mapping) else node.items if isinstance(node, Listing) else None
    if items is None:
        return reading.fault(path, node.where, f"is {described(node)}", "Expected a list of mappings.")
    return tuple(build(reading, kind, item, (*path, str(index)), {}) for index, item in enumerate(items))


def elements(reading: Reading, kind: type[Any], node: Node, path: Path) -> Any:
    """The elements of a mapping id → attributes, in the order of the file."""
    if not isinstance(node, Mapping):
        return reading.fault(path, node.where, f"is {described(node)}", "Expected a mapping id → attributes.")
    pattern = texts.FACT_ID if path == ("facts",) else texts.ID
    made = []
    for key, value in node.entries.items():
        where = node.lines.get(key, value.where)
        reading.lines.setdefault((*path, key), where)
        if not pattern.fullmatch(key):
            expected = "Expected letters, digits, '-' and '_' without spaces."
            reading.fault(path, where, f"has the id {shown(key)}", expected)
        made.append(build(reading, kind, value, (*path, key), {"id": key}))
    return tuple(made)


def _names(reading: Reading, node: Node, path: Path) -> dict[str, Any]:
    """`name` and `names` out of a text or a mapping language → name."""
    node = reading.unwrapped(node, path)
    if isinstance(node, Scalar) and not is_empty(node):
        return {"name": node.text.strip()}
    if not isinstance(node, Mapping):
        reading.fault(
            path, node.where, f"is {described(node)}", "Expected a name, or a mapping {en: …, zh: …}."
        )
        return {}
    names: list[tuple[str, str]] = []
    for language, value in node.entries.items():
        if language not in LANGUAGES:
            expected = f"Expected one of {', '.join(LANGUAGES)}. {nearest(language, LANGUAGES)}"
            reading.fault(path, value.where, f"is given in the language {shown(language)}", expected)
        elif not isinstance(value, Scalar):
            reading.fault((*path, language), value.where, f"is {described(value)}", "Expected a text.")
        else:
            names.append((language, value.text.strip()))
    known: Names = tuple(names)
    english = dict(known).get("en", "")
    if not english:
        reading.fault(path, node.where, "has no English word", "Expected {en: …} among its languages.")
        return {}
    return {"name": english, "names": tuple(pair for pair in known if pair[0] != "en")}


def _placeholders(declared: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    """Something of the right kind for every attribute that has neither value nor default, and the values."""
    missing = {
        entry.name: _placeholder(required(kinds(declared)[entry.name]))
        for entry in attributes(declared).values()
        if entry.name not in values and entry.default is MISSING
    }
    return missing | values


def _placeholder(kind: Any) -> Any:
    if get_origin(kind) is tuple:
        return ()
    if is_distribution(kind):
        return Constant(0.0)
    if kind is datetime:
        return datetime(2000, 1, 1)
    if kind is date:
        return date(2000, 1, 1)
    return kind() if kind in (int, float, str, bool) else None
