"""Rules of pipelines: the route fits the pipe, stations stand on it, pump curves fall, nominations can pass."""

from collections.abc import Mapping
from itertools import pairwise

from crossgauge.model.alignment import reaches, via_faults
from crossgauge.model.findings import Faults, fault, reference
from crossgauge.model.network import Network
from crossgauge.model.paths import Path
from crossgauge.model.pipelines import (
    KIND_OF,
    LineStation,
    Pipeline,
    Segment,
    amount_text,
    design_capacity,
    length_m,
)
from crossgauge.model.places import Place
from crossgauge.model.randomness import Exponential

SAME_M = 1.0  # chainages that differ by less are the same
NEEDS = {
    "gas": (
        ("molar_mass", "molar_mass_kg_per_mol", "17.2 g/mol"),
        ("heating_value", "heating_value_j_per_kg", "48.7 MJ/kg"),
    ),
    "oil": (("vapour", "vapour_pa", "0.1 MPa"), ("grades", "grades", "{light: {density: 845 kg/m3, …}}")),
}


def pipelines(network: Network) -> Faults:
    """All rules of every line; a line of which nothing could be read is left out."""
    lines = {one.id for one in network.pipelines}
    places = {place.id: place for place in network.places}
    for line in (one for one in network.pipelines if one.route and one.segments):
        path = ("pipelines", line.id)
        yield from reference((*path, "feeds"), "pipeline", line.feeds, lines - {line.id})
        yield from route(path, line, places)
        for number, segment in enumerate(line.segments):
            yield from wall((*path, "segments", str(number)), segment)
        yield from stations(path, line)
        yield from fluid(path, line)
        yield from pressures(path, line)
        yield from nominations(path, line)
        yield from substitutes(path, line, network)


def route(path: Path, line: Pipeline, places: Mapping[str, Place]) -> Faults:
    """A route runs from chainage 0 through places that are there to the end of the pipe."""
    for number, (before, point, way) in enumerate(reaches(line), start=1):
        yield from via_faults((*path, "route", str(number), "via"), way, point.at_m - before.at_m, places)
    for number, point in enumerate(line.route):
        yield from reference((*path, "route", str(number), "place"), "place", point.place, places)
    for number, (before, point) in enumerate(pairwise(line.route), start=1):
        if point.at_m <= before.at_m:
            wrong = f"is {km(point.at_m)}, not beyond {km(before.at_m)} of '{before.place}'"
            yield fault(
                (*path, "route", str(number), "at"), wrong, "Expected chainages that rise along the route."
            )
    first, last, end = line.route[0].at_m, line.route[-1].at_m, length_m(line)
    if len(line.route) < 2 or first > SAME_M:
        yield fault(
            (*path, "route"), f"begins at {km(first)}", "Expected at least two places, the first at 0 km."
        )
    if abs(last - end) > SAME_M:
        wrong = f"ends at {km(last)}, but the segments are {km(end)} long"
        yield fault((*path, "route"), wrong, "Expected the last place at the end of the pipe.")


def wall(path: Path, segment: Segment) -> Faults:
    """There is room within the wall, and the roughness is a small part of it."""
    inner = segment.diameter_m - 2 * segment.wall_m
    if segment.diameter_m > 0 and inner <= 0:
        wrong = f"is {segment.wall_m * 1e3:g} mm in a pipe of {segment.diameter_m * 1e3:g} mm"
        yield fault((*path, "wall"), wrong, "Expected less than half of the outer diameter.")
    elif segment.diameter_m > 0 and segment.roughness_m >= inner / 2:
        wrong = f"is {segment.roughness_m * 1e3:g} mm in a pipe of {inner * 1e3:g} mm inside"
        yield fault((*path, "roughness"), wrong, "Expected less than half of the inner diameter, as 0.01 mm.")


def stations(path: Path, line: Pipeline) -> Faults:
    """Stations stand on the line, in order, with what drives its fluid, each name once."""
    end, names = length_m(line), [station.id for station in line.stations]
    for station in line.stations:
        within = (*path, "stations", station.id)
        if names.count(station.id) > 1:
            yield fault(
                within, f"is declared {names.count(station.id)} times", "Expected every station once."
            )
        if station.at_m > end:
            wrong = f"is {km(station.at_m)}, beyond the end of the line at {km(end)}"
            yield fault((*within, "at"), wrong, f"Expected a chainage from 0 to {km(end)}.")
        if station.kind != KIND_OF.get(line.fluid, station.kind):
            wrong = f"is {station.kind} on a line of {line.fluid}"
            yield fault((*within, "kind"), wrong, f"Expected {KIND_OF[line.fluid]}.")
        yield from machines(within, station)
    for before, station in pairwise(line.stations):
        if station.at_m < before.at_m:
            wrong = f"is {km(station.at_m)}, before '{before.id}' at {km(before.at_m)}"
            yield fault(
                (*path, "stations", station.id, "at"), wrong, "Expected stations in the order of flow."
            )


