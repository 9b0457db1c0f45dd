"""How fast a server answers while it works: 50 pages that poll, 10 jobs that wait or run.

    PYTHONPATH=src python benchmarks/serve.py [clients [jobs [seconds]]]

A server of the embedded network as a process of its own, with one finished run of a month; each client asks for one
thing a second, in turn. On a machine that does much else the system makes everybody wait: measure on a quiet one, or
look at the CPU time. Prints by address the number of answers, the median, the 95th and 99th percentile in ms, and
errors; then the CPU time of the server's own process by answer, which other work on the machine hardly disturbs.
A minister's patience is the bar: p95 of reads under 100 ms, no error.
"""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import httpx
import numpy as np

CLIENTS, JOBS, SECONDS = 50, 10, 30
EVERY_S = 1.0
RUN = "run-0001"
READS = (
    "/api/jobs",
    "/api/runs",
    f"/api/runs/{RUN}",
    f"/api/runs/{RUN}/crossings",
    f"/api/runs/{RUN}/queues?crossing=khorgos-road",
    f"/api/runs/{RUN}/waiting",
    f"/api/jobs/{RUN}",
    "/api/network",
    "/",
)
MONTH = {"kind": "run", "from": "2023-01-01", "to": "2023-01-31", "replicas": 2, "warmup_days": 7}
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(process):
    """CPU time of a process so far, of all its threads."""
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def started(folder):
    """A server and its address."""
    words = [sys.executable, "-m", "crossgauge.app", f"--runs={folder}", "--port=0"]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True)
    lines = [server.stdout.readline() for _ in range(3)]
    return server, re.search(r"http://[^/]+", "".join(lines))[0]


async def one_run(client):
    """Have one run done, and each address asked for once."""
    job = (await client.post("/api/jobs", json=MONTH)).json()["id"]
    while (told := (await client.get(f"/api/jobs/{job}")).json())["state"] != "done":
        assert told["state"] in ("queued", "running"), told
        await asyncio.sleep(0.5)
    for path in READS:
        await client.get(path)


class Page:
    """A connection that is kept; plain, so that what is measured is the server and not the client."""

    def __init__(self, address):
        self.host, self.port = address.removeprefix("http://").split(":")
        self.streams = None

    async def get(self, path):
        """Status of an answer whose body was read."""
        if self.streams is None:
            self.streams = await asyncio.open_connection(self.host, int(self.port), limit=1 << 24)
        reader, writer = self.streams
        writer.write(f"GET {path} HTTP/1.1\r\nhost: {self.host}\r\naccept-encoding: gzip\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = re.search(r"content-length: (\d+)", head)
        if length:
            await reader.readexactly(int(length[1]))
        while not length and (size := int(await reader.readline(), 16)) >= 0:
            await reader.readexactly(size + 2)
            if not size:
                break
        return int(head.split()[1])


async def poll(address, number, until, taken, errors):
    """Ask for one thing a second, in turn."""
    await asyncio.sleep(EVERY_S * number / CLIENTS)
    page, turn = Page(address), number
    while (begun := time.perf_counter()) < until:
        path = READS[turn % len(READS)]
        turn += 1
        try:
            status = await page.get(path)
        except (OSError, EOFError) as error:
            page, status = Page(address), type(error).__name__
        if status not in (200, 503 if path == "/" else 200):
            errors[path, status] += 1
        taken[path].append(1000 * (time.perf_counter() - begun))
        await asyncio.sleep(max(0.0, EVERY_S - (time.perf_counter() - begun)))


async def measured(address, clients, jobs, seconds):
    """ms of every answer by address, errors by address and status, and states of the jobs at the end."""
    taken, errors = defaultdict(list), defaultdict(int)
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        await one_run(client)
        for _ in range(jobs):
            (await client.post("/api/jobs", json=MONTH)).raise_for_status()
        until = time.perf_counter() + seconds
        await asyncio.gather(*(poll(address, number, until, taken, errors) for number in range(clients)))
        states = [job["state"] for job in (await client.get("/api/jobs")).json()]
    return taken, errors, states


def main():
    clients, jobs, seconds = (int(word) for word in (sys.argv[1:4] + [CLIENTS, JOBS, SECONDS][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        server, address = started(folder)
        try:
            before = cpu_s(server.pid)
            taken, errors, states = asyncio.run(measured(address, clients, jobs, seconds))
            used = cpu_s(server.pid) - before
        finally:
            server.terminate()
            server.wait()
    print(f"{clients} clients, {jobs} jobs, {seconds} s; load of the machine {os.getloadavg()[0]:.1f}")
    print(f"{'address':48} {'answers':>8} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8}")
    every = [one for values in taken.values() for one in values]
    for path, values in [*sorted(taken.items()), ("all", every)]:
        p50, p95, p99 = np.percentile(values, [50, 95, 99])
        print(f"{path:48} {len(values):8d} {p50:8.1f} {p95:8.1f} {p99:8.1f}")
    print(f"errors: {dict(errors) or 'none'}; jobs at the end: {', '.join(sorted(states))}")
    print(f"CPU of the server's process: {1000 * used / sum(map(len, taken.values())):.1f} ms an answer")


if __name__ == "__main__":
    main()
