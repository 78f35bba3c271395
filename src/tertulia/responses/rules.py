"""Who may do what with a response: pure functions over what the caller has at hand."""

from datetime import datetime, timedelta

from tertulia.errors import (
    EditWindowOver,
    NotAllowed,
    NotFound,
    OwnResponse,
    ParentGone,
    SignInNeeded,
    Suspended,
    ThreadClosed,
    UnknownParent,
)
from tertulia.options import options
from tertulia.readers.models import Reader
from tertulia.responses.models import Response, State, ThreadState

OWN_STATES = (State.VISIBLE, State.HELD)


def may_post(*, thread_state: str, author: Reader | None) -> None:
    """Return, or raise ThreadClosed, SignInNeeded or Suspended."""
    if thread_state in (ThreadState.CLOSED, ThreadState.NONE):
        raise ThreadClosed
    if author is None and options.guests == "off":
        raise SignInNeeded
    if author is not None and not author.is_active:
        raise Suspended


def may_answer(parent: Response | None, *, thread: int) -> Response:
    """The parent again if it can be replied to; raises UnknownParent or ParentGone. `thread` is a primary key."""
    if parent is None or parent.thread_id != thread or parent.state in (State.HELD, State.SPAM, State.UNPROVEN):
        raise UnknownParent(field="parent")
    if parent.state != State.VISIBLE:
        raise ParentGone(field="parent")
    return parent


def must_be_author(response: Response, reader: Reader | None) -> None:
    """Return, or raise SignInNeeded, NotAllowed, or NotFound where the response is not for strangers to know of."""
    if reader is None:
        raise SignInNeeded
    if response.author_id != reader.pk:
        raise NotAllowed if response.state == State.VISIBLE else NotFound
    if response.state not in OWN_STATES:
        raise NotAllowed


def must_be_signed_in(reader: Reader | None) -> Reader:
    """The reader again; raises SignInNeeded or Suspended."""
    if reader is None:
        raise SignInNeeded
    if not reader.is_active:
        raise Suspended
    return reader


def must_be_visible(response: Response | None) -> Response:
    """The response again; raises NotFound where it is not there or not visible."""
    if response is None or response.state != State.VISIBLE:
        raise NotFound
    return response


def may_vote(response: Response, reader: Reader) -> None:
    """Return, or raise NotFound or OwnResponse."""
    must_be_visible(response)
    if response.author_id == reader.pk:
        raise OwnResponse


def is_editable(response: Response, *, now: datetime) -> bool:
    """Whether its author may still change the words; one that a moderator asked to put differently, at any time."""
    if response.asked_at is not None:
        return True
    return response.posted_at is not None and now - response.posted_at <= timedelta(seconds=options.edit_window)


def may_edit(response: Response, *, now: datetime) -> None:
    """Return, or raise EditWindowOver."""
    if not is_editable(response, now=now):
        raise EditWindowOver
