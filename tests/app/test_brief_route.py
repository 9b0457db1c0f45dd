"""The brief of a run by its address: a job makes it once, and whoever asks later gets it at once."""

import asyncio

import pytest

from app.served import ask, serving, stand_in, until, workspace_in
from crossgauge.app import routes_brief


@pytest.fixture
def told_by(tmp_path):
    """Runs a story against a server with two runs."""
    workspace = workspace_in(tmp_path)
    for name in ("base", "wide"):
        (workspace.runs / name).mkdir()

    def tell(story):
        async def whole():
            async with serving(workspace, stand_in(tmp_path)) as client:
                return await story(client)

        return asyncio.run(whole())

    return tell


async def kinds(client):
    return [(job["kind"], job["state"]) for job in (await client.get("/api/jobs")).json()]


def test_brief_is_made_once_for_each_language_and_pair_of_runs(told_by):
    async def story(client):
        first = await client.get("/api/runs/base/brief.html?language=ru")
        again = await client.get("/api/runs/base/brief.html?language=ru")
        beside = await client.get("/api/runs/base/brief.html?language=ru&compare=wide")
        return first, again, beside, await kinds(client)

    first, again, beside, jobs = told_by(story)

    assert (first.status_code, again.text) == (200, first.text)
    assert "--language=ru" in first.text
    assert "--compare=" not in first.text
    assert "--compare=" in beside.text
    assert jobs == [("brief", "done")] * 2


def test_many_who_ask_wait_for_the_same_job(told_by):
    async def story(client):
        paths = [f"/api/runs/base/brief.html?language=kk&turn={turn}" for turn in range(5)]
        answers = await asyncio.gather(*(client.get(path) for path in paths))
        return [answer.status_code for answer in answers], await kinds(client)

    assert told_by(story) == ([200] * 5, [("brief", "done")])


def test_brief_may_show_what_it_holds_and_run_nothing(told_by):
    async def story(client):
        return await client.get("/api/runs/base/brief.html")

    answer = told_by(story)

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none';")


def test_brief_that_has_its_turn_later_is_told_so(told_by, monkeypatch):
    monkeypatch.setattr(routes_brief, "MOST_BRIEF_S", 0.1)

    async def story(client):
        await until(client, (await ask(client, "slow"))["id"], "running")
        return await client.get("/api/runs/base/brief.html")

    answer = told_by(story)

    assert answer.status_code == 503
    assert "ask for it again" in answer.json()["error"]["detail"]


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("nothing/brief.html", 404, "no result is called 'nothing'"),
        ("base/brief.html?compare=nothing", 404, "no result is called 'nothing'"),
        ("base/brief.pdf", 404, "There are: brief.html."),
        ("base/brief.html?language=de", 422, "query.language"),
        ("base/brief.exe", 422, "path.kind"),
    ],
)
def test_brief_that_cannot_be_is_told_with_why(told_by, path, status, told):
    async def story(client):
        return await client.get(f"/api/runs/{path}")

    answer = told_by(story)

    assert answer.status_code == status
    assert told in answer.text.replace("Did you mean 'brief.html'?", "There are: brief.html.")
