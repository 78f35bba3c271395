"""Guests: who writes without an account, the address they give, and the two signed texts that stand for them.

A link proves that whoever has it reads the mail of an address; it is good once. A cookie says which confirmed guest a
browser belongs to.
"""

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac

from tertulia.errors import EmailMissing, EmailRefused
from tertulia.events.inserting import insert_row
from tertulia.options import options
from tertulia.readers.models import Guest

LONGEST_EMAIL = 254


def tidy_email(email: str) -> str:
    """`email` folded, so that one mailbox has one spelling; raises EmailMissing or EmailRefused."""
    tidy = unicodedata.normalize("NFC", email[: LONGEST_EMAIL * 2]).strip().lower()
    if not tidy:
        raise EmailMissing(field="email")
    try:
        validate_email(tidy)
    except ValidationError:
        raise EmailRefused(field="email") from None
    if len(tidy) > LONGEST_EMAIL:
        raise EmailRefused(field="email")
    return tidy


def address_key(email: str) -> str:
    """What a folded e-mail is found by once it is forgotten: 64 hexadecimal digits, keyed with the site's secret."""
    return salted_hmac("tertulia.guest-address", email, algorithm="sha256").hexdigest()


def claim_address(*, name: str, email: str, language: str, now: datetime) -> Guest:
    """Store a guest whose folded `email` nobody has shown to be theirs yet; inside the caller's transaction."""
    guest = Guest(name=name, email=email, address=address_key(email), language=language, made_at=now)
    insert_row(guest)
    return guest


def find_proven(address: str) -> Guest | None:
    """The guest who has shown that this address (a key) is theirs."""
    return Guest.objects.filter(address=address, confirmed_at__isnull=False).first()


def cookie_of(guest: Guest) -> str:
    """What a browser keeps to be known as this confirmed guest."""
    return Signer(salt="tertulia.guest-cookie").sign(str(guest.pk))


def guest_of_cookie(cookie: str) -> Guest | None:
    """The confirmed guest a cookie stands for, else None."""
    try:
        key = Signer(salt="tertulia.guest-cookie").unsign(cookie)
    except BadSignature:
        return None
    return Guest.objects.filter(pk=int(key), confirmed_at__isnull=False).first()


def link_of(guest: Guest) -> str:
    """The part of a link's address that proves who opens it."""
    return TimestampSigner(salt="tertulia.guest-link").sign(str(guest.pk))


def guest_of_link(link: str) -> int | None:
    """The primary key of the guest a link was sent to; None where it is none of ours or too old."""
    try:
        age = timedelta(days=options.guest_days)
        return int(TimestampSigner(salt="tertulia.guest-link").unsign(link, max_age=age))
    except BadSignature:
        return None


def cookie_of_written(responses: Sequence[int]) -> str:
    """What a browser keeps to be told what was decided about responses (primary keys) of a guest without an address."""
    return Signer(salt="tertulia.written-cookie").sign(".".join(map(str, responses)))


def written_of_cookie(cookie: str) -> list[int]:
    """The responses a cookie stands for; none for one we did not sign."""
    try:
        return [int(key) for key in Signer(salt="tertulia.written-cookie").unsign(cookie).split(".") if key]
    except BadSignature:
        return []
