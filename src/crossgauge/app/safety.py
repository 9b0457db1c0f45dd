"""What stands before the application: who may ask, from where, how much; and what a browser may do with answers."""

import asyncio
import hmac
import ipaddress
import json
import re
import socket
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crossgauge.app import limits
from crossgauge.app.errors import DEFECT, LOG, TITLES

LOOPBACK = ("localhost", "127.0.0.1", "::1")
SAFE = ("GET", "HEAD", "OPTIONS")
UPLOADS = "/api/projects"
TOKEN = "token"  # of the query
HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:;"
        " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
WANTED = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Crossgauge</title>"
    "<p>This server wants a token: open the whole address that it printed when it was started."
)
TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},]')


class TooMuch(Exception):
    """A request that is refused, with its status and what is told."""

    def __init__(self, status: int, detail: str) -> None:
        self.status, self.detail = status, detail
        super().__init__(detail)


class Guard:
    """An application behind checks of host, origin, token and body; its answers get the headers of safety.

    token : what a page must show once, and then as a cookie; none: nobody needs one
    names : names by which the server may be called, besides loopback, its machine's name and plain addresses
    port  : marks the cookie, because browsers keep one for all ports of a host
    """

    def __init__(self, app: ASGIApp, *, token: str = "", names: Iterable[str] = (), port: int = 0) -> None:
        self.app = app
        self.token = token
        self.names = {name.lower() for name in (*LOOPBACK, socket.gethostname(), *names)}
        self.cookie = f"crossgauge-{port}"
        self.pass_word = hmac.digest(token.encode(), b"cookie", "sha256").hex()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # a websocket that is not accepted is closed
        begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                add_headers(message, scope["path"])
            await send(message)

        try:
            answer = self.answer_at_once(scope)
            if answer is None:
                await self.app(scope, await whole_body(scope, receive), send_guarded)
                return
        except TooMuch as error:
            answer = refusal(error.status, error.detail)
        except Exception as error:
            LOG.error("unexpected, at %s", scope["path"], exc_info=error)
            if begun:
                raise
            answer = refusal(500, DEFECT)
        await answer(scope, receive, send_guarded)

    def answer_at_once(self, scope: Scope) -> Response | None:
        """A refusal, or the cookie for a token; None where the application shall answer. Raises TooMuch."""
        headers = Headers(scope=scope)
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > limits.MOST_ADDRESS_BYTES:
            most = limits.MOST_ADDRESS_BYTES
            raise TooMuch(414, f"Expected an address of at most {most:,} bytes (MOST_ADDRESS_BYTES).")
        host = headers.get("host", "")
        if not self.is_ours(host):
            raise TooMuch(403, "This server is not called so. Expected its own address, or a name given by --name.")
        if is_foreign(scope["method"], headers, host):
            raise TooMuch(403, "The request comes from another page. Expected the page of this server.")
        return self.admitted(scope, headers) if self.token else None

    def is_ours(self, host: str) -> bool:
        """Whether a Host header names this server: other names may be made to point here by anybody."""
        name = (urlsplit(f"//{host}").hostname or "") if is_address(host) else ""
        try:
            return name in self.names or bool(name and ipaddress.ip_address(name))
        except ValueError:
            return False

    def admitted(self, scope: Scope, headers: Headers) -> Response | None:
        """None for whoever shows the token; the cookie in return for one in the address. Raises TooMuch."""
        if equal(cookie_of(headers, self.cookie), self.pass_word):
            return None
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if equal(bearer, self.token):
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if scope["method"] == "GET" and equal(dict(query).get(TOKEN, ""), self.token):
            return self.welcome(scope, [(word, value) for word, value in query if word != TOKEN])
        if "text/html" in headers.get("accept", ""):
            return HTMLResponse(WANTED, 401)
        raise TooMuch(401, "This server wants a token: the address that it printed holds it.")

    def welcome(self, scope: Scope, query: list[tuple[str, str]]) -> Response:
        """Send a browser to the same address without the token, which it has as a cookie from now on."""
        path = "/" + scope["path"].lstrip("/\\")  # two slashes would name another host
        answer = RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)
        answer.set_cookie(self.cookie, self.pass_word, httponly=True, samesite="lax", path="/")
        return answer


