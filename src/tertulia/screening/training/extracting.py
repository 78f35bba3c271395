"""What the trainer takes from batches of texts, in several processes: their words counted, their features hashed."""

import os
from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any

from tertulia.screening import features
from tertulia.screening.folding import fold
from tertulia.screening.model import HEADS, Head, Model
from tertulia.screening.scoring import places_of, word_places_of
from tertulia.screening.screen import Screener
from tertulia.screening.tokens import words_of
from tertulia.screening.training import recipe

_AHEAD = 3  # batches under way for each process: what bounds the memory

Texts = list[str]


@dataclass(frozen=True, slots=True)
class Extracted:
    """The places of a batch of texts one after the other, how many each text has, and how many of them are of its words."""

    places: "array[int]"
    lengths: "array[int]"
    of_words: "array[int]"


def count_words(texts: Texts) -> Counter[str]:
    """In how many of the texts each word stands."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({spelling.lower().removesuffix("'s") for spelling in words_of(fold(text).text)})
    return counts


def extract(texts: Texts, vocabulary: bytes) -> Extracted:
    """The hashed features of each text, those of its words first."""
    screener = _reader(vocabulary)
    found = Extracted(array("I"), array("I"), array("I"))
    for text in texts:
        words = screener.read(text).words
        places = places_of(words)
        found.places.extend(places)
        found.lengths.append(len(places))
        found.of_words.append(len(word_places_of(words)))
    return found


@cache
def _reader(vocabulary: bytes) -> Screener:
    return Screener(blank_model(vocabulary))


def blank_model(vocabulary: bytes) -> Model:
    """A model that knows words but weighs nothing: what features are extracted with."""
    nothing = Head(bytes(features.SIZE), (0.0,) * 256, features.MASK, 0.0, 1.0, 0.0)
    return Model({"version": "blank", "base_rate": recipe.BASE_RATE, "threshold": 0.5}, dict.fromkeys(HEADS, nothing), vocabulary)


def in_batches(texts: Iterable[str]) -> Iterator[Texts]:
    """Lists of as many texts as one process takes at a time."""
    rest = iter(texts)
    return iter(lambda: list(islice(rest, recipe.TEXTS_AT_ONCE)), [])


def in_order(work: Callable[..., Any], batches: Iterator[Texts], *arguments: Any) -> Iterator[Any]:
    """What `work(batch, *arguments)` gives for each batch, in order; a single batch is not worth another process."""
    first = list(islice(batches, 2))
    if len(first) < 2:
        yield from (work(batch, *arguments) for batch in first)
        return
    processes = os.cpu_count() or 1
    # Spawned, not forked: a fork copies the locks of the numerical libraries' threads.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[Any]] = deque()
        for batch in chain(first, batches):
            waiting.append(pool.submit(work, batch, *arguments))
            if len(waiting) > processes * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
