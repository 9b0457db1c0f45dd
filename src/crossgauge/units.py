"""Quantities as text and as SI numbers: the one table of units, read in and written out.

A float in the code carries its SI unit; a person writes `18 h`. `read` goes in, `write` comes out.
"""

import math
import re
from difflib import get_close_matches

MINUTE = 60.0
HOUR = 3_600.0
DAY = 86_400.0
WEEK = 604_800.0
YEAR = 31_557_600.0  # Julian year of 365.25 days

# unit of the stored value -> word of a person -> factor. The first word is the one that is written out.
UNITS: dict[str, dict[str, float]] = {
    "s": {"s": 1.0, "min": MINUTE, "h": HOUR, "d": DAY, "day": DAY, "days": DAY, "week": WEEK, "weeks": WEEK},
    "m": {"m": 1.0, "mm": 0.001, "cm": 0.01, "km": 1_000.0},
    "t": {"t": 1.0, "kg": 0.001, "kt": 1e3, "Mt": 1e6},
    "m/s": {"m/s": 1.0, "km/h": 1 / 3.6},
    "TEU": {"TEU": 1.0, "FEU": 2.0},
    "fraction": {"%": 0.01, "": 1.0},
    "1": {"": 1.0, "persons": 1.0, "person": 1.0},
    "1/year": {"": 1.0, "/year": 1.0, "/day": 365.25},
    "t/year": {"t/year": 1.0, "kt/year": 1e3, "Mt/year": 1e6},
    "deg": {"": 1.0, "°": 1.0},
    "USD": {"USD": 1.0, "m USD": 1e6, "bn USD": 1e9},
    "USD/year": {"USD/year": 1.0, "m USD/year": 1e6},
    "USD/h": {"USD/h": 1.0},
    "year": {"years": 1.0, "year": 1.0},
    "USD/km": {"USD/km": 1.0},
    "g/tkm": {"g/tkm": 1.0},
    "Pa": {"Pa": 1.0, "kPa": 1e3, "bar": 1e5, "MPa": 1e6},
    "W": {"W": 1.0, "kW": 1e3, "MW": 1e6},
    "°C": {"°C": 1.0, "C": 1.0},
    "m3": {"m3": 1.0, "mcm": 1e6, "bcm": 1e9},
    "m3/s": {"m3/s": 1.0, "m3/h": 1 / 3600},
    "m3/year": {"m3/year": 1.0, "mcm/year": 1e6, "bcm/year": 1e9},
    "kg/m3": {"kg/m3": 1.0},
    "m2/s": {"m2/s": 1.0, "cSt": 1e-6},
    "kg/mol": {"kg/mol": 1.0, "g/mol": 1e-3},
    "J/kg": {"J/kg": 1.0, "MJ/kg": 1e6},
    "kg/J": {"kg/J": 1.0, "kg/kWh": 1 / 3.6e6, "g/kWh": 1e-3 / 3.6e6},
    "EUR": {"EUR": 1.0},
    "CNY": {"CNY": 1.0},
}
EXAMPLES: dict[str, str] = {
    "s": "a time such as '18 h' or '90 min'",
    "m": "a length such as '836 km' or '1520 mm'",
    "t": "a mass such as '20 t' or '3 kt'",
    "m/s": "a speed such as '60 km/h'",
    "TEU": "a number of containers such as '110 TEU'",
    "fraction": "a share such as '12 %' or 0.12",
    "1": "a number without a unit, such as 6",
    "1/year": "a number in a year, such as 90000",
    "t/year": "a rate such as '20 Mt/year'",
    "deg": "degrees such as 44.2",
    "USD": "an amount such as '120 USD' or '45 m USD'",
    "USD/year": "an amount a year such as '1.5 m USD/year'",
    "USD/h": "a value of an hour such as '25 USD/h'",
    "year": "a time such as '30 years'",
    "USD/km": "a rate such as '0.6 USD/km'",
    "g/tkm": "emissions such as '28 g/tkm'",
    "Pa": "a pressure such as '9.81 MPa'",
    "W": "a power such as '30 MW'",
    "°C": "a temperature such as '15 °C'",
    "m3": "a volume such as '25 bcm'",
    "m3/s": "a flow such as '2700 m3/h'",
    "m3/year": "a rate such as '25 bcm/year'",
    "kg/m3": "a density such as '845 kg/m3'",
    "m2/s": "a kinematic viscosity such as '12 cSt'",
    "kg/mol": "a molar mass such as '17.2 g/mol'",
    "J/kg": "a heating value such as '48.7 MJ/kg'",
    "kg/J": "emissions of power such as '0.6 kg/kWh'",
    "EUR": "an amount such as '120 EUR'",
    "CNY": "an amount such as '120 CNY'",
}
BARE = ("TEU",)  # these may also be written without their unit
NUMBER = re.compile(r"[+-]?([0-9]+(_[0-9]+)*(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
LONGEST = 60  # characters of a wrong text that an error repeats


class NotAQuantity(ValueError):
    """A text that is not what was expected; `wrong` repeats it, `expected` is a sentence."""

    def __init__(self, wrong: str, expected: str) -> None:
        self.wrong, self.expected = wrong, expected
        super().__init__(f"{wrong}. {expected}")


def shown(text: str) -> str:
    """The text in quotes, cut where it is long; half a letter, which cannot be written, is a question mark.

    >>> shown("18 hh"), shown("18 \\ud800")
    ("'18 hh'", "'18 ?'")
    """
    flat = " ".join(text.split()).encode("utf-8", "replace").decode("utf-8")
    return f"'{flat}'" if len(flat) <= LONGEST else f"'{flat[:LONGEST]}…'"


def number(text: str) -> float:
    """The number that the text is.

    Raises NotAQuantity for anything else, infinities and NaN included.

    >>> number("1_500")
    1500.0
    """
    if NUMBER.fullmatch(text.strip()) is None or not math.isfinite(value := float(text)):
        raise NotAQuantity(f"is {shown(text)}", "Expected a number such as 6 or 0.5.")
    return value


def read(text: str, unit: str) -> float:
    """The SI value of a text that should be in `unit`: '18 h' in 's' is 64800.0.

    Times may be sums. Raises NotAQuantity with an example and the nearest unit.

    >>> read("18 h", "s")
    64800.0
    >>> read("1 h 30 min", "s")
    5400.0
    >>> read("18 hh", "s")
    Traceback (most recent call last):
    crossgauge.units.NotAQuantity: is '18 hh'. Expected a time such as '18 h' or '90 min'. Did you mean '18 h'?
    """
    words = UNITS[unit]
    rest, value, first = text.strip(), 0.0, True
    while rest or first:
        match = NUMBER.match(rest)
        if match is None or (not first and (unit != "s" or match[0][0] in "+-")):
            raise NotAQuantity(f"is {shown(text)}", f"Expected {EXAMPLES[unit]}.")
        following = NUMBER.search(rest, match.end()) if unit == "s" else None
        end = following.start() if following else len(rest)
        word = re.sub(r"\s*/\s*", "/", rest[match.end() : end].strip())
        if word not in words and not (word == "" and unit in BARE):
            raise NotAQuantity(
                f"is {shown(text)}", f"Expected {EXAMPLES[unit]}.{_nearest(match[0], word, unit)}"
            )
        value += float(match[0]) * words.get(word, 1.0)
        rest, first = rest[end:], False
    if not math.isfinite(value):
        raise NotAQuantity(f"is {shown(text)}", f"Expected {EXAMPLES[unit]}, smaller.")
    return value


def _nearest(amount: str, word: str, unit: str) -> str:
    known = [name for name in UNITS[unit] if name]
    if not word:
        return " It has no unit." if "" not in UNITS[unit] else ""
    by_case = {name.casefold(): name for name in reversed(known)}
    close = get_close_matches(word.casefold(), by_case, n=1, cutoff=0.5)
    return f" Did you mean '{amount} {by_case[close[0]]}'?" if close else ""


def write(value: float, unit: str) -> str:
    """The text of an SI value, in the largest unit that keeps it short; `read` gives the value back.

    >>> write(64800.0, "s")
    '18 h'
    >>> write(0.12, "fraction")
    '12 %'
    >>> write(6.0, "1")
    '6'
    """
    for word, factor in sorted(UNITS[unit].items(), key=lambda size: -size[1]):
        text = f"{value / factor:.12g}"
        if len(text) <= 6 and "e" not in text and abs(value) >= factor and float(text) * factor == value:
            return f"{text} {word}".strip()
    word = next(iter(UNITS[unit]))
    return f"{value / UNITS[unit][word]!r} {word}".strip()
