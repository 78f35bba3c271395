"""Words that are plain where a body, a kitchen, animals or plants are spoken of, and nobody is addressed."""

from bisect import bisect_left

from tertulia.screening.lexicon import BIT
from tertulia.screening.reading import Reading
from tertulia.screening.segments import Segment

_TOPICS = tuple((BIT[f"about-{topic}"], BIT[f"plain-{topic}"]) for topic in ("body", "kitchen", "nature", "stage", "past"))
_SOMEBODY = BIT["second"] | BIT["people"]
_SHARE = 0.1
_NEAR = 8  # words between a word and what shows that it is plain
_IS = frozenset("is are was were he's she's they're such what".split())
_LONGEST_ARTICLE = 2


def plain_words(reading: Reading, bits: int) -> list[Segment]:
    """Every word that its topic makes plain; `bits` are the classes of all words of the reading."""
    if bits & _SOMEBODY:
        return []
    found: list[Segment] = []
    for about, plain in _TOPICS:
        if bits & about and bits & plain:
            tells = [place for place, word in enumerate(reading.words) if word.bits & about]
            found.extend(
                Segment("guard.things", place, place, _SHARE)
                for place, word in enumerate(reading.words)
                if word.bits & plain and _is_near(tells, place) and not _is_called(reading, place)
            )
    return found


def _is_near(tells: list[int], place: int) -> bool:
    """Whether one of the places (in order) is near, and another word."""
    around = tells[bisect_left(tells, place - _NEAR) : bisect_left(tells, place + _NEAR + 1)]
    return any(other != place for other in around)


def _is_called(reading: Reading, place: int) -> bool:
    """Whether somebody is said to be this ("he is a bastard")."""
    return any(word.text in _IS for word in reading.words[max(0, place - _LONGEST_ARTICLE) : place])
