"""What an hour at the border is worth: the declaration of a chain from hours to trade, income and visits."""

from dataclasses import dataclass
from math import inf

from crossgauge.model.attribute import attribute
from crossgauge.model.facts import Provenance
from crossgauge.model.places import Names
from crossgauge.model.randomness import Beta, Constant, Distribution, Empirical, Mixture, Triangular, Uniform


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country of the trade matrix; `output` times `gdp`, less what it sells abroad, is its trade with itself."""

    id: str = attribute("short name used in the trade matrix")
    name: str = attribute("name in English", default="")
    names: Names = attribute("in other languages", default=())
    gdp: float = attribute("gross domestic product in a year", unit="USD", above=0)
    output: Distribution = attribute("gross output over gross domestic product", unit="1")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsClass:
    """Goods for which a day is worth the same part of their value."""

    id: str = attribute("short name used by cargoes")
    name: str = attribute("name in English", default="")
    names: Names = attribute("in other languages", default=())
    day: Distribution = attribute("what a day is worth, in parts of the value of the goods", unit="fraction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One class of goods in a cargo."""

    id: str = attribute("class of goods", refers="goods class")
    share: float = attribute("of the value of the cargo", unit="fraction", at_least=0, at_most=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cargo:
    """What a class of traffic carries in one direction: value of a tonne and classes of goods.

    A container or wagon has the hours of its trains within its own, from the arrival of one to the departure of the
    other (semantics §4.6, §4.9): the class is that of the container, and trains are no cargo.
    """

    id: str = attribute("short name")
    name: str = attribute("name in English", default="")
    names: Names = attribute("in other languages", default=())
    unit_class: str = attribute("class of traffic that carries it", refers="class", key="class")
    direction: str = attribute("direction of the crossings")
    mode: str = attribute("mode to which it belongs", one_of=("road", "rail"))
    tonne: Distribution = attribute("value of a tonne", unit="USD")
    goods: tuple[Part, ...] = attribute("classes of goods, with their shares of the value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The part of trade with one partner, one way, that passes the crossings of the network by one mode."""

    id: str = attribute("short name")
    partner: str = attribute("country at the other end", refers="country")
    direction: str = attribute("direction of the crossings")
    mode: str = attribute("mode", one_of=("road", "rail"))
    share: Distribution = attribute("of the value of that trade", unit="fraction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """How visits answer to hours at the border, by class of traffic."""

    id: str = attribute("class of traffic", refers="class")
    elasticity: Distribution = attribute(
        "per cent by which visits fall when hours at the border rise by one per cent", unit="1"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Trade from one country to another in a year."""

    exporter: str
    importer: str
    value: float  # USD
    year: str = ""
    fact: str = ""
    assumed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Valuation:
    """The chain. Values that nobody knows well are distributions; nothing in it knows how hours are found."""

    id: str = attribute("short name, that of its file")
    name: str = attribute("what is valued", default="")
    names: Names = attribute("in other languages", default=())
    note: str = attribute("what it rests on, and what it leaves out", default="")
    home: str = attribute("country at the near end of all routes", refers="country")
    exports: str = attribute("direction of the crossings in which it sells", default="west")
    imports: str = attribute("direction of the crossings in which it buys", default="east")
    elasticity: Distribution = attribute(
        "of trade to its cost: per cent by which it falls when cost rises by one per cent", unit="1"
    )
    reliability: Distribution = attribute(
        "worth of an hour of buffer (95 % less mean) in hours of mean", unit="1"
    )
    matrix: str = attribute("CSV file of trade between the countries", default="trade-matrix.csv")
    countries: tuple[Country, ...] = attribute("countries of the trade matrix", default=())
    goods: tuple[GoodsClass, ...] = attribute("classes of goods", default=())
    cargoes: tuple[Cargo, ...] = attribute("what classes of traffic carry", default=())
    routes: tuple[Route, ...] = attribute("which trade passes the crossings", default=())
    visits: tuple[Visits, ...] = attribute("how visits answer", default=())
    flows: tuple[Flow, ...] = attribute("trade between the countries", default=())
    provenance: tuple[Provenance, ...] = attribute("where values came from", default=())


def ends_of(distribution: Distribution) -> tuple[float, float]:
    """The lowest and the highest value that a distribution can have; infinite where it has no end.

    >>> ends_of(Triangular(1.0, 2.0, 4.0))
    (1.0, 4.0)
    """
    match distribution:
        case Constant(value):
            return value, value
        case Uniform(low, high) | Triangular(low, _, high) | Beta(low, high, _, _):
            return low, high
        case Empirical(values):
            return min(values), max(values)
        case Mixture(_, parts):
            ends = [ends_of(part) for part in parts]
            return min(low for low, _ in ends), max(high for _, high in ends)
        case _:
            return 0.0, inf
