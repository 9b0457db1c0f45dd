"""Logs and maps that are refused: file and row, what is there, what was expected."""

from pathlib import Path

import pytest

from crossgauge.errors import ProjectFaulty
from crossgauge.sources.logs import log_map, read_log, reading, xes

SPANS = "columns: {unit: unit, post: post, entered: in, left: out, mass: t}\ntime_zone: Asia/Almaty\n"
HEAD = "unit,post,in,out,t\n"
GOOD = "A,cn,2023-01-01 08:00,2023-01-01 09:00,20\n"


def faults_of(folder: Path, text: str | bytes, told: str = SPANS, name: str = "gate.csv") -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ProjectFaulty) as caught:
        read_log(path, log_map(told, "map.yaml"))
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            HEAD + GOOD + "B,cn,0023-01-01 08:00,2023-01-01,1\n",
            "gate.csv:3: in is '0023-01-01 08:00'\n    Expected a date and time.",
        ),
        ("", "gate.csv: is empty\n    Expected a header and rows."),
        (HEAD, "gate.csv: has no rows\n    Expected at least one row below the header."),
        ("unit,post,in,out,mass\n" + GOOD, "gate.csv: has no column 't' for mass"),
        ("unit,unit,in,out,t\n" + GOOD, "gate.csv:1: names the column 'unit' twice"),
        (
            HEAD + GOOD + "B,cn,2023-01-01,2023-01-01,1,2\n",
            "gate.csv:3: has 6 cells\n    Expected 5, as in the header.",
        ),
        (
            HEAD + GOOD + "B,cn,soon,2023-01-01 09:00,20\n",
            "gate.csv:3: in is 'soon'\n    Expected a date and time.",
        ),
        (
            HEAD + GOOD + "B,cn,2023-01-01,2023-01-01,full\n",
            "gate.csv:3: t is 'full'\n    Expected a number.",
        ),
        (
            HEAD + GOOD + "B,cn,2023-01-01,2023-01-01,full\n",
            "gate.csv: t: 1 of 2 rows hold no number\n    Expected at most 10%: `tolerate` in the map.",
        ),
        (
            HEAD + "A,cn,01/02/2023,13/02/2023,1\nB,cn,02/13/2023,03/01/2023,1\n",
            "gate.csv:2: out is '13/02/2023', day first, but row 3 has '02/13/2023', month first",
        ),
        (
            HEAD + "A,cn,01/02/2023,03/02/2023,1\n",
            "gate.csv:2: in is '01/02/2023', and no row tells day from month",
        ),
        (
            HEAD.encode() + b"A,\xcf\xee,2023-01-01,2023-01-01,1\n",
            "gate.csv:2: has the byte 0xcf, which is no UTF-8\n    Expected UTF-8, or the encoding in the map: encoding: cp1251.",
        ),
    ],
)
def test_log_is_refused_with_file_and_row(tmp_path: Path, text: str | bytes, said: str):
    assert said in faults_of(tmp_path, text)


def test_date_against_the_order_that_the_map_says(tmp_path: Path):
    text = HEAD + "A,cn,01/02/2023,13/02/2023,1\nB,cn,02/13/2023,03/01/2023,1\n"

    said = faults_of(tmp_path, text, SPANS + "dates: day first\n")

    assert "gate.csv:3: in is '02/13/2023'\n    Expected day first, as `dates` in the map says." in said
    assert "13/02" not in said


def test_post_whose_clock_is_not_known(tmp_path: Path):
    said = faults_of(tmp_path, HEAD + GOOD, SPANS.replace("Asia/Almaty", "{kz: Asia/Almaty}"))

    assert "gate.csv:2: no clock is known for post 'cn'" in said


def test_clocks_by_post_need_a_post(tmp_path: Path):
    said = faults_of(tmp_path, "id,in,out\nA,2023-01-01 08:00,2023-01-01 09:00\n", "columns: {unit: id, entered: in, left: out}\ntime_zone: {kz: Asia/Almaty}\n")

    assert "time_zone is told by post, and no post stands here" in said


def test_file_above_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "MOST_LOG_BYTES", 50)

    said = faults_of(tmp_path, HEAD + GOOD)

    assert (
        "gate.csv: has 61 bytes\n    Expected at most 50 (MOST_LOG_BYTES). Split the log, by month for example."
        in said
    )


