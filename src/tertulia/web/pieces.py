"""What is made once and kept: after a write, one response of a page is drawn, not a hundred.

A piece is found again by everything it was made from, whole. So nothing can show in it that is not in its key, and no
piece is ever out of date: one that is made from something else has another key.
"""

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tertulia.delivery.front.stored import Store

K = TypeVar("K", bound=Hashable)
P = TypeVar("P")
PER_KEY = 1_000  # bytes Python needs for a key, besides the words in it, which are in the piece as well


@dataclass(frozen=True, slots=True)
class _Kept(Generic[P]):
    piece: P
    size: int  # bytes of memory, nearly, with its key


class Pieces(Generic[K, P]):
    """Pieces by what they are made from, for the threads of one process; the least recently used make room."""

    def __init__(self, make: Callable[[K], P], *, weigh: Callable[[P], int], most_bytes: int):
        self._make, self._weigh = make, weigh
        self._lock = threading.Lock()
        self._kept: Store[K, _Kept[P]] = Store(most_bytes)

    def all_of(self, keys: Sequence[K]) -> list[P]:
        """The piece for each key, in order."""
        with self._lock:
            found = [self._kept.get(key) for key in keys]
        missing = {key for key, kept in zip(keys, found, strict=True) if kept is None}
        made = {key: self._make_one(key) for key in missing}
        if made:
            with self._lock:
                for key, kept in made.items():
                    self._kept.put(key, kept)
        return [(kept or made[key]).piece for key, kept in zip(keys, found, strict=True)]

    def _make_one(self, key: K) -> _Kept[P]:
        piece = self._make(key)
        return _Kept(piece, PER_KEY + 2 * self._weigh(piece))
