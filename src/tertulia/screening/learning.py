"""What a house teaches the screener: a sparse residual over the frozen model, moved only by people's decisions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from typing import Any

from tertulia.screening.language import is_small_word
from tertulia.screening.lexicon import BIT
from tertulia.screening.metrics import auc
from tertulia.screening.scoring import probability
from tertulia.screening.words import Word

RATE = 0.5
DECAY = 1e-3
LARGEST = 2.0  # a word moves the logit by at most this much, either way
MOST_WORDS = 20_000
FEWEST_AUTHORS = 3  # a word counts only when the decisions about it concern this many people
MOST_AUC_LOSS = 0.003
FORMAT = "tertulia-house-weights/1"
_IDENTITY = BIT["identity"]


@dataclass(frozen=True, slots=True)
class HouseWeights:
    """Learned weights by word, the authors behind each word (as opaque keys), and the state before for undoing."""

    weights: Mapping[str, float] = field(default_factory=dict)
    authors: Mapping[str, frozenset[str]] = field(default_factory=dict)
    decisions: int = 0
    previous: "HouseWeights | None" = None

    def weight(self, word: str) -> float:
        """What a word adds to the logit; 0 until decisions about three different authors stand behind it."""
        learned = self.weights.get(word)
        if learned is None or len(self.authors.get(word, ())) < FEWEST_AUTHORS:
            return 0.0
        return learned

    def as_dict(self) -> dict[str, Any]:
        """The weights as JSON-ready values, without the history."""
        return {
            "format": FORMAT,
            "decisions": self.decisions,
            "words": {
                word: [round(weight, 6), sorted(self.authors.get(word, ()))] for word, weight in sorted(self.weights.items())
            },
        }


@dataclass(frozen=True, slots=True)
class HumanDecision:
    """One decision by a person: the words as the screener saw them, its logit then, and whether it was abuse.

    `author` is an opaque key of whose response it was; only the number of different ones matters.
    """

    words: tuple[str, ...]
    logit: float
    abusive: bool
    author: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one decision taught: the new weights and, by word, how far each moved."""

    weights: HouseWeights
    moved: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ShadowCheck:
    """AUC and identity gap on a fixed set, before and after; `accepted` is False for an update that does harm."""

    auc_before: float
    auc_after: float
    gap_before: float
    gap_after: float

    @property
    def accepted(self) -> bool:
        return self.auc_before - self.auc_after <= MOST_AUC_LOSS and self.gap_after <= self.gap_before + 1e-9


def can_teach(word: Word) -> bool:
    """Whether a house may learn from a word: not from who somebody is, nor from words that every text has."""
    return not word.bits & _IDENTITY and word.text[0].isalpha() and not is_small_word(word.text)


def learn(house: HouseWeights, decision: HumanDecision) -> Lesson:
    """One logistic step for one decision: rate 0.5 over the root of the number of words, decay 1e-3, clipped to ±2."""
    words = sorted(set(decision.words))
    if not words:
        return Lesson(house, {})
    learned = sum(house.weights.get(word, 0.0) for word in words)
    step = RATE * (float(decision.abusive) - probability(decision.logit + learned)) / sqrt(len(words))
    weights, authors = dict(house.weights), dict(house.authors)
    moved = {}
    for word in words:
        before = weights.get(word, 0.0)
        weights[word] = max(-LARGEST, min(LARGEST, before * (1 - DECAY) + step))
        authors[word] = (
            (authors.get(word, frozenset()) | {decision.author}) if len(authors.get(word, ())) < FEWEST_AUTHORS else authors[word]
        )
        moved[word] = weights[word] - before
    _forget_smallest(weights, authors)
    changed = HouseWeights(weights, authors, house.decisions + 1, replace(house, previous=None))
    return Lesson(changed, moved)


def _forget_smallest(weights: dict[str, float], authors: dict[str, frozenset[str]]) -> None:
    surplus = len(weights) - MOST_WORDS
    if surplus > 0:
        for word in sorted(weights, key=lambda word: (abs(weights[word]), word))[:surplus]:
            del weights[word], authors[word]


def learn_checked(
    house: HouseWeights,
    decisions: Iterable[HumanDecision],
    check: Callable[[HouseWeights, HouseWeights], ShadowCheck],
) -> tuple[HouseWeights, ShadowCheck, Mapping[str, float]]:
    """Learn from decisions and keep the result only if `check(before, after)` accepts it.

    Gives the weights to use from now on, the check, and how far each word moved (nothing when refused).
    Undoing is one step back over the whole batch.
    """
    after, moved = house, dict[str, float]()
    for decision in decisions:
        lesson = learn(after, decision)
        after = lesson.weights
        for word, change in lesson.moved.items():
            moved[word] = moved.get(word, 0.0) + change
    result = check(house, after)
    if not result.accepted:
        return house, result, {}
    return replace(after, previous=replace(house, previous=None)), result, moved


def undo(house: HouseWeights) -> HouseWeights:
    """The weights before the last lesson or batch; the same again when there is nothing to undo."""
    return house.previous or house


def shadow_check(
    before: HouseWeights,
    after: HouseWeights,
    labelled: Sequence[tuple[str, bool]],
    identity_groups: Sequence[Sequence[str]],
    score: Callable[[str, HouseWeights], float],
) -> ShadowCheck:
    """Compare two states on fixed labelled texts and on groups of sentences that differ only in an identity word.

    `score(text, weights)` gives the logit. The gap is the widest difference of logits inside one group.
    """
    return ShadowCheck(
        auc([label for _, label in labelled], [score(text, before) for text, _ in labelled]),
        auc([label for _, label in labelled], [score(text, after) for text, _ in labelled]),
        _widest_gap(identity_groups, lambda text: score(text, before)),
        _widest_gap(identity_groups, lambda text: score(text, after)),
    )


def _widest_gap(groups: Sequence[Sequence[str]], score: Callable[[str], float]) -> float:
    logits = [[score(text) for text in group] for group in groups if group]
    return max((max(group) - min(group) for group in logits), default=0.0)


def house_weights_from(record: Mapping[str, Any]) -> HouseWeights:
    """Read what `HouseWeights.as_dict` wrote; raises ValueError when it is something else."""
    if record.get("format") != FORMAT or not isinstance(record.get("words"), dict):
        raise ValueError("not a file of learned house weights")
    words = record["words"]
    return HouseWeights(
        {word: max(-LARGEST, min(LARGEST, float(entry[0]))) for word, entry in words.items()},
        {word: frozenset(map(str, entry[1])) for word, entry in words.items()},
        int(record.get("decisions", 0)),
    )
