"""An author's record here, as a small and bounded piece of evidence."""

from dataclasses import dataclass
from math import log

_PRIOR_RESPONSES = 10.0  # how many responses' worth of doubt a newcomer gets
_LARGEST = 0.8  # in logit; the record may tip a doubtful text, never condemn a clean one
_LARGEST_SHARE = 0.25  # of what the text itself says


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    """Responses of one author that people decided on in the house's window, and how many were removed."""

    decided: int
    removed: int


def history_weight(history: AuthorHistory, base_rate: float, text_logit: float) -> float:
    """What the record adds to the logit: its smoothed removal rate against the house's, kept within fixed bounds.

    Never more than a quarter of what the text itself moved the logit away from the base rate.
    """
    rate = (history.removed + _PRIOR_RESPONSES * base_rate) / (history.decided + _PRIOR_RESPONSES)
    raw = _logit(rate) - _logit(base_rate)
    bound = min(_LARGEST, _LARGEST_SHARE * abs(text_logit - _logit(base_rate)))
    return max(-bound, min(bound, raw))


def _logit(rate: float) -> float:
    rate = min(max(rate, 1e-6), 1 - 1e-6)
    return log(rate / (1 - rate))
