"""A JSON Schema of project files, made from what the declared classes say of themselves; editors complete by it."""

import types
from dataclasses import MISSING, Field, is_dataclass
from datetime import date, datetime
from typing import Any, get_args, get_origin

from crossgauge.model.agreements import Change
from crossgauge.model.calendars import Calendar
from crossgauge.model.checks_references import COLLECTIONS
from crossgauge.model.corridors import BorderStop, Ride, Stop
from crossgauge.model.crossings import Chain
from crossgauge.model.demand import Arrivals, Replay, Timetable
from crossgauge.model.documents import Document
from crossgauge.model.facts import Fact
from crossgauge.model.network import Network
from crossgauge.model.places import LANGUAGES
from crossgauge.model.steps import STEPS, Arm, Branch
from crossgauge.sources.build import attributes, is_distribution, kinds, required
from crossgauge.sources.steps import ALONE
from crossgauge.units import EXAMPLES

Schema = dict[str, Any]
DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}"}
TEXT = {"type": "string"}
HOURS = {"anyOf": [TEXT, {"type": "array", "items": TEXT}, {"type": "null"}]}
NUMBER = {"type": ["number", "string"]}
TIMES = {"type": "array", "items": {"type": "string", "pattern": r"^\d{1,2}:\d{2}(:\d{2})?$"}}
WEEKDAYS = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}


def project_schema() -> Schema:
    """The JSON Schema (draft 2020-12) that every YAML file of a project folder fits.

    >>> sorted(project_schema()["properties"])[:3]
    ['agreements', 'beliefs', 'calendars']
    """
    definitions: dict[str, Schema] = {}
    properties: dict[str, Schema] = {
        "network": of_class(Network, definitions, without=(*COLLECTIONS, "provenance"))
    }
    for collection in COLLECTIONS:
        declared = get_args(kinds(Network)[collection])[0]
        properties[collection] = by_id(reference(declared, definitions))
    return of_file("Crossgauge project", properties, definitions)


