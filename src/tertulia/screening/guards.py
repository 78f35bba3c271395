"""What calls a reason off: quotes, copies, and words that mean no harm where they stand."""

from tertulia.screening.assessment import Context, Evidence
from tertulia.screening.lexicon import BIT
from tertulia.screening.patterns import ends_sentence, shipped_patterns
from tertulia.screening.pointing import evidence_at
from tertulia.screening.reading import Reading
from tertulia.screening.segments import Segment, find_segments

VIOLENT = BIT["violence"] | BIT["violence-weak"] | BIT["violence-done"] | BIT["harm"]
_NEWS, _SECOND = BIT["news"], BIT["second"]
_NEWS_SHARE = 0.3
_LONGEST_REQUEST = 40  # words of a sentence that asks for moderation


def called_off(text: str, reading: Reading, context: Context, parts: list[float], counts: list[float]) -> list[Evidence]:
    """Quotes, copies and guards: each takes back a share of what its words added; `counts` is updated in place."""
    sources = [source for source in (context.parent, context.story) if source]
    segments = find_segments(reading, sources)
    for match in shipped_patterns()[1].find(reading):
        last = _sentence_end(reading, match.last) if match.pattern.code == "guard.moderation_request" else match.last
        segments.append(Segment(match.pattern.code, match.first, last, match.pattern.weight))
    segments.extend(_news(reading))
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


def _sentence_end(reading: Reading, place: int) -> int:
    """The last word of the sentence, or the fortieth from `place`: the time must stay linear."""
    furthest = place + _LONGEST_REQUEST
    while place < furthest and place + 1 < len(reading.words) and not ends_sentence(reading, place + 1):
        place += 1
    return place


def _news(reading: Reading) -> list[Segment]:
    """Violence told as an event: news words around and nobody addressed."""
    bits = 0
    for word in reading.words:
        bits |= word.bits
    if not bits & _NEWS or bits & _SECOND or not bits & VIOLENT:
        return []
    return [Segment("guard.news", place, place, _NEWS_SHARE) for place, word in enumerate(reading.words) if word.bits & VIOLENT]
