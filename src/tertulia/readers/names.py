"""What somebody may be called."""

import unicodedata

from tertulia.errors import NameMissing, NameRefused
from tertulia.readers.letters import INVISIBLE, highest_pile

LONGEST = 60
MOST_MARKS = 3  # combining marks on one letter; Vietnamese and vowelled Arabic need two
JOINERS = "\u200c\u200d"


def tidy_name(name: str) -> str:
    """`name` in NFC with white space collapsed and invisible letters gone; raises NameMissing or NameRefused.

    Direction controls go (names are isolated when shown). Joiners stay where they change what is seen: in Persian, in
    Indic scripts, in emoji; between Latin letters they would only make two names look like one.
    """
    if len(name) > LONGEST * 20 or highest_pile(name) > MOST_MARKS * 2:  # normal forms take long over such things
        raise NameRefused(field="name")
    tidy = " ".join(_seen(unicodedata.normalize("NFC", name)).split())
    if not any(unicodedata.category(letter)[0] in "LNSP" for letter in tidy):
        raise NameMissing(field="name")
    if len(tidy) > LONGEST or highest_pile(tidy) > MOST_MARKS:
        raise NameRefused(field="name")
    return tidy


def _seen(name: str) -> str:
    kept: list[str] = []
    for letter in name:
        category = unicodedata.category(letter)
        if letter in JOINERS:
            if kept and kept[-1] > "\u058f":  # beyond Latin, Greek, Cyrillic and Armenian
                kept.append(letter)
        elif category in ("Zs", "Zl", "Zp") or letter in "\t\n\r":
            kept.append(" ")
        elif category not in ("Cc", "Cf", "Cs", "Co", "Cn") and not INVISIBLE.match(letter):
            kept.append(letter)
    return "".join(kept).strip(JOINERS)
