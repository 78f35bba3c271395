"""Reading a request's body: bounded in bytes and in time, because the server bounds neither."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from tertulia.errors import BodyTooLarge, BodyTooSlow, Malformed

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Gone(Exception):
    """The client left before its body was complete."""


async def read_body(receive: Receive, *, declared: str, most: int, seconds: float) -> bytes:
    """The whole body. `declared`: the Content-Length header or "". Raises BodyTooLarge, BodyTooSlow, Malformed, Gone."""
    if declared:
        if not (declared.isascii() and declared.isdigit()):
            raise Malformed
        if int(declared) > most:
            raise BodyTooLarge
    try:
        async with asyncio.timeout(seconds):
            return await _collect(receive, most)
    except TimeoutError:
        raise BodyTooSlow from None


async def _collect(receive: Receive, most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await _next(receive)
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            raise BodyTooLarge
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


async def _next(receive: Receive) -> dict[str, Any]:
    try:
        return await receive()
    except asyncio.CancelledError:
        raise
    except Exception as error:  # the server's word for chunks that cannot be read
        raise Malformed from error
