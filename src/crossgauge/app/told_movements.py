"""What moves in a run, kept in memory: a window of it as Arrow, and as the train graph of a line or corridor."""

import io
from dataclasses import dataclass
from math import ceil

import polars as pl

from crossgauge.app.kept import Kept
from crossgauge.app.results import Opened
from crossgauge.app.shapes.series import Stop, Train, TrainGraph
from crossgauge.app.shapes.words import Texts
from crossgauge.app.texts import texts
from crossgauge.errors import NotFound
from crossgauge.model.corridors import BorderStop, Corridor, Ride, Section
from crossgauge.model.links import Link
from crossgauge.model.network import Network
from crossgauge.study.movements import OTHER, directions, movements, numbers_of

MOST_RUNS = 3  # whose movements are kept in memory: of a year of the reference network, 15 MB each
MOVED = Kept[pl.DataFrame](most=MOST_RUNS)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Rows of a window of time, of every `one_in`-th trip."""

    rows: pl.DataFrame
    trips: int
    one_in: int


def prepared(run: Opened) -> pl.DataFrame:
    """`study.movements` of a run."""
    return MOVED.get(
        (str(run.results.folder), run.stamp, id(run.network)), lambda: movements(run.results, run.network)
    )


def window(moved: pl.DataFrame, from_h: float, to_h: float, limit: int) -> Window:
    """The rides that are under way between two hours, of every n-th trip if there are more than `limit`.

    Which trips are left in depends on their number alone, so that a neighbouring window shows the same ones.

    >>> rides = pl.DataFrame({"trip": [0, 1, 2, 3], "t0": [0.0, 1.0, 2.0, 9.0], "t1": [1.0, 2.0, 3.0, 10.0]})
    >>> found = window(rides, 0.0, 5.0, 2)
    >>> found.trips, found.one_in, found.rows["trip"].to_list()
    (3, 2, [0, 2])
    """
    rows = moved.filter((pl.col("t1") >= from_h) & (pl.col("t0") <= to_h))
    trips = rows["trip"].n_unique()
    one_in = max(1, ceil(trips / limit))
    kept = rows
    while one_in > 1:
        kept = rows.filter(pl.col("trip") % one_in == 0)
        if kept["trip"].n_unique() <= limit:
            break
        one_in += 1
    return Window(kept, trips, one_in)


def arrow(rows: pl.DataFrame) -> bytes:
    """A table as an Arrow IPC stream, not compressed."""
    held = io.BytesIO()
    rows.rechunk().write_ipc_stream(held, compression="uncompressed")
    return held.getvalue()


@dataclass(frozen=True, slots=True)
class Track:
    """A line on the axis of distance: where its ends are, and in which direction the axis runs it."""

    line: int
    dir: int
    from_km: float
    to_km: float


def train_graph(run: Opened, asked: str, from_h: float, to_h: float, limit: int) -> TrainGraph:
    """Paths of trains along a link, section or corridor. Raises NotFound."""
    name, stops, tracks = axis_of(run.network, asked)
    moved = prepared(run)
    mine = moved.filter(pl.col("line").is_in([track.line for track in tracks]))
    found = window(mine, from_h, to_h, limit)
    on = pl.DataFrame(
        [(one.line, one.dir, one.from_km, one.to_km) for one in tracks],
        schema={"line": pl.UInt16, "along": pl.UInt8, "from_km": pl.Float64, "to_km": pl.Float64},
        orient="row",
    )
    forward = pl.col("dir") == pl.col("along")
    rows = found.rows.join(on, on="line", how="inner", maintain_order="left").with_columns(
        pl.when(forward).then("from_km").otherwise("to_km").alias("km0"),
        pl.when(forward).then("to_km").otherwise("from_km").alias("km1"),
        pl.when(forward).then(pl.lit("forward")).otherwise(pl.lit("back")).alias("direction"),
    )
    return TrainGraph(
        id=asked,
        name=name,
        stations=stops,
        trains=trains_of(rows, run.network),
        total=found.trips,
        one_in=found.one_in,
    )


def trains_of(rows: pl.DataFrame, network: Network) -> list[Train]:
    """A path a trip, of its rides in time."""
    classes = {number: name for name, number in numbers_of(network).classes.items()} | {OTHER: ""}
    trips = rows.group_by("trip", maintain_order=True).agg(
        "t0", "t1", "km0", "km1", "class", "direction", "load"
    )
    return [
        Train(
            trip=row["trip"],
            unit_class=classes.get(row["class"][0], ""),
            direction=row["direction"][0],
            load=row["load"][0],
            points=[
                (round(hour, 4), km)
                for ride in zip(row["t0"], row["km0"], row["t1"], row["km1"], strict=True)
                for hour, km in (ride[:2], ride[2:])
            ],
        )
        for row in trips.iter_rows(named=True)
    ]


def axis_of(network: Network, asked: str) -> tuple[Texts, list[Stop], list[Track]]:
    """The axis of distance of a link, section or corridor: its name, stations and tracks. Raises NotFound."""
    numbers = numbers_of(network).lines
    lines: list[Link | Section] = [*network.links, *network.sections]
    for one in lines:
        if one.id == asked:
            km = one.length_m / 1e3
            stops = [stop_at(network, one.start, 0.0), stop_at(network, one.end, km)]
            return texts(asked), stops, [Track(numbers[asked], 0, 0.0, km)]
    for corridor in network.corridors:
        if corridor.id == asked:
            stops, tracks = along(network, corridor)
            return texts(corridor.name, corridor.names), stops, tracks
    known = [*(corridor.id for corridor in network.corridors), *(one.id for one in lines)]
    raise NotFound("line or corridor", asked[:100], known)


def along(network: Network, corridor: Corridor) -> tuple[list[Stop], list[Track]]:
    """Stations and tracks of a corridor, kilometres from its start."""
    numbers, back = numbers_of(network).lines, directions(network)
    sections = {one.id: one for one in network.sections}
    posts = {one.id: one.posts for one in network.crossings}
    here, km = corridor.start, 0.0
    stops, tracks = [stop_at(network, here, km)], list[Track]()
    for element in corridor.route:
        match element:
            case Ride(section=name):
                ridden = sections[name]
                end = km + ridden.length_m / 1e3
                tracks.append(Track(numbers[name], int(here != ridden.start), km, end))
                here, km = (ridden.end if here == ridden.start else ridden.start), end
            case BorderStop(crossing=name, chains=chains, length_m=length):
                end = km + length / 1e3
                links = {
                    link: way[0] for (at, chain, link), way in back.items() if at == name and chain in chains
                }
                tracks += [Track(numbers[link], way, km, end) for link, way in links.items()]
                here, km = next((post.place for post in posts[name] if post.place != here), here), end
            case _:
                continue
        stops.append(stop_at(network, here, km))
    return stops, tracks


def stop_at(network: Network, place: str, km: float) -> Stop:
    """A named place on the axis."""
    one = next(found for found in network.places if found.id == place)
    return Stop(place=place, name=texts(one.name, one.names), km=km)
