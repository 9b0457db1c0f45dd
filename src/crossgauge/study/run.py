"""One network, a period, n replicas: Results."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crossgauge.arrays.compile import Part, compile_network
from crossgauge.errors import RunImpossible
from crossgauge.model.network import Network
from crossgauge.model.papers import with_papers
from crossgauge.model.tariffs import tariffs_of, without_charges
from crossgauge.study.crew import simulate
from crossgauge.study.replicas import RECORDS, Job
from crossgauge.study.summary import summary_of
from crossgauge.study.ways import ways_of
from crossgauge.tables import manifest as manifests
from crossgauge.tables.store import (
    Results,
    add_text,
    finished_files,
    growing,
    publish,
)
from crossgauge.tables.vocabulary import queues_of, vocabulary_of

MOST_REPLICAS = 9_999
MOST_DAYS = 6_000  # the kernel's clock holds 17.4 years
# Parts of a network that decide nothing of what is simulated.
TOLD_ONLY = (
    *("facts", "measures", "provenance", "places", "sections", "corridors", "pipelines"),
    *("goods", "passages", "transfers", "stores", "demand"),
    *("facilities", "travel", "beliefs", "institutes", "timeline"),
)
LATER = ("documents",)  # attributes that came after results had been kept: empty, they are not there
MOST_SEED = (1 << 63) - 1
LAST_STEP = 0.03  # of the whole progress: reading the tables back

Progress = Callable[[float], None]
Simulate = Callable[[Job, Sequence[int], int, Callable[[int, float], None]], None]
Finish = Callable[[Results], Mapping[str, str]]


class Keeper:
    """A temporary folder that goes when nobody holds this any more."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="crossgauge-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Period:
    """Recorded days and the warm-up before them, in the network's clock."""

    start: date
    days: int
    warmup_days: int


def run(
    network: Network,
    *,
    start: date | str | None = None,
    days: int | None = None,
    end: date | str | None = None,
    replicas: int = 8,
    seed: int = 1,
    workers: int | None = None,
    warmup_days: int = 30,
    out: str | Path | None = None,
    on_progress: Progress | None = None,
    record: str = "first",
    on_finish: Finish | None = None,
    scenario: str = "",
) -> Results:
    """The results of simulating a network, the same for the same input whatever the number of workers.

    start, days, end : the period; without them the network's own
    workers   : processes; without it as many as there are processors
    out       : folder to write, new or empty; a run that was killed goes on from its finished replicas.
                Without it the tables live in a temporary folder as long as the results do.
    record    : rows of the table of stages: of the 'first' replica, of 'units' in all, or 'summary' for none;
                'counts' leaves out visits too. Flows, dwells, legs and resources are always there.
    on_finish : gives further files by name and text (pictures), written before the folder appears
    scenario  : name of what was changed in the network, for the manifest
    Raises RunImpossible, RunStuck; KeyboardInterrupt leaves no process behind.
    """
    period = period_of(network, start, days, end, warmup_days)
    check_numbers(replicas, seed, workers, record)
    terms = terms_of(network, period, seed, record)
    keeper = Keeper() if out is None else None
    place = keeper.folder / "results" if keeper else Path(out or "")
    target = Path(os.path.abspath(place))  # noqa: PTH100 - resolve() would follow a link that is replaced
    with growing(target, manifests.key_of(terms)) as partial:
        parts = compile_network(network, start=period.start, days=period.days, warmup_days=warmup_days)
        if not parts:
            raise RunImpossible(
                f"network '{network.id}' has no process chain with arrivals, so nothing moves."
            )
        job = Job(parts, vocabulary_of([part.index for part in parts]), seed, record, partial)
        files = simulate_missing(job, replicas, workers or usual_workers(replicas), on_progress)
        told = manifest_of(network, parts, terms, replicas, files, scenario)
        results = Results(partial, told, keeper, set(files))
        texts = {"summary.json": summary_of(results), **(on_finish(results) if on_finish else {})}
        files.update({name: add_text(partial, name, text) for name, text in texts.items()})
        publish(partial, target, told)
    if on_progress:
        on_progress(1.0)
    return Results(target, told, keeper)


def manifest_of(
    network: Network,
    parts: tuple[Part, ...],
    terms: dict[str, Any],
    replicas: int,
    files: dict[str, Any],
    scenario: str = "",
) -> dict[str, Any]:
    """What the results say of themselves. `files` is held, not copied: what is added to it later is told too."""
    return {
        **terms,
        **({"scenario": scenario} if scenario else {}),
        "format": manifests.FORMAT,
        "replicas": replicas,
        "files": files,
        "network": {"id": network.id, "name": network.name or network.id},
        "labels": {**labels_of(network, parts), "charges": charges_told(network, terms)},
    }


