"""What a log says, and what becomes of rows that cannot be as they stand."""

import datetime as dt
import gzip
import zipfile
from pathlib import Path

import polars as pl
import pytest

from crossgauge.errors import ProjectFaulty
from crossgauge.sources.logs import Log, log_map, read_log

SPANS = "columns: {unit: unit, post: post, stage: stage, entered: in, left: out}\ntime_zone: Asia/Almaty\n"
EVENTS = "columns: {unit: unit, post: post, stage: stage, stamp: at, event: what}\ntime_zone: Asia/Almaty\n"
STAMPS = "columns: {unit: unit, stage: stage, stamp: at}\ntime_zone: Asia/Almaty\n"


def read(folder: Path, text: str, told: str = SPANS, name: str = "gate.csv") -> Log:
    path = folder / name
    path.write_text(text.replace(" ", "").replace("_", " "), encoding="utf-8")
    return read_log(path, log_map(told, "map.yaml"))


def hours(log: Log) -> list[float | None]:
    spans = log.records["left"] - log.records["entered"]
    return [None if span is None else span.total_seconds() / 3600 for span in spans]


def told(log: Log) -> list[tuple[int, str, str, str]]:
    return log.report.rows.select("row", "found", "reason", "action").rows()


def test_row_with_entry_and_exit_is_a_stage(tmp_path: Path):
    log = read(tmp_path, "unit,post,stage,in,out\nA,cn,customs,2023-01-01_08:00,2023-01-01_12:30\n")

    assert hours(log) == [4.5]
    assert log.records.select("row", "unit", "post", "stage", "censored").row(0) == (
        2,
        "A",
        "cn",
        "customs",
        False,
    )
    assert (log.report.rows_read, log.report.records, log.report.rows.height) == (1, 1, 0)


def test_each_post_has_its_clock(tmp_path: Path):
    """Horgos at 12:00 in Beijing's clock is 10:00 in Almaty's of 2023; the crossing took half an hour, not -1.5."""
    zones = SPANS.replace("Asia/Almaty", "{cn: Asia/Shanghai, kz: Asia/Almaty}\nclock: UTC")

    log = read(
        tmp_path,
        "unit,post,stage,in,out\nA,cn,exit,2023-01-01_11:00,2023-01-01_12:00\nA,kz,entry,2023-01-01_10:30,2023-01-01_11:00\n",
        zones,
    )

    assert log.records["left"][0] == dt.datetime(2023, 1, 1, 4, tzinfo=dt.UTC)
    assert log.records["entered"][1] == dt.datetime(2023, 1, 1, 4, 30, tzinfo=dt.UTC)


def test_offset_of_a_stamp_goes_before_the_clock_of_the_map(tmp_path: Path):
    log = read(
        tmp_path, "unit,post,stage,in,out\nA,cn,x,2023-01-01T08:00:00+08:00,2023-01-01T00:30:00.500Z\n"
    )

    assert hours(log) == [pytest.approx(0.5, abs=0.001)]


def test_stamp_with_an_offset_needs_no_clock_of_its_post(tmp_path: Path):
    zones = SPANS.replace("Asia/Almaty", "{kz: Asia/Almaty}")

    log = read(
        tmp_path,
        "unit,post,stage,in,out\nA,cn,x,2024-02-29T23:30:00+06:00,2024-03-01T00:30:00+05:00\n",
        zones,
    )

    assert (hours(log), log.report.rows.height) == ([2.0], 0)


def test_hour_that_the_clock_shows_twice_is_told(tmp_path: Path):
    """Almaty went from +6 to +5 at midnight before 1 March 2024: 23:30 came twice."""
    log = read(tmp_path, "unit,post,stage,in,out\nA,kz,x,2024-02-29_23:30,2024-03-01_00:30\n")

    assert hours(log) == [2.0]
    assert told(log) == [
        (2, "2024-02-29 23:30:00.000", "in the hour that the clock shows twice: the earlier", "mended")
    ]


