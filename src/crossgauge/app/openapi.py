"""The description of the server (OpenAPI), of which the page's types are made: `python -m crossgauge.app.openapi`.

The page keeps it as web/openapi.json; tests/app/test_openapi.py tells when it is no longer what the server says.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from crossgauge.app.server import create_app
from crossgauge.app.shapes import network, runs, series, studies, words
from crossgauge.app.workspace import Workspace


def description() -> dict[str, Any]:
    """What the server says of itself, with every shape of `shapes`, in the same order each time."""
    with tempfile.TemporaryDirectory() as folder:
        told = create_app(Workspace(Path(folder))).openapi()
    _, shapes = models_json_schema(
        [(shape, "serialization") for shape in shapes_of()], ref_template="#/components/schemas/{model}"
    )
    schemas = told.setdefault("components", {}).setdefault("schemas", {})
    told["components"]["schemas"] = dict(sorted({**shapes["$defs"], **schemas}.items()))
    return told


def shapes_of() -> list[type[words.Shape]]:
    """Every shape that the read side answers with."""
    modules = (words, network, runs, series, studies)
    found = [one for module in modules for one in vars(module).values() if isinstance(one, type)]
    return [one for one in dict.fromkeys(found) if issubclass(one, words.Shape) and one is not words.Shape]


def text() -> str:
    """The description as the file holds it."""
    return json.dumps(description(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text(), encoding="utf-8")
    else:
        sys.stdout.write(text())
