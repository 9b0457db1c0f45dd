"""Counters and their marks, out of a network's facts: so many since 1 January, on such a day.

Facts are marks of one counter where they share subject and head of quantity ("trains" of "trains since 1 January"),
or the same measure.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import pairwise

from crossgauge.errors import Fault, ForecastImpossible, NotFound, ProjectFaulty
from crossgauge.model.facts import Fact
from crossgauge.study.observed import observed_value

UNITS = {
    "trains", "wagons", "vehicles", "trucks", "cars", "buses", "persons", "visitors", "visits", "entries+exits",
    "containers", "teu", "feu", "count", "units",
}  # fmt: skip
SINCE = " since 1 January"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TO_A_DAY = re.compile(r"(?:to|1 jan\w*\s*[-–])\s*(?P<day>\d{1,2}) (?P<month>[a-z]{3})\w* (?P<year>\d{4})")
TO_A_MONTH = re.compile(r"jan\w*\s*[-–]\s*(?P<month>[a-z]{3})\w* (?P<year>\d{4})")
TO_A_NUMBER = re.compile(r"(?P<year>\d{4})-01\.\.(?P<number>\d\d)")
QUARTER = re.compile(r"q1 (?P<year>\d{4})")
NTH = re.compile(r"date of (?:the )?(?P<nth>[\d,]+)(?:st|nd|rd|th) (?P<thing>[\w-]+)")
BESIDE = timedelta(3)  # an estimate this near a reported mark was read off it
A_YEAR_LATER = timedelta(380)
SURE = ("high", "medium", "low", "estimate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """So many since 1 January, on a day.

    reported : stated by a source, not worked out from what was said later
    known    : the day from which it can be used: that of the mark; for one worked out, a year later, as such
               figures come of "so many days earlier, so many per cent more than last year"
    """

    day: date
    count: int
    fact: str
    reported: bool
    known: date

    @property
    def ends_year(self) -> bool:
        """Whether it is the count of a whole year."""
        return (self.day.month, self.day.day) == (12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What is counted, with its marks in the order of days."""

    id: str
    subject: str
    things: str
    marks: tuple[Mark, ...]

    @property
    def name(self) -> str:
        """The subject without what stands in brackets."""
        return re.sub(r"\s*\(.*?\)", "", self.subject)


def counters_of(facts: Iterable[Fact]) -> tuple[Counter, ...]:
    """The counters that have two marks or more, in the order of the facts.

    Raises `ProjectFaulty` with every count that is not above the one before it in its year.
    """
    groups: list[tuple[set[object], list[tuple[Fact, Mark]]]] = []
    for fact in facts:
        if mark := mark_of(fact):
            keys, told = keys_of(fact), [(fact, mark)]
            for other in [group for group in groups if group[0] & keys]:
                groups.remove(other)
                keys, told = other[0] | keys, other[1] + told
            groups.append((keys, told))
    counters = tuple(counter_of(told) for _, told in groups if len(told) > 1)
    faults = [fault for counter in counters for fault in backwards(counter)]
    if faults:
        raise ProjectFaulty("facts", faults)
    return counters


def keys_of(fact: Fact) -> set[object]:
    """What tells the counter of a mark: subject and things, and the measure."""
    keys: set[object] = {(fact.subject, things_of(fact))}
    if fact.measure is not None:
        counted = "count" if fact.measure.what == "date_of" else fact.measure.what
        keys.add((counted, fact.measure.crossing, fact.measure.chains, fact.measure.link))
    return keys


def things_of(fact: Fact) -> str:
    """What is counted, as the quantity calls it."""
    nth = NTH.search(fact.quantity)
    return f"{nth['thing']}s" if nth else fact.quantity.partition(",")[0].removesuffix(SINCE)


def counter_of(told: Sequence[tuple[Fact, Mark]]) -> Counter:
    """One counter: a mark a day, the surest; without estimates that were read off a reported mark beside them."""
    order = sorted(told, key=lambda pair: (pair[1].day, not pair[1].reported, SURE.index(pair[0].confidence)))
    reported = [mark.day for _, mark in order if mark.reported]
    kept: dict[date, Mark] = {}
    for _, mark in order:
        read_off = any(abs(day - mark.day) <= BESIDE and day.year == mark.day.year for day in reported)
        if mark.reported or not read_off:
            kept.setdefault(mark.day, mark)
    subject = told[0][0].subject
    things = min((things_of(fact) for fact, _ in told), key=len)
    return Counter(id=slug(subject), subject=subject, things=things, marks=tuple(kept.values()))


