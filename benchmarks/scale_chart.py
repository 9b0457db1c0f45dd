"""The chart of docs/scale.md: CPU time and memory by crossings and by years, and of whole runs in shards.

    PYTHONPATH=src python benchmarks/scale_chart.py [scale.jsonl]

It is drawn from benchmarks/scale.csv, phases of one process, and benchmarks/scale_cluster.csv, runs over two workers.
With a file of `scale.py` the sizes in it, each as in its last row, first take the place of theirs in the two tables.
The tables of docs/scale.md are written from the same, each behind its comment.
"""

import json
import re
import sys
from pathlib import Path

import polars as pl
from matplotlib.figure import Figure

from crossgauge.views.look import FAINT, INK, LINE, SOFT, WAITS, count_axis, drawn, plain, svg

HERE = Path(__file__).parent
TABLE = HERE / "scale.csv"
RUNS = HERE / "scale_cluster.csv"
PAGE = HERE.parent / "docs" / "scale.md"
CHART = PAGE.parent / "images" / "scale.svg"
GROUPS = {
    "read": ("read",),
    "check": ("check",),
    "compile": ("compile",),
    "simulate": ("simulate",),
    "tabulate": ("tabulate", "indicate"),
    "flows": ("flows, laid", "flows, solved"),
}
NAMES = {"tabulate": "tabulate, indicate", "flows": "flows in equilibrium"}
COLOURS = {
    "simulate": LINE,
    "compile": WAITS,
    "read": "#6f8b97",
    "check": "#8a5a83",
    "tabulate": "#3f8f6b",
    "flows": "#b08a2e",
}
COLUMNS = ("write", "read", "check", "compile", "simulate", "tabulate", "flows, laid", "flows, solved")
OF_RUN = ("compile", "simulate", "tabulate", "indicate")
LEAST_S = 0.01
COUNTS = ("crossings", "years", "links", "demands", "parts", "units", "rounds")
BYTES = ("project_mb", "tables_mb")


def runs_of(rows):
    """A row for each run in shards: of its workers the sum of CPU seconds and the largest memory."""
    told = {
        (one["crossings"], one["years"]): {
            **{name: one[name] for name in ("crossings", "years", "links", "shards", "units")},
            "workers_cpu_s": round(sum(one["workers_cpu_s"]), 1),
            "own_cpu_s": round(one["own_cpu_s"], 1),
            "wall_s": round(one["wall_s"]),
            "worker_peak_mb": round(max(one["workers_peak_mb"])),
            "own_peak_mb": round(one["own_peak_mb"]),
            "tables_mb": round(one["tables_mb"], 1),
            "sha256": one["sha256"],
        }
        for one in rows
    }
    return pl.DataFrame(list(told.values()), infer_schema_length=None)


def taken(path, found):
    """Write a table with the sizes found in place of those it had."""
    if found.is_empty():
        return
    kept = pl.read_csv(path).join(found, on=["crossings", "years"], how="anti") if path.exists() else found.clear()
    whole = pl.concat([kept, found], how="diagonal_relaxed").sort("crossings", "years", maintain_order=True)
    whole.write_csv(path)


def phases_of(lines):
    """A row for each size and phase."""
    sizes = {}
    for told in lines:
        known = sizes.setdefault((told["crossings"], told["years"]), {"phases": {}})
        phases = known["phases"] | told["phases"]
        known |= told
        known["phases"] = phases
    rows = []
    for _, told in sorted(sizes.items()):
        common = {name: told.get(name) for name in COUNTS}
        common |= {name: round(told[name], 2) if name in told else None for name in BYTES}
        for phase, took in told["phases"].items():
            rows.append({**common, "phase": phase, **{name: round(value, 3) for name, value in took.items()}})
    return pl.DataFrame(rows, infer_schema_length=None)


def seconds(table, group):
    """CPU seconds of a group of phases by size, none below what a clock tells."""
    found = table.filter(pl.col("phase").is_in(GROUPS[group])).group_by("crossings", "years").agg(pl.col("cpu_s").sum())
    return found.with_columns(pl.col("cpu_s").clip(LEAST_S)).sort("crossings", "years")


