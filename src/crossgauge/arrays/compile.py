"""A declared network and a period, as programs for the event kernel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from crossgauge.arrays.arrivals import Clocks
from crossgauge.arrays.calendars import Season
from crossgauge.arrays.declared import Declared, class_of, link_by_season, seen_by
from crossgauge.arrays.draws import DrawTable, key_of
from crossgauge.arrays.horizon import horizon_of
from crossgauge.arrays.index import Index, QueueRow
from crossgauge.arrays.origins import sources_of
from crossgauge.arrays.parts import Thing, parts_of, things_of
from crossgauge.arrays.programs import write_chain
from crossgauge.arrays.rows import batch_row, chain_row, gate_row, resource_row
from crossgauge.arrays.servers import failures_of, gates_of, links_of, resources_of
from crossgauge.arrays.writer import Names, Station, Writer
from crossgauge.engines.events import state
from crossgauge.engines.events.state import NOBODY, Program
from crossgauge.model.crossings import Chain, Crossing
from crossgauge.model.epochs import epochs
from crossgauge.model.network import Network
from crossgauge.model.papers import with_papers
from crossgauge.model.tariffs import without_charges

# Days of opening hours known behind the last: a post that is shut in the last night is not shut for ever.
BEYOND = 60
RECORDS = {"units": state.RECORD_UNITS, "summary": state.RECORD_SUMMARY}


@dataclass(frozen=True, slots=True)
class Part:
    """A connected part of a network: what the kernel runs, and the way back to names."""

    program: Program
    index: Index


def compile_network(network: Network, *, start: date, days: int, warmup_days: int) -> tuple[Part, ...]:
    """The parts of a network for a run of whole days.

    network     : checked (`model.checks`); agreements are put in force on their dates, charges are left out
    start, days : recorded period, in the network's clock
    warmup_days : simulated before it and not recorded
    Raises RunImpossible where a dated change alters what must stay (the order of steps).
    """
    horizon = horizon_of(network.clock, start, days, warmup_days)
    last = start + timedelta(days=days)
    states = epochs(without_charges(network), horizon.first_day, last)
    told = [(day, with_papers(state)) for day, state in states if day < last]
    beyond = last + timedelta(days=BEYOND)
    edges = [0, *[horizon.midnight(day) for day, _ in told[1:]], horizon.midnight(beyond)]
    firsts = [horizon.first_day, *[day for day, _ in told[1:]], beyond]
    seasons = tuple(Season(edges[i], edges[i + 1], firsts[i], firsts[i + 1]) for i in range(len(told)))
    declared = Declared(horizon, seasons, tuple(one for _, one in told), Clocks(horizon))
    base = declared.networks[0]
    return tuple(
        compile_part(seen_by(declared, chains), chains, number)
        for number, chains in enumerate(parts_of(base))
    )


def compile_part(declared: Declared, chains: Sequence[tuple[Crossing, Chain]], number: int) -> Part:
    """One connected part."""
    things = list(dict.fromkeys(thing for crossing, chain in chains for thing in things_of(crossing, chain)))
    resources = [thing for thing in things if thing[0] == "resource"]
    gates = [thing for thing in things if thing[0] == "gate"]
    links = [thing for thing in things if thing[0] == "link"]
    positions = {(crossing.id, chain.id): place for place, (crossing, chain) in enumerate(chains)}
    writer = Writer([season.start for season in declared.seasons], DrawTable())
    for crossing, chain in chains:
        names = names_of(declared, crossing, resources, gates, links, positions)
        variants = declared.chains(crossing.id, chain.id)
        write_chain(writer, names, crossing.id, positions[crossing.id, chain.id], variants)
    sources, source_names = sources_of(declared, chains, writer)
    program = Program(
        instructions=writer.finish(),
        branch_share=np.array(writer.branch_share, np.float64),
        branch_to=np.array(writer.branch_to, np.int64),
        resources=resources_of(declared, resources),
        failures=failures_of(declared, resources, writer.draws),
        gates=gates_of(declared, gates),
        links=links_of(declared, links),
        batches=batches_of(writer),
        sources=sources,
        chains=state.Chains(
            record=np.array([RECORDS[class_of(declared, chain).record] for _, chain in chains])
        ),
        n_stages=len(writer.stages),
        record_from=declared.horizon.record_from,
        until=declared.horizon.until,
        distributions=writer.draws.rows(),
    )
    horizon = declared.horizon
    index = Index(
        part=number,
        clock=horizon.clock,
        epoch=horizon.epoch,
        start=horizon.start,
        days=horizon.days,
        record_from=horizon.record_from,
        chains=tuple(chain_row(declared, crossing, chain) for crossing, chain in chains),
        stages=tuple(writer.stages),
        resources=tuple(resource_row(declared, thing) for thing in resources),
        gates=tuple(gate_row(declared, thing) for thing in gates),
        links=tuple(QueueRow(crossing="", id=thing[2], kind="link") for thing in links),
        batches=tuple(batch_row(station.name) for station in writer.stations),
        instructions=tuple(writer.names),
        sources=tuple(source_names),
    )
    return Part(program, index)


def names_of(
    declared: Declared,
    crossing: Crossing,
    resources: Sequence[Thing],
    gates: Sequence[Thing],
    links: Sequence[Thing],
    positions: dict[tuple[str, str], int],
) -> Names:
    """Positions by the words that a crossing's steps use."""

    def seen(things: Sequence[Thing]) -> dict[str, int]:
        shared = {name: place for place, (_, owner, name) in enumerate(things) if owner == ""}
        own = {name: place for place, (_, owner, name) in enumerate(things) if owner == crossing.id}
        return shared | own

    return Names(
        resources=seen(resources),
        gates=seen(gates),
        links={name: place for place, (_, _, name) in enumerate(links)},
        chains={chain: place for (owner, chain), place in positions.items() if owner == crossing.id},
        running_time={
            name: [link.running_time for link in link_by_season(declared, name)] for _, _, name in links
        },
    )


def batches_of(writer: Writer) -> state.Batches:
    """Stations met while the chains were written; sizes may change by date."""
    stations = writer.stations
    return state.Batches(
        size=np.array([station.sizes[0] for station in stations], np.int64),
        patience=np.array([station.patience for station in stations], np.int64),
        least=np.array([station.least for station in stations], np.int64),
        entry=np.array([writer.entry[station.chain] for station in stations], np.int64),
        chain=np.array([station.chain for station in stations], np.int64),
        key=np.array([key_of(station.name) for station in stations], np.uint64),
        size_law=np.array([size_law(writer, station) for station in stations], np.int64),
    )


def size_law(writer: Writer, station: Station) -> int:
    """Position of the size as a dated count; NOBODY where it never changes."""
    if len(set(station.sizes)) == 1:
        return NOBODY
    return writer.draws.add_counts(list(zip(writer.season_starts, station.sizes, strict=True)))
