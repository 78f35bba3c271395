"""The nudge: once, before posting. What came of it is counted, so that a house can see whether it helps."""

import hashlib
from datetime import date

from tertulia.house.tallies import NUDGE_EDITED, NUDGE_POSTED, count_one
from tertulia.responses.markup import normalise
from tertulia.responses.models import Response, Thread


def mark_of(text: str) -> str:
    """What the form carries to say that its writer was asked about `text` already: sixteen hexadecimal characters."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()[:16]


def count_outcome(response: Response, *, mark: str, day: date) -> None:
    """A writer who had been nudged has posted: the same words, or others."""
    site = Thread.objects.values_list("site", flat=True).get(pk=response.thread_id)
    count_one(NUDGE_POSTED if mark_of(response.text) == mark else NUDGE_EDITED, site=site, day=day)
