"""The present of a finished run at an instant: what an observer at the border could have written down."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from crossgauge.arrays.compile import Part, compile_network
from crossgauge.engines.events.moments import Moment, moment_of, run_with_moments
from crossgauge.engines.events.state import NOBODY, OP_UNBATCH, TICKS_PER_SECOND
from crossgauge.errors import RunImpossible
from crossgauge.model.network import Network
from crossgauge.model.present import GONE, Present, Standing, Taken
from crossgauge.study.run import day_of, input_hash
from crossgauge.tables.manifest import read_manifest


def present_of(folder: Path, network: Network, at: datetime, replica: int = 1) -> Present:
    """Who was where at an instant of a replica of a run, simulated anew to it with the run's own seed.

    network : that of the run, its scenario applied
    Raises RunImpossible where the network is another, or the instant is not in the run; ResultsUnreadable.
    """
    told = read_manifest(folder)
    if told["input"] != input_hash(network):
        scenario = f" with scenario '{told['scenario']}'" if told.get("scenario") else ""
        raise RunImpossible(
            f"{folder}: was simulated from network '{told['network']['id']}'{scenario}, and this one is not the same."
            "\n    Expected the project folder of the run, as it was, and its --scenario."
        )
    if not 1 <= replica <= int(told["replicas"]):
        raise RunImpossible(f"replica is {replica}. Expected 1 to {told['replicas']}.")
    start = day_of(told["start"], "start")
    assert start is not None
    parts = compile_network(network, start=start, days=int(told["days"]), warmup_days=int(told["warmup_days"]))
    return present_in(parts, at, seed=int(told["seed"]), replica=replica)


def present_in(parts: tuple[Part, ...], at: datetime, *, seed: int, replica: int) -> Present:
    """Who is where at an instant of a replica. Raises RunImpossible where the instant is not in its period."""
    found: list[Moment] = []
    for part in parts:
        tick = round((at - part.index.epoch).total_seconds() * TICKS_PER_SECOND)
        if not 0 < tick <= part.program.until:
            last = part.index.epoch + timedelta(seconds=part.program.until / TICKS_PER_SECOND)
            raise RunImpossible(
                f"at is {at.isoformat()}, outside of the run. Expected an instant from"
                f" {part.index.epoch.isoformat()} to {last.isoformat()}."
            )
        run_with_moments(
            part.program._replace(until=tick),
            [tick],
            seed=seed,
            replica=replica,
            read=lambda world, tick: found.append(moment_of(world, tick)),
        )
    return present_at(parts, found, at)


def present_at(parts: tuple[Part, ...], moments: list[Moment], at: datetime) -> Present:
    """Moments of all parts, in words."""
    standing = [row for part, one in zip(parts, moments, strict=True) for row in rows_of(part, one)]
    taken = [row for part, one in zip(parts, moments, strict=True) for row in taken_of(part, one)]
    return Present(at=at, standing=tuple(standing), taken=tuple(taken))


def rows_of(part: Part, moment: Moment) -> Iterator[Standing]:
    """A row a unit, the oldest first; a name where another row speaks of it.

    Who has left inside of a train that is never taken apart is gone with it.
    """
    index = part.index
    never_apart = not (part.program.instructions.op == OP_UNBATCH).any()
    with_train = moment.has_left & (moment.carrier != NOBODY) & never_apart
    spoken_of = {*moment.parent[~with_train].tolist(), *moment.carrier[~with_train].tolist()} - {NOBODY}
    first_stage = {row.chain: place for place, row in reversed(list(enumerate(index.stages)))}

    def named(serial: int) -> str:
        return "" if serial == NOBODY else f"{index.part}-{serial}"

    def instant(tick: int) -> datetime | None:
        return None if tick == NOBODY else index.epoch + timedelta(seconds=tick // TICKS_PER_SECOND)

    for place, serial in enumerate(moment.serial.tolist()):
        at = int(moment.at[place])
        if at >= len(index.instructions) or with_train[place]:
            continue  # turned away at this very tick, or gone
        chain = index.chains[moment.chain[place]]
        left = bool(moment.has_left[place])
        number = int(moment.stage[place]) if moment.stage[place] != NOBODY else first_stage.get(chain.chain, NOBODY)
        stage = None if left or number == NOBODY else index.stages[number]
        yield Standing(
            crossing=chain.crossing,
            chain=chain.chain,
            stage=stage.stage if stage else GONE,
            post=stage.post if stage else "",
            step=step_named(index.instructions[at], chain.crossing, chain.chain),
            unit=named(serial) if serial in spoken_of else "",
            arrived=instant(int(moment.arrived[place]) + chain.announced),
            entered=None if stage is None or moment.stage[place] == NOBODY else instant(int(moment.entered[place])),
            begun=instant(int(moment.begun[place])),
            load=int(moment.load[place]),
            parent=named(int(moment.parent[place])),
            inside=named(int(moment.carrier[place])),
        )


def step_named(instruction: str, crossing: str, chain: str) -> str:
    """A step as a state file names it: without its crossing, and without its chain where that is the unit's own.

    >>> step_named("post.truck.use:officer", "post", "truck")
    'use:officer'
    """
    return instruction.removeprefix(f"{crossing}.").removeprefix(f"{chain}.")


def taken_of(part: Part, moment: Moment) -> Iterator[Taken]:
    """Stocks and used quotas."""
    initial = part.program.resources.initial
    for place, row in enumerate(part.index.resources):
        if initial[place] != NOBODY:
            yield Taken(
                crossing=row.crossing, resource=row.id, count=int(moment.capacity[place] - moment.free[place])
            )
    for place, row in enumerate(part.index.gates):
        if row.kind == "quota" and moment.passed[place] > 0:
            yield Taken(crossing=row.crossing, resource=row.id, count=int(moment.passed[place]))


def without_times(present: Present) -> Present:
    """The same present as one knows it who counts and keeps no times: no instants, no steps of work in hand."""
    standing = [replace(one, begun=None, entered=None, arrived=None) for one in present.standing]
    return replace(present, standing=tuple(standing))
