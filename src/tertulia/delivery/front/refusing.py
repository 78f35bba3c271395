"""What a refusal looks like from outside, and the answers the front gives by itself when it refuses a request."""

import json
from collections.abc import Awaitable, Callable
from html import escape
from typing import Any

from django.utils.translation import gettext_lazy as _

from tertulia.errors import Refused

Send = Callable[[dict[str, Any]], Awaitable[None]]

FOR_MACHINES = ("/api/", "/v1alpha1/")  # below these, refusals are problems; elsewhere they are pages
PROBLEM = "application/problem+json; charset=utf-8"


class HeadersTooLarge(Refused):
    code = "headers-too-large"
    status = 431
    message = _("The headers of this request are too large.")


class Failed(Refused):
    code = "failed"
    status = 500
    message = _("Something went wrong here. It has been noted.")


def problem_of(refusal: Refused, **more: Any) -> bytes:
    """The refusal as an RFC 9457 problem, in JSON; `more` are further members. Its type is where the code is explained."""
    said = {
        "type": f"/api/v1/docs#{refusal.code}",
        "title": str(refusal.message),
        "status": refusal.status,
        "code": refusal.code,
        **({"field": refusal.field} if refusal.field else {}),
        **more,
    }
    return json.dumps(said, ensure_ascii=False).encode()


def headers_of(refusal: Refused) -> dict[str, str]:
    """The headers every answer with this refusal carries, whatever its form."""
    headers = {"Cache-Control": "no-store"}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return headers


async def refuse(send: Send, refusal: Refused, *, path: str) -> None:
    """Answer with the refusal: an RFC 9457 problem for machines, a plain page for people."""
    if path.startswith(FOR_MACHINES):
        kind, body = PROBLEM, problem_of(refusal)
    else:
        kind, body = "text/html; charset=utf-8", _page(refusal).encode()
    headers = {
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "same-origin",
        **headers_of(refusal),
    }
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _page(refusal: Refused) -> str:
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{refusal.status}</title>'
        f"<h1>{escape(str(refusal.message))}</h1><p>{refusal.code}</p></html>"
    )
