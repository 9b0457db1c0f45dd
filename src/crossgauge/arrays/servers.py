"""Resources, their failures, gates and links as the kernel's timelines."""

from collections.abc import Sequence

import numpy as np

from crossgauge.arrays.calendars import Span, capacity_timeline, closure_spans, windows_of
from crossgauge.arrays.declared import Declared, gate_by_season, link_by_season, resource_by_season
from crossgauge.arrays.draws import DrawTable, key_of
from crossgauge.arrays.parts import Thing
from crossgauge.engines.events import state
from crossgauge.engines.events.state import NOBODY, TICKS_PER_SECOND

DISCIPLINES = {
    "first-come": state.FIRST_COME,
    "priority": state.BY_PRIORITY,
    "shortest-first": state.SHORTEST_FIRST,
    "last-come": state.LAST_COME,
}
STOPPED_BY_CLOSURE = frozenset({"officers", "lanes", "cranes", "machines"})


def closed(declared: Declared, thing: Thing) -> list[Span]:
    """Spans in which something is closed by name or with its crossing."""
    _, owner, name = thing
    targets = {owner, f"{owner}.{name}"} if owner else {name}
    told = [(closure.of, closure.start, closure.end) for closure in declared.networks[0].closures]
    return closure_spans(targets, told, declared.horizon)


def resources_of(declared: Declared, things: Sequence[Thing]) -> state.Resources:
    """Capacity of each resource over time."""
    discipline, on_close, preempts, initial, timelines = [], [], [], [], []
    for thing in things:
        by_season = resource_by_season(declared, thing)
        first = by_season[0]
        calendars = declared.calendars([resource.hours for resource in by_season])
        # A closure stops people and machines; tracks, room and wagons keep what stands in them.
        stops = closed(declared, thing) if first.kind in STOPPED_BY_CLOSURE else []
        timelines.append(
            capacity_timeline(
                list(zip(declared.seasons, by_season, calendars, strict=True)), stops, declared.horizon
            )
        )
        discipline.append(DISCIPLINES[first.discipline])
        on_close.append(state.PAUSE if first.on_close == "pause" else state.FINISH)
        preempts.append(int(first.preempts))
        initial.append((first.count if first.initial is None else first.initial) if first.stock else NOBODY)
    return state.Resources(
        discipline=np.array(discipline, np.int64),
        on_close=np.array(on_close, np.int64),
        preempts=np.array(preempts, np.int64),
        initial=np.array(initial, np.int64),
        first=starts_of(timelines),
        tick=np.array([tick for line in timelines for tick, _ in line], np.int64),
        capacity=np.array([level for line in timelines for _, level in line], np.int64),
    )


def starts_of(rows: Sequence[Sequence[object]]) -> state.Int64s:
    """First row of each list when all are laid end to end, and the end."""
    return np.cumsum([0, *[len(one) for one in rows]], dtype=np.int64)


def failures_of(declared: Declared, things: Sequence[Thing], draws: DrawTable) -> state.Failures:
    """Random interruptions of the resources."""
    rows = []
    for place, thing in enumerate(things):
        resource = resource_by_season(declared, thing)[0]
        for number, failure in enumerate(resource.failures):
            up = draws.add(failure.between, TICKS_PER_SECOND)
            down = draws.add(failure.lasting, TICKS_PER_SECOND)
            takes = failure.takes or max(1, resource.count)
            rows.append((place, takes, up, down, key_of(f"{thing[1]}.{thing[2]}.failures.{number}")))
    return state.Failures(
        resource=np.array([row[0] for row in rows], np.int64),
        takes=np.array([row[1] for row in rows], np.int64),
        up=np.array([row[2] for row in rows], np.int64),
        down=np.array([row[3] for row in rows], np.int64),
        key=np.array([row[4] for row in rows], np.uint64),
    )


def gates_of(declared: Declared, things: Sequence[Thing]) -> state.Gates:
    """Windows of each gate."""
    discipline, windows = [], []
    for thing in things:
        by_season = gate_by_season(declared, thing)
        calendars = declared.calendars([gate.hours for gate in by_season])
        told = list(zip(declared.seasons, by_season, calendars, strict=True))
        windows.append(windows_of(told, closed(declared, thing), declared.horizon))
        discipline.append(DISCIPLINES[by_season[0].discipline])
    return state.Gates(
        discipline=np.array(discipline, np.int64),
        first=starts_of(windows),
        opens=np.array([window[0] for line in windows for window in line], np.int64),
        closes=np.array([window[1] for line in windows for window in line], np.int64),
        passes=np.array([window[2] for line in windows for window in line], np.int64),
    )


def links_of(declared: Declared, things: Sequence[Thing]) -> state.Links:
    """Tracks, headways and room of each link, as in the first season."""
    links = [link_by_season(declared, name)[0] for _, _, name in things]
    return state.Links(
        tracks=np.array([NOBODY if link.tracks is None else link.tracks for link in links], np.int64),
        headway=np.array([round(link.headway_s * TICKS_PER_SECOND) for link in links], np.int64),
        places=np.array([NOBODY if link.places is None else link.places for link in links], np.int64),
    )
