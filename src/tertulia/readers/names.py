"""What somebody may be called."""

import unicodedata

from tertulia.errors import NameMissing, NameRefused

LONGEST = 60
MOST_MARKS = 3  # combining marks on one letter; Vietnamese and vowelled Arabic need two


def tidy_name(name: str) -> str:
    """`name` in NFC with white space collapsed and invisible characters gone; raises NameMissing or NameRefused.

    Direction controls go (names are isolated when shown); zero-width joiners between letters stay, as Persian needs them.
    """
    tidy = " ".join("".join(_kept(name)).split())
    if not any(unicodedata.category(letter)[0] in "LNSP" for letter in tidy):
        raise NameMissing(field="name")
    if len(tidy) > LONGEST:
        raise NameRefused(field="name")
    if _most_marks(tidy) > MOST_MARKS:
        raise NameRefused(field="name")
    return tidy


def _kept(name: str) -> list[str]:
    kept = []
    for letter in unicodedata.normalize("NFC", name):
        category = unicodedata.category(letter)
        if category in ("Zs", "Zl", "Zp") or letter in "\t\n\r":
            kept.append(" ")
        elif letter in "\u200c\u200d" or category not in ("Cc", "Cf", "Cs", "Co", "Cn"):
            kept.append(letter)
    return kept


def _most_marks(name: str) -> int:
    most = run = 0
    for letter in name:
        run = run + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        most = max(most, run)
    return most
