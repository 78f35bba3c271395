"""Weighs a reading: every stage adds evidence, none takes any away, and the weights add up to the logit."""

from dataclasses import dataclass

from tertulia.screening.assessment import Context, Counterfactual, Evidence
from tertulia.screening.folding import BIDI, INVISIBLE
from tertulia.screening.history import history_weight
from tertulia.screening.house_words import WEIGHTS
from tertulia.screening.lexicon import ABUSIVE, BIT, HIDDEN
from tertulia.screening.model import Model
from tertulia.screening.patterns import Match, ends_sentence, shipped_patterns
from tertulia.screening.reading import Reading
from tertulia.screening.scoring import probability, score
from tertulia.screening.segments import Segment, find_segments
from tertulia.screening.words import LINKED, NUMBER

_OWN = 0.7  # words that count for less than this are not the author's own: no pattern and no lexicon applies to them
_SHOWN = 0.1  # a word that adds less than this to the logit is not shown as a reason
_NEAR_HIGHEST = 2.0  # words this far below the strongest are not shown
_SPEAKS_AGAINST = -1.0
_DISGUISE, _SLUR, _ARABIC, _MANGLED = 1.2, 1.5, 1.0, 2.6
_NEXT_PATTERN = 0.3  # the second and later patterns count at this share: they mostly say the same again
_INNOCENT_LOGIT = -4.6  # one in a hundred: nothing to judge
_FEW_LETTERS = 3
_SHORT = 12
_FEW_WORDS = 3  # beside laughter
_KEY_CLASSES = sum(
    BIT[name]
    for name in (
        "insult label insult-adjective slur profane arabic-insult dehumanising accusation "
        "expel violence violence-weak violence-done harm"
    ).split()
)
_VIOLENT = BIT["violence"] | BIT["violence-weak"] | BIT["violence-done"] | BIT["harm"]
_NEWS, _SECOND, _LAUGH = BIT["news"], BIT["second"], BIT["laugh"]
_NEWS_SHARE = 0.3


@dataclass(slots=True)
class Judged:
    """Evidence that adds up to `logit`; `counts` is the share of each word that counts; `innocent`: nothing to judge."""

    evidence: tuple[Evidence, ...]
    logit: float
    counts: list[float]
    innocent: bool


def judge(text: str, reading: Reading, model: Model, context: Context, base_shift: float, base_rate: float) -> Judged:
    """Collect the evidence of all stages for one reading; `base_shift` moves the model to this house's base rate."""
    if _is_innocent(reading):
        reason = Evidence("shape", "guard.innocent_shape", None, "", _INNOCENT_LOGIT + base_shift)
        found = [reason, *_house_words(text, reading, context)]
        return Judged(tuple(found), sum(each.weight for each in found), [1.0] * len(reading.words), len(found) == 1)
    scored = score(reading.words, model)
    counts = [1.0] * len(reading.words)
    called_off = _called_off(text, reading, context, scored.parts, counts)
    found = [
        Evidence("calibration", "base", None, "", scored.rest + base_shift),
        *_model_words(text, reading, scored.parts, model.heads["span"].shift),
        *called_off,
        *_patterns(text, reading, counts),
        *_lexicon(text, reading, counts),
        *_house_words(text, reading, context),
        *_learned(text, reading, context, counts),
        *_shape(text, reading),
    ]
    if context.author:
        logit = sum(reason.weight for reason in found)
        found.append(Evidence("history", "history", None, "", history_weight(context.author, base_rate, logit)))
    return Judged(tuple(found), sum(reason.weight for reason in found), counts, False)


def counterfactual(judged: Judged) -> Counterfactual | None:
    """The probability without the strongest reason that has a place in the text."""
    reasons = [reason for reason in judged.evidence if reason.span and reason.weight > 0]
    if not reasons:
        return None
    strongest = max(reasons, key=lambda reason: reason.weight)
    same = sum(reason.weight for reason in reasons if reason.span == strongest.span)
    return Counterfactual(strongest.text, strongest.span, probability(judged.logit - same))


def _is_innocent(reading: Reading) -> bool:
    """Near-empty texts, bare laughter and lists of links: nothing for a model of abuse to judge."""
    if len(reading.words) > _SHORT and not reading.links:
        return False
    own = [word for word in reading.words if word.key not in (LINKED, NUMBER) and (word.key[0] > 127 or word.key[:1].isalnum())]
    if any(word.bits & (HIDDEN | _VIOLENT | BIT["dehumanising"]) for word in own):
        return False
    plain = [word for word in own if not word.bits & _LAUGH]
    if len(plain) < len(own) and len(plain) <= _FEW_WORDS:
        return True
    return sum(len(word.text) for word in plain) <= _FEW_LETTERS or (bool(reading.links) and len(own) <= len(reading.links))


def _evidence(
    stage: str, code: str, text: str, reading: Reading, first: int, last: int, weight: float, detail: str = ""
) -> Evidence:
    span = reading.original_span(first, last)
    return Evidence(stage, code, span, text[span[0] : span[1]], weight, detail)


def _model_words(text: str, reading: Reading, parts: list[float], threshold: float) -> list[Evidence]:
    """The words people would mark, each with what it adds; everything else in one sum.

    A quoted or guarded word is shown with its full weight too: the guard's own evidence says what is taken back.
    """
    runs: list[list[int]] = []
    for place in _marked(reading, parts, threshold):
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    shown = [_evidence("model", "word", text, reading, run[0], run[-1], sum(parts[place] for place in run)) for run in runs]
    return [*shown, Evidence("model", "rest", None, "", sum(parts) - sum(reason.weight for reason in shown))]


