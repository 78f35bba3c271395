"""Folding words for search: the same word, however it is spelled, typed or vocalised."""

import re
import unicodedata
from functools import lru_cache

# Alef with and without hamza, ta marbuta and ha, alef maqsura and ya are typed for one another; Persian ya and kaf too.
_SAME = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ک": "ك",
        "ـ": "",
        "ß": "ss",
        "ø": "o",
        "ı": "i",
    }
)
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 12  # of a question: each of them is a look into the index


def fold(text: str) -> str:
    """Words in lower case without marks, separated by single spaces; Arabic letters that are typed for one another agree."""
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    pieces = ((_fold_known if len(piece) <= _LONGEST_KNOWN else _fold_piece)(piece) for piece in text.split())
    return " ".join(filter(None, pieces))


def _fold_piece(text: str) -> str:
    """One piece without white space: usually a word, and the marks around it."""
    composed = unicodedata.normalize("NFKC", text).casefold().translate(_SAME)
    bare = "".join(letter for letter in unicodedata.normalize("NFD", composed) if unicodedata.category(letter) != "Mn")
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", bare)))


_fold_known = lru_cache(4_096)(_fold_piece)  # most of what is written are the few thousand words that everybody uses
_LONGEST_KNOWN = 30


def asked_words(question: str) -> list[str]:
    """The folded words that are looked for."""
    return fold(question).split()[:_MOST_WORDS]


def as_prefixes(words: list[str], vendor: str) -> str:
    """What an index of folded words is asked for texts in which each of `words` begins a word, in the database's own writing.

    `vendor` is Django's name of the database: a text search vector of PostgreSQL, else SQLite's FTS5. Folded words have
    letters and digits alone, so none of them means anything else there.
    """
    if vendor == "postgresql":
        return " & ".join(f"{word}:*" for word in words)
    return " ".join(f'"{word}"*' for word in words)
