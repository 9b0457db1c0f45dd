"""The time–cost–distance chart: hours and money since the start against distance, every trip and the mean one."""

import polars as pl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from crossgauge.views.look import BAND, FAINT, INK, LINE, SOFT, WAITS, count_axis, drawn, on_lines, png, svg
from crossgauge.views.words import count, named, number, word

WIDTH_IN, PANEL_IN, HEAD_IN, FOOT_IN = 11.0, 3.3, 0.75, 1.45
LEFT, RIGHT = 0.075, 0.94
MOST_TRIPS = 60  # drawn one by one; mean and band are of all
MOST_NAMES = 14
LEAST_GAP = 0.022  # of the width, between two names
ONE_STEP = 0.012  # of the width: stops nearer to each other are one step, as both posts of a border
UNNAMED = r"^\d+(\.\d+)?$"  # a stop that has only its distance for a name
MEASURES = (("hours", LINE), ("cost_usd", WAITS))


def chart(profile: pl.DataFrame, mean: pl.DataFrame, source: str, language: str = "en") -> str:
    """The chart as SVG text; time above, money below where any is told. Same tables, same bytes.

    profile : of `indicators.profile.trip_profile`; mean : of `mean_profile`, at least one row
    """
    return svg(draw(profile, mean, source, language))


def photo(
    profile: pl.DataFrame, mean: pl.DataFrame, source: str, dots_per_inch: int = 160, language: str = "en"
) -> bytes:
    """The chart as PNG. Same tables, same bytes."""
    return png(draw(profile, mean, source, language), dots_per_inch)


def draw(profile: pl.DataFrame, mean: pl.DataFrame, source: str, language: str = "en") -> Figure:
    """The figure, not yet rendered."""
    with drawn():
        return drawn_figure(in_language(profile, language), in_language(mean, language), source, language)


def in_language(frame: pl.DataFrame, language: str) -> pl.DataFrame:
    """The frame with its places called as in a language."""
    if language == "en" or "place" not in frame.columns:
        return frame
    return frame.with_columns(pl.col("place").map_elements(lambda name: named(name, language), pl.String))


def drawn_figure(profile: pl.DataFrame, mean: pl.DataFrame, source: str, language: str) -> Figure:
    """The figure, in the style that holds now."""
    shown = [one for one in MEASURES if float(mean[one[0]].max() or 0.0) > 0]  # type: ignore[arg-type]
    shown = shown or list(MEASURES[:1])
    height = HEAD_IN + PANEL_IN * len(shown) + FOOT_IN
    figure = Figure(figsize=(WIDTH_IN, height))
    FigureCanvasSVG(figure)
    for row, (value, color) in enumerate(shown):
        bottom = FOOT_IN + PANEL_IN * (len(shown) - 1 - row)
        axes = figure.add_axes((LEFT, bottom / height, RIGHT - LEFT, (PANEL_IN - 0.45) / height))
        draw_measure(axes, profile, mean, value, color, language)
        label = word(f"tcd.{value}", language)
        figure.text(LEFT, (bottom + PANEL_IN - 0.36) / height, label, color=color, weight="bold", size=9.5)
        for km in named_places(mean)["km"]:
            axes.axvline(km, color=FAINT, linewidth=0.8, zorder=0)
        if row == len(shown) - 1:
            name_places(axes, mean, language)
        else:
            axes.tick_params(labelbottom=False)
    title = title_of(mean, profile.select(pl.struct("replica", "unit").n_unique()).item(), language)
    figure.text(LEFT, 1 - 0.2 / height, title, size=14, weight="bold", va="top")
    figure.text(LEFT, 1 - 0.55 / height, word("tcd.told", language), color=SOFT, size=9, va="top")
    figure.text(LEFT, 0.14 / height, source, color=SOFT, size=8)
    return figure