def lines(axes, table, along, where, groups, ticks):
    """A line for each group over one axis of size, its name at its end, and a grey one that rises in proportion."""
    ends = []
    for group in groups:
        found = seconds(table.filter(where), group)
        x, y = found[along].to_list(), found["cpu_s"].to_list()
        axes.plot(x, y, color=COLOURS[group], marker="o", markersize=3.5, linewidth=1.6)
        ends.append((y[-1], group, x[-1]))
    first, last = ticks[0], ticks[-1]
    for level in (0.01, 0.1, 1.0, 10.0):
        axes.plot([first, last], [level, level * last / first], color=FAINT, linewidth=0.9, zorder=0)
    top = {}
    for y, group, x in sorted(ends):
        at = max(y, top.get(x, 0.0) * 1.5)
        axes.annotate(NAMES.get(group, group), (x, at), xytext=(7, 0), textcoords="offset points", va="center", color=COLOURS[group])
        top[x] = at
    axes.set(xscale="log", yscale="log")
    axes.set_xticks(ticks, [str(one) for one in ticks])
    axes.minorticks_off()
    axes.tick_params(labelbottom=True)
    count_axis(axes.yaxis, "en")
    plain(axes)


def memory(axes, table, where, along, ticks):
    """The largest resident size of a run of each size."""
    run = pl.col("phase").is_in(OF_RUN)
    found = table.filter(where & run).group_by(along).agg(pl.col("peak_mb").max()).sort(along)
    axes.plot(found[along], found["peak_mb"], color=INK, marker="o", markersize=3.5, linewidth=1.6)
    axes.set(xscale="log", ylim=(0, found["peak_mb"].max() * 1.15))
    axes.set_xticks(ticks, [str(one) for one in ticks])
    axes.minorticks_off()
    count_axis(axes.yaxis, "en")
    plain(axes)


def whole_runs(axes, runs):
    """CPU seconds and memory of runs in shards by years of a crossing, each marked with its size."""
    runs = runs.with_columns((pl.col("crossings") * pl.col("years")).alias("size")).sort("size")
    x = runs["size"].to_list()
    above, below = axes
    for level in (0.1, 1.0, 10.0):
        above.plot([x[0], x[-1]], [level, level * x[-1] / x[0]], color=FAINT, linewidth=0.9, zorder=0)
    # The rest goes by shards, memory by the largest of them: neither is a line over this axis.
    for column, colour, name, width in (
        ("workers_cpu_s", INK, "workers", 1.6), ("own_cpu_s", SOFT, "scheduler and summary", 0.0)
    ):  # fmt: skip
        above.plot(x, runs[column], color=colour, marker="o", markersize=3.5, linewidth=width)
        above.annotate(name, (x[-1], runs[column][-1]), xytext=(7, 0), textcoords="offset points", va="center", color=colour)
    for number, one in enumerate(runs.iter_rows(named=True)):
        for place, column in ((above, "workers_cpu_s"), (below, "worker_peak_mb")):
            place.annotate(
                f"{one['crossings']} × {one['years']}", (one["size"], one[column]),
                xytext=(0, -13 if number % 2 else 6), textcoords="offset points", ha="center", color=SOFT, fontsize=7.5,
            )  # fmt: skip
    above.set(xscale="log", yscale="log")
    count_axis(above.yaxis, "en")
    above.tick_params(labelbottom=True)
    below.plot(x, runs["worker_peak_mb"], color=INK, marker="o", markersize=3.5, linewidth=0.0)
    below.set(xscale="log", ylim=(0, runs["worker_peak_mb"].max() * 1.3))
    for one in axes:
        count_axis(one.xaxis, "en")
        one.minorticks_off()
        plain(one)
    count_axis(below.yaxis, "en")


