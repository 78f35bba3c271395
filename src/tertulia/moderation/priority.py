"""Which case comes first: harm × reach × age, as a key that does not change while time goes by. Pure.

    urgency = harm × reach × 2^(age / 6 h)

- **harm** 1 to 32: what the worst reading of the case would be (the table below), times 1 to 2 by what screening gave it
  where that is why it is held, plus one step for each weighted report. The notice of a trusted flagger: 64.
- **reach**: who reads it meanwhile. A held response is read by nobody (1); one that stands counts 2, and one more for each
  tenfold of visible responses in its thread and of replies below it.
- **age** doubles every six hours, so that nothing waits for ever.

Because age is an exponent, two cases never change places: the order by `opened − 6 h × log2(harm × reach)` is the order by
urgency at every moment. That number is stored, and one index read gives a page of the queue.
"""

from datetime import datetime
from math import log2, log10

DOUBLES_AFTER = 6 * 3600  # seconds
MOST_HARM = 32.0
HARM = {
    "threat": 32.0,
    "abuse": 4.0,
    "banned-word": 4.0,
    "person": 4.0,
    "spam": 2.0,
    "links": 1.5,
    "newcomer": 1.5,
    "heated": 2.0,
    "screening-failed": 1.5,
    "edited": 2.0,
    "rephrased": 2.0,
}
NOTICE, APPEAL, URGENT, TRUSTED = 16.0, 3.0, 32.0, 64.0


def harm_of(
    *,
    reason: str,
    p: float | None = None,
    reports: float = 0.0,
    notice: bool = False,
    appeal: bool = False,
    urgent: bool = False,
    trusted: bool = False,
) -> float:
    """1 to MOST_HARM, and TRUSTED where a trusted flagger gave a notice. `reports` is the sum of the reporters' weights, `p`
    what screening gave (0..1).
    """
    if trusted:
        return TRUSTED
    harm = HARM.get(reason, 1.0)
    if p is not None and reason in ("abuse", "newcomer", "heated", "person"):
        harm *= 1.0 + p
    harm = max(harm, NOTICE * notice, APPEAL * appeal, URGENT * urgent)
    return min(MOST_HARM, harm + reports)


def reach_of(*, visible: bool, thread: int, replies: int) -> float:
    """Who may be reading it: `thread` visible responses in the thread, `replies` below the response."""
    if not visible:
        return 1.0
    return 2.0 + log10(1 + thread) + log10(1 + replies)


def rank_of(*, opened_at: datetime, harm: float, reach: float) -> int:
    """The sort key in seconds since the epoch: the smaller, the sooner."""
    return round(opened_at.timestamp() - DOUBLES_AFTER * log2(max(harm * reach, 1.0)))


def urgency_at(*, now: datetime, rank: int) -> float:
    """harm × reach × 2^(age / 6 h), from the sort key."""
    return float(2 ** min((now.timestamp() - rank) / DOUBLES_AFTER, 60.0))
