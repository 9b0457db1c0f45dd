"""A road crossing of two posts and a railway section, small enough to run in a blink."""

from dataclasses import replace
from datetime import UTC, date, datetime

from crossgauge.model.calendars import Calendar, Gate, Period
from crossgauge.model.crossings import Chain, Crossing, Post, Resource
from crossgauge.model.demand import Arrivals, Replay
from crossgauge.model.facts import Fact, Measure, Provenance
from crossgauge.model.fleet import TrafficClass
from crossgauge.model.links import Link
from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.model.randomness import Constant, Exponential, Lognormal
from crossgauge.model.steps import Join, Move, Seize, Signal, Split, Stage, Use, Wait

HOUR = 3_600.0
WORKDAYS = tuple(Period(weekday=day, start_s=8 * HOUR, end_s=18 * HOUR) for day in range(5))


def small_network() -> Network:
    """Trucks through lanes and opening hours; trains with containers over a line; two parts."""
    return Network(
        id="small",
        name="Small crossings",
        clock="Asia/Almaty",
        start=date(2023, 1, 1),
        end=date(2023, 1, 28),
        places=(place("hill"), place("plain")),
        links=(
            Link(
                id="line",
                start="hill",
                end="plain",
                mode="rail",
                length_m=12_000.0,
                running_time=Constant(1_200.0),
            ),
        ),
        calendars=(Calendar(id="office", clock="Asia/Almaty", periods=WORKDAYS),),
        classes=(
            TrafficClass(id="truck", name="truck", kind="truck", mass_t=18.0, persons=1.0),
            TrafficClass(id="car", name="car", kind="car", persons=2.0, record="summary"),
            TrafficClass(id="train", name="train", kind="block train", load=Constant(10.0), carries="box"),
            TrafficClass(id="box", name="container", kind="container", teu=2.0, mass_t=15.0),
        ),
        crossings=(road(), rail()),
        facts=facts(),
        provenance=(
            Provenance(
                path="crossings.road.resources.lanes.count", text="2", assumed="no count is published"
            ),
            Provenance(path="crossings.rail.chains.train.arrivals.count", text="1000", fact="small.trains"),
        ),
    )


def place(name: str) -> Place:
    """A place somewhere."""
    return Place(id=name, name=name.title(), latitude=44.0, longitude=80.0)


def posts() -> tuple[Post, ...]:
    """Two posts with clocks of their own."""
    return (
        Post(id="cn", name="East Hill", place="hill", country="CN", clock="Asia/Shanghai"),
        Post(id="kz", name="West Hill", place="plain", country="KZ", clock="Asia/Almaty"),
    )


def road(lanes: int = 2) -> Crossing:
    """Trucks and cars before lanes and a gate that is open on workdays."""
    steps = (
        Stage(stage="waiting area", post="cn"),
        Wait(wait="open"),
        Stage(stage="customs", post="kz"),
        Use(use="lanes", duration=Lognormal(720.0, 0.5)),
    )
    return Crossing(
        id="road",
        name="Hill Road",
        mode="road",
        posts=posts(),
        resources=(Resource(id="lanes", name="lanes", post="kz", kind="lanes", count=lanes, hours="office"),),
        gates=(Gate(id="open", kind="hours", post="kz", hours="office"),),
        chains=(
            Chain(
                id="truck-west", unit_class="truck", direction="west", arrivals=(rate(15_000),), steps=steps
            ),
            Chain(id="car-west", unit_class="car", direction="west", arrivals=(rate(2_000),), steps=steps),
        ),
    )


def rail() -> Crossing:
    """Trains whose containers a crane lifts one by one, then the line."""
    return Crossing(
        id="rail",
        name="Plain Railway",
        mode="rail",
        posts=posts(),
        resources=(Resource(id="crane", name="crane", post="kz", kind="cranes", count=1),),
        chains=(
            Chain(
                id="train-west",
                unit_class="train",
                direction="west",
                arrivals=(rate(3_000),),
                steps=(
                    Stage(stage="transloading", post="kz"),
                    Split(split="boxes"),
                    Join(),
                    Stage(stage="line", post="kz"),
                    Move(move="line"),
                ),
            ),
            Chain(
                id="boxes",
                unit_class="box",
                direction="west",
                steps=(
                    Stage(stage="lift", post="kz"),
                    Use(use="crane", duration=Exponential(600.0)),
                    Signal(),
                ),
            ),
        ),
    )


def rate(count: float) -> Arrivals:
    """So many a year, evenly."""
    return Arrivals(count=((2023, count),))


def facts() -> tuple[Fact, ...]:
    """One fact of each kind of measure."""
    first, last = date(2023, 1, 1), date(2023, 1, 28)
    trains = {"crossing": "rail", "chains": ("train-west",), "start": first, "end": last}
    return (
        fact(
            "small.trains",
            "230",
            "trains",
            Measure(what="count", link="line", start=first, end=last),
            "input",
        ),
        fact("small.hundredth", "2023-01-13", "date", Measure(what="date_of", nth=100, **trains)),
        fact("small.teu", "4,600", "TEU", Measure(what="teu", **trains)),
        fact("small.tonnes", "0.0345", "Mt", Measure(what="tonnes", **trains)),
        fact("small.hours", "0.01", "h", Measure(what="hours", post="kz", **trains)),
        fact(
            "small.persons",
            "1,000",
            "persons",
            Measure(what="persons", crossing="road", start=first, end=last),
        ),
        fact("small.minutes", "100", "min", Measure(what="transload_minutes", **trains)),
        fact("small.words", "three in two", "", None),
    )


def fact(name: str, value: str, unit: str, measure: Measure | None, role: str = "check") -> Fact:
    """A fact with its measure."""
    return Fact(
        id=name, subject="small", quantity="count", value=value, unit=unit, confidence="high",
        source="counted by hand", role=role, measure=measure,
    )  # fmt: skip


def stuck_network() -> Network:
    """Five trucks that take a lane and never give it back."""
    network = small_network()
    instants = tuple(datetime(2023, 1, 2, hour, tzinfo=UTC) for hour in range(5))
    steps = (Stage(stage="customs", post="kz"), Seize(seize="lanes", label="take-a-lane"))
    crossing = road()
    chain = replace(crossing.chains[0], steps=steps, arrivals=(Replay(instants=instants),))
    lanes = replace(crossing.resources[0], hours="always")
    return replace(network, crossings=(replace(crossing, gates=(), resources=(lanes,), chains=(chain,)),))
