"""XES: the stages of a run are written as an event log, which our own reader and plain XML read back."""

import gzip
from datetime import timedelta
from xml.etree import ElementTree

import polars as pl
import pytest

from crossgauge.sources.formats.xes import write_xes
from crossgauge.sources.logs.xes import xes_frame
from sources.formats.roads import message_of

AT = pl.datetime_range(pl.datetime(2023, 3, 1, 8), pl.datetime(2023, 3, 1, 11), "1h", time_zone="Asia/Almaty", eager=True).to_list()
VISITS = pl.DataFrame({
    "replica": [1, 1], "unit": [0, 1], "crossing": ["hill", "hill"], "chain": ["west", "west"], "direction": ["west"] * 2,
    "unit_class": ["truck", 'a "b" <c>'], "load": [1.0, 1.0], "teu": [0.0, 0.0], "mass_t": [20.0, 0.1 + 0.2],
    "persons": [1.0, 2.0], "outcome": ["through", "through"],
})  # fmt: skip
STAGES = pl.DataFrame({
    "replica": [1, 1, 1], "unit": [0, 0, 1], "crossing": ["hill"] * 3, "chain": ["west"] * 3, "direction": ["west"] * 3,
    "post": ["cn", "kz", "cn"], "stage": ["gate", "customs", "gate"],
    "entered": [AT[0], AT[1], AT[1]], "left": [AT[1], AT[2], AT[3] + timedelta(microseconds=5)],
})  # fmt: skip


@pytest.mark.parametrize("name", ["a.xes", "a.xes.gz"])
def test_stages_read_back_as_events(name, tmp_path):
    """The end of a stage stands before the start of the next at the same instant; instants are kept to the microsecond."""
    events = write_xes(VISITS, STAGES, tmp_path / name)
    read = xes_frame(tmp_path / name)

    assert events == read.height == 6
    assert read["case:concept:name"].unique(maintain_order=True).to_list() == ["1-hill-0", "1-hill-1"]
    assert read["concept:name"].to_list() == ["gate", "gate", "customs", "customs", "gate", "gate"]
    assert read["lifecycle:transition"].to_list() == ["start", "complete"] * 3
    assert read["org:group"].to_list() == ["cn", "cn", "kz", "kz", "cn", "cn"]
    stamps = read["time:timestamp"].str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%z", time_zone="Asia/Almaty").to_list()
    assert stamps == [AT[0], AT[1], AT[1], AT[2], AT[1], AT[3] + timedelta(microseconds=5)]
    assert read["case:unit_class"].to_list()[-1] == 'a "b" <c>'
    assert float(read["case:mass_t"].to_list()[-1]) == 0.1 + 0.2


def test_log_is_of_the_standard(tmp_path):
    """IEEE 1849: a log of its namespace, extensions with their addresses, globals of traces and events, traces of events."""
    write_xes(VISITS, STAGES, tmp_path / "a.xes")
    root = ElementTree.parse(tmp_path / "a.xes").getroot()
    space = "{http://www.xes-standard.org/}"

    assert root.tag == f"{space}log"
    assert {one.get("prefix") for one in root.iter(f"{space}extension")} == {"concept", "time", "lifecycle", "org"}
    assert [one.get("scope") for one in root.iter(f"{space}global")] == ["trace", "event"]
    assert [len(list(trace.iter(f"{space}event"))) for trace in root.iter(f"{space}trace")] == [4, 2]


def test_stage_that_is_not_over_has_no_end(tmp_path):
    open_ = STAGES.with_columns(pl.when(pl.col("unit") == 1).then(None).otherwise(pl.col("left")).alias("left"))

    assert write_xes(VISITS, open_, tmp_path / "a.xes") == 5


def test_same_stages_give_the_same_bytes(tmp_path):
    for name in ("a.xes.gz", "b.xes.gz"):
        write_xes(VISITS, STAGES, tmp_path / name)

    assert gzip.decompress((tmp_path / "a.xes.gz").read_bytes()) == gzip.decompress((tmp_path / "b.xes.gz").read_bytes())


def test_log_above_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("crossgauge.sources.formats.xes.MOST_EVENTS", 5)

    assert "would have 6 events" in message_of(write_xes, VISITS, STAGES, tmp_path / "a.xes")
