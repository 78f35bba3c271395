"""Who is asking: a bearer token, or the session of the site. Reading needs neither, and a guest may post."""

from typing import Any

from django.http import HttpRequest
from ninja.utils import check_csrf

from tertulia.errors import NotAllowed, SignInNeeded
from tertulia.readers.tokens import reader_of_token

READING = ("GET", "HEAD", "OPTIONS")

# For the OpenAPI document: each of these will do, and so will nothing where a guest may ask.
SECURITY_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "Made by `tertulia token create READER`."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "The session of somebody signed in on the site; a write also needs the header `X-CSRFToken`.",
    },
}
ANYBODY: list[dict[str, list[str]]] = [{}, {"token": []}, {"session": []}]
READERS: list[dict[str, list[str]]] = [{"token": []}, {"session": []}]


def author_of(request: HttpRequest) -> Any:
    """The reader who asks, or None for a guest.

    Raises SignInNeeded for a token that is none of ours, NotAllowed for a write that a page of another site may have
    made in a reader's name.
    """
    header = request.headers.get("Authorization", "")
    if header:
        scheme, _space, token = header.partition(" ")
        reader = reader_of_token(token.strip()) if scheme.lower() == "bearer" else None
        if reader is None:
            raise SignInNeeded
        return reader
    if request.method not in READING and request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise NotAllowed
    if request.user.is_authenticated:
        if check_csrf(request):
            raise NotAllowed
        return request.user
    return None