@pytest.mark.parametrize(
    ("stamp", "left"),
    [
        ("31.01.2023_08:00", "31.01.2023_10:00"),
        ("31/01/2023_08:00", "31/01/2023_10:00:00"),
        ("01/31/2023_08:00", "01/31/2023_10:00"),
        ("2023/01/31_08:00", "2023/01/31_10:00"),
        ("2023-01-31T08:00:00", "2023-01-31_10:00"),
        ("20230131_08:00", "20230131_10:00:00.000"),
    ],
)
def test_order_of_the_date_is_told_from_the_texts(tmp_path: Path, stamp: str, left: str):
    log = read(tmp_path, f"unit,post,stage,in,out\nA,cn,x,{stamp},{left}\n")

    assert hours(log) == [2.0]
    assert log.records["entered"][0].date() == dt.date(2023, 1, 31)


def test_events_are_paired_and_what_has_no_partner_is_told(tmp_path: Path):
    text = """unit,post,stage,at,what
A,cn,customs,2023-01-01_08:00,start
A,cn,customs,2023-01-01_09:00,complete
A,kz,customs,2023-01-01_11:00,complete
B,cn,customs,2023-01-01_08:00,start
B,cn,customs,2023-01-01_10:00,start
B,cn,customs,2023-01-01_10:30,complete
B,kz,customs,2023-01-01_12:00,start
B,kz,customs,2023-01-01_12:00,pause
"""

    log = read(tmp_path, text, EVENTS)

    assert hours(log) == [1.0, None, 0.5, None]
    assert [(row, reason, action) for row, _, reason, action in told(log)] == [
        (4, "entry missing", "dropped"),
        (5, "exit missing: kept without it", "mended"),
        (8, "still open at the end of the log", "censored"),
        (9, "event is no start and no end in the map", "dropped"),
    ]
    assert log.records["censored"].to_list() == [False, False, False, True]


def test_stage_of_a_stamp_lasts_to_the_next(tmp_path: Path):
    text = "unit,stage,at\nA,arrived,2023-01-01_08:00\nA,checked,2023-01-01_09:00\nA,gone,2023-01-01_12:00\nB,arrived,2023-01-01_08:00\n"

    log = read(tmp_path, text, STAMPS)
    ends = read(tmp_path, text, STAMPS + "stamp_marks: end\n")

    assert (log.records["stage"].to_list(), hours(log)) == (
        ["arrived", "checked", "arrived"],
        [1.0, 3.0, None],
    )
    assert (ends.records["stage"].to_list(), hours(ends)) == (["checked", "gone"], [1.0, 3.0])


def test_rows_that_cannot_be_are_dropped_and_told(tmp_path: Path):
    text = """unit,post,stage,in,out
A,cn,x,2023-01-01_08:00,2023-01-01_09:00
A,cn,x,2023-01-01_08:00,2023-01-01_09:00
A,kz,x,2023-01-01_12:00,2023-01-01_10:00
,kz,x,2023-01-01_10:00,2023-01-01_12:00
B,kz,x,,2023-01-01_12:00
C,kz,x,,
D,kz,x,2023-01-01_08:00,2023-03-01_08:00
"""

    log = read(tmp_path, text, SPANS + "longest: 30 d\n")

    assert log.records["row"].to_list() == [2]
    assert told(log) == [
        (3, "as row 2", "repeated row", "dropped"),
        (4, "-2.0 h", "left before entered", "dropped"),
        (5, "", "unit missing", "dropped"),
        (6, "", "entry missing", "dropped"),
        (7, "", "entry and exit missing", "dropped"),
        (8, "1416.0 h", "longer than 720 h", "dropped"),
    ]
    assert log.report.rows_read == log.report.records + log.report.rows_dropped


def test_missing_stamp_is_taken_from_the_neighbour_only_where_the_map_says_so(tmp_path: Path):
    text = "unit,post,stage,in,out\nA,cn,x,2023-01-01_08:00,\nA,kz,x,2023-01-01_10:00,2023-01-01_11:00\n"

    left_out = read(tmp_path, text)
    filled = read(tmp_path, text, SPANS + "missing_stamps: neighbour\n")

    assert (hours(left_out), hours(filled)) == ([None, 1.0], [2.0, 1.0])
    assert told(filled)[0][2:] == ("left missing: taken as the unit's next entry", "mended")


