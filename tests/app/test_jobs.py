"""Jobs: a queue, one child process each, cancelled, crashed, bounded, and kept over a restart of the server."""

import asyncio
import errno
import json
import time

import pytest

from app.served import PLAIN, ask, serving, stand_in, until, workspace_in
from crossgauge.app import child, jobs, limits, records
from crossgauge.app.errors import DEFECT


@pytest.fixture
def workspace(tmp_path):
    return workspace_in(tmp_path)


@pytest.fixture
def command(tmp_path):
    return stand_in(tmp_path)


def told_by(workspace, command, story):
    """Run a story against a living server; what it returns."""

    async def whole():
        async with serving(workspace, command) as client:
            return await story(client)

    return asyncio.run(whole())


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_job_is_queued_done_and_its_result_stands_whole_among_the_runs(workspace, command):
    async def story(client):
        asked = await ask(client, "quick")
        return asked, await until(client, asked["id"], "done", "failed")

    asked, job = told_by(workspace, command, story)

    assert (asked["id"], asked["state"], asked["result"]) == ("run-0001", "queued", None)
    assert (job["state"], job["fraction"], job["result"]) == ("done", 1.0, "run-0001")
    assert job["created"] <= job["started"] <= job["ended"]
    assert names_in(workspace.runs / "run-0001") == ["manifest.json"]
    assert names_in(workspace.runs / ".jobs" / "run-0001") == ["given", "job.json", "log.txt"]


def test_one_job_runs_at_a_time_in_the_order_asked(workspace, command):
    async def story(client):
        first, second = await ask(client, "slow"), await ask(client, "quick")
        await until(client, first["id"], "running")
        waiting = (await client.get(f"/api/jobs/{second['id']}")).json()["state"]
        await client.post(f"/api/jobs/{first['id']}/cancel")
        await until(client, second["id"], "done")
        return waiting, [job["id"] for job in (await client.get("/api/jobs")).json()]

    waiting, listed = told_by(workspace, command, story)

    assert waiting == "queued"
    assert listed == ["run-0002", "run-0001"]


def test_job_that_waits_is_cancelled_and_never_starts(workspace, command):
    async def story(client):
        first, second, third = await ask(client, "slow"), await ask(client, "quick"), await ask(client, "quick")
        cancelled = (await client.post(f"/api/jobs/{second['id']}/cancel")).json()
        await client.post(f"/api/jobs/{first['id']}/cancel")
        await until(client, third["id"], "done")
        return cancelled, (await client.get(f"/api/jobs/{second['id']}")).json()

    cancelled, later = told_by(workspace, command, story)

    assert (cancelled["state"], cancelled["started"]) == ("cancelled", None)
    assert (later["state"], later["started"]) == ("cancelled", None)
    assert names_in(workspace.runs) == [".jobs", "run-0003"]


def test_job_that_runs_is_cancelled_and_leaves_nothing_but_its_record(workspace, command):
    async def story(client):
        asked = await ask(client, "slow")
        while not (workspace.runs / ".jobs" / asked["id"] / "result").exists():
            await asyncio.sleep(0.02)
        begun = time.monotonic()
        answer = await client.post(f"/api/jobs/{asked['id']}/cancel")
        return answer.json(), time.monotonic() - begun, await client.post(f"/api/jobs/{asked['id']}/cancel")

    job, seconds, again = told_by(workspace, command, story)

    assert job["state"] == "cancelled"
    assert seconds < limits.KILL_AFTER_S
    assert names_in(workspace.runs) == [".jobs"]
    assert names_in(workspace.runs / ".jobs" / "run-0001") == ["given", "job.json", "log.txt"]
    assert again.status_code == 409
    assert "has ended already: it is cancelled" in again.json()["error"]["detail"]


def test_process_that_does_not_listen_is_ended_by_force(workspace, command, monkeypatch):
    monkeypatch.setattr(limits, "KILL_AFTER_S", 0.2)

    async def story(client):
        asked = await ask(client, "stubborn")
        while (await client.get(f"/api/jobs/{asked['id']}")).json()["stage"] != "stubborn":
            await asyncio.sleep(0.02)
        process = client.app.state.jobs.children[asked["id"]].process
        await client.post(f"/api/jobs/{asked['id']}/cancel")
        return process.returncode

    assert told_by(workspace, command, story) == -9


def test_crash_is_a_readable_message_and_harms_no_other(workspace, command):
    async def story(client):
        crashed, other = await ask(client, "kill"), await ask(client, "quick")
        return await until(client, crashed["id"], "failed"), await until(client, other["id"], "done", "failed")

    crashed, other = told_by(workspace, command, story)

    assert crashed["error"]["detail"].startswith("The job stopped unexpectedly (signal 9).")
    assert "MOST_MEMORY_BYTES" in crashed["error"]["detail"]
    assert other["state"] == "done"
    assert names_in(workspace.runs) == [".jobs", "run-0002"]


