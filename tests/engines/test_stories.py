"""Small stories with known endings, and what holds for every run."""

import subprocess
import sys

import numpy as np
import pytest

from crossgauge.engines.events import run as driver
from crossgauge.engines.events import state as s
from engines.judge import assert_equal_to_twin, rows, run_part
from engines.programs import DAY, HOUR, MINUTE, Sketch, one_server


def left_minutes(trace, chain=0):
    """When the units of a chain left, in order of their ordinals."""
    visits = trace.visits
    mine = np.flatnonzero(visits.chain == chain)
    return (visits.left[mine][np.argsort(visits.ordinal[mine], kind="stable")] / MINUTE).tolist()


def listed_at_a_desk(minutes, service, **resource):
    sketch = Sketch()
    chain, desk = sketch.chain(), sketch.resource(**resource)
    sketch.use(desk, sketch.constant(service * MINUTE))
    sketch.end()
    sketch.listed(0, chain, [m * MINUTE for m in minutes])
    return sketch.program(until=DAY)


def test_second_waits_until_the_desk_is_free():
    """§3.2 One desk serves one at a time."""
    program = listed_at_a_desk([0, 4], 10, capacity=1)

    assert left_minutes(assert_equal_to_twin(program)) == [10, 20]


@pytest.mark.parametrize(("on_close", "ends"), [(s.FINISH, [20, 80]), (s.PAUSE, [65, 85])])
def test_desk_that_closes_finishes_or_pauses(on_close, ends):
    """§3.4 Closed from minute 15 to 60; the use began at 0 or was stopped with 5 left."""
    line = [(0, 1), (15 * MINUTE, 0), (60 * MINUTE, 1)]
    program = listed_at_a_desk([0, 1], 20, capacity=line, on_close=on_close)

    assert left_minutes(assert_equal_to_twin(program)) == ends


def test_express_interrupts_and_the_other_resumes():
    """§3.5 The freight train of 30 minutes is interrupted for 10."""
    sketch = Sketch()
    chain = sketch.chain()
    track = sketch.resource(1, discipline=s.BY_PRIORITY, preempts=1)
    for duration in (30, 10):
        sketch.use(track, sketch.constant(duration * MINUTE))
        sketch.end()
    sketch.listed(0, chain, [0], priority=1)
    sketch.listed(2, chain, [5 * MINUTE], priority=0)

    trace = assert_equal_to_twin(sketch.program(until=DAY))

    assert sorted(left_minutes(trace)) == [15, 40]
    assert trace.visits.waited.max() == 10 * MINUTE


def test_train_waits_for_its_wagons_and_wagons_leave_in_trains():
    """§4.6 to §4.9 Split in 3, each 10 minutes at one crane, join; batches of 2 leave; one wagon stays."""
    sketch = Sketch()
    trains, wagons, out = sketch.chain(), sketch.chain(), sketch.chain()
    crane = sketch.resource(1)
    station = sketch.station(2, entry=5, chain=out)
    sketch.use(crane, sketch.constant(10 * MINUTE))
    sketch.step(s.OP_SIGNAL)
    sketch.step(s.OP_BATCH, station)
    sketch.end()
    sketch.end()
    sketch.delay(sketch.constant(5 * MINUTE))
    sketch.end()
    entry = sketch.step(s.OP_SPLIT, 0, -1, wagons)
    sketch.step(s.OP_JOIN)
    sketch.end()
    sketch.listed(entry, trains, [0], load=sketch.constant(3))

    trace = assert_equal_to_twin(sketch.program(until=DAY))

    assert left_minutes(trace, trains) == [30]
    assert left_minutes(trace, wagons) == [25, 25]
    assert left_minutes(trace, out) == [25]
    assert trace.balance.inside.tolist() == [0, 1, 0]
    batch = trace.visits.unit[trace.visits.chain == out][0]
    assert (trace.visits.parent[trace.visits.chain == wagons] == batch).all()