def _marked(reading: Reading, parts: list[float], threshold: float) -> list[int]:
    """The places of the words to be shown: what people would mark, added to what it weighs, near the text's highest.

    Where no word reaches the threshold but the words do speak against the text, the highest alone is shown.
    """
    merits = {place: word.marking + parts[place] for place, word in enumerate(reading.words) if parts[place] >= _SHOWN}
    highest = max(merits.values(), default=0.0)
    least = max(threshold, highest - _NEAR_HIGHEST)
    if highest <= threshold:
        least = highest if sum(parts) > _SPEAKS_AGAINST else float("inf")
    return [place for place, merit in merits.items() if merit >= least]


def _called_off(text: str, reading: Reading, context: Context, parts: list[float], counts: list[float]) -> list[Evidence]:
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
        found.append(_evidence("guard", segment.code, text, reading, segment.first, segment.last, taken))
    return found


def _sentence_end(reading: Reading, place: int) -> int:
    while place + 1 < len(reading.words) and not ends_sentence(reading, place + 1):
        place += 1
    return place


def _news(reading: Reading) -> list[Segment]:
    """Violence told as an event: news words around and nobody addressed."""
    bits = 0
    for word in reading.words:
        bits |= word.bits
    if not bits & _NEWS or bits & _SECOND or not bits & _VIOLENT:
        return []
    return [Segment("guard.news", place, place, _NEWS_SHARE) for place, word in enumerate(reading.words) if word.bits & _VIOLENT]


def _patterns(text: str, reading: Reading, counts: list[float]) -> list[Evidence]:
    matches = [match for match in shipped_patterns()[0].find(reading) if min(counts[match.first : match.last + 1]) > _OWN]
    matches.sort(key=lambda match: (-match.pattern.weight, match.first, -match.last))
    found: list[Evidence] = []
    taken: set[int] = set()
    for match in matches:
        places = _key_places(reading, match)
        if taken.isdisjoint(places):
            share = _NEXT_PATTERN if found else 1.0
            found.append(
                _evidence("pattern", match.pattern.code, text, reading, places[0], places[-1], match.pattern.weight * share)
            )
            taken.update(range(match.first, match.last + 1))
    return found


def _key_places(reading: Reading, match: Match) -> range:
    """The words of a match to be marked: the one that weighs most of those that carry it; all of them for a threat."""
    places = [place for place in range(match.first, match.last + 1) if reading.words[place].bits & _KEY_CLASSES]
    if match.pattern.code == "threat" or not places:
        return range(match.first, match.last + 1)
    strongest = max(places, key=lambda place: (reading.words[place].weight, place))
    return range(strongest, strongest + 1)


def _lexicon(text: str, reading: Reading, counts: list[float]) -> list[Evidence]:
    """Slurs, mangled names, insults of other languages, and the fact that an insult was disguised."""
    found = []
    for place, word in enumerate(reading.words):
        if not word.bits & HIDDEN or counts[place] <= _OWN:
            continue
        if word.disguise == "mangled_name":
            found.append(_evidence("lexicon", "lexicon.mangled_name", text, reading, place, place, _MANGLED))
            continue
        if word.bits & BIT["slur"]:
            found.append(_evidence("lexicon", "lexicon.slur", text, reading, place, place, _SLUR))
        elif word.bits & BIT["arabic-insult"]:
            found.append(_evidence("lexicon", "lexicon.arabic", text, reading, place, place, _ARABIC))
        disguise = word.disguise or ("invisible" if word.bits & ABUSIVE and _has_invisible(text, reading, place) else "")
        if disguise:
            found.append(_evidence("normalise", f"obfuscation.{disguise}", text, reading, place, place, _DISGUISE, word.text))
    return found


def _has_invisible(text: str, reading: Reading, place: int) -> bool:
    if reading.folded.offsets is None:
        return False
    start, end = reading.original_span(place, place)
    return not INVISIBLE.isdisjoint(text[start:end])


def _house_words(text: str, reading: Reading, context: Context) -> list[Evidence]:
    if not context.words:
        return []
    return [
        _evidence("lexicon", f"house.{hit.rule.effect}", text, reading, hit.first, hit.last, WEIGHTS[hit.rule.effect])
        for hit in context.words.find(reading)
        if hit.rule.effect != "allow"
    ]


def _learned(text: str, reading: Reading, context: Context, counts: list[float]) -> list[Evidence]:
    if not context.learned or not context.learned.weights:
        return []
    found, seen = [], set()
    for place, word in enumerate(reading.words):
        weight = context.learned.weight(word.text)
        if weight and word.text not in seen and counts[place] > _OWN:
            seen.add(word.text)
            found.append(_evidence("house", "house.word", text, reading, place, place, weight))
    return found


def _shape(text: str, reading: Reading) -> list[Evidence]:
    """Facts about the form that carry no weight by themselves but belong on the record."""
    found = []
    if len(text) > 20 and text.isupper():
        found.append(Evidence("shape", "shape.shouting", None, "", 0.0))
    if reading.folded.offsets is not None and not BIDI.isdisjoint(text):
        found.append(Evidence("shape", "shape.bidi", None, "", 0.0))
    return found
