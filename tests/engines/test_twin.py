"""The compiled kernel against its slow reading, on programs that hypothesis draws."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossgauge.engines.events import state as s
from engines.judge import assert_equal_to_twin
from engines.programs import HOUR, MINUTE, Sketch

SLOWLY = settings(
    max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def some_law(draw, sketch, mean=20 * MINUTE):
    """A duration about `mean`; constants in whole ten minutes make ties."""
    kind = draw(st.sampled_from(["tie", "zero", "exponential", "lognormal", "gamma", "mixture", "dated"]))
    if kind == "tie":
        return sketch.constant(10 * MINUTE * draw(st.integers(1, 4)))
    if kind == "zero":
        return sketch.constant(0)
    if kind == "lognormal":
        return sketch.law(s.LOGNORMAL, 13.0, 0.8)
    if kind == "gamma":
        return sketch.law(s.GAMMA, 0.7, mean)
    if kind == "mixture":
        parts = [sketch.exponential(mean), sketch.constant(5 * MINUTE)]
        return sketch.law(s.MIXTURE, values=[0.6, 1.0], parts=parts)
    if kind == "dated":
        parts = [sketch.constant(5 * MINUTE), sketch.exponential(mean)]
        return sketch.law(s.DATED, values=[0.0, 7.0 * HOUR], parts=parts)
    return sketch.exponential(mean)


def some_resource(draw, sketch):
    """A resource with a calendar, a discipline and perhaps failures."""
    line = [(0, draw(st.integers(0, 3)))]
    for hour in sorted(draw(st.sets(st.integers(1, 30), max_size=5))):
        line.append((hour * HOUR, draw(st.integers(0, 3))))
    if draw(st.booleans()):
        line.append((31 * HOUR, 3))
    resource = sketch.resource(
        line,
        discipline=draw(st.sampled_from([s.FIRST_COME, s.BY_PRIORITY, s.SHORTEST_FIRST, s.LAST_COME])),
        on_close=draw(st.sampled_from([s.FINISH, s.PAUSE])),
        preempts=draw(st.integers(0, 1)),
        initial=draw(st.sampled_from([-1, -1, -1, 2])),
    )
    if draw(st.integers(0, 3)) == 0:
        sketch.failure(resource, sketch.exponential(5 * HOUR), some_law(draw, sketch), takes=draw(st.integers(1, 2)))
    return resource


def some_gate(draw, sketch):
    """Windows, some of them single instants, with few passes or no limit."""
    hours = sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=12)))
    width = draw(st.sampled_from([0, 20 * MINUTE]))
    windows = [(h * HOUR, h * HOUR + width, draw(st.sampled_from([-1, 1, 2, 3]))) for h in hours]
    return sketch.gate(windows, discipline=draw(st.sampled_from([s.FIRST_COME, s.BY_PRIORITY])))


def add_steps(draw, sketch, things, depth=0):
    """A few steps of a chain, one after another."""
    resources, gates, links = things
    for _ in range(draw(st.integers(1, 4))):
        word = draw(st.sampled_from(["stage", "use", "use", "seize", "delay", "wait", "move", "branch", "season", "loop"]))
        if word == "stage":
            sketch.stage(draw(st.integers(0, 2)))
        elif word in ("use", "seize"):
            options = {
                "count": draw(st.integers(1, 2)),
                "priority": draw(st.integers(0, 2)),
                "balk_above": draw(st.sampled_from([-1, -1, 0, 2])),
                "patience": draw(st.sampled_from([-1, -1, some_law(draw, sketch)])),
            }
            resource = draw(st.sampled_from(resources))
            if word == "use":
                if draw(st.booleans()):
                    options["otherwise"] = sketch.here + 1
                sketch.use(resource, some_law(draw, sketch), **options)
            else:
                sketch.seize(resource, **options)
                sketch.delay(some_law(draw, sketch))
                sketch.release(resource, options["count"])
        elif word == "delay":
            sketch.delay(some_law(draw, sketch))
        elif word == "wait" and gates:
            sketch.step(s.OP_WAIT, draw(st.sampled_from(gates)), draw(st.integers(1, 2)))
        elif word == "move" and links:
            sketch.step(s.OP_MOVE, draw(st.sampled_from(links)), draw(st.integers(0, 1)), some_law(draw, sketch))
        elif word == "season":
            sketch.season([0, 6 * HOUR], [sketch.here + 2, sketch.here + 1])
            sketch.delay(some_law(draw, sketch))
        elif word == "branch":
            at = sketch.branch([0.3, 0.7], [sketch.here + 1, sketch.here + 2])
            assert at + 1 == sketch.here
            sketch.delay(some_law(draw, sketch))
        elif word == "loop":
            begin = sketch.here
            sketch.delay(sketch.exponential(10 * MINUTE))
            sketch.branch([0.4, 0.6], [sketch.here + 1, sketch.here + 2])
            sketch.step(s.OP_GOTO, begin)


def add_family(draw, sketch, things, chain):
    """Split into children that go their way, some signalling early; then join."""
    jump = sketch.step(s.OP_GOTO, 0)
    entry = sketch.here
    add_steps(draw, sketch, things)
    if draw(st.booleans()):
        sketch.step(s.OP_SIGNAL)
    sketch.delay(some_law(draw, sketch))
    sketch.end()
    sketch.steps[jump][1][0] = sketch.here
    count = draw(st.sampled_from([-1, sketch.constant(2), sketch.law(s.UNIFORM, 0, 3)]))
    sketch.step(s.OP_SPLIT, entry, count, chain)
    if draw(st.booleans()):
        sketch.step(s.OP_JOIN)


def add_batch(draw, sketch, things, chain):
    """Gather into a batch that goes its way, and fall apart or not."""
    station = sketch.station(draw(st.integers(1, 4)), draw(st.sampled_from([-1, 2 * HOUR])), draw(st.integers(1, 3)))
    if draw(st.booleans()):
        parts = [sketch.constant(draw(st.integers(1, 4))) for _ in range(2)]
        sketch.size_laws[station] = sketch.law(s.DATED, values=[0.0, 5.0 * HOUR], parts=parts)
    sketch.step(s.OP_BATCH, station)
    jump = sketch.step(s.OP_GOTO, 0)
    entry = sketch.here
    add_steps(draw, sketch, things)
    ending = draw(st.sampled_from([s.OP_UNBATCH, s.OP_LEAVE, s.OP_END]))
    sketch.step(ending)
    sketch.delay(some_law(draw, sketch))
    if draw(st.booleans()):
        sketch.step(s.OP_UNBATCH)
    sketch.end()
    sketch.steps[jump][1][0] = sketch.here
    row = list(sketch.batches[station])
    row[3], row[4] = entry, chain
    sketch.batches[station] = tuple(row)


@st.composite
def some_program(draw):
    """A small program with a little of everything."""
    sketch = Sketch()
    chains = [sketch.chain() for _ in range(3)]
    sketch.n_stages = 3
    resources = [some_resource(draw, sketch) for _ in range(draw(st.integers(1, 3)))]
    gates = [some_gate(draw, sketch) for _ in range(draw(st.integers(0, 1)))]
    links = [
        sketch.link(draw(st.sampled_from([1, 2, -1])), draw(st.sampled_from([0, 10 * MINUTE])), draw(st.sampled_from([-1, 1, 2])))
        for _ in range(draw(st.integers(0, 1)))
    ]
    things = resources, gates, links
    load = draw(st.sampled_from([-1, sketch.law(s.UNIFORM, 0, 4)]))
    for _ in range(draw(st.integers(1, 2))):
        entry = sketch.here
        add_steps(draw, sketch, things)
        if draw(st.booleans()):
            add_family(draw, sketch, things, chains[1])
        if draw(st.booleans()):
            add_batch(draw, sketch, things, chains[2])
            add_steps(draw, sketch, things)
        if draw(st.booleans()):
            sketch.step(s.OP_LEAVE)
            add_steps(draw, sketch, things)
        sketch.end()
        if draw(st.booleans()):
            rates = [draw(st.sampled_from([0.0, 1.5, 4.0]))] * 30
            sketch.rate(entry, chains[0], rates, draw(st.sampled_from([0.0, 0.5, 1.0, 3.0])), draw(st.sampled_from([0, 0.3])),
                        draw(st.integers(0, 2)), load)  # fmt: skip
        else:
            ticks = sorted(draw(st.lists(st.integers(0, 60).map(lambda x: x * 30 * MINUTE), max_size=40)))
            jitter = draw(st.sampled_from([-1, sketch.law(s.UNIFORM, -1.0 * HOUR, 1.0 * HOUR)]))
            sketch.listed(entry, chains[0], ticks, jitter, draw(st.integers(0, 2)), load)
    return sketch.program(until=50 * HOUR, record_from=draw(st.sampled_from([0, 3 * HOUR])))


@SLOWLY
@given(some_program(), st.integers(0, 3))
def test_kernel_equals_the_twin_event_by_event(program, replica):
    """§1 to §8 Same rows, same series, on programs with a little of everything."""
    assert_equal_to_twin(program, seed=7, replica=replica)
