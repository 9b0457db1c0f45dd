"""Pictures of which way goods go: the map of flows, and the Sankey figure from origins by borders to destinations."""

from typing import Any

import polars as pl

from crossgauge.model.corridors import Section
from crossgauge.model.flows import Passage
from crossgauge.model.joins import PASSAGE, SECTION
from crossgauge.model.network import Network
from crossgauge.views import flowmap, sankey
from crossgauge.views.pictures import Picture
from crossgauge.views.words import called, count, day, named, word

Flowed = Any  # what `study.flows.flows` gives
LEAST = 0.01  # places of a Sankey figure with less of all tonnes are 'others'
MILLION, LARGE = 1e6, 5e6  # t: below LARGE all is told in kt


def of_flows(flowed: Flowed, network: Network, scenario: str = "", language: str = "en") -> Picture:
    """The map of flows: sections as wide as their tonnes, borders as large as theirs, closed ones crossed out.

    flowed : of `study.flows.flows`; network : that it was found of
    """
    net, answer = flowed.net, flowed.answer
    mt: dict[str, float] = {}
    masses = [one.mass_t for one in net.goods]
    marks: dict[str, tuple[str, float, bool]] = {}
    closed = {one.id for one in network.passages if net.term.shut.get(one.id, 0.0) >= 1}
    for a, join in enumerate(net.joins):
        tonnes = float(answer.flow[:, a] @ masses) * flowed.hours / MILLION
        if join.kind == SECTION and isinstance(join.element, Section):
            mt[join.element.id] = mt.get(join.element.id, 0.0) + tonnes
        elif join.kind == PASSAGE and isinstance(join.element, Passage) and join.element.crossing:
            place = min(join.element.start, join.element.end)
            before = marks.get(join.element.crossing, (place, 0.0, True))
            shut = before[2] and join.element.id in closed
            marks[join.element.crossing] = (before[0], before[1] + tonnes, shut)
    stretches = [
        flowmap.Stretch(one.start, one.end, one.mode, mt[one.id], one.via)
        for one in network.sections
        if mt.get(one.id, 0.0) > 1e-6
    ]
    short = {one.id: short_of(one.name, one.mode, language) for one in network.crossings}
    told = {"title": title_of(network, scenario, language), "source": source_of(flowed, network, language)}
    places = {place.id: place for place in network.places}
    borders = [flowmap.Mark(place, short[name], tonnes, shut) for name, (place, tonnes, shut) in marks.items()]
    return Picture(flowmap.sheet(places, stretches, borders, told, language))


def short_of(name: str, mode: str, language: str) -> str:
    """A border by its first side and its mode.

    >>> short_of("Alashankou – Dostyk rail", "rail", "zh"), short_of("Khorgos – Nur Zholy road", "road", "en")
    ('阿拉山口 铁路', 'Khorgos road')
    """
    return f"{named(name.split(' – ')[0], language)} {word(f'map.short.{mode}', language)}"


def of_ways(ways: pl.DataFrame, flowed: Flowed, network: Network, scenario: str = "", language: str = "en") -> Picture:
    """Flows from where they begin by the border to where they go. ways : of `study.flow_ways.ways`."""
    names = {place.id: called(place, language).split(" (")[0].split("（")[0] for place in network.places}
    by = {one.id: called(one, language) for one in network.passages}
    by |= {one.id: called(one, language) for one in network.crossings}
    by |= {"sea": named("by sea alone", language), "land": named("other land ways", language)}
    table = ways.group_by("from", "by", "to", maintain_order=True).agg(pl.col("tonnes").sum())
    few = {side: small(table, side) for side in ("from", "to")}
    large = table["tonnes"].sum() >= LARGE
    size = MILLION if large else 1e3
    bands = [
        (
            "others" if one in few["from"] else names[one],
            by[border],
            "others" if other in few["to"] else names[other],
            tonnes / size,
        )
        for one, border, other, tonnes in table.rows()
    ]
    title = title_of(network, scenario, language)
    told = {
        "title": word("flows.title.mt" if large else "flows.title.kt", language, title=title),
        "source": source_of(flowed, network, language),
    }
    return Picture(sankey.sheet(bands, told, language))


def small(table: pl.DataFrame, side: str) -> set[str]:
    """Places that make up less than LEAST of all tonnes."""
    sums = table.group_by(side).agg(pl.col("tonnes").sum())
    return set(sums.filter(pl.col("tonnes") < LEAST * pl.col("tonnes").sum())[side])


def title_of(network: Network, scenario: str, language: str) -> str:
    """The network, and the scenario if there is one."""
    return (called(network, language) or network.id) + (f": {named(scenario, language)}" if scenario else "")


def source_of(flowed: Flowed, network: Network, language: str) -> str:
    """What a picture rests on."""
    return word(
        "flows.source",
        language,
        network=network.id,
        days=count("days", flowed.days, language),
        start=day(flowed.start, language),
        method=word(f"flows.method.{flowed.method}", language),
        gap=f"{flowed.answer.certificate.relative_gap:.0e}",
    )
