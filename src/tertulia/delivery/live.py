"""Live: tells open pages what happened in their thread, by ids alone, as Server-Sent Events.

One look for all listeners of a process: while nothing is committed it costs one question a second. The events of one thread
get their ids under the lock of that thread, so they become visible in the order of their ids, and "after the last one
sent" loses nothing: not across a reconnection, not across a restart.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tertulia.errors import Overloaded

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two looks
BEAT = 25  # looks after which a silent stream says that it lives
MOST_LISTENERS = 6_000  # in each worker
MOST = 1_000  # events read at a time; where so many came there may be more
BEHIND = 2_000  # pieces a client may leave unread before its stream is ended; it comes back and asks for the rest
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class News:
    """One event of a thread."""

    id: int
    thread: int
    kind: str
    response: int | None

    def piece(self) -> bytes:
        return f"id: {self.id}\nevent: {self.kind}\ndata: {json.dumps({'response': self.response})}\n\n".encode()


@dataclass(frozen=True, slots=True)
class Position:
    """Where a thread stands: the version its pages show, and its latest event."""

    version: int
    event: int

    def piece(self) -> bytes:
        return f"id: {self.event}\nevent: here\ndata: {json.dumps({'version': self.version})}\nretry: 3000\n\n".encode()


@dataclass(eq=False, slots=True)
class _Listener:
    thread: int
    last: int
    pieces: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(BEHIND))


class Live:
    """The listeners of one worker process."""

    def __init__(
        self,
        *,
        run: Callable[..., Awaitable[Any]],
        now: Callable[[], Any],
        position: Callable[[int], Position],
        read: Callable[[Sequence[tuple[int, int]]], list[News]],
    ):
        """`run` calls a function in a thread with a database; `now` gives a number (or a promise of one) that differs after
        a commit; `position` raises NotFound; `read` gives the events of threads after an event each."""
        self._run, self._now, self._position, self._read = run, now, position, read
        self._listeners: set[_Listener] = set()
        self._looking: asyncio.Task[None] | None = None
        self._asked: dict[int, asyncio.Future[Position]] = {}
        self._joined = False  # somebody came since the last look
        self._closed = False

    async def stream(self, thread: int, last: int | None, receive: Receive, send: Send) -> None:
        """Answer a request with a stream until the client goes. `last`: the event it heard of last, if it was here before.

        Raises NotFound or Overloaded before anything is sent.
        """
        if self._closed or len(self._listeners) >= MOST_LISTENERS:
            raise Overloaded(retry_after=5)
        here = await self._stand(thread)
        listener = _Listener(thread, here.event if last is None else last)
        if last is None:
            listener.pieces.put_nowait(here.piece())
        self._join(listener)
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        leaving = asyncio.create_task(self._wait_for_leaving(listener, receive))
        try:
            await _pass_on(listener, send)
        finally:
            leaving.cancel()
            self._listeners.discard(listener)

    def close(self) -> None:
        """End all streams; the server waits for them before it stops."""
        self._closed = True
        for listener in self._listeners:
            _end(listener)

    async def _stand(self, thread: int) -> Position:
        """Where the thread stands, asked once for all who come at the same time: after a restart everybody does."""
        asked = self._asked.get(thread)
        if asked is None:
            asked = self._asked[thread] = asyncio.ensure_future(self._run(self._position, thread))
            asked.add_done_callback(lambda _done: self._asked.pop(thread))
        return await asyncio.shield(asked)

    def _join(self, listener: _Listener) -> None:
        self._listeners.add(listener)
        self._joined = True
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())

    async def _wait_for_leaving(self, listener: _Listener, receive: Receive) -> None:
        """The server says that a client is gone only to whoever asks."""
        while (await receive())["type"] != "http.disconnect":
            pass
        _end(listener)

    async def _look(self) -> None:
        """Look for news as long as anybody listens."""
        seen, beats = None, 0
        while self._listeners and not self._closed:
            try:
                number = self._now()
                number = await number if asyncio.iscoroutine(number) else number
                if number != seen or self._joined:
                    self._joined = False
                    await self._tell()
                    seen = number
            except Exception:
                log.exception("looking for news failed")
            beats += 1
            if beats % BEAT == 0:
                self._to_all(b":\n\n")
            await asyncio.sleep(PAUSE)

    async def _tell(self) -> None:
        by_thread: dict[int, list[_Listener]] = {}
        for listener in self._listeners:
            by_thread.setdefault(listener.thread, []).append(listener)
        wanted = [(thread, min(each.last for each in listeners)) for thread, listeners in by_thread.items()]
        found = await self._run(self._read, wanted)
        self._joined |= len(found) >= MOST
        told: dict[int, list[News]] = {}
        for news in found:
            told.setdefault(news.thread, []).append(news)
        for thread, its_news in told.items():
            _tell_each(by_thread[thread], its_news)

    def _to_all(self, piece: bytes) -> None:
        for listener in self._listeners:
            _put(listener, piece)


def _tell_each(listeners: Sequence[_Listener], found: Sequence[News]) -> None:
    """Give every listener of a thread what it has not heard, as one piece: nearly all wait for the same."""
    pieces: dict[int, bytes] = {}
    for listener in listeners:
        if listener.last not in pieces:
            pieces[listener.last] = b"".join(news.piece() for news in found if news.id > listener.last)
        if piece := pieces[listener.last]:
            listener.last = found[-1].id
            _put(listener, piece)


def _put(listener: _Listener, piece: bytes) -> None:
    try:
        listener.pieces.put_nowait(piece)
    except asyncio.QueueFull:
        _end(listener)


def _end(listener: _Listener) -> None:
    if listener.pieces.full():
        listener.pieces.get_nowait()
    listener.pieces.put_nowait(None)


async def _pass_on(listener: _Listener, send: Send) -> None:
    while (piece := await listener.pieces.get()) is not None:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    with suppress(Exception):  # the client may be gone
        await send({"type": "http.response.body", "body": b""})
