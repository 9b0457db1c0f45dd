"""Declared values out of what ports log: laws of durations, arrivals, opening hours, small samples pooled."""

from crossgauge.study.calibrate.arrivals import ArrivalsFit, fit_arrivals
from crossgauge.study.calibrate.durations import DurationFit, fit_duration
from crossgauge.study.calibrate.findings import Calibration, Finding, table_of
from crossgauge.study.calibrate.hours import HoursFit, find_hours
from crossgauge.study.calibrate.pooling import Pooled, pooled_durations, shrunk
from crossgauge.study.calibrate.project import calibration

__all__ = [
    "ArrivalsFit",
    "Calibration",
    "DurationFit",
    "Finding",
    "HoursFit",
    "Pooled",
    "calibration",
    "find_hours",
    "fit_arrivals",
    "fit_duration",
    "pooled_durations",
    "shrunk",
    "table_of",
]
