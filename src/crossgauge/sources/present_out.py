"""STATE.csv written: a template to fill in, or a present that is known."""

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

from crossgauge.model.network import Network
from crossgauge.model.papers import with_papers
from crossgauge.model.present import Present, Standing
from crossgauge.model.stages import stages_of, stocks_of
from crossgauge.sources.present import COLUMNS
from crossgauge.units import write


def present_text(present: Present, clock: str) -> str:
    """A present as the text of a STATE.csv that reads back equal; instants on the clock of the network."""
    zone = ZoneInfo(clock)
    rows = [cells_of(one, zone) for one in present.standing]
    rows += [{"crossing": one.crossing, "resource": one.resource, "count": str(one.count)} for one in present.taken]
    return csv_text(rows)


def cells_of(one: Standing, zone: ZoneInfo) -> dict[str, str]:
    """The cells of a row of units."""
    cells = {name: getattr(one, name) for name in COLUMNS if name != "resource"}
    told = {name: value for name, value in cells.items() if value is not None}
    if one.remaining is not None:
        told["remaining"] = write(one.remaining, "s")
    return {name: instant(value, zone) if isinstance(value, datetime) else str(value) for name, value in told.items()}


def instant(told: datetime, zone: ZoneInfo) -> str:
    """An instant on a clock, with its offset.

    >>> from datetime import UTC
    >>> instant(datetime(2024, 3, 1, 6, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
    '2024-03-01T14:00:00+08:00'
    """
    return told.astimezone(zone).isoformat()


def template(network: Network) -> str:
    """A STATE.csv to fill in: a row for every stage of every chain and for every stock, all counts 0."""
    rows = []
    for crossing in with_papers(network).crossings:
        for chain in crossing.chains:
            for post, stage in stages_of(crossing, chain.id):
                rows.append(
                    {"crossing": crossing.id, "chain": chain.id, "post": post, "stage": stage, "count": "0"}
                )
        rows += [{"crossing": crossing.id, "resource": name, "count": "0"} for name in stocks_of(network, crossing.id)]
    rows += [{"crossing": "", "resource": name, "count": "0"} for name in stocks_of(network, "")]
    return csv_text(rows)


def csv_text(rows: list[dict[str, str]]) -> str:
    """Rows as CSV with all columns."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