def simulate_missing(
    job: Job, replicas: int, workers: int, on_progress: Progress | None, simulate: Simulate = simulate
) -> dict[str, Any]:
    """Simulate the replicas that an earlier run did not finish; returns all files with rows and sha256."""
    numbers = range(1, replicas + 1)
    kept = {number: told for number in numbers if (told := finished_files(job.folder, number))}
    done = dict.fromkeys(kept, 1.0)

    def tell(replica: int, fraction: float) -> None:
        done[replica] = fraction
        if on_progress:
            on_progress((1 - LAST_STEP) * sum(done.values()) / replicas)

    simulate(job, [number for number in numbers if number not in kept], workers, tell)
    files: dict[str, Any] = {}
    for number in numbers:
        written = kept.get(number) or finished_files(job.folder, number)
        if written is None:
            raise RunImpossible(
                f"{job.folder}: replica {number} was written, but reads back damaged. Check the disk."
            )
        files.update(written)
    return files


def period_of(
    network: Network, start: date | str | None, days: int | None, end: date | str | None, warmup_days: int
) -> Period:
    """The days to simulate. Raises RunImpossible with what to change."""
    first = day_of(start, "start") or network.start
    if first is None:
        raise RunImpossible(
            f"network '{network.id}' has no period of its own. Expected a start, as '2023-01-01'."
        )
    last = day_of(end, "end")
    if days is not None and last is not None:
        raise RunImpossible("days and end are both given. Expected one of them.")
    if last is None and days is None:
        last = network.end
        if start is not None and network.start and network.end:
            last = first + (network.end - network.start)
        if last is None:
            raise RunImpossible(
                f"network '{network.id}' has no last day of its own. Expected days or an end."
            )
    count = days if days is not None else ((last or first) - first).days + 1
    if count < 1:
        raise RunImpossible(
            f"the period from {first} to {last} has no day. Expected an end behind the start."
        )
    if not 0 <= warmup_days <= MOST_DAYS or count + warmup_days > MOST_DAYS:
        raise RunImpossible(
            f"{count} days and {warmup_days} of warm-up are asked. Expected at most {MOST_DAYS} together, none below 0."
        )
    return Period(first, count, warmup_days)


def day_of(told: date | str | None, what: str) -> date | None:
    """A day from a date or its text."""
    if isinstance(told, datetime):
        return told.date()
    if told is None or isinstance(told, date):
        return told
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise RunImpossible(f"{what} is '{told}'. Expected a day, as '2023-01-01'.") from None


def check_numbers(replicas: int, seed: int, workers: int | None, record: str) -> None:
    """Raises RunImpossible for a number out of bounds."""
    if not 1 <= replicas <= MOST_REPLICAS:
        raise RunImpossible(f"replicas is {replicas}. Expected 1 to {MOST_REPLICAS}.")
    if not 0 <= seed <= MOST_SEED:
        raise RunImpossible(f"seed is {seed}. Expected 0 to {MOST_SEED}.")
    if workers is not None and workers < 1:
        raise RunImpossible(f"workers is {workers}. Expected 1 or more.")
    if record not in RECORDS:
        raise RunImpossible(f"record is '{record}'. Expected one of: {', '.join(RECORDS)}.")


def usual_workers(replicas: int) -> int:
    """As many processes as this one may use processors, and no more than replicas."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(count, replicas)


def terms_of(network: Network, period: Period, seed: int, record: str) -> dict[str, Any]:
    """What decides the files of a replica."""
    return {
        "input": input_hash(network),
        "start": period.start.isoformat(),
        "days": period.days,
        "warmup_days": period.warmup_days,
        "seed": seed,
        "record": record,
        "versions": manifests.versions(),
    }


def input_hash(network: Network) -> str:
    """sha256 of the declaration in its canonical form; what decides nothing is left out, charges among it."""
    import hashlib

    simulated = without_charges(network)
    told = {
        entry.name: plain(getattr(simulated, entry.name))
        for entry in fields(simulated)
        if entry.name not in TOLD_ONLY
    }
    return hashlib.sha256(manifests.canonical(told).encode()).hexdigest()


def plain(value: Any) -> Any:
    """A declared value as JSON can hold it, every object with its class."""
    if is_dataclass(value) and not isinstance(value, type):
        told = {
            entry.name: plain(getattr(value, entry.name))
            for entry in fields(value)
            if entry.name not in LATER or getattr(value, entry.name)
        }
        return {"is": type(value).__name__, **told}
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return value


def charges_told(network: Network, terms: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The charges of the period: of the results, not of the replicas' files, which they do not change."""
    tariffs = tariffs_of(network, date.fromisoformat(terms["start"]), terms["days"])
    return [{name: plain(value) for name, value in asdict(row).items()} for row in tariffs]


def labels_of(network: Network, parts: tuple[Part, ...]) -> dict[str, Any]:
    """The names by which people know what the tables call by id."""
    network = with_papers(network)
    return {
        "clock": network.clock,
        "crossings": {
            crossing.id: {
                "name": crossing.name,
                "mode": crossing.mode,
                "posts": {post.id: {"name": post.name, "country": post.country} for post in crossing.posts},
            }
            for crossing in network.crossings
        },
        "classes": {one.id: {"name": one.name, "kind": one.kind} for one in network.classes},
        "queues": [asdict(row) for part in parts for row in queues_of(part.index)],
        "chains": [asdict(row) for part in parts for row in part.index.chains],
        "ways": plain(ways_of(network)),
    }
