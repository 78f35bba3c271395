"""Deciding: every decision of a moderator about a response goes through here, from the desk, the page, the admin or the API.

One transaction, one row for each thing decided, one decision for each case: the case is locked and closed before the response
changes, so whoever comes second is told what the first decided. Ten seconds later it is told to the world (`DECISION_MADE`),
unless it was undone till then; the page itself follows at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tertulia.errors import AlreadyDecided, CaseTaken, NoAccount, NotFound, StateConflict, WordsChanged
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.moderation.actions import Action, Source
from tertulia.moderation.allowing import require_action
from tertulia.moderation.evidence import DETECTED
from tertulia.moderation.models import Case, Decision
from tertulia.moderation.sanctions import Extra, impose
from tertulia.moderation.trusting import is_told_by_trusted
from tertulia.readers.models import Reader
from tertulia.responses.finding import find_response
from tertulia.responses.models import Response, State
from tertulia.responses.visibility import hide_response, show_response

UNDO_SECONDS = 10
GRACE = 5  # seconds a click may be on its way
TOLD_AFTER = timedelta(seconds=UNDO_SECONDS + GRACE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reasons:
    """What is said with a decision: the ground (a rule or the law), the letter to the author, the note for colleagues."""

    ground: str = ""
    text: str = ""
    note: str = ""
    rule_version: int | None = None
    source: Source = Source.OWN


@dataclass(frozen=True, slots=True)
class _Deed:
    """What one action does to a response: from which states, and what is recorded."""

    before: tuple[str, ...]
    act: Callable[[Response, tuple[str, ...], datetime], None]
    kind: Kind | None


def _show(response: Response, before: tuple[str, ...], now: datetime) -> None:
    show_response(response, before=before)


def _remove(response: Response, before: tuple[str, ...], now: datetime) -> None:
    hide_response(response, before=before, after=State.REMOVED)


def _hold(response: Response, before: tuple[str, ...], now: datetime) -> None:
    hide_response(response, before=before, after=State.HELD)


def _ask(response: Response, before: tuple[str, ...], now: datetime) -> None:
    """Back to the author: it waits for them and not for us, so no case opens before they have changed it."""
    if response.author_id is None:
        raise NoAccount
    Response.objects.filter(pk=response.pk).update(asked_at=now)
    if response.state != State.HELD:
        hide_response(response, before=before, after=State.HELD)


def _leave(response: Response, before: tuple[str, ...], now: datetime) -> None:
    """As it is."""


_DEEDS = {
    Action.HOLD: _Deed((State.VISIBLE,), _hold, Kind.RESPONSE_HELD),
    Action.KEEP: _Deed((State.VISIBLE, State.REMOVED, State.WITHDRAWN, State.ERASED), _leave, None),
    Action.RELEASE: _Deed((State.HELD, State.SPAM), _show, Kind.RESPONSE_RELEASED),
    Action.REMOVE: _Deed((State.VISIBLE, State.HELD, State.SPAM), _remove, Kind.RESPONSE_REMOVED),
    Action.RESTORE: _Deed((State.REMOVED,), _show, Kind.RESPONSE_RESTORED),
    Action.REPHRASE: _Deed((State.VISIBLE, State.HELD), _ask, Kind.RESPONSE_HELD),
}


@writing()
def decide(
    *,
    case: int,
    moderator: Reader | None,
    action: Action,
    reasons: Reasons | None = None,
    also: Sequence[Extra] = (),
    read: int | None = None,
    now: datetime | None = None,
) -> Decision:
    """Decide an open case (primary key) and close it; `also` are sanctions and pauses that go with it, `read` the `latest_edit`
    of the words that were read.

    Raises SignInNeeded, NotAllowed, NotFound, AlreadyDecided, CaseTaken, StateConflict, WordsChanged, NoAccount.
    """
    response = Case.objects.filter(pk=case).values_list("response", flat=True).first()
    if response is None:
        raise NotFound
    found = find_response(response)
    locked = Case.objects.select_for_update().get(pk=case)
    _must_be_mine(locked, moderator, now or timezone.now())
    _must_be_what_was_read(found, read)
    return _decide(found, locked, moderator, action, reasons or Reasons(), also, now or timezone.now())


@writing()
def decide_response(
    *,
    response: int,
    moderator: Reader | None,
    action: Action,
    reasons: Reasons | None = None,
    also: Sequence[Extra] = (),
    read: int | None = None,
    now: datetime | None = None,
) -> Decision:
    """The same from the page, for a response that may have no open case; whoever had it open in the queue is told.

    Raises SignInNeeded, NotAllowed, NotFound, StateConflict, WordsChanged, NoAccount.
    """
    found = find_response(response)
    _must_be_what_was_read(found, read)
    case = Case.objects.select_for_update().filter(response=response, closed_at=None).first()
    return _decide(found, case, moderator, action, reasons or Reasons(), also, now or timezone.now())


def release_response(*, response: int, moderator: Reader | None, read: int | None = None) -> None:
    """Let a held response through; raises NotAllowed, WordsChanged, or StateConflict if it is not held any more."""
    decide_response(response=response, moderator=moderator, action=Action.RELEASE, read=read)


def restore_response(*, response: int, moderator: Reader | None) -> None:
    """Show a removed response again; raises NotAllowed, or StateConflict if it is not removed."""
    decide_response(response=response, moderator=moderator, action=Action.RESTORE)


def hold_response(*, response: int, moderator: Reader | None) -> None:
    """Keep a visible response back for a person to look at; raises NotAllowed or StateConflict."""
    decide_response(response=response, moderator=moderator, action=Action.HOLD)


def remove_response(*, response: int, moderator: Reader | None, read: int | None = None) -> None:
    """Take a response away; raises NotAllowed, WordsChanged or StateConflict."""
    decide_response(response=response, moderator=moderator, action=Action.REMOVE, read=read)


def latest_edit(edited_at: datetime | None) -> int:
    """Which words stand in a response: when they were last changed, in microseconds since the epoch; 0 for the first ones."""
    return (edited_at - _EPOCH) // timedelta(microseconds=1) if edited_at else 0


def _must_be_what_was_read(response: Response, read: int | None) -> None:
    """An author may change the words while they wait: what nobody has read is not let through with a decision about others."""
    if read is not None and read != latest_edit(response.edited_at):
        raise WordsChanged


def _must_be_mine(case: Case, moderator: Reader | None, now: datetime) -> None:
    if case.closed_at is not None:
        raise _already(case)
    theirs = case.claimed_by is not None and (moderator is None or case.claimed_by != moderator.pk)
    if theirs and case.claimed_until and case.claimed_until > now:
        raise CaseTaken(_("%(name)s is looking at this case.") % {"name": name_of(case.claimed_by)})


def _already(case: Case) -> AlreadyDecided:
    made = Decision.objects.filter(case=case, undone_by=None, moderator__isnull=False)
    last = made.exclude(after="").order_by("-id").first()  # what went with it, a warning say, has no state of the response
    if last is None:
        return AlreadyDecided(_("This case is closed: its author has taken the response back."))
    return already_decided(last)


def already_decided(theirs: Decision) -> AlreadyDecided:
    """Who was faster, and what they decided."""
    said = {"name": name_of(theirs.moderator), "what": Action(theirs.action).label}
    return AlreadyDecided(_("%(name)s was faster: %(what)s.") % said, decision=theirs.pk)


def name_of(reader: int | None) -> str:
    """What a reader is called; a closed account has no name any more."""
    return Reader.objects.filter(pk=reader).values_list("name", flat=True).first() or _("somebody")


def _decide(
    response: Response,
    case: Case | None,
    moderator: Reader | None,
    action: Action,
    reasons: Reasons,
    also: Sequence[Extra],
    now: datetime,
) -> Decision:
    deed = _DEEDS[action]
    require_action(moderator, action, thread=response.thread_id)
    if response.state not in deed.before:
        raise StateConflict
    before = response.state
    if case and action is not Action.HOLD:
        close_case(case, now)
    if response.asked_at and action is not Action.REPHRASE:
        Response.objects.filter(pk=response.pk).update(asked_at=None)
    deed.act(response, deed.before, now)
    base = Decision(
        case=case,
        response=response.pk,
        thread=response.thread_id,
        site=response.thread.site,
        author=response.author_id,
        moderator=moderator.pk if moderator else None,
        action=action.value,
        before=before,
        after=response.state,
        reason=case.reason if case else "",
        ground=reasons.ground,
        rule_version=reasons.rule_version,
        source=(source_of(case) if reasons.source is Source.OWN else reasons.source).value,
        automated_detection=is_detected(case),
        p=case.p if case else None,
        waited=max(0, int((now - case.opened_at).total_seconds())) if case else None,
        text=reasons.text,
        note=reasons.note,
        at=now,
    )
    base.save()
    if deed.kind:
        record(deed.kind, thread=response.thread_id, response=response.pk, reader=base.moderator)
    _tell(base)
    for extra in also:
        require_action(moderator, extra.action, thread=base.thread)
        for imposed in impose(extra, base, response=response, now=now):
            _tell(imposed)
    return base


def is_detected(case: Case | None) -> bool:
    """Whether a program judged the text before a person did."""
    return case is not None and case.is_held and case.reason in DETECTED


def source_of(case: Case | None) -> Source:
    """Whoever says nothing else decides on a notice or a report where there was one, and on our own look otherwise."""
    if case is None:
        return Source.OWN
    if case.is_notice:
        return Source.TRUSTED if is_told_by_trusted(case.response_id) else Source.NOTICE
    return Source.REPORT if case.is_reported else Source.OWN


def _tell(decision: Decision) -> None:
    record(
        Kind.DECISION_MADE,
        thread=decision.thread,
        response=decision.response,
        reader=decision.moderator,
        decision=decision.pk,
        due_in=TOLD_AFTER,
    )
    if decision.case_id:
        record(Kind.CASE_CHANGED, thread=decision.thread, response=decision.response)


def close_case(case: Case, now: datetime) -> None:
    """Close a locked case, before the response changes: so the triggers see nothing of it. Its words leave no trace."""
    case.closed_at, case.claimed_by, case.claimed_until, case.version = now, None, None, case.version + 1
    Case.objects.filter(pk=case.pk).update(
        closed_at=now, claimed_by=None, claimed_until=None, fingerprint="", version=F("version") + 1
    )


def note_holds(event: Event) -> None:
    """A handler: what the gate held by itself is written down as its decision, so that the author can be told why."""
    for case in Case.objects.filter(response=event.response, closed_at=None, is_held=True).values_list("pk", flat=True):
        note_hold(case=case)


@writing()
def note_hold(*, case: int) -> Decision | None:
    """Write down that the gate held a response; None where that is written already, or a person held it."""
    found = Case.objects.filter(pk=case, is_held=True).select_related("response").first()
    if found is None or found.reason in ("", "person", "rephrased", "imported"):
        return None
    find_response(found.response_id)
    if Decision.objects.filter(case=case).exists():
        return None
    response = found.response
    held = Decision(
        case=found,
        response=response.pk,
        thread=found.thread_id,
        site=found.site,
        author=response.author_id,
        action=Action.HOLD.value,
        after=State.HELD.value,
        reason=found.reason,
        automated_detection=found.reason in DETECTED,
        automated_decision=True,
        p=found.p,
        at=found.opened_at,
    )
    held.save()
    record(Kind.DECISION_MADE, thread=held.thread, response=held.response, decision=held.pk)
    return held
