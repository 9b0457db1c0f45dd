"""OMX matrices of origins and destinations (extra `formats`): loads by goods, read into demand and written.

Source: Open Matrix 0.2, github.com/osPlanning/omx/wiki/Specification: HDF5 with groups `data` and `lookup`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from crossgauge.errors import CrossgaugeError, Fault, ProjectFaulty, nearest
from crossgauge.model.flows import Goods, OriginDemand, amounts_of, loads_in
from crossgauge.model.network import Network
from crossgauge.sources.formats.limits import MOST_DEMANDS, MOST_MATRICES, MOST_OMX_BYTES, MOST_ZONES
from crossgauge.units import shown

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]
VERSION = b"0.2"
ZONES = "place"  # the lookup that we write
LOADS = "loads"  # what a matrix holds that does not say it
NEEDS_EXTRA = "OMX needs HDF5: pip install 'crossgauge[formats]'."


class ExtraMissing(CrossgaugeError):
    """A format whose library is not installed; the message says how to install it."""


@dataclass(frozen=True, slots=True)
class Matrices:
    """Matrices over the same zones.

    zones    : names of rows and columns
    values   : by name, (n_zones, n_zones) float64; a row is where loads come from
    measures : what a matrix holds, by its name: 'loads', 'tonnes', 'teu', 'trucks', 'persons' or anything else
    """

    zones: tuple[str, ...]
    values: Mapping[str, Matrix]
    measures: Mapping[str, str] = field(default_factory=dict)


def hdf5() -> Any:
    """The library of HDF5. Raises ExtraMissing."""
    try:
        import h5py
    except ModuleNotFoundError:
        raise ExtraMissing(NEEDS_EXTRA) from None
    return h5py


def write_omx(matrices: Matrices, path: Path) -> None:
    """Write matrices as an OMX file; `path` is replaced, and values read back bit for bit.

    Zones stand in the lookup `place` as texts, and in `zone` as numbers from 1, for readers that know numbers only.
    Raises ExtraMissing without the extra `formats`.
    """
    n = len(matrices.zones)
    with hdf5().File(Path(path), "w") as file:
        file.attrs["OMX_VERSION"] = np.bytes_(VERSION)
        file.attrs["SHAPE"] = np.array([n, n], dtype=np.int32)
        data, lookup = file.create_group("data"), file.create_group("lookup")
        for name, values in matrices.values.items():
            held = data.create_dataset(name, data=np.asarray(values, dtype=np.float64), compression="gzip")
            held.attrs["measure"] = np.bytes_(matrices.measures.get(name, LOADS).encode())
        lookup.create_dataset(ZONES, data=np.array([zone.encode() for zone in matrices.zones], dtype=np.bytes_))
        lookup.create_dataset("zone", data=np.arange(1, n + 1, dtype=np.int32))


def read_omx(path: Path) -> Matrices:
    """The matrices of an OMX file, zones called as its first lookup of texts says, else of numbers, else from 1.

    Nothing outside of the file is read. Raises ProjectFaulty with every fault, ExtraMissing without the extra.
    """
    path, faults = Path(path), list[Fault]()
    with opened(path) as file:
        shape = shape_of(path, file, faults)
        found = {} if faults else datasets(path, group_of(file, "data"), shape, faults)
        zones = () if faults else zones_of(path, file, shape[0], faults)
        values = {} if faults else {name: np.asarray(held[()], np.float64) for name, held in found.items()}
        measures = {name: word for name, held in found.items() if (word := text_of(held.attrs.get("measure")))}
    if faults:
        raise ProjectFaulty(path.name, faults)
    return Matrices(zones, values, measures)


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """An HDF5 file to be read. Raises ProjectFaulty for what is none."""
    if not path.is_file():
        raise ProjectFaulty(path.name, [Fault(str(path), "is not there", "Expected an OMX file.")])
    if path.stat().st_size > MOST_OMX_BYTES:
        expected = f"Expected at most {MOST_OMX_BYTES:,} (MOST_OMX_BYTES)."
        raise ProjectFaulty(path.name, [Fault(path.name, f"has {path.stat().st_size:,} bytes", expected)])
    library = hdf5()
    try:
        with library.File(path, "r") as file:
            yield file
    except (OSError, KeyError, RuntimeError) as error:
        fault = Fault(path.name, f"cannot be read: {error}", "Expected an OMX file, which is HDF5.")
        raise ProjectFaulty(path.name, [fault]) from None


def shape_of(path: Path, file: Any, faults: list[Fault]) -> tuple[int, int]:
    """Rows and columns of all matrices, within the limit."""
    told = whole_numbers(file.attrs.get("SHAPE"))[:2]
    if group_of(file, "data") is None or len(told) != 2:
        expected = "Expected an attribute SHAPE and a group 'data', as OMX has them."
        faults.append(Fault(path.name, "is HDF5, but no OMX", expected))
        return 0, 0
    if told[0] != told[1] or not 1 <= told[0] <= MOST_ZONES:
        expected = f"Expected as many columns as rows, at most {MOST_ZONES:,} (MOST_ZONES)."
        faults.append(Fault(path.name, f"has matrices of {told[0]:,} × {told[1]:,}", expected))
    return told[0], told[1]


def whole_numbers(value: Any) -> list[int]:
    """The whole numbers of an attribute; none where it holds anything else.

    >>> whole_numbers(np.array([3, 3])), whole_numbers(np.array([np.nan])), whole_numbers("3")
    ([3, 3], [], [])
    """
    told = np.ravel(value) if isinstance(value, np.ndarray | np.number) else np.zeros(0)
    return [int(one) for one in told] if told.dtype.kind in "fiu" and np.isfinite(told).all() else []


def group_of(file: Any, name: str) -> Any:
    """A group that is in this file; None where there is none, or something else of that name."""
    library = hdf5()
    held = file[name] if isinstance(file.get(name, getlink=True), library.HardLink) else None
    return held if isinstance(held, library.Group) else None


def datasets(path: Path, group: Any, shape: tuple[int, int], faults: list[Fault]) -> dict[str, Any]:
    """The datasets of `data` by name, none of which leads out of the file."""
    found = {}
    if len(group) > MOST_MATRICES:
        expected = f"Expected at most {MOST_MATRICES} (MOST_MATRICES)."
        faults.append(Fault(path.name, f"has {len(group):,} matrices", expected))
        return {}
    for name in group:
        where = f"{path.name}, {name}"
        held = inner(group, name)
        if held is None:
            faults.append(Fault(where, "leads out of the file, or is no matrix", "Expected a matrix in the file."))
        elif held.shape != shape or held.dtype.kind not in "fiu":
            expected = f"Expected numbers, {shape[0]} × {shape[1]}."
            faults.append(Fault(where, f"is {held.dtype} of the shape {held.shape}", expected))
        else:
            found[str(name)] = held
    return found


def inner(group: Any, name: str) -> Any:
    """A dataset whose values are in this file; None for links, and for what is stored elsewhere."""
    library = hdf5()
    if not isinstance(group.get(name, getlink=True), library.HardLink):
        return None
    held = group[name]
    if not isinstance(held, library.Dataset) or held.is_virtual or held.external:
        return None
    return held


def zones_of(path: Path, file: Any, n: int, faults: list[Fault]) -> tuple[str, ...]:
    """Names of zones, each once."""
    group = group_of(file, "lookup") or {}
    found = [held for name in group if (held := inner(group, name)) is not None and held.shape == (n,)]
    best = next((one for one in found if one.dtype.kind in "SO"), next(iter(found), None))
    if best is None:
        return tuple(str(number) for number in range(1, n + 1))
    names = tuple(text_of(one) for one in best[()])
    again = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < n else []
    if again:
        faults.append(Fault(path.name, f"has the zone {shown(again[0])} twice", "Expected every zone once."))
    return names


def text_of(value: Any) -> str:
    """A text out of HDF5, or a number as text; empty for nothing.

    >>> text_of(b"dostyk"), text_of(np.int32(7)), text_of(None)
    ('dostyk', '7', '')
    """
    if value is None:
        return ""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def demand_matrices(network: Network, year: int) -> Matrices:
    """What a network declares is to be carried in a year, loads by goods over the places of its demand."""
    goods = {one.id: one for one in network.goods}
    zones = tuple(dict.fromkeys(place for one in network.demand for place in (one.start, one.end)))
    at = {zone: number for number, zone in enumerate(zones)}
    values = {name: np.zeros((len(zones), len(zones))) for name in dict.fromkeys(one.goods for one in network.demand)}
    for one in network.demand:
        values[one.goods][at[one.start], at[one.end]] += loads_in(one, goods[one.goods], year)
    return Matrices(zones, values)


def demand_of(matrices: Matrices, network: Network, year: int) -> tuple[OriginDemand, ...]:
    """The demand of a network with that of a year out of matrices whose zones are places and whose names are goods.

    Demand that is there keeps its id, its months and its measure; goods without a matrix stay as they are. A matrix
    that holds no load (hours, km) is passed over, and so is what stays at a place. Raises ProjectFaulty with every
    fault: matrix, row and column, what is wrong, the nearest right name.
    """
    faults, loads = list[Fault](), dict[str, Matrix]()
    places, goods = {one.id for one in network.places}, {one.id: one for one in network.goods}
    for zone in matrices.zones:
        if zone not in places:
            expected = f"Expected the id of a place. {nearest(zone, places)}"
            faults.append(Fault("zones", f"there is no place {shown(zone)}", expected))
    for name, values in matrices.values.items():
        turn = MEASURES.get(matrices.measures.get(name, LOADS))
        if turn is None:
            continue
        if name not in goods:
            expected = f"Expected the id of goods. {nearest(name, goods)}"
            faults.append(Fault(f"matrix {name}", f"there are no goods {shown(name)}", expected))
            continue
        wrong = np.argwhere(~(np.isfinite(values) & (values >= 0)))
        for row, column in wrong[:5]:
            where = f"matrix {name}, {matrices.zones[row]} to {matrices.zones[column]}"
            faults.append(Fault(where, f"is {values[row, column]:g}", "Expected a number of at least 0."))
        loads[name] = turn(goods[name]) * values
    pairs = sum(int(np.count_nonzero(one)) for one in loads.values())
    if pairs > MOST_DEMANDS:
        expected = f"Expected at most {MOST_DEMANDS:,} (MOST_DEMANDS): sum zones first."
        faults.append(Fault("matrices", f"there are {pairs:,} pairs with loads", expected))
    if faults:
        raise ProjectFaulty("matrices", faults)
    known = [renewed(one, loads, goods, matrices.zones, year) for one in network.demand]
    new = [one for name, rest in loads.items() for one in rows_of(name, rest, goods[name], matrices.zones, year)]
    return (*known, *new)


def renewed(
    one: OriginDemand, loads: dict[str, Matrix], goods: dict[str, Goods], zones: tuple[str, ...], year: int
) -> OriginDemand:
    """A demand with what its matrix has between its places, which is then taken out of the matrix."""
    if one.goods not in loads or not {one.start, one.end} <= set(zones):
        return one
    pair = zones.index(one.start), zones.index(one.end)
    carried, loads[one.goods][pair] = float(loads[one.goods][pair]), 0.0
    measure, _ = amounts_of(one)
    amount = carried / MEASURES[measure](goods[one.goods])
    told: Any = {measure: ((year, amount),)}
    return replace(one, **told)


def rows_of(name: str, loads: Matrix, goods: Goods, zones: tuple[str, ...], year: int) -> Iterator[OriginDemand]:
    """A new demand for every pair of places with loads, in the measure that the goods have."""
    measure = "persons" if goods.persons else "teu" if goods.teu else "tonnes"
    one = goods.persons or goods.teu or goods.mass_t
    for row, column in np.argwhere(loads > 0):
        if row != column:
            start, end = zones[row], zones[column]
            amounts: Any = {measure: ((year, float(loads[row, column]) * one),)}
            yield OriginDemand(id=f"{name}--{start}--{end}", start=start, end=end, goods=name, **amounts)


def per_load(amount: float) -> float:
    """Loads in one unit of a measure, of which a load has `amount`; none where it has none.

    >>> per_load(2.0), per_load(0.0)
    (0.5, 0.0)
    """
    return 1.0 / amount if amount > 0 else 0.0


MEASURES: dict[str, Callable[[Goods], float]] = {  # what a matrix holds -> loads in one of it
    LOADS: lambda _: 1.0,
    "tonnes": lambda goods: per_load(goods.mass_t),
    "teu": lambda goods: per_load(goods.teu),
    "trucks": lambda goods: per_load(goods.trucks),
    "persons": lambda goods: per_load(goods.persons),
}
