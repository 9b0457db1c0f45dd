"""A small project that is right, cut in files, for tests to spoil."""

from pathlib import Path

from crossgauge.errors import ProjectFaulty
from crossgauge.sources.project import read_project

NETWORK = """\
network:
  id: small
  name: {en: Small, kk: Шағын}
  clock: Asia/Almaty
  from: 2023-01-01
  until: 2023-12-31
"""
PLACES = """\
id,name,name_zh,country,kind,latitude,longitude
horgos,Horgos,霍尔果斯,CN,station,44.2,80.4
altynkol,Altynkol,,KZ,station,44.2,80.3
"""
FLEET = """\
calendars:
  day:
    clock: Asia/Almaty
    open: {daily: "08:00-12:00, 13:00-17:00", sun: closed}
    closed: [2023-01-01]
  crews:
    clock: Asia/Shanghai
    shifts: {daily: {"08:00-20:00": 6, "20:00-08:00": 3}}
consists:
  block: {gauge: 1435 mm, wagons: 55, teu: 110 TEU, length: 800 m}
classes:
  train: {name: Train, kind: block train, consist: block, load: "uniform(50, 55)", carries: box}
  box: {name: Box, kind: container, teu: 2 TEU, mass: 20 t}
links:
  border: {from: horgos, to: altynkol, mode: rail, gauge: 1435 mm, length: 7 km, running_time: 20 min}
"""
CROSSING = """\
crossings:
  rail:
    name: Horgos – Altynkol
    mode: rail
    posts:
      cn: {name: Horgos, place: horgos, country: CN, clock: Asia/Shanghai}
      kz: {name: Altynkol, place: altynkol, country: KZ, clock: Asia/Almaty}
    resources:
      tracks: {post: kz, kind: tracks, count: {value: 6, assumed: as many as wait}}
      cranes: {post: kz, kind: cranes, count: 3, hours: crews}
      room: {post: kz, kind: wagons, count: 400, stock: true}
    gates:
      paths: {kind: paths, post: kz, count: 12, clock: Asia/Almaty}
    chains:
      west:
        class: train
        direction: west
        arrivals:
          count: {2022: 2000, 2023: {value: 4137, fact: trains.2023}}
          growth: 6 %
        steps:
          - stage: border run
            post: cn
          - seize: tracks
          - move: border
          - branch:
            - {name: green, share: 0.95}
            - name: red
              share: 0.05
              steps:
                - delay: lognormal(mean 3 h, cv 0.6)
          - transload: box
            with: cranes
            onto: room
            for: lognormal(mean 2.9 min, cv 0.3)
            label: cranes
          - join:
          - release: tracks
      box:
        class: box
        steps:
          - wait: paths
          - leave:
          - release: room
"""
DATED = """\
closures:
  wind: {of: [rail.cranes], from: 2023-02-01, until: 2023-02-02}
agreements:
  works:
    name: More cranes
    from: 2023-06-01
    until: 2023-08-31
    changes:
      - {set: crossings.rail.resources.cranes.count, to: {value: 5, assumed: two came}}
      - {scale: crossings.rail.chains.west.steps.cranes.for, by: 0.8}
facts:
  trains.2023: {role: check, measure: {what: count, crossing: rail, chains: [west], from: 2023-01-01, until: 2023-12-31}}
"""
FACTS = """\
id,subject,quantity,value,unit,period,confidence,source,source_url,note
trains.2023,Horgos,trains,4137,1,2023,high,a book,,
"""
FILES = {
    "network.yaml": NETWORK,
    "places.csv": PLACES,
    "fleet.yaml": FLEET,
    "rail.yaml": CROSSING,
    "dated.yaml": DATED,
    "facts.csv": FACTS,
}


def write_project(folder: Path, **changed: str) -> Path:
    """The folder with the small project in it; `changed` has other texts by the stem of the file."""
    for name, text in FILES.items():
        (folder / name).write_text(changed.get(name.partition(".")[0], text), encoding="utf-8")
    return folder


def message_of(folder: Path) -> str:
    """What is said of a faulty folder, without the first line; empty if it is right."""
    try:
        read_project(folder)
    except ProjectFaulty as error:
        return "\n".join(str(fault) for fault in error.faults)
    return ""