def add_headers(message: Message, path: str) -> None:
    """Add the headers of safety to the start of an answer; what an application has set stays."""
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if path.startswith("/assets/") and message["status"] == 200:  # their names change with what they hold
        headers["cache-control"] = "public, max-age=31536000, immutable"
    headers.setdefault("cache-control", "no-store" if path.startswith("/api/") else "no-cache")


def refusal(status: int, detail: str) -> JSONResponse:
    """A refusal in the one shape of errors."""
    error = {"title": TITLES.get(status, "Refused"), "detail": detail, "faults": []}
    return JSONResponse({"error": error}, status, {"connection": "close"} if status == 413 else None)


def is_address(host: str) -> bool:
    """Whether a Host header is a name or an address with or without a port."""
    return re.fullmatch(r"(\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z._-]{1,253})(:[0-9]{1,5})?", host) is not None


def is_foreign(method: str, headers: Headers, host: str) -> bool:
    """Whether another page asks: by its origin, or by what the browser tells of where the request comes from."""
    origin = headers.get("origin")
    if origin is not None:
        return origin not in (f"http://{host}", f"https://{host}")
    site, mode = headers.get("sec-fetch-site", "none"), headers.get("sec-fetch-mode", "")
    if site in ("none", "same-origin"):
        return False
    return method not in SAFE or mode != "navigate"  # a link from elsewhere may be followed


def equal(shown: str, wanted: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(shown.encode("utf-8", "replace"), wanted.encode("utf-8", "replace"))


def cookie_of(headers: Headers, name: str) -> str:
    """The value of a cookie, '' where there is none."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", "")[: limits.MOST_ADDRESS_BYTES])
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""


async def whole_body(scope: Scope, receive: Receive) -> Receive:
    """What gives the application the body, all of which has come and is bounded. Raises TooMuch."""
    upload = scope["path"].rstrip("/") == UPLOADS
    most = limits.MOST_UPLOAD_BYTES if upload else limits.MOST_BODY_BYTES
    name = "MOST_UPLOAD_BYTES" if upload else "MOST_BODY_BYTES"
    length = Headers(scope=scope).get("content-length", "0")
    if scope["method"] in SAFE and length == "0" and "transfer-encoding" not in Headers(scope=scope):
        return receive
    try:
        body = await asyncio.wait_for(read_body(receive, most, name, int(length)), limits.MOST_BODY_S)
    except TimeoutError:
        raise TooMuch(408, f"The body took longer than {limits.MOST_BODY_S:g} s (MOST_BODY_S).") from None
    except ValueError:
        raise TooMuch(400, "content-length is not a number.") from None
    if not upload:
        check_json(body)
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def read_body(receive: Receive, most: int, name: str, length: int) -> bytes:
    """The body of a request. Raises TooMuch as soon as it is longer than it may be."""
    parts: list[bytes] = []
    size, more = length, True
    while more:
        if size > most:
            raise TooMuch(413, f"The body has more than {most:,} bytes. Expected at most so many ({name}).")
        message = await receive()
        if message["type"] == "http.disconnect":
            raise TooMuch(400, "The body was not sent whole.")
        parts.append(message.get("body", b""))
        size = max(length, sum(map(len, parts)))
        more = message.get("more_body", False)
    if size > most:
        raise TooMuch(413, f"The body has more than {most:,} bytes. Expected at most so many ({name}).")
    return b"".join(parts)


def check_json(body: bytes) -> None:
    """Raises TooMuch for a body in which lists and objects lie too deep or values are too many, or no JSON."""
    depth = count = 0
    for found in TOKENS.finditer(body):
        token = found[0]
        count += token in b",[{"
        depth += (token in b"[{") - (token in b"]}")
        if depth > limits.MOST_BODY_DEPTH:
            raise TooMuch(413, f"The body is nested deeper than {limits.MOST_BODY_DEPTH} (MOST_BODY_DEPTH).")
        if count > limits.MOST_BODY_VALUES:
            raise TooMuch(413, f"The body has more than {limits.MOST_BODY_VALUES:,} values (MOST_BODY_VALUES).")
    if body.strip():
        check_text(body)


def check_text(body: bytes) -> None:
    """Raises TooMuch for a body that is no JSON, or holds numbers or letters that JSON has not."""
    try:
        json.dumps(json.loads(body, parse_constant=no_number), ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise TooMuch(400, "The body is not JSON in UTF-8. Expected as /openapi.json describes.") from None


def no_number(word: str) -> Any:
    """Raises ValueError for NaN and Infinity."""
    raise ValueError(word)
