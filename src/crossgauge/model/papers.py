"""Documents written as process chains: split off, handled at their desks, joined before the stage that needs them."""

from collections.abc import Sequence
from dataclasses import replace

from crossgauge.model.agreements import Agreement
from crossgauge.model.crossings import Chain, Crossing
from crossgauge.model.documents import PAPER, SENT, WAITING, Document
from crossgauge.model.fleet import TrafficClass
from crossgauge.model.network import Network
from crossgauge.model.randomness import Constant
from crossgauge.model.steps import Arm, Branch, Delay, Goto, Join, Signal, Split, Stage, Step

HANDLING = "document"  # stage of a paper whose steps name none


def with_papers(network: Network) -> Network:
    """The network with its documents as chains and classes of their own; the same object where there are none.

    >>> with_papers(Network(id="bare")) == Network(id="bare")
    True
    """
    if not any(crossing.documents for crossing in network.crossings):
        return network
    known = {one.id for one in network.classes}
    papers = {paper.id: paper for crossing in network.crossings for paper in crossing.documents}
    classes = tuple(class_of(paper) for name, paper in papers.items() if name not in known)
    crossings = tuple(with_chains(crossing) if crossing.documents else crossing for crossing in network.crossings)
    agreements = tuple(kept for one in network.agreements if (kept := of_others(one)) is not None)
    return replace(network, classes=(*network.classes, *classes), crossings=crossings, agreements=agreements)


def of_others(agreement: Agreement) -> Agreement | None:
    """An agreement without its changes of documents, which are made before these become chains; None without others."""
    kept = tuple(change for change in agreement.changes if ".documents." not in change.path)
    return replace(agreement, changes=kept) if kept or not agreement.changes else None


def class_of(paper: Document) -> TrafficClass:
    """The class of a document's units: they carry nothing."""
    return TrafficClass(id=paper.id, name=paper.name, names=paper.names, kind=PAPER)


def with_chains(crossing: Crossing) -> Crossing:
    """A crossing whose documents are chains, and whose other chains send them off and wait for them."""
    chains = []
    for chain in crossing.chains:
        papers = [paper for paper in crossing.documents if chain.id in paper.chains]
        chains.append(replace(chain, steps=with_waits(chain.steps, papers)) if papers else chain)
    chains += [chain_of(crossing, paper) for paper in crossing.documents]
    return replace(crossing, chains=tuple(chains), documents=())


def chain_of(crossing: Crossing, paper: Document) -> Chain:
    """What a document goes through; rejected, it begins again with new luck."""
    begin = Stage(stage=HANDLING, post=paper.post, label=f"{paper.id}-begin")
    checked = Branch(
        branch="check",
        label=f"{paper.id}-check",
        arms=(
            Arm(name="accepted", share=1.0 - paper.rejected),
            Arm(name="rejected", share=paper.rejected, steps=(Goto(goto=begin.label),)),
        ),
    )
    directions = {chain.direction for chain in crossing.chains if chain.id in paper.chains}
    return Chain(
        id=paper.id,
        unit_class=paper.id,
        direction=directions.pop() if len(directions) == 1 else "",
        steps=(begin, *paper.steps, checked, Signal()),
    )


def with_waits(steps: Sequence[Step], papers: Sequence[Document]) -> tuple[Step, ...]:
    """The steps of a unit: papers sent when it begins or with a stage, and a wait before the stage that needs them."""
    before = papers[0].before
    made = announcing(papers)
    first = steps[0].stage if isinstance(steps[0], Stage) and steps[0].stage != before else ""
    sent = {paper.id: paper.sent or first for paper in papers if not paper.ahead_s}
    made += [need(paper) for paper in papers if sent.get(paper.id) == ""]
    post, seen = "", set[str]()
    for step in steps:
        is_new = isinstance(step, Stage) and step.stage not in seen
        if isinstance(step, Stage) and step.stage == before and is_new:
            made.append(Stage(stage=WAITING, post=post or step.post))
            made += [need(paper) for paper in papers if sent.get(paper.id) == before]
            made.append(Join())
        made.append(step)
        if isinstance(step, Stage) and is_new:
            seen.add(step.stage)
            post = step.post or post
            made += [need(paper) for paper in papers if sent.get(paper.id) == step.stage != before]
    return tuple(made)


def announcing(papers: Sequence[Document]) -> list[Step]:
    """What goes before the coming of a unit: papers that are sent ahead, the earliest first."""
    early = sorted((paper for paper in papers if paper.ahead_s > 0), key=lambda paper: -paper.ahead_s)
    if not early:
        return []
    made: list[Step] = [Stage(stage=SENT)]
    for paper, then in zip(early, [*[one.ahead_s for one in early[1:]], 0.0], strict=True):
        made.append(need(paper))
        if paper.ahead_s > then:
            made.append(Delay(delay=Constant(paper.ahead_s - then), label=f"{SENT}-{paper.id}"))
    return made


def need(paper: Document) -> Branch:
    """Some units need the paper, some do not."""
    return Branch(
        branch="papers",
        label=f"{paper.id}-needed",
        arms=(
            Arm(name="needed", share=paper.share, steps=(Split(split=paper.id, count=Constant(1.0)),)),
            Arm(name="not needed", share=1.0 - paper.share),
        ),
    )


def announced_s(chain: Chain) -> float:
    """How long before they come the units of a chain with papers begin, s: they are announced so long.

    >>> announced_s(Chain(id="truck", unit_class="truck", steps=()))
    0.0
    """
    delays = [step for step in chain.steps if isinstance(step, Delay) and step.label.startswith(SENT)]
    return float(sum(step.delay.value for step in delays if isinstance(step.delay, Constant)))
