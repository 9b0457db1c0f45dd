"""Who may ask a server, from where and how much; what a browser may do with answers; what an error may tell."""

import asyncio
import json

import pytest
from fastapi import APIRouter

from app.served import serving, stand_in, workspace_in
from crossgauge.app import limits, safety
from crossgauge.app.errors import without_paths
from crossgauge.errors import RunImpossible

TOKEN = "a-secret-of-some-length"


@pytest.fixture
def workspace(tmp_path):
    return workspace_in(tmp_path)


@pytest.fixture
def asked(workspace, tmp_path):
    """Asks one thing of a server and gives the answer."""

    def ask(method, path, *, routes=None, options=None, **request):
        async def whole():
            async with serving(workspace, stand_in(tmp_path), **(options or {})) as client:
                if routes is not None:
                    client.app.router.routes.insert(0, routes.routes[0])
                return await client.request(method, path, **request)

        return asyncio.run(whole())

    return ask


def detail(answer):
    return answer.json()["error"]["detail"]


# ---------------------------------------------------------------- from where


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "[::1]:80", "10.1.2.3:9", "planning.example.org"])
def test_server_answers_to_its_own_names_and_to_plain_addresses(asked, host):
    names = {"names": ["Planning.example.org"]}

    assert asked("GET", "/api/jobs", headers={"host": host}, options=names).status_code == 200


@pytest.mark.parametrize("host", ["evil.example.org", "", "localhost.evil.org", "127.0.0.1.evil.org", "a b", "x@localhost"])
def test_server_does_not_answer_to_a_name_that_others_have_made_to_point_here(asked, host):
    answer = asked("GET", "/api/jobs", headers={"host": host})

    assert answer.status_code == 403
    assert "not called so" in detail(answer)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example.org"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"},
    ],
)
def test_another_page_may_not_ask(asked, headers):
    for method, path in (("POST", "/api/jobs"), ("GET", "/api/jobs")):
        answer = asked(method, path, headers={"host": "127.0.0.1:8765", **headers})

        assert answer.status_code == 403
        assert "another page" in detail(answer)


def test_the_page_itself_and_a_link_to_it_may(asked):
    own = {"host": "127.0.0.1:8765", "origin": "http://127.0.0.1:8765", "sec-fetch-site": "same-origin"}
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}

    assert asked("GET", "/api/jobs", headers=own).status_code == 200
    assert asked("GET", "/api/jobs", headers=link).status_code == 200
    assert asked("POST", "/api/jobs", headers=link, json={"kind": "run"}).status_code == 403


# ---------------------------------------------------------------- who


def test_without_the_token_nothing_is_told(asked):
    for path in ("/api/jobs", "/openapi.json", "/basemap/x", "/?token=wrong", "/api/events"):
        answer = asked("GET", path, options={"token": TOKEN})

        assert answer.status_code == 401
        assert TOKEN not in answer.text


def test_a_browser_without_the_token_reads_what_to_do(asked):
    answer = asked("GET", "/", headers={"accept": "text/html"}, options={"token": TOKEN})

    assert answer.status_code == 401
    assert "open the whole address that it printed" in answer.text


