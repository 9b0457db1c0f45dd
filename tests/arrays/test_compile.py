"""A declared network becomes programs, part by part."""

from dataclasses import replace
from datetime import date

import pytest

from crossgauge.arrays.compile import compile_network
from crossgauge.arrays.draws import key_of
from crossgauge.engines.events import state
from crossgauge.engines.events.run import run_part
from crossgauge.errors import RunImpossible
from crossgauge.model import steps
from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.crossings import Chain, Crossing, Post, Resource
from crossgauge.model.demand import Arrivals
from crossgauge.model.fleet import TrafficClass
from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.model.randomness import Constant, Exponential
from engines.judge import mean_interval


def road_post(name: str, *, resources=None, chain_steps=None, chains=()) -> Crossing:
    lanes = Resource(id="lanes", post="a", kind="lanes", count=2)
    plain = (
        steps.Stage(stage="check", post="a"),
        steps.Use(use="lanes", duration=Exponential(600.0), label="check"),
    )
    trucks = Chain(
        id="out",
        unit_class="truck",
        direction="out",
        arrivals=(Arrivals(count=((2023, 3650.0),)),),
        steps=chain_steps or plain,
    )
    return Crossing(
        id=name,
        name=name,
        mode="road",
        posts=(Post(id="a", name="A", place="here", country="AA", clock="UTC"),),
        resources=resources or (lanes,),
        chains=(trucks, *chains),
    )


def network_of(*crossings: Crossing, agreements=()) -> Network:
    return Network(
        id="test",
        places=(Place(id="here", name="Here", latitude=0, longitude=0),),
        classes=(
            TrafficClass(id="truck", name="Truck", kind="truck", mass_t=20.0),
            TrafficClass(id="box", name="Box", kind="container", teu=2.0),
            TrafficClass(id="train", name="Train", kind="block train", load=Constant(55.0), carries="box"),
        ),
        crossings=crossings,
        agreements=agreements,
    )


def compiled(network: Network, days: int = 1):
    return compile_network(network, start=date(2023, 1, 1), days=days, warmup_days=0)


def test_crossings_that_share_nothing_are_parts_of_their_own():
    """§10.9 what is not connected is simulated apart."""
    parts = compiled(network_of(road_post("north"), road_post("south")))

    assert [[row.crossing for row in part.index.chains] for part in parts] == [["north"], ["south"]]


def test_a_crossing_draws_the_same_whatever_is_added_elsewhere():
    """§6.1 Keys are made of names, so a second crossing changes nothing for the first."""
    alone = compiled(network_of(road_post("north")))[0].program
    beside = compiled(network_of(road_post("aaa"), road_post("north")))[1].program

    assert (alone.instructions.key == beside.instructions.key).all()
    assert (alone.sources.key == beside.sources.key).all()


def test_a_step_put_in_before_leaves_the_keys_of_the_others():
    """§10.7 A step is known by its label or words, not by its place."""
    before = compiled(network_of(road_post("north")))[0]
    more = (
        steps.Stage(stage="check", post="a"),
        steps.Delay(delay=Constant(60.0)),
        steps.Use(use="lanes", duration=Exponential(600.0), label="check"),
    )
    after = compiled(network_of(road_post("north", chain_steps=more)))[0]

    kept = set(before.program.instructions.key.tolist()) - set(after.program.instructions.key.tolist())
    assert kept == set()
    assert key_of("north.out.check") in before.program.instructions.key.tolist()


def test_a_transload_is_a_split_whose_children_move_and_signal():
    """§10.8 Transload in primitive steps."""
    train = (
        steps.Stage(stage="transfer", post="a"),
        steps.Transload(transload="boxes", machine="cranes", onto="room", duration=Constant(120.0)),
    )
    boxes = Chain(id="boxes", unit_class="box", direction="out", steps=(steps.Stage(stage="gone", post="a"),))
    crossing = road_post(
        "rail",
        resources=(
            Resource(id="cranes", kind="cranes", count=3),
            Resource(id="room", kind="wagons", count=61, stock=True),
        ),
        chain_steps=train,
        chains=(boxes,),
    )

    program = compiled(network_of(crossing))[0].program

    ops = program.instructions.op.tolist()
    split = ops.index(state.OP_SPLIT)
    child = program.instructions.args[split, 0]
    assert ops[split : split + 2] == [state.OP_SPLIT, state.OP_JOIN]
    assert ops[child : child + 5] == [
        state.OP_STAGE,
        state.OP_SEIZE,
        state.OP_USE,
        state.OP_SIGNAL,
        state.OP_GOTO,
    ]
    assert program.resources.initial.tolist() == [state.NOBODY, 61]


def test_an_agreement_changes_a_duration_from_its_first_day():
    """§10.4 durations that change by date are drawn by date."""
    faster = Agreement(
        id="fast",
        name="Faster checks",
        start=date(2023, 1, 3),
        changes=(Change(path="crossings.north.chains.out.steps.check.for", verb="scale", value=0.5),),
    )

    program = compiled(network_of(road_post("north"), agreements=(faster,)), days=5)[0].program

    use = program.instructions.op.tolist().index(state.OP_USE)
    drawn = program.instructions.args[use, 6]
    table = program.distributions
    assert table.kind[drawn] == state.DATED
    assert table.values[table.first[drawn] : table.last[drawn]].tolist() == [0.0, 2 * 86_400_000.0]
    parts = table.parts[table.first[drawn] : table.last[drawn]]
    assert table.parameter[parts, 0].tolist() == [600_000.0, 300_000.0]


