"""Deleting or erasing leaves the audit intact and without personal data."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tertulia.moderation.appealing import appeal_statement
from tertulia.moderation.forgetting import (
    KEPT_DAYS,
    forget_contacts,
    forget_networks,
    forget_words_about,
    forget_words_of,
)
from tertulia.moderation.models import Appeal, Decision, LegalNotice, Report, Statement
from tertulia.readers.models import Reader
from tertulia.responses.models import Response
from tests.moderation.papers import decide, post, report
from tests.moderation.test_notices import give

TABLES = ("decision", "report", "legalnotice", "statement", "appeal", "case")


@pytest.fixture
def papers(thread, reader, other_reader, moderator):
    """One response with everything that can be written about it."""
    response = post(thread, reader, "Words of Rosa about the ropes.")
    report(response, other_reader, text="Rosa means Tarek.")
    give(response, explanation="Rosa says untrue things of Tarek.")
    decide(response, moderator, "remove", ground="house:insult", text="Dear Rosa, no.")
    appeal_statement(statement=Statement.objects.get().pk, text="Rosa here: it was the rope.")
    return response


def everything():
    """Every column of every row of the audit, as text."""
    said = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select * from moderation_{table}")
            said += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(said)


def rows():
    return [model.objects.count() for model in (Decision, Report, LegalNotice, Statement, Appeal)]


def test_an_erased_reader_and_response_leave_every_row_and_no_word(papers, reader, other_reader):
    before = rows()
    assert "Rosa" in everything()
    forget_words_of(reader=reader.pk)
    forget_words_of(reader=other_reader.pk)
    forget_words_about(response=papers.pk)
    Response.objects.filter(pk=papers.pk).update(text="", html="", author=None, author_name="", state="erased")
    Reader.objects.filter(pk__in=[reader.pk, other_reader.pk]).delete()
    LegalNotice.objects.update(name="", email="")
    left = everything()
    assert rows() == before == [1, 1, 1, 1, 1]
    for word in ("Rosa", "Tarek", "طارق", "@", "Agnes"):
        assert word not in left
    decision = Decision.objects.get()
    assert (decision.action, decision.ground, decision.response, decision.author) == (
        "remove",
        "house:insult",
        papers.pk,
        reader.pk,
    )


def test_deleting_a_response_or_its_author_altogether_leaves_the_audit(papers, reader):
    before = rows()
    Reader.objects.filter(pk=reader.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("delete from responses_screening where response_id = %s", [papers.pk])
        cursor.execute("delete from responses_response where id = %s", [papers.pk])
    assert rows() == before


def test_names_and_addresses_of_notifiers_go_six_months_after_the_decision_unless_an_appeal_is_open(papers):
    now = timezone.now()
    assert forget_contacts(now=now + timedelta(days=183)) == 0
    notice = LegalNotice.objects.get()
    assert notice.email
    appeal = Appeal.objects.create(notice=notice, site=1, text="Look again.", at=now, due_at=now)
    assert forget_contacts(now=now + timedelta(days=190)) == 0
    appeal.delete()
    assert forget_contacts(now=now + timedelta(days=190)) == 1
    notice.refresh_from_db()
    assert (notice.name, notice.email, bool(notice.explanation)) == ("", "", True)
    forget_contacts(now=now + timedelta(days=KEPT_DAYS + 1))
    notice.refresh_from_db()
    assert (notice.explanation, Report.objects.get().text) == ("", "")


def test_networks_are_forgotten_with_their_salt(thread, reader):
    report(post(thread, reader), None, network="a" * 32)
    assert forget_networks(now=timezone.now() + timedelta(days=6)) == 0
    assert forget_networks(now=timezone.now() + timedelta(days=8)) == 1
    assert Report.objects.get().network == ""
