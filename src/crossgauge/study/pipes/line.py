"""One line under outages: what it can carry, in what state it is, how long it bears a trip, what is short."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from crossgauge.arrays.pipelines import out_of, outages_of
from crossgauge.engines.pipes.gas_line import outages_up_to
from crossgauge.engines.pipes.outages import outage_year
from crossgauge.engines.pipes.state import Bools, Float64s, OutageYear
from crossgauge.indicators.pipelines import shortfalls, utilisation
from crossgauge.model.network import Network
from crossgauge.model.pipelines import Pipeline, nominated
from crossgauge.study.pipes.asked import Outage, line_called, outage_of, state_of, year_of
from crossgauge.study.pipes.gas import GasTwin
from crossgauge.study.pipes.made import twin_of
from crossgauge.study.pipes.oil import OilTwin
from crossgauge.study.pipes.times import Times, batches_of, trips_of
from crossgauge.study.pipes.twin import SCALE, UNIT, Steady, Twin
from crossgauge.tables.pipes import binding, capacity_table, flow_table, profile_table

JUST_BELOW = 1 - 1e-6


@dataclass(frozen=True, eq=False, kw_only=True)
class LineStudy:
    """What is found of a line; amounts in `unit` a year (bcm at the line's base, or Mt).

    year, asked  : the nomination that is looked at; None where there is none
    carried      : most that is delivered with the outage asked for; NaN if nothing passes, `binding` says why
    capacities   : `tables.pipes.CAPACITIES`, every set of up to two stations out, with `short` where nominated
    steady       : the state at the nomination, or at what is carried of it; None if nothing passes
    profile      : `PROFILES` of that state; intact: the same with everything running
    times        : trips, batches, tanks
    """

    line: Pipeline
    unit: str
    year: int | None
    asked: float | None
    outage: Outage
    carried: float
    binding: str
    capacities: pl.DataFrame
    flows: pl.DataFrame
    steady: Steady | None
    profile: pl.DataFrame
    intact: pl.DataFrame
    year_of_outages: OutageYear
    stations: tuple[tuple[str, float], ...]
    places: tuple[tuple[float, str], ...]
    times: Times

    @property
    def capacity(self) -> float:
        """Most that is delivered with everything running."""
        return float(self.capacities["carried"][0])

    @property
    def short(self) -> float:
        """What the line cannot deliver of the nomination with the outage asked for."""
        return max((self.asked or 0.0) - (0.0 if np.isnan(self.carried) else self.carried), 0.0)


def study_line(
    network: Network,
    name: str,
    out_of_service: Sequence[str] = (),
    year: int | None = None,
    *,
    years: int = 200,
    seed: int = 1,
) -> LineStudy:
    """What a line can carry, and what an outage does to it.

    out_of_service : stations, as 'kp4', or units of them, as 'kp4:1'
    year           : whose nomination is looked at, and whose agreements are in force; without it the last one
    years, seed    : of random outages
    Raises NotFound and RunImpossible for what is not there.
    """
    year = year_of(line_called(network, name), year)
    state = state_of(network, year)
    line = line_called(state, name)
    outage = outage_of(line, out_of_service)
    whole, twin = twin_of(state, line), twin_of(state, line, outage.units)
    out, scale = out_of(line, outage.stations), SCALE[line.fluid]
    asked = None if year is None else (nominated(line, year) or 0.0) / scale
    capacities = all_capacities(whole, scale)
    intact = float(capacities["carried"][0])
    found = twin.capacity(out[None])
    carried = float(twin.carried(found, out[None])[0]) / scale
    if asked is not None:
        capacities = shortfalls(capacities, asked)
    steady = steady_of(twin, asked, carried, out)
    running = steady_of(whole, asked, intact, np.zeros_like(out))
    rows = [(one.year, (nominated(line, one.year) or 0.0) / scale) for one in line.nominations]
    return LineStudy(
        line=line,
        unit=UNIT[line.fluid],
        year=year,
        asked=asked,
        outage=outage,
        carried=carried,
        binding=binding(twin.index, found, 0, twin.legs.from_m),
        capacities=capacities,
        flows=utilisation(flow_table(rows, intact)),
        steady=steady,
        profile=profile_of(steady),
        intact=profile_of(running),
        year_of_outages=random_year(whole, scale, years, seed),
        stations=tuple((station.id, station.at_m) for station in line.stations),
        places=twin.index.places,
        times=times_of(whole, twin, outage, asked, carried, capacities),
    )


def all_capacities(twin: Twin, scale: float) -> pl.DataFrame:
    """Capacity with everything running, each station out, and each two."""
    sets = outages_up_to(len(twin.index.stations))
    found = twin.capacity(sets)
    return capacity_table(twin.index, sets, twin.carried(found, sets) / scale, found, twin.legs.from_m)


def steady_of(twin: Twin, asked: float | None, carried: float, out: Bools) -> Steady | None:
    """The state at what is asked, or at the most that passes."""
    if np.isnan(carried):
        return None
    amount = carried if asked is None else min(asked, carried)
    below = JUST_BELOW if amount == carried else 1.0
    return twin.steady(amount * below * SCALE[twin.declared.fluid], out)


def profile_of(steady: Steady | None) -> pl.DataFrame:
    """Pressure along the line; no rows if nothing passes."""
    none = np.empty(0)
    if steady is None:
        return profile_table(none, none, none)
    return profile_table(steady.at_m, steady.pressure_pa, steady.maop_pa)


def random_year(twin: Twin, scale: float, years: int, seed: int) -> OutageYear:
    """What can be delivered over years in which stations fail and come back."""

    def delivered(sets: Bools) -> Float64s:
        return twin.carried(twin.capacity(sets), sets) / scale

    return outage_year(delivered, *outages_of(twin.declared), years=years, seed=seed)


def times_of(
    whole: Twin, twin: Twin, outage: Outage, asked: float | None, carried: float, capacities: pl.DataFrame
) -> Times:
    """What takes time, by what flows."""
    if isinstance(whole, GasTwin):
        return trips_of(whole, outage.stations, asked, float(capacities["carried"][0]), capacities)
    if isinstance(twin, OilTwin):
        return batches_of(twin, outage.stations, asked, carried)
    return Times()