def test_rows_above_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "MOST_LOG_ROWS", 1)

    assert "has 2 rows of 5 columns" in faults_of(tmp_path, HEAD + GOOD + GOOD)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("gate.doc", "x", "gate.doc: ends in '.doc'"),
        ("gate.parquet", "x", "gate.parquet: is not Parquet"),
        ("gate.xlsx", "x", "gate.xlsx: is not XLSX"),
        ("gate.xes", "<log>", "gate.xes:1: is not XML: no element found"),
        ("gate.xes", "<html/>", "gate.xes:1: has no element 'log'"),
        ("gate.xes", "<log/>", "gate.xes: has no rows"),
        (
            "gate.xes",
            '<!DOCTYPE log [<!ENTITY a "aa">]>\n<log/>',
            "gate.xes:1: declares a document type or an entity",
        ),
        (
            "gate.xes",
            "<log>\n" + "<list>" * 30,
            "gate.xes:2: is nested too deep\n    Expected at most 20 (MOST_XES_DEPTH).",
        ),
        ("gate.xes.gz", "<log/>", "gate.xes.gz:1: cannot be unpacked"),
    ],
)
def test_file_of_another_kind_is_refused(tmp_path: Path, name: str, text: str, said: str):
    assert said in faults_of(tmp_path, text, name=name)


def test_packed_log_is_bounded_by_what_it_unpacks_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import gzip

    monkeypatch.setattr(xes, "MOST_LOG_BYTES", 1000)

    said = faults_of(tmp_path, gzip.compress(b"<log>" + b" " * 100_000 + b"</log>"), name="gate.xes.gz")

    assert "has over 1,000 bytes" in said


def test_missing_file(tmp_path: Path):
    with pytest.raises(ProjectFaulty, match=r"none.csv: is not there"):
        read_log(tmp_path / "none.csv", log_map(SPANS, "map.yaml"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "map.yaml:1: is no mapping"),
        ("columns: {unit: a, stamp: b}", "map.yaml: has no time_zone"),
        ("columns: {unit: a, stamp: b}\ntime_zone: Asia/Almatty", "map.yaml:2: there is no time zone 'Asia/Almatty'\n    Expected one as Asia/Almaty. Did you mean 'Asia/Almaty'?"),
        ("columns: {unit: a, stamp: b}\ntime_zone: {cn: Beijing}", "map.yaml:2: there is no time zone 'Beijing'"),
        ("colums: {}\ntime_zone: UTC", "map.yaml:1: there is no 'colums'\n    Expected a key that exists. Did you mean 'columns'?"),
        ("columns: {unit: a}\ntime_zone: UTC", "names no stamps\n    Expected entered and left, or stamp."),
        ("columns: {entered: a}\ntime_zone: UTC", "does not say which column is the unit"),
        ("columns: {unit: a, stamp: b, mass: {column: c, unit: lb}}\ntime_zone: UTC", "unit of mass is 'lb'\n    Expected t, kg, kt, Mt."),
        ("columns: {unit: a, stamp: b, cost: {column: c, unit: KZT}}\ntime_zone: UTC", "An amount in other money has a factor"),
        ("columns: {unit: a, stamp: b}\ntime_zone: UTC\ndates: american", "dates is 'american'"),
        ("columns: {unit: a, stamp: b}\ntime_zone: UTC\ndecimal: dot", "decimal is 'dot'\n    Expected one of point, comma."),
        ("columns: {unit: a, stamp: b}\ntime_zone: UTC\ntolerate: 300 %", "tolerate is '300 %'"),
        ("columns: {unit: a}\nstages: {queue: [b]}\ntime_zone: UTC", "map.yaml:2: stage 'queue' has not two columns\n    Expected [entry, exit] or [entry, exit, post]."),
        ("columns: {unit: a, stamp: b}\ntime_zone: UTC\nencoding: runic", "encoding is 'runic'"),
    ],
)  # fmt: skip
def test_map_is_refused(text: str, said: str):
    with pytest.raises(ProjectFaulty) as caught:
        log_map(text, "map.yaml")

    assert said in str(caught.value)
