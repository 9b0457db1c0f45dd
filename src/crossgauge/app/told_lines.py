"""Lines of the map, in the order that gives each its number: border links, sections, pipelines; and who rides them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from crossgauge.app.shapes.network import Corridor as CorridorTold
from crossgauge.app.shapes.network import Kind, Line, Node, Nomination, Position, Station
from crossgauge.app.shapes.network import Pipeline as PipelineTold
from crossgauge.app.texts import texts
from crossgauge.model.alignment import course_of, distance_m, passed, reaches
from crossgauge.model.corridors import BorderStop, Corridor, Ride, Section
from crossgauge.model.crossings import Chain
from crossgauge.model.facts import Provenance
from crossgauge.model.links import Link
from crossgauge.model.network import Network
from crossgauge.model.pipelines import Pipeline, design_capacity, length_m, nominated
from crossgauge.model.places import Place
from crossgauge.model.steps import Branch, Move, Step
from crossgauge.views.words import LANGUAGES

Origins = Mapping[str, Provenance]
YEARLY = {"gas": ("bcm", 1e9), "oil": ("Mt", 1e6)}  # unit of a year's amount, and how much one is


def cited(origins: Origins, *paths: str) -> list[str]:
    """Ids of the facts that values cite."""
    told = [origins[path].fact for path in paths if path in origins and origins[path].fact]
    return list(dict.fromkeys(part.strip() for one in told for part in one.split(",")))


def assumed(origins: Origins, *paths: str) -> bool:
    """Whether one of the values is assumed."""
    return any(path in origins and bool(origins[path].assumed) for path in paths)


def lines_of(network: Network, origins: Origins) -> list[Line]:
    """Every line with its path through named places."""
    places = {place.id: place for place in network.places}
    riders = riders_of(network)
    found: list[Line] = []
    for link in network.links:
        kind: Kind = "ferry" if link.mode == "sea" else "border"
        found.append(stretch(len(found), link, kind, "", places, origins, "links", riders))
    for section in network.sections:
        kind = {"sea": "ferry", "road": "road"}.get(section.mode, "section")  # type: ignore[assignment]
        found.append(stretch(len(found), section, kind, section.country, places, origins, "sections", riders))
    for pipeline in network.pipelines:
        found.append(pipe(len(found), pipeline, places, origins))
    return found


def stretch(
    number: int,
    one: Link | Section,
    kind: Kind,
    country: str,
    places: Mapping[str, Place],
    origins: Origins,
    word: str,
    riders: Mapping[str, list[str]],
) -> Line:
    """A link or section between two places."""
    start, end = places[one.start], places[one.end]
    ends = [texts(place.name, place.names) for place in (start, end)]
    name = {word: f"{getattr(ends[0], word)} – {getattr(ends[1], word)}" for word in LANGUAGES}
    length = f"{word}.{one.id}.length"
    return Line(
        number=number,
        id=one.id,
        kind=kind,
        name=texts(name["en"], tuple(name.items())),
        mode=one.mode,
        gauge_mm=None if one.gauge_m is None else round(one.gauge_m * 1e3, 1),
        start=one.start,
        end=one.end,
        country=country,
        length_km=one.length_m / 1e3,
        tracks=getattr(one, "tracks", None),
        path=[position(places[name]) for name in passed(one)],
        assumed=assumed(origins, length),
        sources=cited(origins, length),
        corridors=riders.get(one.id, []),
    )


def pipe(number: int, one: Pipeline, places: Mapping[str, Place], origins: Origins) -> Line:
    """A pipeline as a line through its places."""
    stops = [places[name] for name in course_of(one)]
    paths = [
        path for path in origins if path.startswith(f"pipelines.{one.id}.route.") and path.endswith(".at")
    ]
    return Line(
        number=number,
        id=one.id,
        kind="pipeline",
        name=texts(one.name, one.names),
        mode="pipeline",
        gauge_mm=None,
        start=stops[0].id,
        end=stops[-1].id,
        country="",
        length_km=length_m(one) / 1e3,
        tracks=None,
        path=[position(place) for place in stops],
        assumed=assumed(origins, *paths),
        sources=cited(
            origins, *paths, f"pipelines.{one.id}.volume_capacity", f"pipelines.{one.id}.mass_capacity"
        ),
        corridors=[],
    )


def position(place: Place) -> Position:
    """[lon, lat]."""
    return (place.longitude, place.latitude)


def riders_of(network: Network) -> dict[str, list[str]]:
    """Corridors by the line that they ride."""
    found: dict[str, list[str]] = {}
    for corridor in network.corridors:
        for line in dict.fromkeys(ridden(network, corridor)):
            found.setdefault(line, []).append(corridor.id)
    return found


def ridden(network: Network, corridor: Corridor) -> list[str]:
    """Ids of the lines of a corridor in their order."""
    chains = {(crossing.id, chain.id): chain for crossing in network.crossings for chain in crossing.chains}
    found: list[str] = []
    for element in corridor.route:
        match element:
            case Ride(section=name):
                found.append(name)
            case BorderStop(crossing=crossing, chains=names):
                moved = [link for name in names for link in links_of(chains[crossing, name])]
                found += dict.fromkeys(moved)
    return found


def moves_of(steps: tuple[Step, ...]) -> list[Move]:
    """The moves over links among steps, those in arms of branches too."""
    found: list[Move] = []
    for step in steps:
        if isinstance(step, Move):
            found.append(step)
        elif isinstance(step, Branch):
            found += [move for arm in step.arms for move in moves_of(arm.steps)]
    return found


def links_of(chain: Chain) -> list[str]:
    """Ids of the links that a chain moves over."""
    return list(dict.fromkeys(move.move for move in moves_of(chain.steps)))


def corridors_of(network: Network) -> list[CorridorTold]:
    """The corridors."""
    sections = {section.id: section for section in network.sections}
    found = []
    for one in network.corridors:
        here, km = one.start, 0.0
        for element in one.route:
            match element:
                case Ride(section=name):
                    here = sections[name].end if here == sections[name].start else sections[name].start
                    km += sections[name].length_m / 1e3
                case BorderStop(crossing=name, length_m=length):
                    posts = next(crossing.posts for crossing in network.crossings if crossing.id == name)
                    here = next((post.place for post in posts if post.place != here), here)
                    km += length / 1e3
        found.append(
            CorridorTold(
                id=one.id,
                name=texts(one.name, one.names),
                mode=one.mode,
                start=one.start,
                end=here,
                length_km=km,
                lines=ridden(network, one),
                crossings=[element.crossing for element in one.route if isinstance(element, BorderStop)],
            )
        )
    return found


def pipelines_of(network: Network, lines: list[Line]) -> list[PipelineTold]:
    """The pipelines with their nodes and stations."""
    places = {place.id: place for place in network.places}
    numbers = {line.id: line.number for line in lines if line.kind == "pipeline"}
    return [pipeline_told(one, places, numbers[one.id]) for one in network.pipelines]


def pipeline_told(one: Pipeline, places: Mapping[str, Place], number: int) -> PipelineTold:
    """One pipeline."""
    unit, scale = YEARLY[one.fluid]
    design = design_capacity(one)
    stations = []
    for station in one.stations:
        lon, lat = between(one, places, station.at_m)
        stations.append(
            Station(
                id=station.id, name=station.name or station.id, kind=station.kind, units=station.units,
                at_km=station.at_m / 1e3, lon=lon, lat=lat,
            )
        )  # fmt: skip
    return PipelineTold(
        id=one.id,
        line=number,
        name=texts(one.name, one.names),
        fluid="gas" if one.fluid == "gas" else "oil",
        feeds=one.feeds,
        note=one.note,
        length_km=length_m(one) / 1e3,
        nodes=[Node(place=point.place, at_km=point.at_m / 1e3) for point in one.route],
        stations=stations,
        unit=unit,
        base=one.base if one.fluid == "gas" else "",
        capacity=None if design is None else design / scale,
        nominations=[
            Nomination(year=row.year, amount=(nominated(one, row.year) or 0.0) / scale)
            for row in one.nominations
        ],
    )


def between(one: Pipeline, places: Mapping[str, Place], at_m: float) -> Position:
    """Where a chainage is, on the line as it is drawn through the places around it."""
    for before, after, way in reaches(one):
        if at_m <= after.at_m:
            part = (at_m - before.at_m) / max(after.at_m - before.at_m, 1e-9)
            return along([places[name] for name in way], part)
    return position(places[one.route[-1].place])


def along(way: Sequence[Place], part: float) -> Position:
    """Where a part of a way from place to place, 0 to 1, is behind."""
    steps = [(start, end, distance_m(start, end)) for start, end in pairwise(way)]
    left_m = part * sum(step_m for *_, step_m in steps)
    for start, end, step_m in steps:
        if left_m <= step_m or end is way[-1]:
            share = min(1.0, left_m / max(step_m, 1e-9))
            (x0, y0), (x1, y1) = position(start), position(end)
            return (round(x0 + share * (x1 - x0), 5), round(y0 + share * (y1 - y0), 5))
        left_m -= step_m
    return position(way[-1])
