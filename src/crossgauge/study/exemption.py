"""What an exemption did to travel, out of the counts of a network and what earlier studies say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crossgauge.errors import NotFound, RunImpossible
from crossgauge.indicators.exemption import (
    Evidence,
    Float64s,
    Interval,
    believed,
    factors,
    interval,
    weights_of,
)
from crossgauge.model.agreements import Agreement
from crossgauge.model.network import Network
from crossgauge.model.travel import Belief, Count, TravelSeries

N_DRAWS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """A series counted in the same days of two years, one after the other."""

    series: str
    name: str
    before: Count
    after: Count

    @property
    def factor(self) -> float:
        """How many times as many."""
        return self.after.persons / self.before.persons


@dataclass(frozen=True, eq=False, kw_only=True)
class ExemptionEffect:
    """The factor by which an exemption multiplied travel.

    exempted, control, placebo : the growths that it rests on; placebo pairs are (exempted, control)
    draws   : (n,) of the factor by counts alone; weights: what the belief says of each, None without one
    counts  : interval by counts alone; by_window: with each window of the control as the whole of it
    studies : of earlier studies alone; together: of both; None where nothing is believed
    """

    agreement: Agreement
    exempted: tuple[Growth, ...]
    control: tuple[Growth, ...]
    placebo: tuple[tuple[Growth, Growth], ...]
    evidence: Evidence
    draws: Float64s
    weights: Float64s | None
    counts: Interval
    by_window: tuple[tuple[Growth, Interval], ...]
    studies: Interval | None
    together: Interval | None

    @property
    def told_apart(self) -> bool:
        """Whether the counts tell the exemption from none: their interval does not hold 1."""
        return not self.counts.low <= 1.0 <= self.counts.high

    @property
    def best(self) -> Interval:
        """Both together, or the counts where nothing is believed."""
        return self.together or self.counts


def exemption_effect(network: Network, name: str | None = None, *, seed: int = 1) -> ExemptionEffect:
    """The factor by which an exemption multiplied travel, as a distribution.

    name : the agreement; without it the one that series of travellers came under
    Raises NotFound for an agreement without series, RunImpossible where nothing can be compared.
    """
    known = list(dict.fromkeys(one.exempted_by for one in network.travel if one.exempted_by))
    if not known:
        wrong = f"network '{network.id}' has no travellers under an exemption."
        raise RunImpossible(f"{wrong} Expected 'travel:' with some.")
    asked = name or known[0]
    if asked not in known:
        raise NotFound("agreement with travellers under it", asked, known)
    agreement = next(one for one in network.agreements if one.id == asked)
    day = agreement.start
    mine = [pair for one in network.travel if one.exempted_by == asked for pair in growths(one)]
    others = [pair for one in network.travel if one.control_for == asked for pair in growths(one)]
    exempted = tuple(pair for pair in mine if pair.before.start < day <= pair.after.start)
    if not exempted:
        raise RunImpossible(f"no travellers under '{asked}' were counted in the same days before and after {day}.")
    control = apart(pair for pair in others if any(within(pair.before, one.before) for one in exempted))
    if not control:
        raise RunImpossible(f"'{asked}' has no control counted in the same years. Expected a series with control_for.")
    placebo = placebos(mine, others, day)
    evidence = Evidence(
        exempted=tuple(pair.factor for pair in exempted),
        control=tuple(pair.factor for pair in control),
        placebo=tuple(one.factor / other.factor for one, other in placebo),
        share=shares(network, asked, day, exempted, control),
    )
    return told(network, agreement, exempted, control, placebo, evidence, seed)


def told(
    network: Network,
    agreement: Agreement,
    exempted: tuple[Growth, ...],
    control: tuple[Growth, ...],
    placebo: tuple[tuple[Growth, Growth], ...],
    evidence: Evidence,
    seed: int,
) -> ExemptionEffect:
    """The effect with all its intervals."""
    draws = factors(evidence, N_DRAWS, seed)
    belief = next((one for one in network.beliefs if one.id == agreement.id), None)
    weights = None if belief is None else weights_of(draws, *ends_of(belief))
    alone = [(pair, with_control(evidence, pair.factor)) for pair in control]
    return ExemptionEffect(
        agreement=agreement,
        exempted=exempted,
        control=control,
        placebo=placebo,
        evidence=evidence,
        draws=draws,
        weights=weights,
        counts=interval(draws),
        by_window=tuple((pair, interval(factors(one, N_DRAWS, seed))) for pair, one in alone),
        studies=None if belief is None else interval(believed(*ends_of(belief), N_DRAWS, seed)),
        together=None if weights is None else interval(draws, weights),
    )


def with_control(evidence: Evidence, factor: float) -> Evidence:
    """The evidence with one growth as the whole control."""
    return Evidence(exempted=evidence.exempted, control=(factor,), placebo=evidence.placebo, share=evidence.share)


def ends_of(belief: Belief) -> tuple[float, float, float]:
    """Median, low and high of a belief."""
    return belief.median, belief.low, belief.high


def growths(series: TravelSeries) -> list[Growth]:
    """Counts of a series in the same days of two years, one after the other."""
    return [
        Growth(series=series.id, name=series.name, before=one, after=other)
        for one in series.counts
        for other in series.counts
        if (a_year_on(one.start), a_year_on(one.end)) == (other.start, other.end)
    ]


def a_year_on(day: date) -> date:
    """The same day of the next year; the last of February stays it.

    >>> a_year_on(date(2023, 5, 31)), a_year_on(date(2024, 2, 29))
    (datetime.date(2024, 5, 31), datetime.date(2025, 2, 28))
    """
    leap = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 2, 28) if leap else day.replace(year=day.year + 1)


def within(inner: Count, outer: Count) -> bool:
    """Whether the days of one count are among those of another."""
    return outer.start <= inner.start and inner.end <= outer.end


def apart(pairs: Iterable[Growth]) -> tuple[Growth, ...]:
    """Pairs whose days do not overlap, the shortest of those that do."""
    kept: list[Growth] = []
    for pair in sorted(pairs, key=lambda one: ((one.before.end - one.before.start).days, one.before.start)):
        if all(common_days(pair.before, one.before) == 0 for one in kept):
            kept.append(pair)
    return tuple(sorted(kept, key=lambda one: one.before.start))


def common_days(one: Count, other: Count) -> int:
    """Days that two counts share."""
    return max((min(one.end, other.end) - max(one.start, other.start)).days + 1, 0)


def placebos(mine: list[Growth], others: list[Growth], day: date) -> tuple[tuple[Growth, Growth], ...]:
    """Growth of an exempted series between two years behind the exemption, each with the control's of like days."""
    found = []
    for pair in (one for one in mine if one.before.start >= day):
        near = [one for one in others if common_days(one.before, pair.before)]
        if near:
            found.append((pair, max(near, key=lambda one: alike(one.before, pair.before))))
    return tuple(found)


def alike(one: Count, other: Count) -> float:
    """Days that two counts share, of all days of both."""
    days = (one.end - one.start).days + (other.end - other.start).days + 2
    shared = common_days(one, other)
    return shared / (days - shared)


def shares(
    network: Network, name: str, day: date, exempted: tuple[Growth, ...], control: tuple[Growth, ...]
) -> tuple[float, float]:
    """Least and most of the share of the first year's count that lies behind the exemption.

    By the calendar; by the control's own counts of those days; by counts of the exempted that begin with it.
    """
    told: list[float] = []
    for pair in exempted:
        first = pair.before
        after = Count(start=max(day, first.start), end=first.end, persons=1.0)
        told.append(common_days(after, first) / ((first.end - first.start).days + 1))
        whole = sum(one.before.persons for one in control if within(one.before, first))
        if whole:
            told.append(sum(part_in(one.before, after) for one in control) / whole)
        series = next(one for one in network.travel if one.id == pair.series)
        told += [part_in(one, after) / first.persons for one in series.counts if one.start == day]
    return min(told), max(told)


def part_in(count: Count, days: Count) -> float:
    """Persons of a count in some days, were each of its days alike."""
    return count.persons * common_days(count, days) / ((count.end - count.start).days + 1)
