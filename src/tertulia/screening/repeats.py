"""The same text again: exact repeats by one author, and near repeats across accounts by SimHash."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

_BITS = 64
_NEAREST = 3  # Manku, Jain and Das Sarma 2007: 3 of 64 bits for near-duplicates
_SHINGLE = 3
_FEWEST_WORDS = 6  # short texts ("Thanks!") repeat by chance
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Recent:
    """What was posted lately: fingerprints of this author's own texts, and of everybody's in this thread's last 24 hours."""

    own: frozenset[int] = frozenset()
    others: tuple[int, ...] = ()


def fingerprint(text: str) -> int:
    """A 64-bit SimHash (Charikar 2002) over three-word shingles; 0 for a text without words."""
    words = _WORD.findall(text.lower())
    shingles = (
        {" ".join(words[place : place + _SHINGLE]) for place in range(max(1, len(words) - _SHINGLE + 1))} if words else set()
    )
    sums = [0] * _BITS
    for shingle in shingles:
        hashed = int.from_bytes(blake2b(shingle.encode("utf-8", "replace"), digest_size=8).digest())
        for bit in range(_BITS):
            sums[bit] += 1 if hashed >> bit & 1 else -1
    return sum(1 << bit for bit, total in enumerate(sums) if total > 0)


def repeats_own(mark: int, recent: Recent) -> bool:
    """Whether the author posted the same words lately."""
    return mark != 0 and mark in recent.own


def near_repeats(mark: int, others: Iterable[int]) -> int:
    """How many of the other fingerprints lie within three bits."""
    return sum((mark ^ other).bit_count() <= _NEAREST for other in others)


def is_long_enough(words: int) -> bool:
    """Whether a text has so many words that a near repeat is no chance."""
    return words >= _FEWEST_WORDS
