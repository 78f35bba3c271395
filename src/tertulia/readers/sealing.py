"""Secrets at rest: sealed with a key made from the site's secret key, so that a copy of the database alone opens nothing."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

MARK = "sealed:"  # what was stored before there were seals has none


def seal(text: str) -> str:
    """`text`, readable with the secret key only."""
    return MARK + _fernet().encrypt(text.encode()).decode()


def unseal(stored: str) -> str | None:
    """What was sealed with this secret key or an earlier one that is still named; None where neither opens it."""
    if not stored.startswith(MARK):
        return stored
    try:
        return _fernet().decrypt(stored.removeprefix(MARK).encode()).decode()
    except InvalidToken:
        return None


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hmac.new(secret.encode(), b"tertulia.sealed", hashlib.sha256).digest())
