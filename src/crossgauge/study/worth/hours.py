"""Hours at the border in two networks, replica by replica, and what they mean for each cargo and for visits."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.errors import RunImpossible
from crossgauge.model.worth import Cargo, Valuation
from crossgauge.study.compare import Comparison

Float64s = NDArray[np.float64]
Cell = tuple[str, str, str]  # crossing, direction, class of traffic
CELL = ["crossing", "direction", "unit_class"]
HOURS_A_DAY = 24.0
DAYS_A_YEAR = 365.25


@dataclass(frozen=True, eq=False, kw_only=True)
class Hours:
    """What replicas say of two networks, cell by cell. All arrays (n_replicas, n_cells) float64; NaN: nobody passed.

    base_h, other_h           mean hours at the border, in the base and in the scenario
    base_slow_h, other_slow_h hours that 95 % of units do not exceed
    tonnes, persons           through in a year, in the base
    """

    cells: tuple[Cell, ...]
    base_h: Float64s
    other_h: Float64s
    base_slow_h: Float64s
    other_slow_h: Float64s
    tonnes: Float64s
    persons: Float64s

    @property
    def replicas(self) -> int:
        """Number of replicas."""
        return len(self.base_h)


class Luck(NamedTuple):
    """One replica, or the mean of all, as the chain reads it.

    change_d, buffer_d  (n_lanes,)  float64  days more (less where negative) on average, and of buffer
    tonnes              (n_lanes,)  float64  a year
    slower              (n_cells,)  float64  hours in the scenario over hours in the base; 1 where nobody passes
    persons             (n_cells,)  float64  a year
    """

    change_d: Float64s
    buffer_d: Float64s
    tonnes: Float64s
    slower: Float64s
    persons: Float64s


@dataclass(frozen=True, eq=False)
class Lanes:
    """Cargoes at crossings, by replica; arrays (n_replicas, n_lanes) as in `Luck`."""

    crossing: tuple[str, ...]
    cargo: tuple[Cargo, ...]
    change_d: Float64s
    buffer_d: Float64s
    tonnes: Float64s


def hours_of(comparison: Comparison, scenario: str) -> Hours:
    """The hours of a comparison's base and one scenario.

    A year has as many tonnes and persons as the period has, in proportion to its days.
    """
    base = comparison.results[comparison.base]
    told = comparison.figures.filter(pl.col("resource") == "", pl.col("crossing") != "")
    cells: list[Cell] = [
        tuple(row)
        for row in told.filter(pl.col("scenario") == comparison.base).select(CELL).unique(maintain_order=True).rows()
    ]
    place = {cell: at for at, cell in enumerate(cells)}
    shape = (comparison.replicas, len(cells))

    def table(name: str, metric: str) -> Float64s:
        made = np.full(shape, np.nan)
        rows = told.filter(pl.col("scenario") == name, pl.col("metric") == metric)
        for replica, *cell, value in rows.select("replica", *CELL, "value").iter_rows():
            at = place.get(tuple(cell))
            if at is not None and value is not None:
                made[replica - 1, at] = value
        return made

    a_year = DAYS_A_YEAR / float(base.manifest["days"])
    persons = np.zeros(shape)
    flows = base.flows.with_columns(pl.col(CELL).cast(pl.String))
    for replica, *cell, value in flows.group_by("replica", *CELL).agg(pl.col("persons").sum()).iter_rows():
        persons[replica - 1, place[tuple(cell)]] = value * a_year
    return Hours(
        cells=tuple(cells),
        base_h=table(comparison.base, "border_h"),
        other_h=table(scenario, "border_h"),
        base_slow_h=table(comparison.base, "p95_h"),
        other_slow_h=table(scenario, "p95_h"),
        tonnes=np.nan_to_num(table(comparison.base, "mass_t")) * a_year,
        persons=persons,
    )


def lanes_of(hours: Hours, declared: Valuation) -> Lanes:
    """Every cargo at every crossing that it passes, with the days that it gains or loses there.

    Raises RunImpossible where a cargo passes in the base and no more in the scenario, or a route has no tonnes at all.
    """
    place = {cell: at for at, cell in enumerate(hours.cells)}
    crossings = list(dict.fromkeys(crossing for crossing, _, _ in hours.cells))
    names, cargoes, columns = [], [], []
    for cargo in declared.cargoes:
        for crossing in crossings:
            own = place.get((crossing, cargo.direction, cargo.unit_class))
            if own is None or not hours.tonnes[:, own].any():
                continue
            check_passes(hours, own)
            names.append(crossing)
            cargoes.append(cargo)
            columns.append(own)
    there = {(cargo.mode, cargo.direction) for cargo in cargoes}
    for route in declared.routes:
        if (route.mode, route.direction) not in there:
            raise RunImpossible(
                f"route '{route.id}': no tonne goes by {route.mode} {route.direction} in this period. Expected cargo"
                " of that mode and direction at some crossing; is the mass of its class declared?"
            )
    days, buffer_d = change_of(hours) / HOURS_A_DAY, buffer_change_of(hours) / HOURS_A_DAY
    return Lanes(
        tuple(names), tuple(cargoes), days[:, columns], buffer_d[:, columns], hours.tonnes[:, columns]
    )


def change_of(hours: Hours) -> Float64s:
    """Change of the mean hours, (n_replicas, n_cells)."""
    return filled(hours.other_h - hours.base_h)


def buffer_change_of(hours: Hours) -> Float64s:
    """Change of the buffer, hours that 95 % do not exceed less the mean, (n_replicas, n_cells)."""
    return filled((hours.other_slow_h - hours.other_h) - (hours.base_slow_h - hours.base_h))


def filled(changes: Float64s, nothing: float = 0.0) -> Float64s:
    """Changes with the mean of the other replicas where one has none, and `nothing` where none has any.

    >>> filled(np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])).tolist()
    [[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]]
    """
    known = np.isfinite(changes)
    total, count = np.where(known, changes, 0.0).sum(axis=0), known.sum(axis=0)
    mean = np.divide(total, count, out=np.full(len(total), nothing), where=count > 0)
    return np.where(known, changes, mean)


def check_passes(hours: Hours, at: int) -> None:
    """Raises RunImpossible where units of a cell pass in the base and none in the scenario: that has no hours."""
    if np.isfinite(hours.base_h[:, at]).any() and not np.isfinite(hours.other_h[:, at]).any():
        crossing, direction, unit_class = hours.cells[at]
        raise RunImpossible(
            f"crossing '{crossing}': no {unit_class} passes {direction} in the scenario, so there are no hours to"
            " value. Expected a scenario in which all that passes now goes on passing; `crossgauge flows` tells where"
            " closed traffic goes."
        )


def lucks_of(hours: Hours, lanes: Lanes) -> list[Luck]:
    """Each replica as the chain reads it. Hours that were none stay as they were."""
    passing = np.where(hours.base_h > 0, hours.base_h, np.nan)
    slower = filled(hours.other_h / passing, 1.0)
    return [
        Luck(lanes.change_d[r], lanes.buffer_d[r], lanes.tonnes[r], slower[r], hours.persons[r])
        for r in range(hours.replicas)
    ]
