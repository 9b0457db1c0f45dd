"""What stands around a run's figures in a brief: what was observed, agreements, sources, trips and flows."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from crossgauge.errors import NotFound, RunImpossible
from crossgauge.indicators.briefing import Band, Event, Seen, Source
from crossgauge.indicators.profile import mean_profile, trip_profile
from crossgauge.model.corridors import Section
from crossgauge.model.joins import SECTION
from crossgauge.model.network import Network
from crossgauge.study.observe import observe, span_of
from crossgauge.study.tariffs import charges_in
from crossgauge.study.trips import trips_of
from crossgauge.study.ways import told_ways, way_named
from crossgauge.tables.store import Results

MOST_ENDS, OTHERS = 7, "others"  # places of each side of the flows
TIMELINE_BEFORE_D, TIMELINE_AFTER_D = 366, 731  # days around the run's period


def observed_of(results: Results, network: Network) -> tuple[Seen, ...]:
    """Facts of the year that was run, beside it; none for a run that is not one whole calendar year."""
    start = date.fromisoformat(str(results.manifest["start"]))
    last = start + timedelta(int(results.manifest["days"]) - 1)
    if start != date(start.year, 1, 1) or last != date(start.year, 12, 31):
        return ()
    found = [one for one in observe(network, {start.year: results}) if one.mean is not None]
    return tuple(
        Seen(
            id=one.fact.id,
            what=one.fact.measure.what,
            crossing=one.fact.measure.crossing,
            post=one.fact.measure.post,
            chains=one.fact.measure.chains,
            nth=one.fact.measure.nth,
            first=span_of(network, one.fact)[0],
            last=span_of(network, one.fact)[1],
            unit=one.fact.unit,
            role=one.fact.role,
            is_date=one.is_date,
            observed=one.observed,
            simulated=one.mean,
            low=one.low,
            high=one.high,
            holds=one.holds,
            source=one.fact.source,
        )
        for one in found
        if one.fact.measure is not None
    )


def events_of(results: Results, network: Network) -> tuple[Event, ...]:
    """Agreements, measures and works that begin or end near the period, or hold in it, by their beginning."""
    start = date.fromisoformat(str(results.manifest["start"]))
    first = start - timedelta(TIMELINE_BEFORE_D)
    last = start + timedelta(int(results.manifest["days"]) + TIMELINE_AFTER_D)
    near = [
        one
        for one in network.agreements
        if first <= one.start <= last and (one.end is None or one.end >= first)
    ]
    return tuple(
        Event(name=one.name.split(" (")[0], names=one.names, start=one.start, end=one.end)
        for one in sorted(near, key=lambda one: (one.start, one.id))
    )


def sources_of(network: Network) -> tuple[Source, ...]:
    """Where the facts that the network cites, or is held against, were stated; the most used first."""
    used = {value.fact for value in network.provenance if value.fact}
    used |= {fact.id for fact in network.facts if fact.measure is not None}
    by_text: dict[str, list[str]] = {}
    for fact in network.facts:
        if fact.id in used:
            by_text.setdefault(fact.source or "", []).append(fact.id)
    order = sorted(by_text.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(Source(text=text, ids=tuple(sorted(ids))) for text, ids in order)


def trips_along(results: Results, corridor: str) -> tuple[str, pl.DataFrame, pl.DataFrame] | None:
    """Name and profiles of one corridor's trips; none where nobody was followed. Raises NotFound."""
    ways = told_ways(results.manifest["labels"])
    if corridor:
        chosen = [way_named(ways, corridor)]
    else:
        chosen = sorted((way for way in ways if way.mode == "rail"), key=lambda way: -len(way.legs)) or list(ways)
    for way in chosen:
        try:
            stops = trips_of(results, way, charges=charges_in(results))
        except (RunImpossible, NotFound):
            if corridor:
                raise
            continue
        if stops.height:
            return way.name, trip_profile(stops), mean_profile(stops)
    return None


def corridor_names(name: str, network: Network | None) -> tuple[tuple[str, str], ...]:
    """A corridor's names in other languages."""
    corridors = network.corridors if network is not None else ()
    return next((one.names for one in corridors if one.name == name), ())


def flows_of(network: Network, results: Results) -> tuple[dict[str, float], tuple[Band, ...]]:
    """Which way goods go in the year as shippers choose, million tonnes: over each section, and by each crossing.

    Nothing without demand. Places of few tonnes are 'others'.
    """
    from crossgauge.study.flow_ways import ways
    from crossgauge.study.flows import flows

    if not network.demand:
        return {}, ()
    flowed = flows(network, year=date.fromisoformat(str(results.manifest["start"])).year)
    masses = [one.mass_t for one in flowed.net.goods]
    found: dict[str, float] = {}
    for place, join in enumerate(flowed.net.joins):
        if join.kind == SECTION and isinstance(join.element, Section):
            tonnes = float(flowed.answer.flow[:, place] @ masses) * flowed.hours / 1e6
            found[join.element.id] = found.get(join.element.id, 0.0) + tonnes
    names = {place.id: place.name for place in network.places}
    return found, bands_of(ways(flowed), names)


def bands_of(table: pl.DataFrame, names: Mapping[str, str]) -> tuple[Band, ...]:
    """Tonnes of `flow_ways.ways` from place by crossing to place, in millions; the smaller places are 'others'.

    >>> rows = {"from": ["a", "a"], "by": ["x", "y"], "to": ["b", "b"], "tonnes": [2e6, 1e6]}
    >>> bands_of(pl.DataFrame(rows), {"a": "Hill", "b": "Plain"})
    (('Hill', 'x', 'Plain', 2.0), ('Hill', 'y', 'Plain', 1.0))
    """
    sides = []
    for side in ("from", "to"):
        sums = table.group_by(side, maintain_order=True).agg(pl.col("tonnes").sum())
        most = sums.sort("tonnes", descending=True, maintain_order=True)[side].head(MOST_ENDS).to_list()
        sides.append({name: names.get(name, name) for name in most})
    whole = [
        (sides[0].get(one, OTHERS), by, sides[1].get(other, OTHERS), tonnes / 1e6)
        for one, by, other, tonnes in table.select("from", "by", "to", "tonnes").iter_rows()
    ]
    summed: dict[tuple[str, str, str], float] = {}
    for one, by, other, mt in whole:
        summed[one, by, other] = summed.get((one, by, other), 0.0) + mt
    return tuple((*key, mt) for key, mt in summed.items())
