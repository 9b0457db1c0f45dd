"""The calendars of which a log tells: begin of work at the resources that keep them."""

from datetime import datetime

import polars as pl

from crossgauge.model.calendars import ALWAYS, Calendar, Gate
from crossgauge.model.crossings import Resource
from crossgauge.model.network import Network
from crossgauge.model.steps import Use
from crossgauge.sources.edits import Edit
from crossgauge.sources.written import weekly_hours
from crossgauge.study.calibrate.findings import Finding
from crossgauge.study.calibrate.hours import HoursFit, find_hours
from crossgauge.study.calibrate.matching import Match, Matched
from crossgauge.study.calibrate.stays import resource_of, rows_of

ALL_DAY = {"daily": "00:00-24:00"}


def hours_findings(
    network: Network, records: pl.DataFrame, found: Matched, file: str, days: str
) -> list[Finding]:
    """A finding for each calendar of a resource at which the log sees work begin or, failing that, end."""
    begun: dict[str, list[datetime]] = {}
    ended: dict[str, list[datetime]] = {}
    for match in found.matches:
        kept = kept_by(network, match)
        if kept:
            rows = rows_of(records, match.keys)
            side, column = (begun, "entered") if match.of_step else (ended, "left")
            side.setdefault(kept, []).extend(rows[column].drop_nulls().to_list())
    made = []
    for calendar in network.calendars:
        stamps = begun.get(calendar.id) or ended.get(calendar.id)
        if stamps:
            fit = find_hours(stamps, calendar.clock, calendar.id)
            made.append(hours_finding(network, calendar, fit, calendar.id in begun, file, days))
    return made


def kept_by(network: Network, match: Match) -> str:
    """The calendar of the resource of a match; '' if it has none."""
    if not isinstance(match.spot.step, Use):
        return ""
    resource, _ = resource_of(network, match.spot.crossing, match.spot.step.use)
    return "" if resource is None or resource.hours == ALWAYS else resource.hours


def hours_finding(
    network: Network, calendar: Calendar, fit: HoursFit, begun: bool, file: str, days: str
) -> Finding:
    """A calendar beside what the log shows, with what is to be written."""
    path = ("calendars", calendar.id, "open")
    text = ALL_DAY if fit.always else fit.text
    before = weekly_hours(calendar)
    edits: tuple[Edit, ...] = ()
    if not text:
        verdict = f"left as it is: {fit.why}"
    elif text == before:
        verdict = "as declared"
    elif not begun:
        verdict = "left as it is: the log shows when work ends, not when it begins, so closing may seem later"
    elif any(period.count is not None for period in calendar.periods):
        verdict = "left as it is: the shifts have staff, which the log does not show"
    else:
        source = f"found in {file}, n = {fit.n} beginnings of work on {fit.n_days} days, {days}"
        hours = ", ".join(f'"{name}": "{hours}"' for name, hours in text.items())
        edits = (Edit(path=path, value=f"{{{hours}}}", assumed=source),)
        others = sorted(users_of(network, calendar.id))
        verdict = f"found; {fit.why}" if fit.why else "found"
        verdict += f"; kept by {', '.join(others)}" if len(others) > 1 else ""
    if fit.inside == fit.inside:
        verdict += f"; {100 * fit.inside:.1f} % of stamps inside, {fit.quiet} quiet days"
    return Finding(
        path=path, kind="hours", n=fit.n, n_censored=0, law="; ".join(f"{day} {hours}" for day, hours in text.items()),
        before="; ".join(f"{day} {hours}" for day, hours in before.items()), parameters=(), p=float("nan"),
        verdict=verdict, edits=edits, fit=fit,
    )  # fmt: skip


def users_of(network: Network, calendar: str) -> set[str]:
    """The resources and gates that keep a calendar."""
    shared: tuple[Resource | Gate, ...] = (*network.resources, *network.gates)
    found = {part.id for part in shared if part.hours == calendar}
    for crossing in network.crossings:
        parts: tuple[Resource | Gate, ...] = (*crossing.resources, *crossing.gates)
        found |= {f"{crossing.id}.{part.id}" for part in parts if part.hours == calendar}
    return found
