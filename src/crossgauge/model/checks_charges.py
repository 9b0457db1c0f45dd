"""Rules of charges: post, chains and stage are there, and units that should pay come by."""

from crossgauge.errors import nearest
from crossgauge.model.charges import Charge
from crossgauge.model.crossings import Crossing
from crossgauge.model.findings import Faults, crossings, fault, reference
from crossgauge.model.flow import walk
from crossgauge.model.network import Network
from crossgauge.model.paths import Path
from crossgauge.model.steps import Stage
from crossgauge.model.tariffs import passes


def charges(network: Network) -> Faults:
    """A charge names a post, chains and a stage of its crossing; free time goes with hours."""
    for path, crossing in crossings(network):
        for charge in crossing.charges:
            within = (*path, "charges", charge.id)
            yield from reference((*within, "post"), "post", charge.post, {post.id for post in crossing.posts})
            known = {chain.id for chain in crossing.chains}
            for chain in charge.chains:
                yield from reference((*within, "chains"), "chain", chain, known)
            if charge.free_s > 0 and charge.per != "hour":
                wrong = f"is given for a charge per {charge.per}"
                yield fault((*within, "free"), wrong, "Expected it beside 'per: hour' only.")
            if charge.post in {post.id for post in crossing.posts} and known.issuperset(charge.chains):
                yield from _payers(within, crossing, charge)


def _payers(path: Path, crossing: Crossing, charge: Charge) -> Faults:
    """Units come by: on every chain that is named, else on one at least."""
    named = [chain for chain in crossing.chains if chain.id in charge.chains]
    stages = {
        step.stage
        for chain in named or crossing.chains
        for _, step in walk(chain.steps, ())
        if isinstance(step, Stage) and step.post == charge.post
    }
    if charge.stage and charge.stage not in stages:
        wrong = f"is '{charge.stage}', which is no stage at post '{charge.post}'"
        yield fault(
            (*path, "stage"), wrong, f"Expected the label of a stage. {nearest(charge.stage, stages)}"
        )
        return
    expected = (
        "Expected a chain with a stage at the post, outside of branches; or the 'stage' that is paid for."
    )
    for chain in named:
        if not passes(chain, charge.post, charge.stage):
            at = f"stage '{charge.stage}'" if charge.stage else f"post '{charge.post}'"
            wrong = f"names '{chain.id}', which does not always pass {at}"
            yield fault((*path, "chains"), wrong, expected)
    if not named and not any(passes(chain, charge.post, charge.stage) for chain in crossing.chains):
        yield fault((*path, "post"), f"is '{charge.post}', which no chain always passes", expected)
