from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tertulia.errors import (
    AlreadyAppealed,
    AppealOver,
    EmptyText,
    NotAllowed,
    NotFound,
    NothingToAppeal,
    OwnDecision,
    SignInNeeded,
    StateConflict,
    TextTooLong,
)
from tertulia.moderation.actions import Action
from tertulia.moderation.appealing import answer_appeal, appeal_notice, appeal_report, appeal_statement
from tertulia.moderation.models import Appeal, Case, Decision, Report, Statement
from tertulia.moderation.papers import open_appeals
from tertulia.moderation.queue import Filters, View, next_case
from tertulia.moderation.sanctions import Extra
from tertulia.notifications.models import Notice
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.readers.standing import standing_of
from tertulia.responses.models import Response
from tertulia.responses.rows import select
from tests.moderation.papers import catch_up, decide, post, report
from tests.moderation.test_notices import give


@pytest.fixture
def senior(db):
    person = Reader.objects.create_user("sena@quay.example", name="Sena")
    grant_role(reader=person, role=Role.SENIOR_MODERATOR)
    return person


@pytest.fixture
def response(thread, reader):
    return post(thread, reader)


@pytest.fixture
def statement(response, moderator):
    decide(response, moderator, "remove", ground="house:insult")
    return Statement.objects.get().pk


def appeal(statement, text="I meant the rope, not the man.", **more):
    return appeal_statement(statement=statement, text=text, **more)


def answer(made, who, reverses=True, words="You are right, it was about the rope.", **more):
    return answer_appeal(appeal=made.pk, moderator=who, reverses=reverses, answer=words, **more)


def test_an_appeal_waits_in_the_queue_with_a_clock(response, statement):
    made = appeal(statement)
    assert (made.due_at - made.at, made.reverses) == (timedelta(days=14), None)
    case = Case.objects.get(closed_at=None)
    assert (case.is_appeal, case.response_id) == (True, response.pk)
    (waiting,) = open_appeals().papers
    assert (waiting.text, waiting.due_at, waiting.about) == ("I meant the rope, not the man.", made.due_at, "statement")


def test_an_appeal_is_made_once_and_in_words(statement):
    for error, words in ((EmptyText, " \0 "), (TextTooLong, "x" * 5001)):
        with pytest.raises(error):
            appeal(statement, words)
    appeal(statement)
    with pytest.raises(AlreadyAppealed):
        appeal(statement)
    with pytest.raises(NotFound):
        appeal(4711)


def test_an_appeal_can_be_made_for_six_months(statement):
    now = timezone.now()
    with pytest.raises(AppealOver):
        appeal(statement, now=now + timedelta(days=185))
    assert appeal(statement, now=now + timedelta(days=183)).pk


def test_a_reversal_brings_the_response_back_with_a_mark_and_tells_both_sides(response, statement, senior, reader, other_reader):
    Report.objects.create(
        response=response, thread=response.thread_id, site=1, reporter=other_reader.pk, ground="house:insult", rule_version=0,
        weight=1, at=timezone.now(), outcome="upheld", decision=Decision.objects.get().pk, settled_at=timezone.now(),
    )  # fmt: skip
    made = answer(appeal(statement), senior)
    shown = Response.objects.get(pk=response.pk)
    assert (shown.state, made.reverses, made.decision) == ("visible", True, Decision.objects.latest("id").pk)
    assert shown.reinstated_at is not None
    assert select("where id = %s", [response.pk])[0].reinstated
    assert not Case.objects.filter(closed_at=None).exists()
    assert not open_appeals().papers
    catch_up()
    assert Notice.objects.filter(reader=reader, kind="appeal-answered", path=f"/legal/statements/{statement}/").count() == 1
    assert Report.objects.get().outcome == "rejected"
    assert Notice.objects.filter(reader=other_reader, kind="report-outcome").count() == 1


def test_an_appeal_that_is_turned_down_leaves_the_response_where_it_is_and_the_queue(response, statement, senior):
    made = answer(appeal(statement), senior, reverses=False, words="It was about the man.")
    assert (Response.objects.get(pk=response.pk).state, made.decision, made.answer) == ("removed", None, "It was about the man.")
    assert not Case.objects.filter(closed_at=None).exists()
    with pytest.raises(StateConflict):
        answer(made, senior)


def test_only_another_senior_answers_and_only_in_words(statement, senior, moderator, reader):
    made = appeal(statement)
    for who, error in ((None, SignInNeeded), (reader, NotAllowed), (moderator, NotAllowed)):
        with pytest.raises(error):
            answer(made, who)
    grant_role(reader=moderator, role=Role.SENIOR_MODERATOR)
    with pytest.raises(OwnDecision):
        answer(made, moderator)
    with pytest.raises(EmptyText):
        answer(made, senior, words=" ")
    assert Appeal.objects.get().answered_at is None