def test_an_agreement_may_add_lanes_on_its_date():
    """§10.4 Capacity by season."""
    lanes = Agreement(
        id="lanes",
        name="More lanes",
        start=date(2023, 1, 2),
        end=date(2023, 1, 2),
        changes=(Change(path="crossings.north.resources.lanes.count", verb="set", value=5),),
    )

    program = compiled(network_of(road_post("north"), agreements=(lanes,)), days=4)[0].program

    day = 86_400_000
    assert program.resources.tick.tolist() == [0, day, 2 * day]
    assert program.resources.capacity.tolist() == [2, 5, 2]


def test_what_is_not_drawn_changes_by_a_way_for_each_season():
    """§10.4 A count of a use that changes by date: two uses under one key, and the season's way to them."""
    wider = Agreement(
        id="wide",
        name="Wide loads",
        start=date(2023, 1, 2),
        changes=(Change(path="crossings.north.chains.out.steps.check.count", verb="set", value=2),),
    )

    program = compiled(network_of(road_post("north"), agreements=(wider,)), days=4)[0].program

    ops = program.instructions.op.tolist()
    season = ops.index(state.OP_SEASON)
    first, n = program.instructions.args[season, :2].tolist()
    ways = program.branch_to[first : first + n].tolist()
    assert program.branch_share[first : first + n].tolist() == [0.0, 86_400_000.0]
    assert [ops[way] for way in ways] == [state.OP_USE, state.OP_USE]
    assert program.instructions.args[ways, 1].tolist() == [1, 2]
    assert len(set(program.instructions.key[ways].tolist())) == 1


def test_a_dated_batch_is_one_station_whose_size_is_dated():
    """§10.4 Trains of 50 become trains of 55: those who wait at the change go with the longer train."""
    boxes = (steps.Stage(stage="make up", post="a"), steps.Batch(batch=50, into="train", label="make-up"))
    train = Chain(id="train", unit_class="train", steps=(steps.Stage(stage="gone", post="a"),))
    longer = Agreement(
        id="longer",
        name="Longer trains",
        start=date(2023, 1, 2),
        changes=(Change(path="crossings.rail.chains.out.steps.make-up.batch", verb="set", value=55),),
    )
    crossing = road_post("rail", chain_steps=boxes, chains=(train,))

    program = compiled(network_of(crossing, agreements=(longer,)), days=4)[0].program

    law = program.batches.size_law[0]
    table = program.distributions
    assert table.kind[law] == state.DATED
    assert table.parameter[table.parts[table.first[law] : table.last[law]], 0].tolist() == [50.0, 55.0]


def test_a_station_that_changes_in_more_than_its_size_is_refused():
    """§10.4 A station is one place through all seasons."""
    boxes = (steps.Batch(batch=50, into="train", at_most=3600.0, label="make-up"),)
    train = Chain(id="train", unit_class="train", steps=(steps.Stage(stage="gone", post="a"),))
    sooner = Agreement(
        id="sooner",
        name="Sooner",
        start=date(2023, 1, 2),
        changes=(Change(path="crossings.rail.chains.out.steps.make-up.at_most", verb="set", value=1800.0),),
    )
    crossing = road_post("rail", chain_steps=boxes, chains=(train,))

    with pytest.raises(RunImpossible, match=r"step 'rail\.out\.make-up' gathers units"):
        compiled(network_of(crossing, agreements=(sooner,)), days=4)


def test_who_turns_back_draws_anew():
    """§4.2, §4.5 Retrials, M/M/1 at load 0.5: who finds the desk at work comes again after 2 on average.

    Mean time inside 4 (Falin and Templeton, 1997). No two returns of a unit take the same time.
    """
    desk = Resource(id="desk", post="a", count=1)
    chain_steps = (
        steps.Goto(goto="try"),
        steps.Stage(stage="orbit", label="orbit"),
        steps.Delay(delay=Exponential(120.0)),
        steps.Stage(stage="desk", label="try"),
        steps.Use(use="desk", duration=Exponential(60.0), balk_above=0, otherwise="orbit"),
    )
    crossing = road_post("north", resources=(desk,), chain_steps=chain_steps)
    often = replace(crossing.chains[0], arrivals=(Arrivals(count=((2023, 0.5 * 60 * 24 * 365),)),))
    (part,) = compiled(network_of(replace(crossing, chains=(often,))), days=20)

    traces = [run_part(part.program, seed=1, replica=replica) for replica in range(16)]

    mean, half = mean_interval([(one.visits.left - one.visits.arrived).mean() / 60_000 for one in traces])
    assert abs(mean - 4.0) < half < 0.3
    stages = traces[0].stages
    orbit = stages.stage == [row.stage for row in part.index.stages].index("orbit")
    returns = list(zip(stages.unit[orbit], (stages.left - stages.entered)[orbit], strict=True))
    assert len(set(returns)) > 0.999 * len(returns) > 10_000