def draw_measure(
    axes: Axes, profile: pl.DataFrame, mean: pl.DataFrame, value: str, color: str, language: str = "en"
) -> None:
    """One measure against distance."""
    km = mean["km"].to_numpy()
    axes.fill_between(
        km,
        mean[f"{value}_p10"].to_numpy(),
        mean[f"{value}_p90"].to_numpy(),
        color=BAND,
        alpha=0.55,
        linewidth=0,
    )
    every = -(-profile.select(pl.struct("replica", "unit").n_unique()).item() // MOST_TRIPS)
    for place, (_, trip) in enumerate(profile.group_by("replica", "unit", maintain_order=True)):
        if place % every == 0:
            axes.plot(trip["km"].to_numpy(), trip[value].to_numpy(), color=SOFT, linewidth=0.5, alpha=0.3)
    axes.plot(km, mean[value].to_numpy(), color=color, linewidth=2.2, solid_joinstyle="miter")
    last = mean.row(-1, named=True)
    axes.annotate(
        number(last[value], language),
        (last["km"], last[value]),
        (5, 0),
        textcoords="offset points",
        va="center",
        weight="bold",
        color=color,
    )
    name_steps(axes, mean, value, language)
    axes.set_xlim(0, max(float(km[-1]), 1.0))
    axes.set_ylim(0, None)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    for axis in (axes.xaxis, axes.yaxis):
        count_axis(axis, language)
    on_lines(axes, pad=4)


def name_steps(axes: Axes, mean: pl.DataFrame, value: str, language: str) -> None:
    """The three largest steps, how large they are, beside them."""
    furthest, largest = (float(mean[name].max() or 0.0) for name in ("km", value))  # type: ignore[arg-type]
    steps = (
        joined(mean, value, ONE_STEP * furthest)
        .filter(pl.col("step") > 0.04 * largest)
        .sort("step", descending=True, maintain_order=True)
        .head(3)
    )
    unit = word("unit.h" if value == "hours" else "unit.usd", language)
    for place, km, step, middle in steps.iter_rows():
        beside = (-6, 0) if km > 0.8 * furthest else (6, 0)
        axes.annotate(
            f"{place} {number(step, language, signed=True)} {unit}",
            (km, middle),
            beside,
            textcoords="offset points",
            va="center",
            ha="right" if beside[0] < 0 else "left",
            size=8,
            color=INK,
            bbox={"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
        )


def joined(mean: pl.DataFrame, value: str, near_km: float) -> pl.DataFrame:
    """Steps of one measure: place, km, step, middle; places with stops within `near_km` of the one before are one.

    >>> mean = pl.DataFrame({"place": ["a", "a", "b", "b", "c", "c"], "km": [0.0, 0.0, 99.0, 99.0, 100.0, 100.0],
    ...     "hours": [0.0, 1.0, 5.0, 9.0, 9.0, 19.0]})
    >>> joined(mean, "hours", 2.0).rows()
    [('a', 0.0, 1.0, 0.5), ('b – c', 99.0, 14.0, 12.0)]
    """
    places = mean.group_by("place", "km", maintain_order=True).agg(
        pl.col(value).first().alias("before"), pl.col(value).last().alias("after")
    )
    steps = places.filter((pl.col("after") > pl.col("before")) & ~is_unnamed(places))
    group = (pl.col("km").diff().fill_null(0.0) > near_km).cum_sum().alias("group")
    first, last = pl.col("place").first(), pl.col("place").last()
    return (
        steps.with_columns(group)
        .group_by("group", maintain_order=True)
        .agg(
            pl.when(pl.len() > 1).then(pl.format("{} – {}", first, last)).otherwise(first).alias("place"),
            pl.col("km").first(),
            (pl.col("after") - pl.col("before")).sum().alias("step"),
            ((pl.col("before").first() + pl.col("after").last()) / 2).alias("middle"),
        )
        .drop("group")
    )


def is_unnamed(places: pl.DataFrame) -> pl.Series:
    """Which places have only their distance for a name; none, where nearly all are so."""
    bare = places["place"].str.contains(UNNAMED)
    return bare & (len(bare) - int(bare.sum()) > 2)


def named_places(mean: pl.DataFrame) -> pl.DataFrame:
    """The places to name, in order, with their hours of standing: both ends, the longest stops, then those far off.

    Those without a stop are taken one by one, each the furthest from all that have a name already.
    """
    furthest = max(float(mean["km"].max() or 0.0), 1.0)  # type: ignore[arg-type]
    ends = (pl.col("km") == pl.col("km").min()) | (pl.col("km") == pl.col("km").max())
    stops = mean.group_by("place", "km", maintain_order=True).agg(
        (pl.col("hours").last() - pl.col("hours").first()).alias("stop_h")
    )
    stops = stops.filter(~is_unnamed(stops)).with_columns(ends.alias("end"))
    first = stops.filter(pl.col("end") | (pl.col("stop_h") > 0))
    rows = first.sort("end", "stop_h", descending=True, maintain_order=True).head(MOST_NAMES).rows()
    rest = stops.filter(~pl.col("end") & (pl.col("stop_h") <= 0)).rows()
    while rest and len(rows) < MOST_NAMES:
        gap, place = max((min(abs(row[1] - one[1]) for one in rows), row) for row in rest)
        if gap < LEAST_GAP * furthest:
            break
        rows.append(place)
        rest.remove(place)
    return pl.DataFrame(rows, schema=stops.schema, orient="row").sort("km", maintain_order=True).drop("end")


def name_places(axes: Axes, mean: pl.DataFrame, language: str) -> None:
    """Distance below the ground line, and the places below it: both ends, then those with the longest stops."""
    axes.text(1.006, -0.018, word("unit.km", language), transform=axes.transAxes, va="top", color=SOFT)
    furthest = max(float(mean["km"].max() or 0.0), 1.0)  # type: ignore[arg-type]
    stops = named_places(mean)
    drop = -26 / ((PANEL_IN - 0.45) * 72)
    for (place, km, _), at in zip(stops.iter_rows(), spread(stops["km"] / furthest), strict=True):
        axes.annotate(
            place,
            (km / furthest, 0),
            (at, drop),
            rotation=35,
            rotation_mode="anchor",
            ha="right",
            va="top",
            size=8,
            color=INK,
            arrowprops={"arrowstyle": "-", "color": SOFT, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 0},
            xycoords="axes fraction",
            textcoords="axes fraction",
            annotation_clip=False,
        )


def spread(places: pl.Series) -> list[float]:
    """Where names stand so that none covers the next: pushed right, then back from the right end.

    >>> [round(at, 3) for at in spread(pl.Series([0.0, 0.99, 1.0]))]
    [0.0, 0.978, 1.0]
    """
    at = places.to_list()
    for k in range(1, len(at)):
        at[k] = max(at[k], at[k - 1] + LEAST_GAP)
    at[-1] = min(at[-1], 1.0)
    for k in range(len(at) - 1, 0, -1):
        at[k - 1] = min(at[k - 1], at[k] - LEAST_GAP)
    return at


def title_of(mean: pl.DataFrame, n_trips: int, language: str = "en") -> str:
    """What the chart says: how long the mean trip takes and how much of it stands."""
    hours = mean["hours"]
    steps = mean.group_by("place", "km").agg((pl.col("hours").last() - pl.col("hours").first()).alias("h"))
    return word(
        "tcd.title",
        language,
        first=mean["place"][0],
        last=mean["place"][-1],
        total=number(hours[-1] - hours[0], language),
        stands=number(float(steps["h"].sum()), language),
        trips=count("tcd.trips", n_trips, language),
    )
