"""Letters that are not seen, that turn the line round, or that pile up: what names and texts bound alike."""

import re
import unicodedata

# White space, default-ignorable letters, and two that are drawn as nothing (the empty Braille cell, the Hangul fillers).
INVISIBLE = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)

# Embeddings, overrides and isolates reach beyond their own place and can hide where a link leads; the plain marks (LRM,
# RLM, ALM) only say how one spot is to be read, and people who write Arabic or Hebrew need them.
TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]+")


def in_ascii_digits(text: str) -> str:
    """`text` with every decimal digit, such as ٣ or ३, as 0 to 9."""
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in text)


def highest_pile(text: str) -> int:
    """The largest number of marks on one letter; joiners and other invisible letters between them do not hide a pile."""
    if not any(unicodedata.category(letter) in ("Mn", "Me") for letter in set(text)):
        return 0
    highest = height = 0
    for letter in text:
        kind = unicodedata.category(letter)
        if kind in ("Mn", "Me"):
            height += 1
            highest = max(highest, height)
        elif kind != "Cf":
            height = 0
    return highest


def bound_piles(text: str, most: int) -> str:
    """`text` with at most `most` marks on one letter; what is above is dropped. Linear, and at once for plain ASCII.

    To be done before Unicode's normal forms, which sort the marks of one letter in quadratic time.
    """
    if text.isascii() or highest_pile(text) <= most:
        return text
    kept, height = [], 0
    for letter in text:
        kind = unicodedata.category(letter)
        if kind in ("Mn", "Me"):
            height += 1
        elif kind != "Cf":
            height = 0
        if height <= most or kind == "Cf":
            kept.append(letter)
    return "".join(kept)
