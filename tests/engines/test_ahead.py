"""Draws that the kernel makes ahead of time, or several at a time, are those of the law (§6.1)."""

import numpy as np
import pytest

from crossgauge.engines.events import state as s
from crossgauge.engines.events.ahead import stretch_columns, stretches
from engines.judge import assert_equal_to_twin
from engines.programs import DAY, HOUR, MINUTE, Sketch

LAWS = {
    "exponential": (s.EXPONENTIAL, 10.0 * MINUTE),
    "lognormal": (s.LOGNORMAL, float(np.log(5 * MINUTE)), 1.5),
    "gamma": (s.GAMMA, 0.7, 9.0 * MINUTE),
    "constant": (s.CONSTANT, 3.0 * MINUTE),
}


@pytest.mark.parametrize("name", LAWS)
def test_line_of_stations_fed_by_rate_and_by_list(name):
    """§6.1 First durations of the next eight units, and durations two steps ahead."""
    sketch = Sketch()
    chain, law = sketch.chain(), sketch.law(*LAWS[name])
    servers = [sketch.resource(2) for _ in range(3)]
    entry = sketch.stage()
    for server in servers:
        sketch.use(server, law)
        sketch.stage()
        sketch.delay(law)
    sketch.end()
    sketch.rate(entry, chain, [7.0] * 24)
    sketch.listed(entry, chain, [5 * MINUTE, HOUR], jitter=law)

    trace = assert_equal_to_twin(sketch.program(until=2 * DAY))

    assert trace.balance.left[0] > 100


@pytest.mark.parametrize("name", LAWS)
def test_children_of_a_large_split(name):
    """§4.6, §6.1 First durations of children, eight at a time; 21 are not a multiple of it."""
    sketch = Sketch()
    trains, wagons, law = sketch.chain(), sketch.chain(), sketch.law(*LAWS[name])
    cranes = sketch.resource(4)
    sketch.step(s.OP_SPLIT, 2, sketch.constant(21), wagons)
    sketch.end()
    sketch.stage()
    sketch.use(cranes, law)
    sketch.end()
    sketch.listed(0, trains, [0, HOUR, 2 * HOUR])

    trace = assert_equal_to_twin(sketch.program(until=30 * DAY))

    assert trace.balance.left.tolist() == [3, 63]


def test_lap_draws_anew_though_the_step_was_drawn_ahead():
    """§4.5, §6.1 Who is sent back draws for the new lap, not what was drawn ahead for the old one."""
    sketch = Sketch()
    chain, law = sketch.chain(), sketch.exponential(10 * MINUTE)
    desk = sketch.resource(1)
    entry = sketch.delay(law)
    ask = sketch.use(desk, law, balk_above=1, otherwise=3)
    sketch.end()
    sketch.delay(sketch.constant(7 * MINUTE))
    sketch.step(s.OP_GOTO, ask)
    sketch.rate(entry, chain, [12.0] * 24)

    trace = assert_equal_to_twin(sketch.program(until=3 * DAY))

    assert trace.visits.left.max() > DAY


def test_law_by_date_is_looked_up_at_the_date_of_the_draw():
    """§6.4 A dated law, or a mixture with one, is never drawn ahead."""
    sketch = Sketch()
    chain, short, long = sketch.chain(), sketch.exponential(MINUTE), sketch.exponential(HOUR)
    dated = sketch.law(s.DATED, values=[0.0, 6.0 * HOUR], parts=[short, long])
    mixed = sketch.law(s.MIXTURE, values=[0.5, 1.0], parts=[dated, short])
    entry = sketch.delay(long)
    sketch.delay(dated)
    sketch.delay(mixed)
    sketch.delay(short)
    sketch.end()
    sketch.rate(entry, chain, [10.0] * 24)

    program = sketch.program(until=2 * DAY)

    columns = stretch_columns(program)
    assert stretches(program) == [[entry, 3]]
    assert columns["ahead_stretch"].tolist() == [s.NOBODY, s.NOBODY, 0, s.NOBODY, s.NOBODY, s.NOBODY]
    assert columns["first_stretch"].tolist() == [0, s.NOBODY, s.NOBODY, 0, s.NOBODY, s.NOBODY]
    assert_equal_to_twin(program)


@pytest.mark.parametrize("name", LAWS)
def test_ten_steps_of_two_means_and_a_way_back_into_the_middle(name):
    """§4.5, §6.1 Durations of a way are drawn together, up to eight; a later lap has draws of its own."""
    sketch = Sketch()
    chain, law, hour = sketch.chain(), sketch.law(*LAWS[name]), sketch.exponential(HOUR)
    entry = sketch.stage()
    first = [sketch.delay(step) for step in [law] * 2 + [hour, law] * 4]
    sketch.branch([0.5, 0.5], [sketch.here + 1, sketch.here + 2])
    sketch.end()
    sketch.step(s.OP_GOTO, first[4])
    sketch.rate(entry, chain, [7.0] * 24)

    trace = assert_equal_to_twin(sketch.program(until=6 * DAY))

    assert trace.balance.left[0] > 50


def test_nobody_comes_into_the_middle_of_a_stretch():
    """§6.1 Durations are drawn together up to eight, of one kind, and not across an instruction that is jumped to."""
    sketch = Sketch()
    chain, short = sketch.chain(), sketch.exponential(MINUTE)
    long = sketch.law(s.LOGNORMAL, float(np.log(HOUR)), 0.5)
    for law in [short] * 9 + [long] * 2:
        sketch.delay(law)
    sketch.seize(sketch.resource(1), balk_above=1, otherwise=10)
    sketch.end()
    sketch.rate(0, chain, [1.0])

    assert stretches(sketch.program(until=DAY)) == [list(range(8)), [8], [9], [10]]
