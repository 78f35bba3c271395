"""Addresses that only whoever was sent them can know: they open a report, a notice or a statement without an account."""

from django.core.signing import BadSignature, Signer

from tertulia.errors import NotFound

REPORT, NOTICE, STATEMENT = "report", "notice", "statement"


def sign(kind: str, key: int) -> str:
    """The part of an address that stands for the row with this primary key."""
    return Signer(salt=f"tertulia.{kind}").sign(str(key))


def unsign(kind: str, signed: str) -> int:
    """The primary key again; raises NotFound for what we did not sign."""
    try:
        return int(Signer(salt=f"tertulia.{kind}").unsign(signed))
    except BadSignature:
        raise NotFound from None
