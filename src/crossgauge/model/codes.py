"""Systems of commodity codes with their editions, and the form that a code of each has."""

import re
from dataclasses import dataclass

YEAR = re.compile(r"(19|20)\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSystem:
    """A system of codes.

    editions : those that there are; none: any year, that of the list in force
    form     : what a code looks like, as a regular expression
    told     : the same in words
    """

    name: str
    title: str
    keeper: str
    editions: tuple[str, ...] = ()
    form: str
    told: str
    example: str


SYSTEMS = {
    one.name: one
    for one in (
        CodeSystem(
            name="HS", title="Harmonized Commodity Description and Coding System",
            keeper="World Customs Organization",
            editions=("1988", "1992", "1996", "2002", "2007", "2012", "2017", "2022"),
            form=r"(?!00|77|98|99)\d{2}(\d{2}(\d{2})?)?",
            told="2, 4 or 6 digits: chapter 01 to 97 without 77, heading, subheading", example="2601",
        ),
        CodeSystem(
            name="NST", title="Standard goods classification for transport statistics", keeper="Eurostat, UNECE",
            editions=("2007",), form=r"(0[1-9]|1\d|20)(\.\d)?", told="a division 01 to 20, or a group as 03.1",
            example="03.1",
        ),
        CodeSystem(
            name="ETSNG", title="Unified tariff and statistical nomenclature of goods",
            keeper="railways of the 1520 mm space", form=r"\d{3}|\d{5,6}",
            told="3 digits of a position, 5 of goods, or 6 with the check digit", example="161005",
        ),
        CodeSystem(
            name="GNG", title="Harmonised nomenclature of goods (NHM)",
            keeper="International Union of Railways, Organization for Co-operation between Railways",
            form=r"\d{4}|\d{6}|\d{8}", told="8 digits, or the first 4 or 6 of them", example="26011100",
        ),
        CodeSystem(
            name="STCC", title="Standard Transportation Commodity Code",
            keeper="Association of American Railroads", form=r"\d{2,5}|\d{7}",
            told="7 digits, or the first 2 to 5 of them", example="1011990",
        ),
    )
}  # fmt: skip


def words_of(codes: str) -> list[str]:
    """The single codes of a text.

    >>> words_of("26, 72 74")
    ['26', '72', '74']
    """
    return codes.replace(",", " ").split()


def codes_text(codes: tuple[tuple[str, str], ...]) -> str:
    """Codes on one line.

    >>> codes_text((("HS@2022", "10 26"), ("NST@2007", "01 03")))
    'HS@2022 10 26; NST@2007 01 03'
    """
    return "; ".join(f"{system} {told}" for system, told in codes)
