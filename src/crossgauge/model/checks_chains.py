"""Rules of process chains: branches, jumps, joins, and what is held on the way."""

from collections import Counter
from collections.abc import Iterator

from crossgauge.errors import nearest
from crossgauge.model.crossings import Crossing
from crossgauge.model.findings import Faults, chains, crossings, fault
from crossgauge.model.flow import END, Spot, flow_of, reachable, walk
from crossgauge.model.holdings import Held, holdings, stocks_of, ways
from crossgauge.model.network import Network
from crossgauge.model.paths import Path, arm_names
from crossgauge.model.steps import (
    Branch,
    Goto,
    Join,
    Leave,
    Move,
    Release,
    Split,
    Transload,
    Unbatch,
)


def branch_shares(network: Network) -> Faults:
    """The shares of a branch's arms add to 1."""
    for path, _, chain in chains(network):
        for place, step in walk(chain.steps, (*path, "steps")):
            if not isinstance(step, Branch):
                continue
            for name, arm in zip(arm_names(step.arms), step.arms, strict=True):
                if arm.share is None:
                    yield fault((*place, "arms", name), "has no share", "Expected 'share: 0.05'.")
            total = sum(arm.share or 0.0 for arm in step.arms)
            if abs(total - 1.0) > 1e-6 and all(arm.share is not None for arm in step.arms):
                yield fault(place, f"has shares that add to {total:g}", "Expected shares that add to 1.")


def labels(network: Network) -> Faults:
    """A label stands once in its chain."""
    for path, _, chain in chains(network):
        told = [step.label for _, step in walk(chain.steps, (*path, "steps")) if step.label]
        for label, times in Counter(told).items():
            if times > 1:
                yield fault(
                    (*path, "steps", label), f"has its label {times} times", "Expected every label once."
                )


def jumps(network: Network) -> Faults:
    """`goto` and `otherwise` name labels of their chain."""
    for path, _, chain in chains(network):
        places = list(walk(chain.steps, (*path, "steps")))
        known = [step.label for _, step in places if step.label]
        for place, step in places:
            word = "goto" if isinstance(step, Goto) else "otherwise"
            label = getattr(step, word, "")
            if label and label not in known:
                expected = f"Expected a label of the chain. {nearest(label, known)}"
                yield fault((*place, word), f"is '{label}', which is no label", expected)


def joins(network: Network) -> Faults:
    """Who joins has split or transloaded, so that there is somebody to wait for."""
    for path, _, chain in chains(network):
        places = list(walk(chain.steps, (*path, "steps")))
        if any(isinstance(step, Split | Transload) for _, step in places):
            continue
        for place, step in places:
            if isinstance(step, Join):
                yield fault(
                    place, "waits for children that nobody makes", "Expected a split or transload before it."
                )


def _unbatched(crossing: Crossing) -> frozenset[str]:
    """Chains whose batches set their members free again."""
    return frozenset(
        chain.id
        for chain in crossing.chains
        if any(isinstance(step, Unbatch) for _, step in walk(chain.steps, ()))
    )


def flows(network: Network) -> Iterator[tuple[Path, Crossing, list[Spot], int]]:
    """The steps of every chain as they follow each other."""
    for path, crossing in crossings(network):
        free = _unbatched(crossing)
        for chain in crossing.chains:
            within = (*path, "chains", chain.id)
            yield within, crossing, *flow_of(chain.steps, (*within, "steps"), free)


def leaves(network: Network) -> Faults:
    """A visit ends once: no second leave comes after a leave."""
    for _, _, spots, _ in flows(network):
        for first in (spot for spot in spots if isinstance(spot.step, Leave)):
            for place in reachable(spots, [*first.onward, *first.aside]):
                if isinstance(spots[place].step, Leave):
                    yield fault(spots[place].path, "leaves again", "Expected one leave on every way.")


def held(network: Network) -> Faults:
    """A unit releases what it holds, holds nothing at its end, and arms that meet hold the same; stocks are free."""
    for _, crossing, spots, first in flows(network):
        known = {one.id for one in (*network.resources, *crossing.resources)}
        asked = {getattr(spot.step, word, None) for spot in spots for word in ("seize", "release")} - {None}
        if asked <= known:  # else the rule of names has said it
            yield from _held_on_the_way(spots, first, stocks_of(network, crossing))


def _held_on_the_way(spots: list[Spot], first: int, stocks: set[str]) -> Faults:
    before = holdings(spots, first, stocks)
    before.pop(END, None)
    for place, holds in before.items():
        yield from _given_back(spots[place], dict(holds), stocks)
    told: set[int] = set()
    for place, holds in before.items():
        spot = spots[place]
        for onward, then in ways(spot, holds, stocks):
            if onward == END and then and place not in told:
                told.add(place)
                wrong = f"ends the chain while it holds {_said(then)}"
                yield fault(spot.path, wrong, "Expected 'release' before the end, or 'stock: true'.")
            elif onward != END and before[onward] != then and onward not in told:
                told.add(onward)
                wrong = f"is reached holding {_said(before[onward])} and holding {_said(then)}"
                yield fault(spots[onward].path, wrong, "Expected the same on every way to it.")


def _given_back(spot: Spot, holds: dict[str, int], stocks: set[str]) -> Faults:
    step = spot.step
    if isinstance(step, Release) and step.release not in stocks:
        has = holds.get(step.release, 0)
        if has < step.count:
            wrong = f"releases {step.count} of '{step.release}' and holds {has}"
            yield fault(spot.path, wrong, "Expected 'seize' before it, or 'stock: true' of the resource.")


def _said(holds: Held) -> str:
    return ", ".join(f"{count} of '{name}'" for name, count in holds) or "nothing"


def gauges(network: Network) -> Faults:
    """A train runs on links of its own gauge."""
    links = {link.id: link.gauge_m for link in network.links}
    consists = {consist.id: consist.gauge_m for consist in network.consists}
    gauge_of = {one.id: consists.get(one.consist) for one in network.classes}
    for path, _, chain in chains(network):
        own = gauge_of.get(chain.unit_class)
        for place, step in walk(chain.steps, (*path, "steps")):
            track = links.get(step.move) if isinstance(step, Move) else None
            if own and track and abs(own - track) > 0.005:
                wrong = f"runs a train of {own * 1000:.0f} mm over a link of {track * 1000:.0f} mm"
                yield fault(place, wrong, "Expected a link of the same gauge, or a transload before it.")
