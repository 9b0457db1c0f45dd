"""A plain and two gates between a mine and a town: rail that changes gauge at one, rail at the other, and a road."""

from pathlib import Path

from crossgauge.model.network import Network
from crossgauge.sources.project import read_project

NETWORK = """\
network: {id: two-gates, name: Two gates, clock: UTC, from: 2023-01-01, until: 2023-12-31}
places:
  mine: {name: {en: Mine, zh: 矿山}, country: CN, latitude: 40, longitude: 90}
  north-in: {name: North, country: CN, latitude: 46, longitude: 82}
  north-out: {name: North beyond, country: KZ, latitude: 46, longitude: 81.9}
  south-in: {name: South, country: CN, latitude: 44, longitude: 80.4}
  south-out: {name: South beyond, country: KZ, latitude: 44, longitude: 80.3}
  town: {name: {en: Town, kk: Қала}, country: KZ, latitude: 43, longitude: 77}
consists:
  wide: {gauge: 1520 mm, wagons: 60, teu: 0 TEU, length: 900 m}
  standard: {gauge: 1435 mm, wagons: 50, teu: 0 TEU, length: 800 m}
sections:
  mine-north: {from: mine, to: north-in, mode: rail, country: CN, gauge: 1435 mm, length: 1000 km, speed: 50 km/h, halts: 0 h, cost: 1 USD/km, emission: 20 g/tkm}
  mine-south: {from: mine, to: south-in, mode: rail, country: CN, gauge: 1435 mm, length: 1000 km, speed: 50 km/h, halts: 0 h, cost: 1 USD/km, emission: 20 g/tkm}
  north-town: {from: north-out, to: town, mode: rail, country: KZ, gauge: 1520 mm, length: 500 km, speed: 50 km/h, halts: 0 h, cost: 1 USD/km, emission: 20 g/tkm}
  south-town: {from: south-out, to: town, mode: rail, country: KZ, gauge: 1520 mm, length: 600 km, speed: 50 km/h, halts: 0 h, cost: 1 USD/km, emission: 20 g/tkm}
goods:
  ore: {name: Ore, mass: 60 t, time_value: 10 USD/h, modes: [rail], consists: [standard, wide], spread: 100 USD}
passages:
  north: {name: North gate, from: north-in, to: north-out, mode: rail, gauge_in: 1435 mm, gauge_out: 1520 mm, time: 10 h, cost: 100 USD, capacity: 20, length: 10 km}
  south: {name: South gate, from: south-in, to: south-out, mode: rail, gauge_in: 1435 mm, gauge_out: 1520 mm, time: 10 h, cost: 100 USD, capacity: 40, length: 10 km}
transfers:
  loading: {at: [mine, town], from: ground, to: rail, time: 5 h, cost: 50 USD}
demand:
  ore-to-town: {from: mine, to: town, goods: ore, tonnes: {2023: 657000}}
"""  # 657,000 t are 10,950 loads: 30 a day


def two_gates(folder: Path, *changes: tuple[str, str], more: str = "") -> Network:
    """The network, some of its text replaced; every replacement must be found."""
    text = NETWORK
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    folder.mkdir(exist_ok=True)
    (folder / "network.yaml").write_text(text + more, encoding="utf-8")
    return read_project(folder)
