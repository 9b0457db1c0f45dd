"""GasLib: a network of the published schema becomes lines, lines read back as they were, faults name their line."""

import pytest

from crossgauge.model.pipelines import length_m
from crossgauge.sources.formats.brought import network_of
from crossgauge.sources.formats.gaslib_in import read_gaslib
from crossgauge.sources.formats.gaslib_out import cut_at_stations, write_gaslib
from crossgauge.sources.project import read_project
from crossgauge.sources.write import write_project
from crossgauge.units import YEAR
from sources.formats.roads import message_of
from sources.pipeline_post import write_lines

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<network xmlns="http://gaslib.zib.de/Gas" xmlns:framework="http://gaslib.zib.de/Framework">
  <framework:information><framework:title>tiny</framework:title></framework:information>
  <framework:nodes>
    <source id="field" alias="Field" geoWGS84Long="60" geoWGS84Lat="40" x="0" y="0">
      <height value="100"/>
      <pressureMax unit="bar" value="60"/>
      <gasTemperature unit="K" value="288.15"/>
      <calorificValue unit="MJ_per_m_cube" value="40"/>
      <normDensity unit="kg_per_m_cube" value="0.8"/>
      <molarMass unit="kg_per_kmol" value="18"/>
    </source>
    <innode id="a" geoWGS84Long="61" geoWGS84Lat="40"><height value="110" unit="m"/></innode>
    <innode id="b" geoWGS84Long="61" geoWGS84Lat="40"><height value="110" unit="m"/></innode>
    <innode id="fork" geoWGS84Long="62" geoWGS84Lat="40"><height value="90" unit="m"/><pressureMin unit="barg" value="30"/></innode>
    <innode id="gate" geoWGS84Long="62" geoWGS84Lat="40"><height value="90" unit="m"/></innode>
    <sink id="town" geoWGS84Long="63" geoWGS84Lat="41"><pressureMin unit="bar" value="20"/></sink>
    <sink id="mill" geoWGS84Long="63" geoWGS84Lat="39"><pressureMin unit="bar" value="25"/></sink>
  </framework:nodes>
  <framework:connections>
"""
PIPE = """    <pipe id="{name}" from="{tail}" to="{head}">
      <length unit="km" value="{km}"/><diameter unit="mm" value="500"/><roughness unit="mm" value="0.1"/>
      <pressureMax unit="bar" value="84"/>
    </pipe>
"""
STATION = """    <compressorStation id="cs" from="a" to="b" fuelGasVertex="a">
      <flowMax unit="1000m_cube_per_hour" value="360"/>
      <pressureInMin unit="bar" value="40"/><pressureOutMax unit="bar" value="80"/>
    </compressorStation>
    <valve id="v" from="fork" to="gate"><pressureDifferentialMax unit="bar" value="120"/></valve>
"""
TAIL = "  </framework:connections>\n</network>\n"
GATE = '<innode id="gate" geoWGS84Long="62" geoWGS84Lat="40"><height value="90" unit="m"/></innode>'
PIPES = "".join(
    PIPE.format(name=name, tail=tail, head=head, km=km)
    for name, tail, head, km in (("p1", "field", "a", 50), ("p2", "b", "fork", 30), ("p3", "fork", "town", 20), ("p4", "gate", "mill", 10))
)
NET = HEAD + PIPES + STATION + TAIL
SCN = """<boundaryValue xmlns="http://gaslib.zib.de/Gas"><scenario id="s">
  <node type="entry" id="field"><flow bound="both" value="180" unit="1000m_cube_per_hour"/></node>
  <node type="exit" id="town"><flow bound="lower" value="100" unit="1000m_cube_per_hour"/><flow bound="upper" value="120" unit="1000m_cube_per_hour"/></node>
  <node type="exit" id="mill"><flow bound="both" value="70" unit="1000m_cube_per_hour"/></node>
