"""A JSON Schema of scenario files, of the same declarations that their reader reads by."""

from typing import Any, get_args

from crossgauge.model.crossings import Crossing
from crossgauge.model.network import Network
from crossgauge.model.scenario import Addition, Alteration, Scenario
from crossgauge.sources.build import attributes, kinds
from crossgauge.sources.facts import VERBS
from crossgauge.sources.scenario import ADDABLE, HEADS, KINDS, PARTS
from crossgauge.sources.schema import Schema, by_id, of_class, of_file, path_into, reference


def scenario_schema() -> Schema:
    """The JSON Schema (draft 2020-12) that every scenario file fits.

    >>> list(scenario_schema()["properties"])
    ['scenario', 'add', 'changes']
    """
    definitions: dict[str, Schema] = {}
    edits = {verb: _edit(verb, definitions) for verb in KINDS}
    definitions["change"] = {"anyOf": list(edits.values())}
    change = {"$ref": "#/$defs/change"}
    parts = (
        of_class(Scenario, definitions, without=("id", "edits")),
        _additions(definitions),
        {"anyOf": [{"type": "array", "items": change}, change]},
    )
    made = of_file("Crossgauge scenario", dict(zip(HEADS, parts, strict=True)), definitions)
    return {**made, "anyOf": [{"required": [part]} for part in ("changes", "add")]}


def _additions(definitions: dict[str, Schema]) -> Schema:
    """What may be added: elements of any collection, and parts of crossings that are there."""
    start = of_class(Addition, definitions, without=("collection", "element"))["properties"]["from"]
    properties = {"from": start}
    for collection in ADDABLE:
        declared = get_args(kinds(Network)[collection])[0]
        element = reference(declared, definitions)
        if declared is Crossing:
            element = {"anyOf": [element, _parts_of_crossing(definitions)]}
        properties[collection] = by_id(element)
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _parts_of_crossing(definitions: dict[str, Schema]) -> Schema:
    whole = definitions[Crossing.__name__]["properties"]
    return {
        "title": "Parts of a crossing",
        "type": "object",
        "properties": {word: whole[word] for word in PARTS},
        "additionalProperties": False,
        "description": "what a crossing that is there has not yet",
    }


def _edit(verb: str, definitions: dict[str, Schema]) -> Schema:
    """One change by its verb, which stands for the attribute that it is the word of."""
    declared: type[Any] = KINDS[verb]
    made = of_class(declared, definitions, without=("verb", "path", "value"))
    if declared is Alteration:
        given: dict[str, Any] = {verb: path_into(), VERBS[verb]: {"description": _meaning(declared, "value")}}
        needed = [verb, VERBS[verb]]
    elif verb in made["properties"]:
        given, needed = {}, [verb]
        made["properties"].pop(attributes(declared)[verb].name, None)
    else:
        given, needed = {verb: path_into()}, [verb]
    made["properties"] = {**given, **made["properties"]}
    return {**made, "title": verb, "required": sorted({*made["required"], *needed})}


def _meaning(declared: type[Any], word: str) -> str:
    return str(attributes(declared)[word].metadata["meaning"])
