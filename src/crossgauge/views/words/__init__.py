"""Words of figures, briefs and pages in four languages: one JSON file a topic, every key in every language."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from crossgauge.errors import NotFound

Language = Literal["en", "zh", "ru", "kk"]
LANGUAGES: tuple[Language, ...] = ("en", "zh", "ru", "kk")
NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
LONGEST_YEAR = 366  # days
BETWEEN = "|"  # plural forms of a text: one, many; in Russian one, few, many


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every key with its text in every language. Raises ValueError where two topics have the same key.

    >>> catalogue()["name.west"]["zh"]
    '西行'
    """
    found: dict[str, Mapping[str, str]] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".json"):
            continue
        texts = json.loads(file.read_text(encoding="utf-8"))
        if again := found.keys() & texts.keys():
            raise ValueError(f"{file.name}: keys of another topic: {', '.join(sorted(again))}")
        found.update(texts)
    return MappingProxyType(found)


def language_of(asked: str) -> Language:
    """The language of that name. Raises NotFound with what there is.

    >>> language_of("kk")
    'kk'
    """
    if asked not in LANGUAGES:
        raise NotFound("language", asked, LANGUAGES)
    return asked


def word(key: str, language: str = "en", **parameters: Any) -> str:
    """The text of a key, its {names} filled. Raises KeyError for a key or name that is not there.

    >>> word("hours", "ru", value="3,2")
    '3,2 ч'
    """
    text = catalogue()[key][language_of(language)]
    return text.format(**parameters) if parameters else text


def named(text: str, language: str = "en") -> str:
    """The name of a place, class, stage or resource in a language; as it is where the catalogue has none.

    >>> named("Dostyk", "kk"), named("My own post", "ru")
    ('Достық', 'My own post')
    """
    found = catalogue().get(f"name.{text}")
    return found[language_of(language)] if found else text


def called(element: Any, language: str = "en") -> str:
    """What an element of a network is called in a language: by its own names, else by the catalogue's.

    element : has `name` in English and, where it tells others, `names` as pairs of language and name

    >>> from types import SimpleNamespace as Post
    >>> called(Post(name="Dostyk", names=(("zh", "多斯特克"),)), "zh"), called(Post(name="Dostyk"), "kk")
    ('多斯特克', 'Достық')
    """
    return str(dict(getattr(element, "names", ())).get(language) or named(element.name, language))


def port_words(name: str, posts: Sequence[str], mode: str, language: str = "en") -> str:
    """A crossing, short enough for a map or a table: its posts and mode; of a crossing that is not named so, its name.

    posts : their names in the language; none where the crossing has a name of its own

    >>> port_words("Dostyk – Alashankou road", ["Alashankou", "Dostyk"], "road")
    'Alashankou – Dostyk, road'
    >>> port_words("Cristo Redentor", [], "road")
    'Cristo Redentor, road'
    """
    if mode not in ("rail", "road", "foot"):
        return name
    short = word(f"map.short.{mode}", language)
    if mode == "foot":
        return short
    told = " – ".join(dict.fromkeys(post.split(" (")[0] for post in posts)) or name
    return told if short.casefold() in told.casefold() else f"{told}, {short}"


def count(key: str, n: int, language: str = "en", **parameters: Any) -> str:
    """So many of something, in the right plural form.

    >>> [count("days", n, "ru") for n in (1, 3, 11, 21, 1365)]
    ['1 день', '3 дня', '11 дней', '21 день', '1\\xa0365 дней']
    >>> count("days", 1), count("days", 14), count("days", 14, "zh")
    ('1 day', '14 days', '14 天')
    """
    forms = catalogue()[key][language_of(language)].split(BETWEEN)
    return forms[form_of(n, language, len(forms))].format(n=number(n, language), **parameters)


def form_of(n: int, language: str, n_forms: int) -> int:
    """Which of the plural forms a count takes. Source: Unicode CLDR plural rules, cardinals."""
    if n_forms == 1:
        return 0
    if language != "ru":
        return 0 if n == 1 else 1
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else 2


def number(value: float, language: str = "en", digits: int = 0, *, signed: bool = False) -> str:
    """A number as it is written in a language; `signed` puts a plus before what is above 0.

    >>> number(12345.678, "en", 1), number(12345.678, "ru", 1), number(-0.5, "zh", 1)
    ('12,345.7', '12\\xa0345,7', '−0.5')
    >>> number(-0.04, "en", 1), number(3, "kk", signed=True)
    ('0.0', '+3')
    """
    text = f"{value:{'+' if signed else ''},.{digits}f}"
    if not any(letter in "123456789" for letter in text):
        text = text.lstrip("+-")
    return written(text, language)


def written(text: str, language: str = "en") -> str:
    """An English number as another language writes it, with a true minus.

    >>> written("-1,234.5", "ru"), written("0.25", "zh")
    ('−1\\xa0234,5', '0.25')
    """
    text = text.replace("-", MINUS)
    if language_of(language) in ("ru", "kk"):
        text = text.replace(".", ";").replace(",", NO_BREAK).replace(";", ",")
    return text


def wide(text: str) -> int:
    """How many Latin letters a text is wide, roughly: a Chinese one counts for two.

    >>> wide("Dostyk"), wide("多斯特克")
    (6, 8)
    """
    return sum(2 if letter >= "\u2e80" else 1 for letter in text)


def day(told: date, language: str = "en", form: Literal["long", "middle", "short"] = "long") -> str:
    """A date as it is written in a language; middle: its month short; short: without its year too.

    >>> day(date(2024, 2, 18)), day(date(2024, 2, 18), "zh"), day(date(2024, 2, 18), "kk", "short")
    ('18 February 2024', '2024年2月18日', '18 ақп.')
    """
    name = word(f"month.{'long' if form == 'long' else 'short'}.{told.month}", language)
    return word(f"date.{form}", language, day=told.day, month=name, year=told.year)


def month(told: date, language: str = "en") -> str:
    """The short name of a month, as on an axis.

    >>> [month(date(2024, 5, 1), language) for language in LANGUAGES]
    ['May', '5月', 'май', 'мам']
    """
    return word(f"month.alone.{told.month}", language)
