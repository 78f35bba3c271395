"""How close a thread is to a quarrel: two people going at each other, or many at one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Any

from tertulia.screening.scoring import probability
from tertulia.screening.screen import screen

_TURNS = 8  # a quarrel is judged by its latest turns
_LATEST = 3
_HOUR = 3600.0
_STEEP = 1.5  # how sharply a text around the threshold turns from cool to hot

# Hand-set weights of a logistic score. Alternation alone is worthless (AUC .63): heat must enter everywhere.
_PAIR_BASE, _PAIR_LATEST, _PAIR_BOTH, _PAIR_TURNS, _PAIR_PACE = -5.0, 3.0, 4.0, 0.1, 0.5
_PILE_BASE, _PILE_REPLIER = -5.0, 1.6


@dataclass(frozen=True, slots=True)
class Turn:
    """One response for the purpose of heat: who wrote it, whom it answers, when (seconds), how hot it is (0..1)."""

    author: str
    answers: str | None
    at: float
    heat: float


@dataclass(frozen=True, slots=True)
class ThreadAssessment:
    """The risk (0..1), whom it is about, and the pause that would help: cool-down, slow mode or none."""

    risk: float
    kind: str
    people: tuple[str, ...]
    turns: int
    proposal: str


def thread_risk(posts: Sequence[Mapping[str, Any]]) -> float:
    """The risk 0..1 that a thread is a quarrel; posts as `{id, author, text, reply_to, t}` in order, t in seconds."""
    return assess_thread(posts).risk


def assess_thread(posts: Sequence[Mapping[str, Any]]) -> ThreadAssessment:
    """The same with what it rests on."""
    turns = _turns(posts)
    found = [*_pairs(turns), *_piles(turns)]
    return max(found, key=lambda assessed: assessed.risk, default=ThreadAssessment(0.0, "calm", (), 0, "none"))


def heat(text: str) -> float:
    """How hot a text is, 0..1; one half at the model's own threshold."""
    assessed = screen(text)
    return probability(_STEEP * (assessed.logit - log(assessed.threshold / (1 - assessed.threshold))))


def _turns(posts: Iterable[Mapping[str, Any]]) -> list[Turn]:
    author_of: dict[Any, str] = {}
    turns = []
    for post in posts:
        author = str(post.get("author"))
        turns.append(
            Turn(author, author_of.get(post.get("reply_to")), float(post.get("t") or 0), heat(str(post.get("text") or "")))
        )
        author_of[post.get("id")] = author
    return turns


def _pairs(turns: list[Turn]) -> list[ThreadAssessment]:
    """Every two people who answered each other or wrote right after each other, judged by their latest turns."""
    close: set[frozenset[str]] = set()
    for before, turn in zip([None, *turns], turns, strict=False):
        for other in (turn.answers, before and before.author):
            if other and other != turn.author:
                close.add(frozenset((other, turn.author)))
    own = defaultdict(list)
    for place, turn in enumerate(turns):
        own[turn.author].append((place, turn))
    found = []
    for pair in close:
        both = [turn for _, turn in sorted((entry for author in pair for entry in own[author]), key=lambda entry: entry[0])]
        found.append(_judge_pair(tuple(sorted(pair)), both[-_TURNS:]))
    return found


def _judge_pair(pair: tuple[str, ...], turns: list[Turn]) -> ThreadAssessment:
    alternations = sum(before.author != after.author for before, after in pairwise(turns))
    hottest = [max((turn.heat for turn in turns if turn.author == author), default=0.0) for author in pair]
    latest = sum(turn.heat for turn in turns[-_LATEST:]) / _LATEST
    pace = alternations / max(1.0, (turns[-1].at - turns[0].at) / 300.0)
    mutual = min(hottest) * min(1.0, alternations / 2)
    logit = (
        _PAIR_BASE
        + _PAIR_LATEST * latest
        + _PAIR_BOTH * mutual
        + (_PAIR_TURNS * alternations + _PAIR_PACE * min(pace, 1.0)) * mutual
    )
    risk = probability(logit)
    return ThreadAssessment(risk, "pair", pair, alternations + 1, "cool-down" if risk >= 0.5 else "none")


def _piles(turns: list[Turn]) -> list[ThreadAssessment]:
    """Distinct hostile repliers to one person within one hour."""
    received = defaultdict(list)
    for turn in turns:
        if turn.answers and turn.answers != turn.author:
            received[turn.answers].append(turn)
    return [_judge_pile(person, answers) for person, answers in received.items()]


def _judge_pile(person: str, answers: list[Turn]) -> ThreadAssessment:
    most, first = 0.0, 0
    window: dict[str, list[float]] = defaultdict(list)
    for turn in answers:
        window[turn.author].append(turn.heat)
        while turn.at - answers[first].at > _HOUR:
            window[answers[first].author].pop(0)
            first += 1
        most = max(most, sum(max(heats) for heats in window.values() if heats))
    risk = probability(_PILE_BASE + _PILE_REPLIER * most)
    return ThreadAssessment(risk, "pile-on", (person,), len(answers), "slow mode" if risk >= 0.5 else "none")
