"""Sentences that studies write in English, and amounts, as other languages write them."""

import re
from collections.abc import Mapping
from functools import cache

from crossgauge.views.words import named, word, written

PARTS = re.compile(r"\{(\w+)\}")
LIMITS = (
    "none", "suction", "delivery", "choked", "choked.at", "vapour", "refused", "maop", "ratio", "power", "pumps",
    "bypass",
)  # fmt: skip
INPUTS = ("luck", "elasticity", "reliability", "day", "output", "tonne", "share", "visits")
USD = ((1e9, "unit.bn_usd"), (1e5, "unit.m_usd"), (0.0, "unit.usd"))


def retold(text: str, language: str, names: Mapping[str, str] | None = None) -> str:
    """What limits a pipeline, or what the worth of hours depends on, in a language; as it is where it is not known.

    names : of elements that the text speaks of, in that language; others are those of the catalogue

    >>> retold("suction of kp4 is at its lowest; kp3 has no more power", "ru")
    'давление на всасе kp4 наименьшее; мощность kp3 исчерпана'
    >>> retold("share of trade with KZ, west by rail", "zh", {"KZ": "哈萨克斯坦"})
    '与哈萨克斯坦贸易份额：西行，铁路'
    >>> retold("my own words", "kk")
    'my own words'
    """
    return "; ".join(sentence(part, language, names or {}) for part in text.split("; "))


def sentence(text: str, language: str, names: Mapping[str, str]) -> str:
    """One sentence in a language."""
    for key, pattern in patterns():
        if found := pattern.fullmatch(text):
            return word(key, language, **{
                name: names.get(value) or named(value, language) for name, value in found.groupdict().items()
            })  # fmt: skip
    return names.get(text) or named(text, language)


@cache
def patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The sentences by key, each as a pattern of its English text."""
    keys = [f"said.{name}" for name in (*LIMITS, *INPUTS)]
    return tuple((key, pattern_of(word(key))) for key in keys)


def pattern_of(text: str) -> re.Pattern[str]:
    """A text with {names}, as a pattern that finds what they were filled with."""
    parts = PARTS.split(text)  # a text, a name, a text …
    return re.compile("".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)))


def usd(value: float, language: str = "en") -> str:
    """An amount of money with its unit.

    >>> usd(2.0e9), usd(45.25e6), usd(-3.2e6, "ru"), usd(0.0), usd(1_520.0, "zh")
    ('2 bn USD', '45.2 m USD', '−3,2 млн долл. США', '0', '1,520 美元')
    """
    size = abs(value)
    if size < 0.5:
        return "0"
    at, key = next(pair for pair in USD if size >= pair[0])
    if at == 1e9:
        text = f"{size / 1e9:.3g}"
    else:
        text = f"{size / 1e6:,.{0 if size >= 1e8 else 1}f}" if at else f"{size:,.0f}"
    return f"{'−' if value < 0 else ''}{written(text, language)} {word(key, language)}"
