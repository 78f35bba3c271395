"""Bearer tokens for the API."""

import hashlib
import secrets

from django.db import transaction

from tertulia.readers.models import Reader, Token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_token(*, reader: Reader, label: str = "") -> str:
    """Make a token for `reader`; the text returned is shown once and kept nowhere."""
    token = f"tt_{secrets.token_urlsafe(32)}"
    Token.objects.create(reader=reader, digest=_digest(token), label=label)
    return token


def reader_of_token(token: str) -> Reader | None:
    """The active reader a token stands for, else None."""
    found = Token.objects.select_related("reader").filter(digest=_digest(token), reader__is_active=True).first()
    return found.reader if found else None
