"""The server's own description, fuzzed: whatever is sent, no 5xx, an answer as described, in bounded time."""

import time
import warnings

import pytest
from hypothesis import HealthCheck, given, settings

import crossgauge as cg
from app.served import live_server, stand_in, workspace_in

schemathesis = pytest.importorskip("schemathesis")
EXAMPLES = 8  # of each operation, of what is described and of what is not
MOST_S = 20.0  # for one answer, on a machine that does much else
ENDLESS = "/api/events"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server with one run of the small project, and jobs that a stand-in does."""
    folder = tmp_path_factory.mktemp("fuzz")
    workspace = workspace_in(folder)
    days = {"start": "2024-04-01", "days": 3, "warmup_days": 1}
    cg.run(cg.read(workspace.project), **days, replicas=2, workers=1, out=workspace.runs / "run-0001")
    with live_server(workspace, stand_in(folder)) as address:
        yield address


def known(operation):
    """Ids that are there, so that more is met than what is not found."""
    names = [parameter.name for parameter in operation.path_parameters]
    return {name: "run-0001" for name in names if name in ("run", "job_id")} or None


@schemathesis.serializer("application/zip")
def as_bytes(context, value):
    """A drawn body as it is sent."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def broken(operation, mode, address, path_parameters):
    """What an operation answers that it should not, '' where nothing is found."""
    checks = schemathesis.checks
    held = [
        checks.not_a_server_error,
        schemathesis.specs.openapi.checks.status_code_conformance,
        schemathesis.specs.openapi.checks.content_type_conformance,
        schemathesis.specs.openapi.checks.response_schema_conformance,
    ]

    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=path_parameters))
    @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def holds(case):
        begun = time.monotonic()
        case.call_and_validate(base_url=address, checks=held, timeout=MOST_S)
        assert time.monotonic() - begun < MOST_S

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the tool about what it cannot draw
            holds()
    except schemathesis.core.failures.FailureGroup as group:
        return f"{operation.label}: {[str(one) for one in group.exceptions]}"
    except Exception as error:
        if "Unsatisfiable" in type(error).__name__:
            return ""
        return f"{operation.label}: {type(error).__name__}: {error}"
    return ""


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_whatever_is_sent_the_answer_is_as_described(served, mode):
    """Every operation but the stream of events, which never ends."""
    schema = schemathesis.openapi.from_url(f"{served}/openapi.json").exclude(path=ENDLESS)
    operations = [found.ok() for found in schema.get_all_operations()]

    found = []
    for operation in operations:
        found.append(broken(operation, schemathesis.GenerationMode(mode), served, known(operation)))

    assert len(operations) >= 6
    assert [one for one in found if one] == []
