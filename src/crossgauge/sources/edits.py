"""A copy of a project folder in which some values are changed: the text of these values, and not a letter else."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from crossgauge.errors import RunImpossible
from crossgauge.model.paths import numbered, step_name
from crossgauge.model.steps import STEPS
from crossgauge.sources.draft import check_free, draft_of
from crossgauge.sources.steps import SUBJECTLESS

FULL_NAMES = {"for": "duration", "hours": "day_hours", "open": "periods"}  # as YAML may say them as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A value to be written. path : of the value; value : its YAML in one line; assumed : where it came from."""

    path: tuple[str, ...]
    value: str
    assumed: str

    @property
    def text(self) -> str:
        """What is written: the value with its provenance."""
        return f"{{value: {self.value}, assumed: {quoted(self.assumed)}}}"


Beside = Callable[[Path, list[tuple[Edit, str]]], None]


class NotWritten(Exception):
    """Why a value has no place of its own in the YAML, in words."""


def quoted(text: str) -> str:
    """A text as YAML has it between double quotes.

    >>> quoted("as told")
    '"as told"'
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def edited_project(
    folder: Path, out: Path, edits: Sequence[Edit], beside: Beside | None = None
) -> list[tuple[Edit, str]]:
    """Write a copy of the project with the edits made; those that have no place of their own, each with the reason.

    beside : writes more into the copy, which has its name only when all of it is there
    Raises RunImpossible if `out` is there and not empty, or within the project.
    """
    check_free(out)
    if out.resolve().is_relative_to(folder.resolve()):
        raise RunImpossible(f"{out}: is within the project {folder}. Expected a folder beside it.")
    with draft_of(out) as draft:
        shutil.copytree(folder, draft, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", ".git"))
        refused = write_edits(draft, edits)
        if beside is not None:
            beside(draft, refused)
    return refused


def write_edits(folder: Path, edits: Sequence[Edit]) -> list[tuple[Edit, str]]:
    """Make the edits in the YAML files of a folder, in place; those that could not be, with the reason."""
    files = sorted(path for path in folder.rglob("*.yaml") if not path.name.startswith("."))
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    refused = []
    for edit in edits:
        why = "stands in no YAML file of the project: perhaps in a CSV table, or as a default of an element"
        for path in files:
            try:
                told = edited_text(texts[path], edit)
            except NotWritten as error:
                why, told = str(error), None
            if told is not None:
                texts[path] = told
                break
        else:
            refused.append((edit, why))
    for path, text in texts.items():
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8", newline="\n")
    return refused


def edited_text(text: str, edit: Edit) -> str | None:
    """The text with one value changed, or added to its mapping; None if its mapping is not in this text.

    >>> print(edited_text("a:\\n  b: 2 h   # as told\\n", Edit(path=("a", "b"), value="3 h", assumed="fitted")), end="")
    a:
      b: {value: 3 h, assumed: "fitted"}   # as told
    >>> print(edited_text("a: {c: 1}", Edit(path=("a", "b"), value="3 h", assumed="fitted")))
    a: {c: 1, b: {value: 3 h, assumed: "fitted"}}
    """
    root = YAML(typ="safe", pure=True).compose(text)
    owner = node_at(root, edit.path[:-1]) if root is not None else None
    if owner is not None and kind(owner) == "sequence" and len(owner.value) == 1:
        owner = unwrapped(owner.value[0])  # the one demand of a list
    if owner is None or kind(owner) != "mapping":
        return None
    words = (edit.path[-1], FULL_NAMES.get(edit.path[-1]))
    for key, value in owner.value:
        if key.value in words:
            if value.anchor or aliased(root, value) > 1:
                raise NotWritten("is shared by an anchor of the YAML")
            return text[: value.start_mark.index] + edit.text + text[end_of(value) :]
    return added(text, owner, f"{edit.path[-1]}: {edit.text}")


def added(text: str, owner: Any, entry: str) -> str:
    """The text with one more entry of a mapping, behind its last."""
    if not owner.value:
        raise NotWritten("belongs to an empty element")
    end = end_of(owner.value[-1][1])
    if owner.flow_style:
        return f"{text[:end]}, {entry}{text[end:]}"
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    indent = " " * owner.value[0][0].start_mark.column
    return f"{text[:line_end]}\n{indent}{entry}{text[line_end:]}"


def kind(node: Any) -> str:
    """mapping, sequence or scalar."""
    return {"MappingNode": "mapping", "SequenceNode": "sequence"}.get(type(node).__name__, "scalar")


def end_of(node: Any) -> int:
    """Where the text of a node ends. A block ends with its last entry: the parser says where the next one begins."""
    if kind(node) == "scalar" or node.flow_style:
        return int(node.end_mark.index)
    if not node.value:
        return int(node.start_mark.index)
    last = node.value[-1]
    return end_of(last[1] if kind(node) == "mapping" else last)


def aliased(node: Any, wanted: Any) -> int:
    """In how many places of a tree the same node stands."""
    if node is wanted:
        return 1
    if kind(node) == "mapping":
        return sum(aliased(value, wanted) for _, value in node.value)
    return sum(aliased(item, wanted) for item in node.value) if kind(node) == "sequence" else 0


def node_at(node: Any, path: Sequence[str]) -> Any:
    """The node at the end of a path of the model; None if it is not in this tree."""
    for word in path:
        node = child(unwrapped(node), word)
        if node is None:
            return None
        if node.anchor:
            raise NotWritten("is shared by an anchor of the YAML")
    return unwrapped(node)


def unwrapped(node: Any) -> Any:
    """The value of `{value: …, fact: …}`; any other node as it is."""
    if kind(node) == "mapping":
        keys = {key.value: value for key, value in node.value}
        if "value" in keys and keys.keys() & {"fact", "assumed"}:
            return keys["value"]
    return node


def child(node: Any, word: str) -> Any:
    """One step down: a key, a step by its name, an arm, an item by its number."""
    if kind(node) == "mapping":
        found = {key.value: value for key, value in node.value}
        if word == "arms" and "arms" not in found:
            return found.get("branch")
        return found.get(word)
    if kind(node) != "sequence":
        return None
    for name, item in zip(names_of(node.value), node.value, strict=True):
        if name == word:
            return item
    return node.value[int(word)] if word.isdecimal() and int(word) < len(node.value) else None


def names_of(items: Sequence[Any]) -> list[str]:
    """How paths call the items of a list: steps by label or verb and subject, arms by name."""
    names = []
    for place, item in enumerate(items):
        told = {key.value: scalar_of(value) for key, value in item.value} if kind(item) == "mapping" else {}
        verb = next((key for key in told if key in STEPS), "")
        if verb:
            subject = "" if verb in SUBJECTLESS else told.get("into" if verb == "batch" else verb, "")
            names.append(step_name(verb, subject, told.get("label", "")))
        elif kind(item) == "scalar":
            names.append(step_name(item.value, "", ""))
        else:
            names.append(told.get("name") or str(place))
    return numbered(names)


def scalar_of(node: Any) -> str:
    """The text of a scalar, or of a value with its provenance; '' for what has parts."""
    node = unwrapped(node)
    return str(node.value).strip() if kind(node) == "scalar" else ""
