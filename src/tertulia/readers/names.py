"""What somebody may be called."""

import unicodedata
from functools import cache
from importlib.resources import files

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


def skeleton(name: str) -> str:
    """What a name looks like: two names that can be taken for each other have the same (Unicode UTS #39, and case).

    Spaces and punctuation do not count, and neither does whether an i is a tall l.
    """
    looks, before = name, ""
    for _round in range(6):  # folding makes letters that look like others again; two rounds are usual
        if looks == before:
            break
        before, looks = looks, unicodedata.normalize("NFKC", looks.translate(_looks_like()))
        looks = unicodedata.normalize("NFD", looks.casefold()).replace("i", "l").replace("\u0131", "l")
    kept = "".join(letter for letter in looks if unicodedata.category(letter)[0] in "LNSM")
    return (kept or looks)[:SKELETON]


SKELETON = 240  # longest that is stored


@cache
def _looks_like() -> dict[int, str]:
    """The letters that look like others, by their number. Unicode's table, without the spaces."""
    table = (files("tertulia.readers") / "confusables.txt").read_text("utf-8")
    lines = (line.split("\t") for line in table.split("\n") if line)
    return {ord(letter): prototype for prototype, letters in lines for letter in letters}


@cache
def reserved() -> frozenset[str]:
    """The looks of names that only the newsroom may have."""
    return frozenset(map(skeleton, RESERVED))


RESERVED = (
    "admin",
    "administrator",
    "editor",
    "editorial",
    "moderator",
    "moderation",
    "newsroom",
    "staff",
    "support",
    "system",
    "tertulia",
    "the editors",
    "محرر",
    "المحرر",
    "مدير",
    "مشرف",
    "المشرف",
    "هيئة التحرير",
)