def machines(path: Path, station: LineStation) -> Faults:
    """Compressors have power, pumps a curve that falls; suction is below discharge; failures are exponential."""
    if station.kind == "compressor" and station.power_w <= 0:
        yield fault((*path, "power"), "is missing", "Expected the power of one compressor, as '30 MW'.")
    if station.kind == "pump" and len(station.curve) < 2:
        yield fault(
            (*path, "curve"), f"has {len(station.curve)} points", "Expected at least two, the head falling."
        )
    for number, (before, point) in enumerate(pairwise(station.curve), start=1):
        if point.flow_m3_per_s <= before.flow_m3_per_s:
            wrong = f"is {point.flow_m3_per_s * 3600:g} m3/h, not above {before.flow_m3_per_s * 3600:g} m3/h"
            yield fault((*path, "curve", str(number), "flow"), wrong, "Expected points in the order of flow.")
        elif point.head_m >= before.head_m:
            wrong = f"is {point.head_m:g} m, but {before.head_m:g} m at less flow: the curve does not fall"
            expected = f"Expected less than {before.head_m:g} m: a pump lifts less the more it carries."
            yield fault((*path, "curve", str(number), "head"), wrong, expected)
    if station.suction_min_pa > station.discharge_max_pa > 0:
        wrong = f"is {mpa(station.suction_min_pa)}, above the discharge of {mpa(station.discharge_max_pa)}"
        yield fault((*path, "suction"), wrong, "Expected a lower pressure.")
    for word in ("between", "lasting") if station.failure else ():
        if not isinstance(getattr(station.failure, word), Exponential):
            expected = "Expected 'exponential(mean …)': outages are drawn so, and nothing else is modelled."
            yield fault((*path, "failure", word), "is not exponential", expected)


def fluid(path: Path, line: Pipeline) -> Faults:
    """What is known of gas and of oil is said; batches are of grades that are there."""
    for word, name, example in NEEDS.get(line.fluid, ()):
        if not getattr(line, name):
            yield fault((*path, word), f"is missing on a line of {line.fluid}", f"Expected it, as {example}.")
    known = {grade.id for grade in line.grades}
    for number, batch in enumerate(line.batches):
        yield from reference((*path, "batches", str(number), "grade"), "grade", batch.grade, known)


def pressures(path: Path, line: Pipeline) -> Faults:
    """Neither end is above the highest pressure of the pipe."""
    top = max(segment.maop_pa for segment in line.segments)
    for word, value in (("supply", line.supply_pa), ("delivery", line.delivery_pa)):
        if value > top > 0:
            yield fault(
                (*path, word), f"is {mpa(value)}", f"Expected at most the MAOP of the pipe, {mpa(top)}."
            )


def nominations(path: Path, line: Pipeline) -> Faults:
    """Each year is nominated once, in the unit of the fluid, and no more than the design capacity."""
    years = [one.year for one in line.nominations]
    word = "volume" if line.fluid == "gas" else "mass"
    capacity = design_capacity(line)
    for number, one in enumerate(line.nominations):
        within = (*path, "nominations", str(number))
        amount = one.volume_m3 if line.fluid == "gas" else one.mass_t
        if years.count(one.year) > 1:
            yield fault((*within, "year"), f"is {one.year} again", "Expected every year once.")
        if amount is None:
            yield fault(
                (*within, word), f"is missing on a line of {line.fluid}", "Expected how much is delivered."
            )
        elif capacity is not None and amount > capacity:
            wrong = f"is {amount_text(line, amount)} in {one.year}, above what the line can carry in a year"
            yield fault(
                (*within, word), wrong, f"Expected at most its capacity, {amount_text(line, capacity)}."
            )


def substitutes(path: Path, line: Pipeline, network: Network) -> Faults:
    """Substitutes are chains of crossings that have arrivals of their own."""
    crossings = {crossing.id: crossing for crossing in network.crossings}
    for one in line.substitutes:
        within = (*path, "substitutes", one.id)
        yield from reference((*within, "crossing"), "crossing", one.crossing, crossings)
        if one.crossing in crossings:
            fed = [chain.id for chain in crossings[one.crossing].chains if chain.arrivals]
            yield from reference((*within, "chain"), "chain", one.chain, fed)


def km(length: float) -> str:
    """A chainage in words."""
    return f"{length / 1e3:g} km"


def mpa(pressure: float) -> str:
    """A pressure in words."""
    return f"{pressure / 1e6:g} MPa"
