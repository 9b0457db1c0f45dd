"""Rules of documents: who needs them, what waits for them, and which steps they may take."""

from collections.abc import Sequence

from crossgauge.errors import nearest
from crossgauge.model.crossings import Chain, Crossing
from crossgauge.model.documents import PAPER, Document
from crossgauge.model.findings import Faults, crossings, fault, reference
from crossgauge.model.flow import walk
from crossgauge.model.network import Network
from crossgauge.model.paths import VERB_OF, Path
from crossgauge.model.steps import Batch, Join, Leave, Signal, Split, Stage, Step, Transload, Unbatch

HOUR_S = 3_600.0
NOT_OF_PAPERS = (Split, Join, Signal, Batch, Unbatch, Transload, Leave)


def documents(network: Network) -> Faults:
    """A document names a post, chains and a stage that all of them pass, and has steps at desks."""
    kinds = {one.id: one.kind for one in network.classes}
    for path, crossing in crossings(network):
        for paper in crossing.documents:
            within = (*path, "documents", paper.id)
            yield from names(within, crossing, paper, kinds)
            yield from own_steps(within, paper)
            for chain in crossing.chains:
                if chain.id in paper.chains:
                    yield from needed(within, crossing, paper, chain)


def names(path: Path, crossing: Crossing, paper: Document, kinds: dict[str, str]) -> Faults:
    """Ids that it refers to are there, and its own is free."""
    known = {chain.id for chain in crossing.chains}
    yield from reference((*path, "post"), "post", paper.post, {post.id for post in crossing.posts})
    for chain in paper.chains:
        yield from reference((*path, "chains"), "chain", chain, known)
    if not paper.chains:
        yield fault((*path, "chains"), "is empty", f"Expected chains whose units need it. {nearest('', known)}")
    if paper.id in known:
        yield fault(path, "has the name of a chain", "Expected a name of its own: it becomes a chain.")
    if kinds.get(paper.id, PAPER) != PAPER:
        wrong = f"has the name of a class of kind '{kinds[paper.id]}'"
        yield fault(path, wrong, f"Expected a name of its own, or a class of kind '{PAPER}'.")
    if paper.ahead_s and paper.sent:
        yield fault((*path, "ahead"), "is told beside 'sent'", "Expected one of them.")
    if paper.ahead_s % HOUR_S:
        yield fault((*path, "ahead"), f"is {paper.ahead_s:g} s", "Expected whole hours, such as '6 h'.")


def own_steps(path: Path, paper: Document) -> Faults:
    """Desks, delays, hours and links, and branches of these."""
    if not paper.steps:
        yield fault((*path, "steps"), "is empty", "Expected what happens to it, such as '- use: desk'.")
    for place, step in walk(paper.steps, (*path, "steps")):
        if isinstance(step, NOT_OF_PAPERS):
            expected = "Expected stage, use, seize, release, delay, wait, move, branch or goto."
            yield fault(place, f"is a {VERB_OF[type(step)]}, which a document does not do", expected)


def needed(path: Path, crossing: Crossing, paper: Document, chain: Chain) -> Faults:
    """The stage is there, outside of branches, and nothing else is waited for before it."""
    stages = [step.stage for step in chain.steps if isinstance(step, Stage)]
    if paper.before not in stages:
        wrong = f"is '{paper.before}', which is no stage of chain '{chain.id}' outside of branches"
        yield fault((*path, "before"), wrong, f"Expected a stage. {nearest(paper.before, stages)}")
        return
    others = [one.before for one in crossing.documents if chain.id in one.chains and one.before != paper.before]
    if others:
        wrong = f"is '{paper.before}', and another document of chain '{chain.id}' has '{others[0]}'"
        yield fault((*path, "before"), wrong, "Expected one stage before which a chain waits for all its papers.")
    place = next(
        nth for nth, step in enumerate(chain.steps) if isinstance(step, Stage) and step.stage == paper.before
    )
    if children_open(chain.steps[:place]):
        wrong = f"names '{chain.id}', which has split off units before '{paper.before}' and not joined them"
        yield fault((*path, "chains"), wrong, "Expected a stage behind the join, or before the split.")
    if paper.sent and paper.sent not in [step.stage for step in chain.steps[: place + 1] if isinstance(step, Stage)]:
        wrong = f"is '{paper.sent}', which is no stage of chain '{chain.id}' up to '{paper.before}'"
        yield fault((*path, "sent"), wrong, f"Expected a stage outside of branches. {nearest(paper.sent, stages)}")
    if paper.ahead_s > 0:
        yield from known_before(path, chain)


def known_before(path: Path, chain: Chain) -> Faults:
    """Units that are announced come by arrivals of their own, begin with a stage and carry no others along."""
    expected = "Expected 'ahead' for chains with arrivals of their own that begin with a stage and split off nothing."
    inner = [step for _, step in walk(chain.steps, ())]
    if not chain.arrivals or not isinstance(chain.steps[0], Stage):
        yield fault((*path, "ahead"), f"is told for '{chain.id}', which cannot be announced", expected)
    elif any(isinstance(step, Split | Transload | Batch) for step in inner):
        yield fault((*path, "ahead"), f"is told for '{chain.id}', whose loads go on by themselves", expected)


def children_open(steps: Sequence[Step]) -> bool:
    """Whether units were split off and not waited for.

    >>> children_open((Split(split="box"),)), children_open((Split(split="box"), Join()))
    (True, False)
    """
    is_open = False
    for _, step in walk(tuple(steps), ()):
        if isinstance(step, Split):
            is_open = True
        elif isinstance(step, Join):
            is_open = False
    return is_open
