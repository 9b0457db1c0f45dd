"""Names and phrases in the four languages of the page."""

from crossgauge.app.shapes.words import Phrase, Texts
from crossgauge.model.places import Names
from crossgauge.views.words import LANGUAGES, catalogue, named, number


def texts(name: str, names: Names = ()) -> Texts:
    """A name in every language: as declared, else as the catalogue has it, else in English.

    >>> texts("Horgos", (("zh", "霍尔果斯"),)).zh, texts("entry check").ru, texts("My own post").kk
    ('霍尔果斯', 'контроль на въезде', 'My own post')
    """
    declared = dict(names)
    told = {language: declared.get(language) or named(name, language) for language in LANGUAGES}
    return Texts(**{**told, "en": name})


def said(key: str, digits: int = 0, **values: str | float | Texts | None) -> Texts:
    """The text of a key of the catalogue in every language; numbers as each writes them, with so many digits."""

    def put(value: str | float | Texts | None, language: str) -> str:
        if isinstance(value, Texts):
            return str(getattr(value, language))
        return number(value, language, digits) if isinstance(value, float | int) else value or ""

    form = catalogue()[key]
    return Texts(
        **{
            language: form[language].format(**{name: put(value, language) for name, value in values.items()})
            for language in LANGUAGES
        }
    )


def phrase(key: str, digits: int = 0, **values: str | float | Texts | None) -> Phrase:
    """A text of the catalogue with what it is made of."""
    return Phrase(key=key, values=values, text=said(key, digits, **values))


def word_of(key: str) -> Texts:
    """A text of the catalogue without values."""
    return Texts(**{language: catalogue()[key][language] for language in LANGUAGES})
