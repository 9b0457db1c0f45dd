"""The pages of docs/reference/, made of the code: `python -m docs.reference_pages` in `tests/` writes them anew."""

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import typer

import crossgauge
from crossgauge import model, tables
from crossgauge.cli.command import QUESTIONS, app
from crossgauge.model.attribute import attributes_of
from crossgauge.model.randomness import Distribution
from crossgauge.sources.texts_out import distribution_text, quantity_text
from crossgauge.tables.schema import TABLES, Column

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "reference"
TYPES_OF_NETWORK = ("network", "places", "links", "calendars", "fleet", "crossings", "steps", "demand")
TOLD_BY = {"trade": "crossgauge trade", "pipes": "crossgauge pipes"}


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown; an upright line within a cell is kept as a letter."""
    cells = [list(heads), *([cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows)]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join([lines[0], "|" + "---|" * len(cells[0]), *lines[1:]])


def code(text: str) -> str:
    return f"`{text}`" if text else ""


def first_line(told: Any) -> str:
    return (inspect.getdoc(told) or "").split("\n\n")[0].replace("\n", " ")


# ---------------------------------------------------------------- attributes


def modules_of(package: ModuleType) -> dict[str, ModuleType]:
    """The modules of a package by name, those that a reader meets first in front."""
    names = [one.name for one in iter_modules(package.__path__)]
    first = [name for name in TYPES_OF_NETWORK if name in names]
    return {
        name: import_module(f"{package.__name__}.{name}") for name in [*first, *sorted(set(names) - set(first))]
    }


def heading_of(module: ModuleType) -> str:
    """What a module is of, without what it says further."""
    return re.split(r": |[.(]", first_line(module))[0].strip()


def declared_in(module: ModuleType) -> list[type[Any]]:
    """The classes of a module whose every attribute says what it means, in the order of the file."""
    return [
        owner
        for owner in vars(module).values()
        if isinstance(owner, type)
        and is_dataclass(owner)
        and owner.__module__ == module.__name__
        and fields(owner)
        and all("meaning" in entry.metadata for entry in fields(owner))
    ]


def bounds_of(entry: Field[Any]) -> str:
    told = entry.metadata
    limits = (("≥", told["at_least"]), (">", told["above"]), ("≤", told["at_most"]))
    found = [f"{sign} {limit:g}" for sign, limit in limits if limit is not None]
    if told["one_of"]:
        found.append(", ".join(code(word) for word in told["one_of"]))
    if told["refers"]:
        found.append(f"id of a {told['refers']}")
    return "; ".join(found)


def default_of(entry: Field[Any]) -> str:
    """The default as a project folder writes it."""
    value, unit = entry.default, entry.metadata["unit"]
    if value is MISSING:
        if entry.default_factory is MISSING:
            return "**needed**"
        value = entry.default_factory()
    if value is None or value == "" or value == ():
        return "none"
    if isinstance(value, Distribution):
        return code(distribution_text(value, unit))
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, int | float):
        return code(quantity_text(value, unit))
    if isinstance(value, date | datetime | str):
        return code(str(value))
    if isinstance(value, tuple) and not any(is_dataclass(one) for one in value):
        return code("[" + ", ".join(str(one) for one in value) + "]")
    return code(type(value).__name__ + "()")


def attribute_rows(owner: type[Any]) -> Iterator[tuple[str, ...]]:
    for word, entry in attributes_of(owner).items():
        name = code(word) if word == entry.name else f"{code(word)} ({code(entry.name)})"
        told = entry.metadata
        yield name, told["meaning"], told["unit"] or "–", bounds_of(entry) or "–", default_of(entry)


def attributes_page() -> str:
    parts = [
        "# Every attribute\n",
        "What can be declared, class by class. *Word* is what YAML and CSV say; in brackets what Python says where it"
        " differs. *Unit* is that of the stored value: a text carries its own (`18 h`, `836 km`). How a folder is laid"
        " out: [the project folder](../project-format.md). What a step does: [the law of the kernel](../semantics.md).",
    ]
    for module in modules_of(model).values():
        owners = declared_in(module)
        if not owners:
            continue
        parts.append(f"\n## {heading_of(module)}")
        for owner in owners:
            parts += [
                f"\n### {owner.__name__}\n",
                first_line(owner) + "\n",
                table(("word", "meaning", "unit", "bounds", "default"), attribute_rows(owner)),
            ]
    return "\n".join(parts) + "\n"


# ---------------------------------------------------------------- tables


def columns_in(module: ModuleType) -> dict[str, tuple[Column, ...]]:
    """The tables that a module of columns declares, by their name in lower case."""
    return {
        name.lower(): value
        for name, value in vars(module).items()
        if name.isupper()
        and isinstance(value, tuple)
        and value
        and all(isinstance(one, Column) for one in value)
        and not name.startswith("_")
    }


def table_part(name: str, columns: Iterable[Column]) -> list[str]:
    rows = ((code(one.name), one.unit or "–", one.meaning) for one in columns)
    return [f"\n### {name}\n", table(("column", "unit", "meaning"), rows)]


def tables_page() -> str:
    parts = [
        "# Every column\n",
        "Instants are in the clock of the network, days are its days. `1` is a count; – is a text.",
        "\n## What a run leaves\n",
        "A folder for each table, a Parquet file for each replica. `stages`, `legs` and rows of single units are there"
        " with `--record units`.",
    ]
    for name, columns in TABLES.items():
        parts += table_part(name, columns)
    for name, module in modules_of(tables).items():
        found = {} if name == "schema" else columns_in(module)
        if found:
            parts.append(f"\n## {heading_of(module)}\n")
            parts.append(f"Told by `{TOLD_BY.get(name, 'crossgauge run')}`.")
        for one, columns in found.items():
            parts += table_part(one.replace("_", " "), columns)
    return "\n".join(parts) + "\n"


# ---------------------------------------------------------------- command line

MARKUP = re.compile(r"\[/?(?:bold|italic|dim|cyan|green|red)\]")


def help_of(text: str | None) -> str:
    """The help of a verb as Markdown: examples one a line, as the shell is given them."""
    told = MARKUP.sub("", inspect.cleandoc(text or "")).replace("\b", "")
    plain, _, examples = told.partition("\nExamples\n")
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


# ---------------------------------------------------------------- Python


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


# ---------------------------------------------------------------- files


def file_rows(folder: Path) -> Iterator[tuple[str, str]]:
    """The files of a folder with what each says of itself first."""
    for path in sorted(folder.glob("*.py")):
        told = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        yield code(path.name), told.split("\n\n")[0].split("\n\n")[0].replace("\n", " ")


def files_page() -> str:
    source = ROOT / "src" / "crossgauge"
    folders = [source, *sorted({path.parent for path in source.rglob("*.py")} - {source})]
    parts = [
        "# Every file\n",
        "Why each file of the package is there, in its own words. What flows between the folders"
        " stands in `src/crossgauge/README.md`.",
    ]
    for folder in folders:
        rows = list(file_rows(folder))
        parts += [f"\n## {folder.relative_to(source.parent).as_posix()}/\n", table(("file", "is"), rows)]
    return "\n".join(parts) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "attributes": attributes_page,
    "tables": tables_page,
    "cli": cli_page,
    "python": python_page,
    "files": files_page,
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for page, made in PAGES.items():
        (FOLDER / f"{page}.md").write_text(made(), "utf-8")
