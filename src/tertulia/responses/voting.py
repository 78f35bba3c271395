"""Voting on a response: it adds to the discussion, or it does not. One vote for each reader, kept by the database."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.options import options
from tertulia.readers.limits import Limit, consume
from tertulia.readers.models import Reader
from tertulia.responses import rules
from tertulia.responses.finding import find_response
from tertulia.responses.models import Response, Vote


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes on a response, and the reader's own: 1, -1, or 0 for none."""

    up: int
    down: int
    own: int


@writing()
def cast_vote(*, response: int, reader: Reader | None, value: int, now: datetime | None = None) -> Votes:
    """Set the reader's vote on the response with primary key `response` to `value`, 1 or -1, whatever it was before.

    Raises SignInNeeded, Suspended, NotFound, OwnResponse, TooMany.
    """
    now = now or timezone.now()
    shown, voter = _votable(response, reader)
    consume(Limit("vote-reader", options.reader_votes, 600), str(voter.pk), now=now)
    vote = Vote.objects.filter(reader=voter, response=shown).first()
    former = vote.value if vote else 0
    if vote is None:
        Vote.objects.create(reader=voter, response=shown, thread_id=shown.thread_id, value=value, at=now)
    elif former != value:
        Vote.objects.filter(pk=vote.pk).update(value=value, at=now)
    return _count(shown, former, value)


@writing()
def withdraw_vote(*, response: int, reader: Reader | None) -> Votes:
    """Take the reader's vote back, if there is one. Raises SignInNeeded, Suspended, NotFound, OwnResponse."""
    shown, voter = _votable(response, reader)
    vote = Vote.objects.filter(reader=voter, response=shown).first()
    if vote is None:
        return Votes(shown.up, shown.down, 0)
    vote.delete()
    return _count(shown, vote.value, 0)


def _votable(response: int, reader: Reader | None) -> tuple[Response, Reader]:
    """The response, locked, and who votes."""
    voter = rules.must_be_signed_in(reader)
    shown = find_response(response)
    rules.may_vote(shown, voter)
    return shown, voter


def _count(response: Response, former: int, value: int) -> Votes:
    """Move the counts by what became of one vote (0 stands for none), and tell if anything did."""
    up = (value == 1) - (former == 1)
    down = (value == -1) - (former == -1)
    if up or down:
        Response.objects.filter(pk=response.pk).update(up=F("up") + up, down=F("down") + down)
        record(Kind.RESPONSE_VOTED, thread=response.thread_id, response=response.pk)
    return Votes(response.up + up, response.down + down, value)


def votes_of(*, reader: int, thread: int) -> dict[int, int]:
    """What the reader voted in a thread (primary keys): values by the response's primary key."""
    return dict(Vote.objects.filter(reader=reader, thread=thread).values_list("response", "value"))


def load_votes(response: int, *, reader: int | None) -> Votes:
    """The votes on a response; raises NotFound."""
    shown = rules.must_be_visible(Response.objects.filter(pk=response).first())
    own = Vote.objects.filter(reader=reader, response=response).values_list("value", flat=True).first() if reader else 0
    return Votes(shown.up, shown.down, own or 0)
