"""Distributions from text, `lognormal(mean 2 h, cv 0.4)`: a small parser, nothing is evaluated."""

import re
from collections.abc import Callable
from math import sqrt

from crossgauge.errors import nearest
from crossgauge.model.randomness import (
    Beta,
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Triangular,
    Uniform,
    Weibull,
    pert,
)
from crossgauge.sources.limits import MOST_NESTED, MOST_PARTS
from crossgauge.units import EXAMPLES, UNITS, NotAQuantity, number, read, shown

Columns = Callable[[str, str], tuple[float, ...]]  # file, column -> its numbers
CALL = re.compile(r"\s*([A-Za-z]\w*)\s*\((.*)\)\s*", re.DOTALL)
QUANTITY, FACTOR = "quantity", "factor"  # an argument with the distribution's unit, and one without

FORMS: dict[str, tuple[tuple[str, str], ...]] = {
    "constant": (("value", QUANTITY),),
    "exponential": (("mean", QUANTITY),),
    "lognormal": (("mean", QUANTITY), ("cv", FACTOR)),
    "gamma": (("mean", QUANTITY), ("cv", FACTOR)),
    "erlang": (("mean", QUANTITY), ("phases", FACTOR)),
    "weibull": (("mean", QUANTITY), ("shape", FACTOR)),
    "triangular": (("low", QUANTITY), ("mode", QUANTITY), ("high", QUANTITY)),
    "uniform": (("low", QUANTITY), ("high", QUANTITY)),
    "pert": (("low", QUANTITY), ("mode", QUANTITY), ("high", QUANTITY)),
    "beta": (("low", QUANTITY), ("high", QUANTITY), ("alpha", FACTOR), ("beta", FACTOR)),
}
POSITIONAL = ("constant", "triangular", "uniform", "pert")  # their arguments need no words
NAMES = (*FORMS, "column", "mixture")
USAGE = {
    "s": {
        "constant": "constant(2 h)",
        "exponential": "exponential(mean 2 h)",
        "lognormal": "lognormal(mean 2 h, cv 0.4)",
        "gamma": "gamma(mean 2 h, cv 0.4)",
        "erlang": "erlang(mean 2 h, phases 3)",
        "weibull": "weibull(mean 2 h, shape 1.5)",
        "triangular": "triangular(1 h, 2 h, 4 h)",
        "uniform": "uniform(1 h, 3 h)",
        "pert": "pert(1 h, 2 h, 4 h)",
        "beta": "beta(low 1 h, high 3 h, alpha 2, beta 3)",
        "column": "column(file.csv, minutes, unit min)",
        "mixture": "mixture(0.9: lognormal(mean 2 min, cv 0.3), 0.1: 20 min)",
    }
}


def usage(name: str, unit: str) -> str:
    """How a distribution is written in this unit."""
    text = USAGE["s"][name]
    return text if unit == "s" else re.sub(r"(\d) (h|min)\b", r"\1", text).replace(", unit min", "")


def quantity(text: str, unit: str) -> float:
    """A number in SI out of text; times and counts are not negative."""
    value = read(text, unit)
    if value < 0:
        raise NotAQuantity(f"is {shown(text)}, below 0", f"Expected {EXAMPLES[unit]}.")
    return value


def distribution(text: str, unit: str, columns: Columns | None = None, depth: int = 0) -> Distribution:
    """The distribution that the text says, in SI. Raises NotAQuantity.

    columns : gives the numbers of a column of a CSV file; without it `column(…)` is refused.

    >>> distribution("lognormal(mean 2 h, cv 0.4)", "s")
    Lognormal(mean=7200.0, cv=0.4)
    >>> distribution("uniform(50, 55)", "1")
    Uniform(low=50.0, high=55.0)
    >>> distribution("47 min", "s")
    Constant(value=2820.0)
    """
    call = CALL.fullmatch(text)
    if call is None and text.count("(") > text.count(")"):
        expected = "Expected as many ')' as '('. Inside { } a text with commas needs quotes."
        raise NotAQuantity(f"is {shown(text)}", expected)
    if call is None:
        return Constant(_plain(text, unit))
    name, inside = call[1].lower(), call[2]
    if name not in NAMES:
        raise NotAQuantity(f"is {shown(text)}", f"Expected a distribution. {nearest(name, NAMES)}")
    parts = _parts(inside, text)
    if name == "mixture":
        return _mixture(parts, text, unit, columns, depth)
    if name == "column":
        return _column(parts, text, unit, columns)
    return _drawn(name, _arguments(name, parts, text, unit), text, unit)


def _plain(text: str, unit: str) -> float:
    try:
        return quantity(text, unit)
    except NotAQuantity as error:
        if "(" not in text and not text.strip().isalpha():
            raise
        word = text.strip().split("(")[0].strip()
        hint = f" A distribution is written as {usage('lognormal', unit)}." if "(" in text else ""
        hint = f" It is written as {usage(word, unit)}." if word in NAMES else hint
        raise NotAQuantity(error.wrong, f"{error.expected}{hint}") from None


def _parts(inside: str, text: str) -> list[str]:
    """The arguments, cut at the commas that stand outside of inner parentheses."""
    parts, depth, start = [], 0, 0
    for index, sign in enumerate(inside):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            break
        if sign == "," and depth == 0:
            parts.append(inside[start:index].strip())
            start = index + 1
    if depth != 0:
        raise NotAQuantity(f"is {shown(text)}", "Expected as many ')' as '('.")
    parts.append(inside[start:].strip())
    if len(parts) > MOST_PARTS:
        raise NotAQuantity(f"has {len(parts)} arguments", f"Expected at most {MOST_PARTS} (MOST_PARTS).")
    return parts


