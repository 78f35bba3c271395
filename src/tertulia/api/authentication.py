"""Who is asking: a bearer token, or the session of the site. Reading needs neither."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from tertulia.errors import Malformed, NotAllowed, SignInNeeded, UnsupportedType
from tertulia.readers.tokens import reader_of_token


class _Bearer(HttpBearer):
    """Only there for the OpenAPI document; `author_of` does the work, because a guest may post as well."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return reader_of_token(token)


bearer = _Bearer()


def author_of(request: HttpRequest) -> Any:
    """The reader who asks, or None for a guest; raises SignInNeeded for a token that is none of ours."""
    header = request.headers.get("Authorization", "")
    if header:
        scheme, _space, token = header.partition(" ")
        reader = reader_of_token(token.strip()) if scheme.lower() == "bearer" else None
        if reader is None:
            raise SignInNeeded
        return reader
    if request.user.is_authenticated:
        if check_csrf(request):
            raise NotAllowed
        return request.user
    return None


def require_json(request: HttpRequest) -> None:
    """A write is JSON, which no form of another site can send; raises UnsupportedType or Malformed."""
    if request.content_type != "application/json":
        raise UnsupportedType
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and not request.headers.get("Authorization"):
        raise NotAllowed
    try:
        request.body.decode()
    except UnicodeDecodeError:
        raise Malformed from None
