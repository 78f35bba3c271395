"""What is known of one written word: its canonical form, classes, disguise and weights; worked out once, then kept."""

import re
from dataclasses import dataclass
from math import sqrt

from tertulia.screening import features
from tertulia.screening.arabizi import arabic_stem_forms, is_insult, looks_arabizi
from tertulia.screening.disguise import mixes_scripts, reveal, unmask_letters
from tertulia.screening.lexicon import BIT, classes, is_mangled_name, skeleton, word_classes
from tertulia.screening.misspelt import meant
from tertulia.screening.model import Model

MASKED = b"\x01"  # somebody's identity, or a capitalised name the model has never met
NUMBER, LINKED, MENTION = b"\x02", b"\x03", b"\x04"
UNSEEN = b"\x05"  # a word of a script the model never learned: its letters would only hit other words' weights by chance

_OFTEN_STRETCHED = frozenset("you your youre ur are shut".split())  # beside an insult
_STRETCHED = re.compile(r"(.)\1\1")

_KEPT_WORDS = 60_000
_LONGEST_KEPT = 40
_EDGES = "'*@$#|+!"
_SIGNS_FOR_LETTERS = "$@!|+"
_SHORT_FOR_IS = frozenset(f"{word}'s" for word in "he she it that what who let there here where how this".split())
_NAME = BIT["name"]
_FEWEST_OF_ARABIZI = 4  # letters, so that "25k" is none
_LAST_LATIN = "\u02ff"


@dataclass(slots=True)
class Word:
    """One spelling, resolved. `weight` is the sum of its toxicity weights over `places` features.

    `heads` has the same sums for `model.CATEGORY_HEADS`; `marking` is the logit that
    people would mark the word as what makes a text toxic; `known` is whether the model ever met the word.
    """

    text: str
    key: bytes
    bits: int
    disguise: str
    places: int
    weight: float
    heads: tuple[float, ...]
    pair: int
    skip: int
    marking: float = 0.0
    known: bool = True


class Words(dict[str, Word]):
    """Spelling (case kept) to Word for one model. Bounded: it is emptied when full, so hostile input cannot grow it."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model

    def __missing__(self, spelling: str) -> Word:
        word = resolve(spelling, self.model)
        if len(self) >= _KEPT_WORDS:
            self.clear()
        if len(spelling) <= _LONGEST_KEPT:
            self[spelling] = word
        return word


def resolve(spelling: str, model: Model) -> Word:
    """Look up one spelling: canonical form, classes, disguise, feature weights."""
    text, bits, disguise = canonical(spelling, model)
    key = feature_key(text, spelling, bits, model)
    if key == MASKED and not bits & BIT["identity"]:
        bits |= _NAME
    word = weigh(Word(text, key, bits, disguise, 0, 0.0, (), features.pair_prefix(key), features.skip_prefix(key)), model)
    word.known = bool(bits & ~_NAME) or model.knows(text.encode("utf-8", "replace")[: features.LONGEST_WORD])
    return word


def canonical(spelling: str, model: Model) -> tuple[str, int, str]:
    """(canonical lower-case form, class bits, kind of disguise or "") of one spelling."""
    if spelling[0] == "@" and spelling[1:].isidentifier() and reveal(spelling.lower()) is None:
        return spelling, 0, ""
    if "I" in spelling[1:] and not spelling.isupper() and word_classes(spelling.replace("I", "l").lower()) & _HIDDEN_BITS:
        spelling = spelling.replace("I", "l")
        return spelling.lower(), word_classes(spelling.lower()), "look_alike"
    lowered = spelling.lower()
    disguise = "look_alike" if mixes_scripts(lowered) else ""
    lowered = unmask_letters(lowered) if disguise else lowered
    bare = lowered.strip(_EDGES) or lowered
    if bare.endswith("'s") and len(bare) > 3 and bare not in _SHORT_FOR_IS:
        bare = bare[:-2]
    signed = reveal(lowered) if lowered[0] in _SIGNS_FOR_LETTERS else None
    bits = word_classes(bare)
    if bits and not signed:
        return bare, bits, disguise if bits & _HIDDEN_BITS else ""
    if _STRETCHED.search(bare) and (plain := skeleton(bare)) in _OFTEN_STRETCHED:
        return plain, word_classes(plain), ""
    found = signed or reveal(lowered) or (reveal(bare) if bare != lowered else None)
    if found:
        return found[0], word_classes(found[0]), disguise or found[1]
    if bare.isascii():
        return _latin(bare, disguise, model)
    return _other_script(bare, disguise)


def _latin(bare: str, disguise: str, model: Model) -> tuple[str, int, str]:
    if is_mangled_name(bare):
        return bare, BIT["insult"], "mangled_name"
    insult = meant(bare)
    if insult:
        return insult, word_classes(insult), disguise or "misspelt"
    if not model.knows(bare.encode()) and is_insult(bare):
        return bare, BIT["arabic-insult"], disguise
    return bare, _plural_name_bit(bare), disguise


def _other_script(bare: str, disguise: str) -> tuple[str, int, str]:
    known = classes()
    for form in arabic_stem_forms(bare):
        if form in known:
            return form, known[form], disguise
    plain = unmask_letters(bare)
    if plain != bare and word_classes(plain) & _HIDDEN_BITS:
        return plain, word_classes(plain), "look_alike"
    return bare, 0, disguise


_PEOPLE_ENDINGS = ("ians", "eans", "ists", "ers", "ors", "ese", "ishmen", "women", "ites", "alis", "anis", "ics", "ans")


def _plural_name_bit(bare: str) -> int:
    if bare.endswith(_PEOPLE_ENDINGS) and len(bare) > 5:
        return BIT["plural-name"]
    return 0


_HIDDEN_BITS = sum(BIT[name] for name in ("insult", "label", "slur", "profane", "insult-adjective", "arabic-insult"))


def feature_key(text: str, spelling: str, bits: int, model: Model) -> bytes:
    """What the model sees of the word; identities and unknown names all look the same to it."""
    if bits & BIT["identity"]:
        return MASKED
    if text.isdigit():
        return NUMBER
    if text[0] == "@":
        return MENTION
    if text[0] > _LAST_LATIN and text[0].isalpha():
        return UNSEEN
    if text == "an":
        return b"a"  # so that "a" and "an" before a masked word cannot tell which one it was
    encoded = text.encode("utf-8", "replace")[: features.LONGEST_WORD]
    if not bits and looks_arabizi(text) and sum(map(str.isalpha, text)) >= _FEWEST_OF_ARABIZI and not model.knows(encoded):
        return UNSEEN
    if not bits and spelling[:1].isupper() and not spelling.isupper() and not model.knows(encoded):
        return MASKED
    return encoded


def weigh(word: Word, model: Model) -> Word:
    """Fill in the feature weights of a word from its key."""
    places = _places(word.key)
    toxicity, span = model.heads["toxicity"], model.heads["span"]
    word.places = len(places)
    word.weight = sum(map(toxicity.weights.__getitem__, map(toxicity.table.__getitem__, places)))
    small = [place & features.SMALL_MASK for place in places]
    word.heads = tuple([sum(map(head.weights.__getitem__, map(head.table.__getitem__, small))) for head in model.category_heads])
    marked = sum(map(span.weights.__getitem__, map(span.table.__getitem__, small)))
    word.marking = marked / sqrt(len(places)) + span.intercept
    return word


def _places(key: bytes) -> list[int]:
    if key[0] < 6 or not (key[:1].isalnum() or key[0] > 127):
        return features.word_places(key)[:1]
    return features.word_places(key)
