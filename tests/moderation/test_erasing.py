"""Erasing somebody else's response is a decision: in the log, with its reasons, and open to an appeal."""

import pytest
from django.core import mail

from tertulia.errors import NotAllowed, NotFound, UnknownGround
from tertulia.moderation.appealing import answer_appeal, appeal_statement
from tertulia.moderation.erasing import decide_to_erase
from tertulia.moderation.models import Case, Decision, LegalNotice, Report, Statement
from tertulia.moderation.statements import load_statement
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.models import Response
from tests.moderation.papers import catch_up, post, report
from tests.moderation.test_notices import give
from tests.moderation.test_statements import check, guest_response


@pytest.fixture
def senior(moderator):
    grant_role(reader=moderator, role=Role.SENIOR_MODERATOR)
    return moderator


def test_its_author_is_told_why_and_the_log_says_who_did_it(thread, reader, senior):
    response = post(thread, reader, "Her address is Rope Street 9.")
    made = decide_to_erase(response=response.pk, moderator=senior, ground="law:privacy")
    catch_up()
    stated = Statement.objects.get()
    check(stated)
    assert (stated.decision, stated.reader, stated.ground) == (made, reader.pk, "law:privacy")
    assert stated.decision_visibility == ["CONTENT_REMOVED"] and "erased it for good" in stated.decision_facts
    assert (made.moderator, made.before, made.after) == (senior.pk, "visible", "erased")
    assert Response.objects.get().text == load_statement(stated.pk, reader=reader.pk).html == ""


def test_its_case_closes_and_whoever_told_us_learns_that_they_were_right(thread, reader, other_reader, senior):
    response = post(thread, reader)
    report(response, other_reader)
    give(response)
    decide_to_erase(response=response.pk, moderator=senior)
    catch_up()
    assert not Case.objects.filter(closed_at=None).exists()
    assert (Report.objects.get().outcome, LegalNotice.objects.get().outcome) == ("upheld", "upheld")
    assert Decision.objects.get().source == "notice"


def test_a_guest_learns_of_it_by_letter_although_nothing_leads_to_them_any_more(thread, senior):
    decide_to_erase(response=guest_response(thread).pk, moderator=senior)
    catch_up()
    assert [letter.to for letter in mail.outbox] == [["agnes@elsewhere.example"]]
    assert Response.objects.get().guest is None


def test_an_appeal_is_answered_by_somebody_else_and_brings_no_words_back(thread, reader, senior):
    decide_to_erase(response=post(thread, reader).pk, moderator=senior)
    appeal = appeal_statement(statement=Statement.objects.get().pk, text="It was my own address.")
    another = Reader.objects.create_user("tove@quay.example", name="Tove")
    grant_role(reader=another, role=Role.SENIOR_MODERATOR)
    assert answer_appeal(appeal=appeal.pk, moderator=another, reverses=True, answer="So it was.").reverses
    assert Response.objects.get().state == "erased"


def test_only_who_may_erases_once_and_on_a_ground_there_is(thread, reader, moderator):
    response = post(thread, reader)
    with pytest.raises(NotAllowed):
        decide_to_erase(response=response.pk, moderator=moderator)
    grant_role(reader=moderator, role=Role.SENIOR_MODERATOR)
    with pytest.raises(UnknownGround):
        decide_to_erase(response=response.pk, moderator=moderator, ground="law:soup")
    assert Response.objects.get().text and not Decision.objects.exists()
    decide_to_erase(response=response.pk, moderator=moderator)
    with pytest.raises(NotFound):
        decide_to_erase(response=response.pk, moderator=moderator)
