"""Which declared value a log's stage tells of: chains by crossing, class and direction, steps by label or stage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from crossgauge.errors import nearest
from crossgauge.model.crossings import Chain, Crossing
from crossgauge.model.network import Network
from crossgauge.model.paths import arm_names, step_names, subject_of
from crossgauge.model.randomness import Distribution
from crossgauge.model.steps import Batch, Branch, Delay, Join, Move, Seize, Stage, Transload, Use, Wait

KEYS = ("crossing", "post", "direction", "stage", "unit_class")
TAKING_TIME = (Delay, Use, Move, Wait, Batch, Join, Seize, Transload)  # what a stage may hold
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A declared duration where it stands.

    path      of the value: ('crossings', …, 'for')
    names     by which a log may call the step itself: its label, verb and subject, the subject
    stage     the stage in which it stands ('' if none, or if several can be)
    alone     whether nothing else in that stage takes time
    """

    path: tuple[str, ...]
    crossing: str
    chain: str
    names: tuple[str, ...]
    stage: str
    post: str
    step: Use | Delay | Move | Transload
    law: Distribution
    alone: bool


@dataclass(slots=True)
class Stretch:
    """A stage of a chain while the chain is walked."""

    stage: str
    post: str
    content: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A declared duration and the rows of a log that tell of it.

    of_step : the log has the step itself, begin and end of the work; else its whole stage, waiting included
    keys    : values of KEYS that these rows have
    """

    spot: Spot
    of_step: bool
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What of a log was found in a network. missing : in words, what was not, with what is near."""

    matches: tuple[Match, ...]
    chains: dict[tuple[str, str], tuple[Key, ...]]  # (crossing, chain) -> rows
    missing: tuple[str, ...]


def spots_of(crossing: Crossing, chain: Chain) -> list[Spot]:
    """The declared durations of a chain."""
    stretches: list[tuple[Stretch, tuple[str, ...], Any]] = []
    path = ("crossings", crossing.id, "chains", chain.id, "steps")
    _laid(chain.steps, path, Stretch("", ""), stretches)
    spots = []
    for stretch, where, step in stretches:
        word = "delay" if isinstance(step, Delay) else "for"
        law = step.delay if isinstance(step, Delay) else getattr(step, "duration", None)
        if not isinstance(step, Use | Delay | Move | Transload) or law is None:
            continue
        spots.append(
            Spot(
                path=(*where, word),
                crossing=crossing.id,
                chain=chain.id,
                names=(step.label or where[-1], where[-1], subject_of(step)),
                stage=stretch.stage,
                post=stretch.post,
                step=step,
                law=law,
                alone=len(stretch.content) == 1 and not isinstance(step, Transload),
            )
        )
    return spots


def _laid(
    steps: Sequence[Any],
    path: tuple[str, ...],
    stretch: Stretch,
    found: list[tuple[Stretch, tuple[str, ...], Any]],
) -> Stretch:
    """Note every step that takes time with its stage; gives the stage in which the next would stand."""
    for name, step in zip(step_names(steps), steps, strict=True):
        if isinstance(step, Stage):
            stretch = Stretch(step.stage, step.post)
        elif isinstance(step, Branch):
            arms = zip(arm_names(step.arms), step.arms, strict=True)
            ends = [
                _laid(arm.steps, (*path, name, "arms", word, "steps"), stretch, found) for word, arm in arms
            ]
            if any(end is not stretch for end in ends):
                stretch = Stretch("", "")
        elif isinstance(step, TAKING_TIME):
            stretch.content.append(step)
            found.append((stretch, (*path, name), step))
    return stretch


def matched(network: Network, records: pl.DataFrame) -> Matched:
    """The declared durations and chains of which a log tells.

    records : as `crossgauge.sources.logs.Log` has them; rows in motion are left out
    """
    keys: list[Key] = records.filter(~pl.col("moving")).select(KEYS).unique(maintain_order=True).rows()
    chains: dict[tuple[str, str], list[Key]] = {}
    steps: dict[tuple[tuple[str, ...], bool], tuple[Spot, list[Key]]] = {}
    missing: dict[str, None] = {}
    for key in keys:
        crossing, fault = crossing_of(network, key)
        found, fault = chains_of(network, crossing, key) if crossing else ([], fault)
        if fault:
            missing[fault] = None
        for chain in found:
            assert crossing is not None
            chains.setdefault((crossing.id, chain.id), []).append(key)
        if found and crossing:
            spot, of_step, fault = spot_of(crossing, found, key)
            if fault:
                missing[fault] = None
            elif spot is not None:
                steps.setdefault((spot.path, of_step), (spot, []))[1].append(key)
    matches = [Match(spot=spot, of_step=how, keys=tuple(rows)) for (_, how), (spot, rows) in steps.items()]
    told = {chain: tuple(rows) for chain, rows in chains.items()}
    return Matched(matches=tuple(matches), chains=told, missing=tuple(missing))


