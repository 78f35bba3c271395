"""A house's own word rules: ban, suspect and allow, for words, phrases and prefixes, found in one pass."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tertulia.screening.folding import fold
from tertulia.screening.reading import Reading
from tertulia.screening.tokens import words_of
from tertulia.screening.words import Word

Effect = Literal["ban", "suspect", "allow"]
WEIGHTS: dict[Effect, float] = {"ban": 6.0, "suspect": 1.5, "allow": 0.0}
_SHORTEST_PREFIX = 3


@dataclass(frozen=True, slots=True)
class HouseRule:
    """One rule: `pattern` is a word, a phrase of words, or with `prefix` the beginning of a word."""

    pattern: str
    effect: Effect
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """A rule found over the words `first` to `last`, both included."""

    rule: HouseRule
    first: int
    last: int


class HouseWords:
    """A compiled set of rules; the time to search does not grow with the number of rules."""

    def __init__(self, rules: Iterable[HouseRule]) -> None:
        self.rules = tuple(rules)
        self._phrases: dict[str, list[tuple[tuple[str, ...], HouseRule]]] = {}
        self._prefixes: dict[str, HouseRule] = {}
        self._lengths: tuple[int, ...] = ()
        for rule in self.rules:
            self._add(rule)
        self._lengths = tuple(sorted({len(prefix) for prefix in self._prefixes}))

    def find(self, reading: Reading) -> Iterator[RuleMatch]:
        """Every rule that matches, in reading order."""
        for place, word in enumerate(reading.words):
            for phrase, rule in self._phrases.get(word.text, ()):
                if tuple(following.text for following in reading.words[place : place + len(phrase)]) == phrase:
                    yield RuleMatch(rule, place, place + len(phrase) - 1)
            yield from self._by_prefix(word, place)

    def _by_prefix(self, word: Word, place: int) -> Iterator[RuleMatch]:
        for length in self._lengths:
            rule = self._prefixes.get(word.text[:length])
            if rule and len(word.text) >= length:
                yield RuleMatch(rule, place, place)

    def _add(self, rule: HouseRule) -> None:
        phrase = _phrase(rule.pattern)
        if rule.prefix and len(phrase) == 1 and len(phrase[0]) >= _SHORTEST_PREFIX:
            self._prefixes[phrase[0]] = rule
        elif phrase:
            self._phrases.setdefault(phrase[0], []).append((phrase, rule))


def has_words(pattern: str) -> bool:
    """Whether a rule with this pattern could ever be found."""
    return bool(_phrase(pattern))


def _phrase(pattern: str) -> tuple[str, ...]:
    return tuple(spelling.lower() for spelling in words_of(fold(pattern).text))