def test_faults_are_told_as_the_command_tells_them(workspace, command):
    async def story(client):
        return await until(client, (await ask(client, "faulty"))["id"], "failed")

    error = told_by(workspace, command, story)["error"]

    fault = {"where": "rail.yaml:3", "wrong": "is 'six'", "expected": "Expected a whole number."}
    assert error == {"title": "The job failed", "detail": "project has 1 fault:", "faults": [fault]}


def test_what_is_no_event_is_passed_over(workspace, command):
    async def story(client):
        return await until(client, (await ask(client, "babble"))["id"], "done", "failed")

    assert told_by(workspace, command, story)["state"] == "done"


def test_job_that_takes_too_long_is_ended_with_the_limit_by_name(workspace, command, monkeypatch):
    monkeypatch.setattr(limits, "MOST_TIME_S", 0.5)

    async def story(client):
        return await until(client, (await ask(client, "slow"))["id"], "failed")

    assert told_by(workspace, command, story)["error"]["detail"] == (
        "The job was ended: it took longer than 0.5 s (MOST_TIME_S)."
    )


def test_job_that_writes_too_much_is_ended_with_the_limit_by_name(workspace, command, monkeypatch):
    monkeypatch.setattr(limits, "MOST_DISK_BYTES", 500_000)
    monkeypatch.setattr(child, "BETWEEN_LOOKS_S", 0.05)

    async def story(client):
        return await until(client, (await ask(client, "big"))["id"], "failed")

    assert "MOST_DISK_BYTES" in told_by(workspace, command, story)["error"]["detail"]
    assert names_in(workspace.runs) == [".jobs"]


def test_memory_of_a_process_is_bounded(workspace, tmp_path, monkeypatch):
    """§ A process that asks for more than MOST_MEMORY_BYTES gets none of it."""
    monkeypatch.setattr(limits, "MOST_MEMORY_BYTES", 2_000_000_000)
    greedy = tmp_path / "greedy.py"
    greedy.write_text(
        "import json, os, time\n"
        "time.sleep(0.3)\n"
        "try:\n    bytearray(3_000_000_000)\n"
        "except MemoryError as error:\n"
        "    event = {'is': 'error', 'kind': 'MemoryError', 'detail': '', 'faults': [], 'code': 1}\n"
        "    os.write(1, (json.dumps(event) + '\\n').encode())\n    raise SystemExit(1)\n"
    )

    async def story(client):
        return await until(client, (await ask(client))["id"], "done", "failed")

    job = told_by(workspace, [child.sys.executable, str(greedy)], story)

    assert job["error"]["detail"] == "The job needed more than 2,000,000,000 bytes of memory (MOST_MEMORY_BYTES)."


