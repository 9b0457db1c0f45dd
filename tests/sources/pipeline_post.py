"""A project with one short gas line, one oil line and a road post, for tests to read, spoil and study."""

from pathlib import Path

LINES = """\
network: {id: lines, name: Two lines, clock: Asia/Almaty, from: 2024-04-01, until: 2024-04-21}
places:
  field: {name: Field, country: KZ, kind: pipeline node, latitude: 44.0, longitude: 78.0}
  hill: {name: Hill Road, country: KZ, kind: road post, latitude: 44.2, longitude: 80.3}
classes:
  truck: {name: truck, kind: truck, mass_t: 20 t}
crossings:
  hill-road:
    name: Hill Road
    mode: road
    posts:
      cn: {name: East post, place: hill, country: CN, clock: Asia/Shanghai}
      kz: {name: West post, place: hill, country: KZ, clock: Asia/Almaty}
    resources:
      officers: {post: kz, kind: officers, count: 2}
    gates:
      lane: {kind: paths, post: kz, count: 200, clock: Asia/Almaty}
    chains:
      truck-east:
        class: truck
        direction: east
        arrivals: {count: {2024: 29280}, clock: Asia/Almaty}
        steps:
          - {stage: customs, post: kz}
          - {use: officers, for: 20 min}
          - {wait: lane}
pipelines:
  gas:
    name: {en: Gas line, zh: 气管道}
    fluid: gas
    route: [{place: field, at: 0 km}, {place: hill, at: 450 km}]
    segments:
    - {length: 450 km, diameter: 1219 mm, wall: 18.5 mm, roughness: 0.01 mm, maop: 9.81 MPa}
    stations:
      kp1: &kp {at: 0 km, kind: compressor, units: 4, spare: 1, power: 22.5 MW, suction: 5 MPa, discharge: 9.81 MPa, efficiency: 80 %, drive_efficiency: 34 %, failure: {between: "exponential(mean 900 h)", lasting: "exponential(mean 100 h)"}}
      kp2: {at: 150 km, kind: compressor, units: 2, spare: 1, power: 20 MW, suction: 5 MPa, discharge: 9.81 MPa, efficiency: 80 %, drive_efficiency: 34 %}
      kp3: {at: 300 km, kind: compressor, units: 2, spare: 1, power: 20 MW, suction: 5 MPa, discharge: 9.81 MPa, efficiency: 80 %, drive_efficiency: 34 %}
    supply: 6 MPa
    delivery: 6.5 MPa
    temperature: 15 °C
    molar_mass: 17.2 g/mol
    heating_value: 48.7 MJ/kg
    volume_capacity: 40 bcm/year
    nominations: [{year: 2023, volume: 20 bcm}, {year: 2024, volume: 30 bcm}]
  oil:
    name: Oil line
    fluid: oil
    route:
    - {place: field, at: 0 km}
    - {place: hill, at: 480 km}
    segments:
    - {length: 480 km, diameter: 813 mm, wall: 10 mm, roughness: 0.05 mm, maop: 6.3 MPa}
    stations:
      ps1: &ps
        at: 0 km
        kind: pump
        units: 3
        spare: 1
        curve:
        - {flow: 0 m3/h, head: 290 m}
        - {flow: 1800 m3/h, head: 263 m}
        - {flow: 2700 m3/h, head: 230 m}
        suction: 0.3 MPa
        discharge: 6.3 MPa
        efficiency: 80 %
        drive: electric
        drive_efficiency: 100 %
      ps2: {at: 240 km, kind: pump, units: 3, spare: 1, curve: [{flow: 0 m3/h, head: 290 m}, {flow: 2700 m3/h, head: 230 m}], suction: 0.3 MPa, discharge: 6.3 MPa, efficiency: 80 %, drive: electric, drive_efficiency: 100 %}
    supply: 0.4 MPa
    delivery: 0.3 MPa
    temperature: 20 °C
    vapour: 0.1 MPa
    grid: 0.6 kg/kWh
    mass_capacity: 20 Mt/year
    storage: 50 kt
    grades:
      light: {density: 845 kg/m3, viscosity_20c: 12 cSt, viscosity_50c: 5 cSt}
      heavy: {name: Heavy, density: 900 kg/m3, viscosity_20c: 40 cSt, viscosity_50c: 12 cSt}
    batches: [{grade: heavy, mass: 150 kt}, {grade: light, mass: 150 kt}, {grade: light, mass: 150 kt}]
    nominations: [{year: 2024, mass: 15 Mt}]
    substitutes:
      road: {crossing: hill-road, chain: truck-east, load: 20 t}
"""


def write_lines(folder: Path, text: str = LINES) -> Path:
    """The project in a folder that is made."""
    folder.mkdir(exist_ok=True)
    (folder / "lines.yaml").write_text(text, encoding="utf-8")
    return folder


def spoilt(old: str, new: str) -> str:
    """The text with one thing changed, which must be there."""
    assert old in LINES
    return LINES.replace(old, new, 1)


def line_of(text: str, words: str) -> int:
    """The number of the first line with these words."""
    return next(number for number, line in enumerate(text.splitlines(), start=1) if words in line)
