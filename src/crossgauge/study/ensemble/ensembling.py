"""Many networks, samples and replicas: simulated piece by piece, resumable, kept as a partitioned set of tables."""

import io
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from crossgauge.errors import RunImpossible
from crossgauge.indicators.ensembles import ensemble_means
from crossgauge.indicators.figures import figures
from crossgauge.model.network import Network
from crossgauge.study.ensemble import processes
from crossgauge.study.ensemble.cluster import cluster as over_cluster
from crossgauge.study.ensemble.folder import (
    MEANS,
    NAME,
    PIECES,
    SAMPLES,
    keep_piece,
    merge,
    missing_pieces,
    opened,
    samples_table,
    tables_of,
    write_whole,
)
from crossgauge.study.ensemble.plan import Piece, Plan, plan_of
from crossgauge.study.ensemble.sampling import check_ends, drawn, ranges_of
from crossgauge.study.run import check_numbers, period_of, usual_workers

MOST_PIECES = 1_000_000

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Ensemble:
    """What an ensemble gave, in its folder (`study.ensemble.folder`).

    means : `indicators.ensembles.ensemble_means`
    kept  : pieces that an earlier run had finished
    """

    folder: Path
    plan: Plan
    means: pl.DataFrame
    kept: int


def ensemble(
    networks: Mapping[str, Network],
    out: str | Path,
    *,
    start: date | str | None = None,
    days: int | None = None,
    end: date | str | None = None,
    replicas: int = 8,
    samples: int = 0,
    ranges: Sequence[str] = (),
    design: str = "latin",
    seed: int = 1,
    workers: int | None = None,
    cluster: str | None = None,
    warmup_days: int = 30,
    daily: bool = False,
    on_progress: Progress | None = None,
) -> Ensemble:
    """Every network, with every sample's values, simulated in replicas; the same whatever runs it.

    networks : by name; all meet the same samples and the same luck
    out      : folder; where the same ensemble was begun there, it goes on from its finished pieces
    samples, ranges, design : how many draws of which values (`study.ensemble.sampling`), 'latin' or 'sobol'
    workers  : processes; without it as many as there are processors
    cluster  : address of a Dask scheduler whose workers are used in place of processes
    daily    : keep a row a day of flows, dwells and resources, not only totals
    Raises RunImpossible, ProjectFaulty, RunStuck; KeyboardInterrupt leaves no process behind.
    """
    check_networks(networks)
    period = period_of(next(iter(networks.values())), start, days, end, warmup_days)
    check_numbers(replicas, seed, workers, "counts")
    wanted = ranges_of(networks, ranges)
    draws = drawn(wanted, samples, seed, design)
    if (count := len(networks) * max(1, samples) * replicas) > MOST_PIECES:
        raise RunImpossible(f"{count} pieces are asked. Expected at most {MOST_PIECES}.")
    check_ends(networks, wanted)
    plan = plan_of(networks, wanted, draws, period, replicas=replicas, seed=seed, daily=daily)
    simulate = over_cluster(cluster) if cluster else processes.simulate
    with opened(Path(out), plan) as folder:
        missing = missing_pieces(folder, plan)
        if missing:
            tally = Tally(folder, plan, missing, count, on_progress)
            simulate(plan.brief, missing, workers or usual_workers(len(missing)), tally.keep)
        return finished(folder, plan, count - len(missing))


class Tally:
    """Keeps pieces as they come, makes tables of the networks that are complete, and tells how far it is."""

    def __init__(
        self, folder: Path, plan: Plan, missing: Sequence[Piece], count: int, on_progress: Progress | None
    ) -> None:
        self.folder, self.plan, self.count, self.on_progress = folder, plan, count, on_progress
        self.left: dict[tuple[str, int], set[int]] = {}
        for piece in missing:
            self.left.setdefault((piece.scenario, piece.sample), set()).add(piece.replica)
        self.done = count - len(missing)
        self.tell()

    def keep(self, piece: Piece, archive: bytes) -> None:
        """Put a piece on the disk."""
        left = self.left[piece.scenario, piece.sample]
        keep_piece(self.folder, piece, archive)
        left.discard(piece.replica)
        if not left:
            merge(self.folder, piece.scenario, piece.sample, self.plan.replicas)
        self.done += 1
        self.tell()

    def tell(self) -> None:
        """Tell the part that is done."""
        if self.on_progress:
            self.on_progress(self.done / self.count)


def finished(folder: Path, plan: Plan, kept: int) -> Ensemble:
    """The ensemble of which every piece is there, with its means written."""
    networks = [(scenario, sample) for sample in plan.samples for scenario in plan.brief.networks]
    told = []
    for scenario, sample in networks:
        merge(folder, scenario, sample, plan.replicas)
        tables = tables_of(folder, scenario, sample, plan.replicas)
        found = figures(tables["flows"], tables["histograms"], tables["resources"])
        told.append(
            found.with_columns(pl.lit(scenario).alias("scenario"), pl.lit(sample, pl.Int64).alias("sample"))
        )
    means = ensemble_means(pl.concat(told))
    names = pl.Enum(list(plan.brief.networks))
    means = means.sort(pl.col("scenario").cast(names), maintain_order=True)
    for name, frame in ((SAMPLES, samples_table(plan)), (MEANS, means)):
        content = io.BytesIO()
        frame.write_parquet(content)
        write_whole(folder / name, content.getvalue())
    shutil.rmtree(folder / PIECES, ignore_errors=True)
    return Ensemble(folder, plan, means, kept)


def check_networks(networks: Mapping[str, Network]) -> None:
    """Raises RunImpossible for names that cannot be folders, or clocks that do not go together."""
    if not networks:
        raise RunImpossible("an ensemble needs a network. Expected one or more, each with its own name.")
    clock = next(iter(networks.values())).clock
    for name, network in networks.items():
        if NAME.fullmatch(name) is None:
            raise RunImpossible(f"'{name}' cannot be the name of a folder. Expected letters, digits, . + - _")
        if network.clock != clock:
            raise RunImpossible(
                f"network '{name}' counts days by {network.clock}. Expected {clock}, as the first."
            )
