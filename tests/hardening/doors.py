"""Every door by which a file of somebody else comes in: a right folder, what of it is spoiled, who reads it."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from crossgauge.indicators.observed import indicators
from crossgauge.sources.investments import read_investments
from crossgauge.sources.logs import read_log, read_map
from crossgauge.sources.present import read_present
from crossgauge.sources.scenarios import with_scenario
from crossgauge.sources.trade import read_panel, read_world
from crossgauge.sources.trade_changes import read_changes
from crossgauge.sources.trade_facts import WHAT, read_trade_facts
from crossgauge.sources.worth import read_worth
from crossgauge.study.logs import tables_of
from hardening.door import Door, Files, network_of, read_whole
from hardening.doors_formats import format_doors, packed, workbook
from hardening.doors_results import result_doors
from sources import pipeline_post, post, test_corridors, test_investments, test_logs, test_worth
from study import two_gates

COUNTRIES = ("CHN", "KAZ", "UZB")
SCENARIO = """\
scenario: {name: {en: More, zh: 更多}, note: a wish, after: []}
add:
  from: 2023-03-01
  crossings: {rail: {resources: {booms: {post: kz, kind: machines, count: 2}}}}
changes:
  - {set: crossings.rail.resources.tracks.count, to: {value: 9, assumed: a wish}, from: 2023-01-05, until: 2023-07-31}
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
REGION = """\
institutes:
  missions: {name: {en: Missions, ru: Миссии}, kind: consulate, of: KZ, country: CN, number: 3, visas: {2015: 1000, 2016: 1_200}}
  institute: {name: Institute, kind: institute, of: CN, country: KZ, city: Almaty, opened: 2023-05-19, part_of: missions, trainees: {value: {2023: 3000}, assumed: told}}
travel:
  counted: {name: Persons, crossing: rail, chains: [west], exempted_by: works, counts: [{from: 2023-01-01, until: 2023-12-31, persons: {value: 445000, assumed: told}}]}
  others: {name: Others, counted: 2, control_for: works, counts: [{from: 2023-01-01, until: 2023-05-31, persons: 8e5}]}
beliefs:
  works: {median: 1.4, low: {value: 1.1, assumed: least}, high: 2.3}
measures:
  one-stop: {name: One stop, note: once, changes: [{scale: crossings.*.chains.*.steps.cranes.for, by: {value: 0.65, assumed: once}}]}
facilities:
  mill:
    name: {en: Mill, kk: Диірмен}
    place: horgos
    latitude: 42.26
    longitude: 69.71
    makes: tonne
    output: {value: 146000, assumed: told}
    capacity: 365000
    hauls:
      meal: {name: Meal, way: out, mode: rail, mass: 0.56 t, share: {value: 0.5, assumed: half}, crossing: rail, chain: west, load: 66 t}
timeline:
  opened: {name: {en: More cranes, zh: 更多}, kind: works, from: 2023-06-01, until: 2023-08-31, known_to: month, fact: trains.2023, agreement: works}
"""


def small_project() -> Files:
    """The small project of tests/sources, as files."""
    return dict(post.FILES)


def read_hill(folder: Path) -> Any:
    """The investments of the hill, their scenarios applied."""
    return read_investments(folder / "investments" / "works.yaml", network_of("hill"), folder)


def parquet(frame: pl.DataFrame) -> bytes:
    """The frame as Parquet."""
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


def read_logged(folder: Path, name: str) -> Any:
    """The log as `crossgauge observe` reads it; of one in eight its figures too, which take longer than the reading."""
    found = read_log(folder / name, read_map(folder / "map.yaml"))
    if found.records.height % 8 == 0 or found.records["unit"].n_unique() == 2:
        return indicators(tables_of(found.records))
    return found


def log_door(door: str, name: str, data: str | bytes, told: str = MAP, needs: str = "") -> Door:
    """A log in one of its forms."""
    return Door(door, {name: data, "map.yaml": told}, (name,), lambda at: read_logged(at, name), needs)


def project_doors() -> tuple[Door, ...]:
    """Projects, the small one first: it is the widest."""
    ways: Files = {"corridors.yaml": test_corridors.CORRIDORS, "region.yaml": REGION}
    return (
        Door("project", small_project(), tuple(post.FILES), read_whole),
        Door("lines", {"lines.yaml": pipeline_post.LINES}, ("lines.yaml",), read_whole),
        Door("gates", {"network.yaml": two_gates.NETWORK}, ("network.yaml",), read_whole),
        Door("region", {**small_project(), **ways}, tuple(ways), read_whole, often=0.4),
    )


def doors() -> tuple[Door, ...]:
    """Those whose library is installed, the project first."""
    return tuple(door for door in all_doors() if door.is_open())


@cache
def all_doors() -> tuple[Door, ...]:
    """Every door, the project first; the shut ones have no files."""
    hill = {"investments/works.yaml": test_investments.FILE, "scenarios/officer.yaml": test_investments.OFFICER, "scenarios/growth.yaml": test_investments.GROWTH}
    rows = pl.read_csv(io.StringIO(LOG))
    logged = [[row.replace("2023-01-01 08:00", "44927.3333"), *rest] for row, *rest in (line.split(",") for line in LOG.splitlines()[:4])]
    return (
        *project_doors(),
        Door("scenario", {"scenarios/more.yaml": SCENARIO}, ("scenarios/more.yaml",), lambda at: with_scenario(network_of("post"), "more", at)),
        Door("investments", hill, tuple(hill), read_hill),
        Door("worth", {"worth.yaml": test_worth.WORTH, "trade-matrix.csv": test_worth.MATRIX}, ("worth.yaml", "trade-matrix.csv"), lambda at: read_worth(at, network_of("worth"))),
        Door("state", {"state.csv": STATE}, ("state.csv",), lambda at: read_present(at / "state.csv", network_of("post"), datetime(2023, 3, 1, 9, tzinfo=UTC))),
        Door("log", {"log.csv": LOG, "map.yaml": MAP}, ("log.csv", "map.yaml"), lambda at: read_logged(at, "log.csv")),
        log_door("xes", "log.xes", test_logs.XES, test_logs.XES_MAP),
        log_door("xes-packed", "log.xes.gz", packed(test_logs.XES), test_logs.XES_MAP),
        log_door("parquet", "log.parquet", parquet(rows)),
        log_door("workbook", "log.xlsx", workbook(logged), needs="fastexcel"),
        Door("world", {"world.csv": WORLD}, ("world.csv",), lambda at: read_world(at / "world.csv")),
        Door("panel", {"panel.csv": WORLD}, ("panel.csv",), lambda at: read_panel(at / "panel.csv", ["log(distance)", "contiguity"], ["exporter-year", "pair"])),
        Door("trade-facts", {"trade.csv": FACTS_OF_TRADE.replace("WHAT", next(iter(WHAT))), "facts.csv": FACTS}, ("trade.csv", "facts.csv"), read_trade_facts),
        Door("changes", {"changes.csv": CHANGES}, ("changes.csv",), lambda at: read_changes(at / "changes.csv", COUNTRIES)),
        *format_doors(),
        *result_doors(),
    )
