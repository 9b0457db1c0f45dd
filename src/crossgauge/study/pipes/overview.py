"""All lines of a network beside each other."""

import numpy as np
import polars as pl

from crossgauge.indicators.pipelines import hardest
from crossgauge.model.network import Network
from crossgauge.model.pipelines import Pipeline, design_capacity, length_m, nominated
from crossgauge.study.pipes.asked import state_of
from crossgauge.study.pipes.line import all_capacities, steady_of
from crossgauge.study.pipes.made import twin_of
from crossgauge.study.pipes.twin import SCALE, UNIT


def overview(network: Network, year: int | None = None) -> pl.DataFrame:
    """A row a line: length, capacity declared and computed, the nomination of a year, its use, and the worst outage.

    year : without it the last year that most lines nominate; agreements in force in it count
    Columns: line, name, fluid, feeds, km, unit, design, capacity, nominated, used, worst, worst_out, transit_h.
    """
    year = usual_year(network) if year is None else year
    state = state_of(network, year)
    rows = [row_of(state, line, year) for line in state.pipelines]
    return pl.DataFrame(rows, infer_schema_length=None)


def usual_year(network: Network) -> int | None:
    """The year that most lines nominate, the latest of them."""
    years = [one.year for line in network.pipelines for one in line.nominations]
    return max(years, key=lambda year: (years.count(year), year), default=None)


def row_of(network: Network, line: Pipeline, year: int | None) -> dict[str, object]:
    """What is told of a line."""
    twin, scale = twin_of(network, line), SCALE[line.fluid]
    capacities = all_capacities(twin, scale)
    whole = capacities["carried"][0]
    worst = hardest(capacities)
    asked = None if year is None else nominated(line, year)
    told = None if asked is None else asked / scale
    steady = steady_of(twin, told, np.nan if whole is None else whole, np.zeros(len(line.stations), bool))
    design = design_capacity(line)
    return {
        "line": line.id,
        "name": line.name,
        "fluid": line.fluid,
        "feeds": line.feeds,
        "km": length_m(line) / 1e3,
        "unit": UNIT[line.fluid],
        "design": None if design is None else design / scale,
        "capacity": whole,
        "nominated": told,
        "used": told / whole if told is not None and whole else None,
        "worst": (worst["carried"][0] or 0.0) if worst.height else None,
        "worst_out": worst["out"][0] if worst.height else "",
        "transit_h": None if steady is None else float(steady.figures["transit"]),
    }
