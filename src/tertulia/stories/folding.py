"""Folding words for search: the same word, however it is spelled, typed or vocalised."""

import re
import unicodedata

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


def fold(text: str) -> str:
    """Words in lower case without marks, separated by single spaces; Arabic letters that are typed for one another agree."""
    composed = unicodedata.normalize("NFKC", text).casefold().translate(_SAME)
    bare = "".join(letter for letter in unicodedata.normalize("NFD", composed) if unicodedata.category(letter) != "Mn")
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", bare)))
