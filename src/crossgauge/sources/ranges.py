"""A path with a range as options write it: `PATH*=LOW..HIGH` factors of what is declared, `PATH=LOW..HIGH` values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from crossgauge.errors import nearest
from crossgauge.model.changes import PathUnknown, Target, target_of
from crossgauge.model.network import Network
from crossgauge.model.patterns import is_pattern, paths_like
from crossgauge.model.randomness import Distribution, mean_of
from crossgauge.units import UNITS, NotAQuantity, number, read, shown

FORM = re.compile(r"(?P<path>[^=]+?)\s*(?P<sign>\*?=)\s*(?P<ends>.+)", re.DOTALL)
OLD_FACTOR = re.compile(r"[x×]\s*(?=[\d.])")
BETWEEN = ".."
USAGE = "Expected 'PATH*=0.8..1.2' for factors, or 'PATH=10 min..20 min' or 'PATH=2..4' for values."
SCALE, SET = "scale", "set"
LARGEST_FACTOR = 3.0  # of ranges about 1 that one would take for factors
FAR = 3.0  # times off what is declared: more cannot be meant by values that look like factors


@dataclass(frozen=True, slots=True)
class WrittenRange:
    """A range as written. path : or a pattern; verb : 'scale' for factors, 'set' for values; low, high : texts."""

    path: str
    verb: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Aim:
    """What a range means in a network: the paths, what they lead to, and its ends, values in SI."""

    paths: tuple[str, ...]
    targets: tuple[Target, ...]
    low: float
    high: float


def read_range(text: str) -> WrittenRange:
    """The range that a text is. Raises NotAQuantity.

    >>> read_range("crossings.*.resources.lanes.count*=0.8..1.2")
    WrittenRange(path='crossings.*.resources.lanes.count', verb='scale', low='0.8', high='1.2')
    >>> read_range("lanes.count=x0.8..x1.2")
    Traceback (most recent call last):
    crossgauge.units.NotAQuantity: is 'lanes.count=x0.8..x1.2'. Expected 'lanes.count*=0.8..1.2' for factors.
    """
    found = FORM.fullmatch(text.strip())
    if found is None:
        raise NotAQuantity(f"is {shown(text)}", USAGE)
    path, sign, ends = found["path"].removeprefix("network."), found["sign"], found["ends"]
    if path.endswith(".") and sign == "*=":  # `count.*=2..4`: the star is of the pattern
        path, sign = f"{path}*", "="
    if OLD_FACTOR.match(ends):
        raise NotAQuantity(f"is {shown(text)}", f"Expected '{path}*={OLD_FACTOR.sub('', ends)}' for factors.")
    if ends.startswith("set "):
        raise NotAQuantity(f"is {shown(text)}", f"Expected '{path}={ends[4:].strip()}' for values.")
    low, high = read_ends(ends, f"is {shown(text)}", USAGE)
    return WrittenRange(path, SCALE if sign == "*=" else SET, low, high)


def read_ends(text: str, wrong: str, expected: str) -> tuple[str, str]:
    """The two ends of 'LOW..HIGH' as written. Raises NotAQuantity with these words."""
    low, between, high = text.partition(BETWEEN)
    if not (between and low.strip() and high.strip()) or BETWEEN in high:
        raise NotAQuantity(wrong, expected)
    return low.strip(), high.strip()


def aimed(written: WrittenRange, network: Network) -> Aim:
    """What a range means in a network. Raises NotAQuantity with the nearest path, unit or way of writing."""
    paths = paths_meant(network, written.path)
    targets = tuple(target_of(network, path) for path in paths)
    return Aim(paths, targets, *ends_of(written, targets))


def paths_meant(network: Network, path: str) -> tuple[str, ...]:
    """The paths that a path or pattern means, at least one. Raises NotAQuantity with the nearest."""
    path = path.removeprefix("network.")
    if is_pattern(path):
        found = paths_like(network, path)
        if not found:
            near = nearest_pattern(network, path)
            expected = f"Did you mean '{near}'?" if near else "Expected a pattern of paths that are there."
            raise NotAQuantity(f"means nothing in '{network.id}'", expected)
        return found
    try:
        target_of(network, path)
    except PathUnknown as error:
        wrong = f"names '{error.asked}', but '{network.id}' has no such {error.what}"
        raise NotAQuantity(wrong, nearest(error.asked, error.known)) from None
    return (path,)


def nearest_pattern(network: Network, pattern: str) -> str:
    """The pattern with one word put right so that it means something; '' where no word is near."""
    words = pattern.split(".")
    for place, word in enumerate(words):
        wild = ".".join((*words[:place], "*", *words[place + 1 :]))
        known = {path.split(".")[place] for path in paths_like(network, wild)}
        close = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
        if close:
            return ".".join((*words[:place], close[0], *words[place + 1 :]))
    return ""


def ends_of(written: WrittenRange, targets: Sequence[Target]) -> tuple[float, float]:
    """Both ends, the lower first: factors, or values in SI of what is led to. Raises NotAQuantity."""
    for target in targets:
        check_number(written, target)
    if written.verb == SCALE:
        low, high = factors_of(written)
    else:
        low, high = values_of(written, targets)
    if not low < high:
        raise NotAQuantity(
            f"has the ends {written.low} and {written.high}", "Expected two, the lower end first."
        )
    return low, high


def check_number(written: WrittenRange, target: Target) -> None:
    """Raises NotAQuantity where there is nothing to multiply, or nothing that one value sets."""
    value = target.value
    if isinstance(value, tuple) and target.entry.metadata.get("unit") == "1/year":
        if written.verb == SET:
            expected = f"Expected the path of one year, or factors, as '{written.path}*=0.8..1.2'."
            raise NotAQuantity("sets the numbers of all years", expected)
    elif isinstance(value, bool) or not isinstance(value, int | float | Distribution):
        raise NotAQuantity(
            f"is {shown(str(value))} as declared", "Expected the path of a number, a duration or arrivals."
        )
    elif written.verb == SET and isinstance(value, Distribution) and mean_of(value) <= 0:
        raise NotAQuantity("has the mean 0, which cannot be set", "Expected the path of one above 0.")


def factors_of(written: WrittenRange) -> tuple[float, float]:
    """Both ends as factors."""
    try:
        low, high = number(written.low), number(written.high)
    except NotAQuantity as error:
        expected = f"{error.expected} For values write '{said(written, SET)}'."
        raise NotAQuantity(error.wrong, expected) from None
    if low < 0:
        raise NotAQuantity("has a factor below 0", "Expected factors such as 0.8..1.2.")
    return low, high


def values_of(written: WrittenRange, targets: Sequence[Target]) -> tuple[float, float]:
    """Both ends as values in SI."""
    unit = unit_of(targets[0])
    try:
        low, high = value_of(written.low, unit), value_of(written.high, unit)
    except NotAQuantity as error:
        raise NotAQuantity(error.wrong, error.expected + hint(written)) from None
    if any(isinstance(target.value, int) for target in targets):
        if not (low.is_integer() and high.is_integer()):
            wrong = f"is {declared(targets)}, a count, but {written.low}..{written.high} has an end between counts"
            raise NotAQuantity(wrong, f"Expected whole numbers.{hint(written)}")
    elif hint(written) and all(is_far(amount_of(target.value), low, high) for target in targets):
        wrong = f"is {declared(targets)}, far from {written.low}..{written.high}"
        raise NotAQuantity(wrong, f"Expected values about what is declared.{hint(written)}")
    return low, high


def value_of(text: str, unit: str) -> float:
    """A value in SI, a plain number where there is no unit."""
    return read(text, unit) if unit in UNITS else number(text)


def unit_of(target: Target) -> str:
    """The SI unit in which a value is declared; '' for a plain number."""
    unit = str(target.entry.metadata.get("unit", ""))
    if isinstance(target.value, Distribution) and unit not in UNITS:
        return "s"
    return unit if unit in UNITS else ""


def amount_of(value: Any) -> float:
    """A number, or the mean of a distribution."""
    return mean_of(value) if isinstance(value, Distribution) else float(value)


def declared(targets: Sequence[Target]) -> str:
    """What is declared: '60', or '4 to 60' where there are several."""
    amounts = sorted(amount_of(target.value) for target in targets)
    least, most = f"{amounts[0]:,.6g}", f"{amounts[-1]:,.6g}"
    return least if least == most else f"{least} to {most}"


def is_far(amount: float, low: float, high: float) -> bool:
    """Whether an amount is many times below or above a range."""
    return amount > FAR * high or amount < low / FAR


def hint(written: WrittenRange) -> str:
    """How values that look like factors are written as factors, to end a sentence with; else ''.

    >>> hint(WrittenRange("lanes.count", "set", "0.8", "1.2")), hint(WrittenRange("lanes.count", "set", "4", "8"))
    (" For factors write 'lanes.count*=0.8..1.2'.", '')
    """
    try:
        low, high = number(written.low), number(written.high)
    except NotAQuantity:
        return ""
    if written.verb == SCALE or not 0 <= low <= 1 <= high <= LARGEST_FACTOR:
        return ""
    return f" For factors write '{said(written, SCALE)}'."


def said(written: WrittenRange, verb: str) -> str:
    """A range as one would write it with a verb."""
    return f"{written.path}{'*=' if verb == SCALE else '='}{written.low}{BETWEEN}{written.high}"
