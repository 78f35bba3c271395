"""Network addresses are never stored: only a keyed hash whose key is destroyed after seven days."""

import hmac
import ipaddress
import secrets
from datetime import UTC, date, datetime, time, timedelta
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


@lru_cache(maxsize=1)  # of one day, so that a destroyed salt leaves the memory too
def _salts(today: date) -> tuple[bytes, ...]:
    """The salts of the last seven days, latest first; that of today is made where it is missing."""
    Salt.objects.get_or_create(day=today, defaults={"secret": secrets.token_bytes(32)})
    kept = Salt.objects.filter(day__lte=today, day__gt=today - timedelta(days=SALT_DAYS)).order_by("-day")
    return tuple(bytes(secret) for secret in kept.values_list("secret", flat=True))


def pseudonyms(address: str, *, today: date) -> tuple[str, ...]:
    """The names of the network of `address`, each of 32 hexadecimal characters: that of `today`, which is good for this day
    only, then those it had on earlier days whose salts are kept.
    """
    network = network_of(address).encode()
    return tuple(hmac.digest(salt, network, "sha256").hex()[:32] for salt in _salts(today))


def network_pseudonym(address: str) -> str:
    """The name of the network for today: what is counted by."""
    return network_pseudonyms(address)[0]


def network_pseudonyms(address: str) -> tuple[str, ...]:
    """`pseudonyms` as of today: what a sanction on a network is found by."""
    return pseudonyms(address, today=timezone.now().date())


def end_of_salt(day: date) -> datetime:
    """When the salt of `day` is destroyed, and with it every way to know a network again by its name of that day."""
    return datetime.combine(day + timedelta(days=SALT_DAYS), time(), UTC)


def destroy_old_salts(*, today: date) -> int:
    """Delete the salts older than seven days; returns how many."""
    deleted, _by_model = Salt.objects.filter(day__lte=today - timedelta(days=SALT_DAYS)).delete()
    return deleted
