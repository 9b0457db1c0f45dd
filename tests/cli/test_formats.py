"""The verbs `import` and `export` as a shell sees them: projects that pass the check, notes, and faults as exit code 2."""

import pytest

from cli.post import call, write_project
from crossgauge.sources.logs.xes import xes_frame
from crossgauge.sources.project import read_project
from sources.pipeline_post import write_lines

FEW = ("--replicas", "2", "--warmup", "2", "--workers", "1")
PAIR = """
network: {id: pair, name: A pair}
places:
  horgos: {name: Horgos, country: CN, latitude: 44.2, longitude: 80.44, unlocode: CNHRS}
  altynkol: {name: {en: Altynkol, kk: Алтынкөл}, country: KZ, latitude: 44.165, longitude: 80.295}
links:
  border: {from: horgos, to: altynkol, mode: rail, gauge: 1435 mm, length: 14 km, tracks: 1, headway: 12 min, running_time: "triangular(25 min, 30 min, 40 min)"}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path / "pair", PAIR)


@pytest.mark.parametrize(("kind", "name"), [("gmns", "out"), ("geojson", "a.geojson"), ("geopackage", "a.gpkg")])
def test_exported_network_is_imported_and_passes_the_check(kind, name, capsys):
    assert call(capsys, "export", kind, "pair", "--out", name) == (0, f"{name}: written.\n", "")
    code, told, _ = call(capsys, "import", kind, name, "--out", "again")

    assert (code, told) == (0, "again: 2 places, 1 link. Next: crossgauge check again\n")
    assert call(capsys, "check", "again")[0] == 0
    assert read_project("again").places == read_project("pair").places
    assert read_project("again").links == read_project("pair").links


def test_places_of_a_code_list(capsys, tmp_path):
    (tmp_path / "list.csv").write_text(',"CN","HRS","Horgos","Horgos",,"RL","-23----B","0901",,"4412N 08025E",\n')

    _, told, _ = call(capsys, "import", "unlocode", "list.csv", "--codes", "CNHRS", "--out", "mine")
    code, _, wrong = call(capsys, "import", "unlocode", "list.csv", "--codes", "Khorgos", "--out", "other")
    _, matched, _ = call(capsys, "export", "unlocode", "pair", "--list", "list.csv", "--out", "codes.csv")

    assert told == "mine: 1 place. Next: crossgauge check mine\n"
    assert code == 2
    assert "Did you mean CNHRS, Horgos?" in wrong
    assert matched.startswith("By code 1, by the nearest name 0, not found 1.")
    assert (tmp_path / "codes.csv").read_text() == "place,by,code,name,away_km\nhorgos,code,CNHRS,Horgos,1.9\naltynkol,none,,,\n"


def test_lines_go_to_gaslib_and_back(capsys, tmp_path):
    write_lines(tmp_path / "lines")

    _, told, _ = call(capsys, "export", "gaslib", "lines", "--out", "a.net", "--scn", "a.scn", "--year", "2024")
    code, imported, _ = call(capsys, "import", "gaslib", "a.net", "--scn", "a.scn", "--year", "2024", "--out", "gas")

    assert told == "Lines of oil are left out: oil.\na.net: written.\n"
    assert (code, imported) == (0, "gas: 2 places, 1 pipeline. Next: crossgauge check gas\n")
    assert call(capsys, "check", "gas")[0] == 0


def test_stages_of_a_run_become_an_event_log(capsys, tmp_path):
    write_project(tmp_path / "first")
    call(capsys, "run", "first", *FEW, "--out", "run")

    code, told, _ = call(capsys, "export", "xes", "run", "--out", "log.xes.gz")
    wrong, _, said = call(capsys, "export", "xes", "run", "--replica", "2", "--out", "second.xes")

    events = xes_frame(tmp_path / "log.xes.gz").height
    assert code == 0
    assert events > 1_000
    assert told == f"{events:,} events.\nlog.xes.gz: written.\n"
    assert wrong == 2
    assert "Expected a run with --record units" in said


def test_flows_become_matrices_and_matrices_demand(capsys, tmp_path):
    """Carried loads of the one way are all loads; read into the project they are its demand."""
    pytest.importorskip("h5py")
    (tmp_path / "pair" / "flows.yaml").write_text(
        "sections:\n  line: {from: horgos, to: altynkol, mode: road, country: KZ, length: 14 km, speed: 50 km/h, halts: 1 h, cost: 1 USD/km, emission: 100 g/tkm}\n"
        "goods:\n  ore: {name: Ore, mass: 20 t, trucks: 1, time_value: 5 USD/h, modes: [road]}\n"
        "transfers:\n  loading: {at: [horgos, altynkol], from: ground, to: road, time: 2 h}\n"
        "demand:\n  west: {from: horgos, to: altynkol, goods: ore, tonnes: {2023: 2000}}\n"
    )

    code, told, said = call(capsys, "export", "omx", "pair", "--year", "2023", "--out", "a.omx")
    back, fed, _ = call(capsys, "import", "omx", "a.omx", "--year", "2023", "--in", "pair", "--out", "fed")

    assert (code, said) == (0, "")
    assert "Loads and hours of 2023-01-01 and 365 days." in told
    assert (back, fed) == (0, "fed: 1 demand. Next: crossgauge flows fed --year 2023\n")
    assert read_project("fed").demand[0].tonnes[0][1] == pytest.approx(2_000.0, rel=1e-6)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("import", "gmns", "nowhere", "--out", "x"), "node.csv: does not exist"),
        (("import", "geojson", "nowhere", "--out", "x"), "is not there"),
        (("import", "gaslib", "nowhere", "--out", "x"), "is not there"),
        (("import", "omx", "nowhere", "--year", "2023", "--in", "pair", "--out", "x"), "is not there"),
        (("export", "gmns", "pair", "--out", "pair"), "nothing is overwritten"),
        (("export", "gaslib", "pair", "--out", "a.net"), "has no line of gas"),
        (("export", "gaslib", "pair", "--out", "a.net", "--year", "2024"), "--scn and --year belong together"),
        (("export", "omx", "pair", "--year", "2023", "--out", "a.omx"), "has no demand"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_exit_code_two(words, wrong, capsys, tmp_path):
    code, out, said = call(capsys, *words)

    assert (code, out) == (2, "")
    assert wrong in said
    assert not (tmp_path / "x").exists()
