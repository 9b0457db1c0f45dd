"""What a calibration found of one declared value, and what is to be written of it."""

from dataclasses import dataclass
from math import isnan

import polars as pl

from crossgauge.model.paths import said
from crossgauge.sources.edits import Edit
from crossgauge.study.calibrate.arrivals import ArrivalsFit
from crossgauge.study.calibrate.durations import DurationFit, Parameter
from crossgauge.study.calibrate.hours import HoursFit
from crossgauge.study.calibrate.pooling import Pooled


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One declared value beside what a log says of it.

    path        of the value; kind  'duration', 'arrivals' or 'hours'
    n           stays, arrivals or stamps; n_censored  of them still open
    law         as a project declares it; '' if nothing was found
    before      as it was declared
    parameters  with their 95 % intervals
    p           of the test of the law; NaN where none was made
    verdict     in words
    edits       what is written into the project; none if it is left as it was
    alike       durations with the same word here help each other where data are few: the stage, else the step
    """

    path: tuple[str, ...]
    kind: str
    n: int
    n_censored: int
    law: str
    before: str
    parameters: tuple[Parameter, ...]
    p: float
    verdict: str
    edits: tuple[Edit, ...]
    fit: DurationFit | ArrivalsFit | HoursFit
    pooled: Pooled | None = None
    alike: str = ""

    @property
    def what(self) -> str:
        """The value in words."""
        return said(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """All findings of a log, and in words what of it was not found in the project."""

    findings: tuple[Finding, ...]
    missing: tuple[str, ...]

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Everything that is to be written."""
        return tuple(edit for finding in self.findings for edit in finding.edits)


def table_of(findings: tuple[Finding, ...]) -> pl.DataFrame:
    """A row a parameter: what, kind, n, n_censored, law, before, parameter, value, low, high, p, verdict."""
    rows = []
    for one in findings:
        head = {
            "path": ".".join(one.path), "kind": one.kind, "n": one.n, "n_censored": one.n_censored,
            "law": one.law, "before": one.before,
        }  # fmt: skip
        tail = {"p": None if isnan(one.p) else one.p, "verdict": one.verdict}
        for parameter in one.parameters or (None,):
            told = (
                {"parameter": None, "value": None, "low": None, "high": None}
                if parameter is None
                else {
                    "parameter": parameter.name, "value": parameter.value,
                    "low": parameter.low, "high": parameter.high,
                }
            )  # fmt: skip
            rows.append(head | told | tail)
    return pl.DataFrame(rows, schema=SCHEMA)


SCHEMA = {
    "path": pl.String, "kind": pl.String, "n": pl.Int64, "n_censored": pl.Int64, "law": pl.String,
    "before": pl.String, "parameter": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "p": pl.Float64, "verdict": pl.String,
}  # fmt: skip