</scenario></boundaryValue>
"""


@pytest.fixture
def files(tmp_path):
    def write(net=NET, scn=SCN):
        (tmp_path / "a.net").write_text(net, encoding="utf-8")
        (tmp_path / "a.scn").write_text(scn, encoding="utf-8")
        return tmp_path / "a.net", tmp_path / "a.scn"

    return write


def test_network_is_cut_into_lines_at_its_forks(files):
    """The station lies on the line before the fork; the valve is open, so that both sinks hang on one fork."""
    read = read_gaslib(*files(), 2024)

    lines = {line.id: line for line in read.pipelines}
    assert {name: [(point.place, point.at_m) for point in line.route] for name, line in lines.items()} == {
        "p1": [("field", 0.0), ("fork", 80_000.0)], "p3": [("fork", 0.0), ("town", 20_000.0)], "p4": [("fork", 0.0), ("mill", 10_000.0)],
    }  # fmt: skip
    (station,) = lines["p1"].stations
    assert (station.at_m, station.suction_min_pa, station.discharge_max_pa, station.ratio_max) == (50_000.0, 40e5, 80e5, 2.0)
    assert [segment.rise_m for segment in lines["p1"].segments] == [10.0, -20.0]
    assert "1 of the kind valve read as open." in read.notes


def test_values_come_in_si(files):
    """A pressure above the atmosphere is made absolute; nine tenths of the higher heating value are the lower."""
    line = read_gaslib(*files(), 2024).pipelines[0]

    assert line.supply_pa == 60e5
    assert line.delivery_pa == pytest.approx(30e5 + 101_325)
    assert (line.temperature_c, line.molar_mass_kg_per_mol) == (pytest.approx(15.0), pytest.approx(0.018))
    assert line.heating_value_j_per_kg == pytest.approx(40e6 * 0.9 / 0.8)
    assert (line.segments[0].diameter_m, line.segments[0].roughness_m, line.segments[0].maop_pa) == (0.5, pytest.approx(1e-4), 84e5)


def test_nomination_runs_down_the_tree(files):
    """180 thousand m³/h come in, 110 (the middle of the bounds) and 70 go out, through the line before both."""
    read = read_gaslib(*files(), 2024)

    hourly = {line.id: line.nominations[0].volume_m3 / YEAR * 3.6 for line in read.pipelines}
    assert hourly == pytest.approx({"p1": 180.0, "p3": 110.0, "p4": 70.0})


def test_machine_is_sized_by_the_flow_of_its_station(files):
    """100 m³/s of 0.8 kg/m³ from 40 to 80 bar: isentropic head over an efficiency of 0.8."""
    station = read_gaslib(*files(), 2024).pipelines[0].stations[0]

    head_j_per_kg = 8.314462618 * 288.15 / 0.018 * (2 ** (0.29 / 1.29) - 1) / (0.29 / 1.29)
    assert station.power_w == pytest.approx(100 * 0.8 * head_j_per_kg / 0.8, rel=1e-9)


def test_imported_network_is_a_project_that_says_what_it_assumes(files, tmp_path):
    write_project(network_of(read_gaslib(*files(), 2024), "gas"), tmp_path / "gas")

    read = read_project(tmp_path / "gas")
    assumed = {one.path for one in read.provenance if one.assumed}
    assert {"pipelines.p1.stations.cs.power", "pipelines.p1.heating_value"} <= assumed


def test_written_line_reads_back(tmp_path):
    """Cut at its stations, its pipe without wall; volumes at 0 °C. Twelve digits: values pass through bar, km and mm."""
    network = read_project(write_lines(tmp_path / "lines"))
    line = cut_at_stations(next(one for one in network.pipelines if one.fluid == "gas"))

    notes = write_gaslib(network, tmp_path / "a.net", tmp_path / "a.scn", 2024)
    (read,) = read_gaslib(tmp_path / "a.net", tmp_path / "a.scn", 2024).pipelines

    assert notes == ("Lines of oil are left out: oil.",)
    assert (read.id, read.name, [point.place for point in read.route]) == (line.id, line.name, ["field", "hill"])
    assert length_m(read) == pytest.approx(450_000.0, rel=1e-12)
    for found, wanted in zip(read.segments, line.segments, strict=True):
        inner = wanted.diameter_m - 2 * wanted.wall_m
        told = (found.length_m, found.diameter_m, found.roughness_m, found.maop_pa)
        assert told == pytest.approx((wanted.length_m, inner, wanted.roughness_m, wanted.maop_pa), rel=1e-12)
    for found, wanted in zip(read.stations, line.stations, strict=True):
        assert (found.id, found.kind) == (wanted.id, wanted.kind)
        told = (found.at_m, found.suction_min_pa, found.discharge_max_pa)
        assert told == pytest.approx((wanted.at_m, wanted.suction_min_pa, wanted.discharge_max_pa), rel=1e-12)
    told = (read.supply_pa, read.delivery_pa, read.temperature_c, read.molar_mass_kg_per_mol, read.heating_value_j_per_kg)
    wanted = (line.supply_pa, line.delivery_pa, line.temperature_c, line.molar_mass_kg_per_mol, line.heating_value_j_per_kg)
    assert told == pytest.approx(wanted, rel=1e-12)
    assert read.nominations[0].volume_m3 == pytest.approx(30e9 * 273.15 / 293.15, rel=1e-12)
    assert read.base == "normal 0 °C"


def test_written_network_written_again_is_the_same(files, tmp_path):
    """What a .net can say is a fixed point: lines that were read are written and read as they are."""
    once = read_gaslib(*files(), 2024)
    write_gaslib(network_of(once, "tiny"), tmp_path / "b.net", tmp_path / "b.scn", 2024)
    again = read_gaslib(tmp_path / "b.net", tmp_path / "b.scn", 2024)

    assert [one.route for one in again.pipelines] == [one.route for one in once.pipelines]
    for one, other in zip(once.pipelines, again.pipelines, strict=True):
        assert other.nominations[0].volume_m3 == pytest.approx(one.nominations[0].volume_m3, rel=1e-12)
        assert [s.rise_m for s in other.segments] == pytest.approx([s.rise_m for s in one.segments], abs=1e-9)
        assert [s.suction_min_pa for s in other.stations] == pytest.approx([s.suction_min_pa for s in one.stations])
    assert [place.id for place in again.places] == [place.id for place in once.places]


def test_station_between_forks_stands_on_every_line_behind_it(files):
    """Two lines come in and two go out: a station of its own at the start of each that goes out."""
    more = '    <source id="well" geoWGS84Long="60" geoWGS84Lat="41"><pressureMax unit="bar" value="60"/></source>\n'
    net = NET.replace('    <innode id="a"', more + '    <innode id="a"').replace(TAIL, PIPE.format(name="p5", tail="well", head="a", km=5) + TAIL)
    net = net.replace('from="b" to="fork"', 'from="b" to="town"').replace('from="fork" to="town"', 'from="b" to="mill"')
    net = net.replace(PIPE.format(name="p4", tail="gate", head="mill", km=10), "")

    read = read_gaslib(files(net)[0])

    assert {line.id: [one.id for one in line.stations] for line in read.pipelines} == {"p1": [], "p2": ["cs"], "p3": ["cs"], "p5": []}
    assert any("Station 'cs' stands on each of p2, p3" in note for note in read.notes)


def test_drawn_positions_are_said_to_be_drawn(files):
    net = NET.replace("geoWGS84Long", "x").replace("geoWGS84Lat", "y").replace(' x="0" y="0"', "")

    read = read_gaslib(files(net)[0])

    assert max(abs(place.longitude) for place in read.places) <= 1.0
    assert any(one.path == "places.town.latitude" and "drawn" in one.assumed for one in read.provenance)


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('unit="km" value="50"', 'unit="mile" value="50"', "a.net:22: length is in 'mile'\n    Expected one of m, meter, km, mm."),
        ('unit="km" value="50"', 'value="50"', "a.net:22: length has no unit"),
        ('unit="km" value="50"', 'unit="km" value="fifty"', "a.net:22: length is 'fifty'"),
        ('from="field" to="a"', 'from="feild" to="a"', "a.net:21: pipe 'p1': 'from' is 'feild'\n    Expected the id of a node. Did you mean 'field'?"),
        (GATE, GATE.replace("innode", "inode"), "a.net:16: there is no node of the kind 'inode'\n    Expected one of source, sink, innode. Did you mean 'innode'?"),
        ('<valve id="v"', '<valve id="p1"', "has the id 'p1'\n    Expected an id, every one once."),
        ('<pressureInMin unit="bar" value="40"/>', "", "compressorStation 'cs' has no 'pressureInMin'\n    Expected it in bar or barg"),
        ('<molarMass unit="kg_per_kmol" value="18"/>', "", "no source has molarMass, calorificValue, gasTemperature"),
    ],
)  # fmt: skip
def test_fault_names_its_line(old, new, wrong, files):
    assert old in NET

    assert wrong in message_of(read_gaslib, files(NET.replace(old, new, 1))[0])


def test_scenario_of_no_year_or_of_other_nodes_is_refused(files):
    assert "is a nomination of no year" in message_of(read_gaslib, *files())
    assert "there is no node 'twon'\n    Expected the id of a node. Did you mean 'town'?" in message_of(read_gaslib, *files(scn=SCN.replace('"town"', '"twon"')), 2024)


def test_entities_are_refused(files):
    """A billion laughs would fill the memory; a document type is refused before anything is expanded."""
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n'
    net = NET.replace("<network", laughs + "<network", 1).replace("tiny", "&b;")

    assert "declares a document type or an entity" in message_of(read_gaslib, files(net)[0])


def test_deep_and_large_files_are_refused(files, monkeypatch):
    assert "MOST_XML_DEPTH" in message_of(read_gaslib, files("<a>" * 100 + "</a>" * 100)[0])
    monkeypatch.setattr("crossgauge.sources.formats.gaslib.MOST_GASLIB_BYTES", 100)
    assert "MOST_GASLIB_BYTES" in message_of(read_gaslib, files()[0])
