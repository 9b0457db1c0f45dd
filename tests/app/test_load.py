"""Fifty pages that poll while ten jobs wait: nobody meets an error. How fast it is, benchmarks/serve.py measures."""

import asyncio

import httpx

from app.served import PLAIN, live_server, stand_in, workspace_in

PAGES, ASKED, JOBS = 50, 6, 10
READS = ("/api/jobs", "/api/runs", "/api/network", "/api/jobs/run-0001", "/openapi.json", "/api/projects")


def test_fifty_pages_poll_and_ten_jobs_wait_without_an_error(tmp_path):
    async def page(client, number):
        paths = [READS[(number + turn) % len(READS)] for turn in range(ASKED)]
        return [(path, (await client.get(path)).status_code) for path in paths]

    async def listener(client):
        async with client.stream("GET", "/api/events") as stream:
            return await anext(line async for line in stream.aiter_lines() if line.startswith("data: "))

    async def load(address):
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:
            for title in ("slow", *["quick"] * JOBS):
                assert (await client.post("/api/jobs", json={**PLAIN, "title": title})).status_code == 202
            told = await asyncio.gather(
                *(page(client, number) for number in range(PAGES)), *(listener(client) for _ in range(PAGES))
            )
            states = [job["state"] for job in (await client.get("/api/jobs")).json()]
        return [one for answers in told[:PAGES] for one in answers], told[PAGES:], states

    with live_server(workspace_in(tmp_path), stand_in(tmp_path)) as address:
        answers, snapshots, states = asyncio.run(load(address))

    assert [one for one in answers if one[1] != 200] == []
    assert len(answers) == PAGES * ASKED
    assert all('"run-0011"' in snapshot for snapshot in snapshots)
    assert sorted(states) == ["queued"] * JOBS + ["running"]
