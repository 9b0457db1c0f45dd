"""Rules that a network must keep, one function each; a network built in Python is checked by the same."""

from collections.abc import Callable
from dataclasses import replace

from crossgauge.errors import CrossgaugeError, Fault
from crossgauge.model import (
    checks_chains,
    checks_charges,
    checks_codes,
    checks_corridors,
    checks_demand,
    checks_documents,
    checks_facilities,
    checks_flows,
    checks_loops,
    checks_pipelines,
    checks_references,
    checks_travel,
    checks_values,
    checks_waits,
)
from crossgauge.model.crossings import Crossing
from crossgauge.model.epochs import states_by_day
from crossgauge.model.findings import Faults
from crossgauge.model.network import Network
from crossgauge.model.papers import with_papers
from crossgauge.model.paths import said

Rule = Callable[[Network], Faults]

ONCE: tuple[Rule, ...] = (
    checks_values.bounds,
    checks_values.distributions,
    checks_values.clocks,
    checks_references.ids,
    checks_corridors.sections,
    checks_corridors.corridors,
    checks_flows.goods,
    checks_codes.codes,
    checks_flows.demand,
    checks_flows.transfers,
    checks_flows.stores,
    checks_flows.passages,
    checks_flows.connected,
    checks_pipelines.pipelines,
    checks_references.closure_targets,
    checks_references.measures,
    checks_values.closures,
    checks_values.agreements,
    checks_values.run_dates,
    checks_demand.endless_children,
    checks_demand.capacities,
    checks_waits.passes,
    checks_waits.own_way,
    checks_waits.filled,
    checks_waits.batches,
    checks_facilities.facilities,
    checks_facilities.hauled,
    checks_travel.travel,
    checks_travel.beliefs,
    checks_travel.institutes,
    checks_travel.timeline,
)
EACH_STATE: tuple[Rule, ...] = (
    checks_references.links_and_classes,
    checks_references.places_and_classes,
    checks_references.calendars,
    checks_references.posts,
    checks_references.steps,
    checks_values.calendar_periods,
    checks_values.gates,
    checks_values.stocks,
    checks_demand.weights,
    checks_demand.entered,
    checks_demand.loads,
    checks_chains.branch_shares,
    checks_chains.labels,
    checks_chains.jumps,
    checks_chains.joins,
    checks_chains.leaves,
    checks_chains.held,
    checks_loops.loops,
    checks_loops.failures,
    checks_chains.gauges,
    checks_charges.charges,
)
SHARED: tuple[Rule, ...] = (checks_references.links_and_classes, checks_values.calendar_periods)
OF_CROSSINGS = tuple(rule for rule in EACH_STATE if rule not in SHARED)


def check_network(network: Network) -> tuple[Fault, ...]:
    """All faults of a network, each with the dotted path of what is wrong.

    The rules hold for the network as declared and for its state on the first day of every agreement.
    """
    found = faults_of(network, ONCE + EACH_STATE)
    known = set(found)
    before, on = network, states_by_day(network)
    for agreement in sorted(network.agreements, key=lambda agreement: agreement.start):
        if not agreement.changes:
            continue
        try:
            state = on(agreement.start)
        except CrossgaugeError:
            continue  # the rule of agreements has said it
        changed = _changed_part(before, state)
        rules = EACH_STATE if changed is state else OF_CROSSINGS
        before = state
        fresh = [fault for fault in faults_of(changed, rules) if fault not in known]
        known.update(fresh)
        path = ("agreements", agreement.id)
        found += [Fault(".".join(path), f"{said(path)}: then {f.wrong}", f.expected) for f in fresh]
    return tuple(dict.fromkeys(found))


def faults_of(network: Network, rules: tuple[Rule, ...]) -> list[Fault]:
    """What rules find: of documents by themselves, then of all chains, those of sound documents among them."""
    found = list(checks_documents.documents(network))
    whole = network if found else with_papers(network)
    if whole is network:
        return found + [fault for rule in rules for fault in rule(network)]
    # Attributes of documents are seen in the network as declared, what becomes of them in that with their chains.
    found += [fault for rule in rules if rule in ONCE for fault in rule(network)]
    papers = {(crossing.id, paper.id) for crossing in network.crossings for paper in crossing.documents}
    return found + [as_of_paper(fault, papers) for rule in rules for fault in rule(whole)]


def as_of_paper(fault: Fault, papers: set[tuple[str, str]]) -> Fault:
    """A fault of the chain that a document becomes, said of the document."""
    parts = fault.where.split(".")
    if len(parts) < 4 or parts[2] != "chains" or (parts[1], parts[3]) not in papers:
        return fault
    where = ".".join([*parts[:2], "documents", *parts[3:]])
    return Fault(where, fault.wrong.replace(f"chain '{parts[3]}'", f"document '{parts[3]}'", 1), fault.expected)


def _changed_part(before: Network, state: Network) -> Network:
    """The state with those crossings only that differ from before, if nothing that they share differs."""
    shared = ("places", "links", "calendars", "consists", "classes", "resources", "gates")
    if any(getattr(before, name) != getattr(state, name) for name in shared):
        return state
    same = {crossing.id: crossing for crossing in before.crossings}
    return replace(state, crossings=tuple(one for one in state.crossings if _differs(one, same.get(one.id))))


def _differs(one: Crossing, before: Crossing | None) -> bool:
    """Whether a crossing is another than before; most are the same object (`epochs.states_by_day`)."""
    return one is not before and one != before
