"""Network addresses are never stored: only a keyed hash whose key is destroyed after seven days."""

import hashlib
import hmac
import ipaddress
import secrets
from datetime import date, timedelta
from functools import lru_cache

from django.utils import timezone

from tertulia.readers.models import Salt

SALT_DAYS = 7


def network_of(address: str) -> str:
    """The network one person is taken to hold: an IPv4 address whole, an IPv6 address by its /64. "" if it is neither."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


@lru_cache(maxsize=2)
def _salt(day: date) -> bytes:
    salt, _made = Salt.objects.get_or_create(day=day, defaults={"secret": secrets.token_bytes(32)})
    return bytes(salt.secret)


def pseudonym(address: str, *, day: date) -> str:
    """A name for the network of `address` that is good for `day` only: 32 hexadecimal characters."""
    return hmac.new(_salt(day), network_of(address).encode(), hashlib.sha256).hexdigest()[:32]


def network_pseudonym(address: str) -> str:
    """`pseudonym` for today."""
    return pseudonym(address, day=timezone.now().date())


def destroy_old_salts(*, today: date) -> int:
    """Delete the salts older than seven days; returns how many."""
    deleted, _by_model = Salt.objects.filter(day__lte=today - timedelta(days=SALT_DAYS)).delete()
    return deleted
