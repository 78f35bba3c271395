"""What of a thread is one reader's own: laid over the page that is the same for everybody."""

from dataclasses import dataclass
from datetime import datetime

from tertulia.responses import rules
from tertulia.responses.models import Response, State
from tertulia.responses.voting import votes_of


@dataclass(frozen=True, slots=True)
class Overlay:
    """A reader's votes by response, and their own responses (primary keys)."""

    votes: dict[int, int]
    own: tuple[int, ...]
    editable: tuple[int, ...]
    held: tuple[int, ...]


def load_overlay(*, thread: int, reader: int, now: datetime) -> Overlay:
    """What the reader has in a thread (primary keys); two queries."""
    written = list(
        Response.objects.filter(author=reader, thread=thread, state__in=rules.OWN_STATES).only("state", "posted_at", "asked_at")
    )
    return Overlay(
        votes=votes_of(reader=reader, thread=thread),
        own=tuple(response.pk for response in written),
        editable=tuple(response.pk for response in written if rules.is_editable(response, now=now)),
        held=tuple(response.pk for response in written if response.state == State.HELD),
    )