def crossing_of(network: Network, key: Key) -> tuple[Crossing | None, str]:
    """The crossing of a row; none, and why, if it is not there."""
    word = key[0]
    if not word and len(network.crossings) == 1:
        return network.crossings[0], ""
    for crossing in network.crossings:
        if folded(word) in (folded(crossing.id), folded(crossing.name)):
            return crossing, ""
    hint = nearest(word, [crossing.id for crossing in network.crossings])
    return None, f"no crossing is called '{word}'. {hint}"


def chains_of(network: Network, crossing: Crossing, key: Key) -> tuple[list[Chain], str]:
    """The chains of a row: by its class, or the chain's own id, and its direction; several if it says neither."""
    _, _, direction, _, unit_class = (folded(word) for word in key)
    classes = {one.id: {folded(one.id), folded(one.name), folded(one.kind)} for one in network.classes}
    of_class = [
        chain
        for chain in crossing.chains
        if not unit_class
        or unit_class in ({folded(chain.id), folded(chain.unit_class)} | classes.get(chain.unit_class, set()))
    ]
    if not of_class:
        known = [word for chain in crossing.chains for word in (chain.id, chain.unit_class)]
        return [], f"{crossing.id}: no class or chain is called '{key[4]}'. {nearest(key[4], known)}"
    found = [chain for chain in of_class if not direction or folded(chain.direction) in (direction, "")]
    if not found:
        known = [chain.direction for chain in of_class]
        return [], f"{crossing.id}: no direction of '{key[4]}' is called '{key[2]}'. {nearest(key[2], known)}"
    return found, ""


def spot_of(crossing: Crossing, chains: Sequence[Chain], key: Key) -> tuple[Spot | None, bool, str]:
    """The one declared duration that a row tells of, and whether it has the step itself; else why there is none."""
    stage, post = folded(key[3]), folded(key[1])
    countries = {folded(one.id): folded(one.country) for one in crossing.posts}
    spots = [spot for chain in chains for spot in spots_of(crossing, chain)]
    here = [
        spot
        for spot in spots
        if not post or not spot.post or post in (folded(spot.post), countries.get(folded(spot.post), ""))
    ]
    whole = [spot for spot in here if stage and folded(spot.stage) == stage]
    alone = [spot for spot in whole if spot.alone]
    by_name = [spot for spot in here if stage and stage in {folded(name) for name in spot.names}]
    if len(by_name) == 1 and not whole:
        return by_name[0], True, ""
    if len(alone) == 1 and len(whole) == 1:
        return alone[0], False, ""
    several = len(by_name) > 1 or len(alone) > 1
    return None, False, why_none(crossing, chains, key[3], several, [spot.names[0] for spot in whole])


def why_none(
    crossing: Crossing, chains: Sequence[Chain], stage: str, several: bool, inside: Sequence[str]
) -> str:
    """Why a stage of a log tells of no one duration. inside : the durations that the declared stage holds."""
    where = f"{crossing.id}, {', '.join(chain.id for chain in chains)}"
    if several:
        return f"{where}: '{stage}' is in several chains. Expected class and direction in the log."
    if inside:
        told = f"stage '{stage}' holds more than one thing that takes time ({', '.join(inside)})"
        return f"{where}: {told}. Expected the log to have them apart, by these names."
    known = [word for chain in chains for word in words_of(crossing, chain)]
    if folded(stage) in {folded(word) for word in known}:
        return ""  # a stage of waiting only: there is nothing to fit
    return f"{where}: no stage or step is called '{stage}'. {nearest(stage, known)}"


def words_of(crossing: Crossing, chain: Chain) -> Iterator[str]:
    """The names of a chain that a log may use: stages, and steps with a duration."""
    for spot in spots_of(crossing, chain):
        yield spot.names[0]
    yield from stages_of(chain.steps)


def stages_of(steps: Sequence[Any]) -> Iterator[str]:
    """The stages of a chain, as they come."""
    for step in steps:
        if isinstance(step, Stage):
            yield step.stage
        elif isinstance(step, Branch):
            for arm in step.arms:
                yield from stages_of(arm.steps)


def folded(word: str) -> str:
    """A word as it is compared: 'Kz_Check ' and 'kz-check' are one.

    >>> folded("Customs Control_2 ")
    'customs-control-2'
    """
    return "-".join(word.casefold().replace("_", " ").replace("-", " ").split())