def chart(table, runs):
    """The figure."""
    with drawn():
        figure = Figure(figsize=(15.5, 7.0))
        axes = figure.subplots(2, 3, sharex="col", gridspec_kw={"height_ratios": (3, 1.1)})
        sizes = table.filter(pl.col("years") == 1)["crossings"].unique().sort().to_list()
        least = sizes[0]
        years = table.filter(pl.col("crossings") == least)["years"].unique().sort().to_list()
        by_size, by_year = pl.col("years") == 1, pl.col("crossings") == least
        lines(axes[0, 0], table, "crossings", by_size, tuple(GROUPS), sizes)
        lines(axes[0, 1], table, "years", by_year, ("compile", "simulate", "tabulate"), years)
        memory(axes[1, 0], table, by_size, "crossings", sizes)
        memory(axes[1, 1], table, by_year, "years", years)
        whole_runs(axes[:, 2], runs)
        for column, words in enumerate(("crossings, one year", f"years, {least} crossings", "crossings × years")):
            axes[1, column].set_xlabel(words)
        axes[0, 0].set_title("CPU seconds of each phase, one replica", loc="left", color=SOFT, fontsize=9)
        axes[0, 1].set_title("CPU seconds of the phases that depend on time", loc="left", color=SOFT, fontsize=9)
        axes[0, 2].set_title("CPU seconds of a run in shards, two workers", loc="left", color=SOFT, fontsize=9)
        for place, whose in zip(axes[1], ("a run", "a run", "a worker"), strict=True):
            place.set_title(f"Largest resident size of {whose}, MB", loc="left", color=SOFT, fontsize=9)
        figure.text(0.045, 0.955, "What a run costs by size", fontsize=13, weight="bold")
        figure.text(
            0.045, 0.012, "Grey: in proportion to size. Synthetic networks (benchmarks/scale_network.py): 25 links and"
            " 5 nodes a crossing; two cores with nothing else to do.", color=SOFT, fontsize=7.5,
        )  # fmt: skip
        figure.subplots_adjust(left=0.045, right=0.9, top=0.885, bottom=0.105, hspace=0.34, wspace=0.5)
    return svg(figure)


def shown(value, form, unit=""):
    """A number as a cell of a table; an empty one where it was not measured."""
    return "" if value is None else f"< 0.01{unit}" if 0 < value < 0.005 else f"{value:{form}}{unit}"


def phase_rows(table):
    """The rows of the table of phases."""
    yield ("crossings × years", "links", *COLUMNS, "units, million", "tables, MB", "peak of the run, MB")
    for (crossings, years), rows in table.group_by("crossings", "years", maintain_order=True):
        took = dict(rows.select("phase", "cpu_s").iter_rows())
        first = rows.row(0, named=True)
        units = first["units"] and first["units"] / 1e6
        peak = rows.filter(pl.col("phase").is_in(OF_RUN))["peak_mb"].max()
        yield (
            f"{crossings} × {years}", shown(first["links"], ",d"), *(shown(took.get(one), ".2f") for one in COLUMNS),
            shown(units, ".1f"), shown(first["tables_mb"], ".1f"), shown(peak, ".0f"),
        )  # fmt: skip


def run_rows(runs):
    """The rows of the table of runs in shards."""
    yield ("crossings × years", "links", "shards", "units, million", "CPU of the workers, s", "CPU of the rest, s",
           "wall, s", "peak of a worker, MB", "peak of the rest, MB", "tables, MB")  # fmt: skip
    for one in runs.iter_rows(named=True):
        yield (
            f"{one['crossings']} × {one['years']}", f"{one['links']:,d}", f"{one['shards']}",
            f"{one['units'] / 1e6:.1f}", f"{one['workers_cpu_s']:.1f}", f"{one['own_cpu_s']:.1f}", f"{one['wall_s']}",
            f"{one['worker_peak_mb']:,d}", f"{one['own_peak_mb']:,d}", f"{one['tables_mb']:.1f}",
        )  # fmt: skip


def with_table(page, name, rows):
    """The page with the table behind a comment made anew."""
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    made = "\n".join([head, "|" + "---|" * (head.count("|") - 1), *body])
    return re.sub(rf"(<!-- {name} [^\n]*-->\n\n)(\|[^\n]*\n)*", lambda found: f"{found[1]}{made}\n", page)


def main():
    if len(sys.argv) > 1:
        told = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
        taken(TABLE, phases_of([one for one in told if "phases" in one]))
        taken(RUNS, runs_of([one for one in told if "shards" in one]))
    table, runs = pl.read_csv(TABLE), pl.read_csv(RUNS)
    CHART.write_text(chart(table, runs), encoding="utf-8")
    page = with_table(PAGE.read_text(encoding="utf-8"), "phases", phase_rows(table))
    PAGE.write_text(with_table(page, "runs", run_rows(runs)), encoding="utf-8")


if __name__ == "__main__":
    main()
