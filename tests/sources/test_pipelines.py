"""Pipelines in a project folder: read in SI, written back, and their faults with file and line."""

from pathlib import Path

import pytest

from crossgauge.errors import ProjectFaulty
from crossgauge.model.pipelines import CurvePoint, Nomination, Segment
from crossgauge.sources.project import read_project
from crossgauge.sources.scenario import read_scenario
from crossgauge.sources.write import as_declared, write_project
from sources.pipeline_post import LINES, line_of, spoilt, write_lines


def fault_of(folder: Path, text: str) -> str:
    with pytest.raises(ProjectFaulty) as caught:
        read_project(write_lines(folder, text))
    return str(caught.value)


def test_lines_are_read_in_si(tmp_path: Path):
    gas, oil = read_project(write_lines(tmp_path)).pipelines

    assert (gas.name, gas.names, gas.base) == ("Gas line", (("zh", "气管道"),), "standard 20 °C")
    assert gas.segments == (
        Segment(length_m=450e3, diameter_m=1.219, wall_m=0.0185, roughness_m=1e-5, maop_pa=9.81e6),
    )
    assert (gas.stations[0].power_w, gas.stations[0].units, gas.stations[0].spare) == (22.5e6, 4, 1)
    assert gas.nominations[1] == Nomination(year=2024, volume_m3=30e9)
    assert oil.stations[0].curve[1] == CurvePoint(flow_m3_per_s=0.5, head_m=263.0)
    assert oil.grades[0].viscosity_20c_m2_per_s == pytest.approx(12e-6, rel=1e-15)
    assert oil.nominations == (Nomination(year=2024, mass_t=15e6),)
    assert oil.grid_kg_per_j == pytest.approx(0.6 / 3.6e6)


def test_lines_that_are_written_read_back_the_same(tmp_path: Path):
    network = read_project(write_lines(tmp_path / "a"))

    write_project(network, tmp_path / "b")

    assert as_declared(read_project(tmp_path / "b")) == as_declared(network)


@pytest.mark.parametrize(
    ("old", "new", "wrong", "expected"),
    [
        (
            "flow: 1800 m3/h, head: 263 m",
            "flow: 1800 m3/h, head: 295 m",
            "pipeline 'oil', station 'ps1': curve 1 head is 295 m, but 290 m at less flow: the curve does not fall",
            "Expected less than 290 m",
        ),
        (
            "kp3: {at: 300 km",
            "kp3: {at: 460 km",
            "pipeline 'gas', station 'kp3': at is 460 km, beyond the end of the line at 450 km",
            "Expected a chainage from 0 to 450 km.",
        ),
        ("diameter: 1219 mm", "diameter: 0 mm", "segments 0 diameter is '0 mm'", "above 0"),
        (
            "volume: 30 bcm",
            "volume: 41 bcm",
            "nominations 1 volume is 41 bcm (standard 20 °C) in 2024, above what the line can carry in a year",
            "Expected at most its capacity, 40 bcm (standard 20 °C).",
        ),
        ("mass: 15 Mt", "mass: 21 Mt", "is 21 Mt in 2024", "Expected at most its capacity, 20 Mt."),
        ("{place: hill, at: 480 km}", "{place: hill, at: 481 km}", "ends at 481 km, but the segments are 480 km", "end of the pipe"),
        ("{place: hill, at: 480 km}", "{place: hil, at: 480 km}", "place is 'hil', which is no place", "Did you mean 'hill'?"),
        ("wall: 10 mm", "wall: 410 mm", "wall is 410 mm in a pipe of 813 mm", "half of the outer diameter"),
        ("roughness: 0.05 mm", "roughness: 400 mm", "roughness is 400 mm in a pipe of 793 mm inside", "half of the inner"),
        ("kp2: {at: 150 km, kind: compressor", "kp2: {at: 150 km, kind: pump", "kind is pump on a line of gas", "Expected compressor."),
        ("kp2: {at: 150 km", "kp2: {at: 320 km", "at is 300 km, before 'kp2' at 320 km", "order of flow"),
        ("units: 2, spare: 1, power: 20 MW, suction: 5 MPa", "units: 2, spare: 1, power: 20 MW, suction: 11 MPa", "suction is 11 MPa, above the discharge of 9.81 MPa", "lower"),
        ('between: "exponential(mean 900 h)"', "between: 900 h", "failure between is not exponential", "exponential(mean"),
        ("    molar_mass: 17.2 g/mol\n", "", "molar_mass is missing on a line of gas", "17.2 g/mol"),
        ("supply: 6 MPa", "supply: 12 MPa", "supply is 12 MPa", "at most the MAOP of the pipe, 9.81 MPa"),
        ("{year: 2023, volume: 20 bcm}", "{year: 2024, volume: 20 bcm}", "year is 2024 again", "every year once"),
        ("{grade: heavy, mass: 150 kt}", "{grade: heavi, mass: 150 kt}", "'heavi', which is no grade", "Did you mean 'heavy'?"),
        ("chain: truck-east, load", "chain: truck-west, load", "'truck-west', which is no chain", "Did you mean 'truck-east'?"),
        ("    name: Oil line\n", "    name: Oil line\n    feeds: gaz\n", "feeds is 'gaz', which is no pipeline", "gas"),
        ("supply: 0.4 MPa", "supply: 0.4 MPaa", "supply is '0.4 MPaa'", "Did you mean '0.4 MPa'?"),
    ],
)  # fmt: skip
def test_fault_is_told_with_what_was_expected(tmp_path: Path, old: str, new: str, wrong: str, expected: str):
    text = spoilt(old, new)

    message = fault_of(tmp_path, text)

    assert wrong in message
    assert expected in message


def test_fault_has_the_line_of_the_value(tmp_path: Path):
    text = spoilt("flow: 1800 m3/h, head: 263 m", "flow: 1800 m3/h, head: 295 m")

    message = fault_of(tmp_path, text)

    assert f"lines.yaml:{line_of(text, 'head: 295 m')}: pipeline 'oil'" in message


def test_scenario_adds_a_line_and_changes_a_station(tmp_path: Path):
    network = read_project(write_lines(tmp_path))
    gas = LINES[LINES.index("  gas:\n") : LINES.index("  oil:\n")].replace("  gas:\n", "  twin:\n", 1)
    indented = "".join(f"  {line}\n" for line in gas.splitlines())
    text = f"scenario: {{name: A twin}}\nadd:\n  pipelines:\n{indented}changes:\n  - {{set: pipelines.oil.stations.ps2.units, to: 2}}\n"
    (tmp_path / "twin.yaml").write_text(text, encoding="utf-8")

    _, changed = read_scenario(tmp_path / "twin.yaml", network)

    assert [line.id for line in changed.pipelines] == ["gas", "oil", "twin"]
    assert [change.path for change in changed.agreements[-1].changes] == ["pipelines.oil.stations.ps2.units"]
