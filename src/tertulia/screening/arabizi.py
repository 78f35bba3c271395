"""Arabic written in Latin letters and digits: one key per sound, so that every usual spelling of a word meets."""

import re
from functools import cache
from itertools import islice, product

from tertulia.screening.lexicon import arabizi_roots

# What readers type for one sound. Longest first; 3 (ayn) and 2 (hamza) are dropped, as many writers drop them.
_SOUNDS = (
    ("3'", "G"), ("7'", "x"), ("9'", "d"), ("6'", "z"), ("kh", "x"), ("gh", "G"),
    ("sh", "S"), ("ch", "S"), ("th", "t"), ("dh", "d"), ("dj", "j"),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ii", "i"), ("ie", "i"), ("ei", "i"), ("aa", "a"), ("uu", "u"),
    ("2", ""), ("3", ""), ("'", ""), ("5", "x"), ("7", "h"), ("8", "G"), ("9", "k"), ("6", "t"), ("4", "d"), ("$", "S"),
    ("q", "k"), ("c", "k"), ("g", "j"), ("v", "f"), ("p", "b"), ("o", "u"),
)  # fmt: skip
_REPLACE = dict(_SOUNDS)
_PATTERN = re.compile("|".join(re.escape(typed) for typed, _ in _SOUNDS))
_SHAPE = re.compile(r"[a-z2-9'$]{3,14}")
_VOWEL_Y = re.compile(r"y(?![aiue])")
_END_H = re.compile(r"([aei])h$")
_DOUBLED = re.compile(r"(.)\1+")
_MOST_KEYS = 16

_VOCATIVES = frozenset(("ya", "yaa", "yal", "yel", "يا"))
# Words of other languages that sound the same; with digits for sounds the insult is meant all the same.
_NEIGHBOURS = frozenset(
    "hacker hackers hecker hammer hummer homer humor humour mars ares tees tis ties tiz barra para pare pager jager maven bella "
    "belle habla hable abit abet habit habbit celeb caleb clap club plied bellied lazier jawed heimer natl crud curd thiz azer "
    "hair hire hairy here hare safely nadal jackal bagel zeal zebel manic manioc munch tafe taffy tuff matt motto waste watt "
    "watty safe".split()
)
_LETTERS_FOR_SOUNDS = re.compile(r"[a-z][2356789]|[2356789]'?[a-z]")


def keys(word: str) -> list[str]:
    """The sound keys of one Latin spelling; a single e may be heard as a or as i, so there can be several."""
    if not _SHAPE.fullmatch(word):
        return []
    sounds = _PATTERN.sub(lambda match: _REPLACE[match[0]], word)
    sounds = _DOUBLED.sub(r"\1", sounds)
    sounds = _END_H.sub(r"\1", _VOWEL_Y.sub("i", sounds))
    options = ["ai" if sound == "e" else sound for sound in sounds]
    return ["".join(choice) for choice in islice(product(*options), _MOST_KEYS)]


@cache
def insult_keys() -> frozenset[str]:
    """The sound keys of every root in the lexicon; keys shorter than three sounds are left out as too common."""
    return frozenset(key for root in arabizi_roots() for key in keys(root) if len(key) >= 3)


def is_insult(word: str) -> bool:
    """Whether a lower-case Latin spelling sounds like an insult of spoken Arabic, with or without the article."""
    if word in _NEIGHBOURS:
        return False
    forms = [word]
    for article in ("el-", "al-", "el", "al", "il", "l", "ya"):
        if word.startswith(article) and len(word) - len(article) > 3:
            forms.append(word.removeprefix(article))
    return any(key in insult_keys() for form in forms for key in keys(form))


def looks_arabizi(word: str) -> bool:
    """Whether digits stand for Arabic sounds inside the word ("7abibi", "sa3id", "3arabi")."""
    return _LETTERS_FOR_SOUNDS.search(word) is not None and word[0] != "0" and sum(map(str.isalpha, word)) >= 2


_PREFIXES = ("وهال", "هال", "عال", "وال", "بال", "فال", "كال", "لل", "ال", "يا", "و", "ف", "ب", "ل")


def arabic_stem_forms(word: str) -> list[str]:
    """An Arabic-script word and the same without what is written together with it (and, the, oh ...)."""
    forms = [word]
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            forms.append(word.removeprefix(prefix))
    return forms
