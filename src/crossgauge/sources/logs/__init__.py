"""Logs of gates, wagons, trips and customs: a file and a column map in, checked stages and a report out."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from crossgauge.errors import ProjectFaulty
from crossgauge.sources.logs.columns import LogMap, log_map
from crossgauge.sources.logs.fields import fields_of
from crossgauge.sources.logs.mending import mended, records_of
from crossgauge.sources.logs.reading import log_frame, refused
from crossgauge.sources.logs.report import Report
from crossgauge.sources.logs.wide import long_form

__all__ = ["Log", "LogMap", "Report", "log_map", "read_log", "read_map"]


@dataclass(frozen=True, slots=True)
class Log:
    """A log that was read.

    records : a row a stage of a unit, by unit and time: `row` in the file; unit, crossing, post, place, direction,
              stage, unit_class (texts, empty if not known); entered, left (instants in the map's clock; left null
              where it is not known); `censored` if open at the end of the log; `moving` if the stage is motion;
              distance_km (chainage), cost_usd, mass_t, teu, load, persons (null if not known)
    report  : what became of every row
    """

    records: pl.DataFrame
    report: Report


def read_map(path: str | Path) -> LogMap:
    """The column map in a YAML file. Raises ProjectFaulty."""
    path = Path(path)
    if not path.is_file():
        raise refused(
            path.name, "is not there", "Expected a column map: crossgauge observe --template trips.csv."
        )
    try:
        return log_map(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError:
        raise refused(path.name, "is no UTF-8", "Expected YAML in UTF-8.") from None


def read_log(path: str | Path, told: LogMap) -> Log:
    """The log in a CSV, XLSX, Parquet or XES file, read as the map says.

    Raises ProjectFaulty, with file and row, for what cannot be mended; what can be is told in the report.
    """
    path = Path(path)
    frame = log_frame(path, told.encoding, told.sheet)
    report = Report(path.name, rows_read=frame.height)
    frame, told = long_form(frame, told, report)
    fields = fields_of(frame, told, report)
    if report.faults:
        raise ProjectFaulty(path.name, report.faults)
    records = records_of(mended(fields, told, report), told)
    report.records = records.height
    return Log(records, report)
