"""Folds a text to a comparable form and remembers where every folded character came from."""

import unicodedata
from dataclasses import dataclass

# Default-ignorable code points of Unicode 15 (DerivedCoreProperties.txt) that are not format characters (Cf).
_IGNORED_RANGES = ((0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x3164, 0x3164), (0xFFA0, 0xFFA0))

_SPECIAL = {
    "ـ": "",  # Arabic tatweel, a stretch without meaning
    "ى": "ي",
    "ة": "ه",
    "ک": "ك",
    "ی": "ي",
    "‘": "'",
    "’": "'",
    "ʼ": "'",
    "‛": "'",
    "´": "'",
    "`": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‟": '"',
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "…": "...",
    "ß": "ss",
    "ø": "o",
    "Ø": "O",
    "ı": "i",
    "ϲ": "c",
    "Ϲ": "C",
    "ł": "l",
    "đ": "d",
}
for _first in (0x1F150, 0x1F170):  # letters in black discs and squares, which have no decomposition
    _SPECIAL |= {chr(_first + place): chr(ord("A") + place) for place in range(26)}

BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE = frozenset("\u00ad\u034f\u115f\u1160\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `offsets[i]` is the place in the original of folded character i (None: the same place)."""

    text: str
    offsets: list[int] | None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span in the original text behind the folded span [start, end), which must not be empty."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> Folded:
    """Remove invisible characters, marks and stretches, and bring look-alike forms together; case is kept.

    NFKC with marks stripped (so presentation forms, full width and mathematical letters become plain ones),
    Arabic alef, yeh and teh forms joined, typographic quotes straightened. Linear in the length of the text.
    """
    if text.isascii():
        return Folded(text, None)
    foreign = {character for character in set(text) if character > "\x7f"}
    if all(len(_FOLDS[character]) == 1 for character in foreign):
        return Folded(text.translate({ord(character): _FOLDS[character] for character in foreign}), None)
    pieces: list[str] = []
    offsets: list[int] = []
    for place, character in enumerate(text):
        folded = character if character <= "\x7f" else _FOLDS[character]
        if len(folded) == 1:
            offsets.append(place)
        elif folded:
            offsets.extend([place] * len(folded))
        else:
            continue
        pieces.append(folded)
    return Folded("".join(pieces), offsets)


class _Folds(dict[str, str]):
    """Character to folded string, worked out on first use (at most one entry per code point)."""

    def __missing__(self, character: str) -> str:
        folded = self[character] = _fold_character(character)
        return folded


def _fold_character(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if _is_ignored(character):
        return ""
    decomposed = unicodedata.normalize("NFKD", character)
    kept = "".join(part for part in decomposed if unicodedata.category(part) != "Mn")
    return "".join(_SPECIAL.get(part, part) for part in kept)


def _is_ignored(character: str) -> bool:
    code = ord(character)
    if any(first <= code <= last for first, last in _IGNORED_RANGES):
        return True
    return unicodedata.category(character) in ("Cf", "Mn", "Me", "Cs")


_FOLDS = _Folds()
