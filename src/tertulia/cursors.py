"""Keyset pagination: a cursor says after which row to go on, never how many rows to skip; and numbers in addresses."""

import base64
import binascii
import struct
from dataclasses import dataclass

from tertulia.errors import UnknownCursor


@dataclass(frozen=True, slots=True)
class Cursor:
    """The sort key (`place`, signed 64 bits) and the id of the last row already shown."""

    place: int
    id: int

    def __str__(self) -> str:
        return encode(self.place, self.id)


def parse_number(text: str, *, digits: int = 18) -> int | None:
    """The number that `text` writes in at most so many ASCII digits, 18 of which a database holds; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def parse_cursor(text: str) -> Cursor:
    """The cursor that `str()` of one gave; raises UnknownCursor for anything else."""
    return Cursor(*decode(text, 2))


def encode(*numbers: int) -> str:
    """Signed 64-bit numbers as text that is safe in an address."""
    return base64.urlsafe_b64encode(struct.pack(f">{len(numbers)}q", *numbers)).rstrip(b"=").decode()


def decode(text: str, count: int) -> tuple[int, ...]:
    """The `count` numbers that `encode` was given; raises UnknownCursor for any other text."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        numbers = struct.unpack(f">{count}q", raw)
    except (binascii.Error, struct.error, ValueError):
        raise UnknownCursor from None
    if encode(*numbers) != text:  # one spelling per cursor, so that one page has one address
        raise UnknownCursor
    return numbers
