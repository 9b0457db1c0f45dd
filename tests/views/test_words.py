"""The catalogue of words: complete in four languages, with no key that nobody asks for and none that is not there."""

import ast
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

import crossgauge
from crossgauge.errors import NotFound
from crossgauge.views.words import BETWEEN, LANGUAGES, catalogue, count, day, number, word

SOURCE = Path(crossgauge.__file__).parent
OF_THE_PAGE = "page."  # read by the browser's page, which has a test of its own
ASKS = {"word", "count"}


def names_in(text: str) -> set[str]:
    """The {names} of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def texts_in_source() -> tuple[set[str], set[str], set[str]]:
    """Literal texts of the package, heads of texts that are put together, and keys that are asked for by name."""
    literals, heads, asked = set(), set(), set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                heads.add(str(node.values[0].value))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    asked.add(first.value)
    return literals, {head for head in heads if head.endswith(".")}, asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_is_filled_in_every_language(language):
    assert [key for key, texts in catalogue().items() if not texts.get(language, "").strip()] == []
    assert {frozenset(texts) for texts in catalogue().values()} == {frozenset(LANGUAGES)}


def test_texts_of_a_key_have_the_same_names_to_fill():
    differing = [
        key
        for key, texts in catalogue().items()
        if len({frozenset(names_in(form)) for text in texts.values() for form in text.split(BETWEEN)}) > 1
    ]

    assert differing == []


def test_plurals_have_as_many_forms_as_their_language():
    """English one and many, Russian one, few and many, Chinese and Kazakh one."""
    plural = {key: texts for key, texts in catalogue().items() if any(BETWEEN in text for text in texts.values())}

    wrong = [
        key
        for key, texts in plural.items()
        if [len(texts[language].split(BETWEEN)) for language in LANGUAGES] != [2, 1, 3, 1]
    ]

    assert plural
    assert wrong == []


def test_every_key_is_asked_for_and_every_key_asked_for_is_there():
    literals, heads, asked = texts_in_source()

    unused = [
        key
        for key in catalogue()
        if not key.startswith(OF_THE_PAGE) and key not in literals and not any(map(key.startswith, heads))
    ]

    assert unused == []
    assert asked - catalogue().keys() == set()


@pytest.mark.parametrize(
    ("n", "expected"), [(1, "1 день"), (2, "2 дня"), (5, "5 дней"), (11, "11 дней"), (22, "22 дня"), (112, "112 дней")]
)
def test_russian_counts_in_three_forms(n, expected):
    assert count("days", n, "ru") == expected


def test_numbers_are_written_as_each_language_does():
    assert [number(-1234.5, language, 1) for language in LANGUAGES] == [
        "−1,234.5",
        "−1,234.5",
        "−1\N{NO-BREAK SPACE}234,5",
        "−1\N{NO-BREAK SPACE}234,5",
    ]


def test_days_name_the_month():
    assert [day(date(2023, 10, 3), language) for language in LANGUAGES] == [
        "3 October 2023",
        "2023年10月3日",
        "3 октября 2023 г.",
        "2023 ж. 3 қазан",
    ]


def test_unknown_language_is_told_with_those_that_there_are():
    with pytest.raises(NotFound, match="There are: en, kk, ru, zh"):
        word("days", "fr")
