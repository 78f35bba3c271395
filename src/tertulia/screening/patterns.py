"""Word patterns: direct insults, threats, dehumanising and group statements, and the guards that call them off.

The patterns are data (`data/patterns.txt`). Each starts at a word or a class, so one pass over the words tries only
those that can begin there; repetitions are bounded, so the time is linear in the number of words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, reduce
from importlib.resources import files
from operator import or_

from tertulia.screening.folding import fold
from tertulia.screening.lexicon import BIT
from tertulia.screening.reading import Reading
from tertulia.screening.words import Word

_REPEAT = re.compile(r"^(.*?)\|?\{(\d),(\d)\}$")
_ENDS_SENTENCE = re.compile(r"[.;:!?\n()]")
_MARK = frozenset("!?.")
REACH = 16  # words: no pattern is longer


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern: which words or classes fit, and how many times."""

    words: frozenset[str]
    mask: int
    anything: bool
    least: int
    most: int

    def fits(self, word: Word) -> bool:
        return self.anything or word.bits & self.mask != 0 or word.text in self.words


@dataclass(frozen=True, slots=True)
class Pattern:
    """A coded pattern.

    `before` is what must stand in front ("^" sentence start, "," comma or ""); `ends` wants the sentence to end with it.
    """

    code: str
    weight: float
    before: str
    elements: tuple[Element, ...]
    ends: bool

    @property
    def is_guard(self) -> bool:
        """Whether it calls reasons off instead of giving one."""
        return self.code.startswith("guard.")


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found over the words `first` to `last`, both included."""

    pattern: Pattern
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pattern with what can be checked before it is tried: the class it cannot do without, the plain words of which
    the text must have one (of each set), and what its second word must fit."""

    pattern: Pattern
    needs: int
    wants: tuple[frozenset[str], ...]
    second: Element | None


class Starts:
    """The candidates that can begin at one word or class, found by the word that follows."""

    def __init__(self, candidates: list[Candidate]) -> None:
        self._candidates = candidates
        self._free = {place: each for place, each in enumerate(candidates) if each.second is None}
        self._by_text: dict[str, tuple[int, ...]] = {}  # places: forty thousand of these stand in memory
        self._by_mask: list[tuple[int, int, Candidate]] = []
        self._by_bits: dict[int, dict[int, Candidate]] = {0: self._free}
        self._merged: dict[tuple[str, int], tuple[Candidate, ...]] = {}
        for place, each in enumerate(candidates):
            if each.second:
                for word in each.second.words:
                    self._by_text[word] = (*self._by_text.get(word, ()), place)
                self._by_mask.append((each.second.mask, place, each))

    def before(self, following: Word | None) -> Iterable[Candidate]:
        """Those that can go on with `following`, in the order of the file."""
        if following is None:
            return self._free.values()
        fitting = self._by_bits.get(following.bits)
        if fitting is None:
            masked = {place: each for mask, place, each in self._by_mask if mask & following.bits}
            fitting = self._by_bits[following.bits] = dict(sorted((self._free | masked).items()))
        named = self._by_text.get(following.text)
        if named is None:
            return fitting.values()
        merged = self._merged.get((following.text, following.bits))
        if merged is None:
            ordered = sorted({*fitting, *named})
            merged = self._merged[following.text, following.bits] = tuple(self._candidates[place] for place in ordered)
        return merged


class PatternSet:
    """Patterns indexed by the words and classes they can start with."""

    def __init__(self, patterns: list[Pattern]) -> None:
        by_word: dict[str, list[Candidate]] = defaultdict(list)
        self._by_class: list[tuple[int, Candidate]] = []
        for pattern in patterns:
            candidate = Candidate(
                pattern, _needed_class(pattern.elements), _wanted_words(pattern.elements), _second(pattern.elements)
            )
            for element in _possible_first(pattern.elements):
                for word in element.words:
                    by_word[word].append(candidate)
                if element.mask:
                    self._by_class.append((element.mask, candidate))
        self._by_word = {word: Starts(candidates) for word, candidates in by_word.items()}
        self._by_bits: dict[int, Starts] = {}

    def find(self, reading: Reading) -> list[Match]:
        """Every match in reading order; of one pattern at one place, the longest."""
        by_word, by_bits = self._by_word, self._by_bits
        matches: list[Match] = []
        texts = {word.text for word in reading.words}
        following = [*reading.words[1:], None]
        for place, (word, near) in enumerate(zip(reading.words, _near([word.bits for word in reading.words]), strict=True)):
            starts = by_word.get(word.text)
            if starts and (candidates := starts.before(following[place])):
                _try(candidates, reading, place, near, texts, matches)
            if word.bits:
                starts = by_bits.get(word.bits)
                if starts is None:
                    starts = by_bits[word.bits] = Starts([each for mask, each in self._by_class if mask & word.bits])
                if candidates := starts.before(following[place]):
                    _try(candidates, reading, place, near, texts, matches)
        return matches


