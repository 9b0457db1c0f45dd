"""GMNS: what is written reads back, a file of others is read as it means, and every fault is told at its line."""

import csv
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from crossgauge.errors import ProjectFaulty
from crossgauge.model.links import Link
from crossgauge.model.randomness import Constant, Empirical
from crossgauge.sources.formats.brought import network_of
from crossgauge.sources.formats.gmns import LINK, NODE, read_gmns, write_gmns
from crossgauge.sources.project import read_project
from crossgauge.sources.write import write_project
from sources.formats.roads import PAIR, close, maps, message_of

NODES = "node_id,x_coord,y_coord,node_type,zone_id\n1,80.44,44.2,intersection,7\n2,80.295,44.165,,NaN\n"
LINKS = "link_id,from_node_id,to_node_id,directed,length,free_speed,lanes,allowed_uses\n10,1,2,1,{length},{speed},2,\"auto,bike\"\n"
TEN_KM = LINKS.format(length=10, speed=60)


def write(folder, nodes=NODES, links=TEN_KM, config=None):
    folder.mkdir(exist_ok=True)
    for name, text in (("node.csv", nodes), ("link.csv", links), ("config.csv", config)):
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(network=maps())
def test_written_network_reads_back(network, tmp_path_factory):
    """Everything bit for bit, lengths to eleven digits: they pass through km."""
    folder = tmp_path_factory.mktemp("gmns")

    write_gmns(network, folder)
    read = read_gmns(folder)

    assert read.places == network.places
    assert close(read.links, 11) == close(network.links, 11)
    assert read.notes == ()


def test_columns_of_the_standard_are_called_as_it_does(tmp_path):
    """GMNS 0.96, node.schema.json and link.schema.json: what is required is there, and every name is theirs or ours."""
    link = Link(id="a", start="horgos", end="altynkol", mode="rail", gauge_m=1.435, length_m=14_000.0, running_time=Constant(1800.0))

    write_gmns(replace(PAIR, links=(link,)), tmp_path)
    (row,) = csv.DictReader((tmp_path / "link.csv").read_text("utf-8").splitlines())

    assert {"node_id", "x_coord", "y_coord"} <= set((tmp_path / "node.csv").read_text("utf-8").splitlines()[0].split(","))
    assert set(row) - set(LINK) == {"mode", "gauge", "tracks", "headway", "places", "running_time"}
    assert row["length"] == "14.0"
    assert row["free_speed"] == "28"
    assert row["geometry"] == "LINESTRING (80.44 44.2, 80.295 44.165)"
    assert set(NODE) >= {"node_id", "x_coord", "y_coord", "node_type"}


def test_network_of_others_becomes_places_and_links(tmp_path):
    """10 km at 60 km/h are ten minutes; a node type that is none of ours is left out, and what is not read is said."""
    read = read_gmns(write(tmp_path))

    (link,) = read.links
    assert [place.id for place in read.places] == ["1", "2"]
    assert (link.mode, link.length_m, link.start, link.end) == ("road", 10_000.0, "1", "2")
    assert link.running_time.value == pytest.approx(600.0)
    assert read.notes == ("Not read: lanes, zone_id.",)


def test_units_are_those_of_the_configuration(tmp_path):
    """A mile is 1609.344 m; 60 mph take a minute for it."""
    config = "dataset_name,long_length,speed,crs\na,miles,mph,EPSG:4326\n"

    (link,) = read_gmns(write(tmp_path, links=LINKS.format(length=1, speed=60), config=config)).links

    assert link.length_m == 1_609.344
    assert link.running_time.value == pytest.approx(60.0)


def test_length_that_is_not_told_is_the_great_circle(tmp_path):
    (link,) = read_gmns(write(tmp_path, links=LINKS.format(length="", speed=60))).links

    assert link.length_m == pytest.approx(12_200, rel=0.01)


def test_every_fault_is_told_at_its_line(tmp_path):
    nodes = NODES.replace("44.165", "94.165") + "2,80,44,,\n"
    links = "link_id,from_node_id,to_node_id,length,free_speed,mode,guage\n10,1,3,ten,0,raul,1435 mm\n11,1,2,5,,rail,\n"

    told = message_of(read_gmns, write(tmp_path, nodes, links))

    assert "node.csv:4: has the id '2' again\n    Expected it once; the first is node.csv:3." in told
    assert "node.csv:3: place '2': latitude is '94.165'" in told
    assert "link.csv:2: has 'guage'\n    Did you mean 'gauge'?" in told
    assert "link.csv:2: has a length that is 'ten'" in told
    assert "link.csv:2: has a free_speed of 0\n    Expected a speed above 0." in told
    assert "link.csv:2: link '10': mode is 'raul'\n    Expected one of rail, road, foot, sea, pipeline. Did you mean 'rail'?" in told
    assert "link.csv:3: has neither running_time nor free_speed" in told


