"""The front itself: checks a request, answers it or passes it on to Django."""

import asyncio
import logging
import re
import signal
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from tertulia.cursors import parse_number
from tertulia.delivery.front.bodies import Receive, read_body
from tertulia.delivery.front.bridge import Answer, Bridge, environ_of
from tertulia.delivery.front.files import Files
from tertulia.delivery.front.pages import Pages
from tertulia.delivery.front.peers import Network, client_of
from tertulia.delivery.front.refusing import Failed, HeadersTooLarge, Send, refuse
from tertulia.delivery.front.stored import Form, Page
from tertulia.delivery.live import Live
from tertulia.errors import HostRefused, Malformed, MethodRefused, Refused, TertuliaError

log = logging.getLogger(__name__)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
READING = frozenset({"GET", "HEAD"})
HEADER_BYTES = 32_768  # the address counts; the server's own bound lets half as much again through
MOST_HOSTS = 1000  # spellings of Host headers remembered
LONGEST_ACCEPT = 1024  # Django reads Accept in quadratic time


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a request may bring. `body_bytes` holds for paths below `large`, `public_body_bytes` for all others."""

    body_bytes: int
    public_body_bytes: int
    body_seconds: float
    large: tuple[str, ...] = ("/admin/",)

    def most(self, path: str) -> int:
        return self.body_bytes if path.startswith(self.large) else self.public_body_bytes


class Front:
    """An ASGI 3 application."""

    def __init__(
        self,
        bridge: Bridge,
        pages: Pages,
        *,
        files: Files | None = None,
        hosts: Collection[str],
        bounds: Bounds,
        trusted: Sequence[Network] = (),
        live: Live | None = None,
    ):
        self._pages, self._files = pages, files
        self._bridge = bridge
        self._known_hosts: dict[bytes, str] = {}  # Host headers that were checked, and the name in each
        self._hosts = frozenset(host.lower() for host in hosts)
        self._bounds = bounds
        self._trusted = trusted
        self._live = live

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            found = self._find_ready(scope) if scope["method"] in READING else None
            if found:
                await _send_page(*found, send=send, with_body=scope["method"] == "GET")
            else:
                await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _follow_lifespan(receive, send, self._live)
        else:
            raise TertuliaError("only HTTP is spoken here")

    async def _http(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        path = scope["path"]
        try:
            headers = self._check(scope)
            if self._live and scope["method"] == "GET" and (streamed := _LIVE.fullmatch(path)):
                await self._live.stream(int(streamed[1]), _last_event(headers), receive, send)
                return
            if scope["method"] in READING and await self._send_stored(scope, headers, send):
                return
            await self._pass_on(scope, headers, receive, send)
        except Refused as refusal:
            await refuse(send, refusal, path=path)
        except Exception:  # the server would answer without a trace in the log
            log.exception("the front stumbled")
            await refuse(send, Failed(), path=path)

    def _find_ready(self, scope: dict[str, Any]) -> tuple[Page, Form, bytes] | None:
        """A page from the store that is there and right, and the If-None-Match. Only for requests without any oddity."""
        host = accept = seen = b""
        for name, value in scope["headers"]:
            if name == b"host":
                if host:
                    return None
                host = value
            elif name == b"accept-encoding":
                accept = value
            elif name == b"if-none-match":
                seen = value
            elif name in (b"content-length", b"transfer-encoding"):
                return None
        named = self._known_hosts.get(host)
        if named is None:
            return None
        found = self._pages.ready(named, scope["path"], scope["query_string"].decode("latin-1"), accept)
        return (*found, seen) if found else None

    async def _send_stored(self, scope: dict[str, Any], headers: dict[str, str], send: Send) -> bool:
        """Answer with a file, or a page that is drawn now or was stored but had to be looked after; whether it did."""
        name = _host_name(headers["host"])
        if len(self._known_hosts) < MOST_HOSTS:
            self._known_hosts[headers["host"].encode("latin-1")] = name
        accept, query = headers.get("accept-encoding", ""), scope["query_string"].decode("latin-1")
        if self._files and scope["path"].startswith(self._files.prefix):
            found = await self._files.fetch(scope["path"], query, accept)
        else:
            found = await self._pages.fetch(name, scope["path"], query, accept.encode("latin-1"))
        if found is None:
            return False
        seen = headers.get("if-none-match", "").encode("latin-1")
        await _send_page(*found, seen, send=send, with_body=scope["method"] == "GET")
        return True

    def _check(self, scope: dict[str, Any]) -> dict[str, str]:
        """The headers by name; raises MethodRefused, HeadersTooLarge, Malformed or HostRefused."""
        if scope["method"] not in METHODS:
            raise MethodRefused
        if _size(scope) > HEADER_BYTES:
            raise HeadersTooLarge
        if not _readable(scope):
            raise Malformed
        headers: dict[str, str] = {}
        for raw_name, raw_value in scope["headers"]:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
            if name in ("host", "content-length") and name in headers:
                raise Malformed
            if "_" not in name:  # two spellings of one name would meet in the environment
                headers[name] = f"{headers[name]}, {value}" if name in headers else value
        if _host_name(headers.get("host", "")) not in self._hosts:
            raise HostRefused
        if len(headers.get("accept", "")) > LONGEST_ACCEPT:
            headers["accept"] = "*/*"
        return headers

    async def _pass_on(self, scope: dict[str, Any], headers: dict[str, str], receive: Receive, send: Send) -> None:
        body = b""
        if scope["method"] not in READING or "content-length" in headers or "transfer-encoding" in headers:
            body = await read_body(
                receive,
                declared=headers.get("content-length", ""),
                most=self._bounds.most(scope["path"]),
                seconds=self._bounds.body_seconds,
            )
        peer = (scope.get("client") or ("", 0))[0]
        client, scheme = client_of(peer, headers, self._trusted)
        environ = environ_of(scope, headers, body, client=client, scheme=scheme or scope.get("scheme", "http"))
        answer = await self._bridge.ask(environ)
        try:
            await self._send(answer, send, with_body=scope["method"] != "HEAD")
        finally:
            if answer.rest is not None:
                await self._bridge.close(answer)

    async def _send(self, answer: Answer, send: Send, *, with_body: bool) -> None:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if not with_body:
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.body", "body": answer.first, "more_body": answer.rest is not None})
        while answer.rest is not None:
            piece = await self._bridge.piece(answer)
            await send({"type": "http.response.body", "body": piece, "more_body": bool(piece)})
            if not piece:
                return


async def _send_page(page: Page, form: Form, seen: bytes, *, send: Send, with_body: bool) -> None:
    if seen and _matches(seen, page.etag):
        kept = [header for header in form.headers if header[0] not in (b"content-length", b"content-encoding", b"content-type")]
        await send({"type": "http.response.start", "status": 304, "headers": kept})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": form.headers})
    await send({"type": "http.response.body", "body": form.body if with_body else b""})


def _matches(seen: bytes, etag: bytes) -> bool:
    """Whether If-None-Match names the page (weak comparison, RFC 9110 §13.1.2)."""
    return seen.strip() == b"*" or etag[2:] in (tag.strip().removeprefix(b"W/") for tag in seen.split(b","))


def _size(scope: dict[str, Any]) -> int:
    """Bytes of the address and of all headers."""
    headers = sum(len(name) + len(value) for name, value in scope["headers"])
    return len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) + headers


def _readable(scope: dict[str, Any]) -> bool:
    """Whether the path is UTF-8 without control characters, and the query without NUL.

    The server's own decoding of the path hides bytes that are not UTF-8.
    """
    try:
        path = unquote_to_bytes(scope["raw_path"]).decode() if scope.get("raw_path") else scope["path"]
    except UnicodeDecodeError:
        return False
    return b"%00" not in scope["query_string"] and not any(letter < " " or letter == "\x7f" for letter in path)


def _host_name(host: str) -> str:
    """The name in a Host header, without its port and the dot of a full name, in lower case."""
    name, colon, port = host.rpartition(":")
    if colon and port.isascii() and port.isdigit():
        host = name
    return host.lower().removesuffix(".")


_LIVE = re.compile(r"/threads/(\d{1,18})/live/")


def _last_event(headers: dict[str, str]) -> int | None:
    """The event that a client which comes back heard of last."""
    return parse_number(headers.get("last-event-id", ""))


async def _follow_lifespan(receive: Receive, send: Callable[[dict[str, Any]], Awaitable[None]], live: Live | None) -> None:
    while True:
        message = await receive()
        if live and message["type"] == "lifespan.startup":
            _end_streams_first(live)
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _end_streams_first(live: Live) -> None:
    """The server waits for running answers before it stops, and tells nobody: so streams end with the signal itself."""
    loop, former = asyncio.get_running_loop(), signal.getsignal(signal.SIGTERM)

    def ending(number: int, frame: Any) -> None:
        loop.call_soon_threadsafe(live.close)
        if callable(former):
            former(number, frame)

    signal.signal(signal.SIGTERM, ending)
