"""Finds the word behind a disguised spelling: look-alike letters, digits and signs, stretched or starred-out letters."""

import re
from itertools import islice, product

from tertulia.screening.lexicon import hidden_by_first_letter, hidden_by_skeleton, hidden_words, is_often_starred, skeleton

# Cyrillic, Greek, Armenian, Cherokee and phonetic letters that look like Latin ones (after folding: no marks, NFKC).
_LOOK_ALIKES = str.maketrans(
    dict(
        zip(
            "авекмнорстухіјѕԁԛԝһӏгпьϲԍАВЕКМНОРСТУХІЈЅԚԜҺӀαβεικνορτυχγωηϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧաոսցօհզյɑɡıɩʟɪɴʀᴀʙᴄᴅᴇꜰɢʜᴊᴋᴍᴏᴘꜱᴛᴜᴠᴡʏᴢєѵδλσςθЄΣΘΔΛ"
            "ꭰꭱꭲꭵꭺꭻꭼꮃꮇꮋꮓꮪꮯꮲꮮꮶꮐꮩꮢꮤꭹᎠᎡᎢᎥᎪᎫᎬᎳᎷᎻᏃᏚᏟᏢᏞᏦᏀᏙᏒᏔᎩ",
            "abekmhopctyxijsdqwhirnbcgABEKMHOPCTYXIJSQWHIabeikvoptuxywnjABEZHIKMNOPTYXwnugohqjagiilinrabcdefghjkmopstuvwyzevdlosoEEOAA"
            "dritajewmhzscplkgvrwydritajewmhzscplkgvrwy",
            strict=True,
        )
    )
)

_SIGNS = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "i", "|": "il", "+": "t", "#": "h", "€": "e", "£": "l", "¢": "c",
}  # fmt: skip
_MOST_READINGS = 32
_LONGEST = 24
_FEWEST_SHOWN = 2  # letters left to see, for a word that people seldom star out

_HAS_SIGN = re.compile(r"[0-9@$!|+#€£¢]")
_HAS_STRETCH = re.compile(r"(.)\1\1")
_STARS = re.compile(r"[*#@$!]+")
_LATIN = re.compile(r"[A-Za-z]")
_APART = re.compile(r"[a-z](?:[|+!*#$@][a-z]){3,}")


def unmask_letters(word: str) -> str:
    """The word with look-alike letters of other scripts made Latin, if that leaves nothing but Latin letters."""
    if word.isascii():
        return word
    plain = word.translate(_LOOK_ALIKES)
    return plain if plain.isascii() else word


def mixes_scripts(word: str) -> bool:
    """Whether Latin letters and look-alikes of another script stand in one word."""
    return not word.isascii() and _LATIN.search(word) is not None and unmask_letters(word).isascii()


def reveal(word: str) -> tuple[str, str] | None:
    """(word of the lexicon, kind of disguise) behind a lower-case spelling, or None when it hides nothing.

    The kinds are `leet`, `stretched`, `starred` and `spaced`. Time is bounded: long words and many readings are not tried.
    """
    if _APART.fullmatch(word) and word[::2] in hidden_words():
        return word[::2], "spaced"
    if len(word) > _LONGEST:
        word = skeleton(word)
        if len(word) > _LONGEST:
            return None
    if _HAS_SIGN.search(word) and not word.isdigit():
        for reading in _readings(word):
            found = _known(reading)
            if found:
                return found, "leet"
    if _HAS_STRETCH.search(word):
        found = _known(word)
        if found:
            return found, "stretched"
    if "*" in word or "#" in word[1:] or "@" in word[1:]:
        found = _starred(word)
        if found:
            return found, "starred"
    return None


def _known(reading: str) -> str | None:
    if reading in hidden_words():
        return reading
    if _HAS_STRETCH.search(reading):
        return hidden_by_skeleton().get(skeleton(reading))
    return None


def _readings(word: str) -> list[str]:
    options = [_SIGNS.get(character, character) for character in word]
    return ["".join(letters) for letters in islice(product(*options), _MOST_READINGS)]


def _starred(word: str) -> str | None:
    parts = _STARS.split(word)
    if not word[0].isalpha() or len(word) < 3 or not any(parts):
        return None
    letters = "".join(parts)
    shape = re.compile(
        "".join(re.escape(piece) if piece[0].isalpha() else f".{{{len(piece)},{len(piece) + 1}}}" for piece in _pieces(word))
    )
    fitting = (known for known in hidden_by_first_letter().get(word[0], ()) if shape.fullmatch(known))
    found = next((known for known in fitting if len(letters) >= _FEWEST_SHOWN or is_often_starred(known)), None)
    return found or (letters if letters in hidden_words() else None)


def _pieces(word: str) -> list[str]:
    return [piece for piece in re.split(r"([*#@$!]+)", word) if piece]
