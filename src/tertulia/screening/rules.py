"""Evidence from patterns, from the lexicon, and from what the house has said and taught."""

from tertulia.screening.assessment import Context, Evidence
from tertulia.screening.folding import INVISIBLE
from tertulia.screening.house_words import WEIGHTS
from tertulia.screening.lexicon import BIT, HIDDEN
from tertulia.screening.patterns import Match
from tertulia.screening.pointing import evidence_at
from tertulia.screening.reading import Reading

_OWN = 0.7  # words that count for less than this are not the author's own: no pattern and no lexicon applies to them
_DISGUISE, _SLUR, _ARABIC, _MANGLED = 1.8, 1.5, 1.0, 2.8
_NEXT_PATTERN = 0.3  # the second and later patterns count at this share: they mostly say the same again
_KEY_CLASSES = sum(
    BIT[name]
    for name in (
        "insult label insult-adjective slur profane arabic-insult dehumanising accusation "
        "expel violence violence-weak violence-done harm"
    ).split()
)


def pattern_evidence(text: str, reading: Reading, found_matches: list[Match], counts: list[float]) -> list[Evidence]:
    matches = [match for match in found_matches if min(counts[match.first : match.last + 1]) > _OWN]
    matches.sort(key=lambda match: (-match.pattern.weight, match.first, -match.last))
    found: list[Evidence] = []
    taken: set[int] = set()
    for match in matches:
        places = _key_places(reading, match)
        if taken.isdisjoint(places):
            share = _NEXT_PATTERN if found else 1.0
            found.append(
                evidence_at("pattern", match.pattern.code, text, reading, places[0], places[-1], match.pattern.weight * share)
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


def lexicon_evidence(text: str, reading: Reading, counts: list[float]) -> list[Evidence]:
    """Slurs, mangled names, insults of other languages, and the fact that an insult was disguised."""
    found = []
    for place, word in enumerate(reading.words):
        if not word.bits & HIDDEN or counts[place] <= _OWN:
            continue
        if word.disguise == "mangled_name":
            found.append(evidence_at("lexicon", "lexicon.mangled_name", text, reading, place, place, _MANGLED))
            continue
        if word.bits & BIT["slur"]:
            found.append(evidence_at("lexicon", "lexicon.slur", text, reading, place, place, _SLUR))
        elif word.bits & BIT["arabic-insult"]:
            found.append(evidence_at("lexicon", "lexicon.arabic", text, reading, place, place, _ARABIC))
        disguise = word.disguise or ("invisible" if _has_invisible(text, reading, place) else "")
        if disguise:
            weight = 0.0 if disguise == "misspelt" else _DISGUISE  # a slip of the pen proves no intent
            found.append(evidence_at("normalise", f"obfuscation.{disguise}", text, reading, place, place, weight, word.text))
    return found


def _has_invisible(text: str, reading: Reading, place: int) -> bool:
    if reading.folded.offsets is None:
        return False
    start, end = reading.original_span(place, place)
    return not INVISIBLE.isdisjoint(text[start:end])


def house_word_evidence(text: str, reading: Reading, context: Context) -> list[Evidence]:
    if not context.words:
        return []
    return [
        evidence_at("lexicon", f"house.{hit.rule.effect}", text, reading, hit.first, hit.last, WEIGHTS[hit.rule.effect])
        for hit in context.words.find(reading)
        if hit.rule.effect != "allow"
    ]


def learned_evidence(text: str, reading: Reading, context: Context, counts: list[float]) -> list[Evidence]:
    if not context.learned or not context.learned.weights:
        return []
    found, seen = [], set()
    for place, word in enumerate(reading.words):
        weight = context.learned.weight(word.text)
        if weight and word.text not in seen and counts[place] > _OWN:
            seen.add(word.text)
            found.append(evidence_at("house", "house.word", text, reading, place, place, weight))
    return found