def backwards(counter: Counter) -> Iterator[Fault]:
    """A fault for every mark that is not above the one before it in its year."""
    for before, after in pairwise(counter.marks):
        if before.day.year == after.day.year and after.count <= before.count:
            wrong = (
                f"tells {after.count:,} {counter.things} by {after.day}, "
                f"but {before.fact} {before.count:,} by {before.day}"
            )
            yield Fault(
                f"fact {after.fact}", wrong, "Expected counts that rise within a year, of one source."
            )


def mark_of(fact: Fact) -> Mark | None:
    """The mark that a fact states; None where it states none, or only a bound."""
    if fact.note.lower().startswith(("lower bound", "upper bound")):
        return None
    found = nth_of(fact) or count_of(fact)
    if found is None:
        return None
    day, count = found
    reported = fact.confidence != "estimate"
    return Mark(
        day=day, count=count, fact=fact.id, reported=reported, known=day if reported else day + A_YEAR_LATER
    )


def nth_of(fact: Fact) -> tuple[date, int] | None:
    """Day and number of the N-th of a year."""
    told = NTH.search(fact.quantity)
    day = observed_value(fact.value, is_date=True)
    if told is None or day is None:
        return None
    return date.fromordinal(int(day)), int(told["nth"].replace(",", ""))


def count_of(fact: Fact) -> tuple[date, int] | None:
    """Last day and number of what was counted since 1 January."""
    value = observed_value(fact.value, is_date=False)
    day = last_day(fact)
    if fact.unit.lower() not in UNITS or value is None or value < 1 or value != int(value) or day is None:
        return None
    return day, int(value)


def last_day(fact: Fact) -> date | None:
    """The last day counted, where the first one is 1 January: by the measure, else as the period is written.

    >>> made = {"id": "a", "subject": "a", "value": "9", "confidence": "high"}
    >>> last_day(Fact(quantity="trains", period="Jan-Jul 2024", **made))
    datetime.date(2024, 7, 31)
    >>> last_day(Fact(quantity="trains since 1 January", period="to 8 Apr 2023", **made))
    datetime.date(2023, 4, 8)
    >>> last_day(Fact(quantity="trains in a record month", period="Jul 2024", **made)) is None
    True
    """
    measure, period = fact.measure, fact.period.strip().lower()
    if measure is not None and measure.start and measure.end:
        whole = (measure.start.month, measure.start.day, measure.start.year) == (1, 1, measure.end.year)
        return measure.end if whole else None
    if re.fullmatch(r"\d{4}", period):
        return date(int(period), 12, 31)
    if SINCE in fact.quantity and re.fullmatch(r"\d{4}-\d\d-\d\d", period):
        return date.fromisoformat(period)
    if found := TO_A_DAY.fullmatch(period):
        since = SINCE in fact.quantity or period.startswith("1 jan")
        month = MONTHS.index(found["month"]) + 1
        return date(int(found["year"]), month, int(found["day"])) if since else None
    if found := TO_A_MONTH.fullmatch(period):
        return end_of_month(int(found["year"]), MONTHS.index(found["month"]) + 1)
    if found := TO_A_NUMBER.fullmatch(period):
        return end_of_month(int(found["year"]), int(found["number"]))
    if found := QUARTER.fullmatch(period):
        return end_of_month(int(found["year"]), 3)
    return None


def end_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(1)


def slug(subject: str) -> str:
    """A name that can be typed.

    >>> slug("Horgos railway port (霍尔果斯铁路口岸)"), slug("Horgos+Alashankou")
    ('horgos-railway-port', 'horgos-alashankou')
    """
    return "-".join(re.findall(r"[^\W_]+", re.sub(r"\(.*?\)", " ", subject).lower()))


def counter_named(counters: Sequence[Counter], asked: str) -> Counter:
    """The counter whose subject and things begin with all the words asked for; of several the one with most marks.

    Raises `NotFound` with the nearest, `ForecastImpossible` where there is no counter at all.
    """
    if not counters:
        raise ForecastImpossible(
            "no two facts of this network count the same thing since 1 January. Expected facts such as quantity "
            "'trains since 1 January, cumulative', value 2032, unit trains, period 2023-04-08."
        )
    words = slug(asked).split("-")

    def has_all(counter: Counter) -> bool:
        own = f"{counter.id}-{slug(counter.things)}".split("-")
        return any(words) and all(any(one.startswith(word) for one in own) for word in words)

    found = [counter for counter in counters if has_all(counter)]
    if not found:
        ids = {counter.id for counter in counters}
        firsts = {counter.id.split("-")[0] for counter in counters}
        raise NotFound("counter", asked, firsts if get_close_matches("-".join(words), firsts) else ids)
    exact = [counter for counter in found if counter.id == "-".join(words)]
    return max(exact or found, key=lambda counter: len(counter.marks))