def test_token_in_the_address_becomes_a_cookie_that_scripts_cannot_read(asked):
    options = {"token": TOKEN, "port": 8765}

    first = asked("GET", f"/?view=map&token={TOKEN}", options=options)
    cookie = first.headers["set-cookie"]
    value = cookie.partition("=")[2].partition(";")[0]
    later = asked("GET", "/api/jobs", headers={"cookie": f"crossgauge-8765={value}"}, options=options)

    assert (first.status_code, first.headers["location"]) == (303, "/?view=map")
    assert cookie.startswith("crossgauge-8765=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert TOKEN not in cookie
    assert later.status_code == 200


@pytest.mark.parametrize("path", ["//evil.example.org/", "/\\evil.example.org/", "\\/evil.example.org/"])
def test_address_with_a_token_leads_nowhere_else(path):
    guard = safety.Guard(None, token=TOKEN)

    answer = guard.welcome({"path": path}, [("view", "map")])

    assert answer.headers["location"] == "/evil.example.org/?view=map"


def test_program_shows_the_token_as_bearer(asked):
    def status(word):
        headers = {"authorization": f"Bearer {word}"}
        return asked("GET", "/api/jobs", headers=headers, options={"token": TOKEN}).status_code

    assert status(TOKEN) == 200
    assert status(TOKEN[:-1]) == 401


def test_secrets_are_compared_in_constant_time(monkeypatch):
    """Every comparison goes through hmac.compare_digest, whatever letters are shown."""
    seen = []
    monkeypatch.setattr(safety.hmac, "compare_digest", lambda a, b: seen.append((a, b)) or a == b)

    assert safety.equal("ключ", "ключ")
    assert not safety.equal("\udcff", "key")
    assert seen == [("ключ".encode(), "ключ".encode()), (b"?", b"key")]


# ---------------------------------------------------------------- how much


def nested(depth):
    return "[" * depth + "]" * depth


@pytest.mark.parametrize(
    ("body", "status", "limit"),
    [
        (b'"' + b"x" * limits.MOST_BODY_BYTES + b'"', 413, "MOST_BODY_BYTES"),
        (nested(limits.MOST_BODY_DEPTH + 1).encode(), 413, "MOST_BODY_DEPTH"),
        (("[" + "1," * limits.MOST_BODY_VALUES + "1]").encode(), 413, "MOST_BODY_VALUES"),
        (b'{"kind": "run", "replicas": NaN}', 400, "not JSON"),
        (b'{"kind": "run", "title": "\\ud800"}', 400, "not JSON"),
        (b'{"kind": "run", "replicas": 1' + b"0" * 5000 + b"}", 400, "not JSON"),
        (b"\xff\xfe", 400, "not JSON"),
        (b"{", 400, "not JSON"),
    ],
)
def test_body_is_bounded_in_size_depth_and_count(asked, body, status, limit):
    answer = asked("POST", "/api/jobs", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == status
    assert limit in detail(answer)


def test_brackets_within_texts_are_letters():
    safety.check_json(json.dumps({"kind": "[" * 1000 + '\\"' + "{" * 1000}).encode())


def test_body_that_is_told_too_long_is_not_waited_for(asked):
    answer = asked("POST", "/api/jobs", content=b"{}", headers={"content-length": str(10**9)})

    assert (answer.status_code, answer.headers["connection"]) == (413, "close")


def test_body_that_does_not_come_is_given_up(monkeypatch):
    monkeypatch.setattr(limits, "MOST_BODY_S", 0.05)

    async def silence():
        await asyncio.sleep(60)

    scope = {"type": "http", "method": "POST", "path": "/api/jobs", "headers": [(b"content-length", b"5")]}
    with pytest.raises(safety.TooMuch) as refused:
        asyncio.run(safety.whole_body(scope, silence))

    assert refused.value.status == 408
    assert "MOST_BODY_S" in refused.value.detail


def test_address_is_bounded(asked):
    answer = asked("GET", "/api/jobs?" + "x" * limits.MOST_ADDRESS_BYTES)

    assert answer.status_code == 414


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize("path", ["/", "/api/jobs", "/api/nothing", "/api/jobs/none", "/openapi.json"])
def test_every_answer_says_what_a_browser_may_do_with_it(asked, path):
    headers = asked("GET", path).headers

    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert "script-src" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


def test_page_that_is_not_built_says_how_to_build_it(asked):
    answer = asked("GET", "/")

    assert answer.status_code == 503
    assert "npm run build" in answer.text


def test_built_page_is_served_with_its_assets_and_base_map(asked, tmp_path):
    for name, text in {"static/index.html": "<p>map", "static/assets/a-1b.js": "1", "basemap/land.json": "{}"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    page, script, land = (asked("GET", path) for path in ("/", "/assets/a-1b.js", "/basemap/land.json"))

    assert (page.text, page.headers["cache-control"]) == ("<p>map", "no-cache")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-type"].startswith("text/javascript")
    assert land.json() == {}


@pytest.mark.parametrize("path", ["/../first/crossing.yaml", "/%2e%2e/first/crossing.yaml", "/basemap/..%2ffirst/crossing.yaml"])
def test_nothing_beside_the_page_is_served(asked, tmp_path, path):
    (tmp_path / "static").mkdir()
    (tmp_path / "basemap").mkdir()
    (tmp_path / "static" / "link.yaml").symlink_to(tmp_path / "first" / "crossing.yaml")

    assert asked("GET", path).status_code == 404
    assert asked("GET", "/link.yaml").status_code == 404


# ---------------------------------------------------------------- errors


def failing(error):
    routes = APIRouter()

    @routes.get("/api/failing")
    def fail():
        raise error

    return routes


def test_defect_is_told_in_neutral_words_and_the_log_has_the_rest(asked, caplog):
    answer = asked("GET", "/api/failing", routes=failing(ZeroDivisionError("/home/someone/secret.py")))

    assert answer.status_code == 500
    assert list(answer.json()) == ["error"]
    assert "secret" not in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert "Traceback" not in answer.text
    assert "content-security-policy" in answer.headers
    assert "secret.py" in caplog.text


def test_error_of_ours_is_told_without_paths_of_the_machine(asked, workspace):
    error = RunImpossible(f"{workspace.runs / 'run-0001'}: is half written; see /usr/lib/python3/x.py and C:\\Users\\me\\a.txt.")

    answer = asked("GET", "/api/failing", routes=failing(error))

    assert answer.status_code == 422
    assert detail(answer) == "run-0001: is half written; see x.py and a.txt."


@pytest.mark.parametrize(
    ("path", "status"), [("/api/none", 404), ("/api/jobs/none", 404), ("/api/jobs/none/cancel", 405), ("/none", 404)]
)
def test_errors_have_one_shape(asked, path, status):
    answer = asked("GET", path)

    assert answer.status_code == status
    assert sorted(answer.json()["error"]) == ["detail", "faults", "title"]


def test_every_fault_of_a_body_is_told_with_its_place(asked):
    answer = asked("POST", "/api/jobs", json={"kind": "run", "replicas": 0, "seed": -1})

    assert answer.status_code == 422
    assert [fault["where"] for fault in answer.json()["error"]["faults"]] == ["body.replicas", "body.seed"]


@pytest.mark.parametrize("text", ["100 km/h", "5 t/d and 3 TEU/d", "Expected 1/2.", "docs/decisions/0001", "https://example.org/a/b"])
def test_words_with_slashes_are_no_paths(workspace, text):
    assert without_paths(text, workspace) == text


def test_limits_are_told_by_name():
    told = limits.told()

    assert told["most_queued"] == limits.MOST_QUEUED
    assert {"most_memory_bytes", "most_disk_bytes", "most_days_times_replicas", "most_upload_bytes"} <= set(told)
    assert json.loads(json.dumps(told)) == told
