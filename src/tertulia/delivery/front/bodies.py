"""Reading a request's body: bounded in bytes and in time, because the server bounds neither."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from tertulia.errors import BodyTooLarge, BodyTooSlow, Malformed

Receive = Callable[[], Awaitable[dict[str, Any]]]


async def read_body(receive: Receive, *, declared: str, most: int, seconds: float) -> bytes:
    """The whole body. `declared`: the Content-Length header or "". Raises BodyTooLarge, BodyTooSlow or Malformed."""
    if declared:
        if not (declared.isascii() and declared.isdigit()):
            raise Malformed
        if len(declared) > 19 or int(declared) > most:
            raise BodyTooLarge
    try:
        async with asyncio.timeout(seconds):
            return await _collect(receive, most)
    except TimeoutError:
        raise BodyTooSlow from None


async def _collect(receive: Receive, most: int) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":  # also the server's word for chunks that cannot be read: so answer it
            raise Malformed
        part = message.get("body", b"")
        if len(body) + len(part) > most:
            raise BodyTooLarge
        body += part
        more = message.get("more_body", False)
    return bytes(body)
