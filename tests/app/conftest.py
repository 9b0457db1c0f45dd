"""One short run of the embedded network, shared by the tests of a process: all units of both replicas recorded."""

import pytest

import crossgauge as cg
from app.reading import Seen
from crossgauge.app.workspace import Workspace

DAYS, REPLICAS = 5, 2


@pytest.fixture(scope="session")
def seen(tmp_path_factory):
    """A workspace of the embedded network with the run 'short', and its results."""
    place = tmp_path_factory.mktemp("seen")
    workspace = Workspace(place / "runs")
    results = cg.run(
        workspace.network, start="2023-03-01", days=DAYS, replicas=REPLICAS, warmup_days=3, workers=1, record="units",
        out=place / "runs" / "short",
    )  # fmt: skip
    return Seen(workspace, results)
