"""What a plant's growth or stop does to ports and lines, by really changing what comes and simulating both."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from crossgauge.errors import NotFound, RunImpossible
from crossgauge.model.applying import apply_scenario
from crossgauge.model.changes import network_on
from crossgauge.model.facilities import Facility, Haul
from crossgauge.model.hauling import chain_loads, chain_of, crossing_t, loads, loads_a_unit, mass_t
from crossgauge.model.network import Network
from crossgauge.model.scenario import Alteration, Scenario
from crossgauge.study.compare import Comparison, compare
from crossgauge.study.facility_lines import LineBefore, Supply, lines_of
from crossgauge.study.run import Progress, period_of

DAYS_A_YEAR = 365.0
LEAST_LOADS = 1.0  # over the period: less is nothing that a simulated border could show
HAULS = {
    "facility": pl.String,
    "haul": pl.String,
    "name": pl.String,
    "way": pl.String,
    "mode": pl.String,
    "crossing": pl.String,
    "chain": pl.String,
    "pipeline": pl.String,
    "t_per_day": pl.Float64,
    "border_t_per_day": pl.Float64,
    "loads_per_day": pl.Float64,
    "units_per_day": pl.Float64,
    "part": pl.Float64,
}


@dataclass(frozen=True, eq=False, kw_only=True)
class FacilityStudy:
    """A facility with its output multiplied.

    before, after : `hauls_of`, a row a haul
    network       : the network with the change made
    comparison    : of the network as it is with the changed one; None where less than a load comes more or fewer
    lines, supplies : of hauls by pipeline
    """

    facility: Facility
    factor: float
    start: date
    days: int
    before: pl.DataFrame
    after: pl.DataFrame
    lines: tuple[LineBefore, ...]
    supplies: tuple[Supply, ...]
    network: Network
    comparison: Comparison | None

    @property
    def beyond(self) -> bool:
        """Whether the new output is above what the facility can make."""
        most = self.facility.capacity
        return most is not None and self.facility.output * self.factor > most

    @property
    def differences(self) -> pl.DataFrame:
        """Rows of the comparison at the crossings that the facility's goods pass."""
        if self.comparison is None:
            return pl.DataFrame()
        mine = {haul.crossing for haul in self.facility.hauls if haul.crossing}
        return self.comparison.differences.filter(pl.col("crossing").is_in(sorted(mine)))


def facility_called(network: Network, name: str) -> Facility:
    """The facility of that id. Raises NotFound with the nearest."""
    for one in network.facilities:
        if one.id == name:
            return one
    raise NotFound("facility", name, [one.id for one in network.facilities])


def hauls_of(network: Network, day: date, name: str = "") -> pl.DataFrame:
    """A row a haul: tonnes a day, tonnes and loads over the border, trains or trucks, and their part of the chain.

    day  : on whose state of the network, and in whose year
    name : of one facility; without it all
    Columns: `HAULS`; `part` is of all loads that come by the chain in the year.
    """
    state = network_on(network, day)
    rows = [
        row_of_haul(state, day.year, facility, haul)
        for facility in state.facilities
        if name in ("", facility.id)
        for haul in facility.hauls
    ]
    return pl.DataFrame(rows, schema=HAULS)


def row_of_haul(state: Network, year: int, facility: Facility, haul: Haul) -> dict[str, object]:
    """What is told of a haul."""
    chain = chain_of(state, haul)
    own = loads(facility, haul)
    every = 0.0 if chain is None else chain_loads(state, chain, year)
    return {
        "facility": facility.id,
        "haul": haul.id,
        "name": haul.name,
        "way": haul.way,
        "mode": haul.mode,
        "crossing": haul.crossing,
        "chain": haul.chain,
        "pipeline": haul.pipeline,
        "t_per_day": mass_t(facility, haul) / DAYS_A_YEAR,
        "border_t_per_day": crossing_t(facility, haul) / DAYS_A_YEAR if haul.crossing else 0.0,
        "loads_per_day": own / DAYS_A_YEAR,
        "units_per_day": 0.0 if chain is None else own / loads_a_unit(state, chain) / DAYS_A_YEAR,
        "part": own / every if every > 0 else None,
    }


def scaled(network: Network, facility: Facility, factor: float) -> Network:
    """The network with a facility's output multiplied, and with it what comes by its chains."""
    edit = Alteration(verb="scale", path=f"facilities.{facility.id}.output", value=factor)
    name = f"{facility.id}-x{factor:g}".replace(".", "-")
    return apply_scenario(network, Scenario(id=name, name=f"{facility.name} × {factor:g}", edits=(edit,)))


def study_facility(
    network: Network,
    name: str,
    factor: float,
    *,
    start: date | str | None = None,
    days: int | None = None,
    replicas: int = 8,
    seed: int = 1,
    workers: int | None = None,
    warmup_days: int = 30,
    out: str | Path | None = None,
    on_progress: Progress | None = None,
) -> FacilityStudy:
    """What a facility's output, multiplied, does to the crossings that its goods pass and to the lines that feed it.

    factor : 0 stops it
    out    : folder for the results of the comparison
    Raises NotFound for a facility that is not there, RunImpossible for a factor below 0 or of 1.
    """
    facility = facility_called(network, name)
    if factor < 0 or factor == 1.0:
        raise RunImpossible(f"'{name}' is multiplied by {factor:g}. Expected a factor of at least 0 other than 1.")
    period = period_of(network, start, days, None, warmup_days)
    changed = scaled(network, facility, factor)
    before, after = (hauls_of(one, period.start, name) for one in (network, changed))
    lines, supplies = lines_of(network, facility, factor)
    more = float((after["loads_per_day"] - before["loads_per_day"]).abs().max() or 0.0) * period.days  # type: ignore[arg-type]
    comparison = None
    if more >= LEAST_LOADS:
        comparison = compare(
            network, {"changed": changed}, start=period.start, days=period.days, replicas=replicas, seed=seed,
            workers=workers, warmup_days=warmup_days, out=out, on_progress=on_progress,
        )  # fmt: skip
    return FacilityStudy(
        facility=facility,
        factor=factor,
        start=period.start,
        days=period.days,
        before=before,
        after=after,
        lines=tuple(lines),
        supplies=tuple(supplies),
        network=changed,
        comparison=comparison,
    )
