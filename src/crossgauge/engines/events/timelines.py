"""What happens to resources by the calendar and by chance: capacities and failures (§3.4, §3.7)."""

from typing import Any

from crossgauge.engines.events.calendar import schedule
from crossgauge.engines.events.compiled import verb
from crossgauge.engines.events.resources import change_capacity
from crossgauge.engines.events.sources import begin_arrivals
from crossgauge.engines.events.streams import joined, whole
from crossgauge.engines.events.world import (
    BASE_CAPACITY,
    BASE_FAILURE,
    DAY_ENDS,
    IDLE,
    N_FAILURES,
    N_RESOURCES,
    N_SOURCES,
    NOW,
)


@verb
def schedule_capacity(w: Any, resource: Any) -> Any:
    """Schedule the next change of capacity, if there is one."""
    row = w.line_row[resource]
    if row < w.line_end[resource]:
        schedule(w, w.at_hand[BASE_CAPACITY] + resource, w.line_tick[row])


@verb
def turn_capacity(w: Any, resource: Any) -> Any:
    """The calendar of a resource turns to its next row."""
    capacity = w.line_capacity[w.line_row[resource]]
    w.line_row[resource] += 1
    schedule_capacity(w, resource)
    change_capacity(w, resource, capacity, w.lost[resource])


@verb
def schedule_failure(w: Any, failure: Any) -> Any:
    """Draw how long the present state lasts, up or down; the n-th of each has its own stream."""
    down = w.is_down[failure]
    law = w.down_law[failure] if down else w.up_law[failure]
    now = w.at_hand[NOW]
    stream = joined(w.run_key[0], joined(w.failure_key[failure], 2 * w.n_failed[failure] + down))
    schedule(w, w.at_hand[BASE_FAILURE] + failure, now + whole(w, law, stream, now))


@verb
def turn_failure(w: Any, failure: Any) -> Any:
    """A resource fails, or is repaired. Only a repair can help those who wait, so failures count as idle."""
    resource = w.failing[failure]
    if w.is_down[failure]:
        w.is_down[failure] = 0
        w.n_failed[failure] += 1
        w.at_hand[IDLE] += 1
        lost = w.lost[resource] - w.takes[failure]
    else:
        w.is_down[failure] = 1
        w.at_hand[IDLE] -= 1
        lost = w.lost[resource] + w.takes[failure]
    schedule_failure(w, failure)
    change_capacity(w, resource, w.capacity[resource], lost)


@verb
def begin(w: Any) -> Any:
    """Fill the calendar at tick 0."""
    schedule(w, 0, w.at_hand[DAY_ENDS])
    w.at_hand[IDLE] = 1 + w.at_hand[N_FAILURES]
    for resource in range(w.at_hand[N_RESOURCES]):
        schedule_capacity(w, resource)
    for failure in range(w.at_hand[N_FAILURES]):
        schedule_failure(w, failure)
    for source in range(w.at_hand[N_SOURCES]):
        begin_arrivals(w, source)