def test_trains_cross_on_a_single_track():
    """§4.10 Opposing trains wait for each other; a follower keeps its headway."""
    sketch = Sketch()
    chain = sketch.chain()
    link = sketch.link(tracks=1, headway=5 * MINUTE)
    run = sketch.constant(20 * MINUTE)
    for direction in (0, 1):
        sketch.step(s.OP_MOVE, link, direction, run)
        sketch.end()
    sketch.listed(0, chain, [0, 1 * MINUTE])
    sketch.listed(2, chain, [2 * MINUTE])

    trace = assert_equal_to_twin(sketch.program(until=DAY))

    assert sorted((trace.legs.departed // MINUTE).tolist()) == [0, 5, 25]
    assert sorted((trace.legs.arrived // MINUTE).tolist()) == [20, 25, 45]


def test_quota_lapses_and_the_rest_wait_for_the_next_window():
    """§4.11 Two a day between 8 and 10 h; four come before."""
    sketch = Sketch()
    chain = sketch.chain()
    gate = sketch.gate([(d * DAY + 8 * HOUR, d * DAY + 10 * HOUR, 2) for d in range(3)])
    sketch.step(s.OP_WAIT, gate, 1)
    sketch.end()
    sketch.listed(0, chain, [0, 0, 0, 9 * HOUR])

    trace = assert_equal_to_twin(sketch.program(until=3 * DAY))

    assert left_minutes(trace) == [480, 480, 1920, 1920]
    assert trace.series.passed.tolist() == [[2, 2, 0]]


def test_deadlock_is_found_and_named():
    """§9.2 Each holds what the other wants."""
    sketch = Sketch()
    chain, a, b = sketch.chain(), sketch.resource(1), sketch.resource(1)
    for first, second in ((a, b), (b, a)):
        sketch.seize(first)
        sketch.delay(sketch.constant(MINUTE))
        sketch.seize(second)
        sketch.end()
    sketch.listed(0, chain, [0])
    sketch.listed(4, chain, [0])

    ending = run_part(sketch.program(until=DAY), seed=1, replica=0).ending

    assert ending.reason == s.DEADLOCK
    assert ending.tick == MINUTE
    assert ending.stuck_unit.tolist() == [0, 1]
    assert ending.stuck_instruction.tolist() == [2, 6]
    assert ending.stuck_since.tolist() == [MINUTE, MINUTE]


def test_stock_gives_what_others_put():
    """§3.6 One empty wagon at first; the second taker waits for the put at minute 30."""
    sketch = Sketch()
    chain, pool = sketch.chain(), sketch.resource(5, initial=1)
    sketch.seize(pool)
    sketch.end()
    sketch.release(pool)
    sketch.end()
    sketch.listed(0, chain, [0, MINUTE])
    sketch.listed(2, chain, [30 * MINUTE])

    trace = assert_equal_to_twin(sketch.program(until=DAY))

    assert sorted((trace.visits.left // MINUTE).tolist()) == [0, 30, 30]


def test_interrupted_use_that_had_begun_at_once_goes_on_before_its_equals():
    """§3.5 Who waited by priority at a booth and began at once at the desk is no later there for it."""
    sketch = Sketch()
    chain = sketch.chain()
    booth, desk = sketch.resource(1, discipline=s.BY_PRIORITY), sketch.resource(1, preempts=1)
    only_booth = sketch.use(booth, sketch.constant(MINUTE))
    sketch.end()
    both = sketch.use(booth, sketch.constant(MINUTE))
    only_desk = sketch.use(desk, sketch.constant(10 * MINUTE))
    sketch.end()
    sketch.listed(only_booth, chain, [0])
    for minute, entry, priority in ((0, both, 3), (5, only_desk, 1), (8, only_desk, 3)):
        sketch.listed(entry, chain, [minute * MINUTE], priority=priority)

    trace = assert_equal_to_twin(sketch.program(until=DAY))

    assert (np.sort(trace.visits.left) // MINUTE).tolist() == [1, 15, 22, 32]
    assert trace.visits.waited[trace.visits.left == 22 * MINUTE].tolist() == [11 * MINUTE]


def busy_program(**options):
    return one_server(50, (s.EXPONENTIAL, float(MINUTE)), 100, **options)


def same(a, b):
    """Whether two traces are the same to the last bit."""
    return all(np.array_equal(x, y) for part, other in zip(a, b, strict=True) for x, y in zip(part, other, strict=True))


def test_same_seed_same_trace_other_seed_another():
    """§6.1 Bit-equal again; other replicas and seeds differ."""
    first = run_part(busy_program(), seed=3, replica=1)

    assert same(first, run_part(busy_program(), seed=3, replica=1))
    assert not same(first, run_part(busy_program(), seed=3, replica=2))
    assert not same(first, run_part(busy_program(), seed=4, replica=1))


def test_unrelated_component_changes_nothing():
    """§1.2, §6.1 A second desk with ties and units of its own leaves the first as it was."""
    alone, beside = Sketch(), Sketch()
    for sketch in (beside, alone):
        chain = sketch.chain()
        desk = sketch.resource(1)
        sketch.use(desk, sketch.exponential(MINUTE), name="desk")
        sketch.end()
        sketch.rate(0, chain, [50.0] * 50, name="trucks")
        sketch.listed(0, chain, np.arange(300) * 10 * MINUTE, name="buses")
    other, tracks = beside.chain(), beside.resource(2)
    entry = beside.use(tracks, beside.constant(10 * MINUTE))
    beside.end()
    beside.listed(entry, other, np.arange(400) * 7 * MINUTE, name="trains")

    a = run_part(alone.program(until=4 * DAY), seed=1, replica=0).visits
    b = run_part(beside.program(until=4 * DAY), seed=1, replica=0).visits

    mine = b.chain == 0
    for name in ("ordinal", "arrived", "left", "waited"):
        assert np.array_equal(getattr(a, name), getattr(b, name)[mine])


def test_scenarios_share_their_luck():
    """§6.1, §6.3 A second desk shortens waits; arrivals and services stay those of the same trucks."""
    one, two = (run_part(busy_program(capacity=c), seed=1, replica=0).visits for c in (1, 2))

    services = []
    for visits in (one, two):
        order = np.argsort(visits.ordinal)
        services.append((visits.left - visits.arrived - visits.waited)[order][:4_000])
    assert np.array_equal(services[0], services[1])


def test_run_in_slices_is_the_same_run(monkeypatch):
    """§1 The loop may come up for air anywhere: slices of 100 events, blocks of 8 rows."""
    whole = run_part(busy_program(), seed=1, replica=0)
    shares = []
    monkeypatch.setattr(driver, "SLICE", 100)

    sliced = run_part(busy_program(), seed=1, replica=0, on_progress=shares.append)

    assert same(whole, sliced)
    assert len(shares) > 50
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_caller_may_stop():
    """§9.3 The record up to there is complete."""
    trace = run_part(busy_program(), seed=1, replica=0, should_stop=lambda: True)

    assert trace.ending.reason == s.STOPPED
    assert (trace.balance.born == trace.balance.left + trace.balance.inside).all()


def test_large_pools_and_batches_grow():
    """§2 Ten thousand wagons at once, gathered into one batch that leaves with all of them."""
    sketch = Sketch()
    trains, wagons, out = sketch.chain(), sketch.chain(), sketch.chain()
    station = sketch.station(10_000, entry=1, chain=out)
    sketch.step(s.OP_BATCH, station)
    sketch.end()
    entry = sketch.step(s.OP_SPLIT, 0, -1, wagons)
    sketch.end()
    sketch.listed(entry, trains, [0], load=sketch.constant(10_000))

    trace = run_part(sketch.program(until=DAY), seed=1, replica=0)

    assert trace.balance.left.tolist() == [1, 10_000, 1]
    assert len(trace.visits.unit) == 10_002


def test_histogram_bins_are_right_at_their_edges():
    """§8.3 A stay of exactly 1 s and 2 s is in bins 1 and 13, one tick less in the bin below."""
    stays = [0, 999, 1_000, 1_999, 2_000, 3_600_000, 1 << 38]
    sketch = Sketch()
    chain = sketch.chain()
    for stay in stays:
        entry = sketch.delay(sketch.constant(stay))
        sketch.end()
        sketch.listed(entry, chain, [0])
    trace = run_part(sketch.program(until=(1 << 38) + 1), seed=1, replica=0)

    expected = [0, 0, 1, 12, 13, 1 + int(12 * np.log2(3_600)), 255]
    assert np.array_equal(np.flatnonzero(trace.summary.chain_bins[0]), sorted(set(expected)))
    assert trace.summary.chain_bins[0].sum() == len(stays)


UNCOMPILED = """
import warnings; warnings.simplefilter("error")
from engines.test_stories import busy_program
from crossgauge.engines.events.run import run_part
t = run_part(busy_program(), seed=1, replica=0)
print(int(t.visits.left.sum()), int(t.visits.waited.sum()), int(t.summary.chain_bins.argmax()))
"""


def test_same_source_runs_uncompiled():
    """§6.2 With the compiler off the numbers are the same."""
    done = subprocess.run(
        [sys.executable, "-c", UNCOMPILED],
        env={"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": ":".join(p for p in sys.path if p)},
        capture_output=True,
        text=True,
        check=False,
    )
    trace = run_part(busy_program(), seed=1, replica=0)

    expected = [int(trace.visits.left.sum()), int(trace.visits.waited.sum()), int(trace.summary.chain_bins.argmax())]
    assert done.stderr == ""
    assert [int(x) for x in done.stdout.split()] == expected


COLD = """
import numpy as np
from crossgauge.engines.events.streams import whole
from engines.programs import HOUR
from engines.test_stories import busy_program
from crossgauge.engines.events.run import run_part
from engines.twin import Twin
program = busy_program()
t = run_part(program, seed=1, replica=0)
laws = Twin(program, 1, 0).laws
print(int(t.visits.waited.sum()), *[whole(laws, law, np.uint64(7), HOUR) for law in range(len(laws.kind))])
"""


@pytest.mark.slow
def test_laws_may_be_drawn_from_python_in_a_process_that_has_just_compiled(tmp_path):
    """§6.1 Compiled code for Python and code inside the loop do not mix."""
    path = {"PYTHONPATH": ":".join(p for p in sys.path if p)}
    cold, plain = (
        subprocess.run([sys.executable, "-c", COLD], env=path | way, capture_output=True, text=True, check=False)
        for way in ({"NUMBA_CACHE_DIR": str(tmp_path)}, {"NUMBA_DISABLE_JIT": "1", "PYTHONWARNINGS": "ignore"})
    )

    assert cold.returncode == 0, cold.stderr
    assert cold.stdout == plain.stdout


def test_contract_does_not_import_the_compiler():
    """House §3 The compiler of networks reads state.py without numba."""
    code = "import sys, crossgauge.engines.events.state; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                          env={"PYTHONPATH": ":".join(p for p in sys.path if p)})  # fmt: skip

    assert done.stdout.strip() == "False"


def test_rows_are_in_order_of_leaving():
    """§8.1 Visits come in the order in which they left, over all blocks."""
    visits = run_part(busy_program(), seed=1, replica=0).visits

    assert (np.diff(visits.left) >= 0).all()
    assert len(rows(visits)) == len(visits.unit)