def test_an_automatic_hold_can_be_appealed_and_a_person_answers(held, senior):
    catch_up()
    made = answer(appeal(Statement.objects.get().pk), senior)
    assert Response.objects.get(pk=held.pk).state == "visible"
    assert (made.answered_by, Decision.objects.latest("id").action) == (senior.pk, "release")


def test_a_hold_that_stands_after_an_appeal_still_waits_for_its_decision(held, senior):
    catch_up()
    answer(appeal(Statement.objects.get().pk), senior, reverses=False)
    case = Case.objects.get(closed_at=None)
    assert (case.is_held, case.is_appeal) == (True, False)


def test_what_a_person_has_decided_since_is_no_longer_to_be_appealed_against(held, moderator):
    catch_up()
    first = Statement.objects.get().pk
    decide(held, moderator, "remove", ground="house:insult")
    with pytest.raises(NothingToAppeal):
        appeal(first)
    assert appeal(Statement.objects.latest("id").pk).pk


def test_a_suspension_ends_with_its_reversal(response, moderator, senior, reader):
    grant_role(reader=moderator, role=Role.SENIOR_MODERATOR)
    decide(response, moderator, "remove", also=[Extra(Action.SUSPEND)])
    assert standing_of(reader, now=timezone.now()).is_suspended
    suspended = Statement.objects.get(decision_account="SUSPENDED")
    answer(appeal(suspended.pk), senior)
    assert not standing_of(reader, now=timezone.now()).is_suspended
    assert Decision.objects.latest("id").undoes_id == suspended.decision_id


def test_a_reporter_who_was_turned_down_may_appeal_and_the_response_goes(response, moderator, senior, other_reader):
    made = report(response, other_reader)
    with pytest.raises(NothingToAppeal):
        appeal_report(report=made.pk, text="Look again.")
    decide(response, moderator, "keep")
    asked = appeal_report(report=made.pk, text="Look again.")
    answer(asked, senior, words="We overlooked the last line.")
    removed = Decision.objects.latest("id")
    assert (Response.objects.get(pk=response.pk).state, removed.ground) == ("removed", "house:insult")
    catch_up()
    assert Report.objects.get().outcome == "upheld"
    assert Notice.objects.filter(reader=other_reader, kind="appeal-answered").count() == 1


def test_a_notifier_who_was_turned_down_may_appeal_and_has_the_answer_by_mail(response, moderator, senior):
    notice = give(response)
    decide(response, moderator, "keep")
    answer(appeal_notice(notice=notice.pk, text="The court has spoken."), senior, reverses=False, words="It has not.")
    catch_up()
    assert mail.outbox[-1].to == ["agnes@elsewhere.example"]
    assert "It has not." in mail.outbox[-1].body


def test_a_decision_at_the_desk_that_gives_what_was_asked_for_answers_the_appeal(response, statement, senior):
    appeal(statement)
    decide(response, senior, "restore", text="It stays after all.")
    made = Appeal.objects.get()
    assert (made.reverses, made.answer, made.answered_by) == (True, "It stays after all.", senior.pk)
    assert Response.objects.get(pk=response.pk).reinstated_at is not None


def test_an_appeal_about_what_is_gone_can_still_be_answered(response, statement, senior):
    made = appeal(statement)
    Response.objects.filter(pk=response.pk).update(state="erased", text="", html="", author=None)
    assert answer(made, senior).decision is None


def test_keeping_what_was_removed_grants_nothing_and_turns_no_report_down(response, statement, senior, other_reader):
    Report.objects.create(
        response=response, thread=response.thread_id, site=1, reporter=other_reader.pk, ground="house:insult", rule_version=0,
        weight=1, at=timezone.now(), outcome="upheld", decision=Decision.objects.get().pk, settled_at=timezone.now(),
    )  # fmt: skip
    appeal(statement)
    decide(response, senior, "keep")
    assert Appeal.objects.get().answered_at is None
    assert (Response.objects.get(pk=response.pk).state, Report.objects.get().outcome) == ("removed", "upheld")


def test_an_appeal_against_a_suspension_is_not_answered_by_restoring_the_response(response, moderator, senior, reader):
    grant_role(reader=moderator, role=Role.SENIOR_MODERATOR)
    decide(response, moderator, "remove", also=[Extra(Action.SUSPEND)])
    appeal(Statement.objects.get(decision_account="SUSPENDED").pk)
    decide(response, senior, "restore")
    assert Appeal.objects.get().answered_at is None
    assert standing_of(reader, now=timezone.now()).is_suspended


def test_the_next_case_is_never_an_appeal_that_is_somebody_elses_to_answer(statement, moderator, senior):
    appeal(statement)
    now = timezone.now()
    case = Case.objects.get(closed_at=None).pk
    assert next_case(senior, View.EVERYTHING, Filters(), now=now) == case
    assert next_case(moderator, View.EVERYTHING, Filters(), now=now) is None, "a senior answers"
    grant_role(reader=moderator, role=Role.SENIOR_MODERATOR)
    assert next_case(moderator, View.EVERYTHING, Filters(), now=now) is None, "somebody else answers"
