"""How long the days before the first must be: MSER-5 on the queues of a pilot, over all crossings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from crossgauge.indicators.border import queue_by_day
from crossgauge.model.network import Network
from crossgauge.study.compare.trials import opened, results_of, simulate_all
from crossgauge.study.run import Keeper, Period, Progress, Simulate
from crossgauge.study.steady import GROUP, warmup_cut

MOST_DAYS = 90  # of a warm-up that is found; the pilot is twice as long
LEAST_DAYS = GROUP
PILOT_REPLICAS = 4


@dataclass(frozen=True, slots=True)
class Warmup:
    """Days simulated before the first and not counted, and how they were found."""

    days: int
    words: str


def found_warmup(
    networks: Mapping[str, Network],
    period: Period,
    seed: int,
    workers: int | None,
    simulate: Simulate,
    on_progress: Progress | None = None,
) -> Warmup:
    """The longest warm-up that MSER-5 finds in any network: of units waiting at each crossing, day by day.

    A pilot of four replicas begins empty, `MOST_DAYS` before the period; its mean day by day over replicas is
    looked at. Where a crossing is still filling after half of it, the bound is taken, and said.
    """
    pilot = Period(period.start - timedelta(days=MOST_DAYS), 2 * MOST_DAYS, 0)
    keeper = Keeper()
    cuts: list[tuple[int, bool, str]] = []
    with opened(networks, pilot, seed, "counts", keeper.folder) as trials:
        simulate_all(trials, PILOT_REPLICAS, workers, simulate, on_progress)
        for trial in trials:
            daily = queue_by_day(results_of(trial, PILOT_REPLICAS).resources)
            for (crossing,), queue in daily.group_by("crossing", maintain_order=True):
                cut, at_edge = warmup_cut(queue["queue"].to_numpy())
                cuts.append(
                    (min(cut, MOST_DAYS), at_edge, f"{crossing or 'what crossings share'} ({trial.name})")
                )
    days, at_edge, where = max(cuts, default=(0, False, ""))
    if at_edge:
        return Warmup(
            MOST_DAYS,
            f"{MOST_DAYS} days of warm-up, the most: {where} is still filling after as many (MSER-5)",
        )
    if days <= LEAST_DAYS:
        return Warmup(LEAST_DAYS, f"{LEAST_DAYS} days of warm-up, the least: no crossing needs more (MSER-5)")
    return Warmup(days, f"{days} days of warm-up, as {where} needs by MSER-5")
