"""Event logs in XES, written from the stages of a run: a trace a unit, start and end of every stage as events.

Source: IEEE 1849-2016. What is written is read by `crossgauge observe` (sources/logs/xes.py).
"""

import gzip
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO
from xml.sax.saxutils import quoteattr

import polars as pl

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.sources.formats.limits import MOST_EVENTS

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/>\
<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>\
<string key="lifecycle:transition" value="complete"/></global>
<classifier name="Stage" keys="concept:name lifecycle:transition"/>
"""
TRACE = ("crossing", "chain", "direction", "unit_class", "load", "teu", "mass_t", "persons", "outcome")
NUMBERS = ("load", "teu", "mass_t", "persons")


def write_xes(visits: pl.DataFrame, stages: pl.DataFrame, path: Path) -> int:
    """Write the stages of units as an event log; packed where `path` ends in .gz. How many events comes back.

    visits, stages : tables of a run (tables/schema.py), with instants that know their clock
    A unit is called replica-crossing-number; a stage that is not over has no end. Raises ProjectFaulty above
    MOST_EVENTS.
    """
    if 2 * stages.height > MOST_EVENTS:
        wrong = f"would have {2 * stages.height:,} events"
        expected = f"Expected at most {MOST_EVENTS:,} (MOST_EVENTS): fewer replicas, or a shorter run."
        raise ProjectFaulty(Path(path).name, [Fault(Path(path).name, wrong, expected)])
    path = Path(path)
    events = 0
    with gzip.GzipFile(path, "wb", mtime=0) if path.suffix == ".gz" else path.open("wb") as file:
        stream: IO[bytes] = file  # type: ignore[assignment]
        stream.write(HEAD.encode())
        for text, count in traces(visits, stages):
            stream.write(text.encode())
            events += count
        stream.write(b"</log>\n")
    return events


def traces(visits: pl.DataFrame, stages: pl.DataFrame) -> Iterator[tuple[str, int]]:
    """Every unit that has stages, with the number of its events, in the order of the tables."""
    keys = ["replica", "crossing", "unit"]
    told = {tuple(row[key] for key in keys): row for row in visits.iter_rows(named=True)}
    for key, rows in stages.group_by(keys, maintain_order=True):
        name = "-".join(str(part) for part in key)
        unit = {**rows.row(0, named=True), **told.get(tuple(key), {})}
        lines = ["<trace>", text("concept:name", name)]
        lines += [
            number(word, unit[word]) if word in NUMBERS else text(word, unit[word])
            for word in TRACE
            if unit.get(word) is not None
        ]
        events = sorted(moments(rows), key=lambda event: event[0])
        lines += [line for _, line in events]
        yield "\n".join([*lines, "</trace>\n"]), len(events)


def moments(rows: pl.DataFrame) -> Iterator[tuple[datetime, str]]:
    """Instant and element of every start and end, a start before the end at the same instant."""
    for row in rows.iter_rows(named=True):
        for word, transition in (("entered", "start"), ("left", "complete")):
            if row[word] is not None:
                inner = text("concept:name", row["stage"]) + text("lifecycle:transition", transition)
                inner += text("org:group", row["post"]) + date("time:timestamp", row[word])
                yield row[word], f"<event>{inner}</event>"


def text(key: str, value: object) -> str:
    """An attribute that is a text.

    >>> text("concept:name", 'a "b" & c')
    '<string key="concept:name" value=\\'a "b" &amp; c\\'/>'
    """
    clean = "".join(sign for sign in str(value) if sign >= " " or sign in "\t\n")
    return f'<string key="{key}" value={quoteattr(clean)}/>'


def number(key: str, value: float) -> str:
    """An attribute that is a number."""
    return f'<float key="{key}" value="{value!r}"/>'


def date(key: str, value: datetime) -> str:
    """An attribute that is an instant, to the microsecond.

    >>> from datetime import UTC
    >>> date("time:timestamp", datetime(2023, 1, 1, tzinfo=UTC))
    '<date key="time:timestamp" value="2023-01-01T00:00:00+00:00"/>'
    """
    return f'<date key="{key}" value="{value.isoformat()}"/>'
