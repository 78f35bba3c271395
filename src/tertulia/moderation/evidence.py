"""What screening found, laid over the words: pieces to be marked, and a line for each reason. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from tertulia.screening.codes import MEANINGS

HOT = 1.0  # weight from which a reason is marked strongly
MOST_REASONS = 10
HARD = 0.9  # probability from which words are blurred at first
HARD_KINDS = ("threat", "identity_attack", "obscene")
# Why the gate holds where it has judged the text; every other reason is about the place or the writer.
DETECTED = frozenset({"threat", "banned-word", "abuse", "spam", "links", "newcomer", "heated"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the words; `mark` is "", hot, soft (speaks against it) or cool (speaks for it)."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the sentence for moderators, the words it points at, what it adds to the sum."""

    sentence: str
    text: str
    plain: str
    weight: float

    @property
    def share(self) -> int:
        """Its weight as a bar, 0 to 100; three is as much as one reason ever needs."""
        return min(100, round(abs(self.weight) / 3 * 100))


def mark_up(text: str, evidence: Sequence[Mapping[str, Any]]) -> tuple[Piece, ...]:
    """`text` cut where the reasons begin and end; the strongest reason decides how a piece is marked. Linear in both."""
    spans = [(*each["span"], each["weight"]) for each in evidence if each.get("span") and each.get("weight")]
    spans = [(max(0, start), min(len(text), end), weight) for start, end, weight in spans if start < min(end, len(text))]
    cuts = sorted({0, len(text), *(start for start, _end, _weight in spans), *(end for _start, end, _weight in spans)})
    pieces: list[Piece] = []
    for start, end in pairwise(cuts):
        weights = [weight for first, last, weight in spans if first <= start and end <= last]
        mark = _mark(weights)
        if pieces and pieces[-1].mark == mark:
            pieces[-1] = Piece(pieces[-1].text + text[start:end], mark)
        else:
            pieces.append(Piece(text[start:end], mark))
    return tuple(pieces)


def _mark(weights: Sequence[float]) -> str:
    if not weights:
        return ""
    strongest = max(weights)
    return "hot" if strongest >= HOT else "soft" if strongest > 0 else "cool"


def reasons_of(found: Mapping[str, Any]) -> tuple[Reason, ...]:
    """The strongest reasons of an assessment, what speaks against the text first; small change is added up."""
    every = [each for each in found.get("evidence", ()) if each.get("code") in MEANINGS]
    told = sorted((each for each in every if each.get("span")), key=lambda each: -abs(each["weight"]))[:MOST_REASONS]
    told.sort(key=lambda each: -each["weight"])
    rest = sum(each["weight"] for each in every) - sum(each["weight"] for each in told)
    lines = [
        Reason(_(MEANINGS[each["code"]].moderator), each.get("text", ""), each.get("as", ""), round(each["weight"], 2))
        for each in told
    ]
    if abs(rest) >= 0.05 and every:
        lines.append(Reason(_("All that is not listed, the starting point included."), "", "", round(rest, 2)))
    return tuple(lines)


def spam_reasons(found: Mapping[str, Any]) -> tuple[Reason, ...]:
    """The same for what looks like advertising."""
    return reasons_of({"evidence": found.get("spam_evidence", ())})


def is_hard(found: Mapping[str, Any], *, urgent: bool) -> bool:
    """Whether the words are blurred until somebody wants to see them."""
    kinds = found.get("categories") or {}
    return urgent or any(kinds.get(kind, 0.0) >= HARD for kind in HARD_KINDS)
