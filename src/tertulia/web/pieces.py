"""Pieces of HTML and JSON that are made once and kept: after a write, one response of a page is drawn, not a hundred.

A piece is found again by everything it was made from, whole. So nothing can show in it that is not in its key, and no
piece is ever out of date: one that is made from something else has another key.
"""

import sys
import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tertulia.delivery.front.stored import Store

K = TypeVar("K", bound=Hashable)
PER_KEY = 1_000  # bytes Python needs for a key, besides the words of a response in it, which are in the piece as well


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, and nearly the bytes that it takes together with its key."""

    text: str

    @property
    def size(self) -> int:
        """Bytes of memory, nearly."""
        return PER_KEY + 2 * sys.getsizeof(self.text)


class Pieces(Generic[K]):
    """Texts by what they are made from, for the threads of one process; the least recently used make room."""

    def __init__(self, make: Callable[[K], str], *, most_bytes: int):
        self._make = make
        self._lock = threading.Lock()
        self._kept: Store[K, Piece] = Store(most_bytes)

    def all_of(self, keys: Sequence[K]) -> list[str]:
        """The text for each key, in order."""
        with self._lock:
            found = [self._kept.get(key) for key in keys]
        missing = {key for key, piece in zip(keys, found, strict=True) if piece is None}
        made = {key: Piece(self._make(key)) for key in missing}
        if made:
            with self._lock:
                for key, piece in made.items():
                    self._kept.put(key, piece)
        return [(piece or made[key]).text for key, piece in zip(keys, found, strict=True)]
