from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tertulia.errors import (
    EmailMissing,
    EmailRefused,
    EmptyText,
    GoodFaithMissing,
    NameMissing,
    NotAllowed,
    StateConflict,
    TooMany,
    UnknownAddress,
    UnknownGround,
)
from tertulia.moderation.card import load_card
from tertulia.moderation.models import Case, LegalNotice
from tertulia.moderation.notices import Target, answer_notice, give_notice, parse_target
from tertulia.moderation.outcomes import load_notice
from tertulia.moderation.papers import open_notices
from tertulia.options import options
from tertulia.responses.withdrawing import withdraw_response
from tests.moderation.papers import catch_up, decide, post

HOSTS = {"quay.example", "localhost"}


@pytest.fixture
def response(thread, reader):
    return post(thread, reader)


def give(response=None, **changes):
    given = {
        "site": 1,
        "hosts": HOSTS,
        "url": f"https://quay.example/r/{response.pk}/" if response else "",
        "ground": "law:speech",
        "explanation": "It calls my brother a thief, which a court has found to be untrue.",
        "good_faith": True,
        "name": "Agnes Holm",
        "email": "agnes@elsewhere.example",
        "network": "a" * 32,
        "language": "en",
    }
    return give_notice(**{**given, **changes})


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("https://quay.example/2026/11/20/rope/#response-7", Target(7, "/2026/11/20/rope/")),
        ("http://localhost:8000/r/7/", Target(7, "/r/7/")),
        ("/r/7/", Target(7, "/r/7/")),
        ("quay.example/responses/7/history/", Target(7, "/responses/7/history/")),
        (" #7 ", Target(7, "/r/7/")),
        ("7", Target(7, "/r/7/")),
        ("https://quay.example/2026/11/20/rope/", Target(None, "/2026/11/20/rope/")),
    ],
)
def test_an_address_of_ours_is_understood_however_it_is_written(written, target):
    assert parse_target(written, HOSTS) == target


@pytest.mark.parametrize(
    "written",
    [
        "",
        "nonsense",
        "https://elsewhere.example/r/7/",
        "javascript:alert(1)",
        "ftp://quay.example/r/7/",
        "http://[",
        "/" + "x" * 500,
    ],
)
def test_an_address_that_is_none_of_ours_is_refused(written):
    with pytest.raises(UnknownAddress):
        parse_target(written, HOSTS)


def test_a_notice_is_stored_with_a_reference_and_a_clock_and_is_put_into_the_queue(response):
    notice = give(response)
    assert notice.reference.startswith("N-")
    assert (notice.response, notice.thread, notice.due_at - notice.at) == (response.pk, response.thread_id, timedelta(hours=72))
    case = Case.objects.get(response=response)
    assert (case.is_notice, case.prepared, case.harm) == (True, True, 16.0)
    (waiting,) = open_notices().papers
    assert (waiting.about, waiting.who, waiting.response) == (notice.reference, "Agnes Holm", response.pk)


def test_the_law_that_the_most_pressing_notice_names_is_proposed_as_the_ground(response, moderator):
    give(response)
    give(response, ground="law:violence")
    card = load_card(Case.objects.get(response=response).pk, moderator)
    assert card.suggested == "law:violence"


def test_what_endangers_somebody_is_due_sooner(response):
    notice = give(response, ground="law:violence")
    assert notice.due_at - notice.at == timedelta(hours=24)


@pytest.mark.parametrize(
    ("error", "changes"),
    [
        (UnknownGround, {"ground": "house:insult"}),
        (UnknownGround, {"ground": ""}),
        (EmptyText, {"explanation": "  "}),
        (NameMissing, {"name": ""}),
        (EmailMissing, {"email": ""}),
        (EmailRefused, {"email": "agnes"}),
        (GoodFaithMissing, {"good_faith": False}),
        (UnknownAddress, {"url": "/r/4711/"}),
    ],
)
def test_every_field_of_article_16_is_asked_for(response, error, changes):
    with pytest.raises(error):
        give(response, **changes)
    assert not LegalNotice.objects.exists()


def test_where_children_are_abused_nobody_has_to_say_who_they_are(response):
    notice = give(response, ground="law:minors", name="", email="")
    assert (notice.name, notice.email) == ("", "")


def test_the_receipt_is_sent_at_once_and_once(response):
    notice = give(response)
    catch_up()
    catch_up()
    (receipt,) = mail.outbox
    assert receipt.to == ["agnes@elsewhere.example"]
    assert notice.reference in receipt.subject
    assert notice.reference in receipt.body
    assert "/legal/notice/" in receipt.body
    assert LegalNotice.objects.get().receipt_at is not None


@pytest.mark.parametrize(("action", "outcome"), [("remove", "upheld"), ("keep", "rejected")])
def test_a_decision_about_the_response_decides_the_notice_and_is_told_with_what_can_be_done(response, moderator, action, outcome):
    notice = give(response)
    catch_up()
    decide(response, moderator, action, ground="law:speech")
    notice.refresh_from_db()
    assert (notice.outcome, notice.decided_by, open_notices().papers) == (outcome, moderator.pk, [])
    told = mail.outbox[-1]
    assert len(mail.outbox) == 2
    assert notice.reference in told.subject
    assert ("appeal within six months" in told.body) == (outcome == "rejected")
    assert (load_notice(notice.pk).appeal_until is not None) == (outcome == "rejected")


def test_a_notice_about_no_response_is_answered_by_a_moderator(thread, moderator, reader):
    notice = give(url=thread.url.replace("https://elsewhere.example", "https://quay.example"))
    with pytest.raises(NotAllowed):
        answer_notice(notice=notice.pk, moderator=reader, is_illegal=False, answer="No.")
    with pytest.raises(EmptyText):
        answer_notice(notice=notice.pk, moderator=moderator, is_illegal=False, answer=" ")
    answer_notice(notice=notice.pk, moderator=moderator, is_illegal=False, answer="This page is a list of links.")
    with pytest.raises(StateConflict):
        answer_notice(notice=notice.pk, moderator=moderator, is_illegal=True, answer="Or is it?")
    catch_up()
    assert "This page is a list of links." in mail.outbox[-1].body


def test_what_its_author_took_back_is_said_to_be_gone(response, reader):
    notice = give(response)
    withdraw_response(response=response.pk, author=reader)
    catch_up()
    notice.refresh_from_db()
    assert notice.outcome == "gone"
    assert "taken away by its author" in mail.outbox[-1].body


def test_letters_are_in_the_language_of_the_notice(response):
    give(response, language="ar")
    catch_up()
    assert "إخطار" in mail.outbox[0].body


def test_notices_have_a_limit(response, monkeypatch):
    monkeypatch.setattr(options, "notices", 1)
    give(response)
    with pytest.raises(TooMany):
        give(response)


def test_two_references_are_never_the_same(response):
    now = timezone.now()
    references = {give(response, network=f"{number:032}", now=now).reference for number in range(20)}
    assert len(references) == 20


def test_a_letter_that_cannot_be_sent_keeps_no_other_waiting(response, monkeypatch):
    from django.core.mail.backends.locmem import EmailBackend

    send = EmailBackend.send_messages

    def refuse_one(self, messages):
        if messages[0].to == ["gone@elsewhere.example"]:
            raise ConnectionRefusedError
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_one)
    give(response, email="gone@elsewhere.example")
    give(response)
    catch_up()
    assert [letter.to for letter in mail.outbox] == [["agnes@elsewhere.example"]]
    assert [notice.receipt_at is None for notice in LegalNotice.objects.order_by("id")] == [True, False]
