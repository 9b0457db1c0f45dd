"""The stages of a chain and the stocks of a crossing, as a person names them."""

from collections.abc import Iterator, Sequence

from crossgauge.model.crossings import Crossing
from crossgauge.model.network import Network
from crossgauge.model.steps import Branch, Stage, Step, Transload

TRANSSHIPMENT = "transshipment"  # stage of the loads while they are moved


def stages_of(crossing: Crossing, chain: str) -> list[tuple[str, str]]:
    """Post and label of every stage that a unit of a chain may be at, in order, each once."""
    found: list[tuple[str, str]] = []
    for one in crossing.chains:
        for post, step in with_post(one.steps, ""):
            if isinstance(step, Stage) and one.id == chain:
                found.append((post, step.stage))
            if isinstance(step, Transload) and step.transload == chain:
                found.append((post, TRANSSHIPMENT))
    return list(dict.fromkeys(found))


def with_post(steps: Sequence[Step], post: str) -> Iterator[tuple[str, Step]]:
    """Every step, those of arms too, with the post at which it happens."""
    for step in steps:
        if isinstance(step, Stage):
            post = step.post or post
        yield post, step
        if isinstance(step, Branch):
            for arm in step.arms:
                yield from with_post(arm.steps, post)


def stocks_of(network: Network, crossing: str) -> list[str]:
    """Stocks and quotas of a crossing, or, of '', those that are shared: what does not follow from who is where."""
    home = next((one for one in network.crossings if one.id == crossing), network)
    stocks = [one.id for one in home.resources if one.stock]
    return [*stocks, *[one.id for one in home.gates if one.kind == "quota"]]
