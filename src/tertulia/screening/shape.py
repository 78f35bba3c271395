"""The form of a text: whether there is anything to judge, and what belongs on the record."""

from tertulia.screening.assessment import Evidence
from tertulia.screening.folding import BIDI
from tertulia.screening.guards import VIOLENT
from tertulia.screening.lexicon import BIT, HIDDEN
from tertulia.screening.reading import Reading
from tertulia.screening.words import LINKED, NUMBER, UNSEEN

_FEW_LETTERS = 3
_FEW_WORDS = 3  # beside laughter
_SHORT = 12
_LAUGH = BIT["laugh"]
_HARMFUL = HIDDEN | VIOLENT | BIT["dehumanising"]


def is_innocent(reading: Reading) -> bool:
    """Near-empty texts, bare laughter and lists of links: nothing for a model of abuse to judge."""
    if len(reading.words) > _SHORT and not reading.links:
        return False
    own = [
        word
        for word in reading.words
        if word.key not in (LINKED, NUMBER) and (word.key[0] > 127 or word.key == UNSEEN or word.key[:1].isalnum())
    ]
    if any(word.bits & _HARMFUL for word in own):
        return False
    plain = [word for word in own if not word.bits & _LAUGH]
    if len(plain) < len(own) and len(plain) <= _FEW_WORDS:
        return True
    return sum(len(word.text) for word in plain) <= _FEW_LETTERS or (bool(reading.links) and len(own) <= len(reading.links))


def shape_evidence(text: str, reading: Reading) -> list[Evidence]:
    """Facts about the form that carry no weight by themselves but belong on the record."""
    found = []
    if len(text) > 20 and text.isupper():
        found.append(Evidence("shape", "shape.shouting", None, "", 0.0))
    if reading.folded.offsets is not None and not BIDI.isdisjoint(text):
        found.append(Evidence("shape", "shape.bidi", None, "", 0.0))
    return found
