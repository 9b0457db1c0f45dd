"""Countries as trade statistics name them: ISO 3166 codes of two or three letters, and groups of one's own.

ISO 3166-1 leaves XAA to XZZ and some others to users, as a code for a group of countries; ROW is the rest of the world,
as statistics use to write it. Codes of states that have ended are read too: panels reach back.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache

import pycountry

from crossgauge.units import NotAQuantity, shown

REST = "ROW"
OWN = re.compile(r"AA[A-Z]|Q[M-Z][A-Z]|X[A-Z]{2}|ZZ[A-Z]")  # ISO 3166-1, 8.1.3: user-assigned code elements
USAGE = "Expected an ISO 3166 code of two or three letters, ROW, or XAA to XZZ for a group of your own."


@cache
def codes() -> dict[str, str]:
    """The code of three letters by each code, of two letters or three, and by each name in lower case.

    >>> codes()["KZ"], codes()["KAZ"], codes()["kazakhstan"]
    ('KAZ', 'KAZ', 'KAZ')
    """
    ended = {one.alpha_3: one.alpha_3 for one in pycountry.historic_countries}
    now = {code: one.alpha_3 for one in pycountry.countries for code in (one.alpha_2, one.alpha_3)}
    names = {
        getattr(one, kind).lower(): one.alpha_3
        for kind in ("official_name", "common_name", "name")
        for one in pycountry.countries
        if hasattr(one, kind)
    }
    return names | ended | now


def code_of(text: str) -> str:
    """The code of three letters that a text means. Raises NotAQuantity with the nearest right one.

    >>> code_of("kz"), code_of("ROW"), code_of("XEU")
    ('KAZ', 'ROW', 'XEU')
    >>> code_of("Kazakhstan")
    Traceback (most recent call last):
    crossgauge.units.NotAQuantity: is 'Kazakhstan'. Expected the code 'KAZ'.
    """
    code = text.strip().upper()
    if code == REST or OWN.fullmatch(code):
        return code
    found = codes().get(code)
    if found is not None:
        return found
    known = codes()
    if text.strip().lower() in known:
        raise NotAQuantity(f"is {shown(text)}", f"Expected the code '{known[text.strip().lower()]}'.")
    raise NotAQuantity(f"is {shown(text)}", hint(code, known))


def hint(code: str, known: dict[str, str]) -> str:
    """What a code or a name that nobody has may have meant."""
    if len(code) > 3:
        near = get_close_matches(code.lower(), [name for name in known if name.islower()], n=1, cutoff=0.75)
        return f"Expected a code. Did you mean '{known[near[0]]}'?" if near else USAGE
    close = near_code(code, [one for one in known if one.isupper() and len(one) == len(code)])
    return f"Expected an ISO 3166 code. Did you mean '{close}'?" if close else USAGE


def near_code(code: str, known: Iterable[str]) -> str | None:
    """The code that this one is nearest to: of the same letters, else of nearly the same.

    >>> near_code("KZA", ["KGZ", "KAZ"]), near_code("CHM", ["CHN", "KAZ"]), near_code("UUU", ["KAZ"])
    ('KAZ', 'CHN', None)
    """
    names = sorted(known)
    turned = [one for one in names if sorted(one) == sorted(code)]
    close = turned or get_close_matches(code, names, n=1)
    return close[0] if close else None


def name_of(code: str) -> str:
    """The short name of a code of three letters; the code itself where it is of one's own.

    >>> name_of("KAZ"), name_of("ROW"), name_of("XEU")
    ('Kazakhstan', 'Rest of the world', 'XEU')
    """
    if code == REST:
        return "Rest of the world"
    found = pycountry.countries.get(alpha_3=code)
    return code if found is None else str(getattr(found, "common_name", found.name))
