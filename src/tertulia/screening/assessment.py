"""What goes into a screening and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tertulia.screening.history import AuthorHistory
from tertulia.screening.house_words import HouseWords
from tertulia.screening.learning import HouseWeights
from tertulia.screening.repeats import Recent


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a text. Everything is optional; what is missing is simply not used.

    `parent` and `story` are the words answered and the story's words, to find copies. `languages` is a hint.
    `base_rate` is this house's share of abusive responses (0..1). `domains` gives approved and rejected counts
    of links seen here. `recent` is what was posted lately, for repeats.
    """

    parent: str | None = None
    story: str | None = None
    languages: tuple[str, ...] = ()
    base_rate: float | None = None
    words: HouseWords | None = None
    learned: HouseWeights | None = None
    author: AuthorHistory | None = None
    first_response: bool = False
    domains: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    recent: Recent | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: which stage found what, where in the original text (half-open), and what it adds to the logit."""

    stage: str
    code: str
    span: tuple[int, int] | None
    text: str
    weight: float
    detail: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The evidence as JSON-ready values; `as` is the plain form of a disguised word."""
        shown: dict[str, Any] = {"stage": self.stage, "code": self.code, "weight": round(self.weight, 6)}
        if self.span:
            shown |= {"span": list(self.span), "text": self.text}
        return shown | ({"as": self.detail} if self.detail else {})


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What would have come out without the strongest reason."""

    without: str
    span: tuple[int, int] | None
    p: float


@dataclass(frozen=True, slots=True)
class Assessment:
    """What screening found in one text.

    `p` is the probability of abuse at the house's base rate; it is the logistic of `logit`, and `logit` is the sum of
    the weights in `evidence`. `spam_evidence` adds up to the spam category in the same way. `threshold` is the model's
    own (5 in 100 acceptable texts lie above). `competent` is False when the language is one the model was not trained for.
    """

    model: str
    p: float
    logit: float
    threshold: float
    categories: dict[str, float]
    evidence: tuple[Evidence, ...]
    spam_evidence: tuple[Evidence, ...]
    counterfactual: Counterfactual | None
    language: str
    script: str
    competent: bool
    milliseconds: float

    @property
    def flagged(self) -> bool:
        """Whether the probability lies above the model's own threshold. What follows is for the house to decide."""
        return self.p >= self.threshold

    @property
    def spam(self) -> float:
        """Probability of spam, 0..1; no part of `p`."""
        return self.categories["spam"]

    @property
    def highlights(self) -> tuple[tuple[int, int], ...]:
        """Spans of the original text that speak against it, in order, for marking them."""
        spans = sorted(reason.span for reason in self.evidence if reason.span and reason.weight > 0)
        merged: list[tuple[int, int]] = []
        for start, end in spans:
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return tuple(merged)

    def as_dict(self) -> dict[str, Any]:
        """The assessment as JSON-ready values, to be stored with the revision."""
        counter = self.counterfactual
        return {
            "model": self.model,
            "p": round(self.p, 6),
            "logit": round(self.logit, 6),
            "threshold": self.threshold,
            "flagged": self.flagged,
            "categories": {name: round(value, 4) for name, value in self.categories.items()},
            "evidence": [reason.as_dict() for reason in self.evidence],
            "spam_evidence": [reason.as_dict() for reason in self.spam_evidence],
            "counter": {"without": counter.without, "span": counter.span and list(counter.span), "p": round(counter.p, 4)}
            if counter
            else None,
            "language": self.language,
            "script": self.script,
            "competent": self.competent,
            "automated": {"detection": True, "decision": False},
            "ms": round(self.milliseconds, 3),
        }
