"""Insults as people misspell them: one slip of the pen away from a listed word, letters doubled or halved at will."""

import re
from collections.abc import Iterator
from functools import cache

from tertulia.screening.lexicon import misspelt_words, not_misspelt_words, skeleton

_VOWELS = "aeiouy"
_FEWEST_LETTERS = 5
_FEWEST_FOR_A_MISSING_LETTER = 6
# Letters and groups that sound alike, each written for the other.
_SOUNDS = (
    ("ck", "k"),
    ("ck", "c"),
    ("c", "k"),
    ("c", "s"),
    ("s", "z"),
    ("ph", "f"),
    ("d", "t"),
    ("w", "wh"),
    ("sc", "sk"),
    ("th", "t"),
    ("tch", "ch"),
    ("g", "c"),
)
_PLAIN = re.compile(r"[a-z]{4,20}")


def meant(word: str) -> str | None:
    """The insult that a lower-case spelling is a slip away from, or None."""
    return _misspellings().get(skeleton(word)) if _PLAIN.fullmatch(word) else None


@cache
def _misspellings() -> dict[str, str]:
    """Skeleton of a misspelling to the word meant; real words are left out."""
    table: dict[str, str] = {}
    for word in misspelt_words():
        for slip in (skeleton(word), *_slips(skeleton(word))):
            table.setdefault(skeleton(slip), word)
    for word in not_misspelt_words():
        table.pop(skeleton(word), None)
    return table


def _slips(word: str) -> Iterator[str]:
    """Everything one slip makes of a word."""
    for place in range(1, len(word)):
        before, letter, after = word[:place], word[place], word[place + 1 :]
        if len(word) >= _FEWEST_FOR_A_MISSING_LETTER:
            yield before + after
        if after:
            yield before + after[0] + letter + after[1:]
        if letter in _VOWELS:
            yield from (before + vowel + after for vowel in _VOWELS)
        if len(word) >= _FEWEST_LETTERS:
            yield from (before + added + letter + after for added in "aeiouhdlnrt")
    for one, other in _SOUNDS:
        yield from _swapped_sound(word, one, other)
        yield from _swapped_sound(word, other, one)


def _swapped_sound(word: str, one: str, other: str) -> Iterator[str]:
    for match in re.finditer(one, word):
        yield word[: match.start()] + other + word[match.end() :]