def test_link_to_a_node_that_is_not_there_names_the_nearest(tmp_path):
    nodes = NODES.replace("\n2,", "\naltynkol,")
    links = LINKS.format(length=10, speed=60).replace("10,1,2", "10,1,altynkul")

    told = message_of(read_gmns, write(tmp_path, nodes, links))

    assert "link.csv:2" in told
    assert "Did you mean 'altynkol'?" in told


def test_other_coordinates_and_units_are_refused(tmp_path):
    told = message_of(read_gmns, write(tmp_path, config="long_length,speed,crs\nfurlong,kmph,EPSG:25833\n"))

    assert "config.csv:2: has the crs 'EPSG:25833'\n    Expected EPSG:4326" in told
    assert "config.csv:2: has long_length 'furlong'" in told
    assert "config.csv:2: has speed 'kmph'\n    Expected one of km/h, kmh, kph, mph, m/s. Did you mean 'mph'?" in told


def test_no_file_leads_out_of_the_folder(tmp_path):
    (tmp_path / "secret.csv").write_text(NODES)
    folder = write(tmp_path / "in")
    (folder / "node.csv").unlink()
    (folder / "node.csv").symlink_to(tmp_path / "secret.csv")

    assert "leads out of the project folder" in message_of(read_gmns, folder)


def test_law_that_names_another_file_is_refused(tmp_path):
    links = "link_id,from_node_id,to_node_id,length,mode,running_time\n10,1,2,5,rail,\"column(../a.csv, b, unit min)\"\n"

    assert "no other file is read from here" in message_of(read_gmns, write(tmp_path, links=links))


def test_running_time_that_is_data_cannot_be_written(tmp_path):
    link = Link(id="a", start="horgos", end="altynkol", mode="rail", length_m=1.0, running_time=Empirical((1.0, 2.0)))

    with pytest.raises(ProjectFaulty, match=r"links\.a\.running_time: is a column of data"):
        write_gmns(replace(PAIR, links=(link,)), tmp_path)


def test_read_network_is_a_project(tmp_path):
    write_project(network_of(read_gmns(write(tmp_path / "gmns")), "mine"), tmp_path / "mine")

    assert len(read_project(tmp_path / "mine").links) == 1


def test_metres_that_would_be_read_as_kilometres_are_told(tmp_path):
    """Some tools write metres and no config.csv; read as km they would be a thousand times the way."""
    told = message_of(read_gmns, write(tmp_path, links=LINKS.format(length=14_000, speed=60)))
    (link,) = read_gmns(write(tmp_path, links=LINKS.format(length=14_000, speed=60), config="long_length,speed\nm,km/h\n")).links

    assert "link.csv: has lengths that, in km, are 1.15e+03 times the way between their ends" in told
    assert link.length_m == 14_000.0


def test_metres_of_a_grid_are_told_once(tmp_path):
    nodes = NODES.replace("80.44,44.2", "322754,4698346").replace("80.295,44.165", "322990,4698276")

    told = message_of(read_gmns, write(tmp_path, nodes))

    assert told == (
        "node.csv:2: has an x_coord that is no longitude, as most nodes have\n"
        "    Expected degrees of WGS 84 (EPSG:4326): transform the coordinates first."
    )


@pytest.mark.parametrize(("uses", "kind", "mode"), [("ALL", "ARTERIAL", "road"), ("WALK, BIKE", "BIKEWAY", "foot"), ("", "CROSSWALK", "foot"), ("railway", "", "rail")])
def test_mode_follows_from_what_may_use_a_link_or_what_it_is(uses, kind, mode, tmp_path):
    """Words of the small networks that come with the specification."""
    links = f'link_id,from_node_id,to_node_id,length,free_speed,allowed_uses,facility_type\n10,1,2,10,60,"{uses}",{kind}\n'

    assert read_gmns(write(tmp_path, links=links)).links[0].mode == mode
