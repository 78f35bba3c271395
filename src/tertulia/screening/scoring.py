"""The linear model over a reading: what each word adds to the score, and the scores of the categories."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, sqrt
from zlib import crc32

from tertulia.screening import features
from tertulia.screening.model import CATEGORY_HEADS, Model
from tertulia.screening.words import MASKED, UNSEEN, Word

_START, _END = b"^", b"$"
_START_PAIR, _START_SKIP = features.pair_prefix(_START), features.skip_prefix(_START)


@dataclass(slots=True)
class Scored:
    """`parts[i]` is what word i adds to the calibrated logit and `rest` what is added whatever the words are."""

    parts: list[float]
    rest: float


def places_of(found: list[Word]) -> "array[int]":
    """Every hashed place of a text, those of its words first, for training: the features whose weights `score` adds up."""
    return word_places_of(found) + _pair_places_of(found)


def word_places_of(found: list[Word]) -> "array[int]":
    """The places of the words alone, for training the heads that look at nothing else."""
    places = array("I")
    for word in counted(found):
        places.extend(_places_of_word(word.key, word.places))
    return places


def _pair_places_of(found: list[Word]) -> "array[int]":
    places = array("I")
    pair, skip, skip_next = _START_PAIR, 0, _START_SKIP
    for word in counted(found):
        places.append(features.follow(word.key, pair))
        if skip:
            places.append(features.follow(word.key, skip))
        pair, skip, skip_next = word.pair, skip_next, word.skip
    places.append(features.follow(_END, pair))
    return places


@lru_cache(maxsize=100_000)
def _places_of_word(key: bytes, most: int) -> "array[int]":
    return array("I", features.word_places(key)[:most])


def counted(found: list[Word]) -> list[Word]:
    """The words as the model counts them, without those of scripts it never learned.

    Masked ones in a row count once, so "Sri Lankan" is no longer than "Thai".
    """
    seen = [word for word in found if word.key != UNSEEN]
    return [word for place, word in enumerate(seen) if word.key != MASKED or not place or seen[place - 1].key != MASKED]


def score(found: list[Word], model: Model) -> Scored:
    """Score the words of a text. A pair's weight is split between its two words; the scale is 1 / sqrt(features),
    with `features.FEWEST` as the least."""
    head = model.heads["toxicity"]
    table, weights, mask = head.table, head.weights, features.MASK
    parts = [0.0] * len(found)
    count, last, previous = 1, -1, None
    pair, skip, skip_next = _START_PAIR, 0, _START_SKIP
    for place, word in enumerate(found):
        key = word.key
        if key == UNSEEN or (previous is not None and key == MASKED == previous.key):
            continue
        half = weights[table[crc32(key, pair) & mask]]
        count += word.places + 1
        if skip:
            half += weights[table[crc32(key, skip) & mask]]
            count += 1
        if last >= 0:
            half *= 0.5
            parts[last] += half
        parts[place] += half + word.weight
        pair, skip, skip_next = word.pair, skip_next, word.skip
        last, previous = place, word
    if last >= 0:
        parts[last] += weights[table[crc32(_END, pair) & mask]]
    scale = head.slope / sqrt(max(count, features.FEWEST))
    return Scored([part * scale for part in parts], head.slope * head.intercept + head.shift)


def category_logits(found: list[Word], counts: list[float], model: Model) -> dict[str, float]:
    """Calibrated logits of the categories, from the words alone; `counts` is the share of each word that counts."""
    total, previous = 0, UNSEEN
    rows: list[Sequence[float]] = []
    for word, share in zip(found, counts, strict=True):
        key = word.key
        if key != UNSEEN and not key == MASKED == previous:
            rows.append(word.heads if share == 1.0 else [value * share for value in word.heads])
            total += word.places
        previous = key if key != UNSEEN else previous
    sums: list[float] = [sum(column) for column in zip(*rows, strict=True)] or [0.0] * len(CATEGORY_HEADS)
    scale = 1 / sqrt(max(total, features.FEWEST))
    return {
        name: model.heads[name].slope * (value * scale + model.heads[name].intercept) + model.heads[name].shift
        for name, value in zip(CATEGORY_HEADS, sums, strict=True)
    }


def probability(logit: float) -> float:
    """The logistic function, safe at both ends."""
    if logit >= 0:
        return 1 / (1 + exp(-min(logit, 700)))
    odds = exp(max(logit, -700))
    return odds / (1 + odds)
