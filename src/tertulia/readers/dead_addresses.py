"""Addresses to which nothing more is sent, because a mail server said that they do not exist. Only digests are kept."""

from datetime import datetime

from django.utils.crypto import constant_time_compare, salted_hmac

from tertulia.readers.models import DeadAddress


def _digest(purpose: str, email: str) -> str:
    return salted_hmac(f"tertulia.{purpose}", email.strip().lower(), algorithm="sha256").hexdigest()


def proof_of(email: str) -> str:
    """What every mail to `email` carries, so that a report about it can be told from one made up."""
    return _digest("mail-proof", email)[:32]


def is_proven(email: str, proof: str) -> bool:
    """Whether `proof` is that of a mail to this address."""
    return constant_time_compare(proof_of(email), proof)


def mark_dead(email: str, *, status: str, now: datetime) -> None:
    """Send nothing more to this address."""
    DeadAddress.objects.get_or_create(key=_digest("dead-address", email), defaults={"status": status[:12], "since": now})


def is_dead(email: str) -> bool:
    """Whether nothing is sent to this address."""
    return DeadAddress.objects.filter(key=_digest("dead-address", email)).exists()


def revive(email: str) -> bool:
    """Send to this address again; whether it had been given up."""
    return bool(DeadAddress.objects.filter(key=_digest("dead-address", email)).delete()[0])
