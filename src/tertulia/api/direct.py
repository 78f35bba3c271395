"""A guest's response without what Django lays around a request: sessions, accounts, forms, and the search for its address.

Those cost as much as storing the response. Whoever sends a cookie or a token goes the whole way, and so does whatever is not
plainly right; both ways end in the same function of `threads.py`, and give the same answer.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from pydantic import ValidationError

from tertulia.api.reading import StrictParser
from tertulia.api.schemas import PostIn
from tertulia.api.threads import LONGEST_KEY, post_response_to_thread
from tertulia.delivery.front.refusing import PROBLEM, headers_of, problem_of
from tertulia.errors import Refused

WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_RESPONSES = re.compile(r"/api/v1/threads/([0-9]{1,18})/responses")
_OF_SOMEBODY = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")


class Direct:
    """A WSGI application that answers such posts itself and hands everything else on."""

    def __init__(self, application: WSGIApplication, *, headers: Mapping[str, str]):
        """`headers` are what every answer of the API carries."""
        self._application = application
        self._headers = {**headers, "content-language": settings.LANGUAGE_CODE, "vary": "Cookie"}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = _read(environ)
        if asked is None:
            return self._application(environ, start_response)
        close_old_connections()  # one that was lost is opened again
        status, headers, body = _answer(*asked)
        headers = {**self._headers, **headers, "content-length": str(len(body))}
        start_response(f"{status} {HTTPStatus(status).phrase}", list(headers.items()))
        return [body]


def _read(environ: dict[str, Any]) -> tuple[WSGIRequest, int, PostIn] | None:
    """The request, its thread (a primary key) and what it says, if it is a guest's response and plainly right."""
    if environ["REQUEST_METHOD"] != "POST" or not (address := _RESPONSES.fullmatch(environ["PATH_INFO"])):
        return None
    if any(name in environ for name in _OF_SOMEBODY) or len(environ.get("HTTP_IDEMPOTENCY_KEY", "")) > LONGEST_KEY:
        return None
    request = WSGIRequest(environ)
    request.user = AnonymousUser()
    try:
        return request, int(address[1]), PostIn.model_validate(StrictParser().parse_body(request))
    except (Refused, ValidationError, SuspiciousOperation):
        environ["wsgi.input"].seek(0)
        return None


def _answer(request: WSGIRequest, thread: int, said: PostIn) -> tuple[int, dict[str, str], bytes]:
    try:
        status, posted = post_response_to_thread(request, thread, said, request.META.get("HTTP_IDEMPOTENCY_KEY", ""))
    except Refused as refusal:
        return refusal.status, {"content-type": PROBLEM, **headers_of(refusal)}, problem_of(refusal)
    headers = {"content-type": "application/json; charset=utf-8", "cache-control": "private, no-cache"}
    return status, headers, json.dumps(posted).encode()
