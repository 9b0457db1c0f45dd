"""Networks run side by side: the same period, luck and replicas; what they have in common is simulated once."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crossgauge.arrays.compile import Part, compile_network
from crossgauge.errors import ResultsUnreadable, RunImpossible
from crossgauge.model.network import Network
from crossgauge.study.lending import Lender, same_parts
from crossgauge.study.replicas import Job
from crossgauge.study.run import (
    Period,
    Progress,
    Simulate,
    manifest_of,
    simulate_missing,
    terms_of,
    usual_workers,
)
from crossgauge.study.summary import summary_of
from crossgauge.tables import manifest as manifests
from crossgauge.tables.store import DONE, Results, add_text, growing, partial_of, publish, write_text
from crossgauge.tables.vocabulary import vocabulary_of


@dataclass(slots=True)
class Trial:
    """One network of several: what its results say, the job of its replicas, the folder that they become."""

    name: str
    network: Network
    parts: tuple[Part, ...]
    terms: dict[str, Any]
    job: Job
    target: Path
    same: Mapping[int, int]  # parts that are the base's too: position here -> there
    files: dict[str, Any] = field(default_factory=dict)


@contextmanager
def opened(
    networks: Mapping[str, Network], period: Period, seed: int, record: str, place: Path
) -> Iterator[list[Trial]]:
    """Trials of networks, the first of which lends; their folders are locked, and go on from what is finished.

    Raises RunImpossible where a network has nothing that moves, or a folder holds something else.
    """
    with ExitStack() as stack:
        trials: list[Trial] = []
        for name, network in networks.items():
            terms = terms_of(network, period, seed, record)
            target = place / name
            reopen(target, terms)
            partial = stack.enter_context(growing(target, manifests.key_of(terms)))
            parts = compile_network(
                network, start=period.start, days=period.days, warmup_days=period.warmup_days
            )
            if not parts:
                raise RunImpossible(f"network '{name}' has no process chain with arrivals, so nothing moves.")
            job = Job(parts, vocabulary_of([part.index for part in parts]), seed, record, partial)
            trials.append(lent_to(Trial(name, network, parts, terms, job, target, {}), trials))
        yield trials


def lent_to(trial: Trial, before: list[Trial]) -> Trial:
    """The trial, with the parts that the first of those before it lends."""
    if not before:
        return trial
    base = before[0]
    same = same_parts(trial.parts, base.parts)
    lender = Lender(base.job.folder, tuple(part.index for part in base.parts), same)
    return replace(trial, same=same, job=replace(trial.job, lender=lender))


def reopen(target: Path, terms: Mapping[str, Any]) -> None:
    """Let finished results of the same terms be gone on from: they become the partial folder again."""
    try:
        told = manifests.read_manifest(target)
    except ResultsUnreadable:
        return
    partial = partial_of(target, manifests.key_of(terms))
    if partial.exists() or any(told.get(name) != value for name, value in terms.items()):
        return
    for replica in range(1, int(told["replicas"]) + 1):
        end = f"/replica-{replica:04d}.parquet"
        files = {name: entry for name, entry in told["files"].items() if name.endswith(end)}
        write_text(target / DONE / f"replica-{replica:04d}.json", json.dumps(files))
    target.rename(partial)


def simulate_all(
    trials: list[Trial], replicas: int, workers: int | None, simulate: Simulate, on_progress: Progress | None
) -> None:
    """Bring every trial to so many replicas. Writes: files."""
    weights = [1.0 - len(trial.same) / len(trial.parts) * 0.9 for trial in trials]
    done = 0.0
    for trial, weight in zip(trials, weights, strict=True):

        def tell(fraction: float, done: float = done, weight: float = weight) -> None:
            if on_progress:
                on_progress((done + weight * fraction) / sum(weights))

        count = workers or usual_workers(replicas)
        trial.files = simulate_missing(trial.job, replicas, count, tell, simulate)
        done += weight


def results_of(trial: Trial, replicas: int) -> Results:
    """The results as they are so far, in the folder in which they grow."""
    told = manifest_of(trial.network, trial.parts, trial.terms, replicas, trial.files, trial.name)
    return Results(trial.job.folder, told, None, set(trial.files))


def publish_all(trials: list[Trial], replicas: int, keeper: Any) -> dict[str, Results]:
    """Make every folder results, by name of the network."""
    published = {}
    for trial in trials:
        results = results_of(trial, replicas)
        trial.files["summary.json"] = add_text(trial.job.folder, "summary.json", summary_of(results))
        told = {**results.manifest, "files": trial.files}
        publish(trial.job.folder, trial.target, told)
        published[trial.name] = Results(trial.target, told, keeper)
    return published