def test_no_more_jobs_wait_than_the_limit(workspace, command, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_QUEUED", 2)

    async def story(client):
        await until(client, (await ask(client, "slow"))["id"], "running")
        await ask(client, "quick")
        await ask(client, "quick")
        return await client.post("/api/jobs", json={"kind": "run"})

    refused = told_by(workspace, command, story)

    assert refused.status_code == 429
    assert "MOST_QUEUED" in refused.json()["error"]["detail"]


def test_jobs_go_on_when_the_server_is_started_again(workspace, command):
    """What ran is taken up, what waited still waits, what has ended is still told."""

    async def before(client):
        ended = await until(client, (await ask(client, "quick"))["id"], "done")
        ran, waited = await ask(client, "slow"), await ask(client, "quick")
        await until(client, ran["id"], "running")
        return ended, ran, waited

    async def after(client):
        listed = (await client.get("/api/jobs")).json()
        await until(client, "run-0002", "running")
        await client.post("/api/jobs/run-0002/cancel")
        return listed, await until(client, "run-0003", "done")

    ended, ran, waited = told_by(workspace, command, before)
    kept = json.loads((workspace.runs / ".jobs" / ran["id"] / "job.json").read_text())
    listed, done = told_by(workspace, command, after)

    assert (kept["state"], kept["message"]) == ("queued", jobs.GOES_ON)
    assert [job["id"] for job in listed] == [waited["id"], ran["id"], ended["id"]]
    assert [listed[2][word] for word in ("state", "created", "result")] == ["done", ended["created"], ended["result"]]
    assert done["options"] == waited["options"]


def test_job_whose_server_is_killed_again_and_again_is_given_up(workspace, command):
    async def before(client):
        return await until(client, (await ask(client, "quick"))["id"], "done")

    async def after(client):
        return (await client.get("/api/jobs/run-0001")).json()

    told_by(workspace, command, before)
    record = workspace.runs / ".jobs" / "run-0001" / "job.json"
    (workspace.runs / "run-0001").rename(workspace.runs / ".gone")
    kept = json.loads(record.read_text())
    record.write_text(json.dumps({**kept, "state": "running", "starts": limits.MOST_STARTS}))
    job = told_by(workspace, command, after)

    assert job["state"] == "failed"
    assert "MOST_STARTS" in job["error"]["detail"]


def test_damaged_record_is_passed_over(workspace, command):
    for name, text in {"a": "{", "b": "[]", "c": '{"id": "c"}', "d": '{"id": "x", "asked": {"kind": "fly"}}'}.items():
        (workspace.runs / ".jobs" / name).mkdir(parents=True)
        (workspace.runs / ".jobs" / name / "job.json").write_text(text)

    async def story(client):
        return (await client.get("/api/jobs")).json()

    assert told_by(workspace, command, story) == []


def test_oldest_records_go_and_their_results_stay(workspace, command, monkeypatch):
    monkeypatch.setattr(records, "MOST_KEPT_JOBS", 1)

    async def story(client):
        for _ in range(3):
            await until(client, (await ask(client, "quick"))["id"], "done")
        return [job["id"] for job in (await client.get("/api/jobs")).json()]

    assert told_by(workspace, command, story) == ["run-0003", "run-0002"]
    assert names_in(workspace.runs) == [".jobs", "run-0001", "run-0002", "run-0003"]


def test_whoever_listens_gets_all_jobs_and_then_each_change(workspace, command):
    async def story(client):
        first = await ask(client, "quick")
        await until(client, first["id"], "done")
        stream = client.app.state.jobs.changes(None)
        heard = [await anext(stream)]
        second = await ask(client, "quick")
        while heard[-1].data.get("state") != "done":
            heard.append(await anext(stream))
        return first, second, heard

    first, second, heard = told_by(workspace, command, story)

    assert heard[0].event == "snapshot"
    assert [job["id"] for job in heard[0].data["jobs"]] == [first["id"]]
    assert {event.event for event in heard[1:]} == {"job"}
    assert {event.data["id"] for event in heard[1:]} == {second["id"]}
    assert [int(event.id.partition("-")[2]) for event in heard] == sorted(
        int(event.id.partition("-")[2]) for event in heard
    )


def test_whoever_comes_back_gets_what_has_changed_since(workspace, command):
    """Last-Event-ID of this server resumes; one of an earlier server gets everything."""

    async def story(client):
        kept = client.app.state.jobs
        await until(client, (await ask(client, "quick"))["id"], "done")
        last = (await anext(kept.changes(None))).id
        await until(client, (await ask(client, "quick"))["id"], "done")
        back, other = kept.changes(last), kept.changes("0123abcd-1")
        return await anext(back), await anext(other)

    back, other = told_by(workspace, command, story)

    assert (back.event, back.data["id"]) == ("job", "run-0002")
    assert other.event == "snapshot"


def test_disk_that_is_full_is_told_where_a_job_is_asked(workspace, command, monkeypatch):
    async def story(client):
        def refuse(job):
            raise OSError(errno.ENOSPC, "No space left on device", str(workspace.runs))

        monkeypatch.setattr(client.app.state.jobs.records, "keep", refuse)
        return await client.post("/api/jobs", json=PLAIN), (await client.get("/api/jobs")).json()

    answer, listed = told_by(workspace, command, story)

    assert answer.status_code == 422
    assert answer.json()["error"]["detail"].startswith("run-0001: the disk is full.")
    assert listed == []


def test_disk_that_refuses_and_a_defect_do_not_stop_the_next_job(workspace, command, monkeypatch):
    async def story(client):
        kept = client.app.state.jobs
        words, broken = kept.words, await ask(client, "slow")
        await until(client, broken["id"], "running")
        defect, other = await ask(client, "quick"), await ask(client, "quick")

        def fail_once(job, folder):
            if job.id == defect["id"]:
                raise ZeroDivisionError
            return words(job, folder)

        def refuse(job):
            raise OSError(errno.EROFS, "Read-only file system")

        monkeypatch.setattr(kept, "words", fail_once)
        monkeypatch.setattr(kept.records, "keep", refuse)
        await client.post(f"/api/jobs/{broken['id']}/cancel")
        return await until(client, defect["id"], "failed"), await until(client, other["id"], "done", "failed")

    defect, other = told_by(workspace, command, story)

    assert defect["error"]["detail"] == DEFECT
    assert other["state"] == "done"