def of_file(title: str, parts: dict[str, Schema], definitions: dict[str, Schema]) -> Schema:
    """The schema of a file of these parts, each of which may be left empty."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "properties": {key: or_null(value) for key, value in parts.items()},
        "additionalProperties": False,
        "$defs": definitions,
    }


def or_null(schema: Schema) -> Schema:
    """What fits a schema, or nothing."""
    return {"anyOf": [schema, {"type": "null"}]}


def by_id(schema: Schema) -> Schema:
    """A mapping id → what fits a schema."""
    return {"type": "object", "additionalProperties": schema}


def wrapped(schema: Schema) -> Schema:
    """The value itself, or with the fact or the reason behind it."""
    told = {
        "type": "object",
        "properties": {"value": schema, "fact": TEXT, "assumed": TEXT},
        "required": ["value"],
        "additionalProperties": False,
    }
    return {"anyOf": [schema, told]}


def reference(declared: type[Any], definitions: dict[str, Schema]) -> Schema:
    """The reference to the definition of a declared class, which is made at its first use."""
    name = declared.__name__
    if name not in definitions:
        definitions[name] = {}  # a class may hold itself: arms hold steps
        definitions[name] = of_class(declared, definitions)
    return {"$ref": f"#/$defs/{name}"}


def of_class(
    declared: type[Any], definitions: dict[str, Schema], without: tuple[str, ...] = ("id",)
) -> Schema:
    properties: dict[str, Schema] = {}
    demanded: list[list[str]] = []
    for word, entry in attributes(declared).items():
        if entry.name == "names" or entry.name in without:
            continue
        schema = _of_attribute(declared, entry, definitions)
        schema = {**wrapped(schema), "description": _meaning(entry)}
        properties[word] = schema
        full = entry.name != word and entry.name != "periods"
        if full:
            with_unit = {**wrapped(NUMBER), "description": _meaning(entry)}
            properties[entry.name] = with_unit if entry.name.startswith(f"{word}_") else properties[word]
        if entry.default is MISSING and declared is not Fact:
            demanded.append([word, entry.name] if full else [word])
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if declared is Calendar:
        staffed = by_id(wrapped({"anyOf": [by_id(wrapped(NUMBER)), {"const": "closed"}]}))
        properties["shifts"] = {**wrapped(staffed), "description": "staff by shift"}
        demanded.remove(["open"])
    made["required"] = [words[0] for words in demanded if len(words) == 1]
    either = [{"anyOf": [{"required": [word]} for word in words]} for words in demanded if len(words) > 1]
    if either:
        made["allOf"] = either
    return {**made, "description": (declared.__doc__ or "").split("\n")[0]}


def _meaning(entry: Field[Any]) -> str:
    unit = entry.metadata.get("unit", "")
    meaning = str(entry.metadata.get("meaning", ""))
    return f"{meaning}: {EXAMPLES[unit]}" if unit in EXAMPLES and unit != "1" else meaning


def _of_attribute(declared: type[Any], entry: Field[Any], definitions: dict[str, Schema]) -> Schema:
    special = _special(declared, entry, definitions)
    if special is not None:
        return special
    kind = kinds(declared)[entry.name]
    schema = _of_kind(required(kind), entry, definitions)
    empty = types.NoneType in get_args(kind) or isinstance(entry.default, str)
    return or_null(schema) if empty else schema


def _special(declared: type[Any], entry: Field[Any], definitions: dict[str, Schema]) -> Schema | None:
    """Attributes whose YAML is not told by their type."""
    if entry.name == "name" and "names" in attributes(declared):
        return {
            "anyOf": [
                TEXT,
                {"type": "object", "properties": dict.fromkeys(LANGUAGES, TEXT), "required": ["en"]},
            ]
        }
    if declared in (Chain, Arm, Document) and entry.name == "steps":
        return _steps(definitions)
    match (declared.__name__, entry.name):
        case ("Chain", "arrivals"):
            return _arrivals(definitions)
        case ("Branch", "arms" | "branch"):
            arms = {"type": "array", "items": reference(Arm, definitions)}
            return arms if entry.name == "arms" else {"anyOf": [arms, TEXT]}
        case (
            ("Arrivals", "count")
            | ("OriginDemand", "tonnes" | "teu" | "trucks" | "persons")
            | ("Institute", "trainees" | "visas")
        ):
            return {"anyOf": [NUMBER, by_id(wrapped(NUMBER))]}
        case ("Goods", "codes"):
            return by_id(wrapped(TEXT))
        case ("Timetable", "weekdays"):
            return WEEKDAYS
        case ("Timetable" | "Gate", "times"):
            return TIMES
        case ("Calendar", "periods"):
            return by_id(wrapped(HOURS))
        case ("Corridor", "route"):
            elements = [reference(kind, definitions) for kind in (Ride, BorderStop, Stop)]
            return {"type": "array", "items": {"anyOf": [TEXT, *elements]}}
        case ("Agreement" | "CooperationMeasure", "changes"):
            return {"type": "array", "items": _change()}
    return None


def _steps(definitions: dict[str, Schema]) -> Schema:
    """A list of steps, each one of the verbs."""
    if "step" not in definitions:
        definitions["step"] = {}
        kinds_of_step = [_step(verb, declared, definitions) for verb, declared in STEPS.items()]
        definitions["step"] = {"anyOf": [*kinds_of_step, {"enum": list(ALONE)}]}
    return {"type": "array", "items": {"$ref": "#/$defs/step"}}


def _step(verb: str, declared: type[Any], definitions: dict[str, Schema]) -> Schema:
    schema = reference(declared, definitions)
    made = definitions[declared.__name__]
    told = [word for word in made.get("required", []) if not (declared is Branch and word == "arms")]
    made["required"] = sorted({*told, verb})
    return schema


def _arrivals(definitions: dict[str, Schema]) -> Schema:
    replay = {
        "type": "object",
        "properties": {"log": TEXT, "column": TEXT, "clock": TEXT},
        "required": ["log", "column"],
        "additionalProperties": False,
        "description": (Replay.__doc__ or "").strip(),
    }
    one = wrapped({"anyOf": [reference(Arrivals, definitions), reference(Timetable, definitions), replay]})
    return {"anyOf": [one, {"type": "array", "items": one}]}


def path_into() -> Schema:
    """A dotted path into the network, or a pattern of such: its first word is an attribute of the network."""
    known = {name for word, entry in attributes(Network).items() for name in (word, entry.name)}
    heads = "|".join(sorted(known - {"id", "provenance"}))
    return {
        "type": "string",
        "pattern": rf"^(network\.)?({heads}|[^.]*\*[^.]*)(\.|$)",
        "patternErrorMessage": "Expected a path that begins with a collection of the network, as crossings.",
        "description": "dotted path, as crossings.khorgos-road.gates.cn-release.count; * stands for any id",
    }


def _change() -> Schema:
    def of(verb: str, word: str) -> Schema:
        return {
            "type": "object",
            "properties": {verb: path_into(), word: True},
            "required": [verb, word],
            "additionalProperties": False,
            "description": (Change.__doc__ or "").strip(),
        }

    return {"anyOf": [of("set", "to"), of("scale", "by")]}


def _of_kind(kind: Any, entry: Field[Any], definitions: dict[str, Schema]) -> Schema:
    if get_origin(kind) is tuple:
        return _many(get_args(kind)[0], entry, definitions)
    if is_distribution(kind):
        return NUMBER
    if is_dataclass(kind) and isinstance(kind, type):
        return reference(kind, definitions)
    if kind is bool:
        return {"type": "boolean"}
    if kind is int or kind is float:
        return _number(kind, entry)
    if kind is date or kind is datetime:
        return DATE
    words = entry.metadata.get("one_of", ())
    return {"enum": list(words)} if words else TEXT


def _number(kind: Any, entry: Field[Any]) -> Schema:
    """A bare number within its bounds, or a text where a unit is wanted."""
    told = entry.metadata
    if told.get("unit") not in ("", "1", "deg", "fraction"):
        return NUMBER
    number: Schema = {"type": "integer" if kind is int else "number"}
    for word, keyword in (("at_least", "minimum"), ("above", "exclusiveMinimum"), ("at_most", "maximum")):
        if told.get(word) is not None:
            number[keyword] = told[word]
    return {"anyOf": [number, TEXT]} if told.get("unit") == "fraction" else number


def _many(kind: Any, entry: Field[Any], definitions: dict[str, Schema]) -> Schema:
    if is_dataclass(kind) and isinstance(kind, type):
        schema = reference(kind, definitions)
        if "id" in attributes(kind):
            return by_id(wrapped(schema))
        return {"anyOf": [{"type": "array", "items": wrapped(schema)}, schema]}
    item = wrapped(_of_kind(kind, entry, definitions))
    return {"anyOf": [{"type": "array", "items": item}, TEXT]}
