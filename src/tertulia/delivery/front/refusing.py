"""Answers the front gives by itself when it refuses a request."""

import json
from collections.abc import Awaitable, Callable
from html import escape
from typing import Any

from django.utils.translation import gettext_lazy as _

from tertulia.errors import Refused

Send = Callable[[dict[str, Any]], Awaitable[None]]


class HeadersTooLarge(Refused):
    code = "headers-too-large"
    status = 431
    message = _("The headers of this request are too large.")


class Failed(Refused):
    code = "failed"
    status = 500
    message = _("Something went wrong here. It has been noted.")


async def refuse(send: Send, refusal: Refused, *, path: str) -> None:
    """Answer with the refusal: an RFC 9457 problem below `/api/` and `/v1alpha1/`, a plain page elsewhere."""
    if path.startswith(("/api/", "/v1alpha1/")):
        kind = b"application/problem+json"
        problem = {"type": "about:blank", "status": refusal.status, "code": refusal.code, "title": str(refusal.message)}
        body = json.dumps(problem).encode()
    else:
        kind = b"text/html; charset=utf-8"
        body = (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{refusal.status}</title>'
            f"<h1>{escape(str(refusal.message))}</h1><p>{refusal.code}</p></html>"
        ).encode()
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"referrer-policy", b"same-origin"),
    ]
    if refusal.retry_after is not None:
        headers.append((b"retry-after", str(refusal.retry_after).encode()))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
