"""What keeps machines out without asking anybody else: a trap, a least time, and a little work for the browser.

The work: find a number so that the SHA-256 of `STAMP:NUMBER` begins with some zero bits. It costs one visitor a fraction of
a second, and whoever sends a thousand a thousand times that. A stamp is signed, good for a day and for one use.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer

from tertulia.cursors import parse_number
from tertulia.errors import LooksAutomatic
from tertulia.options import options
from tertulia.readers.limits import Limit

SLOWEST = 24 * 3600  # seconds for which a stamp is good
QUICKEST = 2  # seconds in which nobody has read a form and written in it
ONCE = Limit("proof", 1, 2 * SLOWEST)
_SIGNER = Signer(salt="tertulia.proof")


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether the work was done; `key` names the stamp, to be counted by `ONCE` ("" where there is none)."""

    done: bool
    key: str = ""


NOT_NEEDED = Proof(True)


def make_stamp(*, now: datetime) -> str:
    """A stamp for one form or one request."""
    return _SIGNER.sign(f"{int(now.timestamp())}.{secrets.token_hex(8)}")


def judge(*, stamp: str, work: str, now: datetime, trap: str = "", quickest: int = 0) -> Proof:
    """What a stamp and the work on it prove; raises LooksAutomatic where no person can have sent this."""
    if trap:
        raise LooksAutomatic
    if not options.proof_bits:
        return NOT_NEEDED
    age = _age(stamp, now)
    if age is None or age > SLOWEST:
        return Proof(False)
    if age < quickest:
        raise LooksAutomatic
    return Proof(is_solved(stamp, work, options.proof_bits), hashlib.sha256(stamp.encode()).hexdigest()[:32])


def is_good(stamp: str, *, now: datetime) -> bool:
    """Whether the stamp is ours and not too old."""
    age = _age(stamp, now)
    return age is not None and age <= SLOWEST


def is_solved(stamp: str, work: str, bits: int) -> bool:
    """Whether the hash of the two begins with so many zero bits."""
    if parse_number(work, digits=15) is None:
        return False
    digest = hashlib.sha256(f"{stamp}:{work}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def _age(stamp: str, now: datetime) -> int | None:
    """Seconds since the stamp was made; None where it is none of ours."""
    try:
        made = int(_SIGNER.unsign(stamp[:200]).partition(".")[0])
    except (BadSignature, ValueError):
        return None
    return max(0, int(now.timestamp()) - made)
