"""A project beside a log: every declared duration, flow and calendar that the log tells of, fitted."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from crossgauge.model.network import Network
from crossgauge.sources.edits import Edit, quoted
from crossgauge.sources.logs import Log
from crossgauge.sources.written import distribution_text
from crossgauge.study.calibrate.durations import DurationFit, Parameter, fit_duration
from crossgauge.study.calibrate.findings import Calibration, Finding
from crossgauge.study.calibrate.flows import flow_findings
from crossgauge.study.calibrate.matching import Match, Matched, folded, matched, spots_of
from crossgauge.study.calibrate.openings import hours_findings
from crossgauge.study.calibrate.pooling import Pooled, pooled_durations, usable
from crossgauge.study.calibrate.stays import Stays, work_of

NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a log covers: its file, its first and last instant."""

    file: str
    first: datetime
    last: datetime

    @property
    def days(self) -> str:
        """First and last day, in words."""
        return f"{self.first.date()} to {self.last.date()}"


def calibration(
    network: Network, log: Log, *, until: datetime | None = None, n_draws: int = 199, seed: int = 1
) -> Calibration:
    """Everything in a network of which a log tells, fitted to it. Same log, same seed: same findings.

    until   : when the log was taken, so how long those still open had stayed; without it, its last stamp
    n_draws : drawn samples for each test and interval
    """
    records = log.records
    if records.is_empty():
        return Calibration(findings=(), missing=("the log has no stages",))
    told = told_of(log, until)
    found = matched(network, records)
    durations = duration_findings(network, records, found, told, n_draws, seed)
    days = whole_days(records, told, network.clock)
    flows = flow_findings(network, records, found, told.file, days, n_draws, seed)
    hours = hours_findings(network, records, found, told.file, told.days)
    return Calibration(findings=(*pooled(durations, told), *flows, *hours), missing=found.missing)


def told_of(log: Log, until: datetime | None) -> Told:
    """What a log covers, in its own clock: to its last stamp, or on to when it was taken."""
    stamps = [log.records[column] for column in ("entered", "left")]
    ends = [value for value in (stamp.max() for stamp in stamps) if isinstance(value, datetime)]
    first = stamps[0].min()
    assert isinstance(first, datetime)
    taken = [until.astimezone(first.tzinfo)] if until else []
    return Told(file=log.report.file, first=first, last=max(ends + taken))


def whole_days(records: pl.DataFrame, told: Told, clock: str) -> tuple[date, date]:
    """First and last local day on which the log has all who came.

    A log by exits begins with some who came earlier, and without those who had left before; if it has none who are
    still there, those are missing who came last.
    """
    zone = ZoneInfo(clock)
    first_exit = records["left"].drop_nulls().min()
    first = max(told.first, first_exit) if isinstance(first_exit, datetime) else told.first
    last = told.last
    if not records["censored"].any():
        stay = records.group_by("unit").agg((pl.col("left").max() - pl.col("entered").min()).alias("stay"))[
            "stay"
        ]
        longest = stay.drop_nulls().dt.total_milliseconds().quantile(0.99)
        last -= timedelta(milliseconds=longest or 0.0)
    return first.astimezone(zone).date() + timedelta(1), last.astimezone(zone).date() - timedelta(1)


def duration_findings(
    network: Network, records: pl.DataFrame, found: Matched, told: Told, n_draws: int, seed: int
) -> list[Finding]:
    """The durations; a value that the log has as a step and as a stage is taken from the step."""
    spots = (
        spot
        for crossing in network.crossings
        for chain in crossing.chains
        for spot in spots_of(crossing, chain)
    )
    order = {spot.path: place for place, spot in enumerate(spots)}
    steps = {match.spot.path for match in found.matches if match.of_step}
    kept = [match for match in found.matches if match.of_step or match.spot.path not in steps]
    made = []
    for match in sorted(kept, key=lambda match: order[match.spot.path]):
        stays = work_of(network, records, match, found.matches, told.last)
        fit = fit_duration(stays.hours, stays.censored, n_draws=n_draws, seed=seed)
        made.append(duration_finding(match, stays, fit, told))
    return made


def duration_finding(match: Match, stays: Stays, fit: DurationFit, told: Told) -> Finding:
    """One duration in words, with what is to be written."""
    test, law = fit.goodness, fit.law
    edits: tuple[Edit, ...] = ()
    if stays.why:
        verdict = f"left as it is: {stays.why}"
    elif law is None:
        verdict = f"left as it is: {fit.why}"
    else:
        source = reason(told, fit.n, fit.n_censored, stays.n_found)
        far = f"nearest, yet up to {100 * test.distance:.0f} % of stays off" if test else ""
        idle = f"{fit.n} of {stays.n_found} found a server idle" if stays.n_found else ""
        verdict = "; ".join(part for part in ("fits" if fit.holds else far, fit.why, idle) if part)
        edits = (Edit(path=match.spot.path, value=quoted(fit.text), assumed=source),)
    return Finding(
        path=match.spot.path, kind="duration", n=fit.n, n_censored=fit.n_censored, law=fit.text,
        before=written(match), parameters=fit.parameters, p=test.p if test else NAN,
        verdict=verdict, edits=edits, fit=fit, alike=folded(match.spot.stage or match.spot.names[0]),
    )  # fmt: skip


def written(match: Match) -> str:
    """The law as it was declared."""
    try:
        return distribution_text(match.spot.law)
    except TypeError:
        return "a column of values"


def reason(told: Told, n: int, n_censored: int, n_found: int = 0) -> str:
    """Where a fitted value came from, as the project says it."""
    idle = f" of {n_found} who found a server idle" if n_found else ""
    still = f", {n_censored} of them still open" if n_censored else ""
    return f"fitted to {told.file}, n = {n}{idle}{still}, {told.days}"


def pooled(findings: list[Finding], told: Told) -> list[Finding]:
    """The findings, those with too few data helped by the same stage or step at other ports."""
    groups: dict[str, list[int]] = {}
    for place, finding in enumerate(findings):
        groups.setdefault(finding.alike, []).append(place)
    made = list(findings)
    for places in groups.values():
        few = [k for k in places if needs_help(findings[k])]
        samples = {str(k): fit.sample for k in places if isinstance(fit := findings[k].fit, DurationFit)}
        drawn = pooled_durations(samples) if few else {}
        for k in few:
            if str(k) in drawn:
                made[k] = helped(findings[k], drawn[str(k)], told)
    return made


def needs_help(finding: Finding) -> bool:
    """Whether there are some data, but too few."""
    return isinstance(finding.fit, DurationFit) and finding.fit.law is None and usable(finding.fit.sample)


def helped(finding: Finding, drawn: Pooled, told: Told) -> Finding:
    """A finding with the law of the pool."""
    source = reason(told, finding.n, finding.n_censored)
    source += f", drawn {100 * drawn.pulled:.0f} % to the mean of {drawn.n_ports} ports"
    mean = Parameter(name="mean", value=drawn.law.mean / 3600.0, low=drawn.low, high=drawn.high)
    return replace(
        finding,
        law=drawn.text,
        parameters=(mean, Parameter(name="cv", value=drawn.law.cv, low=NAN, high=NAN)),
        verdict=f"pooled with {drawn.n_ports - 1} ports: mean drawn {100 * drawn.pulled:.0f} %, "
        f"spread {100 * drawn.pulled_sd:.0f} %",
        edits=(Edit(path=finding.path, value=quoted(drawn.text), assumed=source),),
        pooled=drawn,
    )
