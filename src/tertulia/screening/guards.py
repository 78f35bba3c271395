"""What calls a reason off: quotes, copies, and words that mean no harm where they stand."""

import re
from functools import reduce
from itertools import islice
from operator import or_

from tertulia.screening.assessment import Context, Evidence
from tertulia.screening.lexicon import ABUSIVE, BIT, HIDDEN, means_no_harm_elsewhere
from tertulia.screening.patterns import Match, ends_sentence
from tertulia.screening.pointing import evidence_at
from tertulia.screening.reading import Reading
from tertulia.screening.segments import Segment, find_segments
from tertulia.screening.topics import plain_words

VIOLENT = BIT["violence"] | BIT["violence-weak"] | BIT["violence-done"] | BIT["harm"]
_NEWS, _SECOND, _FILLER, _GIVEN_NAME = BIT["news"], BIT["second"], BIT["filler"], BIT["given-name"]
_FOREIGN_PART = BIT["foreign-part"] | BIT["foreign-insult"] | BIT["foreign-label"]
_NEWS_SHARE = 0.3
_THINGS_SHARE = 0.0
_FOREIGN_SHARE = 0.1
_TITLE_SHARE = 0.1
_RUDE_OR_VIOLENT = HIDDEN | VIOLENT
_CODE_SIGNS = re.compile(r"\w\(|[;{}]\s*(?:\n|$)|[=!]=|&&|\|\||`|\s--?\w+=?\d*\b")
_LIKE_CODE = re.compile(r"[({};=&|`]|\s-")  # in every sign of code; most texts have none, and looking for these is fast
_FEWEST_CODE_SIGNS = 2
_WISHES = frozenset("should must ought deserve deserves hope wish need needs let let's lets gonna i'll we'll".split())
_WISH_REACH = 6
_LONGEST_REQUEST = 40  # words of a sentence that asks for moderation


def called_off(
    text: str,
    reading: Reading,
    guards: list[Match],
    context: Context,
    parts: list[float],
    counts: list[float],
    competent: bool,
) -> list[Evidence]:
    """Quotes, copies and guards: each takes back a share of what its words added; `counts` is updated in place."""
    sources = [source for source in (context.parent, context.story) if source]
    segments = find_segments(reading, sources)
    for match in guards:
        if match.pattern.code == "guard.news" and _is_wished(reading, match.first):
            continue
        if match.first and reading.words[match.first].text == "called" and reading.words[match.first - 1].text == "so":
            continue
        last = _sentence_end(reading, match.last) if match.pattern.code == "guard.moderation_request" else match.last
        segments.append(Segment(match.pattern.code, match.first, last, match.pattern.weight))
    bits = reduce(or_, [word.bits for word in reading.words], 0)
    segments.extend(_news(reading, bits))
    segments.extend(_names(text, reading, bits))
    segments.extend(_titles(text, reading, bits))
    segments.extend(plain_words(reading, bits))
    segments.extend(_code(reading))
    if not competent:
        segments.extend(_foreign(reading))
    if context.words:
        segments.extend(
            Segment("house.allow", hit.first, hit.last, 0.0) for hit in context.words.find(reading) if hit.rule.effect == "allow"
        )
    found = []
    for segment in segments:
        taken = 0.0
        for place in range(segment.first, segment.last + 1):
            if segment.share < counts[place]:
                taken += (segment.share - counts[place]) * max(parts[place], 0.0)
                counts[place] = segment.share
        found.append(evidence_at("guard", segment.code, text, reading, segment.first, segment.last, taken))
    return found


def _is_wished(reading: Reading, place: int) -> bool:
    """Whether the violence before which a guard stands is wished for ("should be shot at the border") and not told."""
    return any(word.text in _WISHES for word in reading.words[max(0, place - _WISH_REACH) : place + 2])


def _sentence_end(reading: Reading, place: int) -> int:
    """The last word of the sentence, or the fortieth from `place`: the time must stay linear."""
    furthest = place + _LONGEST_REQUEST
    while place < furthest and place + 1 < len(reading.words) and not ends_sentence(reading, place + 1):
        place += 1
    return place


def _news(reading: Reading, bits: int) -> list[Segment]:
    """Violence told as an event: news words around and nobody addressed."""
    if not bits & _NEWS or bits & _SECOND or not bits & VIOLENT:
        return []
    return [
        Segment("guard.news", place, place, _NEWS_SHARE)
        for place, word in enumerate(reading.words)
        if word.bits & VIOLENT and not _is_wished(reading, place)
    ]


def _names(text: str, reading: Reading, bits: int) -> list[Segment]:
    """A first name that is also a rude word, before a family name ("Dick Cheney") and not after "you" or an article."""
    if not bits & _GIVEN_NAME:
        return []
    found = []
    for place, word in enumerate(reading.words[:-1]):
        if word.bits & _GIVEN_NAME and not (place and reading.words[place - 1].bits & (_SECOND | _FILLER)):
            initials = (text[reading.original_span(at, at)[0]] for at in (place, place + 1))
            if reading.gap(place + 1) == " " and all(map(str.isupper, initials)) and not text.isupper():
                found.append(Segment("guard.name", place, place, 0.0))
    return found


def _titles(text: str, reading: Reading, bits: int) -> list[Segment]:
    """A rude word with a capital letter where a book, a film or a play is spoken of, and nobody is addressed."""
    if not bits & BIT["fiction"] or bits & _SECOND or text.isupper():
        return []
    return [
        Segment("guard.name", place, place, _TITLE_SHARE)
        for place, word in enumerate(reading.words)
        if word.bits & _RUDE_OR_VIOLENT and text[reading.original_span(place, place)[0]].isupper()
    ]


def _code(reading: Reading) -> list[Segment]:
    """Programs kill processes and execute commands."""
    if not _LIKE_CODE.search(reading.folded.text):
        return []
    if sum(1 for _ in islice(_CODE_SIGNS.finditer(reading.folded.text), _FEWEST_CODE_SIGNS)) < _FEWEST_CODE_SIGNS:
        return []
    return [
        Segment("guard.things", place, place, _THINGS_SHARE)
        for place, word in enumerate(reading.words)
        if word.text.startswith(("kill", "exec", "abort")) and not word.bits & ABUSIVE
    ]


def _foreign(reading: Reading) -> list[Segment]:
    """Every run of words which in a language the model was not made for prove nothing; English insults do everywhere."""
    runs: list[list[int]] = []
    following = [*(word.bits for word in reading.words[1:]), 0]
    for place, word in enumerate(reading.words):
        if (word.bits | following[place]) & _FOREIGN_PART:
            continue
        if word.bits & ABUSIVE and word.disguise != "misspelt" and not means_no_harm_elsewhere(word.text):
            continue
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [Segment("guard.other_language", run[0], run[-1], _FOREIGN_SHARE) for run in runs]
