"""One hop from the event loop to Django's WSGI handler, in a fixed pool of threads whose database connections last.

Django's own ASGI handler opens a SQLite connection for every request (3 to 5 ms each, against about 1 ms this way).
"""

import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from tertulia.errors import Overloaded

WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

PIECE = 256 * 1024  # bytes handed to the server at a time
DRAWING = 2  # threads that draw pages and pack them, whatever Django is busy with
WAITING_PER_THREAD = 256  # requests that may wait for a thread before others are turned away

# What a client or a proxy says of itself has been judged by then (peers.py): nothing behind the front may believe it again.
SAID_OF_ITSELF = frozenset({"forwarded", "client-ip", "true-client-ip", "x-real-ip", "x-client-ip", "proxy", "transfer-encoding"})


@dataclass(slots=True)
class Answer:
    """What the WSGI application said: status, headers, the first piece of the body, and the rest if there is more."""

    status: int
    headers: list[tuple[bytes, bytes]]
    first: bytes
    rest: Iterator[bytes] | None
    close: Callable[[], None]


class Bridge:
    """Calls a WSGI application from the event loop."""

    def __init__(self, application: WSGIApplication, *, threads: int, read: Callable[..., Any] | None = None):
        """`read` calls what is to be run beside requests, with its arguments: it may mend the connection that it needs."""
        self._application, self._read = application, read
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="django")
        self._drawing = ThreadPoolExecutor(DRAWING, thread_name_prefix="drawing")
        self._room = threads * WAITING_PER_THREAD
        self._inside = 0

    async def ask(self, environ: dict[str, Any]) -> Answer:
        """The application's answer; raises Overloaded when too many requests wait already."""
        if self._inside >= self._room:
            raise Overloaded(retry_after=2)
        self._inside += 1
        try:
            return await _in(self._pool, self._call, environ)
        finally:
            self._inside -= 1

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Run `function` in a thread that no request keeps busy: pages are drawn however many posts wait their turn."""
        if self._read is None:
            return await _in(self._drawing, function, *arguments)
        return await _in(self._drawing, self._read, function, *arguments)

    async def piece(self, answer: Answer) -> bytes:
        """The next piece of a long body; empty at its end."""
        return await _in(self._pool, _gather, answer.rest)

    async def close(self, answer: Answer) -> None:
        """Let go of what an answer holds."""
        await _in(self._pool, answer.close)

    def _call(self, environ: dict[str, Any]) -> Answer:
        started: list[Any] = []
        body = self._application(environ, lambda status, headers, exc_info=None: started.extend((status, headers)))
        close = getattr(body, "close", _nothing)
        try:
            pieces = iter(body)
            first = _gather(pieces)
            rest = pieces if len(first) >= PIECE else None
        except BaseException:
            close()
            raise
        status, headers = started
        if rest is None:
            close()
            close = _nothing
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return Answer(int(status[:3]), raw, first, rest, close)


async def _in(pool: ThreadPoolExecutor, function: Callable[..., Any], *arguments: Any) -> Any:
    return await asyncio.get_running_loop().run_in_executor(pool, function, *arguments)


def _nothing() -> None:
    pass


def _gather(pieces: Iterator[bytes] | None) -> bytes:
    """At least PIECE bytes, or all there are."""
    parts: list[bytes] = []
    size = 0
    for part in pieces or ():
        parts.append(part)
        size += len(part)
        if size >= PIECE:
            break
    return b"".join(parts)


def environ_of(scope: dict[str, Any], headers: dict[str, str], body: bytes, *, client: str, scheme: str) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of an ASGI request. `headers`: names in lower case, without underscores."""
    host, port = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET" if scope["method"] == "HEAD" else scope["method"],  # the front leaves the body out
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        if name == "content-type":
            environ["CONTENT_TYPE"] = value
        elif name != "content-length" and name not in SAID_OF_ITSELF and not name.startswith("x-forwarded-"):
            environ["HTTP_" + name.upper().replace("-", "_")] = value
    return environ
