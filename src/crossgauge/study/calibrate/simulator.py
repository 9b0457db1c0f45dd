"""What a network gives for facts: only the parts and years on which they hang are run, and none twice.

All evaluations share their luck: the same seed, and draws that belong to who draws and why. What decides a figure is
the sha256 of the numbers that the kernel is given; a change that leaves them as they were costs no run.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date

from crossgauge.arrays.compile import compile_network
from crossgauge.model.facts import Fact
from crossgauge.model.network import Network
from crossgauge.model.tariffs import tariffs_of
from crossgauge.study.calibrate.cutting import Piece, cut, pieces_of
from crossgauge.study.calibrate.kept import Kept, Values, kept_in_cache
from crossgauge.study.lending import digest
from crossgauge.study.observe import simulated, years_of_fact
from crossgauge.study.run import plain, run, usual_workers
from crossgauge.study.years import seed_of
from crossgauge.tables.manifest import key_of, versions
from crossgauge.tables.store import Results

Figures = dict[str, Values]  # fact -> what each replica gave, in the fact's unit


@dataclass(slots=True)
class Simulator:
    """Runs networks that differ in values only, for the same facts.

    runs : years of a part that were simulated, for reports; `on_run` is called after each
    """

    network: Network
    pieces: tuple[Piece, ...]
    replicas: int
    seed: int
    warmup_days: int
    workers: int
    kept: Kept
    runs: int = 0
    on_run: Callable[[], None] | None = None
    digests: dict[tuple[Network, int], str] = field(default_factory=dict)

    def figures(self, network: Network) -> Figures:
        """What the network gives for every fact. Raises RunStuck, RunImpossible."""
        keys = self.keys(network)
        missing: list[tuple[Piece, int, list[Fact]]] = []
        for piece in self.pieces:
            lacking = [fact for fact in piece.facts if keys[fact.id] not in self.kept.values]
            years = {year for fact in lacking for year in years_of_fact(self.network, fact)}
            missing += [(piece, year, lacking) for year in sorted(years)]
        self.simulate(network, missing, keys)
        return {fact.id: self.kept.values[keys[fact.id]] for piece in self.pieces for fact in piece.facts}

    def keys(self, network: Network) -> dict[str, str]:
        """What decides each fact's figure, as a key; facts whose keys are the same have the same figures."""
        told = {"replicas": self.replicas, "warmup_days": self.warmup_days, "versions": versions()}
        found = {}
        for piece in self.pieces:
            years = {year for fact in piece.facts for year in years_of_fact(self.network, fact)}
            numbers = {year: self.digest(network, piece, year) for year in sorted(years)}
            for fact in piece.facts:
                mine = years_of_fact(self.network, fact)
                found[fact.id] = key_of(
                    {
                        **told,
                        "measure": plain(fact.measure),
                        "unit": fact.unit,
                        "period": fact.period,
                        "years": [[year, seed_of(self.seed, year), numbers[year]] for year in mine],
                        "money": charged(network, fact, mine),
                    }
                )
        return found

    def digest(self, network: Network, piece: Piece, year: int) -> str:
        """sha256 of all that the kernel is given for one piece and year."""
        small = cut(network, piece.chains, year, self.warmup_days)
        if (small, year) not in self.digests:
            first = date(year, 1, 1)
            days = (date(year + 1, 1, 1) - first).days
            parts = compile_network(small, start=first, days=days, warmup_days=self.warmup_days)
            self.digests[small, year] = key_of({"parts": [digest(part) for part in parts]})
        return self.digests[small, year]

    def simulate(
        self, network: Network, missing: Sequence[tuple[Piece, int, list[Fact]]], keys: dict[str, str]
    ) -> None:
        """Run what is missing, and keep the figures of a piece as soon as all its years are there."""
        if not missing:
            return
        waiting = {piece: [year for other, year, _ in missing if other is piece] for piece, _, _ in missing}
        facts = {piece: lacking for piece, _, lacking in missing}
        with ThreadPoolExecutor(max_workers=max(1, min(self.workers, len(missing)))) as crew:
            asked = {
                (piece, year): crew.submit(self.run_year, network, piece, year) for piece, year, _ in missing
            }
            try:
                for piece, years in waiting.items():
                    found = {year: asked[piece, year].result() for year in years}
                    made = [(fact, simulated(network, fact, found)) for fact in facts[piece]]
                    self.kept.add([(keys[fact.id], tuple(values)) for fact, values in made])
                    self.runs += len(years)
                    if self.on_run:
                        self.on_run()
            except BaseException:
                crew.shutdown(wait=False, cancel_futures=True)
                raise

    def run_year(self, network: Network, piece: Piece, year: int) -> Results:
        """One year of one piece, counts only."""
        return run(
            cut(network, piece.chains, year, self.warmup_days),
            start=date(year, 1, 1),
            end=date(year, 12, 31),
            replicas=self.replicas,
            seed=seed_of(self.seed, year),
            workers=1,
            warmup_days=self.warmup_days,
            record="counts",
        )


def simulator_of(
    network: Network,
    facts: Sequence[Fact],
    *,
    replicas: int,
    seed: int,
    warmup_days: int,
    workers: int | None = None,
    kept: Kept | None = None,
) -> Simulator:
    """A simulator for facts of a network. kept : figures of before; without it the cache of this machine."""
    name = key_of({"network": network.id, "seed": seed, "replicas": replicas, "versions": versions()})
    return Simulator(
        network=network,
        pieces=pieces_of(network, facts),
        replicas=replicas,
        seed=seed,
        warmup_days=warmup_days,
        workers=workers or usual_workers(2 * replicas),
        kept=kept if kept is not None else kept_in_cache(name),
    )


def charged(network: Network, fact: Fact, years: Sequence[int]) -> list[object]:
    """The charges of a fact's crossing in its years, where it counts money."""
    if fact.measure is None or fact.measure.what != "usd":
        return []
    crossing, found = fact.measure.crossing, list[object]()
    for year in years:
        days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        rows = tariffs_of(network, date(year, 1, 1), days)
        found += [plain(row) for row in rows if crossing in ("", row.crossing)]
    return found
