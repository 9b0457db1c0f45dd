"""Tasks over a Dask cluster. Its workers need not share a disk with us: pieces come back as bytes and are kept here.

A task whose worker is killed is run again by another; the networks are held by the scheduler's graph as well, so
that they are not lost with the worker that had them.
"""

import contextlib
import logging
import os
import pickle
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from crossgauge.errors import RunImpossible
from crossgauge.study.ensemble.pieces import Keep, simulate_pieces
from crossgauge.study.ensemble.plan import Brief, Piece, kin_of, tasks_of
from crossgauge.study.ensemble.processes import Simulate
from crossgauge.tables.manifest import versions

if TYPE_CHECKING:
    from distributed import Client

CONNECT_S = 10
HINT = "a cluster needs Dask, which is not installed. Install it with: pip install 'crossgauge[cluster]'"

Archives = list[tuple[Piece, bytes]]


def cluster(address: str) -> Simulate:
    """What simulates pieces over the Dask scheduler at an address, as 'tcp://10.0.0.7:8786', in place of processes.

    Raises RunImpossible where Dask is not installed; when called, where the scheduler is not there or has no worker.
    """
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise RunImpossible(HINT) from None
    return partial(simulate, address)


def simulate(address: str, brief: Brief, pieces: Sequence[Piece], workers: int, keep: Keep) -> None:
    """Simulate pieces over a cluster, each handed to `keep` when its task is back; `workers` is the cluster's own."""
    with connected(address) as client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise RunImpossible(f"cluster {address} has no workers. Start some: dask worker {address}")
        with plain_failures(address):
            check_installed(client)
            collect(client, brief, tasks_of(pieces, threads, kin_of(brief.networks)), keep)


@contextlib.contextmanager
def connected(address: str) -> Iterator["Client"]:
    """A client of a scheduler, closed at the end; what it has asked for is given up then."""
    from distributed import Client

    with quiet():
        try:
            client = Client(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, ValueError) as error:
            raise RunImpossible(f"no Dask scheduler answers at {address} ({error}).") from None
        with client:
            yield client


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """What goes wrong is told by us, in one message; Dask's own log would add a traceback for each attempt."""
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names if not os.environ.get("CROSSGAUGE_DEBUG") else ():
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def check_installed(client: "Client") -> None:
    """Raises RunImpossible where the scheduler or a worker has no Crossgauge: it would die of the first task."""
    # `exec` because it is there without us.
    told = dict(client.run(exec, "import crossgauge", on_error="return"))
    try:
        client.run_on_scheduler(exec, "import crossgauge")
    except ImportError as error:
        told["the scheduler"] = error
    lacking = {name: fault for name, fault in told.items() if isinstance(fault, Exception)}
    for name, fault in lacking.items():
        raise RunImpossible(
            f"{name} of the cluster cannot import Crossgauge ({fault}), which {len(lacking)} of {len(told)}"
            " processes there cannot. Install the same version everywhere."
        )


def collect(client: "Client", brief: Brief, tasks: Sequence[tuple[Piece, ...]], keep: Keep) -> None:
    """Send tasks and hand over what comes back, in the order in which it comes; raises the first failure."""
    from distributed import as_completed

    run = uuid4().hex
    packed = zlib.compress(pickle.dumps(brief, pickle.HIGHEST_PROTOCOL), 1)
    shared = client.submit(delivered, packed, key=f"crossgauge-brief-{run}")
    told = versions()
    futures = [
        client.submit(run_task, shared, task, told, key=f"crossgauge-task-{run}-{number}", priority=-number)
        for number, task in enumerate(tasks)
    ]
    try:
        for future, archives in as_completed(futures, loop=client.loop, with_results=True):
            if isinstance(archives, BaseException):  # of a future that was lost with its scheduler
                raise archives
            future.release()
            for piece, archive in archives:
                keep(piece, archive)
    finally:
        with contextlib.suppress(Exception):
            client.cancel([shared, *futures], force=True)


def delivered(packed: bytes) -> Brief:
    """The brief, unpacked on a worker; other workers get it from there."""
    brief: Brief = pickle.loads(zlib.decompress(packed))
    return brief


def run_task(brief: Brief, pieces: tuple[Piece, ...], told: dict[str, str]) -> Archives:
    """The pieces of a task as bytes. Raises RunImpossible on a worker whose versions would give other bits."""
    mine = versions()
    if mine != told:
        other = ", ".join(
            f"{name} {mine[name]}, not {version}" for name, version in told.items() if mine[name] != version
        )
        raise RunImpossible(f"a worker of the cluster has {other}. Expected the same versions as here.")
    archives: Archives = []
    simulate_pieces(brief, pieces, lambda piece, archive: archives.append((piece, archive)))
    return archives


@contextlib.contextmanager
def plain_failures(address: str) -> Iterator[None]:
    """What happens to a cluster, in words."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError
    from distributed.comm.core import CommClosedError

    try:
        yield
    except KilledWorker as error:
        raise RunImpossible(
            f"workers of the cluster died again and again at one task ({error.task}), as when memory runs out."
            " Finished pieces are kept; the same command goes on from them."
        ) from None
    except (FutureCancelledError, CommClosedError, TimeoutError) as error:
        raise RunImpossible(
            f"the scheduler at {address} is gone ({type(error).__name__}). Finished pieces are kept; the same"
            " command goes on from them."
        ) from None