def test_numbers_are_in_their_units_and_text_among_few_is_left_out(tmp_path: Path):
    columns = "unit: unit, entered: in, left: out, distance: {column: m, unit: m}, mass: {column: kg, unit: kg}, cost: {column: yuan, factor: 0.14}"
    text = "unit;in;out;m;kg;yuan\nA;2023-01-01;2023-01-02;1_500;20.000,0;100\nB;2023-01-01;2023-01-02;?;-3;many\n"

    log = read(tmp_path, text, f"columns: {{{columns}}}\ntime_zone: UTC\ndecimal: comma\ntolerate: 50 %\n")

    assert log.records.select("distance_km", "mass_t", "cost_usd").rows() == [
        (1.5, 20.0, pytest.approx(14.0)),
        (None, None, None),
    ]
    assert [(row, found, reason) for row, found, reason, _ in told(log)] == [
        (3, "many", "not a number: left out"),
        (3, "-3", "below 0: left out"),
        (3, "?", "not a number: left out"),
    ]


def test_distance_that_falls_along_a_trip_is_left_out(tmp_path: Path):
    text = (
        "unit,in,out,km\nA,2023-01-01,2023-01-01,0\nA,2023-01-02,2023-01-02,300\nA,2023-01-03,2023-01-03,30\n"
    )

    log = read(
        tmp_path, text, "columns: {unit: unit, entered: in, left: out, distance: km}\ntime_zone: UTC\n"
    )

    assert log.records["distance_km"].to_list() == [0.0, 300.0, None]
    assert told(log) == [(4, "30.0", "distance falls along the trip: left out", "mended")]


def test_wagon_that_comes_again_is_on_a_new_trip(tmp_path: Path):
    """Its open stage of January is not open at the end of the log: it was seen again in March."""
    text = """unit,post,stage,in,out
W,cn,x,2023-01-01_08:00,2023-01-01_09:00
W,kz,x,2023-01-01_12:00,
W,cn,x,2023-03-01_08:00,2023-03-01_09:00
"""

    log = read(tmp_path, text, SPANS + "new_trip_after: 5 d\n")

    assert log.records["unit"].to_list() == ["W", "W", "W #2"]
    assert log.records["censored"].to_list() == [False, False, False]


def test_form_with_a_row_a_unit_and_a_column_a_stamp(tmp_path: Path):
    """As time-release studies fill it. B was not inspected; what A paid counts once."""
    wide = """
columns: {unit: declaration, post: post, cost: usd}
stages: {queue: [arrived, lodged], check: [lodged, released], inspection: [opened, closed]}
time_zone: UTC
"""
    text = """declaration,post,arrived,lodged,released,opened,closed,usd
A,cn,2023-01-01_08:00,2023-01-01_10:00,2023-01-01_16:00,2023-01-01_11:00,2023-01-01_12:00,50
B,cn,2023-01-01_08:00,2023-01-01_09:00,2023-01-01_11:00,,,20
"""

    log = read(tmp_path, text, wide)

    assert list(
        zip(log.records["unit"], log.records["stage"], hours(log), log.records["cost_usd"], strict=True)
    ) == [
        ("A", "queue", 2.0, 50.0),
        ("A", "check", 6.0, None),
        ("A", "inspection", 1.0, None),
        ("B", "queue", 1.0, 20.0),
        ("B", "check", 2.0, None),
    ]
    assert told(log) == [(3, "inspection", "no stamps: stage not passed", "mended")]


def test_a_row_with_the_stages_of_both_sides_is_read_in_the_clock_of_each(tmp_path: Path):
    """In June Mendoza is an hour before Santiago: out of the one at 9:40 and into the other at 8:50 is ten minutes."""
    both = """
columns: {unit: plate}
stages: {exit: [came, out, ar], entry: [in, released, cl]}
time_zone: {ar: America/Argentina/Mendoza, cl: America/Santiago}
clock: UTC
"""
    text = """plate,came,out,in,released
A,2024-06-03_07:10,2024-06-03_09:40,2024-06-03_08:50,2024-06-03_10:02
"""

    log = read(tmp_path, text, both)

    assert log.records["post"].to_list() == ["ar", "cl"]
    out, entered = log.records["left"][0], log.records["entered"][1]
    assert (entered - out).total_seconds() == 10 * 60


