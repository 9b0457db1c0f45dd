"""What a test of the read side needs: answers of the server, and plain means with intervals."""

import asyncio
from dataclasses import dataclass
from functools import cache
from math import sqrt
from statistics import fmean, stdev

import httpx
from scipy.stats import t as student

from crossgauge.app.server import create_app
from crossgauge.app.workspace import Workspace
from crossgauge.tables.store import Results


@dataclass
class Seen:
    """A workspace and the results of its run 'short'."""

    workspace: Workspace
    results: Results


def answer_of(workspace, path):
    """The answer of the server to one question."""

    async def ask():
        transport = httpx.ASGITransport(app_of(workspace), raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60) as client:
            return await client.get(path)

    return asyncio.run(ask())


@cache
def app_of(workspace):
    """The application of a workspace, made once: it takes longer than to answer."""
    return create_app(workspace)


def told(workspace, path):
    """What the server tells, once it does."""
    answer = answer_of(workspace, path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def plain_interval(values):
    """Mean and 95 % interval of replicas, by the book."""
    values = list(values)
    half = student.ppf(0.975, len(values) - 1) * stdev(values) / sqrt(len(values))
    return {"mean": fmean(values), "low": fmean(values) - half, "high": fmean(values) + half}


def near(found, expected, digits=5):
    """Whether two intervals agree to so many significant digits of their largest number."""
    size = max(abs(value) for value in expected.values()) or 1.0
    return all(abs(found[name] - expected[name]) <= size * 10.0**-digits for name in ("mean", "low", "high"))
