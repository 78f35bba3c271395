"""Our assessment on Perspective's 0..1 scale, so that a site's old thresholds keep their meaning.

The scale of TOXICITY was fitted on texts with a recorded Perspective score (see the model card): equal shares lie
above equal scores (quantile mapping), which keeps about as many texts above a site's 0.80 as before. It rises
strictly with our own score, so no two texts change places. The other attributes map their category the same way.
"""

from bisect import bisect_right
from functools import cache
from math import log

from tertulia.screening.assessment import Assessment
from tertulia.screening.model import model_in_use, shipped_model
from tertulia.screening.scoring import probability

ATTRIBUTES = ("TOXICITY", "SEVERE_TOXICITY", "INSULT", "THREAT", "IDENTITY_ATTACK", "PROFANITY")

_CATEGORY = {"INSULT": "insult", "THREAT": "threat", "IDENTITY_ATTACK": "identity_attack", "PROFANITY": "obscene"}
_SEVERITY_SHIFT = 2.0  # logits between toxic and severely toxic: Perspective's own scores lie about this far apart
_GRAVITY_SHIFT = 1.0
_LARGEST_LOGIT = 30.0
Points = tuple[tuple[float, float], ...]
_TAIL = 1.0  # beyond the fitted points the map goes on as one logit for one logit


def perspective_score(assessed: Assessment, attribute: str) -> float:
    """The score 0..1 that a Perspective client expects for one of `ATTRIBUTES`; raises KeyError for another."""
    if attribute == "TOXICITY":
        return on_scale(assessed.logit)
    if attribute == "SEVERE_TOXICITY":
        return on_scale(_severe_logit(assessed))
    return on_scale(logit_of(assessed.categories[_CATEGORY[attribute]]))


def _severe_logit(assessed: Assessment) -> float:
    """Severe needs more than an insult: it follows the gravest of threat, hatred and obscenity, below toxicity itself."""
    gravest = max(assessed.categories[name] for name in ("threat", "identity_attack", "obscene"))
    return min(assessed.logit - _SEVERITY_SHIFT, logit_of(gravest) + _GRAVITY_SHIFT)


def on_scale(logit: float, points: Points | None = None) -> float:
    """Our logit on Perspective's scale, strictly between 0 and 1 and rising with the logit.

    `points` are (our logit, Perspective's score) in rising order; by default those of the shipped model.
    """
    points = points or scale_points()
    logit = max(-_LARGEST_LOGIT, min(_LARGEST_LOGIT, logit))
    place = bisect_right(points, (logit, 2.0))
    if place in (0, len(points)):
        edge, score = points[0 if place == 0 else -1]
        return _logistic(logit_of(score) + _TAIL * (logit - edge))
    (low, below), (high, above) = points[place - 1], points[place]
    return below + (above - below) * (logit - low) / (high - low)


@cache
def scale_points() -> Points:
    """(our logit, Perspective's score) in rising order, as fitted by the trainer; the shipped model's where it had none."""
    fitted = model_in_use().header.get("perspective") or shipped_model().header["perspective"]
    return tuple((float(logit), float(score)) for logit, score in fitted)


def logit_of(share: float) -> float:
    """The log odds of a probability, cut off where floats end."""
    share = min(max(share, 1e-9), 1 - 1e-9)
    return log(share / (1 - share))


def _logistic(logit: float) -> float:
    return min(max(probability(logit), 1e-6), 1 - 1e-6)
