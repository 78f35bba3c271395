"""Which script and language a text is in, decided from the text itself; hints only break ties."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tertulia.screening.arabizi import looks_arabizi

_SAMPLE = 60  # words that are looked at: more seldom change the answer
_STRANGE, _RATHER_STRANGE, _HARDLY_STRANGE = 0.5, 0.3, 0.15  # shares of words that the model, which learned English, never met
TRAINED = frozenset(("en", "ar-Latn", "und"))
_LEXICON_ONLY = frozenset(("ar",))

_STOP_WORDS = {
    "en": "the and you that is are was this for with not have but they what your all would there their of to in it be on he she "
    "do don't if just about who how can will i as we my so at from by or you're it's that's i'm isn't can't",
    "es": "que de el la los las una por con para como pero más muy esto está porque eso esta si es en y "
    "del no se lo al su ha sin sobre fue hay le",
    "fr": "que de le la les des une pour avec est pas vous nous dans sur mais qui cette c'est je il et un",
    "de": "der die das und ist nicht ich sie mit auf ein eine für von den dem aber auch wie was wir",
    "it": "che di il la gli per una con non sono come più questo anche della nel ma è si un",
    "pt": "que de não uma para com os as por mais como isso está você mas em do da um",
    "nl": "de het een en van is niet dat ik je zijn voor met maar ook op te er aan",
    "tr": "bir ve bu için ne çok ama değil gibi ben sen var daha kadar da de mi",
    "id": "yang dan di itu ini tidak untuk dengan dari ada saya kamu akan bisa",
    "ar-Latn": "ya el al wallah inshallah habibi yalla ana enta inta enti fi ma mish mesh shu eh leh 3ala min kif keef "
    "kifak ahlan sabah kheir shukran mabrook salam wa hada w bas 7abibi "
    "ktir kteer 3an law ba3d walla akhi khalas la2 aywa kess kes kos ommak ummak abouk abuk okhtak deenak yel3an",
}
_OF_SCRIPT = {
    "ARABIC": "ar", "HEBREW": "he", "CYRILLIC": "ru", "GREEK": "el", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja",
    "CJK": "zh", "DEVANAGARI": "hi", "THAI": "th", "ARMENIAN": "hy", "GEORGIAN": "ka", "BENGALI": "bn", "TAMIL": "ta",
}  # fmt: skip
_ARABIC_SCRIPT = (("پچژگ", "fa"), ("ٹڈڑےں", "ur"))
_CYRILLIC = (("іїєґ", "uk"), ("ђћљњџ", "sr"))
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {
    word: tuple(name for name, words in _STOP_WORDS.items() if word in words.split())
    for word in " ".join(_STOP_WORDS.values()).split()
}


@dataclass(frozen=True, slots=True)
class Language:
    """A BCP 47 language ("und" when it cannot be told), the main script's name, and whether the model was made for it."""

    code: str
    script: str
    competent: bool


def detect(text: str, words: Iterable[str], hints: tuple[str, ...] = (), strangeness: float = _RATHER_STRANGE) -> Language:
    """The language of a text, from its original form, its lower-case words and the share of them the model never met."""
    script = main_script(text)
    if script != "LATIN":
        code = _by_letters(text, _OF_SCRIPT.get(script, "und"))
        return Language(code, script.title() if script else "Zyyy", code in TRAINED | _LEXICON_ONLY)
    code = _by_words([word for word, _ in zip(words, range(_SAMPLE), strict=False)], hints, strangeness)
    return Language(code, "Latin", code in TRAINED and not (code == "und" and strangeness >= _STRANGE))


def is_small_word(word: str) -> bool:
    """Whether a lower-case word is one of those that every text of some language has ("the", "de", "min")."""
    return word in _LANGUAGES_OF


def detected_languages(language: Language) -> list[str]:
    """The codes to report to a Perspective client: Arabizi is Arabic, the unknown is English."""
    return [{"ar-Latn": "ar", "und": "en"}.get(language.code, language.code)]


def main_script(text: str) -> str:
    """The Unicode script word (LATIN, ARABIC ...) of most letters among the first thousand characters; "" for none."""
    sample = text[:1000]
    if sample.isascii():
        return "LATIN" if any(map(str.isalpha, sample)) else ""
    counts = Counter(_script_of(character) for character in sample if character.isalpha())
    return counts.most_common(1)[0][0] if counts else ""


@lru_cache(maxsize=8192)
def _script_of(character: str) -> str:
    return unicodedata.name(character, "?").split()[0].removesuffix("-1")


def _by_letters(text: str, code: str) -> str:
    special = {"ar": _ARABIC_SCRIPT, "ru": _CYRILLIC}.get(code, ())
    return next((other for letters, other in special if any(letter in text for letter in letters)), code)


def _by_words(words: list[str], hints: tuple[str, ...], strangeness: float) -> str:
    counts = dict.fromkeys(_STOP_WORDS, 0)
    for word in words:
        for name in _LANGUAGES_OF.get(word, ()):
            counts[name] += 1
        if not word.isalpha() and looks_arabizi(word):
            counts["ar-Latn"] += 2
    if strangeness >= _STRANGE:
        counts["en"] = 0  # no English is made mostly of words that the model never met
    arabizi = counts["ar-Latn"]
    if arabizi > counts["es"] and arabizi * 3 >= counts["en"] and arabizi >= max(2, 0.2 * len(words)):
        return "ar-Latn"
    best = max(counts, key=lambda name: (counts[name], name in hints, name == "en"))
    if counts[best] == 0:
        return next((hint for hint in hints if hint in counts), "und")
    if counts["en"] * 1.5 >= counts[best]:
        return "en"
    # Small words alone prove little: "Die!" is not German, and "no one is as ..." no Portuguese.
    told = strangeness >= (_HARDLY_STRANGE if counts[best] > 1 else _RATHER_STRANGE)
    return best if told or best in hints else "und"