def _arguments(name: str, parts: list[str], text: str, unit: str) -> list[float]:
    """The values of a distribution's arguments, in the order of its form."""
    form = FORMS[name]
    wrong, expected = f"is {shown(text)}", f"Expected it as {usage(name, unit)}."
    if len(parts) != len(form):
        raise NotAQuantity(wrong, expected)
    words = dict(form)
    given: dict[str, str] = {}
    for part, (position, _) in zip(parts, form, strict=True):
        word, _, rest = part.replace("=", " ", 1).partition(" ")
        if word in words:
            key, value = word, rest.strip()
        elif name in POSITIONAL:
            key, value = position, part
        else:
            hint = nearest(word, words) if word.isalpha() else ""
            raise NotAQuantity(wrong, f"{expected} {hint}".strip())
        if key in given:
            raise NotAQuantity(f"{wrong}, with '{key}' twice", expected)
        given[key] = value
    values = []
    for key, kind in form:
        try:
            values.append(quantity(given[key], unit) if kind == QUANTITY else number(given[key]))
        except NotAQuantity as error:
            raise NotAQuantity(f"{wrong}, where {key} {error.wrong}", error.expected) from None
    return values


def _drawn(name: str, values: list[float], text: str, unit: str) -> Distribution:
    """The distribution, its bounds checked."""
    wrong = f"is {shown(text)}"
    if name == "constant":
        return Constant(values[0])
    if name in ("triangular", "uniform", "pert", "beta"):
        return _bounded(name, values, wrong)
    mean, *rest = values
    if mean <= 0:
        raise NotAQuantity(wrong, "Expected a mean above 0.")
    if name == "exponential":
        return Exponential(mean)
    word = FORMS[name][1][0]
    if not 1e-6 <= rest[0] <= 1e6:
        raise NotAQuantity(wrong, f"Expected {word} above 0, between 0.000001 and 1000000.")
    if name == "erlang":
        if rest[0] != round(rest[0]):
            raise NotAQuantity(wrong, "Expected phases to be a whole number such as 3.")
        return Gamma(mean, 1 / sqrt(rest[0]))
    if name == "weibull":
        if rest[0] < 0.05:
            raise NotAQuantity(wrong, "Expected a shape of at least 0.05.")
        return Weibull(mean, rest[0])
    return Lognormal(mean, rest[0]) if name == "lognormal" else Gamma(mean, rest[0])


def _bounded(name: str, values: list[float], wrong: str) -> Distribution:
    if name == "beta":
        low, high, alpha, beta = values
        if alpha <= 0 or beta <= 0:
            raise NotAQuantity(wrong, "Expected alpha and beta above 0.")
        if not low < high:
            raise NotAQuantity(wrong, "Expected low < high.")
        return Beta(low, high, alpha, beta)
    if name == "uniform":
        low, high = values
        if low > high:
            raise NotAQuantity(wrong, "Expected low <= high.")
        return Uniform(low, high)
    low, mode, high = values
    if not (low <= mode <= high and low < high):
        raise NotAQuantity(wrong, "Expected low <= mode <= high, and low < high.")
    return Triangular(low, mode, high) if name == "triangular" else pert(low, mode, high)


def _mixture(parts: list[str], text: str, unit: str, columns: Columns | None, depth: int) -> Distribution:
    if depth >= MOST_NESTED:
        wrong = f"is {shown(text)}"
        raise NotAQuantity(wrong, f"Expected at most {MOST_NESTED} mixtures in each other (MOST_NESTED).")
    shares: list[float] = []
    members: list[Distribution] = []
    for part in parts:
        share, colon, member = part.partition(":")
        if not colon:
            raise NotAQuantity(f"is {shown(text)}", f"Expected it as {usage('mixture', unit)}.")
        shares.append(read(share, "fraction"))
        members.append(distribution(member.strip(), unit, columns, depth + 1))
    if min(shares) < 0 or abs(sum(shares) - 1.0) > 1e-6:
        total = f"{sum(shares):g}"
        raise NotAQuantity(f"is {shown(text)}, whose shares add to {total}", "Expected shares that add to 1.")
    return Mixture(tuple(shares), tuple(members))


def _column(parts: list[str], text: str, unit: str, columns: Columns | None) -> Distribution:
    expected = f"Expected it as {usage('column', unit)}."
    if len(parts) not in (2, 3) or columns is None:
        raise NotAQuantity(f"is {shown(text)}", expected)
    word = ""
    if len(parts) == 3:
        if not parts[2].startswith("unit "):
            raise NotAQuantity(f"is {shown(text)}", expected)
        word = parts[2][5:].strip()
    if word not in UNITS[unit]:
        hint = nearest(word, [name for name in UNITS[unit] if name]) if word else ""
        raise NotAQuantity(f"is {shown(text)}", f"{expected} {hint}".strip())
    values = tuple(value * UNITS[unit][word] for value in columns(parts[0], parts[1]))
    if not values:
        raise NotAQuantity(f"is {shown(text)}", "Expected a column with at least one number.")
    if min(values) < 0:
        raise NotAQuantity(f"is {shown(text)}, which holds {min(values):g}", "Expected no negative numbers.")
    return Empirical(values, f"{parts[0]}, {parts[1]}")
