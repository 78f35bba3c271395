"""Weighs a reading: every stage adds evidence, none takes any away, and the weights add up to the logit."""

from dataclasses import dataclass

from tertulia.screening.assessment import Context, Counterfactual, Evidence
from tertulia.screening.guards import called_off
from tertulia.screening.history import history_weight
from tertulia.screening.model import Model
from tertulia.screening.patterns import shipped_patterns
from tertulia.screening.reading import Reading
from tertulia.screening.rules import house_word_evidence, learned_evidence, lexicon_evidence, pattern_evidence
from tertulia.screening.scoring import probability, score
from tertulia.screening.shape import is_innocent, shape_evidence
from tertulia.screening.showing import model_words

_INNOCENT_LOGIT = -4.6  # one in a hundred: nothing to judge
_MOST_REASONS = 80  # an assessment is stored and read by people; the weakest reasons beyond this are added up in one


@dataclass(slots=True)
class Judged:
    """Evidence that adds up to `logit`; `counts` is the share of each word that counts; `innocent`: nothing to judge."""

    evidence: tuple[Evidence, ...]
    logit: float
    counts: list[float]
    innocent: bool


def judge(
    text: str, reading: Reading, model: Model, context: Context, base_shift: float, base_rate: float, competent: bool
) -> Judged:
    """Collect the evidence of all stages for one reading; `base_shift` moves the model to this house's base rate;
    `competent` is whether the model was made for the text's language."""
    if is_innocent(reading):
        reason = Evidence("shape", "guard.innocent_shape", None, "", _INNOCENT_LOGIT + base_shift)
        found = [reason, *house_word_evidence(text, reading, context)]
        return Judged(tuple(found), sum(each.weight for each in found), [1.0] * len(reading.words), len(found) == 1)
    scored = score(reading.words, model)
    counts = [1.0] * len(reading.words)
    matches = shipped_patterns().find(reading)
    guards = [match for match in matches if match.pattern.is_guard]
    against = [match for match in matches if not match.pattern.is_guard]
    taken_back = called_off(text, reading, guards, context, scored.parts, counts, competent)
    found = [
        Evidence("calibration", "base", None, "", scored.rest + base_shift),
        *model_words(text, reading, scored.parts, model.heads["span"].shift),
        *taken_back,
        *pattern_evidence(text, reading, against, counts),
        *lexicon_evidence(text, reading, counts),
        *house_word_evidence(text, reading, context),
        *learned_evidence(text, reading, context, counts),
        *shape_evidence(text, reading),
    ]
    if context.author:
        logit = sum(reason.weight for reason in found)
        found.append(Evidence("history", "history", None, "", history_weight(context.author, base_rate, logit)))
    found = _strongest(found)
    return Judged(tuple(found), sum(reason.weight for reason in found), counts, False)


def _strongest(found: list[Evidence]) -> list[Evidence]:
    if len(found) <= _MOST_REASONS:
        return found
    order = sorted(range(len(found)), key=lambda place: -abs(found[place].weight))
    kept = sorted(order[: _MOST_REASONS - 1])
    more = sum(found[place].weight for place in order[_MOST_REASONS - 1 :])
    return [*(found[place] for place in kept), Evidence("calibration", "more", None, "", more)]


def counterfactual(judged: Judged) -> Counterfactual | None:
    """The probability without the strongest reason that has a place in the text."""
    reasons = [reason for reason in judged.evidence if reason.span and reason.weight > 0]
    if not reasons:
        return None
    strongest = max(reasons, key=lambda reason: reason.weight)
    same = sum(reason.weight for reason in reasons if reason.span == strongest.span)
    return Counterfactual(strongest.text, strongest.span, probability(judged.logit - same))
