"""One attribute, one line: meaning, unit and bounds, from which checks, docs, schema and errors are made."""

from collections.abc import Callable
from dataclasses import MISSING, Field, field, fields
from typing import Any


def attribute(
    meaning: str,
    *,
    unit: str = "",
    default: Any = MISSING,
    default_factory: Callable[[], Any] | Any = MISSING,
    at_least: float | None = None,
    above: float | None = None,
    at_most: float | None = None,
    one_of: tuple[str, ...] = (),
    refers: str = "",
    key: str = "",
) -> Any:
    """A dataclass field that carries what a reader and a checker must know.

    unit    : SI unit of the stored value: 's', 'm', 't', 'date', '1' (a count), 'fraction'; '' for text.
    one_of  : the words allowed.
    refers  : the kind of thing whose id this is ('place', 'calendar', 'resource', …).
    key     : the word in YAML where it differs from the name (`for` is a word of Python).
    """
    told = {
        "meaning": meaning,
        "unit": unit,
        "at_least": at_least,
        "above": above,
        "at_most": at_most,
        "one_of": one_of,
        "refers": refers,
        "key": key,
    }
    if default is not MISSING:
        return field(default=default, metadata=told)
    if default_factory is not MISSING:
        return field(default_factory=default_factory, metadata=told)
    return field(metadata=told)


def attributes_of(declared: type[Any]) -> dict[str, Field[Any]]:
    """The attributes of a declared class by the word that YAML and CSV use for them.

    The word is the stem: `length` for `length_m`, since a text carries its unit itself.
    """
    return {_word_of(entry): entry for entry in fields(declared)}


def _word_of(entry: Field[Any]) -> str:
    unit = entry.metadata.get("unit", "")
    suffix = f"_{unit}"
    stem = entry.name.removesuffix(suffix) if unit in ("s", "m", "t") else entry.name
    return entry.metadata.get("key") or stem
