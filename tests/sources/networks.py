"""Networks that hypothesis draws: every distribution, calendars, chains, demands, dated changes, odd texts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import sqrt

from hypothesis import strategies as st

from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.calendars import Calendar, Closure, Gate, Period
from crossgauge.model.checks_values import _values
from crossgauge.model.crossings import Chain, Crossing, Failure, Post, Resource
from crossgauge.model.demand import Arrivals, Replay, Timetable
from crossgauge.model.facts import Fact, Measure, Provenance
from crossgauge.model.fleet import Consist, TrafficClass
from crossgauge.model.links import Link
from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.model.randomness import (
    Beta,
    Constant,
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
from crossgauge.model.steps import Arm, Branch, Delay, Leave, Move, Stage, Use, Wait

SIGNS = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
ODD = [
    "true",
    "12",
    "1e3",
    "~",
    "null",
    "a: b",
    "- x",
    "#1",
    "x #y",
    '"',
    "{",
    "[a, b]",
    "2023-01-01",
    "…",
    "NO",
]


@cache
def texts():
    """Texts as a person or a cat types them; blanks around them are not read."""
    return st.one_of(st.sampled_from(ODD), st.text(SIGNS, max_size=8).map(str.strip).filter(bool))


@cache
def names():
    """English and other names."""
    return st.fixed_dictionaries(
        {"name": texts()}, optional={"names": st.tuples(st.tuples(st.just("zh"), texts()))}
    )


@cache
def amounts(least=0.0, most=1e7):
    """Human figures and any other float."""
    human = st.builds(
        lambda n, unit: n * unit, st.integers(1, 99), st.sampled_from([0.1, 1.0, 60.0, 90.0, 3600.0])
    )
    return st.one_of(human.filter(lambda value: least <= value <= most), st.floats(least, most))


@cache
def above():
    """Amounts above 0."""
    return amounts(1e-3)


@cache
def factors():
    """Coefficients of variation and shapes."""
    return st.one_of(st.sampled_from([0.5, 1.0, 1 / sqrt(3)]), st.floats(0.1, 10.0))


def bounds(made):
    """Distributions made of ascending numbers, the outer ones apart."""
    return (
        st.tuples(amounts(), amounts(), amounts())
        .map(sorted)
        .filter(lambda found: found[0] < found[2])
        .map(made)
    )


@cache
def distributions():
    """Each kind, mixtures of them too."""
    simple = st.one_of(
        st.builds(Constant, amounts()),
        st.builds(Exponential, above()),
        st.builds(Lognormal, above(), factors()),
        st.builds(Gamma, above(), factors()),
        st.builds(Weibull, above(), factors()),
        bounds(lambda found: Triangular(*found)),
        bounds(lambda found: Uniform(found[0], found[2])),
        bounds(lambda found: pert(*found)),
        bounds(lambda found: Beta(found[0], found[2], 2.0, found[1] + 0.5)),
        st.builds(Empirical, st.lists(amounts(), min_size=1, max_size=3).map(tuple), columns()),
    )
    mixed = st.builds(
        lambda share, parts: Mixture((share, 1.0 - share), parts), st.floats(0, 1), st.tuples(simple, simple)
    )
    return st.one_of(simple, mixed)


@cache
def columns():
    """Where data came from: a usable name, a taken one, none."""
    return st.sampled_from(["waits.csv, minutes", "waits.csv, wait_h", "facts.csv, x", "../a.csv, b", ""])


@st.composite
def calendars(draw, name):
    """Opening hours or shifts by weekday, each day at most two, the last perhaps over midnight."""
    staffed = draw(st.booleans())
    usual = draw(st.lists(st.integers(0, 47), max_size=4, unique=True).map(sorted))
    periods = []
    for day in range(7):
        cuts = draw(
            st.one_of(st.just(usual), st.lists(st.integers(0, 47), max_size=4, unique=True).map(sorted))
        )
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            count = draw(st.integers(0, 9)) if staffed else None
            periods.append(Period(weekday=day, start_s=start * 1800.0, end_s=end * 1800.0 + 7.0, count=count))
    closed = draw(st.lists(st.dates(date(2023, 1, 1), date(2024, 1, 1)), max_size=12, unique=True))
    return Calendar(id=name, clock="Asia/Almaty", periods=tuple(periods), closed=tuple(closed))


@st.composite
def steps(draw, depth=0):
    """A chain of verbs that need no partner."""
    kinds = [
        st.builds(Stage, stage=texts(), post=st.sampled_from(["", "cn", "kz"])),
        st.builds(Delay, delay=distributions()),
        st.builds(Use, use=st.just("lanes"), duration=distributions(), priority=st.integers(-3, 3)),
        st.builds(Use, use=st.just("lanes"), duration=distributions(), patience=distributions()),
        st.builds(Move, move=st.just("road"), back=st.booleans()),
        st.just(Wait(wait="open")),
    ]
    if depth < 2:
        kinds.append(branches(depth))
    return tuple(draw(st.lists(st.one_of(kinds), min_size=1, max_size=3)))


@st.composite
def branches(draw, depth):
    """Two or three arms whose shares add to 1."""
    first = draw(st.sampled_from([0.5, 0.05, 0.07]))
    arms = (
        Arm(share=first, name=draw(st.sampled_from(["", "green"])), steps=draw(steps(depth + 1))),
        Arm(share=1.0 - first, name=draw(st.sampled_from(["", "red"]))),
    )
    return Branch(branch=draw(st.sampled_from(["", "channel"])), arms=arms)


@cache
def demands():
    """By rate, by timetable, by log."""
    rates = st.builds(
        Arrivals,
        count=st.dictionaries(st.integers(2000, 2030), amounts(0, 900), min_size=1, max_size=3).map(
            lambda found: tuple(sorted(found.items()))
        ),
        growth=st.floats(-0.5, 0.5),
        weekdays=st.lists(amounts(0.1, 9.0), min_size=7, max_size=7).map(tuple),
        closed=st.sampled_from(["always", "first"]),
    )
    times = st.lists(st.integers(0, 1439), min_size=1, max_size=3, unique=True).map(
        lambda found: tuple(minute * 60.0 for minute in sorted(found))
    )
    days = st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found)))
    tables = st.builds(
        Timetable,
        times=times,
        weekdays=days,
        clock=st.just("Asia/Almaty"),
        jitter=st.none() | distributions(),
    )
    moments = st.datetimes(datetime(2023, 1, 1), datetime(2023, 12, 31), timezones=st.just(UTC))
    logs = st.builds(
        Replay,
        instants=st.lists(moments, min_size=1, max_size=3).map(lambda found: tuple(sorted(found))),
        column=columns(),
    )
    return st.one_of(rates, tables, logs)


@st.composite
def networks(draw):
    """A road crossing with a little of everything."""
    post = {"place": "hill", "clock": "Asia/Almaty"}
    chain = st.builds(
        Chain, id=st.just("west"), unit_class=st.just("truck"), direction=texts(),
        arrivals=st.lists(demands(), min_size=1, max_size=2).map(tuple), steps=steps().map(lambda found: (*found, Leave())),
    )  # fmt: skip
    lanes = Resource(id="lanes", count=draw(st.integers(1, 9)), hours="first", kind="lanes")
    failures = draw(
        st.lists(
            st.builds(Failure, between=st.builds(Exponential, above()), lasting=distributions()), max_size=1
        )
    )
    crossing = Crossing(
        id=draw(st.sampled_from(["pass", "2024", "true"])), mode="road", **draw(names()),
        posts=(Post(id="cn", country="CN", **draw(names()), **post), Post(id="kz", country="KZ", **draw(names()), **post)),
        resources=(replace(lanes, failures=tuple(failures)),),
        gates=(Gate(id="open", kind="slots", count=3, period_s=draw(amounts(600.0, 9000.0)), hours="always"),),
        chains=(draw(chain),),
    )  # fmt: skip
    facts = draw(st.lists(st.builds(a_fact, texts(), texts()), max_size=2, unique_by=lambda one: one.id))
    network = Network(
        id="drawn", clock="Asia/Almaty", start=date(2023, 1, 1), **draw(names()),
        places=(Place(id="hill", latitude=draw(st.floats(-90, 90)), longitude=80.0, **draw(names())),),
        links=(Link(id="road", start="hill", end="hill", mode="road", length_m=draw(above()), running_time=draw(distributions())),),
        calendars=(draw(calendars("first")), draw(calendars("second"))),
        consists=(Consist(id="block", gauge_m=draw(st.sampled_from([1.435, 1.52, 1.0])), wagons=3, teu=6.0, length_m=800.0),),
        classes=(TrafficClass(id="truck", kind="truck", mass_t=draw(amounts(0, 99)), load=draw(st.none() | distributions()), **draw(names())),),
        crossings=(crossing,), closures=draw(closures(crossing.id)), facts=tuple(facts),
    )  # fmt: skip
    network = replace(network, agreements=draw(agreements(network)))
    return replace(network, provenance=draw(provenance(network)))


def a_fact(word, text):
    """A fact with a measure."""
    name = "".join(word.split())
    measure = Measure(what="count", link="road", start=date(2023, 1, 1))
    return Fact(
        id=name,
        subject=text,
        quantity="trucks",
        value="1,000",
        confidence="low",
        note=text,
        role="check",
        measure=measure,
    )


@st.composite
def closures(draw, crossing):
    """A time from an instant to another, whole days among them."""
    start = draw(st.datetimes(datetime(2023, 1, 1), datetime(2023, 12, 31)))
    end = draw(
        st.sampled_from([start + timedelta(hours=1), datetime(2024, 3, 1), datetime(2024, 3, 1, tzinfo=UTC)])
    )
    return (Closure(id="shut", of=(crossing,), start=start, end=end, reason=draw(texts())),)


@st.composite
def agreements(draw, network):
    """Values set and scaled by their paths."""
    way = f"crossings.{network.crossings[0].id}"
    changes = [
        Change(path=f"{way}.resources.lanes.count", verb="set", value=draw(st.integers(0, 9))),
        Change(path=f"{way}.resources.lanes.hours", verb="set", value="second"),
        Change(path="links.road.running_time", verb="set", value=draw(distributions())),
        Change(path="links.road.length", verb="set", value=draw(above())),
        Change(path="links.road.running_time", verb="scale", value=draw(st.floats(0, 3))),
        Change(path=f"{way}.name", verb="set", value=draw(texts())),
    ]
    some = tuple(draw(st.lists(st.sampled_from(changes), max_size=3)))
    return (
        Agreement(
            id="deal",
            start=date(2023, 5, 1),
            end=draw(st.none() | st.just(date(2023, 6, 1))),
            changes=some,
            **draw(names()),
        ),
    )


@st.composite
def provenance(draw, network):
    """Facts and reasons of some of the values that are told, and of the values of changes."""
    paths = [
        ".".join(path)
        for path, owner, entry, value in _values(network, ())
        if _has_source(path, owner, entry, value)
    ]
    paths += [
        f"agreements.deal.changes.{index}.to"
        for index, one in enumerate(network.agreements[0].changes)
        if one.verb == "set"
    ]
    chosen = draw(st.lists(st.sampled_from(paths), unique=True, max_size=6))
    known = [fact.id for fact in network.facts if "," not in fact.id]
    return tuple(
        Provenance(path=path, text="?", fact=draw(st.sampled_from(["", *known])), assumed=draw(texts()))
        for path in chosen
    )


def _has_source(path, owner, entry, value):
    """Values that stand alone in YAML: no ids, no data of a log, nothing empty, no whole collection."""
    if (
        entry.name in ("id", "names", "branch")
        or isinstance(owner, Replay | Period)
        or path[0] == "facts"
        or len(path) < 2
    ):
        return False
    staffed = (
        isinstance(owner, Calendar)
        and entry.name == "periods"
        and any(one.count is not None for one in value)
    )
    return not staffed and value not in ("", (), None)
