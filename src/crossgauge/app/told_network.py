"""A declared network as the page reads it: places, crossings, classes, facilities, sources."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from crossgauge.app.shapes import network as shapes
from crossgauge.app.texts import texts
from crossgauge.app.told_lines import Origins, assumed, cited, corridors_of, lines_of, links_of, pipelines_of
from crossgauge.model.alignment import passed_only
from crossgauge.model.crossings import Crossing
from crossgauge.model.facilities import Facility
from crossgauge.model.facts import Fact
from crossgauge.model.network import Network
from crossgauge.model.places import Place


def network_told(network: Network, scenario: str) -> shapes.NetworkTold:
    """All that the map draws of a network, with the facts that it cites."""
    origins = {value.path: value for value in network.provenance}
    places = {place.id: place for place in network.places}
    lines = lines_of(network, origins)
    by_the_way = passed_only(network)
    told = shapes.NetworkTold(
        id=network.id,
        name=texts(network.name or network.id, network.names),
        scenario=scenario,
        zone=network.clock,
        start=day_text(network.start),
        end=day_text(network.end),
        places=[place_told(place, origins, 2 if place.id in by_the_way else 1) for place in network.places],
        lines=lines,
        classes=classes_of(network),
        crossings=[crossing_told(one, places, origins) for one in network.crossings],
        pipelines=pipelines_of(network, lines),
        corridors=corridors_of(network),
        facilities=[facility_told(one, origins) for one in network.facilities],
        assumed=sum(1 for value in network.provenance if value.assumed),
        cited=sum(1 for value in network.provenance if value.fact),
        sources={},
    )
    return told.model_copy(update={"sources": sources_of(network.facts, cited_in(told))})


def day_text(told: date | None) -> str | None:
    """A day in ISO, null where there is none."""
    return None if told is None or told == date.min else told.isoformat()


def place_told(place: Place, origins: Origins, rank: int) -> shapes.Place:
    """A place."""
    paths = [f"places.{place.id}.{word}" for word in ("latitude", "longitude")]
    return shapes.Place(
        id=place.id,
        name=texts(place.name, place.names),
        country=place.country,
        kind=place.kind,
        lon=place.longitude,
        lat=place.latitude,
        unlocode=place.unlocode,
        rank=rank,
        assumed=assumed(origins, *paths),
        sources=cited(origins, *paths),
    )


def classes_of(network: Network) -> list[shapes.TrafficClass]:
    """The classes of traffic in their order, then the modes of corridors that pass no simulated border."""
    found = [
        shapes.TrafficClass(number=number, id=one.id, name=texts(one.name, one.names), kind=one.kind)
        for number, one in enumerate(network.classes)
    ]
    modes = list(dict.fromkeys(one.mode for one in network.corridors))
    return found + [
        shapes.TrafficClass(number=len(found) + k, id=mode, name=texts(mode), kind=mode)
        for k, mode in enumerate(modes)
    ]


def crossing_told(one: Crossing, places: Mapping[str, Place], origins: Origins) -> shapes.Crossing:
    """A crossing, between the places of its posts."""
    ends = [places[post.place] for post in one.posts]
    chains = [
        shapes.Chain(
            id=chain.id, unit_class=chain.unit_class, direction=chain.direction, lines=links_of(chain)
        )
        for chain in one.chains
    ]
    return shapes.Crossing(
        id=one.id,
        name=texts(one.name, one.names),
        mode=one.mode,
        lon=round(sum(place.longitude for place in ends) / len(ends), 6),
        lat=round(sum(place.latitude for place in ends) / len(ends), 6),
        posts=[
            shapes.Post(
                id=post.id,
                name=texts(post.name, post.names),
                place=post.place,
                country=post.country,
                zone=post.clock,
            )
            for post in one.posts
        ],
        resources=resources_of(one, origins),
        gates=gates_of(one, origins),
        chains=chains,
        lines=list(dict.fromkeys(line for chain in chains for line in chain.lines)),
    )


def resources_of(one: Crossing, origins: Origins) -> list[shapes.Resource]:
    """Officers, tracks, cranes … of a crossing."""
    found = []
    for resource in one.resources:
        path = f"crossings.{one.id}.resources.{resource.id}.count"
        found.append(
            shapes.Resource(
                id=resource.id, name=texts(resource.name or resource.id), post=resource.post, kind=resource.kind,
                count=resource.count, hours=resource.hours, assumed=assumed(origins, path),
                sources=cited(origins, path),
            )
        )  # fmt: skip
    return found


def gates_of(one: Crossing, origins: Origins) -> list[shapes.Gate]:
    """Hours, quotas, paths and slots of a crossing."""
    found = []
    for gate in one.gates:
        path = f"crossings.{one.id}.gates.{gate.id}.count"
        kind: Any = gate.kind
        found.append(
            shapes.Gate(
                id=gate.id, name=texts(gate.id), post=gate.post, kind=kind, count=gate.count,
                assumed=assumed(origins, path), sources=cited(origins, path),
            )
        )  # fmt: skip
    return found


def facility_told(one: Facility, origins: Origins) -> shapes.Facility:
    """A plant or park, with what it hauls."""
    paths = [f"facilities.{one.id}.{word}" for word in ("latitude", "longitude", "output", "capacity")]
    return shapes.Facility(
        id=one.id,
        name=texts(one.name, one.names),
        note=one.note,
        place=one.place,
        lon=one.longitude,
        lat=one.latitude,
        makes=one.makes,
        output=one.output,
        capacity=one.capacity,
        hauls=[
            shapes.Haul(
                id=haul.id,
                name=texts(haul.name, haul.names),
                way="in" if haul.way == "in" else "out",
                mode=haul.mode,
                t_per_year=one.output * haul.mass_t,
                share=haul.share,
                crossing=haul.crossing,
                corridor=haul.corridor,
                pipeline=haul.pipeline,
            )
            for haul in one.hauls
        ],
        assumed=assumed(origins, *paths),
        sources=cited(origins, *paths),
    )


def cited_in(told: shapes.NetworkTold) -> set[str]:
    """Ids of the facts that the answer cites."""
    groups = (
        *(one.sources for one in told.places),
        *(one.sources for one in told.lines),
        *(one.sources for one in told.facilities),
        *(part.sources for one in told.crossings for part in one.resources),
        *(part.sources for one in told.crossings for part in one.gates),
    )
    return {name for sources in groups for name in sources}


def sources_of(facts: Iterable[Fact], wanted: set[str]) -> dict[str, shapes.Source]:
    """The facts by id."""
    return {fact.id: source_told(fact) for fact in facts if fact.id in wanted}


def source_told(fact: Fact) -> shapes.Source:
    """A fact with its source."""
    sure: Any = fact.confidence
    return shapes.Source(
        subject=fact.subject,
        quantity=fact.quantity,
        value=fact.value,
        unit=fact.unit,
        period=fact.period,
        confidence=sure,
        source=fact.source,
        url=fact.source_url,
        note=fact.note,
    )
