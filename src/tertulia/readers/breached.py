"""Passwords known from breaches, packed so that asking costs no request to anybody: a Bloom filter.

It says yes to all of the words it was made from, and by mistake to one in some thousands of others.
"""

import hashlib
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

KEPT = Path(__file__).with_name("breached.bin")
HASHES = 11
BITS_EACH = 16  # with eleven hashes one mistake in two thousand
SHORTEST = 8  # a shorter one is refused anyway


def is_breached(password: str) -> bool:
    """Whether a password, its letters' case aside, is (all but certainly) among those everybody who guesses tries first."""
    packed = _load()
    return len(password) >= SHORTEST and all(packed[place >> 3] >> (place & 7) & 1 for place in _places(password, len(packed)))


def pack(passwords: Iterable[str]) -> bytes:
    """The filter over some passwords."""
    words = {word.casefold() for word in passwords if len(word) >= SHORTEST}
    packed = bytearray((len(words) * BITS_EACH + 7) // 8)
    for word in words:
        for place in _places(word, len(packed)):
            packed[place >> 3] |= 1 << (place & 7)
    return bytes(packed)


def _places(password: str, size: int) -> Iterator[int]:
    """Eleven bits of a filter of `size` bytes, from two halves of one digest (Kirsch and Mitzenmacher 2006)."""
    digest = hashlib.sha256(password.casefold().encode()).digest()
    one, other = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:16], "big") | 1
    return ((one + number * other) % (size * 8) for number in range(HASHES))


@cache
def _load() -> bytes:
    return KEPT.read_bytes()


if __name__ == "__main__":  # python -m tertulia.readers.breached < LIST, one on a line, the commonest first
    KEPT.write_bytes(pack(line.rstrip("\n") for line in sys.stdin))
