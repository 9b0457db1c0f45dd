"""Answers are kept while no file has changed, and made anew once one has."""

import asyncio
import gzip
import itertools

import pytest
from fastapi import APIRouter
from starlette.responses import StreamingResponse

from app.served import serving, stand_in, workspace_in
from crossgauge.app import answers

COUNTED = "/api/counted"


@pytest.fixture
def workspace(tmp_path):
    return workspace_in(tmp_path)


def counting():
    """A route whose answer tells how often it was made."""
    routes, number = APIRouter(), itertools.count(1)

    @routes.get(COUNTED)
    async def counted(status: int = 200, length: int = 0) -> StreamingResponse:
        made = next(number)
        await asyncio.sleep(0.02)

        async def parts():
            yield f"{made}:".encode()
            yield b"x" * length

        return StreamingResponse(parts(), status)

    return routes


def told_by(workspace, tmp_path, story):
    async def whole():
        async with serving(workspace, stand_in(tmp_path)) as client:
            client.app.router.routes.insert(0, counting().routes[0])
            return await story(client)

    return asyncio.run(whole())


async def text(client, query="", **headers):
    return (await client.get(f"{COUNTED}{query}", headers=headers)).text


def test_answer_is_made_once_by_address_and_encoding(workspace, tmp_path):
    async def story(client):
        plain = {"accept-encoding": "identity"}
        return [await text(client, "?length=2000"), await text(client, "?length=2000"), await text(client),
                await text(client, "?length=2000", **plain), await text(client, "?length=2000")]  # fmt: skip

    told = [one.partition(":")[0] for one in told_by(workspace, tmp_path, story)]

    assert told == ["1", "1", "2", "3", "1"]


def test_kept_answer_is_the_answer_to_the_byte(workspace, tmp_path):
    async def story(client):
        async def raw():
            async with client.stream("GET", f"{COUNTED}?length=5000", headers={"accept-encoding": "gzip"}) as answer:
                return answer.headers, b"".join([part async for part in answer.aiter_raw()])

        return await raw(), await raw()

    (first, made), (second, kept) = told_by(workspace, tmp_path, story)

    assert made == kept
    assert gzip.decompress(kept) == b"1:" + b"x" * 5000
    assert first["content-encoding"] == second["content-encoding"] == "gzip"
    assert first["cache-control"] == second["cache-control"] == "no-cache"
    assert second["content-length"] == str(len(kept))
    assert "content-security-policy" in second


def test_many_who_ask_at_once_wait_for_one_answer(workspace, tmp_path):
    async def story(client):
        return await asyncio.gather(*(text(client) for _ in range(20)))

    assert set(told_by(workspace, tmp_path, story)) == {"1:"}


def test_whoever_has_the_answer_is_told_that_it_holds(workspace, tmp_path):
    async def story(client):
        await text(client)
        tag = (await client.get(COUNTED)).headers["etag"]
        return await client.get(COUNTED, headers={"if-none-match": tag}), await text(client, **{"if-none-match": '"x"'})

    holds, other = told_by(workspace, tmp_path, story)

    assert (holds.status_code, holds.content) == (304, b"")
    assert other == "1:"


def test_new_result_is_seen_at_once(workspace, tmp_path):
    async def story(client):
        before = await text(client)
        (workspace.runs / "run-0007").mkdir()
        return before, await text(client)

    assert told_by(workspace, tmp_path, story) == ("1:", "2:")


@pytest.mark.parametrize("name", ["first/crossing.yaml", "runs/run-0001/comparison.json"])
def test_changed_file_is_seen_at_the_next_look(workspace, tmp_path, monkeypatch, name):
    monkeypatch.setattr(answers, "BETWEEN_LOOKS_S", 0.0)
    (tmp_path / "runs" / "run-0001").mkdir()

    async def story(client):
        before = await text(client), await text(client)
        with (tmp_path / name).open("a") as file:
            file.write("\n# more\n")
        return *before, await text(client)

    assert told_by(workspace, tmp_path, story) == ("1:", "1:", "2:")


def test_errors_and_large_answers_are_not_kept(workspace, tmp_path, monkeypatch):
    monkeypatch.setattr(answers, "MOST_ANSWER_BYTES", 100)

    async def story(client):
        asked = ["?status=404", "?status=404", "?length=5000", "?length=5000"]
        return [(await text(client, query, **{"accept-encoding": "identity"})).partition(":")[0] for query in asked]

    assert told_by(workspace, tmp_path, story) == ["1", "2", "3", "4"]


def test_what_is_kept_is_bounded_and_the_latest_stays(workspace, tmp_path, monkeypatch):
    monkeypatch.setattr(answers, "MOST_BYTES", 250)

    async def story(client):
        asked = ["?length=100", "?length=101", "?length=100", "?length=102", "?length=100", "?length=101"]
        return [(await text(client, query, **{"accept-encoding": "identity"})).partition(":")[0] for query in asked]

    assert told_by(workspace, tmp_path, story) == ["1", "2", "1", "3", "1", "4"]


def test_jobs_are_always_told_as_they_are(workspace, tmp_path):
    async def story(client):
        before = (await client.get("/api/jobs")).json()
        await client.post("/api/jobs", json={"kind": "run", "title": "quick"})
        return before, (await client.get("/api/jobs")).json()

    before, after = told_by(workspace, tmp_path, story)

    assert (len(before), len(after)) == (0, 1)


def test_nothing_but_reading_is_kept():
    def kept(method, path):
        return answers.may_be_kept({"type": "http", "method": method, "path": path})

    assert kept("GET", "/api/runs/run-0001")
    assert not kept("POST", "/api/scenarios/check")
    assert not kept("GET", "/api/events")
    assert not kept("GET", "/")
