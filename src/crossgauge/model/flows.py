"""Flows between origins and destinations: goods and what their time is worth, what is to be carried, and how ways join.

A run of the border does not need them: `study/flows.py` asks which way goods go, over sections of railway, road and
sea (`corridors.py`), over borders and through terminals.
"""

from dataclasses import dataclass

from crossgauge.model.attribute import attribute
from crossgauge.model.links import MODES
from crossgauge.model.places import Names
from crossgauge.model.randomness import Distribution

MEASURES = ("tonnes", "teu", "trucks", "persons")
GROUND = "ground"  # where goods begin and end, beside every mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """Goods that choose alike. Figures are for one load: a container of 40 feet, a wagon, a bus."""

    id: str = attribute("short name used by everything else")
    name: str = attribute("name in English")
    names: Names = attribute("names in other languages", default=())
    mass_t: float = attribute("cargo of one load", unit="t", at_least=0, at_most=200)
    teu: float = attribute("twenty-foot equivalents of one load", unit="TEU", at_least=0, default=0.0)
    trucks: float = attribute("trucks that carry one load by road", unit="1", at_least=0, default=0.0)
    persons: float = attribute("people in one load", unit="1", at_least=0, default=0.0)
    value_usd: float = attribute("worth of one load", unit="USD", at_least=0, key="value", default=0.0)
    time_value_usd_per_h: float = attribute(
        "what an hour less on the way is worth for one load", unit="USD/h", above=0, key="time_value"
    )
    reliability_value_usd_per_h: float = attribute(
        "what an hour less of standard deviation is worth",
        unit="USD/h",
        at_least=0,
        key="reliability_value",
        default=0.0,
    )
    modes: tuple[str, ...] = attribute("modes that may carry it")
    codes: tuple[tuple[str, str], ...] = attribute(
        "(system@edition, codes) of HS, NST, ETSNG, GNG or STCC, as {HS@2022: 26}", default=()
    )
    consists: tuple[str, ...] = attribute("make-ups of train that carry it: these say its gauges", default=())
    returns: str = attribute(
        "goods as which its wagon or container goes back empty; none: not told", refers="goods", default=""
    )
    penalty_usd: float | None = attribute(
        "cost of not carrying one load; none: carried wherever a way is open",
        unit="USD",
        above=0,
        key="penalty",
        default=None,
    )
    spread_usd: float | None = attribute(
        "spread of choice: a way dearer by so much is taken e times less often; none: the cheapest",
        unit="USD",
        above=0,
        key="spread",
        default=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginDemand:
    """What is to be carried from one place to another: loads a year, in one measure."""

    id: str = attribute("short name used by everything else")
    start: str = attribute("place where it comes from", refers="place", key="from")
    end: str = attribute("place where it goes", refers="place", key="to")
    goods: str = attribute("goods", refers="goods")
    tonnes: tuple[tuple[int, float], ...] = attribute("(year, tonnes)", unit="1/year", default=())
    teu: tuple[tuple[int, float], ...] = attribute("(year, twenty-foot equivalents)", unit="1/year", default=())
    trucks: tuple[tuple[int, float], ...] = attribute("(year, trucks)", unit="1/year", default=())
    persons: tuple[tuple[int, float], ...] = attribute("(year, persons)", unit="1/year", default=())
    growth: float = attribute("a year, before the first and after the last amount", unit="fraction", default=0.0)
    months: tuple[float, ...] = attribute("weights January to December", default=(1.0,) * 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Work at a terminal: loading from the ground, unloading, change of mode or of gauge. Both ways alike."""

    id: str = attribute("short name used by everything else")
    name: str = attribute("name in English", default="")
    names: Names = attribute("names in other languages", default=())
    at: tuple[str, ...] = attribute("places where it is done")
    start: str = attribute("'ground', a mode, or rail with its gauge: 'rail 1520 mm'", key="from")
    end: str = attribute("likewise", key="to")
    goods: tuple[str, ...] = attribute("goods that it takes; none: all", default=())
    time: Distribution = attribute("how long it takes", unit="s")
    cost_usd: float = attribute("what one load pays", unit="USD", at_least=0, key="cost", default=0.0)
    capacity: float | None = attribute("most loads a day one way; none: no limit", unit="1", above=0, default=None)
    hour_loads: float | None = attribute(
        "loads that a crane handles in an hour", unit="1", above=0, key="crane_hour", default=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Room in which loads may stay from one month to the next, on one line of a place."""

    id: str = attribute("short name used by everything else")
    name: str = attribute("name in English", default="")
    names: Names = attribute("names in other languages", default=())
    at: str = attribute("place where it is", refers="place")
    side: str = attribute("mode, or rail with its gauge: 'rail 1520 mm'")
    goods: tuple[str, ...] = attribute("goods that it takes; none: all", default=())
    room: float = attribute("most loads in it", unit="1", above=0)
    day_cost_usd: float = attribute(
        "what one load pays for a day, its time not among it", unit="USD", at_least=0, key="day_cost", default=0.0
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What bounds a passage: a gate that lets so many through a day, or a stock that comes back after its turn."""

    gate: str = attribute("gate of the crossing: its daily count", default="")
    resource: str = attribute("resource of the crossing that turns round", default="")
    turn_s: float = attribute("how long one is away", unit="s", above=0, default=86_400.0)
    loads: float = attribute("loads that one carries", unit="1", above=0, default=1.0)
    share: float = attribute("part that is left to this passage", unit="fraction", above=0, at_most=1, default=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A border in one direction for one kind of goods, with a wait that rises with what goes through.

    Between two places (a crossing) or at one, between the lines of two countries. At no other place where lines of
    two countries meet is anything asked.
    """

    id: str = attribute("short name used by everything else")
    name: str = attribute("name in English")
    names: Names = attribute("names in other languages", default=())
    start: str = attribute("place on this side", refers="place", key="from")
    end: str = attribute("place on the other side", refers="place", key="to")
    countries: tuple[str, ...] = attribute("country left and country entered, where both places are one", default=())
    mode: str = attribute("what crosses", one_of=MODES)
    gauge_in_m: float | None = attribute("track gauge on this side", unit="m", above=0, key="gauge_in", default=None)
    gauge_out_m: float | None = attribute("track gauge beyond", unit="m", above=0, key="gauge_out", default=None)
    goods: tuple[str, ...] = attribute("goods that it takes; none: all of its mode", default=())
    time: Distribution = attribute("time that it takes with no line before it", unit="s")
    cost_usd: float = attribute("all that one load pays", unit="USD", at_least=0, key="cost", default=0.0)
    preference_usd: float = attribute(
        "what makes it dearer than it looks, or cheaper where below nothing", unit="USD", key="preference", default=0.0
    )
    length_m: float = attribute("length between the two places", unit="m", at_least=0, default=0.0)
    capacity: float | None = attribute("most loads a day; none: what its limits say", unit="1", above=0, default=None)
    limits: tuple[Limit, ...] = attribute("what bounds it; the least counts", default=())
    servers: int = attribute("how many are served side by side", unit="1", at_least=1, default=1)
    open_h: float = attribute("hours open a day", unit="1", above=0, at_most=24, default=24.0, key="open_hours")
    variation: float = attribute(
        "mean of the squared variations of arrivals and of service", unit="1", at_least=0, default=1.0
    )
    crossing: str = attribute("simulated crossing", refers="crossing", default="")
    chains: tuple[str, ...] = attribute("its chains that a load goes through, in order", default=())
    unit_loads: float = attribute("loads in one unit of the first chain", unit="1", above=0, default=1.0)


def amounts_of(demand: OriginDemand) -> tuple[str, tuple[tuple[int, float], ...]]:
    """The measure in which a demand is told, and its amounts by year; no measure where none is.

    >>> amounts_of(OriginDemand(id="a", start="x", end="y", goods="ore", tonnes=((2023, 5.0),)))
    ('tonnes', ((2023, 5.0),))
    """
    return next(((word, getattr(demand, word)) for word in MEASURES if getattr(demand, word)), ("", ()))


def amount_in(demand: OriginDemand, year: int) -> float:
    """The amount in a year: as told, between two told years in a straight line, else by growth.

    >>> grown = OriginDemand(id="a", start="x", end="y", goods="ore", tonnes=((2022, 4.0), (2024, 6.0)), growth=0.5)
    >>> [amount_in(grown, year) for year in (2021, 2022, 2023, 2025)]
    [2.6666666666666665, 4.0, 5.0, 9.0]
    """
    _, told = amounts_of(demand)
    if not told:
        return 0.0
    (first, low), (last, high) = told[0], told[-1]
    if year <= first:
        return low * (1.0 + demand.growth) ** (year - first)
    if year >= last:
        return high * (1.0 + demand.growth) ** (year - last)
    before = max(pair for pair in told if pair[0] <= year)
    after = min(pair for pair in told if pair[0] >= year)
    part = (year - before[0]) / max(after[0] - before[0], 1)
    return before[1] + part * (after[1] - before[1])


def loads_in(demand: OriginDemand, goods: Goods, year: int) -> float:
    """Loads in a year; those of a measure that the goods do not have are none.

    >>> ore = Goods(id="ore", name="Ore", mass_t=60.0, time_value_usd_per_h=2.0, modes=("rail",))
    >>> loads_in(OriginDemand(id="a", start="x", end="y", goods="ore", tonnes=((2023, 600.0),)), ore, 2023)
    10.0
    """
    measure, _ = amounts_of(demand)
    one = {"tonnes": goods.mass_t, "teu": goods.teu, "trucks": goods.trucks, "persons": goods.persons}
    return amount_in(demand, year) / one[measure] if measure and one[measure] > 0 else 0.0
