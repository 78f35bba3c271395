"""Erasing somebody else's response, as the law may ask: a decision like any other, in the log and with its reasons."""

from datetime import datetime

from django.utils import timezone

from tertulia.errors import NotFound
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.house.rulebook import find_ground, load_rulebook
from tertulia.moderation.actions import Action
from tertulia.moderation.allowing import require_action
from tertulia.moderation.deciding import close_case, is_detected, source_of
from tertulia.moderation.models import Case, Decision
from tertulia.moderation.statements import state_decision
from tertulia.readers.models import Reader
from tertulia.responses.erasing import erase_response
from tertulia.responses.finding import find_response
from tertulia.responses.models import State


@writing()
def decide_to_erase(*, response: int, moderator: Reader | None, ground: str = "", now: datetime | None = None) -> Decision:
    """Erase a response (primary key) for good and close its case. There is no way back, so its author is told at once.

    The reasons are stated before the name goes: afterwards nobody knows to whom. Raises SignInNeeded, NotAllowed, NotFound,
    UnknownGround.
    """
    now, found = now or timezone.now(), find_response(response)
    require_action(moderator, Action.ERASE, thread=found.thread_id)
    if found.state == State.ERASED:
        raise NotFound
    book = load_rulebook(found.thread.site)
    case = Case.objects.select_for_update().filter(response=response, closed_at=None).first()
    made = Decision.objects.create(
        case=case,
        response=found.pk,
        thread=found.thread_id,
        site=found.thread.site,
        author=found.author_id,
        moderator=moderator.pk if moderator else None,
        action=Action.ERASE.value,
        before=found.state,
        after=State.ERASED.value,
        reason=case.reason if case else "",
        ground=str(find_ground(book, ground)) if ground else "",
        rule_version=book.version,
        source=source_of(case).value,
        automated_detection=is_detected(case),
        p=case.p if case else None,
        waited=max(0, int((now - case.opened_at).total_seconds())) if case else None,
        at=now,
    )
    state_decision(made)
    if case:
        close_case(case, now)
        record(Kind.CASE_CHANGED, thread=made.thread, response=made.response)
    record(Kind.DECISION_MADE, thread=made.thread, response=made.response, reader=made.moderator, decision=made.pk)
    erase_response(response=response, moderator=moderator)
    return made
