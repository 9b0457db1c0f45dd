"""A blank trip sheet with its column map, to hand to drivers and forwarders."""

from pathlib import Path

from crossgauge.errors import RunImpossible

HEADER = "trip,class,direction,place,km,crossing,post,activity,entered,left,cost_usd,cargo_t,notes\n"
MAP = """# Column map of {name}. One row a stop of a trip; the first row is the departure, the last the arrival.
columns:
  unit: trip            # number of the trip, the same in all its rows
  class: class          # truck, block train, …
  direction: direction
  place: place
  distance:             # since the start of the trip
    column: km
    unit: km            # or m
  crossing: crossing    # name of the border crossing; empty on the way
  post: post            # side of it: the country, as cn or kz; empty on the way
  stage: activity       # customs control, waiting, rest, loading, …; `moving` for what motion costs
  entered: entered      # begin and end of the stop, local time
  left: left
  cost: cost_usd        # all that was paid there. Other money: {{column: paid, factor: 0.0021}}
  mass:
    column: cargo_t
    unit: t
time_zone: Asia/Almaty  # yours, as America/Santiago; or by post: {{ar: America/Mendoza, others: America/Santiago}}
clock: Asia/Almaty      # yours: clock of what is given out
dates: iso              # 2023-01-31 08:00; or day first, month first, or a format such as '%d.%m.%Y %H:%M'
decimal: point          # or comma
missing_stamps: leave out  # or neighbour: an exit is the next entry, an entry the exit before
tolerate: 10 %          # unreadable values of a column up to which they are left out, not refused
longest: 60 d           # longer stops are dropped and told
"""


def write_template(path: Path) -> str:
    """Write the sheet and `NAME.map.yaml` beside it; what to say of it. Raises RunImpossible where one is there."""
    from crossgauge.tables.store import plain_faults, write_text

    if path.suffix.lower() != ".csv":
        raise RunImpossible(f"{path}: the trip sheet is a CSV file. Expected a name such as trips.csv.")
    map_path = path.with_suffix(".map.yaml")
    for there in (path, map_path):
        if there.exists():
            raise RunImpossible(f"{there}: is there already. Expected a new name.")
    with plain_faults(path):
        write_text(path, HEADER)
        write_text(map_path, MAP.format(name=path.name))
    return f"{path}, {map_path}: written. Next: crossgauge observe {path} --map {map_path} --out observed\n"
