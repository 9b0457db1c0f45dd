"""The page of every verb, made of what the command says of itself."""

import inspect
import re
from typing import Any

import typer

from crossgauge.cli.command import QUESTIONS, app
from docs.reference_markdown import code, table

MARKUP = re.compile(r"\[/?(?:bold|italic|dim|cyan|green|red)\]")


def help_of(text: str | None) -> str:
    """The help of a verb as Markdown: examples one a line, as the shell is given them."""
    told = MARKUP.sub("", inspect.cleandoc(text or "")).replace("\b", "")
    plain, examples = [*re.split(r"\nExamples?\n", told, maxsplit=1), ""][:2]
    lines = [" ".join(part.split("\n")) for part in plain.strip().split("\n\n")]
    if examples.strip():
        shown = [re.sub(r" {2,}", "    # ", line.strip()) for line in examples.splitlines() if line.strip()]
        lines.append("```sh\n" + "\n".join(shown) + "\n```")
    return "\n\n".join(lines)


def kind_of(parameter: Any) -> str:
    """What an option without a word of its own takes."""
    kind = parameter.type_descriptor.annotation
    return {"int": "NUMBER", "float": "NUMBER", "Path": "PATH"}.get(getattr(kind, "__name__", ""), "TEXT")


def parameter_row(parameter: Any) -> tuple[str, str, str]:
    names = [*parameter.opts, *parameter.secondary_opts]
    option = parameter.param_type_name == "option"
    word = ", ".join(code(name) for name in names) if option else code(parameter.name.upper())
    if option and not parameter.is_flag:
        word += f" {parameter.metavar or kind_of(parameter)}"
    default = parameter.default() if callable(parameter.default) else parameter.default
    if parameter.required:
        told = "**needed**"
    elif default in (None, (), [], ""):
        told = "none"
    else:
        told = code(str(default).lower() if isinstance(default, bool) else str(default))
    return word, MARKUP.sub("", parameter.help or ""), told


def verb_part(name: str, verb: Any, depth: int) -> list[str]:
    shown = [one for one in verb.params if not one.hidden and one.name != "help"]
    parts = [f"\n{'#' * depth} crossgauge {name}\n", help_of(verb.help)]
    if shown:
        heads = ("argument or option", "meaning", "default")
        parts += ["", table(heads, (parameter_row(one) for one in shown))]
    for below, inner in getattr(verb, "commands", {}).items():
        parts += verb_part(f"{name} {below}", inner, depth + 1)
    return parts


def cli_page() -> str:
    command: Any = typer.main.get_command(app)
    places: dict[str, list[str]] = {question: [] for question in QUESTIONS}
    for name, verb in command.commands.items():
        places.setdefault(verb.rich_help_panel, []).append(name)
    parts = [
        "# Every verb\n",
        help_of(command.help) + "\n",
        "Exit codes: 0 done; 1 a defect of Crossgauge; 2 bad input; 3 units wait for what can never come; 130 Ctrl-C.\n",
        table(
            ("option of every verb", "meaning", "default"),
            (parameter_row(one) for one in command.params if not one.hidden and one.name != "help"),
        ),
    ]
    for question, names in places.items():
        parts.append(f"\n## {question}")
        for name in names:
            parts += verb_part(name, command.commands[name], 3)
    return "\n".join(parts) + "\n"