XES = """<?xml version="1.0"?>
<log xmlns="http://www.xes-standard.org/">
 <string key="creator" value="gate"/>
 <global scope="event"><string key="concept:name" value="none"/></global>
 <trace><string key="concept:name" value="A"/>
  <event><string key="concept:name" value="customs"/><string key="lifecycle:transition" value="start"/>
   <date key="time:timestamp" value="2023-01-01T08:00:00.000+06:00"/></event>
  <event><string key="concept:name" value="customs"/><string key="lifecycle:transition" value="complete"/>
   <date key="time:timestamp" value="2023-01-01T03:30:00.000Z"/></event>
 </trace>
</log>
"""
XES_MAP = "columns: {unit: 'case:concept:name', stage: 'concept:name', stamp: 'time:timestamp', event: 'lifecycle:transition'}\ntime_zone: Asia/Almaty\n"


@pytest.mark.parametrize("name", ["gate.xes", "gate.xes.gz"])
def test_xes_is_read_with_the_line_of_each_event(tmp_path: Path, name: str):
    path = tmp_path / name
    path.write_bytes(gzip.compress(XES.encode()) if name.endswith("gz") else XES.encode())

    log = read_log(path, log_map(XES_MAP, "map.yaml"))

    assert hours(log) == [1.5]
    assert log.records.select("row", "unit", "stage").row(0) == (6, "A", "customs")


def test_parquet_keeps_its_types_and_clocks(tmp_path: Path):
    frame = pl.DataFrame(
        {
            "unit": [7],
            "post": ["cn"],
            "stage": ["x"],
            "in": [dt.datetime(2023, 1, 1, 8)],
            "out": [dt.datetime(2023, 1, 1, 3)],
        }
    )
    frame = frame.with_columns(pl.col("out").dt.replace_time_zone("UTC"))
    frame.write_parquet(tmp_path / "gate.parquet")

    log = read_log(tmp_path / "gate.parquet", log_map(SPANS, "map.yaml"))

    # 08:00 in Almaty's clock is 02:00 in UTC
    assert (hours(log), log.records["unit"].to_list()) == ([1.0], ["7"])


def workbook(path: Path, rows: list[list[str | float]]) -> None:
    """A workbook with one sheet, as little as a reader wants."""

    def cell(value: str | float) -> str:
        return (
            f'<c t="inlineStr"><is><t>{value}</t></is></c>'
            if isinstance(value, str)
            else f"<c><v>{value}</v></c>"
        )

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheet = "".join(f"<row>{''.join(cell(value) for value in row)}</row>" for row in rows)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="gate" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)


def test_workbook_is_read_as_a_csv_file_is(tmp_path: Path):
    path = tmp_path / "gate.xlsx"
    stamps = ["2023-01-01 08:00", "2023-01-01 10:00"]
    workbook(path, [["unit", "post", "stage", "in", "out"], [94012345.0, "cn", "x", *stamps]])

    log = read_log(path, log_map(SPANS, "map.yaml"))

    assert (hours(log), log.records["unit"].to_list()) == ([2.0], ["94012345"])
    with pytest.raises(ProjectFaulty, match=r"has no sheet 'other'\n    There are: gate."):
        read_log(path, log_map(SPANS + "sheet: other\n", "map.yaml"))


def test_text_far_down_in_a_column_of_numbers_of_a_workbook_is_told(tmp_path: Path):
    path = tmp_path / "gate.xlsx"
    rows: list[list[str | float]] = [
        ["A", "2023-01-01 08:00", f"2023-01-01 {9 + k % 10}:00", 20.0] for k in range(3_000)
    ]
    workbook(path, [["unit", "in", "out", "t"], *rows, ["B", "2023-01-01 08:00", "2023-01-01 10:00", "full"]])

    log = read_log(
        path, log_map("columns: {unit: unit, entered: in, left: out, mass: t}\ntime_zone: UTC", "map.yaml")
    )

    assert (3002, "full", "not a number: left out", "mended") in told(log)


def test_workbook_without_the_extra_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "gate.xlsx"
    workbook(path, [["unit"], ["A"]])
    monkeypatch.setitem(__import__("sys").modules, "fastexcel", None)

    with pytest.raises(ProjectFaulty, match=r"pip install 'crossgauge\[excel\]'. Or save the sheet as CSV."):
        read_log(path, log_map(SPANS, "map.yaml"))
