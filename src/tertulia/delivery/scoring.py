"""A server that only scores: Perspective's endpoints in plain ASGI, without Django and without a database."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from tertulia.delivery.front.bodies import Receive, read_body
from tertulia.errors import BodyTooLarge, BodyTooSlow, Malformed
from tertulia.screening import Context
from tertulia.screening.analyze import Answer, analyze, error
from tertulia.screening.discovery import discovery_document
from tertulia.screening.learning import HouseWeights
from tertulia.screening.screen import Screener, screener_in_use
from tertulia.screening.suggest import SuggestedLabel, acknowledge

Send = Callable[[dict[str, Any]], Awaitable[None]]

LARGEST_BODY = 256 * 1024
SLOWEST_BODY = 10.0  # seconds


class Quota:
    """At most so many requests a key and minute, counted in this process."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic):
        self._most, self._clock = most, clock
        self._minute = -1
        self._used: dict[str, int] = {}

    def take(self, key: str) -> bool:
        """Count one request; False when the minute's share is used up."""
        minute = int(self._clock() // 60)
        if minute != self._minute:
            self._minute, self._used = minute, {}
        self._used[key] = self._used.get(key, 0) + 1
        return self._used[key] <= self._most


@dataclass(frozen=True, slots=True)
class Learn:
    """What a data folder adds: keys it knows, a community's learned weights, and learning from a label."""

    knows: Callable[[str], bool]
    weights: Callable[[str], HouseWeights | None]
    learn: Callable[[SuggestedLabel], object]


class Scoring:
    """An ASGI 3 application that answers analyze, suggestscore, discovery and health."""

    def __init__(self, keys: Collection[str], *, quota: int, screener: Screener | None = None, learn: Learn | None = None):
        self._keys = frozenset(keys)
        self._learn = learn
        self._known: set[str] = set()
        self._quota = Quota(quota)
        self._screener = screener or screener_in_use()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await _send(await self._answer(scope, receive), send)

    async def _answer(self, scope: dict[str, Any], receive: Receive) -> Answer:
        path, method = scope["path"], scope["method"]
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if method == "GET" and path == "/health":
            return Answer(200, {"screener": True})
        if method == "GET" and path == "/$discovery/rest":
            return Answer(200, discovery_document(_root(scope)))
        if path not in ("/v1alpha1/comments:analyze", "/v1alpha1/comments:suggestscore"):
            return error(404, "There is nothing here.")
        if method != "POST":
            return error(405, "Use POST.")
        key = query.get("key", [""])[0]
        if not await self._lets_in(key):
            return error(403, "API key not valid. Please pass a valid API key.")
        if not self._quota.take(key):
            return error(429, "Quota exceeded for quota metric 'Analyze requests'.")
        said = await self._read(scope, receive)
        if isinstance(said, Answer):
            return said
        if path.endswith("suggestscore"):
            return await self._suggest(said)
        return analyze(said, self._screener, Context(learned=await self._learned(said)))

    async def _lets_in(self, key: str) -> bool:
        """Whether the key is one of ours; one that the data folder knows is remembered."""
        if key in self._keys or key in self._known:
            return True
        if not key or self._learn is None or not await asyncio.to_thread(self._learn.knows, key):
            return False
        self._known.add(key)
        return True

    async def _learned(self, said: object) -> HouseWeights | None:
        community = said.get("communityId") if isinstance(said, dict) else None
        if self._learn is None or not isinstance(community, str) or not community:
            return None
        return await asyncio.to_thread(self._learn.weights, community[:300])

    async def _suggest(self, said: object) -> Answer:
        if self._learn is None:
            return error(501, "This server only scores; learning needs a data folder: --data DIR.")
        answer, label = acknowledge(said)
        if label and label.community:
            await asyncio.to_thread(self._learn.learn, label)
        return answer

    async def _read(self, scope: dict[str, Any], receive: Receive) -> object:
        """The body as JSON (None if it is not), or the answer that refuses it."""
        declared = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"content-length"), "")
        try:
            body = await read_body(receive, declared=declared, most=LARGEST_BODY, seconds=SLOWEST_BODY)
            return json.loads(body)
        except BodyTooLarge:
            return error(413, "The request is too large.")
        except BodyTooSlow:
            return error(408, "The request took too long to arrive.")
        except (Malformed, ValueError, RecursionError):
            return None


def _root(scope: dict[str, Any]) -> str:
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "localhost")
    return f"{scope.get('scheme', 'http')}://{host}/"


async def _send(answer: Answer, send: Send) -> None:
    body = json.dumps(answer.body).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
