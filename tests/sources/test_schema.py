"""Editors complete by a schema that what is read also fits."""

import json
from datetime import date

import jsonschema
import pytest
from ruamel.yaml import YAML

from crossgauge.model.steps import STEPS
from crossgauge.sources.schema import project_schema
from sources.post import CROSSING, DATED, FLEET, NETWORK

VALIDATOR = jsonschema.Draft202012Validator(project_schema())


def loaded(text: str) -> object:
    """What an editor sees: keys and dates are texts."""

    def plain(node: object) -> object:
        if isinstance(node, dict):
            return {str(key): plain(value) for key, value in node.items()}
        if isinstance(node, list):
            return [plain(value) for value in node]
        return str(node) if isinstance(node, date) else node

    return plain(YAML(typ="safe", pure=True).load(text))


def test_the_schema_is_a_schema():
    """Draft 2020-12, and nothing in it that JSON cannot say."""
    jsonschema.Draft202012Validator.check_schema(project_schema())

    assert json.loads(json.dumps(project_schema())) == project_schema()
    assert {declared.__name__ for declared in STEPS.values()} <= project_schema()["$defs"].keys()


@pytest.mark.parametrize(
    "text", [NETWORK, FLEET, CROSSING, DATED], ids=["network", "fleet", "crossing", "dated"]
)
def test_what_is_read_fits_the_schema(text):
    """The small project of these tests."""
    VALIDATOR.validate(loaded(text))


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (NETWORK, "  id: small\n", ""),
        (FLEET, "mode: rail", "mode: rails"),
        (FLEET, "from: horgos, ", ""),
        (FLEET, "wagons: 55", "wagons: 0"),
        (FLEET, "length: 7 km", "lenght: 7 km"),
        (CROSSING, "seize: tracks", "seise: tracks"),
        (CROSSING, "share: 0.05", "share: 5"),
        (CROSSING, "assumed: as", "assumption: as"),
        (DATED, "by: 0.8", "to: 0.8"),
    ],
)
def test_what_is_wrong_does_not_fit(text, old, new):
    """Words, bounds and missing attributes show in the editor already."""
    assert old in text

    assert not VALIDATOR.is_valid(loaded(text.replace(old, new, 1)))
