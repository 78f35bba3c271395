"""Undoing a decision within ten seconds. Nothing is taken from the log: the undoing is written down beside it."""

from datetime import datetime

from django.utils import timezone

from tertulia.errors import NotAllowed, NotFound, StateConflict, UndoOver
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.moderation.actions import Action
from tertulia.moderation.deciding import TOLD_AFTER
from tertulia.moderation.models import Case, Decision
from tertulia.moderation.sanctions import take_back
from tertulia.readers.models import Reader
from tertulia.responses.finding import find_response
from tertulia.responses.models import Response, State
from tertulia.responses.visibility import hide_response, show_response

_KINDS = {State.VISIBLE: Kind.RESPONSE_RESTORED, State.HELD: Kind.RESPONSE_HELD, State.SPAM: Kind.RESPONSE_HELD}


@writing()
def undo_decision(*, decision: int, moderator: Reader, now: datetime | None = None) -> int | None:
    """Take back one's own decision (primary key) and what went with it; returns its case, which is open again.

    Raises NotFound, NotAllowed, UndoOver, StateConflict where something else has happened since.
    """
    now = now or timezone.now()
    made = Decision.objects.filter(pk=decision).first()
    if made is None or made.response is None:
        raise NotFound
    if made.moderator != moderator.pk:
        raise NotAllowed
    response = find_response(made.response)
    if now - made.at > TOLD_AFTER or Decision.objects.filter(undoes=made).exists():
        raise UndoOver
    together = Decision.objects.filter(response=made.response, moderator=moderator.pk, at=made.at, undone_by=None)
    for each in together.exclude(action=Action.UNDO).order_by("-id"):
        if each.after:
            _reopen(each)
            _put_back(response, each)
        else:
            take_back(each, now=now)
        _write_down(each, now)
    return made.case_id


def _reopen(made: Decision) -> None:
    """The case first: the response that is held again then finds its old case and opens no other."""
    if made.case_id and made.action != Action.HOLD:
        if Case.objects.filter(response=made.response, closed_at=None).exists():
            raise StateConflict
        Case.objects.filter(pk=made.case_id).update(closed_at=None, prepared=False)
        record(Kind.CASE_CHANGED, thread=made.thread, response=made.response)


def _put_back(response: Response, made: Decision) -> None:
    if response.state != made.after:
        raise StateConflict
    if made.action == Action.REPHRASE:
        Response.objects.filter(pk=response.pk).update(asked_at=None)
    if made.before == made.after:
        return
    if made.before == State.VISIBLE:
        show_response(response, before=(made.after,))
    else:
        hide_response(response, before=(made.after,), after=made.before)
    record(_KINDS[State(made.before)], thread=made.thread, response=response.pk, reader=made.moderator)


def _write_down(made: Decision, now: datetime) -> None:
    Decision.objects.create(
        case=made.case,
        response=made.response,
        thread=made.thread,
        site=made.site,
        author=made.author,
        moderator=made.moderator,
        action=Action.UNDO.value,
        before=made.after,
        after=made.before,
        undoes=made,
        at=now,
    )
