"""The charges of a network through a period, and the network without them, which is all that is simulated."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.crossings import Chain, Crossing
from crossgauge.model.epochs import epochs
from crossgauge.model.flow import walk
from crossgauge.model.network import Network
from crossgauge.model.papers import with_papers
from crossgauge.model.randomness import mean_of
from crossgauge.model.steps import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """A charge on one chain, between two days. `usd` is for one of `per`; `free_h` is its free time, h."""

    crossing: str
    post: str
    chain: str
    charge: str
    name: str
    payer: str
    payee: str
    official: bool
    usd: float
    per: str
    stage: str
    free_h: float
    first_day: date
    last_day: date


def tariffs_of(network: Network, start: date, days: int) -> tuple[Tariff, ...]:
    """Every charge of every chain that it falls on, with the days of the period on which it is so.

    A charge that an agreement changes has a row for each of its states; those that cost nothing are left out.
    """
    end = start + timedelta(days=days - 1)
    states = epochs(network, start, end)
    lasts = [day - timedelta(days=1) for day, _ in states[1:]] + [end]
    rows: dict[tuple[str, str, str], list[Tariff]] = {}
    for (first, state), last in zip(states, lasts, strict=True):
        for row in _rows(state, first, last):
            found = rows.setdefault((row.crossing, row.charge, row.chain), [])
            if found and replace(found[-1], last_day=row.last_day) == replace(
                row, first_day=found[-1].first_day
            ):
                found[-1] = replace(found[-1], last_day=row.last_day)
            else:
                found.append(row)
    return tuple(row for found in rows.values() for row in found if row.usd > 0)


def _rows(network: Network, first: date, last: date) -> Iterator[Tariff]:
    for crossing in with_papers(network).crossings:
        for charge in crossing.charges:
            for chain in crossing.chains:
                if chain.id in charge.chains or (
                    not charge.chains and passes(chain, charge.post, charge.stage)
                ):
                    yield Tariff(
                        crossing=crossing.id,
                        post=charge.post,
                        chain=chain.id,
                        charge=charge.id,
                        name=charge.name or charge.id,
                        payer=charge.payer,
                        payee=charge.payee,
                        official=charge.official,
                        usd=mean_of(charge.amount),
                        per=charge.per,
                        stage=charge.stage,
                        free_h=charge.free_s / 3_600.0,
                        first_day=first,
                        last_day=last,
                    )


def passes(chain: Chain, post: str, stage: str = "") -> bool:
    """Whether units of a chain pass that stage of the post, or without one surely some stage there.

    A stage may stand in the arm of a branch; that every unit passes the post it must stand outside of arms.
    """
    steps = [step for _, step in walk(chain.steps, ())] if stage else chain.steps
    return any(isinstance(one, Stage) and one.post == post and stage in ("", one.stage) for one in steps)


def without_charges(network: Network) -> Network:
    """The network as it is simulated: no charges, and no agreement that changes nothing else."""
    crossings = tuple(_bare(crossing) for crossing in network.crossings)
    agreements = tuple(kept for one in network.agreements if (kept := _of_deeds(one)) is not None)
    return replace(network, crossings=crossings, agreements=agreements)


def _bare(crossing: Crossing) -> Crossing:
    return replace(crossing, charges=()) if crossing.charges else crossing


def _of_deeds(agreement: Agreement) -> Agreement | None:
    """The agreement without its changes of charges; None if it has no others."""
    kept = tuple(change for change in agreement.changes if not is_of_charge(change))
    if len(kept) == len(agreement.changes):
        return agreement
    return replace(agreement, changes=kept) if kept else None


def is_of_charge(change: Change) -> bool:
    """Whether a change is of a charge.

    >>> is_of_charge(Change(path="crossings.khorgos.charges.entry.amount", verb="scale", value=1.2))
    True
    """
    parts = change.path.removeprefix("network.").split(".")
    return parts[0] == "crossings" and len(parts) > 2 and parts[2] == "charges"
