"""A project folder with one road post, and the command run in this process."""

from crossgauge.cli.command import run_command

PROJECT = """
network: {id: first, name: A first crossing, clock: Asia/Almaty, from: 2024-04-01, until: 2024-04-21}
places:
  hill: {name: Hill Road, country: KZ, kind: road post, latitude: 44.2, longitude: 80.3}
classes:
  truck: {name: truck, kind: truck, mass_t: 20 t}
calendars:
  office: {clock: Asia/Almaty, open: {mon-fri: "08:00-12:00, 13:00-18:00"}}
crossings:
  hill-road:
    name: Hill Road
    mode: road
    posts:
      cn: {name: East post, place: hill, country: CN, clock: Asia/Shanghai}
      kz: {name: West post, place: hill, country: KZ, clock: Asia/Almaty}
    resources:
      kz-officers:
        {name: officers, post: kz, kind: officers, count: {value: 2, assumed: nobody publishes it}, hours: office}
    chains:
      truck-west:
        class: truck
        direction: west
        arrivals: {count: {2024: 15000}, clock: Asia/Almaty}
        steps:
          - {stage: customs, post: kz}
          - {use: kz-officers, for: "lognormal(mean 12 min, cv 0.5)"}
facts:
  hill.april:
    subject: Hill Road
    quantity: trucks
    value: 860
    unit: trucks
    period: 1-21 Apr 2024
    confidence: high
    source: counted at the gate
    role: check
    measure: {what: count, crossing: hill-road, from: 2024-04-01, until: 2024-04-21}
"""


def write_project(folder, text=PROJECT):
    """The project in a folder."""
    folder.mkdir()
    (folder / "crossing.yaml").write_text(text, encoding="utf-8")
    return folder


def call(capsys, *words):
    """Exit code, output and messages of the command."""
    code = run_command([str(word) for word in words])
    told = capsys.readouterr()
    return code, told.out, told.err
