"""Whose words are they: quoted, cited from another line, copied from the parent or the story, or the author's own."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tertulia.screening.lexicon import BIT
from tertulia.screening.reading import Reading

QUOTED_SHARE = 0.6  # quoted words count at most this much: quoting can be mocking, but is mostly reporting
REPORTED_SHARE = 0.1  # "he called me ...": the words are somebody else's, and said to be
COPIED_SHARE = 0.1

_SHINGLE = 5  # this many words in a row are a copy, not chance
_BEFORE, _AFTER = 4, 4  # words around a quotation in which somebody must be said to speak

_QUOTE_MARKS = re.compile(
    r'"([^"\n]{1,1000})"|(?<![\w])\'([^\'\n]{1,300})\'(?!\w)|(?<!\w)`([^`\n]{1,300})`(?!\w)|>>([^<>\n]{1,300})<<|<<([^<>\n]{1,300})>>'
)
_QUOTES = frozenset("\"'`<")
_CITED_LINE = re.compile(r"^[ \t]*>[^\n]*", re.MULTILINE)
_WORDS = re.compile(r"[^\W_]+")
_REPORT = BIT["report"]
_ABOUT_WORDS = frozenset(
    "mean means meant meaning word words repeated term terms insult insults expression published printed allowed approved "
    "acceptable began begins beginning opened ended signed titled entitled headlined headed heading subject letter email sign "
    "placard banner poster graffiti slogan caption note lyric lyrics chorus phrase slur translation translates reply replied "
    "replying posting yelling legal medical category categories".split()
)
_ARABIC_REPORT = frozenset("قال قالت قالوا كتب كتبت وصفني سماني ناداني نعتني شتمني قيل 2al 2alli alli qal sammani katab".split())


@dataclass(frozen=True, slots=True)
class Segment:
    """Words `first` to `last` (both included) which are not, or not simply, the author's own, and what share of them counts."""

    code: str
    first: int
    last: int
    share: float


def find_segments(reading: Reading, sources: Iterable[str]) -> list[Segment]:
    """The quoted, cited and copied parts of a text; `sources` are the parent's words and the story's."""
    text = reading.folded.text
    segments = []
    if not _QUOTES.isdisjoint(text):
        for match in _QUOTE_MARKS.finditer(text):
            segments.extend(_quoted(reading, *match.span()))
    if ">" in text:
        for match in _CITED_LINE.finditer(text):
            segments.extend(_words_within(reading, "quoted.line", *match.span(), COPIED_SHARE))
    for source in sources:
        segments.extend(_copied(reading, source))
    return segments


def _quoted(reading: Reading, start: int, end: int) -> list[Segment]:
    found = _words_within(reading, "quoted", start, end, QUOTED_SHARE)
    if found and _is_reported(reading, found[0]):
        return [Segment("quoted.reported", found[0].first, found[0].last, REPORTED_SHARE)]
    return found


def _is_reported(reading: Reading, quote: Segment) -> bool:
    before = reading.words[max(0, quote.first - _BEFORE) : quote.first]
    around = before + reading.words[quote.last + 1 : quote.last + 1 + _AFTER]
    return any(word.bits & _REPORT or word.text in _ARABIC_REPORT or word.text in _ABOUT_WORDS for word in around)


def _words_within(reading: Reading, code: str, start: int, end: int, share: float) -> list[Segment]:
    first, after = bisect_left(reading.starts, start), bisect_left(reading.starts, end)
    return [Segment(code, first, after - 1, share)] if after > first else []


def _copied(reading: Reading, source: str) -> list[Segment]:
    known = _shingles(source)
    if not known:
        return []
    own = [word.text for word in reading.words]
    segments: list[Segment] = []
    for place in range(len(own) - _SHINGLE + 1):
        if tuple(own[place : place + _SHINGLE]) in known:
            first = segments.pop().first if segments and segments[-1].last >= place - 1 else place
            segments.append(Segment("copied", first, place + _SHINGLE - 1, COPIED_SHARE))
    return segments


@lru_cache(maxsize=64)
def _shingles(source: str) -> frozenset[tuple[str, ...]]:
    words = [match[0] for match in _WORDS.finditer(source.lower())]
    return frozenset(tuple(words[place : place + _SHINGLE]) for place in range(len(words) - _SHINGLE + 1))


def shares(reading: Reading, segments: list[Segment]) -> list[float]:
    """For each word the share that counts as the author's own, 1 unless a segment says less."""
    counted = [1.0] * len(reading.words)
    for segment in segments:
        for place in range(segment.first, segment.last + 1):
            counted[place] = min(counted[place], segment.share)
    return counted