def _near(bits: list[int]) -> list[int]:
    """For each word the classes of all words that a match beginning there can reach (and at most as many again)."""
    if len(bits) <= REACH:
        return [reduce(or_, bits, 0)] * len(bits)
    step = 1
    while step < REACH:
        bits = [*map(or_, bits, bits[step:]), *bits[-step:]]
        step *= 2
    return bits


def _try(candidates: Iterable[Candidate], reading: Reading, place: int, near: int, texts: set[str], matches: list[Match]) -> None:
    stands: dict[str, bool] = {}
    for candidate in candidates:
        if candidate.needs and not candidate.needs & near:
            continue
        pattern = candidate.pattern
        before = pattern.before
        if before:
            if before not in stands:
                stands[before] = _stands_after(reading, place, before)
            if not stands[before]:
                continue
        if candidate.wants and any(map(texts.isdisjoint, candidate.wants)):
            continue
        end = _match(pattern, 0, reading, place)
        if end > place:
            matches.append(Match(pattern, place, end - 1))


def _needed_class(elements: tuple[Element, ...]) -> int:
    """The classes of the last element that must be there and that no plain word can fill; 0 when there is none."""
    needed = (element.mask for element in reversed(elements) if element.least and element.mask and not element.words)
    return next(needed, 0)


def _wanted_words(elements: tuple[Element, ...]) -> tuple[frozenset[str], ...]:
    """For every later element that must be there and that only plain words can fill, these words."""
    return tuple(element.words for element in elements[1:] if element.least and not element.mask and not element.anything)


def _second(elements: tuple[Element, ...]) -> Element | None:
    """What the second word of a match must fit; None when that can be any word, or when one word may be enough."""
    first, rest = elements[0], elements[1:]
    if first.least != 1:
        return None
    possible = [*([first] if first.most > 1 else []), *_possible_first(rest)]
    if any(element.anything for element in possible) or not any(element.least for element in rest):
        return None
    words = frozenset[str]().union(*(element.words for element in possible))
    return Element(words, reduce(or_, (element.mask for element in possible)), False, 1, 1)


def _possible_first(elements: tuple[Element, ...]) -> Iterator[Element]:
    for element in elements:
        yield element
        if element.least:
            return


def _match(pattern: Pattern, index: int, reading: Reading, place: int) -> int:
    """The place after the match of `elements[index:]` at `place`, or -1. The longest repetition is tried first."""
    if index == len(pattern.elements):
        return place if not pattern.ends or ends_sentence(reading, place) else -1
    element, words = pattern.elements[index], reading.words
    count = 0
    while count < element.most and place + count < len(words) and element.fits(words[place + count]):
        if count + index and _is_cut(reading, place + count):
            break
        count += 1
    while count >= element.least:
        end = _match(pattern, index + 1, reading, place + count)
        if end >= 0:
            return end
        count -= 1
    return -1


def _is_cut(reading: Reading, place: int) -> bool:
    """Whether a sentence ends right before the word at `place`."""
    if place == 0 or reading.starts[place] - reading.ends[place - 1] <= 1:
        return False
    return _ENDS_SENTENCE.search(reading.gap(place)) is not None


def ends_sentence(reading: Reading, place: int) -> bool:
    """Whether the sentence is over before the word at `place` (or the text is)."""
    if place >= len(reading.words) or reading.words[place].text[0] in _MARK:
        return True
    return _ENDS_SENTENCE.search(reading.gap(place)) is not None


def _stands_after(reading: Reading, place: int, before: str) -> bool:
    if before == ",":
        return place > 0 and "," in reading.gap(place)
    return place == 0 or reading.words[place - 1].text[0] in _MARK or _ENDS_SENTENCE.search(reading.gap(place)) is not None


@cache
def shipped_patterns() -> PatternSet:
    """The patterns that speak against a text and the guards, from the package's data."""
    text = fold(files("tertulia.screening").joinpath("data", "patterns.txt").read_text(encoding="utf-8")).text
    return PatternSet([parse_pattern(line) for line in text.splitlines() if line and not line.startswith("#")])


def parse_pattern(line: str) -> Pattern:
    """One line of `patterns.txt`: `code weight : element element ...`; raises ValueError or KeyError when malformed."""
    head, _, body = line.partition(" : ")
    code, weight = head.split()
    parts = body.split()
    before = parts.pop(0) if parts[0] in ("^", ",") else ""
    ends = parts[-1] == "$"
    if ends:
        parts.pop()
    return Pattern(code, float(weight), before, tuple(_element(part) for part in parts), ends)


def _element(part: str) -> Element:
    repeat = _REPEAT.match(part)
    body, least, most = (repeat[1], int(repeat[2]), int(repeat[3])) if repeat else (part, 1, 1)
    options = body.split("|")
    mask = sum({BIT[option[1:]] for option in options if option.startswith("@")})
    return Element(frozenset(option for option in options if option[0] != "@"), mask, body == "*", least, most)
