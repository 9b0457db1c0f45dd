"""Corridors of a run: time, cost and distance of trips that are put together from what it recorded."""

import polars as pl

from crossgauge.app.kept import Kept
from crossgauge.app.results import Opened
from crossgauge.app.shapes.series import CorridorRow, CorridorTold, Measured, ProfilePoint
from crossgauge.app.shapes.words import Interval, Texts
from crossgauge.app.texts import texts
from crossgauge.app.told_runs import interval
from crossgauge.indicators.intervals import over_replicas
from crossgauge.indicators.profile import mean_profile
from crossgauge.indicators.travel import travel, travel_summary
from crossgauge.study.trips import trips_of
from crossgauge.study.ways import Border, Stretch, Way, told_ways, way_named

TRIPS = 400  # in each replica that recorded units
TOLD = Kept[CorridorTold](most=64)


def corridor_rows(run: Opened) -> list[CorridorRow]:
    """The corridors that the run holds. Raises ResultsUnreadable where it was written before there were any."""
    names = names_of_ways(run)
    return [
        CorridorRow(
            id=way.id,
            name=names[way.id],
            mode=way.mode,
            length_km=sum(leg.length_km for leg in way.legs if isinstance(leg, Stretch | Border)),
            crossings=[leg.crossing for leg in way.legs if isinstance(leg, Border)],
        )
        for way in told_ways(run.manifest["labels"])
    ]


def names_of_ways(run: Opened) -> dict[str, Texts]:
    """Names of corridors by id."""
    known = {one.id: texts(one.name, one.names) for one in run.network.corridors}
    return {way.id: known.get(way.id) or texts(way.name) for way in told_ways(run.manifest["labels"])}


def corridor_told(run: Opened, name: str) -> CorridorTold:
    """Time, cost and distance of a corridor, kept. Raises NotFound, RunImpossible where nothing was recorded."""
    way = way_named(told_ways(run.manifest["labels"]), name)
    return TOLD.get((str(run.results.folder), run.stamp, name), lambda: tell(run, way))


def tell(run: Opened, way: Way) -> CorridorTold:
    """The trips of a corridor in figures."""
    stops = trips_of(run.results, way, trips=TRIPS)
    replicas = sorted(stops["replica"].unique())
    by_replica = travel(stops)
    return CorridorTold(
        id=way.id,
        name=names_of_ways(run)[way.id],
        mode=way.mode,
        trips=int(by_replica["trips"].sum()),
        replicas=replicas,
        profile=profile_of(run, stops, replicas),
        measures=[
            *measured(by_replica, ""),
            *(
                row
                for country in stops["country"].unique(maintain_order=True)
                for row in measured(travel(stops.filter(pl.col("country") == country)), country)
            ),
        ],
    )


def measured(rows: pl.DataFrame, country: str) -> list[Measured]:
    """The measures of whole trips, or of their part in a country."""
    found = travel_summary(rows).rename({"pm": "mean_pm"})
    return [
        Measured(
            measure=row["measure"],
            unit=row["unit"],
            meaning=row["meaning"],
            country=country,
            value=interval(row, "mean"),
        )
        for row in found.iter_rows(named=True)
    ]


def profile_of(run: Opened, stops: pl.DataFrame, replicas: list[int]) -> list[ProfilePoint]:
    """The mean trip, with the interval of its mean over replicas where more than one recorded units."""
    names = {place.name: texts(place.name, place.names) for place in run.network.places}
    spread = widths(stops, replicas) if len(replicas) > 1 else {}
    found = []
    for row in mean_profile(stops).iter_rows(named=True):
        halves = spread.get((row["place"], row["after"]), {})
        found.append(
            ProfilePoint(
                km=row["km"],
                place=names.get(row["place"]) or texts(row["place"]),
                activity=[texts(word) for word in row["activity"].split(", ") if word],
                after=row["after"],
                hours=around(row["hours"], halves.get("hours_pm")),
                hours_p10=row["hours_p10"],
                hours_p90=row["hours_p90"],
                cost_usd=around(row["cost_usd"], halves.get("cost_usd_pm")),
                cost_usd_p10=row["cost_usd_p10"],
                cost_usd_p90=row["cost_usd_p90"],
            )
        )
    return found


def around(mean: float, half: float | None) -> Interval:
    """A mean with its interval."""
    return interval({"x": mean, "x_pm": half}, "x")


def widths(stops: pl.DataFrame, replicas: list[int]) -> dict[tuple[str, bool], dict[str, float | None]]:
    """Half widths of hours and cost at each place, before and after, from the mean trips of the replicas."""
    profiles = [
        mean_profile(stops.filter(pl.col("replica") == replica)).with_columns(
            pl.lit(replica).alias("replica")
        )
        for replica in replicas
    ]
    told = over_replicas(pl.concat(profiles), ["place", "after"], ["hours", "cost_usd"], len(replicas))
    return {(row["place"], row["after"]): row for row in told.iter_rows(named=True)}
