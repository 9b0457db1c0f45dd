"""Whatever the rule of loops lets pass comes to the end of its day, and the kernel never stands still."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from arrays.test_compile import compiled, network_of, road_post
from crossgauge.engines.events import state
from crossgauge.engines.events.run import run_part
from crossgauge.model.checks import check_network
from crossgauge.model.crossings import Chain, Resource
from crossgauge.model.demand import Replay
from crossgauge.model.randomness import Constant, Mixture, Uniform
from crossgauge.model.steps import Arm, Branch, Delay, Goto, Stage, Step, Use

LABELS = [f"step{place}" for place in range(7)]
NOTHING = Constant(0.0)
DURATIONS = (
    NOTHING,
    Constant(0.0004),
    Uniform(0.0, 2_000.0),
    Constant(900.0),
    Mixture((0.9, 0.1), (NOTHING, Constant(5_000.0))),
)
GOTO = st.sampled_from(LABELS).map(lambda label: Goto(goto=label))
DURATION = st.sampled_from(DURATIONS)


@st.composite
def branches(draw: st.DrawFn) -> Branch:
    share = draw(st.sampled_from([0.0, 0.3, 1.0]))
    ways = [draw(st.one_of(st.just(()), GOTO.map(lambda step: (step,)))) for _ in range(2)]
    return Branch(arms=(Arm(share=share, steps=ways[0]), Arm(share=1.0 - share, steps=ways[1])))


@st.composite
def uses(draw: st.DrawFn) -> Use:
    turns = draw(st.booleans())
    return Use(
        use="desk",
        duration=draw(DURATION),
        balk_above=0 if turns else None,
        patience=draw(st.one_of(st.none(), DURATION)),
        otherwise=draw(st.sampled_from(LABELS)) if turns else "",
    )


STEP: st.SearchStrategy[Step] = st.one_of(GOTO, branches(), uses(), DURATION.map(lambda law: Delay(delay=law)))


def network(steps):
    """Three trucks in the same instant, and these steps, each behind a label."""
    labelled = [
        one
        for place, step in enumerate(steps)
        for one in (Stage(stage="s", post="a", label=LABELS[place]), step)
    ]
    at = datetime(2023, 1, 1, 6, tzinfo=UTC)
    chain = Chain(
        id="out", unit_class="truck", arrivals=(Replay(instants=(at,) * 3),), steps=tuple(labelled)
    )
    crossing = road_post("north", resources=(Resource(id="desk", post="a", count=1),))
    return network_of(replace(crossing, chains=(chain,)))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(STEP, min_size=len(LABELS), max_size=len(LABELS)))
def test_what_passes_the_rules_ends(steps):
    """Three looks at the caller are three million events: none of these days has so many."""
    declared = network(steps)
    if check_network(declared):
        return
    (part,) = compiled(declared)
    looks: list[int] = []

    trace = run_part(
        part.program, seed=1, replica=0, should_stop=lambda: len(looks) > 2 or bool(looks.append(0))
    )

    assert trace.ending.reason != state.STOPPED
