"""Every door by which a file of somebody else comes in: a right folder, what of it is spoiled, who reads it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from crossgauge.arrays.compile import compile_network
from crossgauge.model.network import Network
from crossgauge.sources.logs import read_log, read_map
from crossgauge.sources.present import read_present
from crossgauge.sources.project import read_project
from crossgauge.sources.projects import read_investments
from crossgauge.sources.scenarios import with_scenario
from crossgauge.sources.trade import read_panel, read_world
from crossgauge.sources.trade_changes import read_changes
from crossgauge.sources.trade_facts import WHAT, read_trade_facts
from crossgauge.sources.worth import read_worth
from sources import post, test_logs, test_projects, test_worth

Files = dict[str, str | bytes]
COUNTRIES = ("CHN", "KAZ", "UZB")
DAYS = 3
SCENARIO = """\
scenario: {name: {en: More, zh: 更多}, note: a wish, after: []}
add:
  from: 2023-03-01
  crossings: {rail: {resources: {booms: {post: kz, kind: machines, count: 2}}}}
changes:
  - {set: crossings.rail.resources.cranes.count, to: {value: 9, assumed: a wish}, from: 2023-01-05, until: 2023-07-31}
  - {scale: crossings.*.chains.*.steps.cranes.for, by: {value: 0.5, assumed: half is done twice}}
  - {set: crossings.rail.chains.west.arrivals.growth, to: 3 %}
  - {close: rail.tracks, from: 2023-02-01, until: 2023-02-03}
"""
STATE = """\
crossing,chain,post,stage,step,count,unit,arrived,entered,begun,remaining,load,parent,inside,resource
rail,west,cn,border run,,2,,,,,,,,,
rail,west,cn,border run,,1,train-1,2023-03-01T08:00,2023-03-01T09:00,,2 h,50,,,
rail,,,,,12,,,,,,,,,room
"""
LOG = """\
unit,post,stage,in,out,km,tonnes
A,cn,customs,2023-01-01 08:00,2023-01-01 12:30,3.5,20
A,kz,customs,2023-01-01 12:40,2023-01-01 15:00,4,20
Б,cn,customs,2023-01-02 08:00,,3.5,18
"C, 3",cn,waiting,2023-01-03T08:00:00+08:00,2023-01-03T09:00Z,,
"""
MAP = test_logs.SPANS
WORLD = """\
exporter,importer,value,year,distance,contiguity
CHN,CHN,90,2023,1,0
CHN,KAZ,10,2023,3200,1
KAZ,CHN,5,2023,3200,1
KAZ,KAZ,20,2023,1,0
UZB,UZB,9,2023,1,0
UZB,KAZ,1.5,2023,900,1
CHN,UZB,2e0,2023,3900,0
"""
CHANGES = """\
exporter,importer,cost_percent
CHN,KAZ,-5
*,CHN,-1..-0.5
UZB,*,-2±0.5
"""


FACTS = """\
id,subject,quantity,value,unit,period,confidence,source,source_url,note
T-1,China to Kazakhstan,exports,16355.2,million USD,2022,high,customs,,
T-2,Kazakhstan to China,exports,"[13.1, 13.4]",bn USD,2022,low,a paper,,
"""
FACTS_OF_TRADE = """\
fact,what,partner,year
T-1,WHAT,CHN,2022
T-2,WHAT,CHN,2022
"""


@dataclass(frozen=True, slots=True)
class Door:
    """files: a right folder; spoiled: names of those that are; read: gives something back or raises."""

    name: str
    files: Files
    spoiled: tuple[str, ...]
    read: Callable[[Path], Any]


def small_project() -> Files:
    """The small project of tests/sources, as files."""
    return dict(post.FILES)


@cache
def network_of(stem: str) -> Network:
    """The network of a right folder."""
    files = {"post": post.FILES, "worth": {"network.yaml": test_worth.NETWORK}, "hill": {"network.yaml": test_projects.NETWORK}}[stem]
    with TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        return read_project(Path(folder))


def read_whole(folder: Path) -> Any:
    """The project read; what is accepted is compiled, as a run of three days does first."""
    network = read_project(folder)
    return compile_network(network, start=network.start or date(2023, 1, 1), days=DAYS, warmup_days=1)


def read_hill(folder: Path) -> Any:
    """The investments of the hill, their scenarios applied."""
    return read_investments(folder / "investments" / "works.yaml", network_of("hill"), folder)


def workbook(frame: pl.DataFrame) -> bytes:
    """The frame as Parquet."""
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


def doors() -> tuple[Door, ...]:
    """All of them, the project first and as often as the rest: it is the widest."""
    hill = {"investments/works.yaml": test_projects.FILE, "scenarios/officer.yaml": test_projects.OFFICER, "scenarios/growth.yaml": test_projects.GROWTH}
    rows = pl.read_csv(io.StringIO(LOG))
    return (
        Door("project", small_project(), tuple(post.FILES), read_whole),
        Door("scenario", {"scenarios/more.yaml": SCENARIO}, ("scenarios/more.yaml",), lambda at: with_scenario(network_of("post"), "more", at)),
        Door("investments", hill, tuple(hill), read_hill),
        Door("worth", {"worth.yaml": test_worth.WORTH, "trade-matrix.csv": test_worth.MATRIX}, ("worth.yaml", "trade-matrix.csv"), lambda at: read_worth(at, network_of("worth"))),
        Door("state", {"state.csv": STATE}, ("state.csv",), lambda at: read_present(at / "state.csv", network_of("post"), datetime(2023, 3, 1, 9, tzinfo=UTC))),
        Door("log", {"log.csv": LOG, "map.yaml": MAP}, ("log.csv", "map.yaml"), lambda at: read_log(at / "log.csv", read_map(at / "map.yaml"))),
        Door("xes", {"log.xes": test_logs.XES, "map.yaml": test_logs.XES_MAP}, ("log.xes",), lambda at: read_log(at / "log.xes", read_map(at / "map.yaml"))),
        Door("parquet", {"log.parquet": workbook(rows), "map.yaml": MAP}, ("log.parquet",), lambda at: read_log(at / "log.parquet", read_map(at / "map.yaml"))),
        Door("world", {"world.csv": WORLD}, ("world.csv",), lambda at: read_world(at / "world.csv")),
        Door("panel", {"panel.csv": WORLD}, ("panel.csv",), lambda at: read_panel(at / "panel.csv", ["log(distance)", "contiguity"], ["exporter-year", "pair"])),
        Door("trade-facts", {"trade.csv": FACTS_OF_TRADE.replace("WHAT", next(iter(WHAT))), "facts.csv": FACTS}, ("trade.csv", "facts.csv"), read_trade_facts),
        Door("changes", {"changes.csv": CHANGES}, ("changes.csv",), lambda at: read_changes(at / "changes.csv", COUNTRIES)),
    )
