"""Observed figures as text, made into numbers: value, unit, rounding, year."""

import re
from datetime import date

SCALES = {
    "bn": 1e9,
    "million": 1e6,
    "mln": 1e6,
    "m": 1e6,
    "mt": 1e6,
    "kt": 1e3,
    "thousand": 1e3,
    "k": 1e3,
}
HOURS = {"min": 1 / 60, "minutes": 1 / 60, "d": 24.0, "day": 24.0, "days": 24.0, "s": 1 / 3600}
MINUTES = {"h": 60.0, "hours": 60.0, "s": 1 / 60}
DAYS = {"h": 1 / 24, "weeks": 7.0}


def observed_value(text: str, is_date: bool) -> float | None:
    """The figure, or the ordinal of a day; None where it is not one number.

    >>> observed_value("5,156", False)
    5156.0
    >>> observed_value("2023-04-08", True) == date(2023, 4, 8).toordinal()
    True
    >>> observed_value("[5, 1]", False) is None
    True
    """
    try:
        if is_date:
            return float(date.fromisoformat(text.strip()).toordinal())
        return float(re.sub(r"(?<=\d)[,  ](?=\d{3}\b)", "", text.strip()).removeprefix("~"))
    except ValueError:
        return None


def rounding_of(text: str, is_date: bool) -> float:
    """Half of the last digit that is stated.

    >>> rounding_of("11.4", False)
    0.05
    >>> rounding_of("5,156", False)
    0.5
    """
    decimals = len(text.strip().partition(".")[2]) if not is_date else 0
    return round(0.5 * 10.0**-decimals, 10)


def scale_of(unit: str, what: str) -> float:
    """How many of a run's own units (1, TEU, t, persons, h, min, d) the fact's unit is.

    >>> scale_of("Mt", "tonnes"), scale_of("trains", "count"), scale_of("d", "hours")
    (1000000.0, 1.0, 24.0)
    """
    first = unit.strip().lower().split(" ")[0]
    match what:
        case "hours":
            return HOURS.get(first, 1.0)
        case "transload_minutes":
            return MINUTES.get(first, 1.0)
        case "earlier_days":
            return DAYS.get(first, 1.0)
        case "date_of" | "usd":
            return 1.0
    return SCALES.get(first, 1.0)


def year_of(period: str) -> int | None:
    """The last year that a period names.

    >>> year_of("Jan-May 2024"), year_of("")
    (2024, None)
    """
    found = re.findall(r"\b(?:19|20)\d\d\b", period)
    return int(found[-1]) if found else None
