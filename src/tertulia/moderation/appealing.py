"""Appeals (Art. 20): once within six months against a restriction, or against a report or notice turned down.

Somebody else than whoever decided answers, in words. Where the decision falls, the response comes back with a mark.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from tertulia.errors import (
    AlreadyAppealed,
    AppealOver,
    NotFound,
    NothingToAppeal,
    OwnDecision,
    StateConflict,
)
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.moderation.actions import Action
from tertulia.moderation.cases import open_case, prepare_case
from tertulia.moderation.deciding import Reasons, close_case, decide_response
from tertulia.moderation.models import Appeal, Case, Decision, LegalNotice, Outcome, Report, Statement
from tertulia.moderation.reporting import REJECTED_BY, outcome_of, standing_decision
from tertulia.moderation.sanctions import end_sanction
from tertulia.moderation.statements import APPEAL_DAYS
from tertulia.moderation.wording import tidy_words
from tertulia.options import options
from tertulia.readers.models import Reader
from tertulia.readers.roles import Verb, require
from tertulia.responses.finding import find_response
from tertulia.responses.models import Response, State

LONGEST = 5_000
FLAGS = ("is_held", "is_reported", "is_notice", "is_edited", "is_appeal")
ABOUT_RESPONSES = (Action.HOLD, Action.REMOVE, Action.REPHRASE)


@writing()
def appeal_statement(*, statement: int, text: str, now: datetime | None = None) -> Appeal:
    """The one a statement (primary key) restricts asks again; who they are has been made sure of before.

    Raises NotFound, EmptyText, TextTooLong, AlreadyAppealed, AppealOver, NothingToAppeal.
    """
    found = Statement.objects.select_related("decision").filter(pk=statement).first()
    if found is None:
        raise NotFound
    if found.decision.action in ABOUT_RESPONSES and _is_superseded(found.decision):
        raise NothingToAppeal
    appeal = Appeal(statement=found, against=found.decision_id, site=found.site, response=found.response, reader=found.reader)
    return _make(appeal, text, decided_at=found.at, now=now)


@writing()
def appeal_report(*, report: int, text: str, now: datetime | None = None) -> Appeal:
    """Whoever made a report (primary key) that was turned down asks again; raises as above."""
    found = Report.objects.filter(pk=report).first()
    if found is None:
        raise NotFound
    if found.outcome != Outcome.REJECTED or found.settled_at is None:
        raise NothingToAppeal
    appeal = Appeal(report=found, against=found.decision, site=found.site, response=found.response_id, reader=found.reporter)
    return _make(appeal, text, decided_at=found.settled_at, now=now)


@writing()
def appeal_notice(*, notice: int, text: str, now: datetime | None = None) -> Appeal:
    """Whoever gave a legal notice (primary key) that was turned down asks again; raises as above."""
    found = LegalNotice.objects.filter(pk=notice).first()
    if found is None:
        raise NotFound
    if found.outcome != Outcome.REJECTED or found.decided_at is None:
        raise NothingToAppeal
    appeal = Appeal(notice=found, against=found.decision, site=found.site, response=found.response)
    return _make(appeal, text, decided_at=found.decided_at, now=now)


def _is_superseded(decision: Decision) -> bool:
    """Whether a person has decided about the response since, so that this decision holds no more."""
    later = Decision.objects.filter(response=decision.response, pk__gt=decision.pk, moderator__isnull=False, undone_by=None)
    return later.filter(action__in=(*REJECTED_BY, Action.REMOVE, Action.REPHRASE)).exists()


def _make(appeal: Appeal, text: str, *, decided_at: datetime, now: datetime | None) -> Appeal:
    now = now or timezone.now()
    appeal.text, appeal.at = tidy_words(text, most=LONGEST), now
    appeal.due_at = now + timedelta(days=options.appeal_days)
    if now > decided_at + timedelta(days=APPEAL_DAYS):
        raise AppealOver
    if appeal.response is not None:
        _find_response(appeal.response)
    if Appeal.objects.filter(statement=appeal.statement, report=appeal.report, notice=appeal.notice).exists():
        raise AlreadyAppealed
    appeal.save()
    record(Kind.APPEAL_MADE, response=appeal.response, reader=appeal.reader)
    if appeal.response is not None and _is_there(appeal.response):
        prepare_case(open_case(response=appeal.response, is_appeal=True, now=now).pk)
    return appeal


def _is_there(response: int) -> bool:
    return Response.objects.filter(pk=response).exclude(state=State.ERASED).exists()


def _find_response(response: int) -> Response | None:
    """The response, locked before anything else is; None where it is gone altogether."""
    try:
        return find_response(response)
    except NotFound:
        return None


@writing()
def answer_appeal(*, appeal: int, moderator: Reader | None, reverses: bool, answer: str, now: datetime | None = None) -> Appeal:
    """Answer an appeal (primary key), and undo the decision it is against if it `reverses`.

    Raises SignInNeeded, NotAllowed, NotFound, EmptyText, TextTooLong, OwnDecision, and StateConflict where it is answered.
    """
    now = now or timezone.now()
    known = Appeal.objects.filter(pk=appeal).values_list("response", "site").first()
    if known is None:
        raise NotFound
    require(moderator, Verb.ANSWER_APPEALS, site=known[1])
    assert moderator is not None
    response = _find_response(known[0]) if known[0] is not None else None
    found = Appeal.objects.select_for_update().get(pk=appeal)
    if found.answered_at is not None:
        raise StateConflict
    must_be_another(found, moderator)
    words = tidy_words(answer, most=LONGEST)
    made = _reverse(found, response, moderator, now) if reverses else None
    _answer(found, reverses=reverses, answer=words, moderator=moderator.pk, decision=made, now=now)
    _leave_queue(found, now)
    return found


def must_be_another(appeal: Appeal, moderator: Reader) -> None:
    """Return, or raise OwnDecision where `moderator` made the decision the appeal is against."""
    if appeal.against is not None and Decision.objects.filter(pk=appeal.against, moderator=moderator.pk).exists():
        raise OwnDecision
    if appeal.notice is not None and appeal.notice.decided_by == moderator.pk:
        raise OwnDecision


def _answer(
    appeal: Appeal, *, reverses: bool, answer: str, moderator: int | None, decision: Decision | None, now: datetime
) -> None:
    appeal.reverses, appeal.answer, appeal.answered_by, appeal.answered_at = reverses, answer, moderator, now
    appeal.decision = decision.pk if decision else None
    appeal.save(update_fields=["reverses", "answer", "answered_by", "answered_at", "decision"])
    record(Kind.APPEAL_ANSWERED, response=appeal.response, reader=appeal.reader, decision=appeal.against)


def _reverse(appeal: Appeal, response: Response | None, moderator: Reader, now: datetime) -> Decision | None:
    """Do the contrary of what was decided; None where there is nothing left to do it to."""
    if appeal.statement is None:
        return _remove_after_all(appeal, response, moderator, now)
    against = appeal.statement.decision
    if against.action in ABOUT_RESPONSES:
        return _bring_back(response, moderator, now)
    if against.action == Action.ERASE:
        return None
    return end_sanction(against, moderator=moderator.pk, now=now)


def _bring_back(response: Response | None, moderator: Reader, now: datetime) -> Decision | None:
    action = {State.HELD: Action.RELEASE, State.SPAM: Action.RELEASE, State.REMOVED: Action.RESTORE}.get(
        State(response.state) if response else State.MISSING
    )
    if response is None or action is None:
        return None
    made = decide_response(response=response.pk, moderator=moderator, action=action, now=now)
    mark_reinstated(response.pk, now)
    return made


def mark_reinstated(response: int, now: datetime) -> None:
    """Everybody sees that an appeal brought the response back."""
    Response.objects.filter(pk=response).update(reinstated_at=now)


def _remove_after_all(appeal: Appeal, response: Response | None, moderator: Reader, now: datetime) -> Decision | None:
    if response is None or response.state not in (State.VISIBLE, State.HELD, State.SPAM):
        return None
    asked = appeal.report or appeal.notice
    assert asked is not None
    ground = "" if asked.ground == "house:other" else asked.ground
    reasons = Reasons(ground=ground, rule_version=asked.rule_version if isinstance(asked, Report) else None)
    return decide_response(response=response.pk, moderator=moderator, action=Action.REMOVE, reasons=reasons, now=now)


def _leave_queue(appeal: Appeal, now: datetime) -> None:
    """The case is no appeal any more; it closes unless it is open for something else."""
    if Appeal.objects.filter(response=appeal.response, answered_at=None).exists():
        return
    case = Case.objects.select_for_update().filter(response=appeal.response, closed_at=None).first()
    if case is None:
        return
    case.is_appeal = False
    case.save(update_fields=["is_appeal"])
    if any(getattr(case, flag) for flag in FLAGS):
        prepare_case(case.pk)
    else:
        close_case(case, now)


@writing()
def answer_by_decision(event: Event) -> None:
    """A handler: a decision that gives an open appeal what it asks for answers it, with the decision's letter.

    An appeal against a suspension asks for something else than the response, and waits for its own answer.
    """
    decision = standing_decision(event)
    outcome = outcome_of(decision) if decision else None
    if decision is None or outcome is None:
        return
    waiting = Appeal.objects.select_for_update(of=("self",)).select_related("statement__decision")
    for appeal in waiting.filter(response=decision.response, answered_at=None, at__lte=decision.at):
        if appeal.statement is not None and appeal.statement.decision.action not in ABOUT_RESPONSES:
            continue
        if (outcome == Outcome.REJECTED) == (appeal.statement is not None):
            _answer(appeal, reverses=True, answer=decision.text, moderator=decision.moderator, decision=decision, now=decision.at)
            if appeal.statement is not None and appeal.response is not None:
                mark_reinstated(appeal.response, decision.at)
