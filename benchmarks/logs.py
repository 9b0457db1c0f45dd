"""Reading a million rows of a gate log: checked, mended, in clocks, beside pandas.read_csv of the same file.

    PYTHONPATH=src python benchmarks/logs.py [rows]

The log: a unit a stage, entry and exit to the second, two posts with two clocks, tonnes, money; one row in a
thousand repeated, one in a thousand without exit. pandas reads text to columns and two stamps, nothing else.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from crossgauge.sources.logs import log_map, read_log
from crossgauge.study.logs import tables_of

MAP = """
columns: {unit: unit, post: post, stage: stage, entered: entered, left: left, cost: usd, mass: t,
          crossing: {value: khorgos}}
time_zone: {cn: Asia/Shanghai, kz: Asia/Almaty}
clock: Asia/Almaty
"""


def write_log(path: Path, rows: int) -> None:
    """A log of two stages at two posts a unit."""
    rng = np.random.default_rng(1)
    units = rows // 4
    start = np.datetime64("2023-01-01T00:00:00") + np.sort(rng.integers(0, 86_400 * 365, units)).astype(
        "timedelta64[s]"
    )
    hours = np.cumsum(rng.integers(600, 20_000, (units, 5)), axis=1).astype("timedelta64[s]")
    stamps = (start[:, None] + hours).astype("datetime64[us]")
    frame = pl.DataFrame(
        {
            "unit": np.repeat(np.arange(units), 4),
            "post": np.tile(["cn", "cn", "kz", "kz"], units),
            "stage": np.tile(["queue", "customs", "control", "customs"], units),
            "entered": stamps[:, :4].ravel(),
            "left": stamps[:, 1:].ravel(),
            "usd": rng.integers(0, 300, units * 4),
            "t": np.repeat(rng.integers(5, 25, units), 4) + 0.5,
        }
    )
    odd = pl.int_range(pl.len())
    frame = frame.with_columns(pl.when(odd % 1_000 != 7).then("left"))
    frame = pl.concat([frame, frame.filter(odd % 1_000 == 11)])
    frame.write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S")


def timed(action):
    """Wall seconds and what came."""
    start = time.perf_counter()
    came = action()
    return time.perf_counter() - start, came


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gate.csv"
        write_log(path, rows)
        told = log_map(MAP, "map.yaml")
        print(f"{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB; wall seconds, best of 3")
        for name, action in (
            ("crossgauge: read, check, mend, report", lambda: read_log(path, told)),
            (
                "pandas: read_csv, two columns of dates",
                lambda: pd.read_csv(path, parse_dates=["entered", "left"]),
            ),
            ("pandas: read_csv, no dates", lambda: pd.read_csv(path)),
        ):
            print(f"  {min(timed(action)[0] for _ in range(3)):6.2f}  {name}")
        log = read_log(path, told)
        print(
            f"  {min(timed(lambda: tables_of(log.records))[0] for _ in range(3)):6.2f}  crossgauge: visits, stages, stops"
        )
        print(log.report.counts)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
