"""The page of the package's face, made of signatures and docstrings."""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import crossgauge
from docs.reference_markdown import code, first_line, table


@dataclass(frozen=True)
class Word:
    """A text that stands in a signature without quotes."""

    text: str

    def __repr__(self) -> str:
        return self.text


def bare(annotation: Any) -> Any:
    """An annotation without the modules that its names come from."""
    if annotation is inspect.Parameter.empty:
        return annotation
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return Word(re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Z])", "", text))


def signature_of(name: str, told: Callable[..., Any]) -> str:
    signature = inspect.signature(told)
    parameters = [
        one.replace(
            annotation=bare(one.annotation),
            default=Word(one.default.__name__) if inspect.isfunction(one.default) else one.default,
        )
        for one in signature.parameters.values()
    ]
    return f"{name}{signature.replace(parameters=parameters, return_annotation=bare(signature.return_annotation))}"


def member_rows(owner: type[Any]) -> Iterator[tuple[str, str]]:
    for name, member in vars(owner).items():
        if name.startswith("_") or not (isinstance(member, property) or inspect.isfunction(member)):
            continue
        shown = name if isinstance(member, property) else signature_of(name, member).replace("self, ", "")
        yield code(shown.replace("(self)", "()")), first_line(member)


def docstring_of(told: Any) -> str:
    """A docstring as Markdown: what comes back, what is said further, and its examples as they are typed."""
    parts = []
    for block in (inspect.getdoc(told) or "").split("\n\n"):
        if ">>> " in block:
            before, _, examples = block.partition(">>> ")
            if before.strip():
                parts.append(f"```text\n{before.rstrip()}\n```")
            parts.append(f"```pycon\n>>> {examples}\n```")
        elif parts and ("  : " in block or re.search(r"^\S+ +: ", block, re.MULTILINE) or "   " in block):
            parts.append(f"```text\n{block}\n```")
        else:
            parts.append(block.replace("\n", " "))
    return "\n\n".join(parts)


def face_part(name: str, told: Any, prefix: str) -> list[str]:
    if isinstance(told, type):
        parts = [f"\n### {prefix}{name}\n", docstring_of(told)]
        rows = list(member_rows(told))
        return [*parts, "", table(("has", "which is"), rows)] if rows else parts
    return [f"\n### {prefix}{name}\n", f"```text\n{prefix}{signature_of(name, told)}\n```\n", docstring_of(told)]


def python_page() -> str:
    views = crossgauge.views
    names = [name for name in crossgauge.__all__ if name not in ("views", "__version__")]
    errors = [name for name in names if getattr(crossgauge, name).__module__ == "crossgauge.errors"]
    parts = [
        "# The face of the package\n",
        "`import crossgauge as cg` brings these names. Everything else may move between versions.",
        "\n## Networks, runs, studies",
    ]
    for name in names:
        if name not in errors:
            parts += face_part(name, getattr(crossgauge, name), "cg.")
    parts += ["\n## Pictures and pages\n", first_line(views)]
    for name in views.__all__:
        parts += face_part(name, getattr(views, name), "cg.views.")
    parts.append("\n## Errors")
    for name in errors:
        parts += face_part(name, getattr(crossgauge, name), "cg.")
    return "\n".join(parts) + "\n"
